"""Pages of companies: list, record with its names, domains and family, the match tool, and the typeahead's address."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.companies import commands
from steelyard.companies.cards import Candidate, CompanyCard, CompanyDraft
from steelyard.companies.drafts import clean_draft, prepare_draft
from steelyard.companies.filters import filter_from
from steelyard.companies.forms import (
    CompanyForm,
    CompareForm,
    DomainForm,
    IdentifierForm,
    NameForm,
    NewCompanyForm,
    ParentForm,
)
from steelyard.companies.models import Company, NameKind
from steelyard.companies.permissions import can_change_companies, can_list_company, can_merge_companies
from steelyard.companies.queries.cards import suggest_companies
from steelyard.companies.queries.matching import find_candidates
from steelyard.companies.queries.merging import list_merges_of
from steelyard.companies.queries.records import CompanyRecord, get_company, get_record, list_companies
from steelyard.companies.terms import IdentifierScheme
from steelyard.companies.views.asking import browser
from steelyard.companies.views.merging import PAGES as MERGE_PAGES
from steelyard.companies.wording import say_evidence
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.platform import feed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.merging import lines_of
from steelyard.ui.portal import portal

Tones = Mapping[str, str]
_TONES: Tones = {"same": "green", "related": "blue", "maybe": "amber", "no": "neutral"}


@sign_in_required
def show_companies(request: HttpRequest) -> HttpResponse:
    """Show the companies that match the filters of the address."""
    actor = browser(request)
    asked, wanted = request.GET.get("listed", ""), filter_from(request.GET)
    found = list_companies(actor, wanted, page_from(request.GET, sort="name"))
    page = found.map(lambda row: {"row": row, "id": _id(row.card)})
    context = {"page": page, "wanted": wanted, "listed": asked, "may_change": can_change_companies(actor)}
    return render(request, "companies/list.html", context)


@sign_in_required
def show_company(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show one company with everything known of it, its history, and a tool that compares it with any name.

    The address of a merged company leads to its survivor.
    """
    key = Company.parse_id(company_id)
    survivor = get_company(browser(request), key)
    if survivor.id != key:
        return redirect("companies:company", survivor.public_id)
    return _render_company(request, key)


@sign_in_required
def new_company(request: HttpRequest) -> HttpResponse:
    """Show the form for a company that is not known yet; say first which known ones are like it."""
    actor = browser(request)
    form = NewCompanyForm(request.POST or None)
    alike: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            alike = [] if request.POST.get("is_none_of_them") else _alike(form.draft())
            if not alike:
                created = commands.create_company(draft=form.draft(), actor=actor, now=utc_now())
                messages.success(request, _("The company is known from now on."))
                return redirect("companies:company", public_id(Company.PREFIX, created))
    status = 422 if request.method == "POST" else 200
    return render(request, "companies/new.html", {"form": form, "alike": alike}, status=status)


@sign_in_required
def edit_company(request: HttpRequest, company_id: str) -> HttpResponse:
    """Show the form that changes a company's facts, and change them."""
    actor, key = browser(request), Company.parse_id(company_id)
    record = get_record(actor, key)
    facts = {name: getattr(record, name) for name in ("display_name", "website", "industry", "employees")}
    facts |= {"name": record.legal_name, "country": record.card.country, "city": record.card.city}
    form = CompanyForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_company(company_id=key, changes=form.cleaned_data, actor=actor, now=utc_now())
            messages.success(request, _("Changed."))
            return redirect("companies:company", company_id)
    context = {"form": form, "record": record, "id": company_id}
    return render(request, "companies/edit.html", context, status=422 if request.method == "POST" else 200)


@sign_in_required
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the typeahead: visible companies that begin with what is typed."""
    found = suggest_companies(asker(request), request.GET.get("q", "")[:200], 8)
    options = [
        {
            "value": _id(card),
            "label": card.name,
            "detail": " · ".join(filter(None, (card.domain, card.city, card.country))),
        }
        for card in found
    ]
    return render(request, "ui/options.html", {"options": options})


@sign_in_required
def show_match(request: HttpRequest) -> HttpResponse:
    """Show which known companies a description may mean, with the evidence."""
    browser(request)
    form = CompareForm(request.GET or None)
    candidates: list[dict[str, Any]] = []
    if form.is_valid():
        with refusals_shown_in(form):
            prepared = prepare_draft(clean_draft(CompanyDraft(**form.cleaned_data)))
            candidates = [_explained(candidate) for candidate in find_candidates(prepared)]
    context = {"form": form, "candidates": candidates, "is_asked": form.is_bound and form.is_valid()}
    return render(
        request, "companies/match.html", context, status=422 if form.is_bound and not form.is_valid() else 200
    )


@sign_in_required
@require_POST
def add_name(request: HttpRequest, company_id: str) -> HttpResponse:
    """Make the company known by one more name."""
    return _change(
        request,
        company_id,
        NameForm(request.POST),
        "name_form",
        lambda key, actor, data: commands.add_name(
            company_id=key, text=data["text"], kind=NameKind(data["kind"]), actor=actor, now=utc_now()
        ),
    )


@sign_in_required
@require_POST
def remove_name(request: HttpRequest, company_id: str, name_id: UUID) -> HttpResponse:
    """Forget one of the company's other names."""
    key = Company.parse_id(company_id)
    commands.remove_name(company_id=key, name_id=name_id, actor=browser(request), now=utc_now())
    return redirect("companies:company", company_id)


