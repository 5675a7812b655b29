"""Simulations of drafts: what was asked, how far it is, and every decision that would change. All of it is the host's."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.kernel.periods import Period
from steelyard.platform.db import Record
from steelyard.program.models.rules import RuleVersion
from steelyard.program.terms import SimulationState

_OPEN = Q(state__in=[SimulationState.WAITING.value, SimulationState.RUNNING.value])


class Simulation(Record):
    """One run of a draft, as it was written then, over the decisions of a time."""

    PREFIX = "simulation"

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="simulations")
    revision = models.PositiveIntegerField()
    """Of the draft when it was simulated."""
    rules = models.JSONField()
    window_from = models.DateTimeField()
    window_until = models.DateTimeField()
    state = models.CharField(max_length=10, default=SimulationState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    """Of everything that came out: equal exactly where two runs agree."""
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SimulationState]), name="simulation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(window_until__gt=F("window_from")), name="simulation_window_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["version"], condition=_OPEN, name="one_simulation_of_a_draft_at_a_time"),
        ]

    @property
    def window(self) -> Period:
        return Period(self.window_from, self.window_until)

    @classmethod
    def begin(
        cls, draft: RuleVersion, window: Period, *, rules: dict[str, Any], total: int, by: UUID | None, now: datetime
    ) -> Self:
        """Write down what is to be simulated, and return it."""
        return cls.objects.create(
            version=draft,
            revision=draft.revision,
            rules=rules,
            window_from=window.starts_at,
            window_until=window.until,
            asked_at=now,
            asked_by=by,
            total=total,
        )

    def start(self, *, now: datetime) -> None:
        """Begin, or begin again where a killed worker left off: what it had found is forgotten."""
        self.changes.all().delete()
        self.state, self.started_at, self.done = SimulationState.RUNNING, now, 0
        self.save(update_fields=["state", "started_at", "done"])

    def finish(
        self,
        state: SimulationState,
        *,
        summary: dict[str, Any] | None = None,
        digest: str = "",
        problem: str = "",
        now: datetime,
    ) -> None:
        """End it: done with its result, cancelled, or not possible."""
        self.state, self.summary, self.digest, self.problem, self.finished_at = state, summary, digest, problem, now
        self.save(update_fields=["state", "summary", "digest", "problem", "finished_at", "done"])

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Simulation]":
        """Return what the actor may see: the host everything, partners nothing."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class SimulatedChange(Record):
    """One decision that a draft would change."""

    PREFIX = "change"

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="changes")
    subject_id = models.UUIDField()
    label = models.CharField(max_length=200)
    partner_id = models.UUIDField()
    region = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=100)
    rule = models.CharField(max_length=20)
    """The rule that makes the difference: of the harder answer, the gravest reason's."""
    decided_at = models.DateTimeField()
    before = models.CharField(max_length=50)
    after = models.CharField(max_length=50)
    direction = models.CharField(max_length=10)
    is_knock_on = models.BooleanField()
    value = models.DecimalField(max_digits=15, decimal_places=3)
    currency = models.CharField(max_length=3)
    before_reasons = models.JSONField()
    after_reasons = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["simulation", "subject_id"], name="one_change_per_simulated_decision")
        ]
        indexes = [models.Index(fields=["simulation", "decided_at", "id"], name="program_change_order")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[SimulatedChange]":
        """Return what the actor may see: the host everything, partners nothing."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()
