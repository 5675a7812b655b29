"""What deal registration adds to the shell: deals and approvals in the menu, figures, panels, first steps, the palette."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals import permissions
from steelyard.deals.models import DealRegistration, Dispute
from steelyard.deals.queries import figures
from steelyard.deals.queries.disputes import count_waiting
from steelyard.deals.queries.registrations import (
    SOON,
    count_waiting_for_host,
    find_names,
    list_customer_names,
    list_queue,
    search_registrations,
)
from steelyard.deals.templatetags.deals import state_tone, state_words
from steelyard.deals.terms import RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.program.public import list_product_families
from steelyard.ui.portal import (
    MOST_NAMES,
    ChecklistStep,
    Figure,
    FigureValue,
    HomePanel,
    NavEntry,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    RecordPanel,
    Section,
    portal,
)
from steelyard.ui.records import register_record_names, register_record_page
from steelyard.ui.writing import duration, percent

_PANEL = 5


def may_register(actor: Actor) -> bool:
    """Tell whether the actor registers deals for its own company."""
    return actor.is_partner and permissions.can_register_deals(actor)


def is_partner(actor: Actor) -> bool:
    """Tell whether the actor acts for a partner."""
    return actor.is_partner


def count_for_me(actor: Actor) -> int:
    """Return what the Deals entry counts: for a partner what waits for it; a host's count stands at Approvals."""
    return figures.count_needing_partner(actor, utc_now()) if actor.is_partner else 0


