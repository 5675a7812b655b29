"""Rulebooks, their versions, and how two of them differ."""

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Schema, Text
from steelyard.program.cards import Difference, RulesText, VersionCard
from steelyard.program.models import RuleVersion
from steelyard.program.schemas.fields import Moment, RegionKey


class RulebookOut(Schema):
    """A rulebook: what its rules are about."""

    key: str
    title: str
    summary: str
    prefix: str
    overridable: list[str]


class RuleLineOut(Schema):
    """One rule in plain words."""

    rule: str
    section: str
    text: str
    is_regional: bool


class RulesOut(Schema):
    """The rules that hold somewhere at an instant, in plain words; `settings` for the host only."""

    key: str
    title: str
    label: str
    since: datetime
    version_ids: list[str]
    rules: list[RuleLineOut]
    settings: dict[str, Any] | None

    @classmethod
    def of(cls, text: RulesText, settings: dict[str, Any] | None) -> Self:
        """Return the answer for a text."""
        return cls(
            key=text.key,
            title=text.title,
            label=text.label,
            since=text.since,
            version_ids=[public_id(RuleVersion.PREFIX, id_) for id_ in text.version_ids],
            rules=[
                RuleLineOut(rule=line.rule, section=line.section, text=line.text, is_regional=line.is_regional)
                for line in text.lines
            ],
            settings=settings,
        )


class VersionOut(Schema):
    """A version of a rulebook; it holds from `effective_from` until `effective_until`."""

    id: str
    rulebook: str
    region: str | None
    label: str
    standing: str
    effective_from: datetime | None
    effective_until: datetime | None
    note: str
    revision: int
    created_at: datetime
    published_at: datetime | None
    settings: dict[str, Any] | None = None

    @classmethod
    def of(cls, card: VersionCard, settings: dict[str, Any] | None = None) -> Self:
        """Return the answer for a version; `settings` where the reader may know them."""
        return cls(
            id=card.public_id,
            rulebook=card.rulebook,
            region=card.region,
            label=card.label,
            standing=str(card.standing),
            effective_from=card.effective.starts_at if card.effective else None,
            effective_until=card.effective.until if card.effective else None,
            note=card.note,
            revision=card.revision,
            created_at=card.created_at,
            published_at=card.published_at,
            settings=settings,
        )


class DraftIn(Body):
    """A new draft: a copy of the line's last version, with `settings` in place of it where given."""

    region: RegionKey | None = Field(None, description="Without it the draft is global.")
    settings: dict[str, Any] | None = Field(
        None, description="All settings, or on a region's line those that it replaces."
    )
    note: Text = ""


class RevisionIn(Body):
    """The settings of a draft. With `revision` it is kept only if nobody changed the draft since."""

    settings: dict[str, Any]
    note: Text = ""
    revision: int | None = Field(None, ge=1, le=2_000_000_000)


class PublicationIn(Body):
    """When a draft takes effect: a time in the future, or as soon as possible."""

    effective_from: Moment | None = None
    note: Text = ""


class LineDifferenceOut(Schema):
    """A rule before and now."""

    rule: str
    old: str | None
    new: str | None


class SettingDifferenceOut(Schema):
    """A setting before and now, in words."""

    path: str
    label: str
    old: str
    new: str


class DifferenceOut(Schema):
    """What one version changes against another."""

    old_label: str
    new_label: str
    rules: list[LineDifferenceOut]
    settings: list[SettingDifferenceOut]

    @classmethod
    def of(cls, difference: Difference) -> Self:
        """Return the answer for a difference."""
        return cls(
            old_label=difference.old_label,
            new_label=difference.new_label,
            rules=[LineDifferenceOut(rule=c.rule, old=c.old, new=c.new) for c in difference.lines],
            settings=[
                SettingDifferenceOut(path=c.path, label=c.label, old=c.old, new=c.new) for c in difference.settings
            ],
        )
