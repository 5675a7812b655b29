"""The other side hears of what was proposed, and the one that proposed of the answer."""

from datetime import datetime

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.ids import public_id
from steelyard.partners.goals.events import GoalAgreed, GoalProposed, GoalRefused
from steelyard.partners.models import Goal
from steelyard.partners.queries import find_cards, today
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.ui.records import record_url


@reacts_to(GoalProposed)
def ask_the_other_side(happened: Happened, now: datetime) -> None:
    """Tell the other side that a proposal waits for its answer."""
    _tell(happened, to_host=not happened.event.by_host, now=now)


@reacts_to(GoalAgreed, GoalRefused)
def tell_who_proposed(happened: Happened, now: datetime) -> None:
    """Tell the side that made a proposal how it was answered."""
    _tell(happened, to_host=happened.event.by_host, now=now)


def _tell(happened: Happened, *, to_host: bool, now: datetime) -> None:
    partner_id = happened.event.subject_id
    if to_host:
        card = find_cards([partner_id], on=today(now)).get(partner_id)
        people = card.manager_ids if card else ()
    else:
        people = tuple(list_administrator_ids({partner_id}))
    notify(people, happened, url=record_url(public_id(Goal.PREFIX, happened.event.goal_id)), now=now)
