"""Oneself over the API: profile, sessions, second factors."""

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.identity.commands import account as account_commands
from steelyard.identity.models import Person, Session
from steelyard.identity.queries import access, people, security
from steelyard.identity.schemas.account import (
    MeOut,
    MyProfileIn,
    SeatOut,
    SecondFactorOut,
    SessionOut,
    SessionsEndedOut,
)
from steelyard.identity.schemas.fields import partner_id_of
from steelyard.identity.terms import in_order
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import organization_name
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/me", response=MeOut, summary="Show who I am")
def get_me(request: HttpRequest) -> MeOut:
    """Return who is asking, for which organization, in which roles and with which scopes."""
    actor = asker(request)
    person: Person = request.membership.person  # type: ignore[attr-defined]
    return MeOut(
        person_id=person.public_id,
        name=person.name,
        email=person.email,
        title=person.title,
        phone=person.phone,
        language=person.language,
        time_zone=person.time_zone,
        kind="host" if actor.is_host else "partner",
        partner_id=partner_id_of(actor.partner_id),
        organization=actor.organization or (organization_name(actor.partner_id) if actor.partner_id else ""),
        roles=in_order(actor.roles),
        scopes=None if actor.scopes is None else sorted(actor.scopes),
        memberships=[
            SeatOut(
                membership_id=seat.id,
                partner_id=partner_id_of(seat.partner_id),
                organization=seat.organization,
                roles=list(seat.roles),
                is_current=seat.partner_id == actor.partner_id,
            )
            for seat in people.list_seats(person.id)
        ],
    )


@router.put("/me", response=MeOut, summary="Change my profile")
def change_me(request: HttpRequest, body: MyProfileIn) -> MeOut:
    """Change what the person who asks says about themselves."""
    account_commands.change_profile(actor=asker(request), now=utc_now(), **body.model_dump())
    request.membership.person.refresh_from_db()  # type: ignore[attr-defined]
    return get_me(request)


@router.get("/sessions", response=list[SessionOut], summary="List my sessions")
def list_sessions(request: HttpRequest) -> list[SessionOut]:
    """Return the browsers in which the person who asks is signed in."""
    found = access.list_sessions(asker(request), current_key=_session_key(request), now=utc_now())
    return [SessionOut(**asdict(line)) for line in found]


@router.delete("/sessions", response=SessionsEndedOut, summary="End my other sessions")
def end_other_sessions(request: HttpRequest) -> SessionsEndedOut:
    """End every session of the person who asks, except the one that asks."""
    ended = account_commands.end_other_sessions(actor=asker(request), current_key=_session_key(request), now=utc_now())
    return SessionsEndedOut(ended=ended)


@router.delete("/sessions/{session_id}", response={204: None}, summary="End a session of mine")
def end_session(request: HttpRequest, session_id: str) -> Status[None]:
    """End one session of the person who asks."""
    account_commands.end_session(actor=asker(request), session_id=Session.parse_id(session_id), now=utc_now())
    return Status(204, None)


@router.get("/second-factors", response=list[SecondFactorOut], summary="List my second factors")
def list_second_factors(request: HttpRequest) -> list[SecondFactorOut]:
    """Return the ways in which the person who asks proves a second time who they are; the pages set them up."""
    person_id = asker(request).person_id
    return [SecondFactorOut.of(factor) for factor in security.list_factors(person_id)] if person_id else []


def _session_key(request: HttpRequest) -> str | None:
    session = getattr(request, "session", None)
    return session.session_key if session is not None and asker(request).scopes is None else None
