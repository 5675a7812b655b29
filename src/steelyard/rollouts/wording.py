"""What reasons, changes and rungs of rollouts say."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from steelyard.kernel.decisions import Change, Reason, RungResult
from steelyard.kernel.refusals import sentence

_TEXTS: Mapping[str, str] = {
    # Open, or not.
    "released": sentence("It was released to everybody."),
    "withdrawn": sentence("It was withdrawn from everybody."),
    "paused": sentence("The rollout is paused, and the partner was not in yet."),
    "stays_in": sentence("The rollout is paused; the partner was in since {since} and stays."),
    "not_started": sentence("The rollout has not been started."),
    "everybody": sentence("It is open to everybody since {since}."),
    "in_no_phase": sentence("No phase holds the partner."),
    "later": sentence("The phase that holds the partner begins on {since}."),
    "picked": sentence("Picked by hand."),
    "fits": sentence("It fits what the phase asks for."),
    "wait_for_everybody": sentence("It is open to everybody from {on} on."),
    # Why a phase does not hold a partner.
    "not_enrolled": sentence("The partner has left the program or not joined it."),
    "not_picked": sentence("The phase holds only partners picked by hand."),
    "other_segment": sentence("It is in none of the segments."),
    "other_region": sentence("It is in another region."),
    "other_tier": sentence("It is in another tier."),
    "other_type": sentence("It has none of the roles."),
    "outside_share": sentence("It comes at {place} of 100; the phase takes the first {share}."),
    # Go or no go.
    "few_answers": sentence("Answers so far: {answers}; the goal is {least}."),
    "enough_answers": sentence("Answers: {answers}; the goal was {least}."),
    "open_bugs": sentence("Open bugs: {bugs}; allowed are {most}."),
    "bugs_settled": sentence("Open bugs: {bugs}; allowed were {most}."),
    "not_rated": sentence("Nobody has given a rating."),
    "rated_low": sentence("Rated {rating} of 5; the goal is {least}."),
    "rated_well": sentence("Rated {rating} of 5; the goal was {least}."),
}


def say(part: Reason | Change | RungResult) -> str:
    """Return what a part of a decision says in the reader's language."""
    params = {
        name: formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else formats.localize(value)
        for name, value in part.params.items()
    }
    return _(_TEXTS[part.code]).format_map(params)
