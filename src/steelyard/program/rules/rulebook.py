"""Rules as typed data: the base of every rulebook. One object decides, says itself in plain words and shapes its own form.

A context derives its rulebook from `Rulebook`, declares each field with `setting(...)` and says its rules in `sentences()`:

    class ReferralRules(Rulebook):
        prefix = "RF"
        title = sentence("Referrals")
        overridable = frozenset({"window_days"})

        window_days: int = setting(90, label=sentence("Protection"), unit=sentence("days"), ge=1, le=730)

        def sentences(self) -> list[RuleSentence]:
            days = self.window_days
            return [RuleSentence(rule="1.1", text=sentence("A referral is protected for {days} days."), params={"days": days})]

Fields are bool, int, Decimal, str or StrEnum (or None), tuples of them, a `RulePart`, or a tuple of `RulePart`s of one kind. Every
field has a default: a rulebook without arguments is the first version of a new installation.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from steelyard.kernel.refusals import sentence
from steelyard.program.rules.conditions import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSentence:
    """One rule in plain words: its number, its sentence (source language, `{name}` fields) and what fills it.

    `plural` and `count` choose the wording by number. `fields` are the settings that the sentence speaks of. A confidential
    sentence is the host's own and is not shown to partners.
    """

    rule: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""
    count: int = 1
    section: str = ""
    fields: tuple[str, ...] = ()
    is_confidential: bool = False


def setting(
    default: Any,
    *,
    label: str,
    help: str = "",  # noqa: A002 - the field's own word for it
    unit: str = "",
    section: str = "",
    lines: int = 1,
    vocabulary: Vocabulary | None = None,
    **limits: Any,
) -> Any:
    """Declare a field of a rulebook with the words of its form; `limits` are pydantic's (`ge`, `le`, `max_length`, …).

    `default` is `...` in a `RulePart` whose field must be given. `lines` is how much room a text has in the form;
    `vocabulary` is what a condition may speak of.
    """
    extra: dict[str, Any] = {"unit": unit, "section": section, "lines": lines}
    if vocabulary is not None:
        extra["facts"] = [{"name": f.name, "type": f.kind.value, "meaning": f.meaning} for f in vocabulary.facts]
    return Field(default, title=label, description=help or None, json_schema_extra=extra, **limits)


def invalid(text: str, **params: Any) -> PydanticCustomError:
    """Return what a validator raises when rules do not fit together: a sentence, translated where it is shown."""
    return PydanticCustomError("rules_do_not_fit", "{text}", {"text": text, "params": params})


class RulePart(BaseModel):
    """A rule with settings of its own inside a rulebook, such as one rung of a ladder.

    `item_key` names the field that tells the items of a list apart, so that a reordered list is seen as reordered.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_default=True)

    item_key: ClassVar[str] = ""

    @field_validator("*")
    @classmethod
    def _is_printable(cls, value: Any) -> Any:
        if isinstance(value, str) and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
            raise invalid(sentence("Control characters are not allowed."))
        return value

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if unlabeled := [name for name, info in cls.model_fields.items() if not info.title]:
            raise TypeError(
                f"{cls.__name__}: declare {', '.join(unlabeled)} with setting(…), so that people can read it"
            )


