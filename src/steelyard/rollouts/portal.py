"""What rollouts add to the shell: the host's list, the mark of a pilot, which features a partner has and why."""

from collections.abc import Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from steelyard.kernel.actors import Actor
from steelyard.platform.features import is_piloting
from steelyard.rollouts import permissions
from steelyard.rollouts.models import PilotFeedback, Rollout
from steelyard.rollouts.presenting import openness_row
from steelyard.rollouts.queries.feedback import count_new
from steelyard.rollouts.queries.rollouts import explain_features, list_pilots
from steelyard.ui.portal import HomePanel, Mark, NavEntry, PaletteAction, RecordPanel, Section, portal
from steelyard.ui.records import register_record_names, register_record_page


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those rollouts that the current asker may see."""
    return dict(Rollout.objects.filter(id__in=ids).values_list("id", "name"))


def load_features(actor: Actor, partner_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return which features that are rolled out the partner has, and why."""
    rows = [openness_row(line) for line in explain_features(actor, partner_id, at=now)]
    return {"rows": rows} if rows else None


def load_pilots(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the pilots that the actor's organization is in."""
    pilots = [one for one in list_pilots(actor, at=now) if one.is_open]
    return {"pilots": pilots} if pilots else None


register_record_names(Rollout.PREFIX, find_names)
register_record_page(Rollout.PREFIX, "rollouts:record")
register_record_page(PilotFeedback.PREFIX, "rollouts:feedback-record")
portal.add(
    NavEntry(
        key="rollouts",
        label=_("Rollouts"),
        icon="rocket",
        url_name="rollouts:list",
        section=Section.PROGRAM,
        order=30,
        visible=permissions.can_see_rollouts,
        badge=count_new,
        counted=(PilotFeedback.PREFIX,),
    ),
    Mark(
        key="pilot",
        label=_("Pilot"),
        title=_("You have something ahead of others: say what you think of it"),
        icon="flask",
        url_name="rollouts:pilot-feedback",
        order=10,
        visible=is_piloting,
    ),
    HomePanel(
        key="pilots",
        order=150,
        template="rollouts/home/pilots.html",
        load=load_pilots,
        column="side",
        visible=is_piloting,
    ),
    RecordPanel(
        key="features",
        record="partner",
        order=60,
        template="rollouts/panels/partner.html",
        load=load_features,
        column="side",
        visible=permissions.can_see_rollouts,
    ),
    PaletteAction(
        key="rollout-new",
        label=_("Plan a rollout"),
        icon="rocket",
        url_name="rollouts:new",
        order=87,
        visible=permissions.can_manage_rollouts,
        words=_("feature flag pilot phases cohort"),
    ),
    PaletteAction(
        key="pilot-feedback",
        label=_("Feedback of pilots"),
        icon="message",
        url_name="rollouts:feedback",
        order=88,
        visible=permissions.can_see_rollouts,
        words=_("bugs ideas praise"),
    ),
    PaletteAction(
        key="pilots",
        label=_("Say something about a pilot"),
        icon="flask",
        url_name="rollouts:pilots",
        order=88,
        visible=is_piloting,
        words=_("feedback bug idea praise"),
    ),
)
