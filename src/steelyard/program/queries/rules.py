"""The rules that hold, how they came about, and how versions differ."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.refusals import CursorInvalid
from steelyard.program.cards import (
    Difference,
    LineDifference,
    RuleLine,
    RulesText,
    SettingDifference,
    VersionCard,
)
from steelyard.program.models import Region, RuleVersion
from steelyard.program.permissions import can_read_drafts, knows_everything
from steelyard.program.queries.catalog import read_catalog
from steelyard.program.refusals import NoRulesInForce
from steelyard.program.registry import rulebook_of
from steelyard.program.rules import Rulebook, compare_fields, compare_sentences
from steelyard.program.terms import Catalog, RulesInForce, Standing, VersionState, WrittenRules
from steelyard.program.wording import say_rule, show, translate

# Published versions never change, so what they merge to is kept; which versions hold is always asked of the database.
_merged: dict[tuple[UUID, ...], Rulebook] = {}
_MOST_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramInForce:
    """The catalog, and which versions of one rulebook hold where."""

    key: str
    catalog: Catalog
    versions: Mapping[str, tuple[UUID, str]]
    """Each region that has rules of its own with their version's id and label; the global ones under no name."""

    def rules_in(self, region: str) -> RulesInForce[Any]:
        """Return the rules that hold in a region, or without one those that hold globally. Raises: NoRulesInForce."""
        places = ["", *reversed([*self.catalog.regions_around(region)])]
        held = [self.versions[place] for place in places if place in self.versions]
        if not held:
            raise NoRulesInForce
        ids = tuple(id_ for id_, _ in held)
        rules = _merged.get(ids)
        if rules is None:
            return get_rules_of(ids)
        return RulesInForce(key=self.key, rules=rules, label=" + ".join(label for _, label in held), version_ids=ids)


def program_in_force(key: str, *, at: datetime) -> ProgramInForce:
    """Return the catalog and the versions of a rulebook that hold at an instant, in one query.

    Until the transaction ends no version can be published, so that what is decided under these rules is stored under them.
    """
    with connection.cursor() as cursor:
        cursor.execute("select parents, countries, families, versions from program_in_force(%s, %s)", (key, at))
        parents, countries, families, versions = cursor.fetchone()
    return ProgramInForce(
        key=key, catalog=read_catalog(parents, countries, families), versions=_read_versions(versions)
    )


@lru_cache(maxsize=100)
def _read_versions(text: str) -> Mapping[str, tuple[UUID, str]]:
    return {region: (UUID(id_), label) for region, id_, label in json.loads(text)}


def rules_in_force(key: str, *, region: str | None, at: datetime) -> RulesInForce[Any]:
    """Return the rules that hold in a region (or where no region's own do) at an instant.

    Until the transaction ends no version can be published, so that what is decided under these rules is stored under them.
    Raises: NoRulesInForce.
    """
    return program_in_force(key, at=at).rules_in(region or "")


def _merge(key: str, ids: tuple[UUID, ...], texts: Sequence[str]) -> Rulebook:
    rules = _merged.get(ids)
    if rules is None:
        rules = rulebook_of(key).load(json.loads(texts[0]))
        for overrides in texts[1:]:
            rules = rules.merge(json.loads(overrides))
        if len(_merged) >= _MOST_KEPT:
            _merged.clear()
        _merged[ids] = rules
    return rules


def get_rules_of(version_ids: Sequence[UUID]) -> RulesInForce[Any]:
    """Return the rules that these published versions make together, the global one first. Raises: NotFound."""
    found = {v.id: v for v in RuleVersion.objects.filter(id__in=version_ids, state=VersionState.PUBLISHED)}
    if not version_ids or len(found) != len(set(version_ids)):
        raise NotFound
    versions = [found[id_] for id_ in version_ids]
    key, ids = versions[0].rulebook, tuple(version_ids)
    return RulesInForce(
        key=key,
        rules=_merge(key, ids, [json.dumps(v.rules) for v in versions]),
        label=" + ".join(v.label for v in versions),
        version_ids=ids,
    )


def get_rules_text(actor: Actor, key: str, *, region: str | None, at: datetime) -> RulesText:
    """Return the rules in force in plain words. Raises: RulebookUnknown, NoRulesInForce."""
    rulebook_of(key)
    return write_rules(actor, rules_in_force(key, region=region, at=at))


