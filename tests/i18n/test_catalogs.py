"""Every text is in every catalog, translated, with the fields of its source."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest
from babel.messages import Catalog

from steelyard.config.messages import collect_messages, find_catalogs, read_catalog, untranslated, wordings
from steelyard.deals.rules import DealRegistrationRules
from steelyard.kernel.events import Event
from steelyard.platform.events import event_types
from steelyard.platform.http.catalog import all_refusals
from steelyard.program.rules import RulePart

_FIELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_TAG = re.compile(r"</?\w+")
CATALOGS = list(find_catalogs())
each_catalog = pytest.mark.parametrize("path", CATALOGS, ids=[path.parent.parent.name for path in CATALOGS])


@cache
def source() -> Catalog:
    return collect_messages()


def ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {wordings(message.id) for message in catalog if message.id}


def test_german_has_a_catalog() -> None:
    assert "de" in {path.parent.parent.name for path in CATALOGS}


@each_catalog
def test_the_catalog_has_the_texts_of_the_source(path: Path) -> None:
    kept = ids(read_catalog(path))
    assert sorted(ids(source()) - kept) == [], "run `make messages`"
    assert sorted(kept - ids(source())) == [], "run `make messages`"


@each_catalog
def test_every_text_is_translated(path: Path) -> None:
    assert untranslated(read_catalog(path)) == []


@each_catalog
def test_a_translation_has_the_fields_and_tags_of_its_source(path: Path) -> None:
    wrong = [
        f"{original!r} → {translated!r}"
        for message in read_catalog(path)
        if message.id
        for original, translated in zip_longest(wordings(message.id), wordings(message.string))
        if marks(original) != marks(translated)
    ]
    assert wrong == []


def marks(text: str) -> tuple[list[str], bool, bool]:
    """Return what a translation must keep: fields and tags, a line break at either end."""
    return sorted(set(_FIELD.findall(text))) + sorted(_TAG.findall(text)), text[:1] == "\n", text[-1:] == "\n"


@pytest.mark.parametrize(
    ("what", "texts"),
    [
        ("events", [cls.sentence for cls in event_types().values() if cls.__module__.startswith("steelyard.")]),
        ("refusals", [cls.text for cls in set(all_refusals())]),
    ],
)
def test_what_is_translated_only_when_shown_is_collected(what: str, texts: list[str]) -> None:
    assert {text for text in texts if text} - {text for forms in ids(source()) for text in forms} == set()


def test_the_words_of_events_are_collected() -> None:
    assert set(words_of_events()) - {text for forms in ids(source()) for text in forms} == set()


def words_of_events() -> Iterator[str]:
    cls: type[Event]
    for cls in event_types().values():
        for words in cls.terms.values():
            yield from words.values()


def test_rules_and_their_settings_are_collected() -> None:
    collected = {text for forms in ids(source()) for text in forms}
    said = [text for rule in DealRegistrationRules().sentences() for text in (rule.text, rule.plural, rule.section)]
    assert {text for text in [*said, *words_of_settings(DealRegistrationRules)] if text} - collected == set()


def words_of_settings(rules: type[RulePart]) -> Iterator[str]:
    for part in (rules, *RulePart.__subclasses__()):
        if part.__module__.startswith("steelyard."):
            for info in part.model_fields.values():
                extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
                yield from (info.title or "", info.description or "", str(extra.get("unit", "")))
                yield str(extra.get("section", ""))
