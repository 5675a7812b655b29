"""The pages of vetting: answering for partners; standings, rounds, decisions and red flags for the host."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import count_links, manager_chip, name_regions
from steelyard.partners.models import Partner, RedFlag, VettingCase
from steelyard.partners.vetting.files import keep_vetting_file, open_vetting_file
from steelyard.partners.vetting.filters import vetting_filter_from
from steelyard.partners.vetting.forms import (
    AnswerForm,
    ClearanceForm,
    DecisionForm,
    RedFlagForm,
    RequestVettingForm,
)
from steelyard.partners.vetting.queries import (
    count_states,
    find_answer_file,
    get_case,
    get_flag,
    get_partner_vetting,
    get_questionnaire,
    list_questionnaire_names,
    list_standings,
)
from steelyard.partners.vetting.rows import case_row, overview, standing_row
from steelyard.partners.vetting.terms import (
    STATE_TONES,
    AnswerKind,
    Bar,
    FlagDraft,
    RiskClass,
    VettingCaseCard,
    VettingKind,
    VettingOutcome,
    VettingState,
    VettingStep,
)
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.models import StoredFile
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_FORM = require_http_methods(["GET", "POST"])


@sign_in_required
@require_GET
def show_standings(request: HttpRequest) -> HttpResponse:
    """Show where partners stand with questionnaires: what is due first at the top."""
    actor, regions = asker(request), name_regions()
    wanted = vetting_filter_from(request.GET, actor)
    page = list_standings(actor, wanted, page_from(request.GET, sort="due_on"))
    context = {
        "page": page,
        "rows": [standing_row(card, regions) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "counts": count_links(request, count_states(actor, wanted), STATE_TONES),
        "chips": [
            chip(request, "kind", _("About"), {str(kind): _(kind.label) for kind in VettingKind}),
            chip(request, "state", _("State"), {str(state): _(state.label) for state in VettingState}),
            chip(request, "risk", _("Risk"), {str(risk): _(risk.label) for risk in RiskClass}),
            chip(request, "region", _("Region"), regions),
            manager_chip(request),
        ],
    }
    return render(request, "partners/vetting/standings.html", context)


@sign_in_required
@require_GET
def show_own_vetting(request: HttpRequest) -> HttpResponse:
    """Show a partner's administrator what is asked and what became of it. Raises: NotFound for the host, which has none."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_overview(request, actor, actor.partner_id)