def search(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the registrations whose company, contact or number the words name."""
    return [
        PaletteHit(
            label=card.company or _("A deal without a name yet"),
            url=_url(card.state, card.public_id),
            detail=card.partner if not actor.is_partner else "",
            icon="briefcase",
            state=state_words(card),
            tone=state_tone(card),
        )
        for card in search_registrations(actor, text, limit=limit)
    ]


def _url(state: RegistrationState, public_id: str) -> str:
    return reverse("deals:edit" if state is RegistrationState.DRAFT else "deals:registration", args=[public_id])


def _live(found: figures.DealFigures) -> FigureValue | None:
    if found.is_empty:
        return None
    return FigureValue(
        value=found.live, hint=_("submitted, under review or protected"), url=reverse("deals:registrations")
    )


def _protected(found: figures.DealFigures) -> FigureValue | None:
    if found.protected is None:
        return None
    hint = _("and more in other currencies") if found.other_currencies else _("under protection now")
    return FigureValue(value=found.protected, hint=hint, url=reverse("deals:registrations") + "?view=protected")


def _waiting(found: figures.DealFigures) -> FigureValue | None:
    if found.is_empty:
        return None
    late = _("{count} past the promise").format(count=found.late) if found.late else _("none past the promise")
    return FigureValue(value=found.waiting, hint=late, url=reverse("deals:approvals"))


def _median(found: figures.DealFigures) -> FigureValue | None:
    if found.median_decision is None:
        return None
    took = duration(found.median_decision) if found.median_decision.total_seconds() >= 1 else _("at once")
    return FigureValue(value=took, hint=_("half of the last 90 days were faster"))


def _rate(found: figures.DealFigures) -> FigureValue | None:
    if found.approval_rate is None:
        return None
    return FigureValue(value=percent(found.approval_rate), hint=_("of decisions in the last 90 days"))


def load_needs_me(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return what waits for the partner."""
    return _panel(figures.list_needing_partner(actor, now, limit=_PANEL), now)


def load_queue(actor: Actor, _now: datetime) -> dict[str, Any] | None:
    """Return what waits for a reviewer, the most urgent first."""
    page = list_queue(actor, PageRequest(size=_PANEL))
    return {**(_panel(list(page.items), _now) or {}), "total": page.total} if page.items else None


def load_latest(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the latest decisions."""
    return _panel(figures.list_latest_decided(actor, now, limit=_PANEL), now)


def load_ending(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the protections that end next."""
    return _panel(figures.list_ending(actor, now, limit=_PANEL), now)


def load_partner(_actor: Actor, partner_id: UUID, _now: datetime) -> dict[str, Any]:
    """Return which partner the links on its page are for."""
    return {"partner": public_id("partner", partner_id)}


def _panel(cards: list[Any], now: datetime) -> dict[str, Any] | None:
    if not cards:
        return None
    names = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    return {"cards": cards, "names": names, "soon": now + SOON}


def _has_registered(actor: Actor) -> bool:
    return figures.has_registered(actor)


register_record_names(DealRegistration.PREFIX, find_names)
register_record_page(DealRegistration.PREFIX, "deals:registration")
register_record_page(Dispute.PREFIX, "deals:dispute")
portal.add(
    NavEntry(
        key="deals",
        label=gettext_lazy("Deals"),
        icon="briefcase",
        url_name="deals:registrations",
        section=Section.SELLING,
        order=10,
        badge=count_for_me,
        counted=(DealRegistration.PREFIX,),
        go_key="d",
    ),
    NavEntry(
        key="approvals",
        label=gettext_lazy("Approvals"),
        icon="gavel",
        url_name="deals:approvals",
        section=Section.SELLING,
        order=20,
        visible=permissions.can_review,
        badge=count_waiting_for_host,
        counted=(DealRegistration.PREFIX,),
        go_key="a",
    ),
    NavEntry(
        key="disputes",
        label=gettext_lazy("Disputes"),
        icon="messages",
        url_name="deals:disputes",
        section=Section.SELLING,
        order=30,
        visible=permissions.can_see_registrations,
        badge=count_waiting,
        counted=(DealRegistration.PREFIX,),
    ),
    PaletteAction(
        key="register",
        label=gettext_lazy("Register a deal"),
        icon="plus",
        url_name="deals:new",
        order=10,
        visible=may_register,
        words=gettext_lazy("new registration protect customer"),
        is_create=True,
    ),
    PaletteAction(
        key="register-for",
        label=gettext_lazy("Register a deal for a partner"),
        icon="plus",
        url_name="deals:new",
        order=11,
        visible=permissions.can_review,
        words=gettext_lazy("new registration on behalf"),
    ),
    PaletteAction(
        key="poaching",
        label=gettext_lazy("Direct sales on protected accounts"),
        icon="shield-lock",
        url_name="deals:poaching",
        order=60,
        visible=permissions.can_see_registrations,
        words=gettext_lazy("anti-poaching log override stopped"),
    ),
    PaletteAction(
        key="direct",
        label=gettext_lazy("New direct opportunity"),
        icon="target",
        url_name="deals:direct_new",
        order=12,
        visible=permissions.can_open_direct_opportunity,
        words=gettext_lazy("open deal without partner"),
        is_create=True,
    ),
    PaletteSource(
        key="deals",
        label=gettext_lazy("Deals"),
        icon="briefcase",
        search=search,
        names=lambda actor, text: list_customer_names(actor, text, limit=MOST_NAMES),
        order=10,
    ),
    Figure(
        key="deals-waiting",
        label=gettext_lazy("Waiting for a decision"),
        icon="gavel",
        order=5,
        load=figures.get_figures,
        read=_waiting,
        visible=permissions.can_review,
    ),
    Figure(
        key="deals-live",
        label=gettext_lazy("Open registrations"),
        icon="briefcase",
        order=10,
        load=figures.get_figures,
        read=_live,
        visible=is_partner,
    ),
    Figure(
        key="deals-protected",
        label=gettext_lazy("Protected value"),
        icon="shield-check",
        order=12,
        load=figures.get_figures,
        read=_protected,
    ),
    Figure(
        key="deals-median",
        label=gettext_lazy("Median time to decision"),
        icon="clock",
        order=14,
        load=figures.get_figures,
        read=_median,
    ),
    Figure(
        key="deals-rate",
        label=gettext_lazy("Approval rate"),
        icon="chart-pie",
        order=16,
        load=figures.get_figures,
        read=_rate,
    ),
    RecordPanel(
        key="deals",
        record="partner",
        order=10,
        template="deals/panels/partner.html",
        load=load_partner,
        column="side",
        visible=permissions.can_review,
    ),
    HomePanel(key="deals-needs", order=10, template="deals/home/needs.html", load=load_needs_me, visible=is_partner),
    HomePanel(
        key="deals-queue", order=10, template="deals/home/queue.html", load=load_queue, visible=permissions.can_review
    ),
    HomePanel(key="deals-latest", order=110, template="deals/home/latest.html", load=load_latest),
    HomePanel(key="deals-ending", order=60, template="deals/home/ending.html", load=load_ending, column="side"),
    ChecklistStep(
        key="register",
        label=gettext_lazy("Register your first deal"),
        url_name="deals:new",
        order=30,
        done=_has_registered,
        visible=may_register,
    ),
)
