"""What the program does after its own events: people of the host hear of new rules and of simulations."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.platform.directory import PersonCard
from steelyard.platform.notifications import Change, notify, tells_changes
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesAnnounced, RulesPublished, RulesReminded, RulesSubmitted, SimulationFinished
from steelyard.program.models import Acknowledgement, RuleVersion, Simulation
from steelyard.program.queries.rules import find_difference

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


@reacts_to(RulesSubmitted)
def ask_second_person(happened: Happened, now: datetime) -> None:
    """Tell the other program administrators that a draft waits for them."""
    people = {card.id for card in list_host_people(Role.PROGRAM_ADMIN) if card.id}
    url = reverse("program:publish", args=[RuleVersion(id=happened.event.subject_id).public_id])
    notify(people, happened, url=url, now=now)


@reacts_to(RulesAnnounced, RulesReminded)
def ask_readers(happened: Happened, now: datetime) -> None:
    """Tell those who were asked and have not confirmed yet; a reminder is for those who were just reminded."""
    asked = Acknowledgement.objects.filter(version=happened.event.subject_id, acknowledged_at=None)
    if isinstance(happened.event, RulesReminded):
        asked = asked.filter(reminded_at=happened.occurred_at)
    url = reverse("program:version", args=[RuleVersion(id=happened.event.subject_id).public_id])
    notify(set(asked.values_list("person_id", flat=True)), happened, url=url, now=now)


@tells_changes(RulesPublished, RulesAnnounced, RulesReminded)
def tell_what_reads_otherwise(happened: Happened, reader: PersonCard) -> list[Change]:
    """Return the rules that read otherwise, old sentence and new, as far as the reader may know them."""
    actor = Actor(kind=ActorKind.HOST if reader.is_host else ActorKind.PARTNER, person_id=reader.id)
    row = RuleVersion.objects.filter(id=happened.event.subject_id).first()
    difference = find_difference(actor, row, now=happened.occurred_at) if row else None
    return [Change(label=line.rule, old=line.old, new=line.new) for line in difference.lines] if difference else []