@sign_in_required
@require_POST
def add_domain(request: HttpRequest, company_id: str) -> HttpResponse:
    """Make one more domain the company's."""
    return _change(
        request,
        company_id,
        DomainForm(request.POST),
        "domain_form",
        lambda key, actor, data: commands.add_domain(company_id=key, domain=data["domain"], actor=actor, now=utc_now()),
    )


@sign_in_required
@require_POST
def remove_domain(request: HttpRequest, company_id: str) -> HttpResponse:
    """Forget one of the company's domains."""
    key, domain = Company.parse_id(company_id), request.POST.get("domain", "")
    commands.remove_domain(company_id=key, domain=domain, actor=browser(request), now=utc_now())
    return redirect("companies:company", company_id)


@sign_in_required
@require_POST
def add_identifier(request: HttpRequest, company_id: str) -> HttpResponse:
    """Make the company's number in a register known."""
    return _change(
        request,
        company_id,
        IdentifierForm(request.POST),
        "identifier_form",
        lambda key, actor, data: commands.add_identifier(
            company_id=key,
            scheme=IdentifierScheme(data["scheme"]),
            value=data["value"],
            actor=actor,
            now=utc_now(),
        ),
    )


@sign_in_required
@require_POST
def remove_identifier(request: HttpRequest, company_id: str) -> HttpResponse:
    """Forget one of the company's numbers."""
    actor, form = browser(request), IdentifierForm(request.POST)
    if form.is_valid():
        commands.remove_identifier(
            company_id=Company.parse_id(company_id),
            scheme=IdentifierScheme(form.cleaned_data["scheme"]),
            value=form.cleaned_data["value"],
            actor=actor,
            now=utc_now(),
        )
    return redirect("companies:company", company_id)


@sign_in_required
@require_POST
def set_parent(request: HttpRequest, company_id: str) -> HttpResponse:
    """Say which company owns this one."""
    return _change(
        request,
        company_id,
        ParentForm(request.POST),
        "parent_form",
        lambda key, actor, data: commands.set_parent(
            company_id=key, parent_id=data["parent"], actor=actor, now=utc_now()
        ),
    )


@sign_in_required
@require_POST
def set_listing(request: HttpRequest, company_id: str) -> HttpResponse:
    """Put the company into the partners' directory, or take it out."""
    command = commands.list_company if request.POST.get("listed") == "yes" else commands.unlist_company
    command(company_id=Company.parse_id(company_id), actor=browser(request), now=utc_now())
    return redirect("companies:company", company_id)


@sign_in_required
@require_POST
def rule_out_duplicate(request: HttpRequest, company_id: str) -> HttpResponse:
    """Decide that this company and another one that looks like it are two."""
    commands.rule_out_duplicate(
        company_id=Company.parse_id(company_id),
        other_id=Company.parse_id(request.POST.get("other", "")),
        actor=browser(request),
        now=utc_now(),
    )
    messages.success(request, _("They are two companies from now on."))
    if request.POST.get("back") == "duplicates":
        return redirect("companies:duplicates")
    return redirect("companies:company", company_id)


def _change(
    request: HttpRequest,
    company_id: str,
    form: forms.Form,
    name: str,
    command: Callable[[UUID, Actor, dict[str, Any]], None],
) -> HttpResponse:
    """Run the command with what the form says, and show the record again: by redirect, or with the form's errors."""
    actor, key = browser(request), Company.parse_id(company_id)
    if form.is_valid():
        with refusals_shown_in(form):
            command(key, actor, form.cleaned_data)
            return redirect("companies:company", company_id)
    return _render_company(request, key, {name: form}, status=422)


def _render_company(
    request: HttpRequest, key: UUID, bound: Mapping[str, forms.Form] | None = None, *, status: int = 200
) -> HttpResponse:
    actor, now = browser(request), utc_now()
    record = get_record(actor, key)
    context = {
        "record": record,
        "id": _id(record.card),
        "parent_id": _id(record.parent) if record.parent else "",
        "children": [(_id(child), child) for child in record.children],
        "doubts": [(_id(card), card, probability) for card, probability in record.doubts],
        "feed": feed.list_feed(actor, key),
        "may_change": can_change_companies(actor),
        "may_list": can_list_company(actor),
        "may_merge": can_merge_companies(actor),
        "merges": lines_of(MERGE_PAGES, list_merges_of(actor, record.card.id), may_undo=True, now=now),
        "panels": portal.panels_of(Company.PREFIX, key, actor, now),
        "name_form": NameForm(),
        "domain_form": DomainForm(),
        "identifier_form": IdentifierForm(),
        "parent_form": ParentForm(),
        **(bound or {}),
    }
    return render(request, "companies/company.html", context, status=status)


def _alike(draft: CompanyDraft) -> list[dict[str, Any]]:
    found = find_candidates(prepare_draft(clean_draft(draft)))
    return [_explained(candidate) for candidate in found if candidate.verdict.value in ("same", "maybe")]


def _explained(candidate: Candidate) -> dict[str, Any]:
    record: CompanyRecord | CompanyCard = candidate.card
    return {
        "id": _id(candidate.card),
        "card": record,
        "verdict": candidate.verdict.value,
        "tone": _TONES[candidate.verdict.value],
        "probability": candidate.probability,
        "evidence": [
            {"rule": f"{evidence.weight:+.1f}", "text": say_evidence(evidence)} for evidence in candidate.evidence
        ],
    }


def _id(card: CompanyCard) -> str:
    return public_id(Company.PREFIX, card.id)
