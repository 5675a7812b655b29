"""What insights adds to the shell: its entry in the menu, and the executive's Home."""

from django.utils.translation import gettext_lazy

from steelyard.insights import permissions
from steelyard.kernel.actors import Actor, Role
from steelyard.ui.portal import HomePage, NavEntry, Section, portal


def is_executive(actor: Actor) -> bool:
    """Tell whether the actor is an executive and nothing else; who has other work sees it first."""
    return permissions.can_see_insights(actor) and actor.roles == {Role.EXECUTIVE}


portal.add(
    NavEntry(
        key="insights",
        label=gettext_lazy("Insights"),
        icon="chart-line",
        url_name="insights:executive",
        section=Section.START,
        order=30,
        visible=permissions.can_see_insights,
        go_key="i",
    ),
    HomePage(key="executive", url_name="insights:executive", visible=is_executive),
)
