"""Journeys of new partners and their tasks. Where a journey is follows from its tasks; the row keeps it for lists."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.partners.onboarding.terms import Doer, JourneyState, Persona, StuckReason
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Journey(Record):
    """One partner on its way through a journey of the rules that held when it began."""

    PREFIX = "journey"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="journeys")
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    persona = models.CharField(max_length=20)
    started_on = models.DateField()
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    ended_on = models.DateField(null=True)
    """When the partner left, whether it had completed the journey or not; it begins anew if it comes back."""

    stage = models.CharField(max_length=30, blank=True)
    done = models.IntegerField()
    total = models.IntegerField()
    moved_on = models.DateField()
    completed_on = models.DateField(null=True)
    stuck_reason = models.CharField(max_length=10, blank=True)
    stuck_days = models.IntegerField(null=True)
    stuck_stage = models.CharField(max_length=30, blank=True)
    stuck_since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "persona"], condition=Q(ended_on=None), name="one_journey_of_a_persona"
            ),
            models.CheckConstraint(
                condition=Q(persona__in=[one.value for one in Persona]), name="persona_of_journey_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stuck_reason="", stuck_since=None)
                | Q(stuck_reason__in=[one.value for one in StuckReason], stuck_since__isnull=False, completed_on=None),
                name="a_stuck_journey_says_why",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(completed_on__gte=F("started_on")), name="a_journey_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["-started_on", "-id"], name="partners_journeys_newest"),
            models.Index(fields=["moved_on", "id"], name="partners_journeys_moved"),
            models.Index(fields=["stuck_since", "-started_on", "-id"], name="partners_journeys_stuck"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="completed_is_completed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.completed_on IS NOT NULL AND NEW.completed_on IS DISTINCT FROM OLD.completed_on"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.name}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Journey]":
        """Return the journeys that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()

    @staticmethod
    def in_state(state: JourneyState) -> Q:
        """Return the condition that a journey is in a state."""
        match state:
            case JourneyState.ENDED:
                return ~Q(ended_on=None) & Q(completed_on=None)
            case JourneyState.COMPLETED:
                return ~Q(completed_on=None)
            case JourneyState.STUCK:
                return Q(ended_on=None, completed_on=None) & ~Q(stuck_since=None)
            case JourneyState.UNDERWAY:
                return Q(ended_on=None, completed_on=None, stuck_since=None)

    @property
    def state(self) -> JourneyState:
        if self.completed_on is not None:
            return JourneyState.COMPLETED
        if self.ended_on is not None:
            return JourneyState.ENDED
        return JourneyState.STUCK if self.stuck_since is not None else JourneyState.UNDERWAY


class JourneyTask(Record):
    """Something to be done on a journey. Once closed it stays closed: a journey never goes back by itself."""

    PREFIX = "journeytask"

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="tasks")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="journey_tasks")
    place = models.IntegerField()
    key = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    stage = models.CharField(max_length=30)
    doer = models.CharField(max_length=20)
    milestone = models.CharField(max_length=60, blank=True)
    is_optional = models.BooleanField(default=False)
    due_on = models.DateField()
    reminded_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    """Who closed it by hand; None where a milestone did."""
    remark = models.CharField(max_length=500, blank=True)
    evidence = models.UUIDField(null=True)
    """The stored file that shows it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "key"], name="a_journey_asks_for_a_thing_once"),
            models.CheckConstraint(
                condition=Q(doer__in=[one.value for one in Doer]), name="doer_of_journey_task_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_at=None, closed_by=None, remark="", evidence=None)
                | Q(closed_on__isnull=False, closed_at__isnull=False),
                name="a_closed_task_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(closed_on=None), name="partners_open_journey_tasks"),
            models.Index(fields=["milestone", "partner"], condition=Q(closed_on=None), name="partners_open_milestones"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="closed_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.closed_on IS NOT NULL AND (NEW.closed_on, NEW.closed_at, NEW.closed_by)"
                    " IS DISTINCT FROM (OLD.closed_on, OLD.closed_at, OLD.closed_by)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[JourneyTask]":
        """Return the tasks that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()
