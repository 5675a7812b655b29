"""What content adds to the shell: its menu entry, its records in the palette, and what waits for a review on Home."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.content import permissions, queries
from steelyard.content.contributions.queries import find_contribution_names, list_contributions
from steelyard.content.contributions.terms import ContributionFilter, ContributionState
from steelyard.content.guides.queries import find_guides
from steelyard.content.kits.queries import find_names as find_kit_names
from steelyard.content.models import Asset, Audience, Contribution, Kit, RoadmapItem
from steelyard.content.panels import load_uses_of_opportunity, load_uses_of_partner
from steelyard.content.roadmap.queries import find_names as find_roadmap_names
from steelyard.content.terms import AssetFilter, AssetState
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.features import is_open
from steelyard.ui.portal import (
    Guide,
    HomePanel,
    NavEntry,
    PageLink,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    RecordPanel,
    Section,
    portal,
)
from steelyard.ui.records import register_record_names, register_record_page

PANEL_SIZE = 5
SOON = timedelta(days=30)


def search_library(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the assets with the words in their titles among those the actor may see."""
    return [
        PaletteHit(
            label=card.title,
            url=reverse("content:asset", args=[card.public_id]),
            detail=_(card.kind.label),
            icon=card.icon,
            state=_("Past its review") if card.is_stale else "",
            tone="amber" if card.is_stale else "neutral",
        )
        for card in queries.search_titles(actor, text, limit=limit, at=utc_now())
    ]


def load_reviews(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the person's own assets that are to be reviewed soon, or should have been."""
    if not permissions.can_author(actor) or actor.person_id is None:
        return None
    wanted = AssetFilter(owner_id=actor.person_id, state=AssetState.PUBLISHED, review_until=(now + SOON).date())
    page = queries.list_assets(actor, wanted, PageRequest(size=PANEL_SIZE, sort="review"), at=now).page
    return {"page": page} if page.total else None


def load_newest(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return what was published for the partner last."""
    wanted = AssetFilter(state=AssetState.PUBLISHED)
    page = queries.list_assets(actor, wanted, PageRequest(size=PANEL_SIZE, sort="newest"), at=now).page
    return {"page": page} if page.total else None


def count_to_verify(actor: Actor) -> int:
    """Return how many contributions wait for somebody to verify them."""
    if not permissions.can_verify(actor):
        return 0
    return Contribution.visible_to(actor).filter(state=ContributionState.SUBMITTED).count()


def load_to_verify(actor: Actor, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - they wait as of now
    """Return the contributions that wait longest for somebody to verify them."""
    wanted = ContributionFilter(state=ContributionState.SUBMITTED)
    page = list_contributions(actor, wanted, PageRequest(size=PANEL_SIZE))
    return {"page": page} if page.total else None


def link_guides(actor: Actor, page: str) -> Sequence[PageLink]:
    """Return links to what says how a page works; to us, ours alone and what partners read are told apart."""
    return [
        PageLink(
            label=_("What partners read") if actor.is_host and not card.is_internal else _("How this works"),
            title=card.title,
            url=reverse("content:asset", args=[card.public_id]),
        )
        for card in find_guides(actor, page, at=utc_now())
    ]


register_record_names(Asset.PREFIX, queries.find_names)
register_record_page(Asset.PREFIX, "content:asset")
register_record_names(Kit.PREFIX, find_kit_names)
register_record_page(Kit.PREFIX, "content:kit")
register_record_names(RoadmapItem.PREFIX, find_roadmap_names)
register_record_page(RoadmapItem.PREFIX, "content:roadmap-item")
register_record_names(Contribution.PREFIX, find_contribution_names)
register_record_page(Contribution.PREFIX, "content:contribution")
register_record_page(Audience.PREFIX, "content:audience")
portal.add(
    NavEntry(
        key="content",
        label=gettext_lazy("Library"),
        icon="books",
        url_name="content:library",
        section=Section.KNOWLEDGE,
        order=10,
        go_key="l",
    ),
    NavEntry(
        key="contributions",
        label=gettext_lazy("Contributions"),
        icon="writing",
        url_name="content:contributions",
        section=Section.KNOWLEDGE,
        order=20,
        visible=lambda actor: permissions.can_contribute(actor) or permissions.can_verify(actor),
        badge=count_to_verify,
        counted=(Contribution.PREFIX,),
        also=("content:featured",),
    ),
    PaletteAction(
        key="contribution-new",
        label=gettext_lazy("Register a contribution"),
        icon="writing",
        url_name="content:contribution-new",
        order=61,
        visible=lambda actor: permissions.can_contribute(actor) and is_open(permissions.CONTRIBUTIONS, actor),
        words=gettext_lazy("blog post guide video talk code article published"),
    ),
    PaletteAction(
        key="content-usage",
        label=gettext_lazy("Use before wins"),
        icon="chart-bar",
        url_name="content:usage",
        order=62,
        visible=permissions.can_see_usage,
        words=gettext_lazy("downloads usage analytics content"),
    ),
    RecordPanel(
        key="content-before-win",
        order=50,
        record="opp",
        template="content/panels/uses.html",
        load=load_uses_of_opportunity,
        column="side",
    ),
    RecordPanel(
        key="content-of-partner",
        order=60,
        record="partner",
        template="content/panels/uses.html",
        load=load_uses_of_partner,
        column="side",
    ),
    HomePanel(
        key="contributions-waiting",
        order=65,
        template="content/home/contributions.html",
        load=load_to_verify,
        visible=permissions.can_verify,
    ),
    PaletteAction(
        key="asset-new",
        label=gettext_lazy("Add to the library"),
        icon="file-plus",
        url_name="content:new",
        order=60,
        visible=permissions.can_author,
        words=gettext_lazy("upload document deck asset publish"),
    ),
    Guide(key="content", find=link_guides),
    PaletteSource(
        key="content",
        label=gettext_lazy("Library"),
        icon="books",
        search=search_library,
        names=lambda actor, _text: queries.list_titles(actor, limit=queries.MOST_TITLES),
        order=45,
    ),
    HomePanel(
        key="content-reviews",
        order=60,
        template="content/home/reviews.html",
        load=load_reviews,
        visible=permissions.can_author,
    ),
    HomePanel(
        key="content-newest",
        order=230,
        template="content/home/newest.html",
        load=load_newest,
        column="side",
        visible=lambda actor: actor.is_partner,
    ),
)
