"""Drafting and publishing rules. What is published is final; what is decided meanwhile is decided under what was in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable
from pydantic import ValidationError

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed, sentence
from steelyard.platform.db import LOCK_PATIENCE
from steelyard.platform.events import record
from steelyard.program.events import RulesDiscarded, RulesDrafted, RulesPublished, RulesRevised, RulesSubmitted
from steelyard.program.models import Region, RuleVersion
from steelyard.program.permissions import can_edit_program
from steelyard.program.policies import find_misfit
from steelyard.program.queries.publication import find_current_simulation_id, needs_second_person
from steelyard.program.queries.rules import find_predecessor, find_row, rules_of_row
from steelyard.program.refusals import (
    DecisionsUnderWay,
    EffectTaken,
    EffectTooEarly,
    NoRulesInForce,
    NothingChanged,
    NotSubmitted,
    OverrideNotAllowed,
    RegionsDoNotFit,
    RegionUnknown,
    RulesInvalid,
    SecondPersonNeeded,
    VersionIsFinal,
)
from steelyard.program.registry import find_catalogs, rulebook_of
from steelyard.program.rules import ConditionInvalid, Rulebook, compare_sentences
from steelyard.program.terms import NOTICE, VersionState
from steelyard.program.wording import explain_errors, say, say_rule

_LONGEST_WAIT = "3s"
"""How long a publication waits for decisions under way; shorter than the notice with which rules take effect."""


@transaction.atomic
def draft_rules(*, actor: Actor, key: str, region: str | None = None, now: datetime) -> UUID:
    """Begin the next version of a rulebook as a copy of the last one, globally or for a region; an open draft is gone on with.

    Raises: NotAllowed, RulebookUnknown, RegionUnknown.
    """
    _require_editor(actor)
    model = rulebook_of(key)
    if region is not None and not Region.objects.filter(key=region).exists():
        raise RegionUnknown(key=region)
    _one_editor_at_a_time(key)
    line = RuleVersion.objects.filter(rulebook=key, region=region)
    if (draft := line.filter(state=VersionState.DRAFT).first()) is not None:
        return draft.id
    last = line.order_by("-effective_from").first()
    rules = last.rules if last else ({} if region else model().dump())
    version = RuleVersion.begin(
        rulebook=key, region=region, prefix=model.prefix, rules=rules, by=actor.person_id, now=now
    )
    record(
        RulesDrafted(subject_id=version.id, subject_label=version.label, rulebook=key, region=region),
        actor=actor,
        now=now,
    )
    return version.id


@transaction.atomic
def revise_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    rules: Mapping[str, Any],
    note: str = "",
    revision: int | None = None,
    now: datetime,
) -> None:
    """Replace the settings of a draft: all of them on the global line, a region's own on its line.

    `rules` are plain JSON types. With `revision`, only if nobody else changed the draft since.
    Raises: NotAllowed, NotFound, VersionIsFinal, ChangedMeanwhile, RulesInvalid, OverrideNotAllowed.
    """
    _require_editor(actor)
    draft = _open_draft(actor, draft_id)
    if revision is not None and revision != draft.revision:
        raise ChangedMeanwhile
    stored = check_rules(draft.rulebook, draft.region_id, rules)
    if stored == draft.rules and note == draft.note:
        return
    changed = tuple(
        sorted(name for name in stored.keys() | draft.rules.keys() if stored.get(name) != draft.rules.get(name))
    )
    draft.revise(rules=stored, note=note, by=actor.person_id)
    record(RulesRevised(subject_id=draft.id, subject_label=draft.label, changed=changed), actor=actor, now=now)


@transaction.atomic
def discard_draft(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Throw a draft away. Raises: NotAllowed, NotFound, VersionIsFinal."""
    _require_editor(actor)
    draft = _open_draft(actor, draft_id)
    record(RulesDiscarded(subject_id=draft.id, subject_label=draft.label), actor=actor, now=now)
    draft.delete()


