"""States, offboardings and their steps as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.ids import public_id
from steelyard.partners.lifecycle.terms import (
    OFFBOARDING_TONES,
    LifeLine,
    LifePeriod,
    Move,
    OffboardingCard,
    ReturnOffer,
    ReturnPath,
    Settled,
    StepCard,
)
from steelyard.partners.models import Partner
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES, PartnerStatus
from steelyard.platform.directory import SOMEONE, find_people


def status_pill(status: PartnerStatus) -> dict[str, Any]:
    """Return what a state is called, and its tone."""
    return {"status": _(STATUS_NAMES[status]), "status_tone": STATUS_TONES[status]}


def life_row(line: LifeLine, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a partner as the list of states shows it."""
    return {
        "line": line,
        **status_pill(line.status),
        "partner_id": public_id(Partner.PREFIX, line.partner_id),
        "region": regions.get(line.region, line.region),
    }


def period_row(period: LifePeriod) -> dict[str, Any]:
    """Return a state that a partner was in."""
    return {"period": period, **status_pill(period.status)}


def move_row(move: Move) -> dict[str, Any]:
    """Return a state that may follow, with each thing it needs and whether that is there."""
    return {
        **status_pill(move.status),
        "needs": [{"label": _(need.label), "is_met": need not in move.missing} for need in move.needs],
    }


def say_offer(offer: ReturnOffer) -> str:
    """Return how a partner may come back, in the reader's language."""
    if offer.path is ReturnPath.FAST_TRACK:
        return _("It has all that an active partner needs, and is active again at once.")
    said = [_("It comes back through onboarding.")]
    if offer.missing:
        missing = ", ".join(_(need.label) for need in offer.missing)
        said.append(_("What an active partner needs besides: {missing}.").format(missing=missing))
    if offer.is_barred:
        said.append(_("The reason why it left excludes the fast track."))
    if offer.is_late:
        said.append(_("It left too long ago for the fast track."))
    return " ".join(said)


def offboarding_row(card: OffboardingCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return an offboarding as the list and its page show it."""
    people = find_people({one for one in (card.begun_by, card.closed_by) if one})
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "state": _(card.state.label),
        "tone": OFFBOARDING_TONES[card.state],
        "reason": _(card.reason.label),
        "data": _(card.data.label),
        "region": regions.get(card.region, card.region),
        "begun_by": people.get(card.begun_by, SOMEONE).name if card.begun_by else "",
        "members": ngettext(
            "The access of {count} person has ended.", "The access of {count} people has ended.", card.members_ended
        ).format(count=card.members_ended),
        "steps": [step_row(step, card) for step in card.steps],
    }


def step_row(step: StepCard, card: OffboardingCard) -> dict[str, Any]:
    """Return a step of the checklist with where it is settled while it is open."""
    may_settle = step.open > 0 and step.ways
    return {
        "step": step,
        "label": _(step.label),
        "state": _say_state(step),
        "tone": "green" if step.is_done else "amber",
        "url": reverse("partners:offboarding-step", args=[card.public_id, step.key]) if may_settle else "",
        "settled": [_say_settled(one) for one in step.settled],
    }


def _say_state(step: StepCard) -> str:
    if step.is_done:
        return _("Settled")
    return _("Open") if step.is_by_hand else ngettext("{count} open", "{count} open", step.open).format(count=step.open)


def _say_settled(settled: Settled) -> dict[str, Any]:
    who = find_people({settled.by}).get(settled.by, SOMEONE).name if settled.by else ""
    way = f"{_(settled.way.label)}: {settled.heir}" if settled.heir else _(settled.way.label)
    said = f"{way} ({settled.count})" if settled.count else way
    return {"text": said, "note": settled.note, "by": who, "at": settled.at}
