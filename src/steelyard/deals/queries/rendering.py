"""A decision that was just made, in the words that its reader may read."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from steelyard.deals.terms import Outcome
from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Change, Reason
from steelyard.program.public import ChangeView, ReasonView, render_change, render_reason


def render_reasons(reasons: Iterable[Reason], actor: Actor) -> tuple[ReasonView, ...]:
    """Return the reasons as the actor may read them: what concerns others without its particulars."""
    return tuple(_reason(reason, actor) for reason in reasons)


def render_changes(changes: Iterable[Change]) -> tuple[ChangeView, ...]:
    """Return what would change the outcome, in words."""
    return tuple(
        ChangeView(
            code=change.code,
            message=render_change({"code": change.code, "params": change.params}),
            outcome=change.outcome,
            outcome_label=_(Outcome(change.outcome).label),
            params=change.params,
        )
        for change in changes
    )


def _reason(reason: Reason, actor: Actor) -> ReasonView:
    said = {"code": reason.code, "params": reason.params, "is_confidential": reason.is_confidential}
    is_hidden = reason.is_confidential and not (actor.is_host or actor.is_system)
    return ReasonView(
        code=reason.code,
        rule=reason.rule,
        line=reason.line,
        message=render_reason(said, actor),
        params={} if is_hidden else reason.params,
    )
