"""Publishing in the open: whether it takes two people, where a draft stands, and who has read what was published."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor, Role
from steelyard.platform import directory
from steelyard.program.models import Acknowledgement, RuleVersion, Simulation
from steelyard.program.permissions import can_read_drafts
from steelyard.program.queries.rules import find_row
from steelyard.program.terms import SimulationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How a draft gets published: whether by two, who wrote in it, and whether it was submitted, with which simulation."""

    takes_two: bool
    may_publish: bool
    is_author: bool
    submitted_at: datetime | None
    submitted_by: directory.PersonCard | None
    simulation_public_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person who was asked to read a version."""

    person: directory.PersonCard
    organization: str
    asked_at: datetime
    reminded_at: datetime | None
    acknowledged_at: datetime | None


def needs_second_person() -> bool:
    """Tell whether a draft is published by somebody who did not write in it.

    The installation says so (STEELYARD_TWO_PEOPLE_PUBLISH); where it says nothing, as soon as there are two program administrators.
    """
    if settings.TWO_PEOPLE_PUBLISH:
        return bool(settings.TWO_PEOPLE_PUBLISH == "1")
    return len(list_host_people(Role.PROGRAM_ADMIN)) > 1


def find_current_simulation_id(draft: RuleVersion) -> UUID | None:
    """Return the newest simulation of a draft as it reads now."""
    done = Simulation.objects.filter(version=draft, state=SimulationState.DONE, rules=draft.rules)
    return done.order_by("-finished_at").values_list("id", flat=True).first()


def get_publication(actor: Actor, version_id: UUID) -> Publication:
    """Return how a draft gets published, and how far that is. Raises: NotFound."""
    row = find_row(actor, version_id)
    takes_two, is_author = needs_second_person(), actor.person_id in row.authors
    people = directory.find_people({row.submitted_by} if row.submitted_by else set())
    simulation_id = row.submitted_simulation_id
    return Publication(
        takes_two=takes_two,
        may_publish=not takes_two or (not is_author and row.submitted_at is not None),
        is_author=is_author,
        submitted_at=row.submitted_at,
        submitted_by=people.get(row.submitted_by, directory.SOMEONE) if row.submitted_by else None,
        simulation_public_id=Simulation(id=simulation_id).public_id if simulation_id else "",
    )


def find_own_acknowledgement(actor: Actor, version_id: UUID) -> Acknowledgement | None:
    """Return what the actor was asked about a version; None where nobody asked."""
    if actor.person_id is None:
        return None
    return Acknowledgement.visible_to(actor).filter(version=version_id, person_id=actor.person_id).first()


def list_readers(actor: Actor, version_id: UUID) -> list[Reader]:
    """Return who was asked to read a version, those who have not first; nobody for whoever may not read drafts."""
    if not can_read_drafts(actor):
        return []
    rows = list(Acknowledgement.visible_to(actor).filter(version=version_id).order_by("asked_at", "id"))
    people = directory.find_people({row.person_id for row in rows})
    names = directory.find_organization_names({row.partner_id for row in rows})
    readers = [
        Reader(
            person=people.get(row.person_id, directory.SOMEONE),
            organization=names.get(row.partner_id, ""),
            asked_at=row.asked_at,
            reminded_at=row.reminded_at,
            acknowledged_at=row.acknowledged_at,
        )
        for row in rows
    ]
    return sorted(
        readers, key=lambda reader: (reader.acknowledged_at is not None, reader.organization, reader.person.name)
    )
