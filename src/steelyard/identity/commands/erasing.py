"""Erasures: asked for, confirmed by a second step, carried out by the worker as soon as nothing holds them."""

from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from steelyard.identity import events
from steelyard.identity.commands.exporting import drop_archive
from steelyard.identity.models import DataExport, Erasure, Membership, Person
from steelyard.identity.permissions import require
from steelyard.identity.queries.personal_data import find_subject, handles_personal_data, subject_of, tell_names
from steelyard.identity.refusals import ErasureNotOpen, ErasureOfSomebodyElse, ErasureUnderWay
from steelyard.identity.terms import ErasureState
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform.audit.sealing import seal_log
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.privacy.files import sweep_files
from steelyard.platform.privacy.mail import drop_written_mail
from steelyard.platform.privacy.redaction import Identifiers, Redaction
from steelyard.platform.privacy.registry import Subject, find_holds, list_holdings
from steelyard.platform.privacy.sweeping import sweep

PSEUDONYM_DOMAIN = "erased.invalid"
"""No mail is delivered there: RFC 2606 keeps it from ever being anybody's."""


@transaction.atomic
def request_erasure(*, actor: Actor, email: str, reason: str, now: datetime) -> UUID:
    """Ask for the erasure of the person with an address, and return its id; nothing happens until it is confirmed.

    Raises: NotAllowed, PersonUnknown, PersonOfOthersToo, ErasureUnderWay.
    """
    subject = find_subject(actor, email.strip().lower())
    key = new_id()
    kind = "Former member" if subject.person_id else "Former contact"
    erasure = Erasure(
        id=key,
        email=subject.email,
        person_id=subject.person_id,
        partner_id=actor.partner_id,
        reason=reason,
        requested_at=now,
        requested_by=actor.person_id,
        pseudonym=f"{kind} {_code(key)}",
    )
    try:
        with transaction.atomic():
            erasure.save(force_insert=True)
    except IntegrityError as error:
        raise ErasureUnderWay(fields={"email": ErasureUnderWay.text}) from error
    record(_happened(events.ErasureRequested, erasure, reason=reason), actor=actor, now=now)
    return key


@transaction.atomic
def confirm_erasure(*, actor: Actor, erasure_id: UUID, email: str, now: datetime) -> None:
    """Confirm an erasure by typing the person's address once more; the worker carries it out.

    Raises: NotFound, NotAllowed, ErasureNotOpen, ErasureOfSomebodyElse.
    """
    erasure = _lock(actor, erasure_id, ErasureState.REQUESTED)
    if email.strip().lower() != erasure.email:
        raise ErasureOfSomebodyElse(fields={"email": ErasureOfSomebodyElse.text})
    erasure.state, erasure.confirmed_at, erasure.confirmed_by = ErasureState.CONFIRMED, now, actor.person_id
    erasure.save()
    record(_happened(events.ErasureConfirmed, erasure), actor=actor, now=now)


@transaction.atomic
def withdraw_erasure(*, actor: Actor, erasure_id: UUID, now: datetime) -> None:
    """Take an erasure back that was not carried out yet. Raises: NotFound, NotAllowed, ErasureNotOpen."""
    erasure = _lock(actor, erasure_id, ErasureState.REQUESTED, ErasureState.CONFIRMED)
    erasure.state, erasure.withdrawn_at = ErasureState.WITHDRAWN, now
    erasure.save()
    record(_happened(events.ErasureWithdrawn, erasure), actor=actor, now=now)


def _lock(actor: Actor, erasure_id: UUID, *allowed: ErasureState) -> Erasure:
    require(handles_personal_data(actor))
    erasure = Erasure.visible_to(actor).select_for_update().filter(id=erasure_id).first()
    if erasure is None:
        raise NotFound
    if erasure.state not in allowed:
        raise ErasureNotOpen
    find_subject(actor, erasure.email)  # who answered for the person when it was asked for may not any more
    return erasure


def carry_out(*, erasure_id: UUID, now: datetime) -> None:
    """Erase the person, if nothing holds the erasure; a repeat goes on where the last one was cut off.

    What happened up to now is sealed first. The person is taken out of the database in one transaction and out of what others were
    writing meanwhile in a second one, after which files that nothing names any more are deleted.
    """
    seal_log(now)
    erased = _erase(erasure_id, now)
    if erased is not None:
        subject, redaction = erased
        drop_written_mail(redaction)
        with as_system():
            sweep(subject, redaction, erasure_id=erasure_id, now=now)
    _clean(erasure_id, now)


@transaction.atomic
def _erase(erasure_id: UUID, now: datetime) -> tuple[Subject, Redaction] | None:
    with as_system():
        erasure = Erasure.objects.select_for_update().filter(id=erasure_id, state=ErasureState.CONFIRMED).first()
        if erasure is None:
            return None
        subject = subject_of(erasure.email, erasure.person_id)
        Person.objects.select_for_update().filter(id=subject.member_id).first()
        if find_holds(subject):
            return None
        redaction = redaction_of(erasure, subject)
        for export in DataExport.objects.filter(email=subject.email, file_id__isnull=False):
            drop_archive(export)
        memberships = Membership.objects.filter(person_id=subject.member_id, until=None).update(
            until=Greatest(F("since_at"), now)  # the clock may have been set back meanwhile
        )
        for holding in list_holdings():
            holding.remove(subject)
        left = sweep_files(redaction)
        changed = sweep(subject, redaction, erasure_id=erasure.id, now=now)
        person = public_id(Person.PREFIX, erasure.person_id) if erasure.person_id else ""
        Erasure.objects.filter(id=erasure.id).update(
            state=ErasureState.CLEANING, changed=changed, left_files=left, email=redaction.email
        )
        happened = _happened(events.PersonErased, erasure, person=person, memberships=memberships)
        record(happened, actor=SYSTEM, now=now, related=[erasure.person_id] if erasure.person_id else ())
        return subject, redaction


@transaction.atomic
def _clean(erasure_id: UUID, now: datetime) -> None:
    with as_system():
        erasure = Erasure.objects.select_for_update().filter(id=erasure_id, state=ErasureState.CLEANING).first()
        if erasure is None:
            return
        for path in erasure.left_files:
            default_storage.delete(path)
        erasure.state, erasure.left_files, erasure.finished_at = ErasureState.FINISHED, [], now
        erasure.save()


def redaction_of(erasure: Erasure, subject: Subject) -> Redaction:
    """Return what the person is called, and what they are called from now on; ask as the system."""
    own, shared = tell_names(subject)
    who = Identifiers(email=subject.email, names=own, shared=shared)
    return Redaction(who=who, name=erasure.pseudonym, email=f"former-{_code(erasure.id)}@{PSEUDONYM_DOMAIN}")


def _code(key: UUID) -> str:
    return public_id(Erasure.PREFIX, key)[-6:]


def _happened(kind: type[Event], erasure: Erasure, **facts: str | int) -> Event:
    return kind(subject_id=erasure.id, subject_label=erasure.label, partner_id=erasure.partner_id, **facts)
