"""`steelyard explain ID`: a decision with the rules of its day, on the terminal or as JSON."""

import json
from datetime import datetime
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def explain(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A decision's id, or that of what was decided (dealreg_…).")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Explain a decision: facts, rules in force, reasons, what would change it; and make it again under the rules of its day."""
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.db import as_system
    from steelyard.program.queries.decisions import explain_decision, find_decision_id, replay_decision
    from steelyard.program.refusals import DecisionNotRepeatable
    from steelyard.program.schemas.decisions import ExplanationOut

    with as_system():
        decision_id = find_decision_id(SYSTEM, id_)
        told = ExplanationOut.explaining(explain_decision(SYSTEM, decision_id)).model_dump(mode="json")
        try:
            told["replay_is_same"] = replay_decision(SYSTEM, decision_id).is_same
        except DecisionNotRepeatable:
            told["replay_is_same"] = None
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False) if as_json else "\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> list[str]:
    by = told["decided_by"] or "the rules"
    at = datetime.fromisoformat(told["decided_at"])
    cited = {reason["rule"] for reason in told["reasons"]}
    lines = [f"{told['id']}  {told['kind']} {told['subject']}", f"{told['outcome']}, {at:%Y-%m-%d %H:%M} UTC, by {by}"]
    lines += ["", "Why"] + [f"  {r['rule']:8} {_about(r)}{r['message']}" for r in told["reasons"]]
    if told["would_change"]:
        lines += ["", "What would change it"] + [f"  {c['message']} → {c['outcome']}" for c in told["would_change"]]
    if told["ladder"]:
        lines += ["", "Ladder"] + [
            f"  {r['result']:12} {r['rule']:8} {r['sentence'] or r['message']}" for r in told["ladder"]
        ]
    lines += ["", f"Rules of that day ({told['rules_version']})"]
    lines += [f"{' *' if rule['rule'] in cited else '  '}{rule['rule']:8} {rule['text']}" for rule in told["rules"]]
    lines += ["", "Facts"] + [
        f"  {line}" for line in json.dumps(told["facts"], indent=2, ensure_ascii=False).splitlines()
    ]
    if told["replay_is_same"] is not None:
        verdict = "comes out the same" if told["replay_is_same"] else "COMES OUT DIFFERENT"
        lines += ["", f"Made again under the rules of that day, it {verdict}."]
    return lines


def _about(reason: dict[str, Any]) -> str:
    return f"{reason['line']}: " if reason["line"] else ""
