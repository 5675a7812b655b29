"""The milestone that requirements are met."""

from collections.abc import Collection, Set
from datetime import datetime
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding.milestones import Milestone
from steelyard.partners.onboarding.reactions import register_milestone
from steelyard.partners.queries import today
from steelyard.partners.requirements.events import RequirementMet
from steelyard.partners.requirements.queries import find_compliant


def _is_compliant(ids: Collection[UUID], as_of: datetime) -> Set[UUID]:
    return find_compliant(ids, on=today(as_of))


register_milestone(
    Milestone(
        key="partners.requirements",
        name=sentence("No requirement missed beyond what is tolerated"),
        is_met=_is_compliant,
        url_name="partners:own-requirements",
    ),
    met_by=[RequirementMet],
)
