"""Planning a rollout: what it is about, and its phases."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import find_cards, list_partner_types, list_segment_cards, list_tiers
from steelyard.platform.events import jsonable, record
from steelyard.platform.features import features
from steelyard.program.public import list_regions
from steelyard.rollouts.commands.deciding import decide_all, lock_rollout
from steelyard.rollouts.events import PhaseChanged, PhaseRemoved, RolloutChanged, RolloutDrafted
from steelyard.rollouts.models import Phase, Rollout
from steelyard.rollouts.permissions import can_manage_rollouts
from steelyard.rollouts.refusals import (
    CohortUnknown,
    DayTaken,
    EverybodyTooEarly,
    FeatureRolledOutAlready,
    FeatureUnknown,
)
from steelyard.rollouts.terms import Cohort, PhaseDraft, RolloutDraft, RolloutState


@transaction.atomic
def draft_rollout(*, actor: Actor, draft: RolloutDraft, now: datetime) -> UUID:
    """Begin to plan the rollout of a feature and return its id; nothing changes for anybody until it is started.

    Raises: NotAllowed, FeatureUnknown, FeatureRolledOutAlready.
    """
    if not can_manage_rollouts(actor):
        raise NotAllowed
    if draft.feature not in features():
        raise FeatureUnknown(fields={"feature": FeatureUnknown.text})
    other = Rollout.objects.filter(feature=draft.feature).exclude(state=RolloutState.ENDED).first()
    if other is not None:
        raise FeatureRolledOutAlready(name=other.name)
    rollout = Rollout(feature=draft.feature, created_at=now, created_by=actor.person_id)
    rollout.take(draft)
    rollout.save(force_insert=True)
    happened = RolloutDrafted(subject_id=rollout.id, subject_label=rollout.name, feature=rollout.feature)
    record(happened, actor=actor, now=now)
    return rollout.id


@transaction.atomic
def change_rollout(*, actor: Actor, rollout_id: UUID, draft: RolloutDraft, now: datetime) -> None:
    """Change what is said of a rollout, from when on everybody has the feature, and the goals; the feature stays.

    Raises: NotAllowed, NotFound, RolloutEnded, EverybodyTooEarly.
    """
    rollout = lock_rollout(actor, rollout_id)
    last = rollout.phases.order_by("-starts_on").values_list("starts_on", flat=True).first()
    _require_after(draft.everybody_on, last, field="everybody_on")
    rollout.take(draft)
    rollout.save()
    decide_all(rollout, now=now)
    happened = RolloutChanged(
        subject_id=rollout.id,
        subject_label=rollout.name,
        feature=rollout.feature,
        everybody_on=rollout.everybody_on,
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def keep_phase(
    *, actor: Actor, rollout_id: UUID, draft: PhaseDraft, phase_id: UUID | None = None, now: datetime
) -> UUID:
    """Add a phase, or change one, and return its id. What it changes in a running rollout holds at once.

    Raises: NotAllowed, NotFound, RolloutEnded, DayTaken, EverybodyTooEarly, CohortUnknown.
    """
    rollout = lock_rollout(actor, rollout_id)
    phase = _find_phase(rollout, phase_id) if phase_id else Phase(rollout=rollout)
    if rollout.phases.filter(starts_on=draft.starts_on).exclude(id=phase.id).exists():
        raise DayTaken(fields={"starts_on": DayTaken.text})
    _require_after(rollout.everybody_on, draft.starts_on, field="starts_on")
    _require_known(draft.cohort)
    phase.name, phase.starts_on = draft.name, draft.starts_on
    phase.save()
    phase.take(draft.cohort)
    decide_all(rollout, now=now)
    happened = PhaseChanged(
        subject_id=rollout.id,
        subject_label=rollout.name,
        feature=rollout.feature,
        phase=phase.name,
        starts_on=phase.starts_on,
        admits=phase.admissions.count(),
        cohort=_told(draft.cohort),
    )
    record(happened, actor=actor, now=now)
    return phase.id


@transaction.atomic
def remove_phase(*, actor: Actor, rollout_id: UUID, phase_id: UUID, now: datetime) -> None:
    """Take a phase out; whom no other phase holds is not admitted any more.

    Raises: NotAllowed, NotFound, RolloutEnded.
    """
    rollout = lock_rollout(actor, rollout_id)
    phase = _find_phase(rollout, phase_id)
    happened = PhaseRemoved(
        subject_id=rollout.id, subject_label=rollout.name, feature=rollout.feature, phase=phase.name
    )
    phase.delete()
    decide_all(rollout, now=now)
    record(happened, actor=actor, now=now)


def _find_phase(rollout: Rollout, phase_id: UUID) -> Phase:
    phase = rollout.phases.filter(id=phase_id).first()
    if phase is None:
        raise NotFound
    return phase


def _require_after(everybody_on: date | None, starts_on: date | None, *, field: str) -> None:
    if everybody_on is not None and starts_on is not None and everybody_on <= starts_on:
        raise EverybodyTooEarly(fields={field: EverybodyTooEarly.text})


def _require_known(cohort: Cohort) -> None:
    """Let a cohort pass whose words the program knows, and whose partners are there."""
    known: dict[str, tuple[frozenset[str], set[str]]] = {
        "types": (cohort.types, {kind.key for kind in list_partner_types()}),
        "regions": (cohort.regions, {region.key for region in list_regions()}),
        "tiers": (cohort.tiers, {tier.key for tier in list_tiers()}),
    }
    for field, (said, words) in known.items():
        _require_none(field, sorted(said - words))
    _require_none("segments", [str(one) for one in cohort.segment_ids - {one.id for one in list_segment_cards()}])
    _require_none("partners", [str(one) for one in cohort.partner_ids - find_cards(cohort.partner_ids).keys()])


def _require_none(field: str, unknown: list[str]) -> None:
    if unknown:
        raise CohortUnknown(
            words=", ".join(unknown), fields={field: _("Not known here: {words}").format(words=", ".join(unknown))}
        )


def _told(cohort: Cohort) -> dict[str, object]:
    """Return the cohort as the log keeps it: what is said, in an order that never changes."""
    said = {
        "partner_ids": sorted(cohort.partner_ids),
        "segment_ids": sorted(cohort.segment_ids),
        "types": sorted(cohort.types),
        "regions": sorted(cohort.regions),
        "tiers": sorted(cohort.tiers),
        "share": cohort.share,
    }
    return {name: jsonable(value) for name, value in said.items() if value}
