"""Decisions as their readers may know them: explained under the rules of their day, and made again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.program.cards import (
    ChangeView,
    DecisionView,
    Explanation,
    ReasonView,
    Replay,
    RuleLine,
    RungView,
)
from steelyard.program.models import Decision, DecisionFacts
from steelyard.program.permissions import knows_everything
from steelyard.program.queries.rules import get_rules_of, write_rules
from steelyard.program.refusals import DecisionNotRepeatable
from steelyard.program.registry import find_kind, find_kinds_about, reason_text
from steelyard.program.rules import word_of
from steelyard.program.wording import render_change, render_reason, say, translate


def get_decision(actor: Actor, decision_id: UUID) -> DecisionView:
    """Return one decision. Raises: NotFound."""
    return _views(actor, [_row(actor, decision_id)])[0]


def list_decisions(actor: Actor, subject_id: UUID) -> list[DecisionView]:
    """Return every decision about one thing, newest first."""
    return _views(actor, list(_rows(actor).filter(subject_id=subject_id).order_by("-decided_at", "-id")))


def find_decision_id(actor: Actor, text: str) -> UUID:
    """Return the decision that an outside id means: its own, or that of a thing whose latest decision is wanted.

    Raises: NotFound.
    """
    prefix = text.rpartition("_")[0]
    if prefix == Decision.PREFIX:
        return _row(actor, Decision.parse_id(text)).id
    kinds = [kind.kind for kind in find_kinds_about(prefix)]
    about = _rows(actor).filter(subject_id=parse_public_id(prefix, text), kind__in=kinds)
    latest = about.order_by("-decided_at", "-id").values_list("id", flat=True).first() if kinds else None
    if latest is None:
        raise NotFound
    return latest


def explain_decision(actor: Actor, decision_id: UUID) -> Explanation:
    """Return a decision with the rules of its day, its ladder and its facts. Raises: NotFound."""
    row = _row(actor, decision_id)
    rules = write_rules(actor, get_rules_of(row.rules_version_ids))
    evidence = _evidence(row) if knows_everything(actor) else None
    sentences = {line.rule: line for line in rules.lines}
    return Explanation(
        decision=_views(actor, [row])[0],
        rules=rules,
        ladder=_ladder(evidence, sentences) if evidence else (),
        facts=evidence.facts if evidence else {},
    )


def replay_decision(actor: Actor, decision_id: UUID, *, under: tuple[UUID, ...] | None = None) -> Replay:
    """Make a decision again from its stored facts, under the rules of its day or those of the versions given.

    Raises: NotFound (also for whoever may not know the facts), DecisionNotRepeatable.
    """
    if not knows_everything(actor):
        raise NotFound
    row = _row(actor, decision_id)
    kind = find_kind(row.kind)
    if kind is None:
        raise DecisionNotRepeatable
    evidence, held = _evidence(row), get_rules_of(under or row.rules_version_ids)
    if held.key != row.rulebook:
        raise NotFound
    again = kind.decide(evidence.facts, held.rules)
    reasons = tuple((reason.code, reason.rule) for reason in again.reasons)
    recorded = tuple((reason["code"], reason["rule"]) for reason in evidence.reasons)
    return Replay(
        decision_id=row.id,
        rules_label=held.label,
        recorded_outcome=row.outcome,
        outcome=again.outcome,
        reasons=reasons,
        is_same=again.outcome == row.outcome and reasons == recorded,
    )


def _rows(actor: Actor) -> QuerySet[Decision]:
    rows = Decision.visible_to(actor)
    return rows.select_related("evidence") if knows_everything(actor) else rows


def _row(actor: Actor, decision_id: UUID) -> Decision:
    row = _rows(actor).filter(id=decision_id).first()
    if row is None:
        raise NotFound
    return row


def _evidence(row: Decision) -> DecisionFacts:
    evidence: DecisionFacts = row.evidence
    return evidence


def _views(actor: Actor, rows: list[Decision]) -> list[DecisionView]:
    people = directory.find_people({row.decided_by for row in rows if row.decided_by})
    return [_view(actor, row, people) for row in rows]


def _view(actor: Actor, row: Decision, people: dict[UUID, directory.PersonCard]) -> DecisionView:
    kind = find_kind(row.kind)
    reasons = _evidence(row).reasons if knows_everything(actor) else row.reasons
    return DecisionView(
        id=row.id,
        public_id=row.public_id,
        kind=row.kind,
        kind_label=translate(kind.label) if kind else word_of(row.kind),
        subject_id=row.subject_id,
        subject_public_id=public_id(kind.subject_prefix, row.subject_id) if kind else "",
        partner_id=row.partner_id,
        outcome=row.outcome,
        outcome_label=_outcome_label(row.kind, row.outcome),
        reasons=tuple(_reason(actor, reason) for reason in reasons),
        would_change=tuple(_change(row.kind, change) for change in row.would_change),
        rules_key=row.rulebook,
        rules_label=row.rules_label,
        rules_version_ids=tuple(row.rules_version_ids),
        decided_at=row.decided_at,
        decided_by=people.get(row.decided_by, directory.SOMEONE) if row.decided_by else None,
    )


def _outcome_label(kind: str, outcome: str) -> str:
    known = find_kind(kind)
    return translate(known.outcomes.get(outcome) or word_of(outcome)) if known else word_of(outcome)


def _reason(actor: Actor, reason: Mapping[str, Any]) -> ReasonView:
    return ReasonView(
        code=reason["code"],
        rule=reason["rule"],
        line=reason["line"],
        message=render_reason(reason, actor),
        params=reason["params"],
    )


def _change(kind: str, change: Mapping[str, Any]) -> ChangeView:
    return ChangeView(
        code=change["code"],
        message=render_change(change),
        outcome=change["outcome"],
        outcome_label=_outcome_label(kind, change["outcome"]),
        params=change["params"],
    )


def _ladder(evidence: DecisionFacts, sentences: Mapping[str, RuleLine]) -> tuple[RungView, ...]:
    # A rung that says nothing of its own is filled from the reason that it gave.
    found = {(reason["code"], reason["rule"]): reason["params"] for reason in evidence.reasons}
    return tuple(
        RungView(
            rule=rung["rule"],
            code=rung["code"],
            result=rung["result"],
            sentence=sentences[rung["rule"]].text if rung["rule"] in sentences else "",
            message=say(reason_text(rung["code"]).text, rung["params"] or found.get((rung["code"], rung["rule"]), {})),
        )
        for rung in evidence.ladder
    )
