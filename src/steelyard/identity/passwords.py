"""Passwords that are easy to guess although they are long: known words in disguise, and what was stolen elsewhere."""

import hashlib
import os
import re
import string
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from steelyard.identity.models import Person

CONTEXT_WORDS = ("steelyard", "partner", "portal", "reseller", "distributor", "channel", "registration", "password")
"""Words that belong to this place, beside the name of the host. A password consists of more than these."""
_LEAST_BESIDE = 8
_EDGES = string.digits + string.punctuation + string.whitespace
_LETTERS = str.maketrans("0134578@$!", "oleastbasi")
_HASH_LENGTH = 40


class DecoratedWordValidator:
    """Refuses a common password with figures around or within it, and words of this place with little beside them."""

    def __init__(self) -> None:
        self._common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse such a password. Raises: ValidationError."""
        word = password.lower().strip(_EDGES).translate(_LETTERS)
        words = (*CONTEXT_WORDS, *re.findall(r"\w+", settings.HOST_NAME.lower()))
        beside = re.sub("|".join(map(re.escape, words)), "", word)
        if word in self._common or (beside != word and len(beside.strip(_EDGES)) < _LEAST_BESIDE):
            said = _("This is a well-known word with decoration. Choose several words, or let the browser suggest one.")
            raise ValidationError(said, code="password_decorated")

    def get_help_text(self) -> str:
        """Return what the form says beforehand: nothing, the rule is rarely met."""
        return ""


class BreachedPasswordValidator:
    """Refuses what stands in the operator's list of breached passwords: sorted SHA-1 hashes, as public lists come."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse such a password. Raises: ValidationError."""
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        if settings.BREACHED_PASSWORDS:
            with open(settings.BREACHED_PASSWORDS, "rb") as hashes:
                if _has_line(hashes, wanted):
                    said = _("This password is in lists of stolen ones. Choose another.")
                    raise ValidationError(said, code="password_breached")

    def get_help_text(self) -> str:
        """Return what the form says beforehand: nothing, the rule is rarely met."""
        return ""


def _has_line(hashes: BinaryIO, wanted: bytes) -> bool:
    """Tell whether a line begins with that hash, in some thirty steps however long the file is."""
    low, high = 0, os.fstat(hashes.fileno()).st_size
    while low < high:
        middle = (low + high) // 2
        hashes.seek(max(0, middle - 1))
        if middle:
            hashes.readline()  # the rest of the line in which the middle is
        line = hashes.readline()[:_HASH_LENGTH].upper()
        if line == wanted:
            return True
        if line and line < wanted:
            low = middle + 1
        else:
            high = middle
    return False