@sign_in_required
@require_GET
def show_partner_vetting(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show the vetting of one partner."""
    return _render_overview(request, asker(request), Partner.parse_id(partner_id))


def _render_overview(request: HttpRequest, actor: Actor, partner_id: UUID) -> HttpResponse:
    found = get_partner_vetting(actor, partner_id)
    context = {
        **overview(found, actor),
        "is_own": actor.partner_id == found.partner_id,
        "may_ask": permissions.can_manage_partners(actor),
        "may_flag": permissions.can_record_red_flags(actor),
        "may_clear": permissions.can_decide_vetting(actor),
        "is_reader": permissions.can_read_vetting(actor),
    }
    return render(request, "partners/vetting/overview.html", context)


@sign_in_required
@_FORM
def answer_questionnaire(request: HttpRequest, questionnaire: str) -> HttpResponse:
    """Show a questionnaire to the partner's administrator, who saves answers and submits them."""
    actor, now = asker(request), utc_now()
    case = get_questionnaire(actor, questionnaire, at=now)
    if case.step is VettingStep.SUBMITTED:
        return redirect("partners:vetting-case", case.public_id)
    form = AnswerForm(case, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            files = _keep_files(form, case, actor)
            case_id = commands.save_vetting_answers(
                actor=actor, questionnaire=questionnaire, answers=form.answers(files), now=now
            )
            if "submit" not in request.POST:
                messages.success(request, _("Saved. Nobody of us reads it before you submit it."))
                return redirect("partners:vetting-answer", questionnaire)
            if form.demand():
                step = commands.submit_vetting(actor=actor, case_id=case_id, now=now)
                messages.success(request, _said(step))
                return redirect("partners:vetting-case", public_id(VettingCase.PREFIX, case_id))
    context = {"case": case, "form": form, "groups": form.groups()}
    return render(request, "partners/vetting/answer.html", context, status=422 if form.errors else 200)


def _said(step: VettingStep) -> str:
    if step is VettingStep.PASSED:
        return _("Submitted, and passed.")
    return _("Submitted. You hear from us when somebody has decided.")


def _keep_files(form: AnswerForm, case: VettingCaseCard, actor: Actor) -> dict[str, str]:
    """Keep the files that were uploaded with the answers, and return their ids."""
    kept = {}
    for question in case.questions:
        given = form.cleaned_data.get(question.key) if question.kind is AnswerKind.FILE else None
        if given:
            kept[question.key] = keep_vetting_file(given, partner_id=case.partner_id, actor=actor, now=utc_now())
    return kept


@sign_in_required
@require_GET
def show_case(request: HttpRequest, vetting_case_id: str) -> HttpResponse:
    """Show a round of a questionnaire with its answers; that somebody of the host read them is noted."""
    actor, now = asker(request), utc_now()
    case_id = VettingCase.parse_id(vetting_case_id)
    commands.note_vetting_reading(actor=actor, case_id=case_id, now=now)
    card = get_case(actor, case_id, at=now)
    row = case_row(card, actor)
    context = {
        "row": row,
        "is_own": actor.is_partner,
        "may_decide": card.step is VettingStep.SUBMITTED
        and permissions.can_decide_vetting(actor)
        and row["may_decide"],
        "may_answer": actor.is_partner and card.step.takes_answers,
    }
    return render(request, "partners/vetting/case.html", context)


@sign_in_required
@require_GET
def download_answer(request: HttpRequest, vetting_case_id: str, vetting_question: str) -> FileResponse:
    """Download the file that answers a question."""
    actor, case_id = asker(request), VettingCase.parse_id(vetting_case_id)
    file_id = find_answer_file(actor, case_id, vetting_question)
    commands.note_vetting_reading(actor=actor, case_id=case_id, now=utc_now())
    return open_vetting_file(file_id)


@sign_in_required
@_FORM
def decide_case(request: HttpRequest, vetting_case_id: str) -> HttpResponse:
    """Decide about submitted answers."""
    actor, now = asker(request), utc_now()
    card = get_case(actor, VettingCase.parse_id(vetting_case_id), at=now)
    if not permissions.can_decide_vetting(actor):
        raise NotAllowed
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            outcome: VettingOutcome = form.cleaned_data["outcome"]
            commands.decide_vetting(
                actor=actor, case_id=card.id, outcome=outcome, reason=form.cleaned_data["reason"], now=now
            )
            messages.success(request, _("Decided. The partner's administrators hear of it."))
            return redirect("partners:vetting-case", card.public_id)
    about = _("You manage this partner: somebody else approves a high risk. You may ask for more, or refuse.")
    return show_form(
        request,
        form,
        title=_("Decide about “{name}”").format(name=card.name),
        about=about if card.bar is Bar.OWN_PARTNER else _("What you decide and why stays with the answers."),
        crumbs=[(card.partner, reverse("partners:vetting-case", args=[card.public_id]))],
        save=_("Decide"),
    )


@sign_in_required
@_FORM
def request_vetting(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Ask a partner to answer a questionnaire."""
    actor, now = asker(request), utc_now()
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = RequestVettingForm(list_questionnaire_names(now), request.POST or None)
    here = reverse("partners:vetting-of", args=[partner.public_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.request_vetting(
                actor=actor, partner_id=partner.id, questionnaire=form.cleaned_data["questionnaire"], now=now
            )
            messages.success(request, _("The partner is asked to answer it."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Ask for answers"),
        about=_("Its administrators hear of it, and have the time that the rules say."),
        crumbs=[(partner.name, here)],
        save=_("Ask"),
    )


@sign_in_required
@_FORM
def record_flag(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Put a red flag about a partner on record."""
    actor, now = asker(request), utc_now()
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_record_red_flags(actor):
        raise NotAllowed
    form = RedFlagForm(request.POST or None, request.FILES or None)
    here = reverse("partners:vetting-of", args=[partner.public_id])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown_in(form):
            given = said["evidence"]
            file_id = keep_vetting_file(given, partner_id=partner.id, actor=actor, now=now) if given else ""
            draft = FlagDraft(
                kind=said["kind"],
                text=said["text"],
                reference=said["reference"],
                evidence_id=StoredFile.parse_id(file_id) if file_id else None,
            )
            commands.record_red_flag(actor=actor, partner_id=partner.id, draft=draft, now=now)
            messages.success(request, _("The red flag is on record. The partner does not hear of it."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Record a red flag"),
        about=_("Until somebody clears it with a reason, anti-bribery does not count as passed."),
        crumbs=[(partner.name, here)],
        save=_("Record"),
    )


@sign_in_required
@_FORM
def clear_flag(request: HttpRequest, red_flag_id: str) -> HttpResponse:
    """Say why a red flag is none."""
    actor, now = asker(request), utc_now()
    card = get_flag(actor, RedFlag.parse_id(red_flag_id))
    if not permissions.can_decide_vetting(actor):
        raise NotAllowed
    here = reverse("partners:vetting-of", args=[public_id(Partner.PREFIX, card.partner_id)])
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.clear_red_flag(actor=actor, flag_id=card.id, reason=form.cleaned_data["reason"], now=now)
            messages.success(request, _("Cleared."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Clear a red flag"),
        about=card.text,
        crumbs=[(card.partner, here)],
        save=_("Clear"),
    )


@sign_in_required
@require_GET
def download_flag_evidence(request: HttpRequest, red_flag_id: str) -> FileResponse:
    """Download what shows a red flag."""
    card = get_flag(asker(request), RedFlag.parse_id(red_flag_id))
    if card.evidence_id is None:
        raise NotFound
    return open_vetting_file(card.evidence_id)
