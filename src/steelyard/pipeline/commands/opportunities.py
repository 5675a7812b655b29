"""Opening opportunities and changing their terms."""

from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.commands.locking import lock_opportunity, related_to, subject_of
from steelyard.pipeline.events import OpportunityChanged, OpportunityOpened, OpportunityRemoved
from steelyard.pipeline.models import Opportunity, OpportunityLine
from steelyard.pipeline.refusals import (
    AlreadyConverted,
    ExternalIdInUse,
    LinesExceedAmount,
    LineTwice,
    UnknownProductFamily,
    UnknownRegion,
)
from steelyard.pipeline.terms import PARTNER_TERMS, LineDraft, OpportunityDraft, OpportunityTerms
from steelyard.platform.events import jsonable, record
from steelyard.program.public import is_region, list_product_families


@transaction.atomic
def open_opportunity(*, actor: Actor, draft: OpportunityDraft, now: datetime) -> UUID:
    """Open an opportunity and return its id. Without an owner it goes to whoever has the company as a named account.

    Whether protection allows a direct opportunity is decided above, in `deals`, before this is called.

    Raises: NotAllowed, AlreadyConverted, ExternalIdInUse, UnknownStage, UnknownRegion, UnknownProductFamily, LineTwice,
    LinesExceedAmount.
    """
    if not permissions.can_open_opportunity(
        actor, partner_id=draft.partner_id, source_registration_id=draft.source_registration_id
    ):
        raise NotAllowed
    _require_region(draft.region)
    _require_lines(draft.lines, draft.amount)
    _refuse_taken_external_id(draft.external_id)
    registration_id = draft.source_registration_id
    if registration_id and Opportunity.objects.filter(source_registration_id=registration_id).exists():
        raise AlreadyConverted
    stage = queries.require_stage(draft.stage) if draft.stage else queries.first_stage()
    opportunity = Opportunity.objects.create(
        company_id=draft.company_id,
        name=draft.name,
        region_id=draft.region,
        partner_id=draft.partner_id,
        source_registration_id=registration_id,
        owner_id=draft.owner_id or _named_account_owner(draft.company_id, now),
        partner_owner_id=draft.partner_owner_id,
        stage=stage,
        stage_since_at=now,
        amount=draft.amount.amount,
        currency=draft.amount.currency,
        close_on=draft.close_on,
        next_step=draft.next_step,
        next_step_on=draft.next_step_on,
        forecast_category=draft.forecast_category,
        transacted_by=draft.transacted_by,
        external_id=draft.external_id,
        opened_at=now,
        last_activity_at=now,
    )
    _write_lines(opportunity, draft.lines)
    record(
        OpportunityOpened(
            **subject_of(opportunity),
            company_id=opportunity.company_id,
            source_registration_id=registration_id,
            owner_id=opportunity.owner_id,
            region=opportunity.region_id,
            families=tuple(line.family for line in draft.lines),
            stage=stage.key,
            amount=opportunity.amount,
            currency=opportunity.currency,
            close_on=opportunity.close_on,
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )
    return opportunity.id


@transaction.atomic
def change_opportunity(
    *, actor: Actor, opportunity_id: UUID, terms: OpportunityTerms, now: datetime, version: int | None = None
) -> None:
    """Change the terms of an opportunity; its partner may change only what both sides share.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, OpportunityClosed, ExternalIdInUse, UnknownRegion, UnknownProductFamily,
    LineTwice, LinesExceedAmount.
    """
    opportunity = lock_opportunity(actor, opportunity_id, version=version)
    before, after = asdict(queries.terms_of(opportunity)), asdict(terms)
    changed = [field for field in after if after[field] != before[field]]
    if not changed:
        return
    if not permissions.can_change_all_terms(actor) and not PARTNER_TERMS.issuperset(changed):
        raise NotAllowed
    if "region" in changed:
        _require_region(terms.region)
    if "lines" in changed or "amount" in changed:
        _require_lines(terms.lines, terms.amount)
        _write_lines(opportunity, terms.lines)
    if "external_id" in changed:
        _refuse_taken_external_id(terms.external_id)
    opportunity.name = terms.name
    opportunity.region_id = terms.region
    opportunity.amount, opportunity.currency = terms.amount.amount, terms.amount.currency
    opportunity.close_on = terms.close_on
    opportunity.next_step, opportunity.next_step_on = terms.next_step, terms.next_step_on
    opportunity.forecast_category = terms.forecast_category
    opportunity.quote_reference, opportunity.order_reference = terms.quote_reference, terms.order_reference
    opportunity.transacted_by, opportunity.external_id = terms.transacted_by, terms.external_id
    opportunity.save()
    record(
        OpportunityChanged(
            **subject_of(opportunity),
            before=jsonable({field: before[field] for field in changed}),
            after=jsonable({field: after[field] for field in changed}),
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )


@transaction.atomic
def remove_opportunity(*, actor: Actor, opportunity_id: UUID, now: datetime) -> None:
    """Remove an opportunity that should never have been there, with its lines and activities; one of a registration stays.

    Raises: NotFound, NotAllowed, AlreadyConverted.
    """
    if not permissions.can_change_all_terms(actor):
        raise NotAllowed
    opportunity = lock_opportunity(actor, opportunity_id, is_open=False)
    if opportunity.source_registration_id is not None:
        raise AlreadyConverted
    happened, related = OpportunityRemoved(**subject_of(opportunity)), related_to(opportunity)
    opportunity.delete()
    record(happened, actor=actor, now=now, related=related)


def _write_lines(opportunity: Opportunity, lines: tuple[LineDraft, ...]) -> None:
    opportunity.lines.all().delete()
    OpportunityLine.objects.bulk_create(
        OpportunityLine(opportunity=opportunity, family_id=line.family, amount=line.amount) for line in lines
    )


def _require_lines(lines: tuple[LineDraft, ...], amount: Money) -> None:
    known = {family.key for family in list_product_families()}
    seen: set[str] = set()
    for line in lines:
        if line.family not in known:
            raise UnknownProductFamily(key=line.family)
        if line.family in seen:
            raise LineTwice(key=line.family)
        seen.add(line.family)
    total = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    if total > amount.amount:
        raise LinesExceedAmount(lines=Money(total, amount.currency), amount=amount)


def _require_region(key: str) -> None:
    if not is_region(key):
        raise UnknownRegion(key=key, fields={"region": UnknownRegion.text})


def _refuse_taken_external_id(external_id: str) -> None:
    if external_id and Opportunity.objects.filter(external_id=external_id).exists():
        raise ExternalIdInUse(external_id=external_id, fields={"external_id": ExternalIdInUse.text})


def _named_account_owner(company_id: UUID, now: datetime) -> UUID | None:
    facts = queries.get_account_facts([company_id], since=datetime.max.replace(tzinfo=UTC), at=now)
    return next(iter(facts.named_account_owner_ids), None)
