"""What an address asks for: a filter, a page, columns. What makes no sense does not restrict, so that an old link still opens."""

from datetime import date, timedelta
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound
from steelyard.pipeline.cards import AccountFilter, InstalledFilter
from steelyard.pipeline.terms import OpportunityFilter

STATES = ("open", "won", "lost", "closed", "all")
ME = "me"
DIRECT = "direct"
COLUMNS = ("partner", "owner", "next_step", "forecast", "region", "activity")
USUAL_COLUMNS = ("partner", "owner", "next_step")
RENEWAL_WINDOWS = (30, 90, 180)


def filter_from(params: QueryDict, actor: Actor) -> OpportunityFilter:
    """Return the filter that the parameters of an address say."""
    state = params.get("state", "open")
    partner = params.get("partner", "")
    return OpportunityFilter(
        text=text_from(params),
        state={"all": ""}.get(state, state if state in STATES else "open"),
        stage=_word(params, "stage"),
        owner_id=actor.person_id if params.get("owner") == ME else id_from("person", params.get("owner", "")),
        partner_id=id_from("partner", partner),
        is_direct=True if partner == DIRECT else None,
        company_id=id_from("company", params.get("company", "")),
        region=_word(params, "region"),
        family=_word(params, "family"),
        forecast_category=_word(params, "forecast"),
        close_from=_day(params.get("from", "")),
        close_until=_day(params.get("until", "")),
    )


def columns_from(params: QueryDict) -> list[str]:
    """Return the columns that an address names beside those that are always there, or the usual ones."""
    return [name for name in params.getlist("columns") if name in COLUMNS] or list(USUAL_COLUMNS)


def accounts_wanted(params: QueryDict, actor: Actor) -> AccountFilter:
    """Return which named accounts an address asks for: those of today."""
    owner = params.get("owner", "")
    return AccountFilter(
        text=text_from(params),
        owner_id=actor.person_id if owner == ME else id_from("person", owner),
        is_house={"house": True, "named": False}.get(params.get("kind", "")),
        on=timezone.localdate(),
    )


def installed_wanted(params: QueryDict) -> InstalledFilter:
    """Return which installed products an address asks for."""
    within = params.get("renews", "")
    days = int(within) if within in {str(days) for days in RENEWAL_WINDOWS} else None
    return InstalledFilter(
        text=text_from(params),
        family=_word(params, "family"),
        partner_id=id_from("partner", params.get("partner", "")),
        renews_before=timezone.localdate() + timedelta(days=days) if days else None,
    )


def text_from(params: QueryDict) -> str:
    """Return the words that are looked for."""
    return params.get("q", "").replace("\0", "").strip()[:200]


def _word(params: QueryDict, name: str) -> str:
    return params.get(name, "").replace("\0", "")[:50]


def id_from(prefix: str, text: str) -> UUID | None:
    """Return the key behind an outside id, or None where it is none."""
    try:
        return parse_public_id(prefix, text) if text else None
    except NotFound:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
