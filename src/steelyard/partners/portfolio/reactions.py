"""An audit that was begun is measured; then its managers hear of it."""

from datetime import datetime

from django.urls import reverse

from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners import commands
from steelyard.partners.automation.reactions import register_triggers
from steelyard.partners.models import AuditedPartner, PortfolioAudit
from steelyard.partners.portfolio.events import AuditBegun, AuditMeasured, PartnershipSettled
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(AuditBegun)
def measure_partners(happened: Happened, now: datetime) -> None:
    """Measure the partners of an audit."""
    commands.measure_audit(audit_id=happened.event.subject_id, now=now)


@reacts_to(AuditMeasured)
def ask_managers(happened: Happened, now: datetime) -> None:
    """Tell those who look after partners of an audit that they can decide."""
    audit_id = happened.event.subject_id
    rows = AuditedPartner.objects.filter(audit=audit_id, manager_id__isnull=False)
    people = set(rows.values_list("manager_id", flat=True).distinct())
    url = reverse("partners:audit", args=[public_id(PortfolioAudit.PREFIX, audit_id)])
    notify({one for one in people if one}, happened, url=f"{url}?manager=me", now=now)


register_triggers({PartnershipSettled: sentence("A partner was decided in an audit")})
