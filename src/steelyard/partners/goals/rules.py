"""The rulebook of goals: what counts as on pace."""

from decimal import Decimal
from typing import ClassVar

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, setting

PACING = sentence("Pacing")


class GoalRules(Rulebook):
    """How goals come about, and when one is ahead or behind."""

    prefix: ClassVar[str] = "GO"
    title: ClassVar[str] = sentence("Goals")
    summary: ClassVar[str] = sentence("What partners and we agreed on, and what counts as on pace.")

    margin: int = setting(
        5,
        label=sentence("On pace within"),
        help=sentence("Of the way from where the goal began to its target."),
        unit="%",
        section=PACING,
        ge=0,
        le=50,
    )

    @property
    def margin_rate(self) -> Decimal:
        """How far from the expected is still on pace. Units: 0..1."""
        return Decimal(self.margin) / 100

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return [
            RuleSentence(
                rule="GO-1",
                text=sentence(
                    "A goal holds once both sides agreed; a change of it holds once the other side agrees, and until then"
                    " the one before does."
                ),
                section=PACING,
            ),
            RuleSentence(
                rule="GO-2",
                text=sentence(
                    "By a day so much is expected as days of the period have passed, or as was reached by then a year before."
                    " Where nothing was reached a year before, the days count."
                ),
                section=PACING,
            ),
            RuleSentence(
                rule="GO-3",
                text=sentence("On pace is whoever is within {margin} % of the way from what is expected."),
                params={"margin": self.margin},
                section=PACING,
                fields=("margin",),
            ),
        ]
