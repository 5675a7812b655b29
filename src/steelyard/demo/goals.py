"""Goals of the demo's year: some ahead, some behind, one that waits for the partner's answer."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from steelyard.demo.ecosystem import Ecosystem
from steelyard.identity.public import get_actor, list_administrator_ids
from steelyard.partners import commands as partners
from steelyard.partners.goals.terms import GoalDraft, GoalShape, RevisionDraft
from steelyard.platform.db import acting_as

_MOST = 12
_METRICS = (("pipeline.won_count", 6, GoalShape.LINEAR), ("deals.approved", 10, GoalShape.SEASONAL))


def build_goals(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let the largest partners and their manager agree on goals for the year; of each third one the last proposal waits."""
    then = ends_at - timedelta(days=200)
    year = {"starts_on": date(ends_at.year, 1, 1), "until": date(ends_at.year + 1, 1, 1)}
    largest = sorted(ecosystem.partners, key=lambda one: -one.weight)[:_MOST]
    for place, partner in enumerate(largest):
        manager = get_actor(partner.manager, None)
        admin = next((get_actor(one, partner.id) for one in list_administrator_ids({partner.id})), None)
        for metric, most, shape in _METRICS:
            said = RevisionDraft(target=Decimal(random.randint(2, most)), shape=shape, reason="As we said in January.")
            with acting_as(manager):
                goal = partners.propose_goal(
                    actor=manager,
                    partner_id=partner.id,
                    draft=GoalDraft(metric=metric, revision=said, **year),
                    now=then,
                )
            if admin and place % 3 < 2:
                with acting_as(admin):
                    partners.answer_goal(actor=admin, goal_id=goal, agrees=True, now=then + timedelta(days=3))
