"""What an account of a directory says, in our words. It is kept as the directory wrote it: a SCIM User in JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.kernel.refusals import InvalidInput, sentence

LONGEST_NAME = 300
_LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What we understand of an account; empty where the directory says nothing."""

    user_name: str
    external_id: str
    is_active: bool
    email: str
    name: str
    title: str
    phone: str
    language: str
    time_zone: str


def read_account(document: Mapping[str, Any]) -> Said:
    """Return what a SCIM User says; an account that does not say whether it is active is.

    Raises: InvalidInput, where a name or an address is longer than any is.
    """
    said = Said(
        user_name=document.get("userName", ""),
        external_id=document.get("externalId", ""),
        is_active=document.get("active") is not False,
        email=_mail(document),
        name=_name(document)[:200],
        title=document.get("title", "")[:200],
        phone=_chosen(document.get("phoneNumbers", ()))[:50],
        language=document.get("preferredLanguage", "").replace("_", "-").partition("-")[0].lower(),
        time_zone=document.get("timezone", ""),
    )
    longest = {"userName": (said.user_name, LONGEST_NAME), "externalId": (said.external_id, LONGEST_NAME)}
    longest["emails"] = (said.email, _LONGEST_ADDRESS)
    wrong = {name: sentence("This is too long.") for name, (text, most) in longest.items() if len(text) > most}
    if wrong:
        raise InvalidInput(fields=wrong)
    return said


def _mail(document: Mapping[str, Any]) -> str:
    """Return the address of an account: the one marked as primary, else the first, else its user name where that is one."""
    address = _chosen(document.get("emails", ())) or document.get("userName", "")
    return address.strip().lower() if "@" in address else ""


def _name(document: Mapping[str, Any]) -> str:
    parts = document.get("name", {})
    joined = " ".join(filter(None, (parts.get("givenName"), parts.get("familyName"))))
    return document.get("displayName") or parts.get("formatted") or joined or document.get("userName", "")


def _chosen(entries: Sequence[Mapping[str, Any]]) -> str:
    primary = [entry for entry in entries if entry.get("primary")]
    return next((entry["value"] for entry in (*primary, *entries) if entry.get("value")), "")
