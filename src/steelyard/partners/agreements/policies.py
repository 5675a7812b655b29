"""Which version applies to whom, where a partner stands with it, and how long a term is: of facts and rules alone."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from steelyard.kernel.periods import add_months
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.agreements.terms import AgreementFacts, AgreementState, Computed, Signed, Version


def choose_version(
    versions: Iterable[Version], *, types: frozenset[str], regions: Sequence[str], on: date
) -> Version | None:
    """Return the version that applies to a partner of these types on a day, if any does.

    `regions` are its region and those around it, the nearest first. The nearest region counts before one further out, what names
    a type before what is for all, and of those alike the newest.
    """
    near = {region: -place for place, region in enumerate(regions)}
    fitting = [
        one
        for one in versions
        if one.valid_from <= on
        and (not one.region or one.region in near)
        and (not one.types or not one.types.isdisjoint(types))
    ]
    return max(
        fitting,
        key=lambda one: (near.get(one.region, -len(near) - 1), bool(one.types), one.valid_from, one.published_at),
        default=None,
    )


def find_demand(versions: Iterable[Version], wanted: Version | None, signed: Signed | None) -> date | None:
    """Return from when a newer version, up to the wanted one, asks whoever signed an older one to accept again."""
    if wanted is None or signed is None or signed.version_id == wanted.id:
        return None
    return min(
        (
            one.valid_from
            for one in versions
            if one.asks_again
            and (one.region, one.types) == (wanted.region, wanted.types)
            and signed.known_from < one.valid_from <= wanted.valid_from
        ),
        default=None,
    )


def compute_standing(facts: AgreementFacts, rules: AgreementRules, *, on: date) -> Computed:
    """Return where a partner stands on a day. What has lapsed stays so, and nothing lapses for a day that is gone."""
    signed, time = facts.signed, timedelta(days=rules.acceptance_days)
    if signed is None:
        if not (facts.is_required or facts.requested_on):
            return Computed(state=AgreementState.OFFERED)
        return Computed(state=AgreementState.MISSING, due_on=(facts.requested_on or facts.asked_on or on) + time)
    asked = [from_on + time for from_on in (facts.demanded_from, facts.requested_on) if from_on is not None]
    due_on = min([*asked, *([signed.valid_until] if signed.valid_until else [])], default=None)
    if not signed.binds_on(on):
        return Computed(state=AgreementState.LAPSED, due_on=due_on, lapses_on=signed.binds_until)
    if due_on is None:
        return Computed(state=AgreementState.IN_FORCE)
    lapses_on = max(due_on + timedelta(days=rules.grace_days), on)
    return Computed(state=_state_by(due_on, lapses_on, asked, rules, on), due_on=due_on, lapses_on=lapses_on)


def _state_by(due_on: date, lapses_on: date, asked: Sequence[date], rules: AgreementRules, on: date) -> AgreementState:
    if on >= lapses_on:
        return AgreementState.LAPSED
    if on >= due_on:
        return AgreementState.GRACE
    if asked or on >= due_on - timedelta(days=max(rules.reminder_days)):
        return AgreementState.DUE
    return AgreementState.IN_FORCE


def compute_term(months: int | None, signed: Signed | None, rules: AgreementRules, *, on: date) -> date | None:
    """Return the first day after the term of an agreement that is accepted on a day; None where it has no end.

    It continues a term that binds and is about to end, or has ended within its grace, and begins on the day otherwise.
    """
    if months is None:
        return None
    starts_on = on
    if signed is not None and signed.valid_until is not None and signed.binds_on(on):
        is_ending = on >= signed.valid_until - timedelta(days=max(rules.reminder_days))
        starts_on = signed.valid_until if is_ending else on
    until = add_term(starts_on, months)
    return until if until > on else add_term(on, months)


def add_term(start: date, months: int) -> date:
    """Return the first day after so many whole months from a day on.

    Where the month of the end lacks the day, the term holds through its last one: what begins on 29 February 2028 for twelve
    months ends with 28 February 2029, so that 1 March is the first day without.
    """
    until = add_months(start, months)
    return until if until.day == start.day else until + timedelta(days=1)
