"""One's own account: profile, password, sessions, and what is noted about signing in."""

from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from steelyard.identity import events
from steelyard.identity.models import Membership, Person, Session
from steelyard.kernel.actors import Actor, ActorKind
from steelyard.kernel.refusals import InvalidInput, NotFound, sentence
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def change_profile(
    *, actor: Actor, name: str, title: str, phone: str, language: str, time_zone: str, now: datetime
) -> None:
    """Change what the actor says about themselves; pages and mails follow at once.

    Raises: NotFound, InvalidInput.
    """
    wrong = {}
    if not name:
        wrong["name"] = sentence("Enter your name.")
    if language not in dict(settings.LANGUAGES):
        wrong["language"] = sentence("Choose one of the languages.")
    if time_zone not in available_timezones():
        wrong["time_zone"] = sentence("Choose a time zone, such as Europe/Berlin.")
    if wrong:
        raise InvalidInput(fields=wrong)
    if actor.person_id is None:
        raise NotFound
    person = Person.objects.select_for_update().get(id=actor.person_id)
    wanted = {"name": name, "title": title, "phone": phone, "language": language, "time_zone": time_zone}
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(person, field, wanted[field])
    person.save(update_fields=changed)
    happened = events.ProfileChanged(
        subject_id=person.id, subject_label=person.name, partner_id=actor.partner_id, changed=changed
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def end_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End one of the actor's sessions. Raises: NotFound."""
    if not _end(Session.visible_to(actor).filter(id=session_id), actor, now):
        raise NotFound


@transaction.atomic
def end_other_sessions(*, actor: Actor, current_key: str | None, now: datetime) -> int:
    """End all of the actor's sessions but the current one and return how many ended."""
    return _end(Session.visible_to(actor).exclude(session_key=current_key or ""), actor, now)


def _end(sessions: QuerySet[Session], actor: Actor, now: datetime) -> int:
    count, _ = sessions.delete()
    if count and actor.person_id is not None:
        ended = events.SessionsEnded(
            subject_id=actor.person_id, subject_label=actor.name, partner_id=actor.partner_id, count=count
        )
        record(ended, actor=actor, now=now)
    return count


# --- Noted while nobody is asking yet: the sign-in package decided, the log keeps it --------------------------------------


@transaction.atomic
def note_sign_in(*, person_id: UUID, method: str, address: str, now: datetime) -> None:
    """Record that somebody signed in."""
    with as_system():
        person, membership = _person_and_membership(person_id)
        signed_in = events.PersonSignedIn(
            subject_id=person.id,
            subject_label=person.name,
            partner_id=membership.partner_id if membership else None,
            method=method,
            address=address,
        )
        record(signed_in, actor=_as(person, membership), now=now)


@transaction.atomic
def note_password_change(*, person_id: UUID, now: datetime) -> None:
    """End every session of somebody whose password has changed, and record it; the changing browser gets a new session."""
    with as_system():
        person, membership = _person_and_membership(person_id)
        Session.objects.filter(person_id=person_id).delete()
        changed = events.PasswordChanged(
            subject_id=person.id,
            subject_label=person.name,
            partner_id=membership.partner_id if membership else None,
        )
        record(changed, actor=_as(person, membership), now=now)


@transaction.atomic
def note_lock_out(*, email: str, address: str, now: datetime) -> None:
    """Record that sign-in is locked for an address, if it is somebody's."""
    with as_system():
        person = Person.objects.filter(email=email).first()
        if person is None:
            return
        _, membership = _person_and_membership(person.id)
        locked = events.SignInLocked(
            subject_id=person.id,
            subject_label=person.name,
            partner_id=membership.partner_id if membership else None,
            address=address,
        )
        record(locked, actor=Actor(kind=ActorKind.ANONYMOUS), now=now)


def _person_and_membership(person_id: UUID) -> tuple[Person, Membership | None]:
    person = Person.objects.get(id=person_id)
    return person, person.memberships.filter(until=None).order_by("since_at", "id").first()


def _as(person: Person, membership: Membership | None) -> Actor:
    is_host = membership is not None and membership.partner_id is None
    return Actor(
        kind=ActorKind.HOST if is_host else ActorKind.PARTNER,
        person_id=person.id,
        partner_id=membership.partner_id if membership else None,
    )