def write_rules(actor: Actor, held: RulesInForce[Any]) -> RulesText:
    """Return these rules in plain words, for this reader."""
    effective = RuleVersion.objects.filter(id__in=held.version_ids).values_list("effective_from", flat=True)
    return RulesText(
        key=held.key,
        title=translate(held.rules.title),
        summary=translate(held.rules.summary),
        label=held.label,
        version_ids=held.version_ids,
        since=max(instant for instant in effective if instant),
        lines=list_lines(actor, held.rules, globally=get_rules_of(held.version_ids[:1]).rules),
    )


def list_lines(actor: Actor, rules: Rulebook, *, globally: Rulebook | None = None) -> tuple[RuleLine, ...]:
    """Return the sentences of the rules that the actor may read; what differs from `globally` is marked regional."""
    everywhere = globally.sentences() if globally is not None else None
    return tuple(
        RuleLine(
            rule=said.rule,
            section=translate(said.section),
            text=say_rule(said),
            is_confidential=said.is_confidential,
            is_regional=everywhere is not None and said not in everywhere,
        )
        for said in rules.sentences()
        if knows_everything(actor) or not said.is_confidential
    )


def get_version(actor: Actor, version_id: UUID, *, now: datetime) -> VersionCard:
    """Return one version. Raises: NotFound."""
    version = find_row(actor, version_id)
    line = RuleVersion.objects.filter(rulebook=version.rulebook, region=version.region_id)
    return next(card for card in _cards(line, now) if card.id == version_id)


def find_row(actor: Actor, version_id: UUID) -> RuleVersion:
    """Return a version's row, for commands and for reading its settings. Raises: NotFound."""
    version = RuleVersion.visible_to(actor).filter(id=version_id).first()
    if version is None or (version.state == VersionState.DRAFT and not can_read_drafts(actor)):
        raise NotFound
    return version


def list_versions(
    actor: Actor, key: str, page: PageRequest, *, now: datetime, region: str | None = None, all_lines: bool = True
) -> Page[VersionCard]:
    """Return the versions of a rulebook, newest first: of every line, or of one (`region` None is the global one)."""
    rulebook_of(key)
    rows = RuleVersion.visible_to(actor).filter(rulebook=key)
    if not can_read_drafts(actor):
        rows = rows.filter(state=VersionState.PUBLISHED)
    if not all_lines:
        rows = rows.filter(region=region)
    cards = sorted(_cards(rows, now), key=lambda card: (card.is_draft, _starts(card), card.number), reverse=True)
    start = _behind(page.cursor, cards) if page.cursor else page.offset
    shown = cards[start : start + page.size]
    has_more = start + page.size < len(cards)
    return Page(items=shown, total=len(cards), request=page, next_cursor=shown[-1].public_id if has_more else None)


def _behind(cursor: str, cards: Sequence[VersionCard]) -> int:
    """Return the place behind the version that a cursor names. Raises: CursorInvalid."""
    for place, card in enumerate(cards, start=1):
        if card.public_id == cursor:
            return place
    raise CursorInvalid


def _starts(card: VersionCard) -> datetime:
    return card.effective.starts_at if card.effective else card.created_at


def _cards(rows: Iterable[RuleVersion], now: datetime) -> list[VersionCard]:
    versions = list(rows)
    people = directory.find_people({p for v in versions for p in (v.created_by, v.published_by) if p})
    ends = _ends(versions)
    return [_card(version, ends.get(version.id), people, now) for version in versions]


def _ends(versions: Iterable[RuleVersion]) -> dict[UUID, datetime]:
    """Return when each version that has a successor on its line ceases to hold."""
    lines: dict[tuple[str, str | None], list[tuple[datetime, UUID]]] = {}
    for version in versions:
        if version.effective_from:
            lines.setdefault((version.rulebook, version.region_id), []).append((version.effective_from, version.id))
    return {before[1]: after[0] for line in lines.values() for before, after in pairwise(sorted(line))}


def _card(
    version: RuleVersion, until: datetime | None, people: dict[UUID, directory.PersonCard], now: datetime
) -> VersionCard:
    effective = Period(version.effective_from, until) if version.effective_from else None

    def person(id_: UUID | None) -> directory.PersonCard:
        return people.get(id_, directory.SOMEONE) if id_ else directory.THE_SYSTEM

    return VersionCard(
        id=version.id,
        public_id=version.public_id,
        rulebook=version.rulebook,
        region=version.region_id,
        number=version.number,
        label=version.label,
        standing=standing_of(effective, now),
        effective=effective,
        note=version.note,
        revision=version.revision,
        created_at=version.created_at,
        created_by=person(version.created_by),
        published_at=version.published_at,
        published_by=person(version.published_by) if version.published_at else None,
    )


