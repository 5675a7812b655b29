"""Folding a text into plain lower-case words: the step that every comparison of names starts with."""

import re
import unicodedata
from functools import cache

from anyascii import anyascii

from steelyard.companies.policies.tables import table

_SYMBOLS = {"&": " and ", "+": " and ", "@": " at ", "№": " no "}
_AMPERSAND = re.compile(r"[&+@№]")
_INITIALS = re.compile(r"\b(?:\w\.){2,}\w?\b|\b\w\.\w\b")
_WORDS = re.compile(r"[a-z0-9]+")

_HAS_CJK = re.compile(r"[㈀-㋿぀-ヿ㐀-鿿가-힯]")


def fold(text: str) -> list[str]:
    """Return the words of `text`: NFKC, in Latin letters, lower case, without punctuation, initials joined ("J. P." is "jp")."""
    if not text.isascii():
        text = _to_ascii(text)
    text = text.lower()
    if "&" in text or "+" in text or "@" in text:
        text = _AMPERSAND.sub(lambda sign: _SYMBOLS[sign[0]], text)
    if "'" in text or "`" in text:
        text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
    words: list[str] = _WORDS.findall(text)
    return _join_initials(words) if len(words) > 1 else words


@cache
def _cjk() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of what is taken out of names without spaces, and what it becomes."""
    facts = table("cjk")
    translated: dict[str, str] = facts["translated"]
    parts = sorted((*translated, *facts["legal_forms"]["spellings"]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, parts))), translated


def _to_ascii(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if _HAS_CJK.search(text):
        pattern, translated = _cjk()
        text = pattern.sub(lambda found: f" {translated.get(found[0], '')} ", text)
    return str(anyascii(text))


def _join_initials(words: list[str]) -> list[str]:
    """Join neighbouring single letters: "a", "s" is how a fold leaves "A/S"."""
    if not any(len(word) == 1 for word in words):
        return words
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    if run:
        joined.append(run)
    return joined
