"""What content adds to records of others: what was used before a sale, and what a partner uses."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.content import permissions
from steelyard.content.queries.words import rules_of_content
from steelyard.content.terms import USE_NAMES, UseKind
from steelyard.content.usage.queries import list_uses_before, list_uses_of_opportunity
from steelyard.content.usage.terms import UseRow
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.pipeline.public import find_opportunity
from steelyard.ui.records import record_url

MOST_OF_PARTNER = 8


def load_uses_of_opportunity(actor: Actor, opportunity_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return what the opportunity's partner used before it closed, or lately, in order."""
    found = find_opportunity(actor, opportunity_id)
    if found is None:
        return None
    rows = list_uses_of_opportunity(actor, found, at=now)
    return show_uses(actor, rows, is_won=found.outcome == "won", is_open=found.is_open, now=now)


def show_uses(
    actor: Actor, rows: Sequence[UseRow], *, is_won: bool, is_open: bool, now: datetime
) -> dict[str, Any] | None:
    """Return what was used before a sale as the panel shows it; nothing where nothing was."""
    if not rows:
        return None
    days = max(rules_of_content(now).win_windows_days)
    return {
        "title": _("Used so far") if is_open else _("Used before it was won") if is_won else _("Used before it closed"),
        "about": ngettext(
            "What the partner's people used in the last {days} day. It does not prove what made the difference.",
            "What the partner's people used in the last {days} days. It does not prove what made the difference.",
            days,
        ).format(days=days),
        "rows": [
            {
                "title": row.title or _("Not shown any more"),
                "url": _url_of(actor, row) if row.title else "",
                "sub": " · ".join(
                    filter(
                        None,
                        [
                            _(USE_NAMES[UseKind(row.use)]),
                            row.person,
                            _("for this deal") if row.is_for_this else "",
                            "" if is_open else _before(row),
                        ],
                    )
                ),
                "at": row.used_at,
            }
            for row in rows
        ],
    }


def _before(row: UseRow) -> str:
    days = int(row.days)
    return ngettext("{days} day before", "{days} days before", days).format(days=days)


def load_uses_of_partner(actor: Actor, partner_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return what a partner's people used last, each content once."""
    rows = list_uses_before(actor, partner_id=partner_id, until=now + timedelta(seconds=1), at=now)
    latest = {row.subject_id: row for row in rows if row.title}
    if not latest:
        return None
    counts: dict[UUID, int] = {}
    for row in rows:
        counts[row.subject_id] = counts.get(row.subject_id, 0) + 1
    newest = sorted(latest.values(), key=lambda row: row.used_at, reverse=True)[:MOST_OF_PARTNER]
    days = max(rules_of_content(now).win_windows_days)
    return {
        "title": _("Content in use"),
        "about": ngettext("In the last {days} day.", "In the last {days} days.", days).format(days=days),
        "all_url": f"{reverse('content:usage')}?partner={public_id('partner', partner_id)}"
        if permissions.can_see_usage(actor)
        else "",
        "rows": [
            {
                "title": row.title,
                "url": _url_of(actor, row),
                "sub": ngettext("used {times} time", "used {times} times", counts[row.subject_id]).format(
                    times=counts[row.subject_id]
                ),
                "at": row.used_at,
            }
            for row in newest
        ],
    }


def _url_of(actor: Actor, row: UseRow) -> str:
    if permissions.can_see_usage(actor):
        return reverse("content:usage-of", args=[row.public_id])
    return record_url(row.public_id)
