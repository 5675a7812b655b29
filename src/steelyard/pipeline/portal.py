"""What the pipeline adds to the shell: its menu entry, its records in the palette, what is open and what closes soon on Home."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.cards import AccountFilter, InstalledFilter
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.queries import opportunities
from steelyard.pipeline.terms import OpportunityFilter
from steelyard.ui.portal import (
    MOST_NAMES,
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

SOON = timedelta(days=14)
PANEL_SIZE = 6


def search_opportunities(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the opportunities that the words find among those the actor may see."""
    return [
        PaletteHit(
            label=card.name,
            url=reverse("pipeline:record", args=[card.public_id]),
            detail=card.company,
            icon="target",
            state=_(card.stage_name),
            tone="blue" if card.is_open else "neutral",
        )
        for card in queries.search_opportunities(actor, text, limit=limit)
    ]


def load_open_pipeline(actor: Actor, _now: datetime) -> FigureValue | None:
    """Return what is open, in its main currency: an AE's own, everything that they see for others."""
    owner_id = _own(actor)
    forecast = queries.get_forecast(actor, OpportunityFilter(owner_id=owner_id), queries.Dimension.STAGE)
    if not forecast.whole.count:
        return None
    hint = _("{count} opportunities").format(count=forecast.whole.count)
    url = reverse("pipeline:list") + ("?owner=me" if owner_id else "")
    return FigureValue(value=forecast.whole.total[0], hint=hint, url=url)


def load_closing_soon(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the open opportunities whose close date has passed or is near."""
    today = timezone.localdate(now)
    wanted = OpportunityFilter(owner_id=_own(actor), close_until=today + SOON)
    page = queries.list_opportunities(actor, wanted, PageRequest(size=PANEL_SIZE, sort="close_on"))
    return {"page": page, "today": today, "until": wanted.close_until} if page.total else None


def load_next_steps(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the person's own next steps, the earliest first."""
    if actor.person_id is None:
        return None
    today: date = timezone.localdate(now)
    cards = queries.list_next_steps(actor, until=today + SOON, limit=PANEL_SIZE)
    return {"cards": cards, "today": today} if cards else None


def _own(actor: Actor) -> UUID | None:
    """Return the person whose opportunities Home is about; None where everything visible is."""
    return actor.person_id if actor.is_host and actor.has_role(Role.ACCOUNT_EXECUTIVE) else None


def load_account(actor: Actor, company_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return what the rules know about a company as an account."""
    on = timezone.localdate(now)
    accounts = queries.list_named_accounts(actor, AccountFilter(company_id=company_id, on=on), PageRequest(size=1))
    products = queries.list_installed_base(actor, InstalledFilter(company_id=company_id), PageRequest(size=50))
    return {
        "company": public_id("company", company_id),
        "accounts": accounts.items,
        "products": products.items,
        "may_assign": permissions.can_assign_accounts(actor),
    }


register_record_names(Opportunity.PREFIX, queries.find_names)
register_record_page(Opportunity.PREFIX, "pipeline:record")
portal.add(
    NavEntry(
        key="pipeline",
        label=gettext_lazy("Pipeline"),
        icon="target",
        url_name="pipeline:list",
        section=Section.SELLING,
        order=40,
        go_key="o",
    ),
    NavEntry(
        key="accounts",
        label=gettext_lazy("Accounts"),
        icon="flag",
        url_name="pipeline:accounts",
        section=Section.SELLING,
        order=50,
        visible=permissions.can_see_accounts,
        go_key="m",
        also=("pipeline:installed",),
    ),
    PaletteAction(
        key="stages",
        label=gettext_lazy("Define stages"),
        icon="columns",
        url_name="pipeline:stages",
        order=83,
        visible=permissions.can_see_accounts,
        words=gettext_lazy("pipeline probability forecast"),
    ),
    PaletteAction(
        key="installed-base",
        label=gettext_lazy("Installed base"),
        icon="package",
        url_name="pipeline:installed",
        order=84,
        visible=permissions.can_see_accounts,
        words=gettext_lazy("renewals incumbents customers products"),
    ),
    RecordPanel(
        key="account",
        record="company",
        order=10,
        template="pipeline/panels/account.html",
        load=load_account,
        column="side",
        visible=permissions.can_see_accounts,
    ),
    PaletteSource(
        key="pipeline",
        label=gettext_lazy("Opportunities"),
        icon="target",
        search=search_opportunities,
        names=lambda actor, _text: opportunities.list_names(actor, limit=MOST_NAMES),
        order=30,
    ),
    Figure(key="open-pipeline", label=gettext_lazy("Open pipeline"), icon="target", order=30, load=load_open_pipeline),
    HomePanel(key="next-steps", order=40, template="pipeline/home/next_steps.html", load=load_next_steps),
    HomePanel(key="closing-soon", order=45, template="pipeline/home/closing_soon.html", load=load_closing_soon),
)
