"""The rulebook of recruiting: the ideal partner of each type, and what screening makes of what it finds."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.recruiting.terms import ProfileFact, SizeBand, Weighing
from steelyard.program.rules import Rulebook, RulePart, RuleSentence, Term, invalid, setting

PROFILE = sentence("The ideal partner")
FIT = sentence("How a score is read")
COVERAGE = sentence("Coverage")
SCREENING = sentence("Screening")

_FULL = 100
_CATALOG_OF = {ProfileFact.REGION: "regions"}


class CriterionRule(RulePart):
    """Something that the ideal partner of a type has, and how much it counts."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern="^[a-z0-9][a-z0-9_-]*$", max_length=30)
    name: str = setting(..., label=sentence("Name"), min_length=1, max_length=60)
    type: str = setting(
        "",
        label=sentence("For the type"),
        help=sentence("Empty: for every type that has no profile of its own."),
        max_length=50,
    )
    fact: ProfileFact = setting(..., label=sentence("Looks at"))
    words: tuple[str, ...] = setting(
        (), label=sentence("One of"), help=sentence("Empty: whatever is said counts."), max_length=100
    )
    enough: int = setting(1, label=sentence("So many are enough"), ge=1, le=50)
    weight: int = setting(0, label=sentence("Weight in percent"), ge=0, le=100)
    is_required: bool = setting(False, label=sentence("The least that is asked for"))  # noqa: FBT003 - the default


