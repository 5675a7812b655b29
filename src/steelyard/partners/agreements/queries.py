"""Reading agreements: published versions, where partners stand with them, one partner's as of any day, one with its signatures."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.agreements.gathering import ASKED_STATUSES
from steelyard.partners.agreements.terms import (
    AgreementCard,
    AgreementFilter,
    AgreementKind,
    AgreementStandingCard,
    AgreementState,
    PartnerAgreements,
    SignatureCard,
    SignatureSide,
    TextCard,
    VersionCard,
)
from steelyard.partners.models import (
    Agreement,
    AgreementSignature,
    AgreementStanding,
    AgreementText,
    AgreementVersion,
    ManagerAssignment,
    Partner,
)
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take

SORTS = {
    "due_on": ("due_on", "id"),
    "-due_on": ("-due_on", "-id"),
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
}


def list_versions(actor: Actor, kind: AgreementKind | None, page: PageRequest) -> Page[VersionCard]:
    """Return a page of the published versions with their texts, the newest first. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    rows = AgreementVersion.visible_to(actor)
    stretch = take(rows.filter(kind=kind) if kind else rows, page, ("-valid_from", "-id"))
    cards = _version_cards(stretch.rows, counts=True)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_version(actor: Actor, version_id: UUID) -> VersionCard:
    """Return a version that the actor may read. Raises: NotFound."""
    row = AgreementVersion.visible_to(actor).filter(id=version_id).first()
    if row is None:
        raise NotFound
    return _version_cards([row], counts=permissions.can_list_partners(actor))[0]


def list_standings(actor: Actor, wanted: AgreementFilter, page: PageRequest) -> Page[AgreementStandingCard]:
    """Return a page of where partners stand with their agreements, what is due first at the top. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _filtered(AgreementStanding.visible_to(actor), wanted)
    stretch = take(_with_names(found), page, SORTS.get(page.sort, SORTS["due_on"]))
    cards = [_standing_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_states(actor: Actor, wanted: AgreementFilter) -> dict[AgreementState, int]:
    """Return with how many agreements partners are in each state, whichever state is asked for. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    rows = _filtered(AgreementStanding.visible_to(actor), wanted, any_state=True)
    counted = dict(rows.order_by().values_list("state").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in AgreementState}


def get_partner_agreements(
    actor: Actor, partner_id: UUID, *, on: date | None = None, at: datetime
) -> PartnerAgreements:
    """Return the agreements that a partner had signed by a day (today unless said), and where it stands today.

    Raises: NotFound.
    """
    partner = queries.get_partner(actor, partner_id)
    day = min(on or queries.today(at), queries.today(at))
    standings = _with_names(AgreementStanding.visible_to(actor).filter(partner=partner)).order_by("kind")
    rows = Agreement.visible_to(actor).filter(partner=partner, signed_on__lte=day).select_related("partner")
    return PartnerAgreements(
        partner_id=partner.id,
        partner=partner.name,
        on=day,
        standings=tuple(_standing_card(row) for row in standings),
        agreements=tuple(_agreement_cards(actor, list(rows.order_by("-signed_on", "-id")))),
    )


def count_asked(actor: Actor) -> int:
    """Return how many agreements the actor's partner is asked to accept."""
    return _asked(actor).count()


def list_asked(actor: Actor) -> list[AgreementStandingCard]:
    """Return the agreements that the actor's partner is asked to accept."""
    return [_standing_card(row) for row in _with_names(_asked(actor)).order_by("kind")]


def _asked(actor: Actor) -> QuerySet[AgreementStanding]:
    asking = [state for state in AgreementState if state.asks]
    return AgreementStanding.visible_to(actor).filter(partner=actor.partner_id, state__in=asking)


def get_agreement(actor: Actor, agreement_id: UUID) -> AgreementCard:
    """Return an agreement that was signed, with its signatures and the text that was read. Raises: NotFound."""
    rows = Agreement.visible_to(actor).filter(id=agreement_id).select_related("partner")
    cards = _agreement_cards(actor, list(rows))
    if not cards:
        raise NotFound
    return cards[0]


