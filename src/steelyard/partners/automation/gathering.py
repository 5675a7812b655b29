"""What conditions of automations are asked about: partners as of a day, for many at once, and one event."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.partners.automation.triggers import find_trigger
from steelyard.partners.inactivity.queries import find_quiet_days
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.lifecycle.queries import find_statuses_on
from steelyard.partners.models import Partner
from steelyard.partners.tiers.gathering import find_types
from steelyard.partners.tiers.queries import find_tiers_on

_QUIET = {
    Signal.ANY: "idle_days",
    Signal.SIGN_IN: "sign_in_days",
    Signal.DEAL: "deal_days",
    Signal.TRAINING: "training_days",
}


def gather_partners(ids: Collection[UUID], *, on: date) -> dict[UUID, dict[str, Any]]:
    """Return the facts of each partner as of the end of a day; the region is the present one."""
    known = list(ids)
    statuses, tiers = find_statuses_on(on, partner_ids=known), find_tiers_on(on, partner_ids=known)
    types, quiet = find_types(known, on=on), find_quiet_days(known, on=on)
    return {
        partner_id: {
            "status": str(statuses.get(partner_id, "")),
            "region": region,
            "tier": tiers.get(partner_id, ""),
            "partner_types": sorted(types[partner_id]),
            **{_QUIET[signal]: days for signal, days in quiet[partner_id].items()},
        }
        for partner_id, region in Partner.objects.filter(id__in=known).values_list("id", "region")
    }


def add_event(facts: Mapping[str, Any], event: Event) -> dict[str, Any]:
    """Return the facts of a partner together with those of an event."""
    trigger = find_trigger(event.type)
    return {**facts, **(trigger.facts_of(event) if trigger else {})}
