"""The pages of audits: their list, one with its map, its partners one after the other, who moved since another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import manager_chip, name_regions
from steelyard.partners.filters import id_of
from steelyard.partners.models import Partner, PortfolioAudit
from steelyard.partners.portfolio.filters import NO, YES, audited_filter_from
from steelyard.partners.portfolio.forms import AuditForm, DecisionForm
from steelyard.partners.portfolio.queries import (
    find_next,
    get_audit,
    get_audited,
    get_overview,
    get_rules,
    list_audited,
    list_audits,
    list_moves,
    list_points,
    list_progress,
)
from steelyard.partners.portfolio.rows import audit_row, audited_row, map_chart, matrix_rows, move_row, record_rows
from steelyard.partners.portfolio.terms import CLASS_NAMES, COURSE_NAMES, AuditedRecord
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_FORM = require_http_methods(["GET", "POST"])
_COMPARED = 50


def _types() -> dict[str, str]:
    return {one.key: _(one.name) for one in queries.list_types()}


@sign_in_required
@require_GET
def show_audits(request: HttpRequest) -> HttpResponse:
    """Show the audits with how far each is."""
    actor = asker(request)
    page = list_audits(actor, page_from(request.GET))
    regions, types = name_regions(), _types()
    context = {
        "page": page,
        "rows": [audit_row(card, regions, types) for card in page.items],
        "may_audit": permissions.can_audit_partners(actor),
    }
    return render(request, "partners/portfolio/audits.html", context)


@sign_in_required
@_FORM
def begin_audit(request: HttpRequest) -> HttpResponse:
    """Begin an audit."""
    actor, now = asker(request), utc_now()
    if not permissions.can_list_partners(actor):
        raise NotFound
    if not permissions.can_audit_partners(actor):
        raise NotAllowed
    form = AuditForm(request.POST or None, initial={"as_of": queries.today(now)})
    if form.is_valid():
        with refusals_shown_in(form):
            key = commands.begin_audit(actor=actor, scope=form.scope(), now=now)
            messages.success(request, _("The audit has begun. Its partners are being measured."))
            return redirect("partners:audit", public_id(PortfolioAudit.PREFIX, key))
    crumbs = [(_("Audits"), reverse("partners:audits"))]
    about = _("Every partner in the scope is measured as of the day and classed by the rules. Then people decide.")
    return show_form(request, form, title=_("New audit"), about=about, crumbs=crumbs, save=_("Begin"))


@sign_in_required
@require_GET
def show_audit(request: HttpRequest, portfolio_audit_id: str) -> HttpResponse:
    """Show an audit: what it came to, its map, how far its managers are, and its partners."""
    actor = asker(request)
    card = get_audit(actor, PortfolioAudit.parse_id(portfolio_audit_id))
    rules, regions = get_rules(card.id), name_regions()
    wanted = audited_filter_from(request.GET, actor)
    page = list_audited(actor, card.id, wanted, page_from(request.GET, sort="name"))
    overview = get_overview(actor, card.id)
    first = find_next(actor, card.id, wanted) if card.is_open else None
    others = [one for one in list_audits(actor, PageRequest(size=_COMPARED)).items if one.id != card.id]
    context = {
        **audit_row(card, regions, _types()),
        "page": page,
        "rows": [audited_row(one, regions) for one in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "may_audit": permissions.can_audit_partners(actor),
        "first_id": public_id(Partner.PREFIX, first) if first else "",
        "courses": [
            {
                "label": _(course.label),
                "tone": course.tone,
                "proposed": overview.proposed[course],
                "decided": overview.decided[course],
            }
            for course in overview.proposed
        ],
        "matrix": matrix_rows(overview, rules),
        "chart": map_chart(list_points(actor, card.id), rules),
        "progress": list_progress(actor, card.id),
        "others": [one for one in others if one.measured_at],
        "chips": _chips(request),
    }
    return render(request, "partners/portfolio/audit.html", context)


def _chips(request: HttpRequest) -> list[Any]:
    yes_no = {YES: _("Yes"), NO: _("No")}
    return [
        chip(request, "partner_class", _("Class"), {str(key): _(name) for key, name in CLASS_NAMES.items()}),
        chip(request, "course", _("Proposal"), {str(key): _(name) for key, name in COURSE_NAMES.items()}),
        chip(request, "decided", _("Decided"), yes_no),
        chip(request, "differs", _("Decided otherwise"), yes_no),
        chip(request, "region", _("Region"), name_regions()),
        manager_chip(request),
    ]


@sign_in_required
@_FORM
def decide(request: HttpRequest, portfolio_audit_id: str, partner_id: str) -> HttpResponse:
    """Show one partner of an audit with its figures, and take what is decided of it; then show the next one."""
    actor = asker(request)
    audit_id, key = PortfolioAudit.parse_id(portfolio_audit_id), Partner.parse_id(partner_id)
    record = get_audited(actor, audit_id, key)
    if request.method == "POST" and not permissions.can_audit_partners(actor):
        raise NotAllowed
    form = DecisionForm(_said(request.POST, record) if request.method == "POST" else None, initial=_initial(record))
    if form.is_bound and form.is_valid():
        with refusals_shown_in(form):
            commands.decide_partnership(
                actor=actor, audit_id=audit_id, partner_id=key, draft=form.draft(), now=utc_now()
            )
            return _go_on(request, record, audit_id, key)
    return _show_partner(request, record, form)


def _said(said: QueryDict, record: AuditedRecord) -> QueryDict:
    """Return what was posted; who accepts the proposal takes its class and course."""
    if said.get("accepts") != YES:
        return said
    said = said.copy()
    said["partner_class"], said["course"], said["reason"] = record.card.partner_class, record.card.course, ""
    return said


def _initial(record: AuditedRecord) -> dict[str, str]:
    card = record.card
    return {
        "partner_class": str(card.last_class),
        "course": str(card.last_course),
        "reason": card.reason,
        "note": card.note,
    }


def _go_on(request: HttpRequest, record: AuditedRecord, audit_id: UUID, key: UUID) -> HttpResponse:
    actor = asker(request)
    following = find_next(actor, audit_id, audited_filter_from(request.GET, actor), after=key)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if following is None:
        messages.success(request, _("Nobody is left to be decided here."))
        return redirect(reverse("partners:audit", args=[record.audit.public_id]) + query)
    messages.success(request, _("{partner} is decided.").format(partner=record.card.partner))
    args = [record.audit.public_id, public_id(Partner.PREFIX, following)]
    return redirect(reverse("partners:audit-partner", args=args) + query)


def _show_partner(request: HttpRequest, record: AuditedRecord, form: DecisionForm) -> HttpResponse:
    actor, regions = asker(request), name_regions()
    audit = record.audit
    wanted = audited_filter_from(request.GET, actor)
    following = find_next(actor, audit.id, wanted, after=record.card.partner_id) if audit.is_open else None
    context = {
        **audited_row(record.card, regions),
        **record_rows(record, actor),
        "audit": audit,
        "record": record,
        "before": audited_row(record.before, regions) if record.before else None,
        "form": form,
        "may_decide": audit.is_open and permissions.can_audit_partners(actor),
        "next_id": public_id(Partner.PREFIX, following) if following else "",
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "crumbs": [
            (_("Audits"), reverse("partners:audits")),
            (audit.name, reverse("partners:audit", args=[audit.public_id])),
        ],
    }
    return render(request, "partners/portfolio/partner.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def close_audit(request: HttpRequest, portfolio_audit_id: str) -> HttpResponse:
    """Close an audit."""
    key = PortfolioAudit.parse_id(portfolio_audit_id)
    try:
        commands.close_audit(actor=asker(request), audit_id=key, now=utc_now())
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("The audit is closed. What was decided stays."))
    return redirect("partners:audit", portfolio_audit_id)


@sign_in_required
@require_GET
def compare(request: HttpRequest, portfolio_audit_id: str) -> HttpResponse:
    """Show who moved since another audit."""
    actor = asker(request)
    card = get_audit(actor, PortfolioAudit.parse_id(portfolio_audit_id))
    # Without another one named, the audit is compared with itself: nobody moved.
    before = get_audit(actor, id_of(PortfolioAudit.PREFIX, request.GET.get("before", "")) or card.id)
    page = list_moves(actor, before.id, card.id, page_from(request.GET))
    context = {
        "card": card,
        "before": before,
        "page": page,
        "rows": [move_row(one) for one in page.items],
        "crumbs": [
            (_("Audits"), reverse("partners:audits")),
            (card.name, reverse("partners:audit", args=[card.public_id])),
        ],
    }
    return render(request, "partners/portfolio/comparison.html", context)
