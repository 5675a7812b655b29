"""Taking a person out of texts: whole occurrences of address, name and phone give way to a pseudonym, nothing else changes.

An address is one person's alone. A name, or a phone, may be others' too: what others bear as well, and a name of one word, is
replaced only beside the person's id or address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

_ADDRESS = r"(?<![\w.%+-]){}(?![\w-]|\.\w)"
_QUOTED = r"(?<![\w.-]){}(?![\w-]|\.\w)"
_WORDS = r"(?<!\w){}(?!\w)"
_FEWEST_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """What a person is called. `shared` names and phones are others' too."""

    email: str
    names: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


def is_distinctive(text: str) -> bool:
    """Tell whether a name has two words at least, or a phone digits enough, to mean somebody wherever it stands."""
    return len(text.split()) > 1 or sum(sign.isdigit() for sign in text) >= _FEWEST_DIGITS


@dataclass(frozen=True)
class Redaction:
    """One person's identifiers and what stands in their place."""

    who: Identifiers
    name: str
    """The pseudonym."""
    email: str
    """An address that nobody has and that nothing is sent to."""

    @cached_property
    def _everywhere(self) -> re.Pattern[str]:
        return self._pattern(self.who.names)

    @cached_property
    def _beside(self) -> re.Pattern[str]:
        return self._pattern(self.who.names | self.who.shared)

    def _pattern(self, names: Iterable[str]) -> re.Pattern[str]:
        mail = self.who.email
        addresses = [_ADDRESS.format(re.escape(mail)), _QUOTED.format(re.escape(quote(mail, safe="")))]
        words = [_WORDS.format(r"\s+".join(map(re.escape, name.split()))) for name in sorted(names, key=_longest)]
        return re.compile("|".join([f"(?P<email>{'|'.join(addresses)})", *words]), re.IGNORECASE)

    def take_from(self, value: Any, *, is_beside: bool = False) -> Any:
        """Return a text, or a value of plain JSON, without the person; `is_beside` where it stands with their id or address."""
        if isinstance(value, str):
            return (self._beside if is_beside else self._everywhere).sub(self._instead, value)
        if isinstance(value, list):
            return [self.take_from(one, is_beside=is_beside) for one in value]
        if isinstance(value, dict):
            return {
                self.take_from(key, is_beside=is_beside): self.take_from(one, is_beside=is_beside)
                for key, one in value.items()
            }
        return value

    def _instead(self, found: re.Match[str]) -> str:
        if found["email"] is None:
            return self.name
        return self.email if "@" in found["email"] else quote(self.email, safe="")

    @cached_property
    def needle(self) -> str:
        """The regular expression, as PostgreSQL understands it, of texts that may need a change: wider than what is replaced."""
        mail = self.who.email
        names = sorted(self.who.names | self.who.shared, key=_longest)
        words = [r"(\s|\\+[nrt])+".join(map(re.escape, name.split())) for name in names]
        return "|".join([re.escape(mail), re.escape(quote(mail, safe="")), *words])


def _longest(name: str) -> tuple[int, str]:
    return -len(name), name
