"""Finding out who is asking: the session's person in the chosen membership, or the holder of an API key.

It happens on every request and reads the database each time, so what an administrator takes away is gone at once.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from steelyard.identity.models import ApiKey, Connection, Membership, Person, ScimToken
from steelyard.identity.queries.directories import find_directory
from steelyard.identity.refusals import (
    AccessTokenExpired,
    AccessTokenRevoked,
    ApiKeyExpired,
    ApiKeyRevoked,
    ApiKeyUnknown,
)
from steelyard.identity.second_factor import is_held_at_the_door, lacks_second_factor, lead_to_set_up
from steelyard.identity.sessions import MEMBERSHIP
from steelyard.identity.terms import KEY_PREFIX, SCIM_PATH, SCIM_PREFIX, expand_scopes
from steelyard.kernel.actors import ANONYMOUS, Actor, ActorKind, Role
from steelyard.kernel.refusals import NotAllowed, SignInRequired
from steelyard.platform import directory
from steelyard.platform.clock import utc_now
from steelyard.platform.db import AUTHENTICATION, authenticating, set_actor, set_context
from steelyard.platform.http.problems import problem, wants_json
from steelyard.platform.live.answering import is_background

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

_BEARER = "Bearer "
_USED_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Found:
    """The membership that asks, what its key allows (None for a session), and which key that is."""

    membership: Membership
    scopes: frozenset[str] | None = None
    credential: UUID | None = None


class ActorMiddleware:
    """Sets `request.actor` and `request.membership`, and tells the database for the rest of the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.membership = ANONYMOUS, None  # type: ignore[attr-defined]
        if not connection.in_atomic_block:  # health and static files, which answer without a database
            return self.get_response(request)
        if request.path.startswith(SCIM_PATH):
            _admit_directory(request)
            return self.get_response(request)
        try:
            found = _find(request)
        except SignInRequired as refusal:
            set_actor(ANONYMOUS)
            return problem(request, refusal)
        if found is None:
            set_actor(ANONYMOUS)
            return self.get_response(request)
        membership = found.membership
        if found.scopes is None and is_held_at_the_door(request, membership):
            set_actor(ANONYMOUS)
            return lead_to_set_up(request)
        actor = actor_of(membership, scopes=found.scopes)
        set_actor(actor)
        if found.scopes is None:  # a page shows the name; a program asks for it where it wants it
            actor = _named(actor)
        request.actor, request.membership, request.credential = actor, membership, found.credential  # type: ignore[attr-defined]
        with as_preferred_by(membership.person, request):
            return self.get_response(request)


def actor_of(membership: Membership, *, scopes: frozenset[str] | None = None) -> Actor:
    """Return the actor that a membership is; its organization is named separately, when the database knows who is asking."""
    return Actor(
        kind=ActorKind.HOST if membership.partner_id is None else ActorKind.PARTNER,
        person_id=membership.person_id,
        partner_id=membership.partner_id,
        roles=membership.role_set,
        name=membership.person.name,
        organization=settings.HOST_NAME if membership.partner_id is None else "",
        scopes=scopes,
    )


def _named(actor: Actor) -> Actor:
    if actor.partner_id is None:
        return actor
    return replace(actor, organization=directory.organization_name(actor.partner_id))


def _find(request: HttpRequest) -> _Found | None:
    header = request.headers.get("Authorization", "")
    if header.startswith(_BEARER) and wants_json(request):
        return _find_by_key(header[len(_BEARER) :].strip())
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        set_context(AUTHENTICATION)
        return _find_by_session(request)
    return None


# --- Keys -------------------------------------------------------------------------------------------------------------


def hash_secret(secret: str) -> bytes:
    """Return what is stored of a key's secret."""
    return hashlib.sha256(secret.encode()).digest()


def _find_by_key(secret: str) -> _Found:
    """Return the membership behind a key and note that it was used, in one query.

    Raises: ApiKeyUnknown, ApiKeyExpired, ApiKeyRevoked.
    """
    if not secret.startswith(KEY_PREFIX):
        raise ApiKeyUnknown
    now = utc_now()
    key = _use_key(hash_secret(secret), now)
    if key is None or key.membership.until is not None or not key.membership.person.is_active:
        raise ApiKeyUnknown
    if key.revoked_at is not None:
        raise AccessTokenRevoked if key.client_id else ApiKeyRevoked
    if not key.is_live(now):
        raise AccessTokenExpired if key.client_id else ApiKeyExpired
    return _Found(key.membership, expand_scopes(tuple(key.scopes)), credential=key.client_id or key.id)


