"""The page of one decision: why, under which rules, and what other rules would have said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.cards import DecisionView, Explanation
from steelyard.program.models import RuleVersion
from steelyard.program.permissions import knows_everything
from steelyard.program.queries.catalog import list_product_families
from steelyard.program.queries.decisions import explain_decision, find_decision_id, list_decisions, replay_decision
from steelyard.program.queries.rules import list_versions
from steelyard.program.registry import find_kind
from steelyard.program.wording import show
from steelyard.ui.records import record_url


@require_GET
@sign_in_required
def show_decision(request: HttpRequest, decision_id: str) -> HttpResponse:
    """Show a decision with the rules of its day; the host may ask what another version would have said."""
    actor = asker(request)
    told = explain_decision(actor, find_decision_id(actor, decision_id))
    decision = told.decision
    cited = {reason.rule for reason in decision.reasons}
    may_know = knows_everything(actor)
    context = {
        "decision": decision,
        "told": told,
        "subject_url": record_url(decision.subject_public_id),
        "reasons": _reasons(decision),
        "changes": [{"text": f"{change.message} → {change.outcome_label}"} for change in decision.would_change],
        "ladder": _ladder(told),
        "lines": [(line, line.rule in cited) for line in told.rules.lines],
        "facts": [(name, show(value, name)) for name, value in told.facts.items()],
        "history": [view for view in list_decisions(actor, decision.subject_id) if view.id != decision.id],
        "may_know": may_know,
        **(_replay(request, actor, decision) if may_know and find_kind(decision.kind) else {}),
    }
    return render(request, "program/decision.html", context)


def _reasons(decision: DecisionView) -> list[dict[str, str | None]]:
    names = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    return [
        {"rule": r.rule, "text": r.message, "line": names.get(r.line, r.line) if r.line else None}
        for r in decision.reasons
    ]


def _ladder(told: Explanation) -> list[dict[str, str]]:
    return [
        {
            "rule": rung.rule,
            "text": rung.sentence or rung.message,
            "result": rung.result,
            "detail": rung.message if rung.result == "hit" and rung.sentence else "",
        }
        for rung in told.ladder
    ]


def _replay(request: HttpRequest, actor: Actor, decision: DecisionView) -> dict[str, object]:
    versions = list_versions(actor, decision.rules_key, PageRequest(size=200), now=utc_now(), all_lines=False).items
    wanted = request.GET.get("under", "")
    under = (RuleVersion.parse_id(wanted),) if wanted else None
    replay = replay_decision(actor, decision.id, under=under)
    kind = find_kind(decision.kind)
    outcome = kind.outcomes.get(replay.outcome, replay.outcome) if kind else replay.outcome
    return {
        "replay": replay,
        "replay_outcome": _(outcome),
        "versions": [(card.public_id, card.label) for card in versions if not card.is_draft],
        "under": wanted,
    }
