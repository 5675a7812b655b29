"""The figures of deal registration on Home, and the few registrations that ask for attention there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, Sum

from steelyard.deals.cards import RegistrationCard
from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.registrations import SOON, to_cards
from steelyard.deals.terms import LIVE_STATES, PROTECTED_STATES, Outcome, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money

WINDOW = timedelta(days=90)


class Median(Aggregate):
    """The middle value; NULL of none."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFigures:
    """How deal registration goes, as far as the actor sees it. Rates and times are of the last 90 days."""

    live: int
    protected: Money | None
    """The sum under protection in the currency that most of it is in."""
    other_currencies: int
    waiting: int
    late: int
    median_decision: timedelta | None
    approval_rate: Decimal | None

    @property
    def is_empty(self) -> bool:
        return not self.live and self.median_decision is None


def get_figures(actor: Actor, now: datetime) -> DealFigures:
    """Return the figures, each statement from an index of its own."""
    rows = DealRegistration.visible_to(actor).exclude(state=RegistrationState.DRAFT)
    took = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
    approvals = [outcome.value for outcome in Outcome if outcome.is_approval]
    owed = rows.filter(due_at__isnull=False).aggregate(all=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    recent = rows.filter(submitted_at__gte=now - WINDOW, submitted_at__lt=now, decided_at__isnull=False).aggregate(
        median=Median(took, output_field=DurationField()),
        decided=Count("submitted_at"),
        approved=Count("submitted_at", filter=Q(outcome__in=approvals)),
    )
    sums = (
        rows.filter(state__in=_values(PROTECTED_STATES))
        .values_list("currency")
        .annotate(total=Sum("value"))
        .order_by("-total")
    )
    by_size = [Money(total, currency) for currency, total in sums]
    return DealFigures(
        live=rows.filter(state__in=_values(LIVE_STATES)).count(),
        protected=by_size[0] if by_size else None,
        other_currencies=max(0, len(by_size) - 1),
        waiting=owed["all"],
        late=owed["late"],
        median_decision=recent["median"],
        approval_rate=Decimal(recent["approved"]) / recent["decided"] if recent["decided"] else None,
    )


def list_needing_partner(actor: Actor, now: datetime, *, limit: int) -> list[RegistrationCard]:
    """Return what waits for the partner: questions first, then protections that end soon."""
    waits = Q(state=RegistrationState.INFORMATION_REQUESTED)
    ends = Q(state=RegistrationState.APPROVED, protected_until__gte=now, protected_until__lt=now + SOON)
    rows = DealRegistration.visible_to(actor).filter(waits | ends)
    return to_cards(rows.order_by(F("answer_due_at").asc(nulls_last=True), "protected_until", "id")[:limit])


def count_needing_partner(actor: Actor, now: datetime) -> int:
    """Return how many registrations wait for the partner."""
    waits = Q(state=RegistrationState.INFORMATION_REQUESTED)
    ends = Q(state=RegistrationState.APPROVED, protected_until__gte=now, protected_until__lt=now + SOON)
    return DealRegistration.visible_to(actor).filter(waits | ends).count()


def list_latest_decided(actor: Actor, now: datetime, *, limit: int) -> list[RegistrationCard]:
    """Return the latest decisions of the last two weeks."""
    rows = DealRegistration.visible_to(actor).filter(decided_at__gte=now - timedelta(days=14))
    return to_cards(rows.order_by("-decided_at", "-id")[:limit])


def list_ending(actor: Actor, now: datetime, *, limit: int) -> list[RegistrationCard]:
    """Return the protections that end within a month, the next first."""
    rows = DealRegistration.visible_to(actor).filter(
        state__in=_values(PROTECTED_STATES), protected_until__gte=now, protected_until__lt=now + timedelta(days=30)
    )
    return to_cards(rows.order_by("protected_until", "id")[:limit])


def has_registered(actor: Actor) -> bool:
    """Tell whether the actor's side has submitted a registration yet."""
    return DealRegistration.visible_to(actor).exclude(state=RegistrationState.DRAFT).exists()


def _values(states: frozenset[RegistrationState]) -> list[str]:
    return sorted(state.value for state in states)