def list_askable(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next partners of whom agreements are asked or on record as such, in the order of their ids."""
    rows = Partner.objects.filter(
        Q(status__in=ASKED_STATUSES) | Q(id__in=AgreementStanding.objects.values("partner")), merged_into=None
    )
    if after:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _filtered(
    rows: QuerySet[AgreementStanding], wanted: AgreementFilter, *, any_state: bool = False
) -> QuerySet[AgreementStanding]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state and not any_state:
        rows = rows.filter(state=wanted.state)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.version_id:
        rows = rows.filter(accepted__text__version=wanted.version_id)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(person=wanted.manager_id, until=None)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _with_names(rows: QuerySet[AgreementStanding]) -> QuerySet[AgreementStanding]:
    return rows.select_related("partner", "version", "accepted")


def _standing_card(row: AgreementStanding) -> AgreementStandingCard:
    return AgreementStandingCard(
        id=row.id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        region=row.partner.region_id,
        kind=AgreementKind(row.kind),
        state=AgreementState(row.state),
        due_on=row.due_on,
        lapses_on=row.lapses_on,
        version_id=row.version_id,
        version=row.version.version if row.version else "",
        accepted_id=row.accepted_id,
        accepted_version=row.accepted.version if row.accepted else "",
        accepted_on=row.accepted.signed_on if row.accepted else None,
        requested_on=row.requested_on,
    )


def _version_cards(rows: Sequence[AgreementVersion], *, counts: bool) -> list[VersionCard]:
    ids = [row.id for row in rows]
    texts: dict[UUID, list[TextCard]] = {one: [] for one in ids}
    for text in AgreementText.objects.filter(version__in=ids).order_by("language"):
        texts[text.version_id].append(_text_card(text))
    accepted = {}
    if counts:
        signed = Agreement.objects.filter(text__version__in=ids).values_list("text__version")
        accepted = dict(signed.order_by().annotate(Count("partner", distinct=True)))
    return [
        VersionCard(
            id=row.id,
            public_id=row.public_id,
            kind=AgreementKind(row.kind),
            version=row.version,
            types=tuple(row.types),
            region=row.region,
            valid_from=row.valid_from,
            term_months=row.term_months,
            asks_again=row.asks_again,
            published_at=row.published_at,
            published_by=row.published_by,
            texts=tuple(texts[row.id]),
            accepted=accepted.get(row.id, 0),
        )
        for row in rows
    ]


def _text_card(row: AgreementText) -> TextCard:
    return TextCard(id=row.id, language=row.language, title=row.title, body=row.body, digest=row.digest)


def _agreement_cards(actor: Actor, rows: Sequence[Agreement]) -> list[AgreementCard]:
    texts = {
        one.id: _text_card(one)
        for one in AgreementText.visible_to(actor).filter(id__in=[row.text_id for row in rows if row.text_id])
    }
    signed: dict[UUID, list[AgreementSignature]] = {row.id: [] for row in rows}
    for one in AgreementSignature.visible_to(actor).filter(agreement__in=signed).order_by("id"):
        signed[one.agreement_id].append(one)
    people = find_people({one.person_id for some in signed.values() for one in some if one.person_id})
    names = {key: person.name for key, person in people.items()}
    return [
        AgreementCard(
            id=row.id,
            public_id=row.public_id,
            partner_id=row.partner_id,
            partner=row.partner.name,
            kind=AgreementKind(row.kind),
            version=row.version,
            signed_on=row.signed_on,
            valid_until=row.valid_until,
            binds_until=row.binds_until,
            is_in_portal=row.text_id is not None,
            signatures=tuple(_signature_card(one, names) for one in signed[row.id]),
            text=texts.get(row.text_id) if row.text_id else None,
        )
        for row in rows
    ]


def _signature_card(row: AgreementSignature, names: dict[UUID, str]) -> SignatureCard:
    return SignatureCard(
        side=SignatureSide(row.side),
        person_id=row.person_id,
        person=names.get(row.person_id, str(SOMEONE.name)) if row.person_id else "",
        name=row.name,
        roles=tuple(row.roles),
        signed_at=row.signed_at,
        digest=row.digest,
        origin=row.origin,
    )
