"""One registration: its decision, its lines, what happened, and what may be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.content.public import Need, recommend, show_uses
from steelyard.deals.cards import RegistrationRecord
from steelyard.deals.forms.evidence import EvidenceOnlyForm
from steelyard.deals.forms.following import AnswerForm, ReasonForm
from steelyard.deals.forms.review import ExtensionDecisionForm
from steelyard.deals.queries.records import get_registration
from steelyard.deals.queries.timeline import list_moments
from steelyard.deals.queries.used import find_end, list_used
from steelyard.deals.templatetags.deals import rule_url
from steelyard.deals.terms import LIVE_STATES, RegistrationState
from steelyard.deals.views.asking import id_of
from steelyard.deals.views.neighbours import neighbours_in_queue
from steelyard.deals.views.verdicts import find_next_step, head_verdict, list_more_actions, list_steps
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.pipeline.public import find_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.public import (
    DecisionView,
    explain_decision,
    get_region,
    list_decisions,
    list_product_families,
    render_reason,
)
from steelyard.ui.records import record_url

MOST_MATERIAL = 3


@sign_in_required
@require_GET
def show_record(request: HttpRequest, registration_id: str) -> HttpResponse:
    """Show a registration; a draft goes on in its form."""
    return render_record(request, id_of(registration_id))


def render_record(request: HttpRequest, registration_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Return the registration's page; `forms` are those that were filled in wrongly."""
    actor, now = asker(request), utc_now()
    record = get_registration(actor, registration_id)
    card = record.card
    if card.state is RegistrationState.DRAFT:
        return redirect("deals:edit", card.public_id)
    names = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    opportunity = find_opportunity(actor, card.opportunity_id) if card.opportunity_id else None
    opportunity_url = record_url(opportunity.public_id) if opportunity else ""
    primary = find_next_step(record, actor, now, opportunity_url=opportunity_url)
    context = {
        "record": record,
        "card": card,
        "names": names,
        "lines": [
            {"line": line, "value": Money(line.value, card.value.currency) if line.value is not None else None}
            for line in record.lines
        ],
        "region": _(get_region(card.region).name) if card.region else "",
        "verdict": head_verdict(record, names),
        "reasons": reasons_of(record.decision, names) if record.decision else [],
        "changes": changes_of(record.decision) if record.decision and card.state in _OPEN_TO_CHANGE else [],
        "steps": list_steps(record),
        "primary": primary,
        "more": list_more_actions(record, actor, primary),
        "opportunity": opportunity,
        "opportunity_url": opportunity_url,
        "company_url": record_url(public_id("company", card.company_id))
        if card.company_id and not actor.is_partner
        else "",
        "moments": list_moments(actor, registration_id),
        "material": _material_for(actor, record, opportunity.stage if opportunity else "", names, now),
        "used": show_uses(
            actor,
            list_used(actor, record, at=now),
            is_won=card.state is RegistrationState.WON,
            is_open=find_end(actor, record) is None,
            now=now,
        ),
        "decisions": list_decisions(actor, registration_id),
        "explanation": explain_decision(actor, record.decision.id) if record.decision and actor.is_host else None,
        "host": settings.HOST_NAME,
        "is_partner": actor.is_partner,
        "is_host": actor.is_host,
        "evidence_form": forms.get("evidence_form") or EvidenceOnlyForm(max_bytes=settings.MAX_UPLOAD_BYTES),
        "answer_form": forms.get("answer_form")
        or AnswerForm(is_question_open=record.open_question is not None, max_bytes=settings.MAX_UPLOAD_BYTES),
        "extension_form": forms.get("extension_form") or ExtensionDecisionForm(),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "comment_error": forms.get("comment_error", ""),
        "comment": forms.get("comment", ""),
        **neighbours_in_queue(request, actor, registration_id),
        "urls": {name: reverse(f"deals:{name}", args=[card.public_id]) for name in _POSTS},
    }
    return render(request, "deals/record.html", context, status=status)


def _material_for(
    actor: Actor, record: RegistrationRecord, stage: str, families: Mapping[str, str], now: datetime
) -> list[dict[str, Any]]:
    """Return what the library has for the deal and the reader may use, with the reasons in words."""
    need = Need(families=frozenset(line.family for line in record.lines), stage=stage)
    return [
        {
            "asset": one.asset,
            "url": f"{record_url(one.asset.public_id)}?deal={record.card.public_id}",
            "reasons": [
                render_reason({"code": reason.code, "params": _with_names(reason.params, families)}, actor)
                for reason in one.reasons
            ],
        }
        for one in recommend(actor=actor, need=need, limit=MOST_MATERIAL, at=now)
    ]


def _with_names(params: Mapping[str, Any], families: Mapping[str, str]) -> dict[str, Any]:
    named = [families.get(key, key) for key in params.get("families", ())]
    return {**params, "families": named}


_OPEN_TO_CHANGE = LIVE_STATES | {RegistrationState.REJECTED}
_POSTS = ("comment", "answer", "add_evidence", "decide_extension", "withdraw")


def changes_of(decision: DecisionView) -> list[dict[str, str]]:
    """Return what would change a decision, each with the outcome it would have then."""
    words = _("{change} Then: {outcome}.")
    return [
        {"text": words.format(change=change.message, outcome=change.outcome_label.lower())}
        for change in decision.would_change
    ]


def reasons_of(decision: DecisionView, names: dict[str, str]) -> list[dict[str, str]]:
    """Return the reasons of a decision as the list of reasons shows them."""
    return [
        {
            "rule": reason.rule,
            "url": rule_url(reason.rule),
            "text": reason.message,
            "line": names.get(reason.line, reason.line) if reason.line else "",
        }
        for reason in decision.reasons
    ]
