"""The door of the pipeline for other contexts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.pipeline import commands, queries
from steelyard.pipeline.commands import (
    assign_account,
    log_activity,
    open_opportunity,
    record_installed_product,
)
from steelyard.pipeline.queries import count_wins, get_account_facts
from steelyard.pipeline.terms import (
    AccountFacts,
    AccountOpportunity,
    ActivityKind,
    CustomerProduct,
    Direction,
    ForecastCategory,
    LineDraft,
    LostReason,
    NamedAccount,
    OpportunityCard,
    OpportunityDraft,
    OpportunityFilter,
    Wins,
)

__all__ = [
    "AccountFacts",
    "AccountOpportunity",
    "ActivityKind",
    "CustomerProduct",
    "Direction",
    "ForecastCategory",
    "LineDraft",
    "LostReason",
    "NamedAccount",
    "OpportunityCard",
    "OpportunityDraft",
    "OpportunityFilter",
    "Wins",
    "advance_opportunity",
    "assign_account",
    "close_opportunity",
    "count_wins",
    "find_opportunity",
    "find_opportunity_names",
    "get_account_facts",
    "list_open_stages",
    "log_activity",
    "open_opportunity",
    "record_installed_product",
]


def advance_opportunity(*, actor: Actor, opportunity_id: UUID, stage: str, now: datetime) -> None:
    """Move an open opportunity to another open stage.

    Raises: NotFound, NotAllowed, OpportunityClosed, UnknownStage, StageCloses.
    """
    commands.move_stage(actor=actor, opportunity_id=opportunity_id, stage=stage, now=now)


def close_opportunity(
    *,
    actor: Actor,
    opportunity_id: UUID,
    won: bool,
    now: datetime,
    amount: Money | None = None,
    order_reference: str = "",
    lost_reason: LostReason = LostReason.OTHER,
    lost_detail: str = "",
) -> None:
    """Close an opportunity, won with amount and order if they are known, or lost for a reason.

    Raises: NotFound, NotAllowed, OpportunityClosed.
    """
    if won:
        commands.close_won(
            actor=actor, opportunity_id=opportunity_id, amount=amount, order_reference=order_reference, now=now
        )
    else:
        commands.close_lost(actor=actor, opportunity_id=opportunity_id, reason=lost_reason, detail=lost_detail, now=now)


def find_opportunity(actor: Actor, opportunity_id: UUID) -> OpportunityCard | None:
    """Return the card of an opportunity if the actor may see it."""
    return queries.find_card(actor, opportunity_id)


def find_opportunity_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of the opportunities that the current asker may see."""
    return queries.find_names(frozenset(ids))


def list_open_stages() -> dict[str, str]:
    """Return the stages of open opportunities in their order: by key, the name in the source language."""
    return {stage.key: stage.name for stage in queries.open_stages()}
