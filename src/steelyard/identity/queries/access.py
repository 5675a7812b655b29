"""Reading invitations, sessions and keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from django.db.models import F, QuerySet

from steelyard.identity.models import ApiKey, Invitation, OAuthClient, Session
from steelyard.identity.permissions import can_list_people, can_manage_people, can_revoke_key
from steelyard.identity.terms import in_order
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.mailing.sending import find_refused
from steelyard.platform.paging import take

InvitationState = Literal["open", "expired", "accepted", "revoked"]
KeyState = Literal["live", "expired", "revoked"]
Credentials: TypeAlias = QuerySet[ApiKey] | QuerySet[OAuthClient]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """An invitation as its list shows it."""

    id: str
    email: str
    name: str
    partner_id: UUID | None
    roles: tuple[Role, ...]
    state: InvitationState
    invited_by: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    mail_refused_at: datetime | None
    """Since when mails to the address come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One of a person's sessions; `device` is read from what the browser says of itself."""

    id: str
    device: str
    address: str
    started_at: datetime | None
    seen_at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """A key without its secret."""

    id: str
    name: str
    hint: str
    scopes: tuple[str, ...]
    person_id: str
    person_name: str
    state: KeyState
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def list_invitations(
    actor: Actor, partner_id: UUID | None, page: PageRequest, *, now: datetime, open_only: bool = False
) -> Page[InvitationLine]:
    """Return a page of the invitations to the host (None) or a partner, newest first.

    Raises: NotFound when the actor does not manage that organization's people.
    """
    if not can_list_people(actor, partner_id) or not can_manage_people(actor, partner_id):
        raise NotFound
    rows = Invitation.visible_to(actor).filter(partner_id=partner_id)
    if open_only:
        rows = rows.filter(accepted_at=None, revoked_at=None)
    stretch = take(rows.select_related("invited_by"), page, ("-sent_at", "-id"))
    items = _invitations(stretch.rows, now)
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_invitation(actor: Actor, invitation_id: UUID, *, now: datetime) -> InvitationLine:
    """Return one invitation. Raises: NotFound."""
    row = Invitation.visible_to(actor).select_related("invited_by").filter(id=invitation_id).first()
    if row is None or not can_manage_people(actor, row.partner_id):
        raise NotFound
    return _invitations([row], now)[0]


def list_sessions(actor: Actor, *, current_key: str | None, now: datetime) -> list[SessionLine]:
    """Return the actor's own live sessions, the current one first, then the latest used."""
    return list_session_lines(Session.visible_to(actor), current_key=current_key, now=now)


def list_session_lines(sessions: QuerySet[Session], *, current_key: str | None, now: datetime) -> list[SessionLine]:
    """Return those of the sessions that are live, the current one first, then the latest used."""
    rows = sessions.filter(expire_date__gt=now).order_by("-seen_at")
    lines = [
        SessionLine(
            id=row.public_id,
            device=describe_device(row.user_agent),
            address=row.address or "",
            started_at=row.started_at,
            seen_at=row.seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_current)


def list_keys(actor: Actor, *, now: datetime, of_organization: bool = False) -> list[KeyLine]:
    """Return the actor's own keys, or with `of_organization` those of everybody there whom the actor manages.

    Raises: NotFound when the actor does not manage the organization's people.
    """
    rows = ApiKey.visible_to(actor).filter(client=None)
    return list_credentials(rows, actor, now=now, of_organization=of_organization)


def get_key(actor: Actor, key_id: UUID, *, now: datetime) -> KeyLine:
    """Return one key that the actor holds or manages. Raises: NotFound."""
    return get_credential(ApiKey.visible_to(actor).filter(id=key_id, client=None), actor, now=now)


# --- What keys and OAuth clients have in common ---------------------------------------------------------------------------


def list_credentials(rows: Credentials, actor: Actor, *, now: datetime, of_organization: bool) -> list[KeyLine]:
    """Return those of the rows that are the actor's own, or everybody's there whom the actor manages. Raises: NotFound."""
    if actor.person_id is None:
        return []
    rows = rows.filter(membership__partner_id=actor.partner_id)
    if not of_organization:
        rows = rows.filter(membership__person_id=actor.person_id)
    elif not can_manage_people(actor, actor.partner_id):
        raise NotFound
    return _describe(rows, now)


def get_credential(rows: Credentials, actor: Actor, *, now: datetime) -> KeyLine:
    """Return the only row, if the actor holds or manages it. Raises: NotFound."""
    row = rows.select_related("membership").first()
    if row is None or not can_revoke_key(actor, row.membership.person_id, row.membership.partner_id):
        raise NotFound
    return _describe(rows, now)[0]


def _describe(rows: Credentials, now: datetime) -> list[KeyLine]:
    """Return what is shown of them, the live ones first."""
    loaded: Iterable[ApiKey | OAuthClient] = rows.select_related("membership__person").order_by(
        F("revoked_at").asc(nulls_first=True), "-created_at"
    )
    return [
        KeyLine(
            id=row.public_id,
            name=row.name,
            hint=row.hint,
            scopes=tuple(row.scopes),
            person_id=row.membership.person.public_id,
            person_name=row.membership.person.name,
            state="live" if row.is_live(now) else "revoked" if row.revoked_at else "expired",
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )
        for row in loaded
    ]


def _invitations(rows: Sequence[Invitation], now: datetime) -> list[InvitationLine]:
    refused = find_refused([row.email for row in rows])
    return [_invitation(row, now, refused.get(row.email.lower())) for row in rows]


def _invitation(row: Invitation, now: datetime, mail_refused_at: datetime | None) -> InvitationLine:
    state: InvitationState = "open" if now < row.expires_at else "expired"
    if row.accepted_at is not None:
        state = "accepted"
    elif row.revoked_at is not None:
        state = "revoked"
    return InvitationLine(
        id=row.public_id,
        email=row.email,
        name=row.name,
        partner_id=row.partner_id,
        roles=tuple(in_order(row.role_set)),
        state=state,
        invited_by=row.invited_by.name if row.invited_by else "",
        created_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        mail_refused_at=mail_refused_at,
    )


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def describe_device(user_agent: str) -> str:
    """Return browser and system in two words, as far as the browser says; the order tells imitators from originals."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)
