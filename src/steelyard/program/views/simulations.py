"""Pages of simulations: ask for one, watch it, read what a draft would change."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.program.cards import SimulationCard
from steelyard.program.commands.simulations import cancel_simulation, request_simulation
from steelyard.program.filters import changes_wanted
from steelyard.program.forms.simulation import SimulationForm
from steelyard.program.models import RuleVersion, Simulation
from steelyard.program.permissions import can_edit_program, can_read_drafts
from steelyard.program.queries.rules import find_row, get_version
from steelyard.program.queries.simulations import (
    ChangeFilters,
    count_changes,
    get_simulation,
    list_changes,
    list_simulations,
    list_transitions,
    sum_values,
)
from steelyard.program.registry import rulebook_of
from steelyard.program.simulators import find_simulator
from steelyard.program.terms import Direction, SimulationState
from steelyard.program.wording import translate
from steelyard.ui.records import record_url

_A_YEAR = timedelta(days=365)
TONES = {
    SimulationState.WAITING: "neutral",
    SimulationState.RUNNING: "blue",
    SimulationState.DONE: "green",
    SimulationState.CANCELLED: "neutral",
    SimulationState.FAILED: "red",
}
DIRECTION_TONES = {Direction.BETTER: "green", Direction.WORSE: "red", Direction.MIXED: "amber"}


def start_of(day: date) -> datetime:
    """Return the instant at which a day of the program begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


@require_http_methods(["GET", "POST"])
@sign_in_required
def simulate_draft(request: HttpRequest, version_id: str) -> HttpResponse:
    """Ask over which time a draft is to be tried, and show the simulations that were made of it."""
    actor, now = asker(request), utc_now()
    if not can_read_drafts(actor):
        raise NotFound
    row = find_row(actor, RuleVersion.parse_id(version_id))
    form = SimulationForm(
        request.POST if request.method == "POST" else None,
        initial={"since": (now - _A_YEAR).date(), "until": now.date()},
    )
    if request.method == "POST":
        if not can_edit_program(actor):
            raise NotAllowed
        if form.is_valid() and (begun := _begin(actor, row.id, form, now)) is not None:
            return redirect("program:simulation", Simulation(id=begun).public_id)
    context = {
        "version": get_version(actor, row.id, now=now),
        "form": form,
        "simulator": find_simulator(row.rulebook),
        "entries": [_entry(card) for card in list_simulations(actor, row.id)],
        "crumbs": _crumbs(row),
        "may_edit": can_edit_program(actor),
        **_said(row.rulebook),
    }
    return render(request, "program/simulations.html", context, status=422 if form.errors else 200)


def _begin(actor: Actor, draft_id: UUID, form: SimulationForm, now: datetime) -> UUID | None:
    given = form.cleaned_data
    try:
        return request_simulation(
            actor=actor,
            draft_id=draft_id,
            since=start_of(given["since"]),
            until=min(start_of(given["until"]), now) if given["until"] == now.date() else start_of(given["until"]),
            now=now,
        )
    except Refusal as refusal:
        for name, message in (refusal.fields or {"": refusal_text(refusal)}).items():
            form.add_error(name if name in form.fields else None, message)
        return None


@require_GET
@sign_in_required
def show_simulation(request: HttpRequest, simulation_id: str) -> HttpResponse:
    """Show a simulation: how far it is, or what the draft would change, for whom and by which rule."""
    actor = asker(request)
    card = get_simulation(actor, Simulation.parse_id(simulation_id))
    row = find_row(actor, RuleVersion.parse_id(card.version_public_id))
    context = {
        **_entry(card),
        "title": translate(rulebook_of(card.rulebook).title),
        "crumbs": [*_crumbs(row), (_("Simulations"), reverse("program:simulations", args=[row.public_id]))],
        "may_edit": can_edit_program(actor),
        "is_draft": row.state == "draft",
        **_said(card.rulebook),
        **(_result(request, actor, card) if card.figures is not None else {}),
    }
    return render(request, "program/simulation.html", context)


