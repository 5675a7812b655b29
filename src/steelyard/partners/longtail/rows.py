"""The long tail as pages show it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.partners.longtail.terms import Grouping, RiseCard, TailCard, TailGroup, TailSummary
from steelyard.partners.models import Partner
from steelyard.partners.onboarding.rows import say_quarter
from steelyard.program.public import render_reason
from steelyard.ui.writing import money, number

_HUNDRED = Decimal(100)


def tail_row(card: TailCard, regions: Mapping[str, str], tracks: Mapping[str, str]) -> dict[str, Any]:
    """Return a small partner as the list shows it."""
    quiet = card.quiet_days
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
        "track": tracks.get(card.track, card.track),
        "value": money(Money(card.value, card.currency).rounded()),
        "quiet": ngettext("{days} day ago", "{days} days ago", quiet).format(days=number(quiet))
        if quiet
        else _("Today")
        if quiet == 0
        else _("Never"),
    }


def group_rows(summary: TailSummary, by: Grouping, names: Mapping[str, str], *, link: str) -> list[dict[str, Any]]:
    """Return the groups with their names; `link` is the address of the list, to which a group's filter is added."""
    return [
        {
            "name": _group_name(one, by, names),
            "href": f"{link}?{by}={one.key}" if by is not Grouping.QUARTER else "",
            "partners": one.partners,
            "active": f"{number(_share(Decimal(one.active), Decimal(one.partners)))} %",
            "value": money(Money(one.value, summary.currency).rounded()),
            "share": f"{number(_share(one.value, summary.value))} %",
        }
        for one in summary.groups
    ]


def curve_chart(summary: TailSummary) -> dict[str, Any]:
    """Return which share of the value the best so many partners bring, as the chart draws it."""
    return {
        "labels": ["0 %", *(f"{number(_share(one.partners, Decimal(1)))} %" for one in summary.curve)],
        "series": [
            {
                "name": _("Share of the value"),
                "data": [0.0, *(float(_share(one.value, Decimal(1))) for one in summary.curve)],
            },
        ],
        "kind": "line",
        "unit": "%",
    }


def rise_row(card: RiseCard, regions: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    """Return a rise with its reasons in words: what rings first."""
    found = [one for one in card.decision.reasons if one.code == "rise_found"]
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
        "state": _(card.state.label),
        "tone": card.state.tone,
        "why": " ".join(render_reason(asdict(one), actor) for one in found),
        "reasons": [{"rule": one.rule, "text": render_reason(asdict(one), actor)} for one in card.decision.reasons],
    }


def say_active(summary: TailSummary) -> str:
    """Return which share of the small partners is active."""
    share = _share(Decimal(summary.active), Decimal(summary.partners))
    return _("{share} % of them").format(share=number(share))


def _group_name(one: TailGroup, by: Grouping, names: Mapping[str, str]) -> str:
    return say_quarter(date.fromisoformat(one.key)) if by is Grouping.QUARTER else names.get(one.key, one.key)


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return round(_HUNDRED * part / whole, 1) if whole else Decimal(0)