class Rulebook(RulePart):
    """All rules of one subject as one immutable value. `prefix` names its versions: DR-1, DR-2, …"""

    prefix: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str] = ""
    overridable: ClassVar[frozenset[str]] = frozenset()
    """The fields that a region may ever have of its own."""

    overridable_fields: tuple[str, ...] = setting(
        (),
        label=sentence("Regions may change"),
        help=sentence("Regional versions can replace these settings; everything else is the same everywhere."),
        section=sentence("Regions"),
    )
    """The fields that regions may change under this version: some or all of `overridable`, by default all."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if unknown := cls.overridable - cls.model_fields.keys() | cls.overridable & {"overridable_fields"}:
            raise TypeError(f"{cls.__name__}: {', '.join(sorted(unknown))} cannot be overridable")
        if cls.model_fields["overridable_fields"].default != (default := tuple(sorted(cls.overridable))):
            cls.model_fields["overridable_fields"].default = default
            cls.model_rebuild(force=True)

    @model_validator(mode="after")
    def _overrides_only_what_can_be(self) -> Self:
        if unknown := set(self.overridable_fields) - self.overridable:
            raise invalid(sentence("Regions cannot change {settings}."), settings=", ".join(sorted(unknown)))
        if len(set(self.overridable_fields)) != len(self.overridable_fields):
            raise invalid(sentence("A setting is listed twice."))
        return self

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words, in the order of their numbers."""
        raise NotImplementedError

    def conditions(self) -> Iterator[tuple[str, Vocabulary, str]]:
        """Yield each condition in CEL: the setting that holds it (`conditions.0.when`), what it may speak of, its text."""
        return iter(())

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that a catalog must have: the setting that holds it (`tiers.0.tier`), the catalog, the word."""
        return iter(())

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """Return the rulebook behind its stored JSON. Raises: pydantic.ValidationError, naming each field."""
        return cls.model_validate_json(json.dumps(data))

    def dump(self) -> dict[str, Any]:
        """Return the rulebook as plain JSON types; decimals are text."""
        return self.model_dump(mode="json")

    def merge(self, overrides: Mapping[str, Any]) -> Self:
        """Return these rules with a region's own settings in place of the global ones.

        A setting that this version does not let regions change stays global, whatever the region once published.
        Raises: pydantic.ValidationError when the two do not fit together.
        """
        allowed = {name: value for name, value in overrides.items() if name in self.overridable_fields}
        return self.load(self.dump() | allowed) if allowed else self


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One setting that differs between two versions. `labels` lead to it; `items` of a list that only moved are in order."""

    path: str
    labels: tuple[str, ...]
    unit: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    """One rule whose sentence differs; without `old` it is new, without `new` it is gone."""

    rule: str
    old: RuleSentence | None
    new: RuleSentence | None


def compare_fields(old: Rulebook, new: Rulebook) -> list[FieldChange]:
    """Return every setting that differs; empty exactly when the two are equal."""
    return list(_changes(old, new, "", ()))


def compare_sentences(old: Rulebook, new: Rulebook) -> list[SentenceChange]:
    """Return every rule that reads differently, in the order of the new text, with the removed ones last."""
    before = {said.rule: said for said in old.sentences()}
    after = {said.rule: said for said in new.sentences()}
    return [
        SentenceChange(rule=rule, old=before.get(rule), new=after.get(rule))
        for rule in [*after, *(rule for rule in before if rule not in after)]
        if before.get(rule) != after.get(rule)
    ]


def _changes(old: RulePart, new: RulePart, path: str, labels: tuple[str, ...]) -> Iterator[FieldChange]:
    for name, info in type(new).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        here, trail = f"{path}{name}", (*labels, info.title or name)
        unit = info.json_schema_extra["unit"] if isinstance(info.json_schema_extra, dict) else ""
        if isinstance(before, RulePart) and type(before) is type(after):
            yield from _changes(before, after, f"{here}.", trail)
        elif (olds := _by_key(before)) and (news := _by_key(after)):
            yield from _item_changes(olds, news, here, trail)
        else:
            yield FieldChange(path=here, labels=trail, unit=str(unit), old=before, new=after)


def _item_changes(
    olds: Mapping[str, RulePart], news: Mapping[str, RulePart], path: str, labels: tuple[str, ...]
) -> Iterator[FieldChange]:
    if list(olds) != list(news):
        yield FieldChange(path=path, labels=labels, unit="", old=_keys(olds), new=_keys(news))
    for key in news:
        if key not in olds or olds[key] == news[key]:
            continue
        if type(olds[key]) is type(news[key]):
            yield from _changes(olds[key], news[key], f"{path}.{key}.", (*labels, key_label(news[key])))
        else:
            yield FieldChange(path=f"{path}.{key}", labels=(*labels, key), unit="", old=olds[key], new=news[key])


def _by_key(value: Any) -> dict[str, RulePart]:
    """Return the items of a list by what tells them apart; empty where nothing does."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return {}
    if not all(isinstance(item, RulePart) and item.item_key for item in value):
        return {}
    keyed = {str(getattr(item, item.item_key)): item for item in value}
    return keyed if len(keyed) == len(value) else {}


def _keys(items: Mapping[str, RulePart]) -> tuple[Any, ...]:
    return tuple(getattr(item, item.item_key) for item in items.values())


def label_of(part: RulePart, name: str) -> str:
    """Return what a setting is called (source language)."""
    return type(part).model_fields[name].title or name


def key_label(item: RulePart) -> str:
    """Return what an item of a list is called: the label of its key, else the key itself (source language)."""
    return word_of(getattr(item, item.item_key))


def word_of(value: Any) -> str:
    """Return the word for an enum's value: its `label` where the enum has one, else the value without underscores."""
    label = getattr(value, "label", None)
    return label if isinstance(label, str) else str(value).replace("_", " ").capitalize()
