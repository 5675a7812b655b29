"""The rulebook of content: when it is looked at again, who is told, when it goes, and what counts as a graveyard."""

from itertools import pairwise
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

REVIEW = sentence("Review")
USE = sentence("Use")
KITS = sentence("Kits")
WINS = sentence("Use before wins")
ENTITLEMENT = sentence("Who may read")


class ContentRules(Rulebook):
    """What keeps a library from becoming a graveyard."""

    prefix: ClassVar[str] = "CT"
    title: ClassVar[str] = sentence("Content")
    summary: ClassVar[str] = sentence("Who may read what, and how nothing stale is ever shown as current.")

    review_months: int = setting(
        12, label=sentence("Reviewed every"), unit=sentence("months"), section=REVIEW, ge=1, le=60
    )
    reminder_days: tuple[int, ...] = setting(
        (30, 7, 0),
        label=sentence("The owner is reminded before"),
        help=sentence("Days before the day of review, falling; 0 is that day."),
        unit=sentence("days"),
        section=REVIEW,
    )
    grace_days: int = setting(
        30,
        label=sentence("Archived if not reviewed after"),
        help=sentence("Days after the day of review. Until then it is shown as past its review."),
        unit=sentence("days"),
        section=REVIEW,
        ge=0,
        le=365,
    )
    unused_days: int = setting(
        180,
        label=sentence("Unused if nobody opened it for"),
        unit=sentence("days"),
        section=USE,
        ge=30,
        le=730,
    )
    past_sales_days: int = setting(
        365,
        label=sentence("Kits are ordered by the sales of the last"),
        unit=sentence("days"),
        section=KITS,
        ge=30,
        le=1095,
    )

    win_windows_days: tuple[int, ...] = setting(
        (30, 90),
        label=sentence("Used before a win means within the last"),
        help=sentence("Days, rising. Readers choose among them; the longest comes first."),
        unit=sentence("days"),
        section=WINS,
        min_length=1,
        max_length=5,
    )
    least_closings: int = setting(
        10,
        label=sentence("Shares of won opportunities are shown from"),
        help=sentence("Closed opportunities on each side of a comparison. Below, chance says more than the content."),
        unit=sentence("closed opportunities"),
        section=WINS,
        ge=3,
        le=1000,
    )

    @model_validator(mode="after")
    def _windows_rise(self) -> Self:
        rises = all(earlier < later for earlier, later in pairwise(self.win_windows_days))
        if not rises or not all(1 <= days <= 730 for days in self.win_windows_days):
            raise invalid(sentence("Name windows as rising numbers of days, each once, from 1 to 730."))
        return self

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if (
            any(later >= earlier for earlier, later in pairwise(self.reminder_days))
            or min(self.reminder_days, default=0) < 0
        ):
            raise invalid(sentence("Name reminders as falling numbers of days, each once, from 0 on."))
        return self

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: entitlement, review, use."""
        return [
            RuleSentence(
                rule="CT-1",
                text=sentence(
                    "A partner in the program reads what is published for an audience that it belongs to: by tier, type,"
                    " role of the person, region, and an agreement in force where the audience asks for one."
                    " Of anything else it learns nothing."
                ),
                section=ENTITLEMENT,
            ),
            RuleSentence(
                rule="CT-2",
                text=sentence("Every asset has an owner and a day of review, {months} months ahead at most."),
                params={"months": self.review_months},
                section=REVIEW,
                fields=("review_months",),
            ),
            RuleSentence(
                rule="CT-3",
                text=sentence("The owner is reminded {days} days before; 0 is the day itself."),
                params={"days": ", ".join(str(days) for days in self.reminder_days)},
                section=REVIEW,
                fields=("reminder_days",),
            ),
            RuleSentence(
                rule="CT-4",
                text=sentence(
                    "Past its day of review an asset is marked so, and archived {days} days later unless somebody reviews it."
                ),
                params={"days": self.grace_days},
                section=REVIEW,
                fields=("grace_days",),
            ),
            RuleSentence(
                rule="CT-5",
                text=sentence(
                    "Graveyard index: published assets that are past their review, or were published more than {days} days ago"
                    " and used by nobody in the last {days}, divided by all published assets of the library."
                ),
                params={"days": self.unused_days},
                section=USE,
                fields=("unused_days",),
            ),
            RuleSentence(
                rule="CT-6",
                text=sentence(
                    "For a deal we recommend what fits its products, then its industry, then its stage; never what is past its"
                    " review, nor what is made for other products or industries."
                ),
                section=USE,
            ),
            RuleSentence(
                rule="CT-7",
                text=sentence(
                    "Kits come in the order in which they fit a partner: for an industry that it serves, for one in which it won"
                    " in the last {days} days, for a product that it sold in that time. A kit gives each reader the parts that"
                    " it may read and that are not past their review."
                ),
                params={"days": self.past_sales_days},
                section=KITS,
                fields=("past_sales_days",),
            ),
            RuleSentence(
                rule="CT-8",
                text=sentence(
                    "Words that find nothing in the library are listed for its owners, without who asked, until somebody"
                    " sees to them or nobody asks again for {days} days."
                ),
                params={"days": self.unused_days},
                section=USE,
                fields=("unused_days",),
            ),
            RuleSentence(
                rule="CT-9",
                text=sentence(
                    "A content was used before a win if somebody of the partner opened or took it at most so many days before the"
                    " partner's opportunity was won: {days}. Uses of other partners do not count, whoever's deal it was."
                ),
                params={"days": ", ".join(str(days) for days in self.win_windows_days)},
                section=WINS,
                fields=("win_windows_days",),
            ),
            RuleSentence(
                rule="CT-10",
                text=sentence(
                    "With and without a content we compare the closed opportunities of those partners that used it. Shares are"
                    " shown with an interval of 95 percent, and only if each side has at least {count}. They do not prove that"
                    " the content was the cause."
                ),
                params={"count": self.least_closings},
                section=WINS,
                fields=("least_closings",),
            ),
        ]