def _use_key(secret_hash: bytes, now: datetime) -> ApiKey | None:
    """Return the key with its membership and person; the person comes without the password, which no program needs."""
    with connection.cursor() as cursor:
        cursor.execute("select * from identity_use_credential(%s, %s, %s)", [secret_hash, now, now - _USED_AGAIN_AFTER])
        row = cursor.fetchone()
    if row is None:
        return None
    about_key, about_membership, about_person = row[:6], row[6:11], row[11:]
    person = Person(**dict(zip(_PERSON, about_person, strict=True)))
    membership = Membership(person=person, **dict(zip(_MEMBERSHIP, about_membership, strict=True)))
    return ApiKey(membership=membership, **dict(zip(_KEY, about_key, strict=True)))


_KEY = ("id", "scopes", "expires_at", "revoked_at", "last_used_at", "client_id")
_MEMBERSHIP = ("id", "partner_id", "roles", "since_at", "until")
_PERSON = ("id", "email", "name", "title", "phone", "language", "time_zone", "is_active", "created_at")


# --- Directories ------------------------------------------------------------------------------------------------------


def _admit_directory(request: HttpRequest) -> None:
    """Set who the directory behind a SCIM token may be: an administrator of the organization whose people it keeps."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    directory = None
    if scheme.lower() == "bearer" and secret.startswith(SCIM_PREFIX):
        now = utc_now()
        with authenticating():
            directory = find_directory(hash_secret(secret.strip()), now)
            if directory is not None and not (
                directory.last_used_at and now - directory.last_used_at < _USED_AGAIN_AFTER
            ):
                ScimToken.objects.filter(id=directory.id).update(last_used_at=now)
    if directory is None:
        set_actor(ANONYMOUS)
        return
    actor = directory_actor(directory.connection)
    set_actor(actor)
    request.actor, request.directory, request.credential = actor, directory.connection, directory.id  # type: ignore[attr-defined]


def directory_actor(connection: Connection) -> Actor:
    """Return who a connection's directory acts as: it may manage people, of its own organization alone."""
    is_host = connection.partner_id is None
    return Actor(
        kind=ActorKind.HOST if is_host else ActorKind.PARTNER,
        partner_id=connection.partner_id,
        roles=frozenset({Role.PROGRAM_ADMIN if is_host else Role.PARTNER_ADMIN}),
        name=connection.name,
        scopes=frozenset(),
    )


# --- Sessions ---------------------------------------------------------------------------------------------------------


def _find_by_session(request: HttpRequest) -> _Found | None:
    """Return the session's membership, in one query beside the session's own; a session that proves nothing any more ends."""
    session: Any = request.session
    person_id = session.get(SESSION_KEY)
    if person_id is None:
        return None
    memberships = list(
        Membership.objects.filter(person_id=person_id, until=None, person__is_active=True)
        .annotate(lacks_second_factor=lacks_second_factor())
        .select_related("person")
        .order_by("since_at", "id")
    )
    if not memberships or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), memberships[0].person.get_session_auth_hash()
    ):
        session.flush()
        return None
    if not is_background(request):
        session.note_seen()
    chosen = session.get(MEMBERSHIP)
    membership = next((m for m in memberships if str(m.id) == chosen), memberships[0])
    request.user = membership.person
    return _Found(membership)


# --- What a person prefers --------------------------------------------------------------------------------------------


def as_preferred_by(person: Person, request: HttpRequest) -> AbstractContextManager[Any]:
    """Answer the request in the person's language and, for the block, in the person's time zone."""
    _speak(request, person)
    return nullcontext() if person.time_zone == settings.TIME_ZONE else timezone.override(ZoneInfo(person.time_zone))


def _speak(request: HttpRequest, person: Person) -> None:
    """Answer in the person's language, unless this browser or program asked for one itself."""
    asked = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or (
        wants_json(request) and "Accept-Language" in request.headers
    )
    if not asked and translation.check_for_language(person.language):
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language


# --- Views ------------------------------------------------------------------------------------------------------------


def sign_in_required(view: View) -> View:
    """Make the view answer only to somebody who is signed in; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.is_anonymous:  # type: ignore[attr-defined]
            raise SignInRequired
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def require_roles(*roles: Role) -> Callable[[View], View]:
    """Make the view answer only to holders of at least one of the roles."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.actor.has_role(*roles):  # type: ignore[attr-defined]
                raise NotAllowed
            return view(request, *args, **kwargs)

        return sign_in_required(guarded)  # type: ignore[return-value]

    return guard


def identifies(view: View) -> View:
    """Let the view look people up before it is known who is asking: for sign-in and for accepting invitations only."""

    @wraps(view)
    def looking_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with authenticating():
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if callable(render) else response

    return looking_up  # type: ignore[return-value]
