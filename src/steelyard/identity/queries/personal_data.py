"""Whom personal data is about, exports that somebody asked for, erasures and what they would do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.identity.models import DataExport, Erasure, Membership, Person
from steelyard.identity.permissions import can_handle_personal_data, can_manage_people, require
from steelyard.identity.refusals import PersonOfOthersToo, PersonUnknown
from steelyard.identity.terms import OPEN_ERASURES, ErasureState, ExportState
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.privacy.redaction import is_distinctive
from steelyard.platform.privacy.registry import (
    Hold,
    Subject,
    find_holds,
    find_names,
    is_borne_by_others,
    list_holdings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLine:
    """An export as its asker sees it."""

    id: str
    key: UUID
    email: str
    state: ExportState
    records: int
    size: int
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


def handles_personal_data(actor: Actor) -> bool:
    """Tell whether the actor answers for the personal data of anybody but themselves."""
    return can_manage_people(actor, actor.partner_id) or actor.has_role(Role.CHANNEL_MANAGER)


def find_subject(actor: Actor, email: str) -> Subject:
    """Return the person with an address, as far as the actor may have everything about them.

    An address that is nobody's here means a contact whom partners named. To a partner it is as unknown as somebody else's member.

    Raises: NotAllowed, PersonUnknown, PersonOfOthersToo.
    """
    require(handles_personal_data(actor))
    with as_system():
        person = Person.objects.filter(email=email).first()
        belongings = (
            set(Membership.objects.filter(person=person).values_list("partner_id", flat=True)) if person else set()
        )
    if not can_handle_personal_data(actor, belongings):
        if person is not None and any(can_manage_people(actor, organization) for organization in belongings):
            raise PersonOfOthersToo(name=person.name)
        raise PersonUnknown(email=email)
    return _subject(email, person, belongings)


def subject_of(email: str, person_id: UUID | None) -> Subject:
    """Return whom an address or a member is, asked as the system; a member goes by the present address."""
    person = Person.objects.filter(id=person_id).first() if person_id else None
    belongings = set(Membership.objects.filter(person=person).values_list("partner_id", flat=True)) if person else set()
    return _subject(person.email if person else email, person, belongings)


def _subject(email: str, person: Person | None, belongings: set[UUID | None]) -> Subject:
    return Subject(email=email, person_id=person.id if person else None, sees_internal=None in belongings)


def list_exports(actor: Actor, *, about_me: bool = False) -> list[ExportLine]:
    """Return the exports that the actor asked for, the newest first; with `about_me` those about the actor alone."""
    rows = DataExport.visible_to(actor)
    if about_me:
        rows = rows.filter(person_id=actor.person_id)
    return [_line(row) for row in rows.order_by("-requested_at", "-id")[:100]]


def get_export(actor: Actor, export_id: UUID) -> ExportLine:
    """Return one export that the actor asked for. Raises: NotFound."""
    row = DataExport.visible_to(actor).filter(id=export_id).first()
    if row is None:
        raise NotFound
    return _line(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """An erasure; `email` is the person's until they are gone, and the pseudonym's afterwards."""

    id: str
    email: str
    is_member: bool
    pseudonym: str
    reason: str
    state: ErasureState
    requested_at: datetime
    requested_by: UUID | None
    confirmed_at: datetime | None
    confirmed_by: UUID | None
    withdrawn_at: datetime | None
    finished_at: datetime | None
    changed: int
    """How many rows said something of the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A kind of records that an erasure touches: how many there are, and what becomes of them."""

    key: str
    label: str
    count: int
    after_erasure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What an erasure would do, and what holds it. `shared` names are others' too, and stay where nothing else means the person."""

    affected: tuple[Affected, ...]
    holds: tuple[Hold, ...]
    names: tuple[str, ...]
    shared: tuple[str, ...]


def list_erasures(actor: Actor) -> list[ErasureLine]:
    """Return the erasures that the actor answers for, the newest first, at most a hundred. Raises: NotAllowed."""
    require(handles_personal_data(actor))
    return [_erasure(row) for row in Erasure.visible_to(actor).order_by("-requested_at", "-id")[:100]]


def get_erasure(actor: Actor, erasure_id: UUID) -> ErasureLine:
    """Return one erasure that the actor answers for. Raises: NotFound, NotAllowed."""
    require(handles_personal_data(actor))
    row = Erasure.visible_to(actor).filter(id=erasure_id).first()
    if row is None:
        raise NotFound
    return _erasure(row)


def foresee_erasure(actor: Actor, erasure_id: UUID) -> Foreseen:
    """Return what an erasure would do, and what holds it; nothing once it was carried out. Raises: NotFound, NotAllowed."""
    line = get_erasure(actor, erasure_id)
    if line.state not in OPEN_ERASURES:
        return Foreseen(affected=(), holds=(), names=(), shared=())
    with as_system():
        row = Erasure.objects.get(id=erasure_id)
        subject = subject_of(row.email, row.person_id)
        affected = [(holding, sum(1 for _ in holding.find(subject))) for holding in list_holdings()]
        own, shared = tell_names(subject)
        return Foreseen(
            affected=tuple(
                Affected(key=one.key, label=_(one.label), count=count, after_erasure=_(one.after_erasure))
                for one, count in affected
                if count
            ),
            holds=tuple(find_holds(subject)),
            names=tuple(sorted(own)),
            shared=tuple(sorted(shared)),
        )


def tell_names(subject: Subject) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names and phones that mean the person wherever they stand, and those that are others' too; ask as the system."""
    said = frozenset(find_names(subject))
    own = frozenset(text for text in said if is_distinctive(text) and not is_borne_by_others(text, subject))
    return own, said - own


def _erasure(row: Erasure) -> ErasureLine:
    return ErasureLine(
        id=row.public_id,
        email=row.email,
        is_member=row.person_id is not None,
        pseudonym=row.pseudonym,
        reason=row.reason,
        state=ErasureState(row.state),
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        withdrawn_at=row.withdrawn_at,
        finished_at=row.finished_at,
        changed=sum(row.changed.values()),
    )


def _line(row: DataExport) -> ExportLine:
    return ExportLine(
        id=row.public_id,
        key=row.id,
        email=row.email,
        state=ExportState(row.state),
        records=row.records,
        size=row.size,
        requested_at=row.requested_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )
