"""What partners shows beside its own and others' records and on Home: each loader gives its panel's template what it shows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.scores import GRADE_TONES
from steelyard.partners import permissions, queries
from steelyard.partners.agreements.queries import list_asked
from steelyard.partners.agreements.rows import standing_row as agreement_standing_row
from steelyard.partners.automation.queries import list_partner_tasks
from steelyard.partners.automation.rows import task_row as partner_task_row
from steelyard.partners.automation.terms import TaskFilter as PartnerTaskFilter
from steelyard.partners.goals.queries import list_goals
from steelyard.partners.goals.rows import goal_row
from steelyard.partners.goals.terms import GoalFilter
from steelyard.partners.lifecycle.rows import status_pill
from steelyard.partners.models import (
    Offboarding,
    Partner,
)
from steelyard.partners.onboarding.queries import list_partner_journeys
from steelyard.partners.onboarding.rows import journey_row
from steelyard.partners.onboarding.rows import task_row as journey_task_row
from steelyard.partners.portfolio.queries import find_last_decision
from steelyard.partners.quality.queries import find_score, list_tasks
from steelyard.partners.quality.rows import task_row
from steelyard.partners.quality.terms import TaskFilter, TaskState
from steelyard.partners.requirements.queries import get_partner_requirements, list_missed
from steelyard.partners.requirements.rows import requirement_row
from steelyard.partners.requirements.terms import RequirementState
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.queries import find_standing, list_tier_names
from steelyard.partners.tiers.rows import standing_row
from steelyard.partners.vetting.queries import get_partner_vetting
from steelyard.partners.vetting.queries import list_asked as list_asked_vetting
from steelyard.partners.vetting.queries import list_standings as list_vetting_standings
from steelyard.partners.vetting.rows import standing_row as vetting_row
from steelyard.partners.vetting.terms import VettingFilter, VettingState

_MOST_TASKS = 5


def load_quality(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return the score of a partner's data, for its record."""
    card = find_score(actor, record_id, at=now)
    if card is None:
        return None
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, record_id),
        "grade": _(card.grade.label),
        "tone": GRADE_TONES[card.grade],
    }


