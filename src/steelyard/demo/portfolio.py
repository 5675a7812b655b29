"""The demo's portfolio: an audit of spring, closed, and one of these days, half decided; the long tail of last night."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands as partners
from steelyard.partners.longtail.jobs import evaluate_long_tail
from steelyard.partners.models import AuditedPartner
from steelyard.partners.portfolio.terms import AuditScope, Course, DecisionDraft, PartnerClass
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.jobs import settle_history

_OTHERWISE = (
    (Course.WATCH, "They are being taken over; look again in half a year."),
    (Course.MAINTAIN, "They serve two customers that nobody else can."),
    (Course.INVEST, "They hire a team for our products."),
)


def build_portfolio(random: Random, ends_at: datetime) -> None:
    """Audit everybody twice, deciding all of the first audit and half of the second, and say who is small and who rises."""
    first = _audit("Spring audit", ends_at - timedelta(days=120))
    _decide(random, first, ends_at - timedelta(days=110), share=1.0)
    with as_system():
        partners.close_audit(actor=SYSTEM, audit_id=first, now=ends_at - timedelta(days=100))
    second = _audit("Autumn audit", ends_at - timedelta(days=4))
    _decide(random, second, ends_at - timedelta(days=2), share=0.5)
    evaluate_long_tail(ends_at)
    with as_system():
        settle_history()


def _audit(name: str, now: datetime) -> UUID:
    with as_system():
        scope = AuditScope(as_of=now.date(), name=name)
        key = partners.begin_audit(actor=SYSTEM, scope=scope, now=now)
        partners.measure_audit(audit_id=key, now=now)
    return key


def _decide(random: Random, audit_id: UUID, now: datetime, *, share: float) -> None:
    """Let each manager accept most of what is proposed, and now and then decide otherwise."""
    with as_system():
        rows = list(AuditedPartner.objects.filter(audit=audit_id, manager_id__isnull=False).order_by("id"))
    for row in rows:
        if random.random() >= share or row.manager_id is None:
            continue
        draft = DecisionDraft(partner_class=PartnerClass(row.partner_class), course=Course(row.course))
        if random.random() < 0.1:
            course, reason = random.choice(_OTHERWISE)
            draft = DecisionDraft(partner_class=PartnerClass(row.partner_class), course=course, reason=reason)
        with as_system():
            manager = get_actor(row.manager_id, None)
        with acting_as(manager):
            partners.decide_partnership(
                actor=manager, audit_id=audit_id, partner_id=row.partner_id, draft=draft, now=now
            )