@transaction.atomic
def publish_rules(
    *, actor: Actor, draft_id: UUID, effective_from: datetime | None = None, note: str = "", now: datetime
) -> None:
    """Publish a draft; it holds from `effective_from` (None: after the shortest notice) until the next version of its line.

    Only the system may publish for the past: first versions, imports, replays. Where two people are asked for, it was
    submitted, and whoever publishes it has not written in it.

    Raises: NotAllowed, NotFound, VersionIsFinal, SecondPersonNeeded, NotSubmitted, EffectTooEarly, EffectTaken, NothingChanged,
    RulesInvalid, RegionsDoNotFit, DecisionsUnderWay.
    """
    _require_editor(actor)
    draft = _open_draft(actor, draft_id)
    _require_second_person(actor, draft)
    since = effective_from or now + NOTICE
    if since < now + NOTICE and not actor.is_system:
        raise EffectTooEarly(fields={"effective_from": _(EffectTooEarly.text)})
    stored = check_rules(draft.rulebook, draft.region_id, draft.rules)
    _publish(actor, draft, stored, since=since, note=note or draft.note, now=now)


@transaction.atomic
def submit_draft(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Lay a draft before the other program administrators, with the newest simulation of it as it reads now.

    Raises: NotAllowed, NotFound, VersionIsFinal, NothingChanged, RulesInvalid, OverrideNotAllowed.
    """
    _require_editor(actor)
    draft = _open_draft(actor, draft_id)
    before = find_predecessor(draft)
    if before is not None and before.rules == check_rules(draft.rulebook, draft.region_id, draft.rules):
        raise NothingChanged(label=before.label)
    simulation_id = find_current_simulation_id(draft)
    draft.submit(simulation_id=simulation_id, by=actor.person_id, now=now)
    submitted = RulesSubmitted(subject_id=draft.id, subject_label=draft.label, simulation_id=simulation_id)
    record(submitted, actor=actor, now=now)


@transaction.atomic
def adopt_rules(
    *,
    actor: Actor,
    key: str,
    rules: Mapping[str, Any],
    region: str | None = None,
    effective_from: datetime,
    note: str = "",
    now: datetime,
) -> UUID:
    """Put rules in force in one step, also for the past: for first set-up, imports and generated history; the system only.

    Raises: NotAllowed, and as `publish_rules` does.
    """
    if not actor.is_system:
        raise NotAllowed
    model = rulebook_of(key)
    _one_editor_at_a_time(key)
    stored = check_rules(key, region, rules)
    version = RuleVersion.begin(rulebook=key, region=region, prefix=model.prefix, rules=stored, by=None, now=now)
    _publish(actor, version, stored, since=effective_from, note=note, now=now)
    return version.id


def check_rules(key: str, region: str | None, rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings as they are stored, if they type-check and a region changes only what it may.

    Raises: RulesInvalid, OverrideNotAllowed, NoRulesInForce.
    """
    model = rulebook_of(key)
    try:
        if region is None:
            complete = model.load(rules)
            _require_possible(complete)
            return complete.dump()
        globally = _latest_global(key, model)
        if forbidden := sorted(rules.keys() - set(globally.overridable_fields)):
            text = _("The global rules do not let regions change this.")
            raise OverrideNotAllowed(settings=", ".join(forbidden), fields=dict.fromkeys(forbidden, text))
        merged = globally.merge(rules)
        _require_possible(merged)
        stored = merged.dump()
        return {name: stored[name] for name in rules}
    except ValidationError as error:
        raise RulesInvalid(fields=explain_errors(error)) from error


def _require_possible(rules: Rulebook) -> None:
    """Make sure that the catalogs have every word named, and what every condition can be met by. Raises: RulesInvalid."""
    conditions, words = list(rules.conditions()), list(rules.words())
    catalogs = find_catalogs() if conditions or words else {}
    impossible = {
        place: say(sentence("The program knows no “{word}”."), {"word": word})
        for place, catalog, word in words
        if word not in catalogs[catalog]
    }
    for place, vocabulary, text in conditions:
        try:
            vocabulary.knowing(catalogs).check(text)
        except ConditionInvalid as error:
            impossible[place] = say(error.text, error.params)
    if impossible:
        raise RulesInvalid(fields=impossible)


def _latest_global(key: str, model: type[Rulebook]) -> Rulebook:
    latest = RuleVersion.objects.filter(rulebook=key, region=None, state=VersionState.PUBLISHED)
    version = latest.order_by("-effective_from").first()
    if version is None:
        raise NoRulesInForce
    return model.load(version.rules)


def _publish(
    actor: Actor, draft: RuleVersion, stored: dict[str, Any], *, since: datetime, note: str, now: datetime
) -> None:
    draft.rules, draft.effective_from = stored, since
    before = find_predecessor(draft)
    if before is not None and before.rules == stored:
        raise NothingChanged(label=before.label)
    line = RuleVersion.objects.filter(rulebook=draft.rulebook, region=draft.region_id, state=VersionState.PUBLISHED)
    if taken := line.filter(effective_from=since).first():
        raise EffectTaken(label=taken.label, fields={"effective_from": _("Choose another time.")})
    _require_fit(draft)
    _wait_for_decisions(draft.rulebook)
    changes = _changes_in_words(before, draft)
    draft.publish(effective_from=since, note=note, by=actor.person_id, now=now)
    record(
        RulesPublished(
            subject_id=draft.id,
            subject_label=draft.label,
            rulebook=draft.rulebook,
            region=draft.region_id,
            effective_from=since,
            note=note,
            changes=changes,
        ),
        actor=actor,
        now=now,
    )


def _require_fit(candidate: RuleVersion) -> None:
    """Refuse a version with which some region's settings would contradict the global ones, now or when others take effect."""
    published = RuleVersion.objects.filter(rulebook=candidate.rulebook, state=VersionState.PUBLISHED)
    lines = [(v.region_id, v.effective_from, v.label, v.rules) for v in [*published, candidate] if v.effective_from]
    parents = dict(Region.objects.values_list("key", "parent_id"))
    assert candidate.effective_from is not None
    misfit = find_misfit(rulebook_of(candidate.rulebook), lines, parents, since=candidate.effective_from)
    if misfit is not None:
        raise RegionsDoNotFit(
            region=misfit.region, label=misfit.label, problem="; ".join(explain_errors(misfit.error).values())
        )


def _changes_in_words(before: RuleVersion | None, draft: RuleVersion) -> tuple[tuple[str, str, str], ...]:
    """Return the rules that read differently from now on; a region's first version against the rules around it."""
    if before is None and draft.region_id is None:
        return ()
    assert draft.effective_from is not None
    after = rules_of_row(draft, at=draft.effective_from)
    if before is not None:
        old = rules_of_row(before, at=draft.effective_from)
    else:
        old = rules_of_row(
            RuleVersion(rulebook=draft.rulebook, region_id=draft.region_id, rules={}), at=draft.effective_from
        )
    with translation.override("en"):
        return tuple(
            (change.rule, say_rule(change.old) if change.old else "", say_rule(change.new) if change.new else "")
            for change in compare_sentences(old, after)
        )


def _require_second_person(actor: Actor, draft: RuleVersion) -> None:
    if actor.is_system or not needs_second_person():
        return
    if actor.person_id is None or actor.person_id in draft.authors:
        raise SecondPersonNeeded
    if draft.submitted_at is None:
        raise NotSubmitted


def _require_editor(actor: Actor) -> None:
    if not can_edit_program(actor):
        raise NotAllowed


def _open_draft(actor: Actor, draft_id: UUID) -> RuleVersion:
    draft = find_row(actor, draft_id)
    _one_editor_at_a_time(draft.rulebook)
    draft.refresh_from_db()
    if draft.state == VersionState.PUBLISHED:
        raise VersionIsFinal(label=draft.label)
    return draft


def _one_editor_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('steelyard.program.drafts'), hashtext(%s))", [key])


def _wait_for_decisions(key: str) -> None:
    """Hold the rules until this transaction ends: decisions that read them have ended, later ones wait and read anew.

    A decision made until now read the old version at an instant before the new one takes effect, because the wait is shorter
    than the notice. Raises: DecisionsUnderWay.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, true)", [_LONGEST_WAIT])
            cursor.execute("select pg_advisory_xact_lock(hashtext('steelyard.program.rules'), hashtext(%s))", [key])
            cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_PATIENCE])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise DecisionsUnderWay from error
        raise
