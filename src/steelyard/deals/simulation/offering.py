"""What the program is told of the simulation: how to run it, and in plain words what it does and what it leaves alone."""

from steelyard.deals.models import DealRegistration
from steelyard.deals.program import RULEBOOK
from steelyard.deals.queries.history import count_decided
from steelyard.deals.simulation.replaying import replay
from steelyard.deals.terms import Outcome
from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import sentence
from steelyard.program.public import Simulator, register_simulator


def _count(window: Period) -> int:
    if window.until is None:
        raise ValueError("a window that is simulated has an end")
    return count_decided(since=window.starts_at, until=window.until)


register_simulator(
    Simulator(
        rulebook=RULEBOOK,
        subject_prefix=DealRegistration.PREFIX,
        subject=sentence("Registration"),
        kinds=sentence("By role"),
        outcomes=lambda: {outcome: outcome.label for outcome in Outcome},
        simulated=(
            sentence(
                "Every registration of the time is decided again at its own instant, in the order of submission, by the"
                " rules of its day and by the draft."
            ),
            sentence(
                "The claims that it meets, the partner's live registrations and its recent rejections are those of the"
                " simulated world: shorter protections end earlier, what is refused holds nothing."
            ),
            sentence(
                "What was withdrawn, won, lost or revoked ends when it did, if it still stands. Extensions that were"
                " granted lengthen a simulated protection, as often as the draft allows."
            ),
            sentence(
                "What a person decided later is decided the same, unless another partner is protected by then; what the"
                " rules decided later, they decide again."
            ),
            sentence(
                "What only the draft holds is approved provisionally at its hard limit or expires without evidence, as"
                " the draft says; otherwise it waits, because nobody knows what a person would say."
            ),
            sentence("Registrations from before the time, and imported ones, stand as they stood."),
        ),
        not_simulated=(
            sentence(
                "Direct sales, products in use, named accounts, agreements, certificates, tiers and evidence are those"
                " of the first decision. Limits that look further back than the rules did then find nothing more."
            ),
            sentence("Which company is meant, and which may be the same, stays as it was found then."),
            sentence(
                "What only the draft approves stands until its protection ends: nobody knows whether it would have been"
                " won, lost or given up before."
            ),
            sentence(
                "Nobody behaves differently: what partners would have registered, asked or proven instead is unknown."
            ),
        ),
        count=_count,
        replay=replay,
    )
)