def load_standing(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return where a partner stands towards its tier, for its record."""
    card = find_standing(actor, record_id)
    return standing_row(card, list_tier_names(), {}) if card else None


def load_own_standing(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return where the actor's own partner stands, for its home."""
    return load_standing(actor, actor.partner_id, now) if actor.partner_id else None


def load_goals(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return how far the latest goals of a partner are, for its record."""
    page = list_goals(actor, GoalFilter(partner_id=record_id), PageRequest(size=_MOST_TASKS), at=now)
    may_propose = permissions.can_agree_goals(actor, record_id)
    if not page.items and not may_propose:
        return None
    rows = [goal_row(card, actor) for card in page.items]
    return {"rows": rows, "may_propose": may_propose, "partner_id": public_id(Partner.PREFIX, record_id)}


def load_decision(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return what an audit decided of a partner last, for its record; the host alone reads it."""
    found = find_last_decision(actor, record_id)
    if found is None:
        return None
    card, audit = found
    return {
        "class": _(card.last_class.label),
        "course": _(card.last_course.label),
        "course_tone": card.last_course.tone,
        "by": card.decided_by,
        "decided_at": card.decided_at,
        "reason": card.reason,
        "audit": audit.name,
        "audit_id": audit.public_id,
        "partner_id": public_id(Partner.PREFIX, record_id),
    }


def load_own_goals(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return how far the goals of the actor's own partner are, for its home; nothing where there are none."""
    found = load_goals(actor, actor.partner_id, now) if actor.partner_id else None
    return found if found and found["rows"] else None


def load_journeys(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return the journeys that a partner is on, for its record."""
    found = list_partner_journeys(actor, record_id, at=now, only_underway=True)
    if not found:
        return None
    return {"rows": [journey_row(one.card, {}) for one in found], "partner_id": public_id(Partner.PREFIX, record_id)}


def load_next_tasks(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return what the actor has to do next on the journeys of its partner."""
    if actor.partner_id is None:
        return None
    tasks = [
        journey_task_row(task, journey, actor, {})
        for journey in list_partner_journeys(actor, actor.partner_id, at=now, only_underway=True)
        for task in journey.next_tasks
        if task.doer.is_partner and actor.has_role(task.doer.role, Role.PARTNER_ADMIN)
    ]
    return {"tasks": tasks[:_MOST_TASKS]} if tasks else None


def load_data_tasks(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the first tasks that a partner's administrator is asked to do."""
    wanted = TaskFilter(partner_id=actor.partner_id, state=TaskState.OPEN)
    page = list_tasks(actor, wanted, PageRequest(size=_MOST_TASKS), at=now)
    if not page.items or actor.partner_id is None:
        return None
    rows = [task_row(card) for card in page.items]
    return {"tasks": rows, "total": page.total, "partner_id": public_id(Partner.PREFIX, actor.partner_id)}


def load_partner_tasks(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the first tasks that the actor can say are done: its partner's, or ours about partners."""
    page = list_partner_tasks(actor, PartnerTaskFilter(is_open=True), PageRequest(size=_MOST_TASKS))
    rows = [partner_task_row(card, actor, on=queries.today(now)) for card in page.items]
    own = [row for row in rows if row["close_url"]]
    return {"rows": own} if own else None


def load_asked(actor: Actor, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return the agreements that the actor's partner is asked to accept, for its home."""
    asked = list_asked(actor)
    return {"rows": [agreement_standing_row(card, {}) for card in asked]} if asked else None


def load_life(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return since when a partner is in its state, for its record."""
    partner = Partner.visible_to(actor).filter(id=record_id).first()
    if partner is None:
        return None
    leaving = Offboarding.visible_to(actor).filter(partner=record_id, closed_at=None).first()
    return {
        **status_pill(PartnerStatus(partner.status)),
        "since_at": partner.status_since_at,
        "partner_id": partner.public_id,
        "offboarding_id": leaving.public_id if leaving else "",
    }


def load_vetting(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return where a partner stands with questionnaires, for its record; nothing for those who do not read that."""
    is_own = actor.partner_id == record_id and permissions.can_answer_vetting(actor)
    if not (is_own or permissions.can_read_vetting(actor)):
        return None
    found = get_partner_vetting(actor, record_id)
    flags = sum(one.cleared_at is None for one in found.flags)
    if not found.standings and not flags:
        return None
    rows = [vetting_row(card, {}) for card in found.standings]
    return {"rows": rows, "flags": flags, "partner_id": public_id(Partner.PREFIX, record_id)}


def load_own_vetting(actor: Actor, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return the questionnaires that the actor's partner is asked to answer, for its home."""
    asked = list_asked_vetting(actor)
    return {"rows": [vetting_row(card, {}) for card in asked]} if asked else None


def load_waiting_vetting(actor: Actor, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return the answers that wait for a decision, for the home of those who decide."""
    wanted = VettingFilter(state=VettingState.IN_REVIEW)
    page = list_vetting_standings(actor, wanted, PageRequest(size=_MOST_TASKS))
    return {"rows": [vetting_row(card, {}) for card in page.items]} if page.items else None


def load_requirements(actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return which requirements a partner does not meet, for its record."""
    found = get_partner_requirements(actor, record_id)
    if not found.standings:
        return None
    missed = [requirement_row(card, {}) for card in found.standings if card.state is not RequirementState.MET]
    met = len(found.standings) - len(missed)
    return {"rows": missed, "met": met, "partner_id": public_id(Partner.PREFIX, record_id)}


def load_own_requirements(actor: Actor, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001 - panels are alike
    """Return which requirements the actor's own partner does not meet, for its home; nothing where it meets all."""
    missed = list_missed(actor)
    if not missed:
        return None
    rows = [requirement_row(card, {}) for card in missed]
    return {"rows": rows, "partner_id": public_id(Partner.PREFIX, missed[0].partner_id)}
