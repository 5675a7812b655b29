"""Keeping a decision: what its partner may read and what only the host may, in one statement."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from pydantic import BaseModel

from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Decision, Reason
from steelyard.kernel.ids import new_id
from steelyard.program.rules import Term
from steelyard.program.terms import RulesInForce

_OPTIONS = orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_NON_STR_KEYS

DECISION_COLUMNS = (
    "id, kind, subject_id, partner_id, rulebook, rules_label, rules_version_ids, outcome,"
    " reasons, would_change, decided_at, decided_by"
)
FACTS_COLUMNS = "decision_id, partner_id, facts, reasons, ladder"

_INSERT = f"""
    with decided as (
        insert into program_decision ({DECISION_COLUMNS})
        values (%s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s::jsonb, %s::jsonb, %s, %s)
    )
    insert into program_decisionfacts ({FACTS_COLUMNS}) values (%s, %s, %s::jsonb, %s::jsonb, %s::jsonb)
"""  # noqa: S608 - the parts are constants


def record_decision(
    *,
    kind: str,
    subject_id: UUID,
    partner_id: UUID | None,
    facts: Any,
    rules: RulesInForce[Any],
    decision: Decision,
    actor: Actor,
    now: datetime,
    by_hand: bool = False,
) -> UUID:
    """Append a decision with its facts, its rules and its reasons, and return its id.

    `facts` is a mapping, a dataclass or a pydantic model of plain values. `by_hand` says that the actor decided, not the rules.
    """
    values = describe_decision(
        id_=new_id(),
        kind=kind,
        subject_id=subject_id,
        partner_id=partner_id,
        facts=facts,
        rules=rules,
        decision=decision,
        decided_by=actor.person_id if by_hand else None,
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
    decision_id: UUID = values[0]
    return decision_id


def describe_decision(
    *,
    id_: UUID,
    kind: str,
    subject_id: UUID,
    partner_id: UUID | None,
    facts: Any,
    rules: RulesInForce[Any],
    decision: Decision,
    decided_by: UUID | None,
    now: datetime,
) -> tuple[Any, ...]:
    """Return the values of `DECISION_COLUMNS`, then of `FACTS_COLUMNS`, not written yet."""
    full = [_reason(reason) for reason in decision.reasons]
    public = [reason | {"params": {}} if reason["is_confidential"] else reason for reason in full]
    changes = [{"code": c.code, "params": c.params, "outcome": c.outcome} for c in decision.would_change]
    ladder = [{"rule": r.rule, "code": r.code, "result": r.result, "params": r.params} for r in decision.ladder]
    return (
        *(id_, kind, subject_id, partner_id, rules.key, rules.label, list(rules.version_ids), str(decision.outcome)),
        *(_json(public), _json(changes), now, decided_by),
        *(id_, partner_id, _json(facts), _json(full), _json(ladder)),
    )


def stored_reasons(reasons: Iterable[Reason]) -> str:
    """Return reasons as the JSON that is stored, for those who may know everything."""
    return _json([_reason(reason) for reason in reasons])


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "rule": reason.rule,
        "params": reason.params,
        "line": reason.line,
        "is_confidential": reason.is_confidential,
    }


def _json(value: Any) -> str:
    text = orjson.dumps(value, default=_plain, option=_OPTIONS).decode()
    # PostgreSQL's jsonb has no NUL.
    return re.sub(r"(?<!\\)((?:\\\\)*)\\u0000", r"\1", text) if "\\u0000" in text else text


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Term):
        return {"term": str(value)}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is not a plain value")
