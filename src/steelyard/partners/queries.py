"""Reading partners: one, a page of them, their cards and their standing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pydantic import TypeAdapter

from steelyard.identity.public import list_administrator_ids, list_partner_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions
from steelyard.partners.models import (
    Certification,
    Dated,
    ManagerAssignment,
    Partner,
    PartnerProfile,
    PartnerRole,
    PartnerType,
    Segment,
    Tier,
    TierAssignment,
    VettingCase,
)
from steelyard.partners.refusals import NotHostPerson, UnknownWord
from steelyard.partners.terms import (
    DatedFact,
    PartnerCard,
    PartnerFilter,
    PartnerRecord,
    PartnerStanding,
    PartnerStatus,
)
from steelyard.partners.vetting.terms import VettingKind
from steelyard.platform.directory import PersonCard, find_people
from steelyard.platform.paging import take
from steelyard.program.public import list_product_families, list_regions

SORTS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "tier": ("tier_rank", "name", "id"),
    "-tier": ("-tier_rank", "name", "id"),
    "enrolled": ("enrolled_at", "id"),
    "-enrolled": ("-enrolled_at", "-id"),
}


_filters: TypeAdapter[PartnerFilter] = TypeAdapter(PartnerFilter)
_LEADS_TO = Coalesce("merged_into", "id")
"""The partner that an id means: itself, or the one that it was merged into."""


def today(at: datetime) -> date:
    """Return the day of the instant, in UTC as every `_on`."""
    return at.astimezone(UTC).date()


def get_partner(actor: Actor, partner_id: UUID) -> Partner:
    """Return a partner that the actor may see; the id of one that was merged leads to its survivor. Raises: NotFound."""
    partner = Partner.visible_to(actor).filter(id=partner_id).select_related("merged_into").first()
    if partner is None:
        raise NotFound
    return partner.merged_into or partner


def get_record(actor: Actor, partner_id: UUID, *, at: datetime) -> PartnerRecord:
    """Return everything that the actor may read about a partner. Raises: NotFound."""
    wanted = get_partner(actor, partner_id).id
    partner = _with_cards(Partner.visible_to(actor), today(at)).select_related("profile").get(id=wanted)
    relatives = _with_cards(Partner.present_to(actor).filter(Q(parent=partner) | Q(id=partner.parent_id)), today(at))
    cards = [_card(relative) for relative in relatives.order_by("name")]
    return PartnerRecord(
        card=_card(partner),
        status_reason=partner.status_reason,
        status_since_at=partner.status_since_at,
        enrolled_at=partner.enrolled_at,
        external_id=partner.external_id,
        parent=next((card for card in cards if card.id == partner.parent_id), None),
        children=tuple(card for card in cards if card.parent_id == partner.id),
        website=partner.profile.website,
        phone=partner.profile.phone,
        description=partner.profile.description,
        capabilities=tuple(partner.profile.capabilities),
        verticals=tuple(partner.profile.verticals),
        specializations=tuple(partner.profile.specializations),
        roles=tuple(
            DatedFact(key=role.type_id, name=role.type.name, since_on=role.since_on, until=role.until)
            for role in partner.roles.select_related("type").order_by("-since_on", "type__name")
        ),
        tiers=tuple(
            DatedFact(key=row.tier_id, name=row.tier.name, since_on=row.since_on, until=row.until, note=row.reason)
            for row in partner.tiers.select_related("tier").order_by("-since_on", "-id")
        ),
        agreements=tuple(
            DatedFact(
                key=row.public_id,
                name=row.version,
                since_on=row.signed_on,
                until=min((day for day in (row.valid_until, row.binds_until) if day), default=None),
                note=row.kind,
            )
            for row in partner.agreements.order_by("-signed_on", "-id")
        ),
        certifications=tuple(
            DatedFact(
                key=row.family_id, name=row.family.name, since_on=row.since_on, until=row.until, note=row.credential
            )
            for row in partner.certifications.select_related("family").order_by("-since_on", "-id")
        ),
    )


def list_partners(actor: Actor, wanted: PartnerFilter, page: PageRequest, *, at: datetime) -> Page[PartnerCard]:
    """Return a page of the partners that the filter finds among those the actor may see; of changes, also those merged away."""
    visible = Partner.present_to(actor) if page.updated_since is None else Partner.visible_to(actor)
    found = _filtered(visible, wanted, today(at))
    order = SORTS.get(page.sort, SORTS["name"])
    if "tier" in page.sort:
        found = found.annotate(tier_rank=Subquery(tier_on(today(at)).values("tier__rank")[:1]))
    stretch = take(_with_cards(found, today(at)), page, order)
    cards = [_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def matching(actor: Actor, wanted: PartnerFilter, *, at: datetime) -> QuerySet[Partner]:
    """Return the partners that the filter finds among those the actor may see, by name."""
    return _filtered(Partner.present_to(actor), wanted, today(at)).order_by("name", "id")


def suggest_partners(actor: Actor, text: str, *, limit: int, at: datetime) -> list[PartnerCard]:
    """Return the few partners whose names best fit what was typed: those that begin with it, then those that contain it."""
    wanted = text.strip()
    if not wanted:
        return []
    visible = Partner.present_to(actor)
    begins = list(_with_cards(visible.filter(name__istartswith=wanted).order_by("name")[:limit], today(at)))
    if len(begins) < limit:
        others = visible.filter(name__icontains=wanted).exclude(name__istartswith=wanted).order_by("name")
        begins += _with_cards(others[: limit - len(begins)], today(at))
    return [_card(row) for row in begins]


def list_names(actor: Actor, *, limit: int) -> list[str]:
    """Return the names of the partners that the actor may see, at most so many."""
    return list(Partner.present_to(actor).order_by("name").values_list("name", flat=True)[:limit])


def find_cards(ids: Iterable[UUID], *, on: date) -> dict[UUID, PartnerCard]:
    """Return the cards of those of the partners that the current asker may see, as they hold on the day.

    The id of a partner that was merged has its survivor's card.
    """
    wanted = set(ids)
    cards = {row.id: _card(row) for row in _with_cards(Partner.objects.filter(id__in=wanted, merged_into=None), on)}
    if missing := wanted - cards.keys():
        merged = Partner.objects.filter(id__in=missing, merged_into__isnull=False)
        leads: dict[UUID, UUID] = dict(merged.values_list("id", _LEADS_TO))
        survivors = {row.id: _card(row) for row in _with_cards(Partner.objects.filter(id__in=leads.values()), on)}
        cards |= {one: survivors[survivor] for one, survivor in leads.items() if survivor in survivors}
    return cards


def find_ids_by_external_id(external_ids: Iterable[str]) -> dict[str, UUID]:
    """Return, by external id, the partners that carry one of these and that the current asker may see."""
    wanted = {external_id for external_id in external_ids if external_id}
    return dict(Partner.objects.filter(external_id__in=wanted).values_list("external_id", _LEADS_TO))


def find_ids_by_company(company_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return, by company, the partners that are one of these and that the current asker may see."""
    rows = Partner.objects.filter(company__in=set(company_ids))
    # The one that is its own comes last and so wins over those that only lead somewhere.
    return dict(rows.order_by(F("merged_into").asc(nulls_last=True)).values_list("company_id", _LEADS_TO))


