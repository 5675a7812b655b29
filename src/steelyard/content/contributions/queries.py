"""Reading contributions: those whose case the reader knows, and those that are shown to everybody in an audience."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import FileResponse

from steelyard.content import permissions
from steelyard.content.contributions.policies import score_contribution
from steelyard.content.contributions.refusals import ContributionFileMissing
from steelyard.content.contributions.rules import ContributionRules
from steelyard.content.contributions.terms import (
    LIVE_STATES,
    Confidence,
    ContributionCard,
    ContributionDraft,
    ContributionFacts,
    ContributionFilter,
    ContributionKind,
    ContributionRecord,
    ContributionScore,
    ContributionState,
    FeaturedCard,
)
from steelyard.content.models import Audience, Contribution, ContributionCase
from steelyard.content.program import CONTRIBUTION_RULEBOOK
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.decisions import Reason
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_organization_names, find_people
from steelyard.platform.files import open_file
from steelyard.platform.paging import take
from steelyard.program.public import RulesInForce, rules_in_force

SORTS = {
    "newest": ("-updated_at", "-id"),
    "published": ("-published_on", "-id"),
    "title": ("title", "id"),
    "due": ("verify_again_on", "id"),
}
_MOST_LOOKS = 500
_WAITING = {ContributionState.SUBMITTED}


def list_contributions(actor: Actor, wanted: ContributionFilter, page: PageRequest) -> Page[ContributionCard]:
    """Return a page of the contributions whose case the actor may know: for the host what was handed in, for a partner its own."""
    rows = _filtered(Contribution.visible_to(actor), wanted).select_related("case")
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["newest"]))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_featured(actor: Actor, wanted: ContributionFilter, page: PageRequest) -> Page[FeaturedCard]:
    """Return a page of what is shown to the actor, of whichever partner it is, the newest first."""
    stretch = take(_filtered(Contribution.featured_to(actor), wanted), page, ("-featured_at", "-id"))
    cards = [_featured_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_featured(actor: Actor, contribution_id: UUID) -> FeaturedCard:
    """Return what is shown to the actor. Raises: NotFound."""
    row = Contribution.featured_to(actor).filter(id=contribution_id).first()
    if row is None:
        raise NotFound
    return _featured_card(row)


def get_contribution(actor: Actor, contribution_id: UUID) -> Contribution:
    """Return a contribution whose case the actor may know. Raises: NotFound."""
    row = Contribution.visible_to(actor).select_related("case", "audience").filter(id=contribution_id).first()
    if row is None:
        raise NotFound
    return row


def get_contribution_record(actor: Actor, contribution_id: UUID, *, at: datetime) -> ContributionRecord:
    """Return a contribution with its case; to the host also who else registered its address. Raises: NotFound."""
    row = get_contribution(actor, contribution_id)
    case = row.case
    people = find_people({*case.author_ids, *(one for one in (case.registered_by, case.decided_by) if one)})
    knows_all = permissions.can_see_usage(actor)
    return ContributionRecord(
        card=_cards([row])[0],
        author_ids=tuple(case.author_ids),
        authors=tuple(people.get(key, SOMEONE).name for key in case.author_ids),
        registrant=people.get(case.registered_by, SOMEONE).name if case.registered_by else "",
        customer=case.customer,
        reach=case.reach,
        is_first_publication=case.is_first_publication,
        submitted_at=case.submitted_at,
        decided_at=case.decided_at,
        decided_by=people.get(case.decided_by, SOMEONE).name if case.decided_by else "",
        words=case.words,
        confidence=Confidence(case.confidence) if case.confidence else None,
        reasons=tuple(Reason(**reason) for reason in case.reasons),
        rules=case.rules,
        checked_at=case.checked_at,
        failures=case.failures,
        audience_id=row.audience_id if knows_all else None,
        audience=row.audience.name if knows_all and row.audience else "",
        others=tuple(_cards(find_at_same_address(row))) if knows_all else (),
        expected=score_of(row, at=at) if row.state in _WAITING else None,
    )


def find_at_same_address(row: Contribution) -> Sequence[Contribution]:
    """Return what other partners registered at the same address and is alive; ask as the host or the system."""
    if not row.address_key:
        return []
    same = Contribution.objects.filter(address_key=row.address_key, state__in=[state.value for state in LIVE_STATES])
    return list(same.exclude(partner_id=row.partner_id).select_related("case")[:20])


def score_of(row: Contribution, *, at: datetime) -> ContributionScore:
    """Return what a contribution is worth by the rules in force."""
    return score_contribution(facts_of(row), rules_of_contributions(at).rules)


def facts_of(row: Contribution) -> ContributionFacts:
    """Return what points are asked about."""
    return ContributionFacts(
        kind=ContributionKind(row.kind),
        language=row.language,
        region=row.region,
        families=frozenset(row.families),
        reach=row.case.reach or 0,
        is_first_publication=row.case.is_first_publication,
    )


def draft_of(row: Contribution) -> ContributionDraft:
    """Return what the partner says of a contribution."""
    case: ContributionCase = row.case
    return ContributionDraft(
        title=row.title,
        kind=ContributionKind(row.kind),
        summary=row.summary,
        address=row.address,
        language=row.language,
        families=tuple(row.families),
        region=row.region,
        published_on=row.published_on,
        credited_as=row.credited_as,
        author_ids=tuple(case.author_ids),
        customer=case.customer,
        reach=case.reach,
        is_first_publication=case.is_first_publication,
    )


def open_contribution_file(actor: Actor, contribution_id: UUID) -> FileResponse:
    """Return the file of a contribution that the actor knows or is shown, as a download.

    Raises: NotFound, ContributionFileMissing.
    """
    row = Contribution.visible_to(actor).filter(id=contribution_id).first()
    row = row or Contribution.featured_to(actor).filter(id=contribution_id).first()
    if row is None:
        raise NotFound
    if row.file_id is None:
        raise ContributionFileMissing
    with as_system():  # the file is its partner's; who is shown the contribution is given it, too
        return open_file(SYSTEM, row.file_id)


def rules_of_contributions(at: datetime) -> RulesInForce[ContributionRules]:
    """Return the rules of contributions in force."""
    return rules_in_force(CONTRIBUTION_RULEBOOK, region=None, at=at)


def reasons_as_json(score: ContributionScore) -> list[dict[str, Any]]:
    """Return the reasons of a score as they are kept."""
    return [asdict(reason) for reason in score.reasons]


def list_addresses_to_look_at(*, at: datetime) -> list[tuple[UUID, str]]:
    """Return whose address is to be looked at, by the rules in force: nothing while they do not want it. Ask as the system."""
    rules = rules_of_contributions(at).rules
    if not rules.checks_addresses:
        return []
    due = Q(case__checked_at=None) | Q(case__checked_at__lte=at - timedelta(days=rules.check_days))
    rows = Contribution.objects.filter(due, state=ContributionState.ACKNOWLEDGED).exclude(address="")
    return list(rows.order_by("case__checked_at", "id").values_list("id", "address")[:_MOST_LOOKS])


def find_contribution_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the titles of those of the contributions that the current asker may see."""
    return dict(Contribution.objects.filter(id__in=set(ids)).values_list("id", "title"))


