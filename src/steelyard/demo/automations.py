"""The demo's automations: what follows when partners do nothing, win, get stuck or are about to lose their tier."""

from datetime import datetime, timedelta
from typing import Any

from steelyard.kernel.actors import SYSTEM
from steelyard.partners.public import carry_out_due, watch_inactivity
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history
from steelyard.program.public import adopt_rules

_BEFORE = timedelta(days=40)
_INACTIVE = "partners.partner.inactive"

_AUTOMATIONS = (
    ("nudge", "Nudge quiet partners", _INACTIVE, "event_days == 60", 0),
    ("campaign", "Offer help to quiet partners", _INACTIVE, "event_days == 120", 0),
    ("review", "Review silent partners", _INACTIVE, "event_days == 180", 0),
    ("part", "Propose to part", _INACTIVE, "event_days == 270 && idle_days >= 270", 7),
    ("stuck", "Call whoever is stuck", "partners.journey.stuck", "", 0),
    ("notice", "Save the tier", "partners.tier.noticed", "", 0),
    ("welcome", "Welcome to the low-touch track", "partners.long_tail.joined", 'event_track == "low-touch"', 3),
    ("exit", "Part after an audit?", "partners.audit.settled", 'event_course == "exit"', 0),
    ("thanks", "Say thank you", "deals.registration.won", 'status == "active"', 1),
)
_STEPS = (
    (
        "nudge",
        "send_message",
        "partner_admin",
        "We have not seen you for a while",
        "What is new since your last visit?",
        7,
    ),
    (
        "campaign",
        "send_message",
        "seller",
        "Ready for the next deal?",
        "Three kits help you to find one this month.",
        7,
    ),
    ("campaign", "open_task", "channel_manager", "Call a quiet partner", "Ask what is missing.", 10),
    ("review", "open_task", "channel_manager", "Review a silent partner", "Does the partnership still serve both?", 14),
    ("part", "propose_offboarding", "", "Part with a silent partner?", "Nothing has happened for nine months.", 30),
    ("stuck", "open_task", "channel_manager", "Help with the journey", "Find out what holds it up.", 5),
    ("notice", "open_task", "partner_admin", "Read what keeps your tier", "The roadmap names the shortest way.", 14),
    (
        "welcome",
        "send_message",
        "partner_admin",
        "Three steps to your next deal",
        "Kits, courses and the registration of deals are open to you at any time.",
        7,
    ),
    ("exit", "propose_offboarding", "", "Part with this partner?", "The audit proposes it. Talk to them first.", 30),
    ("thanks", "send_message", "seller", "Congratulations", "You won a deal. Tell us what made the difference.", 7),
)

RULES: dict[str, Any] = {
    "automations": [
        {"key": key, "name": name, "event": event, "when": when, "delay_days": delay}
        for key, name, event, when, delay in _AUTOMATIONS
    ],
    "actions": [
        {"automation": key, "action": action, "target": target, "title": title, "text": text, "days": days}
        for key, action, target, title, text, days in _STEPS
    ],
}


def build_automations(now: datetime) -> None:
    """Let automations hold since some weeks, and have done what follows from what happened and did not happen since."""
    with as_system():
        adopt_rules(actor=SYSTEM, key="automation", rules=RULES, effective_from=now - _BEFORE, now=now - _BEFORE)
    for days in (30, 14, 0):
        watch_inactivity(now - timedelta(days=days))
        with as_system():
            settle_history()
        carry_out_due(now - timedelta(days=days))
        with as_system():
            settle_history()
