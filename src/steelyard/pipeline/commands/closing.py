"""Closing opportunities, won or lost, and opening them again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.commands.locking import lock_opportunity, related_to, subject_of
from steelyard.pipeline.events import OpportunityLost, OpportunityReopened, OpportunityWon
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.queries.stages import closing_stage
from steelyard.pipeline.refusals import OpportunityOpen
from steelyard.pipeline.terms import ForecastCategory, LostReason, StageKind
from steelyard.platform.events import record


@transaction.atomic
def close_won(
    *,
    actor: Actor,
    opportunity_id: UUID,
    now: datetime,
    amount: Money | None = None,
    order_reference: str = "",
    transacted_by: str = "",
    version: int | None = None,
) -> None:
    """Close an opportunity as won, with the amount and the order if they are known.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, OpportunityClosed.
    """
    opportunity = lock_opportunity(actor, opportunity_id, version=version)
    if amount is not None and amount != opportunity.money:
        if not permissions.can_change_all_terms(actor):
            raise NotAllowed
        opportunity.amount, opportunity.currency = amount.amount, amount.currency
    opportunity.order_reference = order_reference or opportunity.order_reference
    opportunity.transacted_by = transacted_by or opportunity.transacted_by
    _close(opportunity, StageKind.WON, now)
    record(
        OpportunityWon(
            **subject_of(opportunity),
            company_id=opportunity.company_id,
            source_registration_id=opportunity.source_registration_id,
            amount=opportunity.amount,
            currency=opportunity.currency,
            families=tuple(opportunity.lines.order_by("family").values_list("family", flat=True)),
            order_reference=opportunity.order_reference,
            transacted_by=opportunity.transacted_by,
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )


@transaction.atomic
def close_lost(
    *,
    actor: Actor,
    opportunity_id: UUID,
    reason: LostReason,
    now: datetime,
    detail: str = "",
    version: int | None = None,
) -> None:
    """Close an opportunity as lost, for a reason.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, OpportunityClosed.
    """
    opportunity = lock_opportunity(actor, opportunity_id, version=version)
    opportunity.lost_reason, opportunity.lost_detail = reason, detail
    _close(opportunity, StageKind.LOST, now)
    record(
        OpportunityLost(
            **subject_of(opportunity),
            company_id=opportunity.company_id,
            source_registration_id=opportunity.source_registration_id,
            reason=reason,
            detail=detail,
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )


@transaction.atomic
def reopen(*, actor: Actor, opportunity_id: UUID, stage: str, now: datetime) -> None:
    """Open a closed opportunity again in an open stage; only the host does.

    Raises: NotFound, NotAllowed, OpportunityOpen, UnknownStage.
    """
    opportunity = lock_opportunity(actor, opportunity_id, is_open=False)
    if not permissions.can_change_all_terms(actor):
        raise NotAllowed
    if opportunity.is_open:
        raise OpportunityOpen(name=opportunity.name)
    wanted = queries.require_stage(stage) if stage else queries.first_stage()
    before = opportunity.outcome
    opportunity.closed_at, opportunity.outcome = None, ""
    opportunity.lost_reason = opportunity.lost_detail = ""
    opportunity.stage, opportunity.stage_since_at = wanted, now
    opportunity.forecast_category = ForecastCategory.PIPELINE
    opportunity.save()
    record(
        OpportunityReopened(
            **subject_of(opportunity),
            source_registration_id=opportunity.source_registration_id,
            outcome_before=before,
            stage=wanted.key,
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )


def _close(opportunity: Opportunity, kind: StageKind, now: datetime) -> None:
    opportunity.stage, opportunity.stage_since_at = closing_stage(kind), now
    # The clock may have been set back since it was opened.
    opportunity.closed_at, opportunity.outcome = max(now, opportunity.opened_at), kind.value
    opportunity.forecast_category = ForecastCategory.CLOSED if kind is StageKind.WON else ForecastCategory.OMITTED
    opportunity.last_activity_at = max(opportunity.last_activity_at, now)
    opportunity.save()