class PartnerProfileRules(Rulebook):
    """Whom the program looks for: a profile per type of partner, and what speaks against somebody."""

    prefix: ClassVar[str] = "PP"
    title: ClassVar[str] = sentence("Ideal partner and screening")
    summary: ClassVar[str] = sentence(
        "Whom the program looks for, how well somebody fits, and what is looked at first."
    )
    overridable: ClassVar[frozenset[str]] = frozenset({"criteria", "good_from", "fair_from"})

    criteria: tuple[CriterionRule, ...] = setting(
        (
            CriterionRule(
                key="capable",
                name=sentence("Says what it can do"),
                fact=ProfileFact.CAPABILITIES,
                enough=3,
                weight=40,
            ),
            CriterionRule(
                key="at-home",
                name=sentence("Is at home in an industry"),
                fact=ProfileFact.VERTICALS,
                enough=2,
                weight=30,
            ),
            CriterionRule(
                key="staffed",
                name=sentence("Has people to sell and deliver"),
                fact=ProfileFact.SIZE,
                words=(SizeBand.SMALL, SizeBand.MEDIUM, SizeBand.LARGE, SizeBand.HUGE),
                weight=30,
            ),
        ),
        label=sentence("Criteria"),
        help=sentence("The weights of the criteria of one type make 100 % together."),
        section=PROFILE,
        min_length=1,
        max_length=200,
    )

    good_from: int = setting(70, label=sentence("A good fit from"), unit=sentence("points"), section=FIT, ge=2, le=100)
    fair_from: int = setting(40, label=sentence("A fair fit from"), unit=sentence("points"), section=FIT, ge=1, le=99)

    enough_partners: int = setting(
        2,
        label=sentence("Partners that are enough for an industry and a capability in a region"),
        section=COVERAGE,
        ge=1,
        le=1000,
    )
    takes_applications: bool = setting(
        True,  # noqa: FBT003 - the default
        label=sentence("Companies may apply on the public page"),
        section=SCREENING,
    )
    domain_differs: Weighing = setting(
        Weighing.REVIEW, label=sentence("Mail from another domain than the website"), section=SCREENING
    )
    free_mail: Weighing = setting(Weighing.REVIEW, label=sentence("Mail from a free service"), section=SCREENING)
    masked_mail: Weighing = setting(Weighing.REFUSE, label=sentence("Mail that hides who writes"), section=SCREENING)
    partner_already: Weighing = setting(
        Weighing.REFUSE, label=sentence("The company is a partner already"), section=SCREENING
    )
    prospect_already: Weighing = setting(
        Weighing.REVIEW, label=sentence("The company is a prospect already"), section=SCREENING
    )
    known_company: Weighing = setting(
        Weighing.IGNORE, label=sentence("The company is known from other business"), section=SCREENING
    )
    refused_before: Weighing = setting(
        Weighing.REVIEW, label=sentence("The company was refused before"), section=SCREENING
    )
    minimum_missed: Weighing = setting(
        Weighing.REVIEW, label=sentence("A criterion that is the least asked for is not met"), section=SCREENING
    )
    free_domains: tuple[str, ...] = setting(
        (
            *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com"),
            *("aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "mail.com"),
        ),
        label=sentence("Free services"),
        section=SCREENING,
        max_length=500,
    )
    masked_domains: tuple[str, ...] = setting(
        (
            *("mailinator.com", "guerrillamail.com", "10minutemail.com", "yopmail.com", "temp-mail.org"),
            *("duck.com", "privaterelay.appleid.com", "mozmail.com", "simplelogin.com", "anonaddy.me"),
        ),
        label=sentence("Services that hide who writes"),
        section=SCREENING,
        max_length=2000,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for key, times in Counter(one.key for one in self.criteria).items():
            if times > 1:
                raise invalid(sentence("The key {key} is there twice."), key=key)
        for kind in dict.fromkeys(one.type for one in self.criteria):
            total = sum(one.weight for one in self.criteria if one.type == kind)
            if total != _FULL:
                text = sentence("The weights of a profile make 100 % together; those for “{kind}” make {total} %.")
                raise invalid(text, kind=kind or "*", total=total)
        for one in self.criteria:
            if one.words and one.enough > len(one.words):
                raise invalid(sentence("{key} asks for more than it lists."), key=one.key)
            if one.fact is ProfileFact.SIZE and (unknown := set(one.words) - set(SizeBand)):
                bands = ", ".join(sorted(unknown))
                raise invalid(sentence("There is no size {bands}."), bands=bands)
        if self.fair_from >= self.good_from:
            raise invalid(sentence("A good fit begins above a fair one."))
        return self

    def criteria_for(self, kind: str) -> tuple[CriterionRule, ...]:
        """Return the profile of a type: its own, else the one for every type; nothing where there is neither."""
        own = tuple(one for one in self.criteria if one.type == kind)
        return own or tuple(one for one in self.criteria if not one.type)

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield each word that must be one of a catalog: the setting that holds it, the catalog, the word."""
        for number, one in enumerate(self.criteria):
            if one.type:
                yield f"criteria.{number}.type", "partner_types", one.type
            if (catalog := _CATALOG_OF.get(one.fact)) is not None:
                for word in one.words:
                    yield f"criteria.{number}.words", catalog, word

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: the profile of each type, how a score is read, what screening looks at."""
        return [
            *(_say_criterion(one) for one in self.criteria),
            RuleSentence(
                rule="PP-FIT",
                text=sentence(
                    "From {good} points on it is a good fit, from {fair} on a fair one, below that a low one."
                ),
                params={"good": self.good_from, "fair": self.fair_from},
                section=FIT,
                fields=("good_from", "fair_from"),
                is_confidential=True,
            ),
            RuleSentence(
                rule="PP-COVER",
                text=sentence(
                    "Where fewer than {enough} partners of a region have a capability in an industry, partners are missing."
                ),
                params={"enough": self.enough_partners},
                section=COVERAGE,
                fields=("enough_partners",),
                is_confidential=True,
            ),
            RuleSentence(
                rule="PP-OPEN",
                text=sentence("Companies may apply on the public page.")
                if self.takes_applications
                else sentence("Nobody can apply: the public page is closed."),
                params={},
                section=SCREENING,
                fields=("takes_applications",),
                is_confidential=True,
            ),
            *(_say_weighing(self, name) for name in WEIGHINGS),
        ]


WEIGHINGS = (
    *("masked_mail", "free_mail", "domain_differs", "partner_already", "prospect_already"),
    *("known_company", "refused_before", "minimum_missed"),
)
"""What screening can find, by the setting that says what it leads to; a name on a list of sanctions always speaks against."""


def criterion_rule(key: str) -> str:
    """Return the number of the rule that a criterion is."""
    return f"PP-{key}"


def weighing_rule(name: str) -> str:
    """Return the number of the rule behind something that screening finds."""
    return f"PP-S{WEIGHINGS.index(name) + 1}"


LISTED_RULE = "PP-S0"


def _say_criterion(one: CriterionRule) -> RuleSentence:
    params = {
        "name": Term(one.name),
        "kind": Term(one.type or sentence("every other type")),
        "fact": Term(one.fact.label),
        "words": tuple(Term(word) for word in one.words),
        "enough": one.enough,
        "weight": one.weight,
    }
    if one.words:
        text = sentence("{kind}: {name} counts {weight} %, in full from {enough} of these on ({fact}): {words}.")
    else:
        text = sentence("{kind}: {name} counts {weight} %, in full from {enough} on ({fact}), whatever they are.")
    if one.is_required:
        text = (
            sentence("{kind}: {name} is asked for and counts {weight} %: {enough} of these ({fact}): {words}.")
            if one.words
            else sentence("{kind}: {name} is asked for and counts {weight} %: {enough} ({fact}), whatever they are.")
        )
    return RuleSentence(
        rule=criterion_rule(one.key),
        text=text,
        params=params,
        section=PROFILE,
        fields=("criteria",),
        is_confidential=True,
    )


def _say_weighing(rules: PartnerProfileRules, name: str) -> RuleSentence:
    weighing: Weighing = getattr(rules, name)
    label = PartnerProfileRules.model_fields[name].title or name
    return RuleSentence(
        rule=weighing_rule(name),
        text=sentence("{what}: {weighing}."),
        params={"what": Term(label), "weighing": Term(weighing.label)},
        section=SCREENING,
        fields=(name,),
        is_confidential=True,
    )