def find_id(words: str) -> UUID | None:
    """Return the partner that goes by these words: its id, external id, or name if no other has it. Else None."""
    try:
        known = Q(id=Partner.parse_id(words))
    except NotFound:
        known = Q(external_id=words)
    found = list(Partner.objects.filter(known).values_list(_LEADS_TO, flat=True)[:2])
    named = Partner.objects.filter(name__iexact=words, merged_into=None)
    found = found or list(named.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of the partners that the current asker may see; the platform asks on every request."""
    return dict(Partner.objects.filter(id__in=set(ids)).values_list("id", "name"))


def get_standing(partner_id: UUID, *, at: datetime) -> PartnerStanding:
    """Return what rules ask about the partner at the instant. Raises: NotFound."""
    # Every submission of a deal asks for this: one statement, written out.
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"partner": partner_id, "day": today(at)})
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    status, region, tier, agreements, certified, types, managers, missed = row
    return PartnerStanding(
        partner_id=partner_id,
        is_active=status == PartnerStatus.ACTIVE,
        agreements=frozenset(agreements),
        certified_families=frozenset(certified),
        region=region,
        tier=tier,
        types=frozenset(types),
        manager_ids=tuple(managers),
        is_onboarding=status == PartnerStatus.ONBOARDING,
        missed_requirements=tuple(missed),
    )


_HOLDS = "since_on <= %(day)s and (until is null or until > %(day)s)"
_STANDING = f"""
    select p.status, p.region_id,
        (select tier_id from partners_tierassignment where partner_id = p.id and {_HOLDS}
         order by since_on desc, id desc limit 1),
        array(select kind from partners_agreement where partner_id = p.id
              and signed_on <= %(day)s and (binds_until is null or binds_until > %(day)s)),
        array(select family_id from partners_certification where partner_id = p.id and {_HOLDS}),
        array(select type_id from partners_partnerrole where partner_id = p.id and {_HOLDS}),
        array(select person_id from partners_managerassignment where partner_id = p.id and {_HOLDS} order by id),
        array(select name from partners_requirementstanding where partner_id = p.id
              and 'hold' = any (consequences) and tolerated_until <= %(day)s order by name)
    from partners_partner p where p.id = %(partner)s
"""  # noqa: S608 - made of constants


def list_managed_ids(person_id: UUID, *, on: date) -> list[UUID]:
    """Return the partners that the person looks after on the day."""
    rows = ManagerAssignment.objects.filter(Dated.holds_on(on), person=person_id)
    return list(rows.values_list("partner_id", flat=True))


def list_types() -> list[PartnerType]:
    """Return the types of partner that the program knows."""
    return list(PartnerType.objects.all())


def list_tiers() -> list[Tier]:
    """Return the tiers from the lowest up."""
    return list(Tier.objects.all())


def type_keys() -> list[str]:
    """Return the key of every type of partner."""
    return list(PartnerType.objects.values_list("key", flat=True))


def tier_keys() -> list[str]:
    """Return the key of every tier."""
    return list(Tier.objects.values_list("key", flat=True))


def list_segments(actor: Actor) -> list[Segment]:
    """Return every segment. Raises: NotAllowed for partners."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    return list(Segment.objects.all())


def get_segment(actor: Actor, segment_id: UUID) -> Segment:
    """Return a segment. Raises: NotFound."""
    segment = Segment.objects.filter(id=segment_id).first() if permissions.can_list_partners(actor) else None
    if segment is None:
        raise NotFound
    return segment


def wanted_by(segment: Segment) -> PartnerFilter:
    """Return the filter that a segment keeps."""
    wanted: PartnerFilter = _filters.validate_python(segment.filter)
    return wanted


def list_segment_members(segment_id: UUID, *, at: datetime) -> list[PartnerCard]:
    """Return the visible partners that a segment holds at the instant, by name. Raises: NotFound."""
    segment = Segment.objects.filter(id=segment_id).first()
    if segment is None:
        raise NotFound
    found = find_members(segment, Partner.objects.filter(merged_into=None), at=at)
    return [_card(row) for row in _with_cards(found.order_by("name", "id"), today(at))]


def find_members(segment: Segment, among: QuerySet[Partner], *, at: datetime) -> QuerySet[Partner]:
    """Return those among the partners that a segment holds at the instant."""
    return _filtered(among, wanted_by(segment), today(at))


def list_tags(actor: Actor) -> dict[str, list[str]]:
    """Return the capabilities, verticals and specializations in use among visible partners, for filters and suggestions."""
    used: dict[str, set[str]] = defaultdict(set)
    fields = ("capabilities", "verticals", "specializations")
    for values in Partner.present_to(actor).values_list(*(f"profile__{name}" for name in fields)):
        for name, tags in zip(fields, values, strict=True):
            used[name].update(tags or ())
    return {name: sorted(used[name]) for name in fields}


def list_verticals(partner_id: UUID) -> tuple[str, ...]:
    """Return the industries that a partner says it serves, as far as the current asker may see it."""
    said = PartnerProfile.objects.filter(partner=partner_id).values_list("verticals", flat=True).first()
    return tuple(said or ())


def _filtered(rows: QuerySet[Partner], wanted: PartnerFilter, day: date) -> QuerySet[Partner]:
    exact = {
        "name__icontains": wanted.text,
        "status": wanted.status,
        "region": wanted.region,
        "parent": wanted.parent_id,
        "tail_standing__track": wanted.track,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    for tag in wanted.tags:
        rows = rows.filter(
            Q(profile__capabilities__contains=[tag])
            | Q(profile__verticals__contains=[tag])
            | Q(profile__specializations__contains=[tag])
        )
    if wanted.type:
        holding = PartnerRole.objects.filter(Dated.holds_on(day), type__key=wanted.type)
        rows = rows.filter(id__in=holding.values("partner_id"))
    if wanted.tier:
        rows = rows.filter(
            id__in=TierAssignment.objects.filter(Dated.holds_on(day), tier_id=wanted.tier).values("partner_id")
        )
    return _held(rows, wanted, day)


def _held(rows: QuerySet[Partner], wanted: PartnerFilter, day: date) -> QuerySet[Partner]:
    """Return the rows that are managed, certified and responsible as is wanted."""
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(Dated.holds_on(day), person=wanted.manager_id)
        rows = rows.filter(id__in=managed.values("partner_id"))
    if wanted.family:
        certified = Certification.objects.filter(Dated.holds_on(day), family=wanted.family)
        rows = rows.filter(id__in=certified.values("partner_id"))
    if wanted.esg_from is not None:
        rows = rows.annotate(esg_score=Subquery(esg_on(day).values("score")[:1])).filter(esg_score__gte=wanted.esg_from)
    return rows


def esg_on(day: date) -> QuerySet[VettingCase]:
    """Return the ESG questionnaire that the partner of an outer query passed, as a subquery of which the first row counts."""
    passed = VettingCase.objects.filter(VettingCase.holds_on(day), partner=OuterRef("pk"), kind=VettingKind.ESG)
    return passed.order_by("-passed_on", "-id")


def find_esg_scores(actor: Actor, ids: Iterable[UUID], *, on: date) -> dict[UUID, Decimal]:
    """Return the ESG scores of partners on a day: to the host of all, to a partner its own."""
    rows = VettingCase.objects.filter(VettingCase.holds_on(on), partner__in=set(ids), kind=VettingKind.ESG)
    if not (actor.is_host or actor.is_system):
        rows = rows.filter(partner=actor.partner_id)
    found = rows.order_by("passed_on", "id").values_list("partner_id", "score")
    return {partner_id: score for partner_id, score in found if score is not None}


def tier_on(day: date) -> QuerySet[TierAssignment]:
    """Return the tier that the partner of an outer query is in on the day, as a subquery of which the first row counts."""
    return TierAssignment.objects.filter(Dated.holds_on(day), partner=OuterRef("pk")).order_by("-since_on", "-id")


def _with_cards(rows: QuerySet[Partner], day: date) -> QuerySet[Partner]:
    """Return the rows with all that `_card` reads, as it holds on the day."""
    return rows.annotate(tier_key=Subquery(tier_on(day).values("tier")[:1])).prefetch_related(
        Prefetch("roles", PartnerRole.objects.filter(Dated.holds_on(day)).order_by("type"), to_attr="roles_held"),
        Prefetch(
            "managers", ManagerAssignment.objects.filter(Dated.holds_on(day)).order_by("id"), to_attr="managed_by"
        ),
    )


def _card(row: Partner) -> PartnerCard:
    return PartnerCard(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        region=row.region_id,
        tier=row.tier_key,  # type: ignore[attr-defined]  # annotated by _with_cards
        status=PartnerStatus(row.status),
        types=tuple(role.type_id for role in row.roles_held),  # type: ignore[attr-defined]
        manager_ids=tuple(managing.person_id for managing in row.managed_by),  # type: ignore[attr-defined]
        company_id=row.company_id,
        parent_id=row.parent_id,
        merged_into_id=row.merged_into_id,
        updated_at=row.updated_at,
    )


def require_type(key: str) -> str:
    """Return the key of a type that the program knows. Raises: UnknownWord."""
    return _require_known("partner type", key, is_known=PartnerType.objects.filter(key=key).exists())


def require_tier(key: str) -> str:
    """Return the key of a tier that the program knows. Raises: UnknownWord."""
    return _require_known("tier", key, is_known=Tier.objects.filter(key=key).exists())


def require_region(key: str) -> str:
    """Return the key of a region that the program knows. Raises: UnknownWord."""
    return _require_known("region", key, is_known=any(region.key == key for region in list_regions()))


def require_family(key: str) -> str:
    """Return the key of a product family that the program knows. Raises: UnknownWord."""
    return _require_known("product family", key, is_known=any(family.key == key for family in list_product_families()))


def require_host_person(person_id: UUID) -> PersonCard:
    """Return the card of a person of the host. Raises: NotHostPerson."""
    person = find_people({person_id}).get(person_id)
    if person is None or not person.is_host:
        raise NotHostPerson
    return person


def _require_known(kind: str, key: str, *, is_known: bool) -> str:
    if not is_known:
        raise UnknownWord(kind=kind, key=key)
    return key


def list_admin_ids(region: str | None) -> list[UUID]:
    """Return the administrators of the active partners everywhere, or of a region with all that lies in it."""
    return list_administrator_ids(_active_in(region))


def list_readers_of_rules(region: str | None) -> list[tuple[UUID, UUID]]:
    """Return whoever sells for or administers an active partner everywhere or in a region, each with that partner."""
    return list_partner_people(_active_in(region), roles=(Role.PARTNER_ADMIN, Role.SELLER))


def list_regions_within(region: str) -> list[str]:
    """Return the keys of a region and of all that lies in it."""
    parents = {one.key: one.parent for one in list_regions()}
    return [key for key in parents if _lies_in(key, region, parents)]


def find_leads(regions: Iterable[str], *, on: date) -> dict[str, UUID]:
    """Return the channel lead of each region: of the people of the host, who looks after the most partners of it on a day."""
    rows = ManagerAssignment.objects.filter(
        Dated.holds_on(on), partner__region__in=set(regions), partner__merged_into=None, person__is_active=True
    )
    counted = rows.values("partner__region", "person").annotate(count=Count("partner", distinct=True))
    # Of several who look after as many, the last one stays: the one with the least id.
    found = counted.order_by("count", "-person").values_list("partner__region", "person")
    return dict(found)


def _active_in(region: str | None) -> set[UUID]:
    rows = Partner.objects.filter(status=PartnerStatus.ACTIVE)
    if region is not None:
        rows = rows.filter(region__in=list_regions_within(region))
    return set(rows.values_list("id", flat=True))


def _lies_in(key: str, region: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    above: str | None = key
    while above is not None and above not in seen:
        if above == region:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
