"""Badges over the API: the credential of a certificate, and the keys that sign."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.learning.badges import commands, queries
from steelyard.learning.badges.schemas import BadgeKeyIn, BadgeKeyOut, BadgeOut
from steelyard.learning.models import Certificate
from steelyard.learning.queries.certificates import get_certificate
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/certificates/{certificate_id}/badge", response=BadgeOut, summary="Show a badge")
def get_certificate_badge(request: HttpRequest, certificate_id: str) -> BadgeOut:
    """Return a certificate as a signed Open Badges 3.0 credential; anybody who has its number finds it at `address`."""
    now = utc_now()
    card = get_certificate(asker(request), Certificate.parse_id(certificate_id), at=now)
    commands.ensure_key(now=now)
    return BadgeOut.of(queries.get_badge(card.number, at=now))


@router.get("/badge-keys", response=list[BadgeKeyOut], summary="List keys of badges")
def list_badge_keys(request: HttpRequest) -> list[BadgeKeyOut]:
    """Return the keys that sign badges, or did, the newest first; there are few. For authors."""
    return [BadgeKeyOut.of(one) for one in queries.list_keys(asker(request))]


@router.post("/badge-keys", response={201: list[BadgeKeyOut]}, summary="Replace the key of badges")
def replace_badge_key(request: HttpRequest, body: BadgeKeyIn) -> Status[list[BadgeKeyOut]]:
    """Sign badges with a new key from now on. What the old one signed is verified still, unless it is compromised. For authors."""
    actor = asker(request)
    commands.replace_key(actor=actor, is_compromised=body.is_compromised, now=utc_now())
    return Status(201, [BadgeKeyOut.of(one) for one in queries.list_keys(actor)])
