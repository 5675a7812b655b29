"""Audits class every partner by fit and return with reasons; people decide, and what was decided stays."""

from datetime import date, timedelta

from steelyard.partners import commands
from steelyard.partners.models import AuditedPartner
from steelyard.partners.portfolio.queries import get_audited
from steelyard.partners.portfolio.terms import AuditScope
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem


def test_x(ecosystem: Ecosystem, now) -> None:
    key = commands.begin_audit(actor=ecosystem.manager, scope=AuditScope(as_of=now.date(), name="Q"), now=now)
    run_jobs()
    for row in AuditedPartner.objects.all():
        r = get_audited(ecosystem.manager, key, row.partner_id)
        print(r.classification)