@require_GET
@sign_in_required
def show_progress(request: HttpRequest, simulation_id: str) -> HttpResponse:
    """Show how far a simulation is; when it is over, the page is loaded anew."""
    card = get_simulation(asker(request), Simulation.parse_id(simulation_id))
    if card.state.is_over:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("program:simulation", args=[simulation_id])})
    return render(request, "program/simulation.html#progress", _entry(card))


@require_POST
@sign_in_required
def repeat_simulation(request: HttpRequest, simulation_id: str) -> HttpResponse:
    """Simulate the draft as it reads now over the same time."""
    actor, now = asker(request), utc_now()
    card = get_simulation(actor, Simulation.parse_id(simulation_id))
    if card.window.until is None:
        raise NotFound
    again = request_simulation(
        actor=actor,
        draft_id=RuleVersion.parse_id(card.version_public_id),
        since=card.window.starts_at,
        until=card.window.until,
        now=now,
    )
    return redirect("program:simulation", Simulation(id=again).public_id)


@require_POST
@sign_in_required
def cancel(request: HttpRequest, simulation_id: str) -> HttpResponse:
    """Stop a simulation."""
    cancel_simulation(actor=asker(request), simulation_id=Simulation.parse_id(simulation_id), now=utc_now())
    messages.success(request, _("The simulation is cancelled."))
    return redirect("program:simulation", simulation_id)


def _entry(card: SimulationCard) -> dict[str, object]:
    return {"simulation": card, "tone": TONES[card.state], "state": _(card.state.label)}


def _crumbs(row: RuleVersion) -> list[tuple[str, str]]:
    page = "program:draft" if row.state == "draft" else "program:version"
    return [
        (translate(rulebook_of(row.rulebook).title), reverse("program:rulebook", args=[row.rulebook])),
        (_("Versions"), reverse("program:versions", args=[row.rulebook])),
        (row.label, reverse(page, args=[row.public_id])),
    ]


def _said(rulebook: str) -> dict[str, object]:
    simulator = find_simulator(rulebook)
    if simulator is None:
        return {"simulated": [], "not_simulated": []}
    return {
        "subject": translate(simulator.subject),
        "simulated": [translate(text) for text in simulator.simulated],
        "not_simulated": [translate(text) for text in simulator.not_simulated],
    }


def _result(request: HttpRequest, actor: Actor, card: SimulationCard) -> dict[str, object]:
    filters = changes_wanted(request.GET)
    page = list_changes(actor, card.id, page_from(request.GET), filters)
    simulator = find_simulator(card.rulebook)
    is_of_partners = simulator is not None and simulator.subject_prefix == "partner"
    groups = (
        ("rule", _("By rule"), "rule"),
        # Where each case is a partner, there would be one of each.
        *(() if is_of_partners else (("partner", _("By partner"), "partner_id"),)),
        ("region", _("By region"), "region"),
        ("kind", translate(simulator.kinds) if simulator else _("By kind"), "kind"),
    )
    return {
        "transitions": [
            {"said": one, "tone": DIRECTION_TONES[one.direction], "direction": _(one.direction.label)}
            for one in list_transitions(actor, card.id)
        ],
        "values": sum_values(actor, card.id),
        "groups": [(param, title, count_changes(actor, card.id, group)) for param, title, group in groups],
        "page": page,
        "changes": [
            {
                "said": one,
                "tone": DIRECTION_TONES[one.direction],
                "direction": _(one.direction.label),
                "url": record_url(one.subject_public_id),
            }
            for one in page.items
        ],
        "is_of_partners": is_of_partners,
        "is_filtered": filters != ChangeFilters(),
        "departures": [
            (translate(cause), number) for cause, number in (card.figures.departures if card.figures else {}).items()
        ],
        "departed": [(one, record_url(one)) for one in (card.figures.departed if card.figures else ())],
    }
