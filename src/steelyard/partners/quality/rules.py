"""The rulebook of data quality: what counts how much, what is asked of a record, and when partners are asked."""

from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.quality.terms import OWN_DETAILS, PART_RULES, Detail, QualityPart
from steelyard.program.rules import Rulebook, RuleSentence, Term, invalid, setting

WEIGHTS = sentence("What counts how much")
RECORD = sentence("The record")
PEOPLE = sentence("People")
TASKS = sentence("Tasks for partners")


class DataQualityRules(Rulebook):
    """How the score of a partner's data comes about, and what the partner is asked to put right."""

    prefix: ClassVar[str] = "DQ"
    title: ClassVar[str] = sentence("Data quality")
    summary: ClassVar[str] = sentence("How good the data about a partner is, and what partners are asked to put right.")
    overridable: ClassVar[frozenset[str]] = frozenset({"asked", "confirm_days", "task_days", "reminder_days"})

    completeness: int = setting(40, label=sentence("Completeness"), unit="%", section=WEIGHTS, ge=0, le=100)
    freshness: int = setting(20, label=sentence("Freshness"), unit="%", section=WEIGHTS, ge=0, le=100)
    contacts: int = setting(30, label=sentence("Contacts"), unit="%", section=WEIGHTS, ge=0, le=100)
    duplicates: int = setting(10, label=sentence("Free of duplicates"), unit="%", section=WEIGHTS, ge=0, le=100)

    asked: tuple[Detail, ...] = setting(
        tuple(detail for detail in Detail if detail is not Detail.SPECIALIZATIONS),
        label=sentence("A complete record says"),
        section=RECORD,
        min_length=1,
    )
    fresh_days: int = setting(
        180, label=sentence("A record is fresh for"), unit=sentence("days"), section=RECORD, ge=1, le=1825
    )
    stale_days: int = setting(
        540, label=sentence("Freshness is gone after"), unit=sentence("days"), section=RECORD, ge=2, le=3650
    )
    duplicate_cost: int = setting(50, label=sentence("An open duplicate takes"), unit="%", section=RECORD, ge=1, le=100)

    active_days: int = setting(
        180,
        label=sentence("Somebody is active who signed in within"),
        unit=sentence("days"),
        section=PEOPLE,
        ge=1,
        le=1825,
    )
    confirm_days: int = setting(
        90, label=sentence("People and roles are confirmed every"), unit=sentence("days"), section=PEOPLE, ge=7, le=1825
    )

    task_days: int = setting(
        14, label=sentence("A task is due after"), unit=sentence("days"), section=TASKS, ge=1, le=365
    )
    reminder_days: tuple[int, ...] = setting(
        (7, 1), label=sentence("Reminders before a task is due"), unit=sentence("days"), section=TASKS, max_length=10
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if sum(self.weight_of(part) for part in QualityPart) != 100:
            raise invalid(sentence("The weights of the parts make 100 % together."))
        if self.fresh_days >= self.stale_days:
            raise invalid(sentence("A record is fresh before its freshness is gone: give it more days until then."))
        if len(set(self.asked)) != len(self.asked):
            raise invalid(sentence("A setting is listed twice."))
        if any(days < 1 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before."))
        return self

    def weight_of(self, part: QualityPart) -> int:
        """Return how many of the hundred points a part is worth."""
        weight: int = getattr(self, part)
        return weight

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: a sentence for each part of the score, then what partners are asked."""
        asked = tuple(Term(detail.label) for detail in self.asked)
        fillable = tuple(Term(detail.label) for detail in self.asked if detail in OWN_DETAILS)
        return [
            RuleSentence(
                rule=PART_RULES[QualityPart.COMPLETENESS],
                text=sentence("Completeness counts {weight} %: the share that is filled in of {asked}."),
                params={"weight": self.completeness, "asked": asked},
                section=WEIGHTS,
                fields=("completeness", "asked"),
            ),
            RuleSentence(
                rule=PART_RULES[QualityPart.FRESHNESS],
                text=sentence(
                    "Freshness counts {weight} %: all of it for {fresh} days after the record was changed or confirmed,"
                    " then evenly less until nothing is left after {stale} days."
                ),
                params={"weight": self.freshness, "fresh": self.fresh_days, "stale": self.stale_days},
                section=WEIGHTS,
                fields=("freshness", "fresh_days", "stale_days"),
            ),
            RuleSentence(
                rule=PART_RULES[QualityPart.CONTACTS],
                text=sentence(
                    "Contacts count {weight} %: the share of people who joined, and whom mails reach, among all who were"
                    " asked to; half of that when nobody signed in within {days} days."
                ),
                params={"weight": self.contacts, "days": self.active_days},
                section=WEIGHTS,
                fields=("contacts", "active_days"),
            ),
            RuleSentence(
                rule=PART_RULES[QualityPart.DUPLICATES],
                text=sentence(
                    "Being free of duplicates counts {weight} %: each open question whether the partner's company is"
                    " there twice takes {cost} % of that."
                ),
                params={"weight": self.duplicates, "cost": self.duplicate_cost},
                section=WEIGHTS,
                fields=("duplicates", "duplicate_cost"),
            ),
            RuleSentence(
                rule="DQ-5",
                text=sentence("A partner is asked to fill in what is missing of {asked}, within {days} days."),
                params={"asked": fillable, "days": self.task_days},
                section=TASKS,
                fields=("asked", "task_days"),
            ),
            RuleSentence(
                rule="DQ-6",
                text=sentence("A partner is asked every {days} days to confirm its people and their roles."),
                params={"days": self.confirm_days},
                section=TASKS,
                fields=("confirm_days",),
            ),
            RuleSentence(
                rule="DQ-7",
                text=sentence("A partner whose record is no longer fresh is asked whether it is still right."),
                section=TASKS,
                fields=("fresh_days",),
            ),
        ]
