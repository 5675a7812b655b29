"""The rulebook of vetting: questionnaires, what answers weigh, who decides about which risk, reminders."""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.vetting.checks import check_parts
from steelyard.partners.vetting.parts import QuestionnaireRule, QuestionRule, WeightRule
from steelyard.partners.vetting.sections import ASKING, DECIDING, QUESTIONS, WEIGHING
from steelyard.partners.vetting.sentences import say_rules
from steelyard.partners.vetting.terms import Approver, RiskClass
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting


class VettingRules(Rulebook):
    """What partners are asked before they are trusted, and what their answers lead to."""

    prefix: ClassVar[str] = "VT"
    title: ClassVar[str] = sentence("Vetting")
    summary: ClassVar[str] = sentence(
        "Which questionnaires partners answer, what answers weigh, who decides, and how long it holds."
    )
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"questionnaires", "questions", "weights", "answer_days", "reminder_days"}
        | {"medium_approvers", "high_approvers"}
    )

    questionnaires: tuple[QuestionnaireRule, ...] = setting(
        (), label=sentence("Questionnaires"), section=ASKING, max_length=40
    )
    questions: tuple[QuestionRule, ...] = setting((), label=sentence("Questions"), section=QUESTIONS, max_length=100)
    weights: tuple[WeightRule, ...] = setting(
        (),
        label=sentence("What answers weigh"),
        help=sentence("A red flag makes a high risk, whatever the points. Partners do not see this."),
        section=WEIGHING,
        max_length=100,
    )
    answer_days: int = setting(
        30, label=sentence("Time to answer"), unit=sentence("days"), section=ASKING, ge=1, le=365
    )
    reminder_days: tuple[int, ...] = setting(
        (60, 30, 7),
        label=sentence("Reminders before that day, and before it lapses"),
        unit=sentence("days"),
        section=ASKING,
        min_length=1,
        max_length=10,
    )
    low_approvers: tuple[Approver, ...] = setting(
        (Approver.CHANNEL_MANAGER, Approver.PROGRAM_ADMIN),
        label=sentence("A low risk that does not pass by itself is decided by"),
        section=DECIDING,
        min_length=1,
    )
    medium_approvers: tuple[Approver, ...] = setting(
        (Approver.CHANNEL_MANAGER, Approver.PROGRAM_ADMIN),
        label=sentence("A medium risk is decided by"),
        section=DECIDING,
        min_length=1,
    )
    high_approvers: tuple[Approver, ...] = setting(
        (Approver.CHANNEL_MANAGER, Approver.PROGRAM_ADMIN, Approver.EXECUTIVE),
        label=sentence("A high risk is decided by"),
        help=sentence("Never by who manages the partner."),
        section=DECIDING,
        min_length=1,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_parts(self.questionnaires, self.questions, self.weights)
        for listed in (self.reminder_days, self.low_approvers, self.medium_approvers, self.high_approvers):
            if len(set(listed)) != len(listed):
                raise invalid(sentence("A setting is listed twice."))
        if any(days < 1 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before."))
        return self

    def find_questionnaire(self, key: str) -> QuestionnaireRule | None:
        """Return a questionnaire, if the rules know it."""
        return next((one for one in self.questionnaires if one.key == key), None)

    def questionnaires_for(self, types: frozenset[str], tier: str) -> tuple[QuestionnaireRule, ...]:
        """Return the questionnaires that are for a partner of these types in this tier."""
        return tuple(
            one
            for one in self.questionnaires
            if (not one.types or types.intersection(one.types)) and (not one.tiers or tier in one.tiers)
        )

    def questions_of(self, questionnaire: str) -> tuple[QuestionRule, ...]:
        """Return the questions of a questionnaire as they are written."""
        return tuple(one for one in self.questions if one.questionnaire == questionnaire)

    def weights_of(self, question: str) -> tuple[WeightRule, ...]:
        """Return what the answers to a question weigh."""
        return tuple(one for one in self.weights if one.question == question)

    def approvers_of(self, risk: RiskClass) -> tuple[Approver, ...]:
        """Return who decides about a risk."""
        of = {
            RiskClass.LOW: self.low_approvers,
            RiskClass.MEDIUM: self.medium_approvers,
            RiskClass.HIGH: self.high_approvers,
        }
        return of[risk]

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, one in enumerate(self.questionnaires):
            for word in one.types:
                yield f"questionnaires.{number}.types", "partner_types", word
            for word in one.tiers:
                yield f"questionnaires.{number}.tiers", "tiers", word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return say_rules(self)


def weight_rule(key: str) -> str:
    """Return the number of the rule that a weight is."""
    return f"VT-W-{key}"


FLAG_RULE = "VT-F"
POINTS_RULE = "VT-P"
