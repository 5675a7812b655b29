"""The rules of onboarding in plain words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding.milestones import name_of
from steelyard.partners.onboarding.parts import JourneyRule, JourneyTaskRule, StageRule
from steelyard.partners.onboarding.sections import CHECKPOINTS, JOURNEYS, STAGES, TASKS, WATCHING
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.onboarding.rules import OnboardingRules


def say_rules(rules: "OnboardingRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    if not rules.journeys:
        return [
            RuleSentence(
                rule="ON-1",
                text=sentence("New partners have no journey."),
                section=JOURNEYS,
                fields=("journeys",),
            )
        ]
    said: list[RuleSentence] = []
    for number, journey in enumerate(rules.journeys, start=1):
        said += _say_journey(f"ON-{number}", journey, rules)
    said.append(
        RuleSentence(
            rule="ON-S",
            text=sentence(
                "A journey in which nothing moves for {days} days is stuck, and so is one that misses a checkpoint:"
                " the partner's administrators and managers hear of it."
            ),
            params={"days": rules.stuck_days},
            section=WATCHING,
            fields=("stuck_days",),
        )
    )
    if rules.reminder_days:
        said.append(
            RuleSentence(
                rule="ON-R",
                text=sentence("Whoever has a task to do is reminded of it so many days before it is due: {days}."),
                params={"days": rules.reminder_days},
                section=WATCHING,
                fields=("reminder_days",),
            )
        )
    return said


def _say_journey(number: str, journey: JourneyRule, rules: "OnboardingRules") -> Iterator[RuleSentence]:
    yield RuleSentence(
        rule=number,
        text=sentence("The journey “{journey}” is for: {types}. It is gone through by: {persona}.")
        if journey.types
        else sentence("The journey “{journey}” is for every partner. It is gone through by: {persona}."),
        params={"journey": Term(journey.name), "types": journey.types, "persona": Term(journey.persona.label)},
        section=JOURNEYS,
        fields=("journeys",),
    )
    names = {stage.key: stage.name for stage in rules.stages_of(journey.key)}
    for place, stage in enumerate(rules.path_of(journey.key), start=1):
        yield _say_stage(f"{number}.{place}", stage, names)
        for order, task in enumerate(rules.tasks_in(stage.key), start=1):
            yield _say_task(f"{number}.{place}.{order}", task)
    for checkpoint in rules.checkpoints_of(journey.key):
        yield RuleSentence(
            rule=f"{number}.D{checkpoint.days}.{checkpoint.stage}",
            text=sentence("By day {days}, “{stage}” should be left."),
            params={"days": checkpoint.days, "stage": Term(names[checkpoint.stage])},
            section=CHECKPOINTS,
            fields=("checkpoints",),
        )


def _say_stage(number: str, stage: StageRule, names: dict[str, str]) -> RuleSentence:
    return RuleSentence(
        rule=number,
        text=sentence("“{stage}” opens after: {before}.")
        if stage.after
        else sentence("“{stage}” is open from the start."),
        params={"stage": Term(stage.name), "before": tuple(Term(names[key]) for key in stage.after)},
        section=STAGES,
        fields=("stages",),
    )


def _say_task(number: str, task: JourneyTaskRule) -> RuleSentence:
    words: dict[str, Any] = {"task": Term(task.name), "doer": Term(task.doer.label), "days": task.due_days}
    if task.milestone:
        text = sentence("{task} ({doer}), by day {days}: done once this is reached: {milestone}.")
        words["milestone"] = Term(name_of(task.milestone))
    elif task.is_optional:
        text = sentence("{task} ({doer}), by day {days}: closed by hand; the stage can be left without it.")
    else:
        text = sentence("{task} ({doer}), by day {days}: closed by hand.")
    return RuleSentence(rule=number, text=text, params=words, section=TASKS, fields=("tasks",))
