"""The anti-poaching log: direct sales that met a protection, as the event log has it for both sides."""

from collections.abc import Iterable
from uuid import UUID

from steelyard.deals import permissions
from steelyard.deals.cards import PoachingEntry, PoachingFilter
from steelyard.deals.events import DirectOpportunityBlocked, DirectOverrideRecorded
from steelyard.deals.models import DealRegistration, DirectOverride
from steelyard.deals.terms import DirectOutcome
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.directory import find_organization_names
from steelyard.platform.feed import AuditFilter, FeedEntry, list_audit

_TYPES = {
    DirectOutcome.BLOCKED: DirectOpportunityBlocked.type,
    DirectOutcome.OVERRIDDEN: DirectOverrideRecorded.type,
}
_OUTCOMES = {event_type: outcome for outcome, event_type in _TYPES.items()}


def list_poaching(actor: Actor, wanted: PoachingFilter, page: PageRequest) -> Page[PoachingEntry]:
    """Return a page of the log, newest first: the host reads all of it, a partner what met protections that it sees.

    Raises: NotAllowed.
    """
    if not permissions.can_see_registrations(actor):
        raise NotAllowed
    log = AuditFilter(
        types=tuple(_TYPES.values()) if wanted.outcome is None else (_TYPES[wanted.outcome],),
        words=wanted.words,
        partner_id=wanted.partner_id,
        since=wanted.since,
        until=wanted.until,
    )
    found = list_audit(actor, log, page)
    partners = find_organization_names({entry.partner_id for entry in found.items if entry.partner_id})
    opened = _opened(found.items) if actor.is_host else {}
    return found.map(lambda entry: _entry(entry, partners, opened.get(entry.id)))


def _entry(entry: FeedEntry, partners: dict[UUID, str], opportunity_id: UUID | None) -> PoachingEntry:
    return PoachingEntry(
        id=entry.id,
        outcome=_OUTCOMES[entry.type],
        at=entry.occurred_at,
        by=entry.actor,
        registration=entry.subject_id,
        company=entry.subject_label,
        partner=partners.get(entry.partner_id, "") if entry.partner_id else "",
        reason=entry.facts.get("reason", ""),
        opportunity_id=opportunity_id,
    )


def _opened(entries: Iterable[FeedEntry]) -> dict[str, UUID]:
    """Return the opportunity that each override opened: the override was recorded at the instant of its event."""
    overridden = {
        (DealRegistration.parse_id(entry.subject_id), entry.occurred_at): entry.id
        for entry in entries
        if entry.type == DirectOverrideRecorded.type
    }
    rows = DirectOverride.objects.filter(registration_id__in={registration for registration, _ in overridden})
    return {
        overridden[row.registration_id, row.decided_at]: row.opportunity_id
        for row in rows
        if (row.registration_id, row.decided_at) in overridden
    }
