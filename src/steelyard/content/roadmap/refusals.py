"""Every way in which the roadmap says no."""

from steelyard.kernel.refusals import Refusal, sentence


class RoadmapNeedsAgreement(Refusal):
    """What is to come is told to nobody without an agreement."""

    code = "roadmap_needs_agreement"
    text = sentence("Choose an audience that asks for an agreement in force, or one that is ours alone.")
