"""What happens to the program itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDrafted(Event):
    """Somebody began a new version of the rules, globally or for a region."""

    type = "program.rules.drafted"
    subject_type = "rules"
    sentence = sentence("began the draft {subject}")
    icon = "pencil"
    is_internal = True

    rulebook: str
    region: str | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesRevised(Event):
    """A draft's settings were changed."""

    type = "program.rules.revised"
    subject_type = "rules"
    sentence = sentence("changed the draft {subject}")
    icon = "pencil"
    is_internal = True

    changed: tuple[str, ...]
    """Paths of the settings that differ from before."""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDiscarded(Event):
    """A draft was thrown away."""

    type = "program.rules.discarded"
    subject_type = "rules"
    sentence = sentence("discarded the draft {subject}")
    icon = "trash"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationRequested(Event):
    """Somebody wants to see what a draft would have decided."""

    type = "program.simulation.requested"
    subject_type = "rules"
    sentence = sentence("asked for a simulation of {subject}")
    icon = "flask"
    is_internal = True

    simulation_id: UUID
    since: datetime
    until: datetime
    in_background: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationFinished(Event):
    """A draft was tried on past decisions."""

    type = "program.simulation.finished"
    subject_type = "rules"
    sentence = sentence("The simulation of {subject} is done: {changed} of {decisions} decisions would change")
    icon = "flask"
    is_internal = True

    simulation_id: UUID
    decisions: int
    changed: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSubmitted(Event):
    """A draft waits for somebody else to publish it."""

    type = "program.rules.submitted"
    subject_type = "rules"
    sentence = sentence("submitted the draft {subject} for publication")
    icon = "send"
    is_internal = True

    simulation_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAnnounced(Event):
    """People of partners were told of a version that was published, and asked to confirm that they have read it."""

    type = "program.rules.announced"
    subject_type = "rules"
    sentence = sentence("The rules change: {subject}. Read what changes, and confirm it.")
    icon = "speakerphone"
    is_internal = True

    effective_from: datetime
    people: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesReminded(Event):
    """Those who had not confirmed were reminded, once."""

    type = "program.rules.reminded"
    subject_type = "rules"
    sentence = sentence("Please read the changed rules {subject}, and confirm it.")
    icon = "bell"
    is_internal = True

    people: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAcknowledged(Event):
    """A person of a partner confirmed to have read a version."""

    type = "program.rules.acknowledged"
    subject_type = "rules"
    sentence = sentence("confirmed to have read the rules {subject}")
    icon = "checks"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPublished(Event):
    """A version was published; the rules it changes are quoted as they read before and as they read now."""

    type = "program.rules.published"
    subject_type = "rules"
    sentence = sentence("published the rules {subject}")
    icon = "scale"
    is_internal = True

    rulebook: str
    region: str | None
    effective_from: datetime
    note: str
    changes: tuple[tuple[str, str, str], ...]
    """Rule number, old sentence, new sentence (in the source language); empty text where the rule is new or gone."""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegionDefined(Event):
    """A region was added or its name, parent or countries changed."""

    type = "program.region.defined"
    subject_type = "region"
    sentence = sentence("defined the region {subject}")
    icon = "world"
    is_internal = True

    key: str
    parent: str | None
    countries: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFamilyDefined(Event):
    """A product family was added or changed."""

    type = "program.product_family.defined"
    subject_type = "family"
    sentence = sentence("defined the product family {subject}")
    icon = "package"
    is_internal = True

    key: str
    requires_certification: bool
    is_active: bool