def list_open_audiences() -> list[Audience]:
    """Return the audiences that have partners in them."""
    return list(Audience.objects.filter(is_internal=False))


def _filtered(rows: QuerySet[Contribution], wanted: ContributionFilter) -> QuerySet[Contribution]:
    said = {"state": wanted.state, "kind": wanted.kind, "language": wanted.language, "partner_id": wanted.partner_id}
    rows = rows.filter(**{field: value for field, value in said.items() if value})
    if wanted.text:
        rows = rows.filter(title__icontains=wanted.text)
    if wanted.family:
        rows = rows.filter(families__contains=[wanted.family])
    if wanted.is_featured is not None:
        rows = rows.filter(featured_at__isnull=not wanted.is_featured)
    if wanted.due_until is not None:
        rows = rows.filter(state=ContributionState.ACKNOWLEDGED, verify_again_on__lt=wanted.due_until)
    return rows


def _cards(rows: Sequence[Contribution]) -> list[ContributionCard]:
    partners: Mapping[UUID, str] = find_organization_names({row.partner_id for row in rows})
    return [
        ContributionCard(
            id=row.id,
            public_id=row.public_id,
            partner_id=row.partner_id,
            partner=partners.get(row.partner_id, ""),
            title=row.title,
            kind=ContributionKind(row.kind),
            state=ContributionState(row.state),
            summary=row.summary,
            address=row.address,
            file_name=row.file_name,
            language=row.language,
            families=tuple(row.families),
            region=row.region,
            published_on=row.published_on,
            credited_as=row.credited_as,
            points=row.case.points if row.is_acknowledged else 0,
            acknowledged_at=row.acknowledged_at,
            verify_again_on=row.verify_again_on,
            is_featured=row.featured_at is not None,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _featured_card(row: Contribution) -> FeaturedCard:
    assert row.published_on is not None  # complete since it was handed in, says the database
    return FeaturedCard(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        kind=ContributionKind(row.kind),
        summary=row.summary,
        address=row.address,
        file_name=row.file_name,
        language=row.language,
        families=tuple(row.families),
        region=row.region,
        published_on=row.published_on,
        credited_as=row.credited_as,
        updated_at=row.updated_at,
    )
