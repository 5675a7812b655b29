"""The rulebook of requirements: what every partner must have, how long a miss is tolerated, and what follows."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.requirements.parts import RequirementRule
from steelyard.partners.tiers.metrics import MetricUnit, find_metric
from steelyard.partners.tiers.metrics import name_of as metric_name
from steelyard.program.rules import Rulebook, RuleSentence, Term, invalid, setting

REQUIREMENTS = sentence("What partners must have")


class RequirementRules(Rulebook):
    """The least that the program asks of its partners."""

    prefix: ClassVar[str] = "RQ"
    title: ClassVar[str] = sentence("Requirements")
    summary: ClassVar[str] = sentence(
        "What every partner must have, by type, tier and region; how long a miss is tolerated, and what follows."
    )
    overridable: ClassVar[frozenset[str]] = frozenset({"requirements", "task_days"})

    requirements: tuple[RequirementRule, ...] = setting(
        (),
        label=sentence("Requirements"),
        help=sentence("A region has its own list where it is different there."),
        section=REQUIREMENTS,
        max_length=60,
    )
    task_days: int = setting(
        14,
        label=sentence("Tasks that follow are due within"),
        unit=sentence("days"),
        section=REQUIREMENTS,
        ge=1,
        le=365,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for key, times in Counter(one.key for one in self.requirements).items():
            if times > 1:
                raise invalid(sentence("“{key}” is there twice."), key=key)
        for one in self.requirements:
            if len(set(one.consequences)) != len(one.consequences):
                raise invalid(sentence("A setting is listed twice."))
            if one.metric:
                _check_metric(one)
            elif one.at_least != 1:
                raise invalid(sentence("“{key}”: of a document one is asked for."), key=one.key)
        return self

    def requirements_for(self, types: frozenset[str], tier: str) -> tuple[RequirementRule, ...]:
        """Return what is asked of a partner of these types in this tier."""
        return tuple(
            one
            for one in self.requirements
            if (not one.types or types.intersection(one.types)) and (not one.tiers or tier in one.tiers)
        )

    def find_requirement(self, key: str) -> RequirementRule | None:
        """Return a requirement, if the rules know it."""
        return next((one for one in self.requirements if one.key == key), None)

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, one in enumerate(self.requirements):
            for word in one.types:
                yield f"requirements.{number}.types", "partner_types", word
            for word in one.tiers:
                yield f"requirements.{number}.tiers", "tiers", word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        if not self.requirements:
            text = sentence("The program asks nothing of its partners.")
            return [RuleSentence(rule="RQ-1", text=text, section=REQUIREMENTS, fields=("requirements",))]
        text = sentence("Tasks that follow from a miss are due within {days} days.")
        tasks = RuleSentence(
            rule="RQ-T", text=text, params={"days": self.task_days}, section=REQUIREMENTS, fields=("task_days",)
        )
        return [*(_say(one) for one in self.requirements), tasks]


def requirement_rule(key: str) -> str:
    """Return the number of the rule that a requirement is."""
    return f"RQ-{key}"


def _check_metric(one: RequirementRule) -> None:
    metric = find_metric(one.metric)
    if metric is None:
        raise invalid(sentence("“{key}”: nobody measures “{metric}”."), key=one.key, metric=one.metric)
    if metric.has_window or metric.unit is MetricUnit.MONEY:
        raise invalid(sentence("“{key}”: only what holds on a day can be asked for here."), key=one.key)
    if metric.unit.most is not None and one.at_least > metric.unit.most:
        text = sentence("“{key}” cannot be reached: it never comes to more than {most}.")
        raise invalid(text, key=one.key, most=metric.unit.most)


def _say(one: RequirementRule) -> RuleSentence:
    params = {
        "name": Term(one.name),
        "types": tuple(Term(word) for word in one.types) or (Term(sentence("every type")),),
        "tiers": tuple(Term(word) for word in one.tiers) or (Term(sentence("every tier")),),
        "metric": Term(metric_name(one.metric)),
        "least": one.at_least,
        "days": one.grace_days,
        "then": tuple(Term(step.label) for step in one.consequences) or (Term(sentence("nothing else")),),
    }
    if one.metric:
        text = sentence(
            "{name}: partners of these types ({types}) in these tiers ({tiers}) have at least {least} ({metric})."
            " A miss is tolerated for {days} days; then follows: {then}."
        )
    else:
        text = sentence(
            "{name}: partners of these types ({types}) in these tiers ({tiers}) give a document that is valid."
            " A miss is tolerated for {days} days; then follows: {then}."
        )
        del params["metric"], params["least"]
    return RuleSentence(
        rule=requirement_rule(one.key), text=text, params=params, section=REQUIREMENTS, fields=("requirements",)
    )
