"""Bringing in what another system decided: the registration as it stands, with the protection that it has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from steelyard.companies.public import resolve_company
from steelyard.deals import permissions
from steelyard.deals.commands.applying import start_clocks
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.commands.submission import describe_registration, make_lines
from steelyard.deals.drafts import RegistrationDraft
from steelyard.deals.events import RegistrationImported
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.policies import compute_answer_due, compute_next_reminder
from steelyard.deals.queries.cases import match_thresholds, survey
from steelyard.deals.refusals import ScopeAlreadyProtected
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import PROTECTED_STATES, ClosureCode, LineState, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed, sentence
from steelyard.platform.events import record

_CLOSURES = {
    RegistrationState.WON: ClosureCode.WON,
    RegistrationState.LOST: ClosureCode.LOST,
    RegistrationState.EXPIRED: ClosureCode.PROTECTION_EXPIRED,
    RegistrationState.WITHDRAWN: ClosureCode.WITHDRAWN,
    RegistrationState.CANCELLED: ClosureCode.REVOKED,
    RegistrationState.REJECTED: ClosureCode.REJECTED,
}
"""Why a registration in a state ended, where nobody says it."""
_ONE_PER_SCOPE = "one_protection_per_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRegistration:
    """What became of a registration elsewhere. Without `decided_at` it was decided when it was submitted."""

    state: RegistrationState
    submitted_at: datetime
    decided_at: datetime | None = None
    protected_until: datetime | None = None
    closed_at: datetime | None = None
    closure_code: ClosureCode | None = None
    closure_reason: str = ""

    @property
    def is_protected(self) -> bool:
        return self.state in PROTECTED_STATES

    @property
    def has_ended(self) -> bool:
        return self.state in _CLOSURES

    @property
    def protected_from(self) -> datetime | None:
        return (self.decided_at or self.submitted_at) if self.protected_until else None


@transaction.atomic
def import_registration(
    *, actor: Actor, partner_id: UUID, draft: RegistrationDraft, decided: DecidedRegistration, now: datetime
) -> UUID | None:
    """Keep a registration that was decided elsewhere and return its id; None for one that is known already.

    The same partner, company, products and instant of submission make the same registration. Nothing is decided again: from now
    on its protection counts, its clocks run and the jobs watch it.

    Raises: NotAllowed, InvalidInput, ScopeAlreadyProtected, UnknownTerritory, and what resolving a company raises.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    _require_fit(decided, now)
    ground = survey(partner_id=partner_id, region=draft.region, country=draft.company_country, at=now)
    rules = ground.rules.rules
    company = resolve_company(
        actor=actor,
        name=draft.company_name,
        domain=draft.company_domain,
        country=draft.company_country,
        city=draft.company_city,
        now=now,
        thresholds=match_thresholds(rules),
    )
    if _is_known(partner_id, company.company_id, draft, decided):
        return None
    registration = DealRegistration(partner_id=partner_id, created_at=decided.submitted_at)
    describe_registration(registration, draft, company, ground.region)
    _settle(registration, decided, rules, now)
    registration.save(force_insert=True)
    lines = make_lines(registration, draft)
    for line in lines:
        line.state, line.protected_during = _line(draft, decided, rules)
    try:
        with transaction.atomic():
            RegistrationLine.objects.bulk_create(lines)
    except IntegrityError as error:
        if _ONE_PER_SCOPE in str(error):
            raise ScopeAlreadyProtected(fields={"company": ScopeAlreadyProtected.text}) from error
        raise
    record(
        RegistrationImported(**subject_of(registration), state=decided.state, protected_until=decided.protected_until),
        actor=actor,
        now=now,
        related=related_to(registration),
    )
    return registration.id


def _require_fit(decided: DecidedRegistration, now: datetime) -> None:
    problems: dict[str, str] = {}
    if decided.state is RegistrationState.DRAFT:
        problems["state"] = sentence("A draft was not submitted; it cannot be imported.")
    if decided.submitted_at > now:
        problems["submitted_at"] = sentence("This lies in the future.")
    if decided.decided_at and decided.decided_at < decided.submitted_at:
        problems["decided_at"] = sentence("It was decided before it was submitted.")
    if decided.is_protected and decided.protected_until is None:
        problems["protected_until"] = sentence("An approved registration is protected until some day.")
    if decided.protected_until and decided.protected_until <= (decided.decided_at or decided.submitted_at):
        problems["protected_until"] = sentence("The protection ends before it starts.")
    if decided.closed_at and decided.closed_at < decided.submitted_at:
        problems["closed_at"] = sentence("It ended before it was submitted.")
    if decided.closure_code and not decided.has_ended:
        problems["closure_code"] = sentence("Only what has ended says why.")
    if problems:
        raise InvalidInput(fields=problems)


def _is_known(partner_id: UUID, company_id: UUID, draft: RegistrationDraft, decided: DecidedRegistration) -> bool:
    same = DealRegistration.objects.filter(
        partner=partner_id, company=company_id, submitted_at=decided.submitted_at, division=draft.division
    )
    return any(
        {line.family_id for line in one.lines.all()} == set(draft.families) for one in same.prefetch_related("lines")
    )


def _settle(
    registration: DealRegistration, decided: DecidedRegistration, rules: DealRegistrationRules, now: datetime
) -> None:
    """Set state, instants and clocks."""
    registration.state = decided.state
    registration.submitted_at = registration.complete_at = decided.submitted_at
    registration.protected_from, registration.protected_until = decided.protected_from, decided.protected_until
    registration.granted_at = decided.protected_from
    if decided.has_ended:
        registration.closed_at = (
            decided.closed_at or decided.protected_until or decided.decided_at or decided.submitted_at
        )
        registration.closure_code = decided.closure_code or _CLOSURES[decided.state]
        registration.closure_reason = decided.closure_reason
    if decided.is_protected and decided.protected_until:
        registration.next_reminder_at = compute_next_reminder(decided.protected_until, rules, after=now)
    if decided.has_ended or decided.is_protected:
        registration.decided_at = decided.decided_at or decided.submitted_at
    elif decided.state is RegistrationState.INFORMATION_REQUESTED:
        registration.answer_due_at = compute_answer_due(now, rules)
    else:
        start_clocks(registration, rules, now)


def _line(
    draft: RegistrationDraft, decided: DecidedRegistration, rules: DealRegistrationRules
) -> tuple[LineState, DateTimeTZRange | None]:
    """Return the state of each line, with the period that it protected or protects."""
    if decided.state is RegistrationState.REJECTED:
        return LineState.REFUSED, None
    if not decided.has_ended and not decided.is_protected:
        return LineState.HELD, None
    is_exclusive = draft.type in rules.exclusive_types
    if decided.is_protected and not is_exclusive:
        return LineState.TEAMING, None
    since, until = decided.protected_from, decided.protected_until
    if since is None or until is None or not is_exclusive:
        return LineState.ENDED, None
    if decided.is_protected:
        return LineState.PROTECTED, DateTimeTZRange(since, until)
    return LineState.ENDED, DateTimeTZRange(since, max(since, min(decided.closed_at or until, until)))