def standing_of(effective: Period | None, now: datetime) -> Standing:
    """Return where a version stands at an instant."""
    if effective is None:
        return Standing.DRAFT
    if now in effective:
        return Standing.IN_FORCE
    return Standing.SCHEDULED if now < effective.starts_at else Standing.SUPERSEDED


def find_predecessor(version: RuleVersion) -> RuleVersion | None:
    """Return the published version of the same line that this one follows (a draft: the last one)."""
    line = RuleVersion.objects.filter(rulebook=version.rulebook, region=version.region_id, state=VersionState.PUBLISHED)
    if version.effective_from:
        line = line.filter(effective_from__lt=version.effective_from)
    return line.order_by("-effective_from").first()


def rules_of_row(version: RuleVersion, *, at: datetime) -> Rulebook:
    """Return the complete rules of a version: a regional one inside the global rules and those of the regions around it."""
    if version.region_id is None:
        return rulebook_of(version.rulebook).load(version.rules)
    return rules_around(version.rulebook, version.region_id, at=at).merge(version.rules)


def rules_around(key: str, region: str, *, at: datetime) -> Rulebook:
    """Return what a region's own settings stand in: the rules in force in its parent, else the global ones.

    Raises: NoRulesInForce.
    """
    parent = Region.objects.filter(key=region).values_list("parent_id", flat=True).first()
    rules: Rulebook = rules_in_force(key, region=parent, at=at).rules
    return rules


def compare_versions(actor: Actor, old_id: UUID, new_id: UUID, *, now: datetime) -> Difference:
    """Return what one version changes against another of the same rulebook. Raises: NotFound."""
    old, new = find_row(actor, old_id), find_row(actor, new_id)
    if old.rulebook != new.rulebook:
        raise NotFound
    return compare_rules(
        actor,
        rules_of_row(old, at=old.effective_from or now),
        rules_of_row(new, at=new.effective_from or now),
        labels=(old.label, new.label),
    )


def find_difference(actor: Actor, row: RuleVersion, *, now: datetime) -> Difference | None:
    """Return what a version changes against the one before it, or the first of a region against the rules around it."""
    before = find_predecessor(row)
    if before is not None:
        return compare_versions(actor, before.id, row.id, now=now)
    if row.region_id is None:
        return None
    at = row.effective_from or now
    around = rules_around(row.rulebook, row.region_id, at=at)
    return compare_rules(actor, around, rules_of_row(row, at=at), labels=(_("the rules around it"), row.label))


def compare_rules(actor: Actor, old: Rulebook, new: Rulebook, *, labels: tuple[str, str]) -> Difference:
    """Return what the new rules change, in words and in settings, as far as the actor may read them."""
    may_know = knows_everything(actor)
    lines = tuple(
        LineDifference(
            rule=change.rule,
            old=say_rule(change.old) if change.old else None,
            new=say_rule(change.new) if change.new else None,
        )
        for change in compare_sentences(old, new)
        if may_know or not any(said and said.is_confidential for said in (change.old, change.new))
    )
    settings = tuple(
        SettingDifference(
            path=change.path,
            label=": ".join(translate(label) for label in change.labels),
            old=_with_unit(change.old, change.unit),
            new=_with_unit(change.new, change.unit),
        )
        for change in (compare_fields(old, new) if may_know else ())
    )
    return Difference(old_label=labels[0], new_label=labels[1], lines=lines, settings=settings)


def _with_unit(value: Any, unit: str) -> str:
    return f"{show(value)} {translate(unit)}" if unit and value is not None else show(value)


def list_changes_ahead(actor: Actor, key: str, *, after: datetime) -> list[VersionCard]:
    """Return the published versions of a rulebook that will take effect later, soonest first."""
    ahead = RuleVersion.visible_to(actor).filter(Q(effective_from__gt=after), rulebook=key)
    return sorted(_cards(ahead, after), key=_starts)


def get_written_rules(actor: Actor, version_id: UUID, *, now: datetime) -> WrittenRules:
    """Return the rules of a version as they are written, a draft's too, for those who may read it. Raises: NotFound."""
    version = find_row(actor, version_id)
    return WrittenRules(
        key=version.rulebook,
        label=version.label,
        region=version.region_id,
        rules=rules_of_row(version, at=version.effective_from or now),
    )
