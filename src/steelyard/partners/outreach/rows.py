"""Sequences of mails as the pages show them."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners.models import Outreach, Prospect
from steelyard.partners.outreach import queries
from steelyard.partners.outreach.terms import BY_HAND, ENDING_TONES, OutreachEnding


def outreach_row(row: Outreach) -> dict[str, Any]:
    """Return a sequence as lists and the prospect's page show it."""
    ending = OutreachEnding(row.ending) if row.ending else None
    return {
        "outreach": row,
        "url": reverse("partners:prospect", args=[public_id(Prospect.PREFIX, row.prospect_id)]),
        "state": _(ending.label) if ending else _("Running"),
        "tone": ENDING_TONES[ending] if ending else "blue",
    }


def mails_of(actor: Actor, prospect: Prospect, *, at: datetime) -> dict[str, Any]:
    """Return what a prospect's page shows of the mails to it: sequences with their mails, and what can be done."""
    rows = queries.list_of_prospect(actor, prospect)
    is_running = any(row.ended_at is None for row in rows)
    return {
        "outreach": [{**outreach_row(row), "mails": list(row.mails.all())} for row in rows],
        "sequences": () if is_running else queries.list_sequences(prospect, at=at),
        "endings": [(str(one), _(one.label)) for one in BY_HAND] if is_running else [],
    }
