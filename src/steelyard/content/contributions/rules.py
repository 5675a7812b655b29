"""The rulebook of contributions: what they are worth, how long that holds, whether their addresses are looked at."""

from itertools import pairwise
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.content.contributions.terms import ContributionKind
from steelyard.content.terms import LANGUAGES
from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

POINTS = sentence("Points")
FOCUS = sentence("What we look for")
VALIDITY = sentence("How long it counts")
ADDRESSES = sentence("Addresses")
_UNIT = sentence("points")
_NOTHING = "\u2013"


class ContributionRules(Rulebook):
    """What a partner's own content is worth, and how long."""

    prefix: ClassVar[str] = "CB"
    title: ClassVar[str] = sentence("Contributions")
    summary: ClassVar[str] = sentence("What content that partners publish themselves is worth, and how long it counts.")

    blog_post_points: int = setting(20, label=sentence("A blog post"), unit=_UNIT, section=POINTS, ge=0, le=1000)
    guide_points: int = setting(40, label=sentence("A guide"), unit=_UNIT, section=POINTS, ge=0, le=1000)
    video_points: int = setting(30, label=sentence("A video"), unit=_UNIT, section=POINTS, ge=0, le=1000)
    talk_points: int = setting(40, label=sentence("A talk"), unit=_UNIT, section=POINTS, ge=0, le=1000)
    code_points: int = setting(50, label=sentence("Code"), unit=_UNIT, section=POINTS, ge=0, le=1000)
    reach_per_point: int = setting(
        100,
        label=sentence("Readers, viewers or listeners for a point"),
        section=POINTS,
        ge=1,
        le=1_000_000,
    )
    most_reach_points: int = setting(
        30, label=sentence("Reach gives at most"), unit=_UNIT, section=POINTS, ge=0, le=1000
    )
    first_points: int = setting(
        10, label=sentence("For a first publication"), unit=_UNIT, section=POINTS, ge=0, le=1000
    )
    focus_families: tuple[str, ...] = setting(
        (),
        label=sentence("Product families of focus"),
        help=sentence("Their keys, as the program lists them."),
        section=FOCUS,
        max_length=50,
    )
    focus_points: int = setting(
        15, label=sentence("For a product family of focus"), unit=_UNIT, section=FOCUS, ge=0, le=1000
    )
    needed_languages: tuple[str, ...] = setting(
        (), label=sentence("Languages needed"), help=sentence("By ISO 639-1, such as de."), section=FOCUS, max_length=20
    )
    language_points: int = setting(
        10, label=sentence("For a language needed"), unit=_UNIT, section=FOCUS, ge=0, le=1000
    )
    needed_regions: tuple[str, ...] = setting(
        (),
        label=sentence("Regions needed"),
        help=sentence("Their keys, as the program lists them."),
        section=FOCUS,
        max_length=50,
    )
    region_points: int = setting(10, label=sentence("For a region needed"), unit=_UNIT, section=FOCUS, ge=0, le=1000)
    valid_months: int = setting(
        12, label=sentence("Verified again after"), unit=sentence("months"), section=VALIDITY, ge=1, le=60
    )
    reminder_days: tuple[int, ...] = setting(
        (30, 7),
        label=sentence("The partner is reminded before"),
        help=sentence("Days before, falling; 0 is that day."),
        unit=sentence("days"),
        section=VALIDITY,
        max_length=10,
    )
    grace_days: int = setting(
        30, label=sentence("Lapses if nobody verified it after"), unit=sentence("days"), section=VALIDITY, ge=0, le=365
    )
    checks_addresses: bool = setting(
        default=False,
        label=sentence("We look whether addresses are still there"),
        help=sentence("From this installation, to hosts of the public internet alone."),
        section=ADDRESSES,
    )
    check_days: int = setting(
        7, label=sentence("Each address is looked at every"), unit=sentence("days"), section=ADDRESSES, ge=1, le=365
    )
    most_failures: int = setting(
        3,
        label=sentence("Gone after so many looks in a row that found nothing"),
        section=ADDRESSES,
        ge=1,
        le=30,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (
            any(later >= earlier for earlier, later in pairwise(self.reminder_days))
            or min(self.reminder_days, default=0) < 0
        ):
            raise invalid(sentence("Name reminders as falling numbers of days, each once, from 0 on."))
        if unknown := sorted(set(self.needed_languages) - set(LANGUAGES)):
            raise invalid(sentence("These languages are not known: {words}."), words=", ".join(unknown))
        for words in (self.focus_families, self.needed_languages, self.needed_regions):
            if len(set(words)) != len(words):
                raise invalid(sentence("A setting is listed twice."))
        return self

    def points_of(self, kind: ContributionKind) -> int:
        """Return what a kind is worth by itself."""
        points: int = getattr(self, f"{kind}_points")
        return points

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: points, focus, how long they count, addresses."""
        return [
            RuleSentence(
                rule="CB-1",
                text=sentence(
                    "A verified contribution is worth points by its kind: a blog post {blog_post}, a guide {guide}, a video"
                    " {video}, a talk {talk}, code {code}."
                ),
                params={kind.value: self.points_of(kind) for kind in ContributionKind},
                section=POINTS,
                fields=tuple(f"{kind}_points" for kind in ContributionKind),
            ),
            RuleSentence(
                rule="CB-2",
                text=sentence("Each {readers} who read, watched or came add a point, {most} at most."),
                params={"readers": self.reach_per_point, "most": self.most_reach_points},
                section=POINTS,
                fields=("reach_per_point", "most_reach_points"),
            ),
            RuleSentence(
                rule="CB-3",
                text=sentence("What was published nowhere before adds {points} points."),
                params={"points": self.first_points},
                section=POINTS,
                fields=("first_points",),
            ),
            RuleSentence(
                rule="CB-4",
                text=sentence("A product family of focus adds {points} points: {families}.")
                if self.focus_families
                else sentence("No product family is in focus."),
                params={"points": self.focus_points, "families": tuple(self.focus_families)}
                if self.focus_families
                else {},
                section=FOCUS,
                fields=("focus_points", "focus_families"),
            ),
            RuleSentence(
                rule="CB-5",
                text=sentence(
                    "A language that we need ({languages}) adds {language_points} points, a region that we need ({regions})"
                    " adds {region_points}."
                ),
                params={
                    "languages": ", ".join(self.needed_languages) or _NOTHING,
                    "language_points": self.language_points,
                    "regions": ", ".join(self.needed_regions) or _NOTHING,
                    "region_points": self.region_points,
                },
                section=FOCUS,
                fields=("needed_languages", "language_points", "needed_regions", "region_points"),
            ),
            RuleSentence(
                rule="CB-6",
                text=sentence(
                    "Points count while the contribution is acknowledged. It is verified again after {months} months; the"
                    " partner is reminded {days} days before, and it lapses {grace} days after that day."
                ),
                params={
                    "months": self.valid_months,
                    "days": ", ".join(str(days) for days in self.reminder_days) or _NOTHING,
                    "grace": self.grace_days,
                },
                section=VALIDITY,
                fields=("valid_months", "reminder_days", "grace_days"),
            ),
            RuleSentence(
                rule="CB-7",
                text=sentence(
                    "Every {days} days we look whether its address is there; after {failures} looks in a row that found"
                    " nothing it lapses."
                ),
                params={"days": self.check_days, "failures": self.most_failures},
                section=ADDRESSES,
                fields=("checks_addresses", "check_days", "most_failures"),
            )
            if self.checks_addresses
            else RuleSentence(
                rule="CB-7",
                text=sentence("Addresses are looked at by people alone, when they verify."),
                section=ADDRESSES,
                fields=("checks_addresses",),
            ),
        ]
