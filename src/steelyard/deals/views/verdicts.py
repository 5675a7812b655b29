"""How a registration's decision is headed, which steps it has gone, and the one thing to do next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.deals.cards import RegistrationRecord
from steelyard.deals.queries.registrations import SOON
from steelyard.deals.templatetags.deals import product_names
from steelyard.deals.terms import LineState, Outcome, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.ui.writing import day

_S = RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The heading of the decision card."""

    tone: str
    icon: str
    title: str
    sub: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one primary action: a link, or with `is_post` a button that does it."""

    label: str
    icon: str
    url: str
    is_post: bool = False


def head_verdict(record: RegistrationRecord, names: dict[str, str]) -> Verdict:
    """Return how the decision in force is headed, for whoever reads it."""
    card = record.card
    until = day(card.protected_until)
    match card.state:
        case _S.APPROVED | _S.CONVERTED if card.outcome is Outcome.APPROVED_AS_TEAMING:
            title = _("Approved as second partner until {day}").format(day=until)
            return Verdict(
                tone="blue", icon="users", title=title, sub=_("You take part beside others; nobody is excluded.")
            )
        case _S.APPROVED | _S.CONVERTED if card.outcome is Outcome.APPROVED_IN_PART:
            title = _("Protected in part until {day}").format(day=until)
            return Verdict(tone="green", icon="shield-half", title=title, sub=_by_state(record, names))
        case _S.APPROVED | _S.CONVERTED:
            title = _("Protected until {day}").format(day=until)
            return Verdict(tone="green", icon="shield-check", title=title, sub=_by_state(record, names))
        case _S.UNDER_REVIEW:
            by = (
                _("A channel manager decides by {day}.").format(day=day(card.due_at))
                if card.due_at
                else _("A channel manager looks at it.")
            )
            return Verdict(tone="amber", icon="hourglass", title=_("Held for review"), sub=by)
        case _S.INFORMATION_REQUESTED:
            by = _("Answer by {day}; until then nothing is decided.").format(day=day(card.answer_due_at))
            return Verdict(tone="amber", icon="help-circle", title=_("Something is missing"), sub=by)
        case _S.REJECTED:
            return Verdict(tone="red", icon="shield-x", title=_("Refused"), sub=_by_state(record, names))
        case _S.WON:
            return Verdict(tone="teal", icon="trophy", title=_("Won"), sub=_("The deal is yours. Congratulations."))
    code = card.closure_code
    ended = _("On {day}").format(day=day(record.closed_at)) if record.closed_at else ""
    said = " · ".join(part for part in (ended, record.closure_reason) if part)
    icon = {_S.EXPIRED: "clock-off", _S.WITHDRAWN: "arrow-back-up", _S.CANCELLED: "shield-off"}.get(
        card.state, "mood-sad"
    )
    tone = "red" if card.state is _S.CANCELLED else "neutral"
    return Verdict(tone=tone, icon=icon, title=_(code.label) if code else _(card.state.label), sub=said)


def _by_state(record: RegistrationRecord, names: dict[str, str]) -> str:
    """Return which product lines are protected, beside others, held, refused."""
    words = {
        LineState.PROTECTED: _("Protected: {products}"),
        LineState.TEAMING: _("Second partner: {products}"),
        LineState.HELD: _("Held for review: {products}"),
        LineState.REFUSED: _("Refused: {products}"),
    }
    said = []
    for state, text in words.items():
        families = [line.family for line in record.lines if line.state is state]
        if families:
            said.append((text, product_names(families, names)))
    if len(said) == 1:
        return said[0][1]
    return " · ".join(text.format(products=products) for text, products in said)


def list_steps(record: RegistrationRecord) -> list[dict[str, str]]:
    """Return the way of a registration with how far it came."""
    state = record.card.state
    labels = [_("Submitted"), _("Decided"), _("Protected"), _("Opportunity"), _("Won")]
    reached = {
        _S.UNDER_REVIEW: 1,
        _S.INFORMATION_REQUESTED: 1,
        _S.APPROVED: 2,
        _S.CONVERTED: 3,
        _S.WON: 5,
        _S.REJECTED: 1,
        _S.LOST: 4,
    }
    was_protected = record.card.protected_until is not None
    after = 3 if record.card.opportunity_id else 2 if was_protected else 1
    at = reached.get(state, after)
    has_stopped = state in {_S.REJECTED, _S.EXPIRED, _S.WITHDRAWN, _S.CANCELLED, _S.LOST}
    steps = []
    for place, label in enumerate(labels):
        now = "stopped" if has_stopped else "current"
        steps.append({"label": label, "state": "done" if place < at else now if place == at else "todo"})
    return steps


def find_next_step(record: RegistrationRecord, actor: Actor, now: datetime, *, opportunity_url: str) -> NextStep | None:
    """Return what this reader should do next, if anything."""
    actions, public_id = record.actions, record.card.public_id

    def to(name: str) -> str:
        return reverse(f"deals:{name}", args=[public_id])

    if actor.is_host:
        if "decide" in actions:
            return NextStep(label=_("Decide"), icon="gavel", url=to("approval"))
        if "decide_extension" in actions:
            return NextStep(label=_("Decide on the extension"), icon="clock-check", url="#extension")
    elif "give_information" in actions:
        return NextStep(label=_("Answer"), icon="message-reply", url="#answer")
    elif "request_extension" in actions and _ends_soon(record, now):
        return NextStep(label=_("Ask for an extension"), icon="clock-plus", url=to("extend"))
    elif "convert" in actions:
        return NextStep(label=_("Turn into an opportunity"), icon="target-arrow", url=to("convert"), is_post=True)
    elif "appeal" in actions:
        return NextStep(label=_("Appeal"), icon="gavel", url=to("appeal"))
    if opportunity_url:
        return NextStep(label=_("Open the opportunity"), icon="target", url=opportunity_url)
    return None


def _ends_soon(record: RegistrationRecord, now: datetime, within: timedelta = SOON) -> bool:
    until = record.card.protected_until
    return until is not None and now <= until < now + within


def list_more_actions(record: RegistrationRecord, actor: Actor, primary: NextStep | None) -> list[dict[str, Any]]:
    """Return the other actions for the menu, in the order of the registration's life."""
    words = {
        "request_extension": ("extend", _("Ask for an extension…"), "clock-plus", False),
        "convert": ("convert", _("Turn into an opportunity"), "target-arrow", False),
        "appeal": ("appeal", _("Appeal…"), "gavel", False),
        "dispute": ("file_dispute", _("Dispute this decision…"), "scale", False),
        "reassign_manager": ("reassign", _("Change the channel manager…"), "user-check", False),
        "withdraw": ("withdraw", _("Withdraw…"), "arrow-back-up", True),
        "cancel": ("revoke", _("End the protection…"), "shield-off", True),
    }
    for_host, for_both = {"reassign_manager", "cancel"}, {"dispute"}
    found = []
    for action, (name, label, icon, is_danger) in words.items():
        if action not in record.actions or (action not in for_both and actor.is_host != (action in for_host)):
            continue
        url = reverse(f"deals:{name}", args=[record.card.public_id])
        if primary and primary.url == url:
            continue
        found.append(
            {
                "label": label,
                "icon": icon,
                "url": url,
                "danger": is_danger,
                "is_post": action == "convert",
                "name": name,
            }
        )
    return found
