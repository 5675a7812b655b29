"""Reading badges: the credential of a certificate, what it refers to, and the keys that verify it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.badges.policies import LIST_SIZE, build_credential, build_status_list
from steelyard.learning.badges.signing import sign
from steelyard.learning.badges.terms import Badge, BadgeFacts, BadgeKeyCard, Issuer
from steelyard.learning.badges.wording import say_criteria
from steelyard.learning.models import BadgeKey, Certificate
from steelyard.learning.queries import today
from steelyard.learning.queries.certificates import get_certification
from steelyard.learning.refusals import BadgeRevoked
from steelyard.learning.terms import CertificationCard
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people


def get_issuer() -> Issuer:
    """Return who issues the badges of this installation."""
    return Issuer(address=_address("badge-issuer"), name=settings.HOST_NAME, url=settings.BASE_URL)


def get_badge(number: str, *, at: datetime) -> Badge:
    """Return the badge of the certificate with that number, signed anew and always alike. Raises: NotFound, BadgeRevoked."""
    with as_system():  # whoever has the number may know it, as `verify_certificate` says
        row = Certificate.objects.select_related("certification").filter(number=number).first()
        if row is None:
            raise NotFound
        if row.revoked_on is not None and row.revoked_on <= today(at):
            raise BadgeRevoked(reason=row.revoked_reason)
        facts = _facts(row)
        credential = _signed(build_credential(facts))
    return Badge(
        number=number,
        name=facts.name,
        holder=facts.holder,
        issuer=facts.issuer.name,
        address=facts.address,
        image=facts.image,
        credential=credential,
    )


def get_status_list(part: int, *, at: datetime) -> str:
    """Return the signed list that says which badges of a stretch no longer hold. Raises: NotFound."""
    first, day = part * LIST_SIZE, today(at)
    with as_system():
        rows = Certificate.objects.filter(badge_position__gte=first, badge_position__lt=first + LIST_SIZE)
        if not rows.exists():
            raise NotFound
        over = rows.filter(Q(revoked_on__lte=day) | Q(grace_until__lte=day))
        positions = over.values_list("badge_position", flat=True)
        return _signed(build_status_list(get_issuer(), _address("badge-status", part), positions, now=at))


def get_achievement(key: str) -> CertificationCard:
    """Return what people are certified for, for anybody who was shown a badge of it. Raises: NotFound."""
    with as_system():
        return get_certification(key)


def get_public_key(key_id: str) -> dict[str, Any]:
    """Return the public part of a key that may be trusted. Raises: NotFound."""
    with as_system():
        key = BadgeKey.objects.filter(id=BadgeKey.parse_id(key_id), is_compromised=False).first()
    if key is None:
        raise NotFound
    public: dict[str, Any] = {**key.public, "kid": _key_address(key)}
    return public


def list_keys(actor: Actor) -> list[BadgeKeyCard]:
    """Return the keys of badges, the newest first; there are few. Raises: NotAllowed."""
    if not permissions.can_define_certifications(actor):
        raise NotAllowed
    return [
        BadgeKeyCard(
            public_id=key.public_id,
            address=_key_address(key),
            begun_at=key.begun_at,
            ended_at=key.ended_at,
            is_compromised=key.is_compromised,
        )
        for key in BadgeKey.objects.order_by("-begun_at")
    ]


def _facts(row: Certificate) -> BadgeFacts:
    person = find_people({row.person_id}).get(row.person_id, SOMEONE)
    certification = row.certification
    return BadgeFacts(
        issuer=get_issuer(),
        address=_address("badge-credential", row.number),
        page=_address("verified", row.number),
        image=_address("badge", row.number),
        about=_address("achievement", certification.key),
        status_list=_address("badge-status", row.badge_position // LIST_SIZE),
        position=row.badge_position,
        number=row.number,
        name=certification.name,
        description=certification.summary or certification.name,
        criteria=say_criteria(certification.name),
        holder=person.name,
        email=person.email,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
    )


def _signed(payload: dict[str, Any]) -> str:
    key = BadgeKey.objects.get(ended_at=None)
    return sign(payload, sealed=key.sealed, address=_key_address(key))


def _key_address(key: BadgeKey) -> str:
    return _address("badge-key", public_id(BadgeKey.PREFIX, key.id))


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(f"learning:{name}", args=args)
