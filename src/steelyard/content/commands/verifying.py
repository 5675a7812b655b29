"""What the host does with contributions: ask, refuse, verify, verify again, show to others."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction

from steelyard.content import permissions
from steelyard.content.commands.contributions import end, hold_address, lock_contribution, subject_of
from steelyard.content.contributions import queries
from steelyard.content.contributions.events import (
    ContributionConfirmed,
    ContributionFeatured,
    ContributionRefused,
    ContributionReturned,
    ContributionUnfeatured,
    ContributionVerified,
)
from steelyard.content.contributions.policies import next_verification
from steelyard.content.contributions.refusals import (
    AudienceIsInternal,
    ContributionAcknowledgedElsewhere,
    ContributionNotPossibleNow,
)
from steelyard.content.contributions.terms import SOURCE, Confidence, ContributionState
from steelyard.content.models import Audience, Contribution
from steelyard.content.refusals import AudienceUnknown
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import record


@transaction.atomic
def return_contribution(*, actor: Actor, contribution_id: UUID, words: str, now: datetime) -> None:
    """Ask the partner for more before a contribution is verified. Raises: NotFound, NotAllowed, ContributionNotPossibleNow."""
    row = _lock(actor, contribution_id, ContributionState.SUBMITTED)
    row.case.decided_at, row.case.decided_by = now, actor.person_id
    end(row, ContributionState.RETURNED, words, now)
    record(ContributionReturned(**subject_of(row), words=words), actor=actor, now=now)


@transaction.atomic
def refuse_contribution(*, actor: Actor, contribution_id: UUID, reason: str, now: datetime) -> None:
    """Do not acknowledge a contribution, for a reason. Raises: NotFound, NotAllowed, ContributionNotPossibleNow."""
    row = _lock(actor, contribution_id, ContributionState.SUBMITTED)
    row.case.decided_at, row.case.decided_by = now, actor.person_id
    end(row, ContributionState.REFUSED, reason, now)
    record(ContributionRefused(**subject_of(row), reason=reason), actor=actor, now=now)


@transaction.atomic
def verify_contribution(
    *, actor: Actor, contribution_id: UUID, confidence: Confidence, words: str = "", now: datetime
) -> None:
    """Acknowledge a contribution with the points that the rules give; it is a touch for attribution from now on.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow, ContributionAcknowledgedElsewhere.
    """
    row = _lock(actor, contribution_id, ContributionState.SUBMITTED)
    if row.address_key:
        hold_address(row.address_key)
        same = Contribution.objects.filter(address_key=row.address_key, state=ContributionState.ACKNOWLEDGED).first()
        if same is not None:
            raise ContributionAcknowledgedElsewhere(title=same.title)
    rules = queries.rules_of_contributions(now)
    score, case = queries.score_of(row, at=now), row.case
    row.state, row.acknowledged_at, row.ended_at = ContributionState.ACKNOWLEDGED, now, None
    row.verify_again_on = next_verification(now.date(), rules.rules)
    case.decided_at, case.decided_by, case.words, case.confidence = now, actor.person_id, words, confidence
    case.points, case.reasons, case.rules = score.points, queries.reasons_as_json(score), rules.label
    case.reminded_days, case.failures, case.checked_at = None, 0, None
    row.save()
    case.save()
    assert row.published_on is not None  # complete since it was handed in, says the database
    record(
        ContributionVerified(
            **subject_of(row),
            points=score.points,
            rules=rules.label,
            touch_type=f"content.{row.kind}",
            touched_at=_midnight(row.published_on),
            author_ids=case.author_ids,
            evidence=row.address or row.file_name,
            confidence=confidence.rate,
            source=SOURCE,
            families=row.families,
            language=row.language,
            region=row.region,
            customer=case.customer,
            verify_again_on=row.verify_again_on,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def confirm_contribution(*, actor: Actor, contribution_id: UUID, now: datetime) -> None:
    """Say that an acknowledged contribution still holds, so that it goes on to count.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow.
    """
    row = _lock(actor, contribution_id, ContributionState.ACKNOWLEDGED)
    row.verify_again_on = next_verification(now.date(), queries.rules_of_contributions(now).rules)
    row.case.reminded_days, row.case.failures = None, 0
    row.save()
    row.case.save()
    record(ContributionConfirmed(**subject_of(row), verify_again_on=row.verify_again_on), actor=actor, now=now)


@transaction.atomic
def feature_contribution(*, actor: Actor, contribution_id: UUID, audience_id: UUID, now: datetime) -> None:
    """Show an acknowledged contribution to the partners of an audience, as its credit says.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow, AudienceUnknown, AudienceIsInternal.
    """
    row = _lock_to_feature(actor, contribution_id)
    audience = Audience.objects.filter(id=audience_id).first()
    if audience is None:
        raise AudienceUnknown(fields={"audience_id": AudienceUnknown.text})
    if audience.is_internal:
        raise AudienceIsInternal(fields={"audience_id": AudienceIsInternal.text})
    was_featured = row.featured_at is not None
    row.audience, row.featured_at = audience, row.featured_at or now
    row.save()
    if not was_featured:
        record(ContributionFeatured(**subject_of(row)), actor=actor, now=now)


@transaction.atomic
def unfeature_contribution(*, actor: Actor, contribution_id: UUID, now: datetime) -> None:
    """Show a contribution to its partner and the host alone again. Raises: NotFound, NotAllowed, ContributionNotPossibleNow."""
    row = _lock_to_feature(actor, contribution_id)
    if row.featured_at is not None:
        row.featured_at, row.audience = None, None
        row.save()
        record(ContributionUnfeatured(**subject_of(row)), actor=actor, now=now)


def _lock(actor: Actor, contribution_id: UUID, state: ContributionState) -> Contribution:
    row = lock_contribution(actor, contribution_id)
    if not permissions.can_verify(actor):
        raise NotAllowed
    return _require(row, state)


def _lock_to_feature(actor: Actor, contribution_id: UUID) -> Contribution:
    row = lock_contribution(actor, contribution_id)
    if not permissions.can_feature(actor):
        raise NotAllowed
    return _require(row, ContributionState.ACKNOWLEDGED)


def _require(row: Contribution, state: ContributionState) -> Contribution:
    if row.state != state:
        raise ContributionNotPossibleNow(title=row.title)
    return row


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
