"""What the program does after its own events: people of the host hear of new rules and of simulations."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Role
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished, SimulationFinished
from steelyard.program.models import RuleVersion, Simulation

_WORKING_BY_RULES = (Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE, Role.PROGRAM_ADMIN)


@reacts_to(RulesPublished)
def tell_host_of_rules(happened: Happened, now: datetime) -> None:
    """Tell the people of the host who decide and sell by the rules, at once: they prepare for what comes."""
    if happened.event.effective_from < happened.occurred_at:
        return  # Rules that held before they were entered are nobody's news.
    people = {card.id for role in _WORKING_BY_RULES for card in list_host_people(role) if card.id}
    version = RuleVersion(id=happened.event.subject_id)
    notify(people, happened, url=reverse("program:version", args=[version.public_id]), now=now)


@reacts_to(SimulationFinished)
def tell_who_asked(happened: Happened, now: datetime) -> None:
    """Tell whoever asked for the simulation what came out."""
    simulation = Simulation.objects.filter(id=happened.event.simulation_id, asked_by__isnull=False).first()
    if simulation is not None and simulation.asked_by is not None:
        url = reverse("program:simulation", args=[simulation.public_id])
        notify({simulation.asked_by}, happened, url=url, now=now)
