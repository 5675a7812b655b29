"""What a badge says, as the field's standards want it said: of facts alone, ready to be signed.

Source: Open Badges 3.0, W3C Verifiable Credentials Data Model 2.0, Bitstring Status List 1.0.
"""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from steelyard.learning.badges.terms import BadgeFacts, Issuer

LIST_SIZE = 131_072
"""How many badges one status list tells of: the least that the standard allows, so that no entry says whose it is."""

_CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def describe_issuer(issuer: Issuer) -> dict[str, Any]:
    """Return the profile of who issues badges."""
    return {"id": issuer.address, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def build_credential(facts: BadgeFacts) -> dict[str, Any]:
    """Return the credential with the claims by which a token says the same: who issued it, of whom, from when until when.

    The holder is known by name, and by the hash of the mail address to whoever knows that.
    """
    holder = f"urn:uuid:{uuid5(NAMESPACE_URL, facts.address)}"
    begins = _midnight(facts.issued_on)
    credential: dict[str, Any] = {
        "@context": [_CREDENTIALS, _BADGES],
        "id": facts.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.name,
        "issuer": describe_issuer(facts.issuer),
        "validFrom": _said(begins),
        "credentialSubject": {
            "id": holder,
            "type": ["AchievementSubject"],
            "identifier": [_name(facts.holder), *([_mail(facts)] if facts.email else [])],
            "achievement": {
                "id": facts.about,
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": facts.name,
                "description": facts.description,
                "criteria": {"id": facts.about, "narrative": facts.criteria},
                "image": {"id": facts.image, "type": "Image"},
            },
            "licenseNumber": facts.number,
        },
        "evidence": [{"id": facts.page, "type": ["Evidence"]}],
        "credentialStatus": {
            "id": f"{facts.status_list}#{facts.position % LIST_SIZE}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(facts.position % LIST_SIZE),
            "statusListCredential": facts.status_list,
        },
        "iss": facts.issuer.address,
        "jti": facts.address,
        "sub": holder,
        "nbf": int(begins.timestamp()),
    }
    if facts.valid_until is not None:
        ends = _midnight(facts.valid_until)
        credential |= {"validUntil": _said(ends), "exp": int(ends.timestamp())}
    return credential


def build_status_list(issuer: Issuer, address: str, positions: Iterable[int], *, now: datetime) -> dict[str, Any]:
    """Return the credential that says which of a list's badges no longer hold: a bit for each, the first one leftmost."""
    bits = bytearray(LIST_SIZE // 8)
    for position in positions:
        byte, bit = divmod(position % LIST_SIZE, 8)
        bits[byte] |= 0x80 >> bit
    encoded = urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    said_at = now.replace(microsecond=0)
    return {
        "@context": [_CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.address,
        "validFrom": _said(said_at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{encoded}",
        },
        "iss": issuer.address,
        "jti": address,
        "sub": f"{address}#list",
        "nbf": int(said_at.timestamp()),
    }


def _name(holder: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": holder}


def _mail(facts: BadgeFacts) -> dict[str, Any]:
    digest = sha256(f"{facts.email.lower()}{facts.number}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "identityType": "emailAddress",
        "hashed": True,
        "salt": facts.number,
        "identityHash": f"sha256${digest}",
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
