"""Enrolling companies as partners, one or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import (
    CompanyCard,
    CompanyDraft,
    clean_draft,
    find_cards,
    resolve_companies,
    resolve_company,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import PartnerEnrolled
from steelyard.partners.models import ManagerAssignment, Partner, PartnerProfile, PartnerRole, TierAssignment
from steelyard.partners.refusals import AlreadyEnrolled, ExternalIdTaken, StatusCannotFollow
from steelyard.partners.terms import PartnerDraft, PartnerStatus
from steelyard.platform import visibility
from steelyard.platform.events import record_each
from steelyard.program.public import region_of


@transaction.atomic
def enroll_partner(*, actor: Actor, draft: PartnerDraft, now: datetime) -> UUID:
    """Enroll a company in the program and return the partner's id.

    Raises: NotAllowed, AlreadyEnrolled, ExternalIdTaken, UnknownWord, StatusCannotFollow, NotHostPerson, NotFound (no such parent),
    CompanyNameUnusable, InvalidInput.
    """
    (answer,) = enroll_partners(actor=actor, drafts=[draft], now=now)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def enroll_partners(*, actor: Actor, drafts: Sequence[PartnerDraft], now: datetime) -> list[UUID | Refusal]:
    """Enroll companies in a few statements for all, and return for each draft the partner's id, or why it is none.

    Refusals are those of `enroll_partner`. Raises: NotAllowed.
    """
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    checked, answers = _check_all(actor, drafts)
    companies = _find_companies(actor, {place: found.company for place, found in checked.items()}, now)
    enrolled = dict(Partner.objects.filter(company__in=set(companies.values())).values_list("company_id", "name"))
    newcomers = []
    for place, found in checked.items():
        draft, company_id = drafts[place], companies[place]
        if company_id in enrolled:
            name = enrolled[company_id]
            answers[place] = AlreadyEnrolled(name=name, fields={"name": AlreadyEnrolled.text})
            continue
        partner = Partner(
            company_id=company_id,
            name=draft.name,
            region_id=found.region,
            status=draft.status,
            status_since_at=now,
            parent=found.parent,
            external_id=draft.external_id,
            enrolled_at=now,
        )
        enrolled[company_id], answers[place] = partner.name, partner.id
        newcomers.append((partner, draft))
    _keep(newcomers, actor=actor, now=now)
    return [answers[place] for place in range(len(drafts))]


@dataclass(frozen=True, slots=True)
class _Checked:
    """What the words of a draft stand for."""

    region: str
    parent: Partner | None
    company: UUID | CompanyDraft
    """The company that was picked, or what was said of one."""


def _check_all(actor: Actor, drafts: Sequence[PartnerDraft]) -> tuple[dict[int, _Checked], dict[int, UUID | Refusal]]:
    """Return, by their places, what the words of the drafts stand for, and why those are refused that cannot be."""
    find_region = cache(lambda region, country: queries.require_region(region or region_of(country)))
    find_parent = cache(lambda parent_id: queries.get_partner(actor, parent_id))
    require_type, require_tier = cache(queries.require_type), cache(queries.require_tier)
    require_manager = cache(queries.require_host_person)
    said = {draft.external_id for draft in drafts if draft.external_id}
    taken = set(Partner.objects.filter(external_id__in=said).values_list("external_id", flat=True)) if said else set()
    cards = find_cards(draft.company_id for draft in drafts if draft.company_id)
    checked: dict[int, _Checked] = {}
    refused: dict[int, UUID | Refusal] = {}
    for place, draft in enumerate(drafts):
        try:
            if draft.status is PartnerStatus.LEAVING:
                raise StatusCannotFollow(before=PartnerStatus.PROSPECT, after=draft.status)
            region = find_region(draft.region, draft.country)
            for key in draft.types:
                require_type(key)
            for person_id in draft.manager_ids:
                require_manager(person_id)
            if draft.tier:
                require_tier(draft.tier)
            parent = find_parent(draft.parent_id) if draft.parent_id else None
            company = _pick(draft.company_id, cards) if draft.company_id else clean_draft(_company(draft))
            if draft.external_id in taken:
                raise external_id_taken(draft.external_id)
        except Refusal as refusal:
            refused[place] = refusal
        else:
            checked[place] = _Checked(region, parent, company)
            taken |= {draft.external_id} - {""}
    return checked, refused


def _find_companies(actor: Actor, companies: Mapping[int, UUID | CompanyDraft], now: datetime) -> dict[int, UUID]:
    """Return by their places which companies are meant; new ones become known."""
    meant = {place: one for place, one in companies.items() if isinstance(one, UUID)}
    named = {place: one for place, one in companies.items() if isinstance(one, CompanyDraft)}
    if len(named) == 1:
        # Whoever names one company waits for those alone who name the same one; many take turns with every other load.
        ((place, one),) = named.items()
        found = resolve_company(
            actor=actor, name=one.name, domain=one.domain, country=one.country, city=one.city, now=now
        )
        return {**meant, place: found.company_id}
    answers = resolve_companies(drafts=list(named.values()), actor=actor, now=now)
    return {**meant, **{place: answer.company_id for place, answer in zip(named, answers, strict=True)}}


def _pick(company_id: UUID, cards: Mapping[UUID, CompanyCard]) -> UUID:
    if company_id not in cards:
        raise NotFound
    return cards[company_id].id


def _company(draft: PartnerDraft) -> CompanyDraft:
    return CompanyDraft(name=draft.name, domain=draft.domain, country=draft.country, city=draft.city)


def _keep(newcomers: Sequence[tuple[Partner, PartnerDraft]], *, actor: Actor, now: datetime) -> None:
    """Write the partners with all that their drafts say, and tell of it."""
    today = queries.today(now)
    Partner.objects.bulk_create([partner for partner, _draft in newcomers])
    PartnerProfile.objects.bulk_create(
        PartnerProfile(
            partner=partner,
            website=f"https://{draft.domain}" if draft.domain else "",
            capabilities=list(draft.capabilities),
            verticals=list(draft.verticals),
            specializations=list(draft.specializations),
        )
        for partner, draft in newcomers
    )
    PartnerRole.objects.bulk_create(
        PartnerRole(partner=partner, type_id=key, since_on=today) for partner, draft in newcomers for key in draft.types
    )
    ManagerAssignment.objects.bulk_create(
        ManagerAssignment(partner=partner, person_id=person, since_on=today)
        for partner, draft in newcomers
        for person in draft.manager_ids
    )
    TierAssignment.objects.bulk_create(
        TierAssignment(partner=partner, tier_id=draft.tier, since_on=today)
        for partner, draft in newcomers
        if draft.tier
    )
    visibility.show_each(
        (viewer, partner.id) for partner, _draft in newcomers for viewer in (partner.id, *partner.list_ancestor_ids())
    )
    record_each(
        [
            (
                PartnerEnrolled(
                    **subject_of(partner),
                    company_id=partner.company_id,
                    region=partner.region_id,
                    status=partner.status,
                    types=draft.types,
                    tier=draft.tier,
                ),
                [partner.company_id],
            )
            for partner, draft in newcomers
        ],
        actor=actor,
        now=now,
    )


def external_id_taken(external_id: str) -> ExternalIdTaken:
    """Return the refusal of an external id that another partner has, at its field."""
    text = ExternalIdTaken.text.format(external_id=external_id)
    return ExternalIdTaken(external_id=external_id, fields={"external_id": text})
