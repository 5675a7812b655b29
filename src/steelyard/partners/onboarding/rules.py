"""The rulebook of onboarding: journeys with their stages, tasks and checkpoints, and when one counts as stuck."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding import checks
from steelyard.partners.onboarding.graph import sort_stages
from steelyard.partners.onboarding.parts import CheckpointRule, JourneyRule, JourneyTaskRule, StageRule
from steelyard.partners.onboarding.sections import CHECKPOINTS, JOURNEYS, STAGES, TASKS, WATCHING
from steelyard.partners.onboarding.sentences import say_rules
from steelyard.partners.onboarding.terms import Persona
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting


class OnboardingRules(Rulebook):
    """What a new partner goes through. A journey keeps the rules under which it began; new ones are for those who come later."""

    prefix: ClassVar[str] = "ON"
    title: ClassVar[str] = sentence("Onboarding")
    summary: ClassVar[str] = sentence(
        "What new partners go through: stages, tasks, milestones and checkpoints, and when a journey is stuck."
    )
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"journeys", "stages", "tasks", "checkpoints", "stuck_days", "reminder_days"}
    )

    journeys: tuple[JourneyRule, ...] = setting(
        (),
        label=sentence("Journeys"),
        help=sentence(
            "For each role a partner gets the first one that names one of its types, else the first for all."
        ),
        section=JOURNEYS,
        max_length=40,
    )
    stages: tuple[StageRule, ...] = setting(
        (),
        label=sentence("Stages"),
        help=sentence("A stage is left by its milestones and by what is done by hand, not by days."),
        section=STAGES,
        max_length=200,
    )
    tasks: tuple[JourneyTaskRule, ...] = setting((), label=sentence("Tasks"), section=TASKS, max_length=500)
    checkpoints: tuple[CheckpointRule, ...] = setting(
        (), label=sentence("Checkpoints"), section=CHECKPOINTS, max_length=100
    )
    stuck_days: int = setting(
        14, label=sentence("Stuck when nothing moves for"), unit=sentence("days"), section=WATCHING, ge=1, le=365
    )
    reminder_days: tuple[int, ...] = setting(
        (3,), label=sentence("Reminders before a task is due"), unit=sentence("days"), section=WATCHING, max_length=10
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        checks.check_keys(self.journeys, self.stages, self.tasks, self.checkpoints)
        for journey in self.journeys:
            stages = self.stages_of(journey.key)
            checks.check_journey(journey, stages, self.tasks)
            checks.check_checkpoints(journey, [stage.key for stage in self.path_of(journey.key)], self.checkpoints)
        if any(days < 1 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before."))
        return self

    def find_journey(self, key: str) -> JourneyRule | None:
        """Return a journey, if the rules know it."""
        return next((one for one in self.journeys if one.key == key), None)

    def journeys_for(self, types: frozenset[str]) -> tuple[JourneyRule, ...]:
        """Return the journeys of a partner of these types: one for each role, one that names a type before one for all."""
        chosen: dict[Persona, JourneyRule] = {}
        named = [one for one in self.journeys if types.intersection(one.types)]
        for one in (*named, *(one for one in self.journeys if not one.types)):
            chosen.setdefault(one.persona, one)
        return tuple(one for one in self.journeys if chosen.get(one.persona) is one)

    def stages_of(self, journey: str) -> tuple[StageRule, ...]:
        """Return the stages of a journey as they are written."""
        return tuple(one for one in self.stages if one.journey == journey)

    def path_of(self, journey: str) -> tuple[StageRule, ...]:
        """Return the stages of a journey, each after those that it waits for."""
        stages = {one.key: one for one in self.stages_of(journey)}
        return tuple(stages[key] for key in sort_stages({key: one.after for key, one in stages.items()}))

    def tasks_in(self, stage: str) -> tuple[JourneyTaskRule, ...]:
        """Return the tasks of a stage as they are written."""
        return tuple(one for one in self.tasks if one.stage == stage)

    def tasks_of(self, journey: str) -> tuple[JourneyTaskRule, ...]:
        """Return the tasks of a journey in the order of its stages."""
        return tuple(task for stage in self.path_of(journey) for task in self.tasks_in(stage.key))

    def checkpoints_of(self, journey: str) -> tuple[CheckpointRule, ...]:
        """Return the checkpoints of a journey, the first day first."""
        own = {stage.key for stage in self.stages_of(journey)}
        return tuple(sorted((one for one in self.checkpoints if one.stage in own), key=lambda one: one.days))

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, journey in enumerate(self.journeys):
            for word in journey.types:
                yield f"journeys.{number}.types", "partner_types", word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: each journey with its stages, tasks and checkpoints, then when one is stuck."""
        return say_rules(self)
