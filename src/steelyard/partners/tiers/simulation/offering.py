"""What the program is told of the simulation: how to run it, and in plain words what it does and what it leaves alone."""

from collections.abc import Mapping

from steelyard.kernel.money import Money
from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import sentence
from steelyard.partners.benefits.queries import list_catalog
from steelyard.partners.models import Partner
from steelyard.partners.tiers.queries import list_tier_names
from steelyard.partners.tiers.simulation.past import count_partners
from steelyard.partners.tiers.simulation.replaying import RULEBOOK, replay
from steelyard.partners.tiers.simulation.worlds import NO_TIER
from steelyard.program.public import Simulator, Worth, register_simulator


def _count(_window: Period) -> int:
    return count_partners()


def _outcomes() -> Mapping[str, str]:
    return {NO_TIER: sentence("No tier"), **list_tier_names()}


def _worth() -> Mapping[str, Worth]:
    return {one.key: Worth(name=one.name, a_year=Money(one.value.amount, one.value.currency)) for one in list_catalog()}


register_simulator(
    Simulator(
        rulebook=RULEBOOK,
        subject_prefix=Partner.PREFIX,
        subject=sentence("Partner"),
        kinds=sentence("By track"),
        kinds_are_words=False,
        outcomes=_outcomes,
        worth=_worth,
        simulated=(
            sentence(
                "Every active partner begins the time in the tier of the record, in two worlds: in one it follows the rules"
                " of each day, in the other the draft."
            ),
            sentence(
                "At the beginning of each month, and at the end of the time, both are evaluated on what was measured by"
                " then: up at once; down after grace, after notice, and at the end of a period."
            ),
            sentence("Tiers that somebody gave by hand, or fixed, are given in both."),
            sentence(
                "Benefits follow the tier and the types of each day, as the catalog says today, and cost what it says today."
            ),
        ),
        not_simulated=(
            sentence(
                "What cannot be measured of a past day, such as people who joined and data quality, counts as it is today."
            ),
            sentence(
                "Between two months nothing is evaluated: a tier comes up to a month later than it would, and a notice as well."
            ),
            sentence("Partners that have left since, or are suspended today, are not counted."),
            sentence("Nobody behaves differently: what partners would have done under the draft is unknown."),
        ),
        count=_count,
        replay=replay,
    )
)
