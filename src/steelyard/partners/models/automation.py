"""Runs of automations with their steps, tasks that people are asked to do, and benefits that were given or withheld apart."""

import pgtrigger
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.partners.automation.terms import AutomationStepState, RunState, TaskPurpose
from steelyard.partners.models.benefits import Benefit
from steelyard.partners.models.partners import Partner
from steelyard.partners.onboarding.terms import Doer
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class AutomationRun(Record):
    """One automation that listened to one event about one partner. For the host alone."""

    PREFIX = "autorun"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="automation_runs")
    automation = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    condition = models.CharField(max_length=1000, blank=True)
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    event_id = models.UUIDField()
    event_type = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    links = models.IntegerField()
    """How many automations led to this one, itself included."""
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "partner", "automation"], name="an_automation_runs_once_per_event"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RunState]), name="state_of_automation_run_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.WAITING, ended_at=None)
                | (~Q(state=RunState.WAITING) & Q(ended_at__isnull=False)),
                name="an_automation_run_that_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="partners_runs_newest"),
            models.Index(fields=["automation", "-happened_at", "-id"], name="partners_runs_of_automation"),
            models.Index(fields=["state", "-happened_at", "-id"], name="partners_runs_by_state"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="run_that_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL AND NEW.partner_id = OLD.partner_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.name}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AutomationRun]":
        """Return the runs that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class AutomationStep(Record):
    """One thing that a run does. It is done once: the row changes in the transaction of the deed."""

    PREFIX = "autostep"

    run = models.ForeignKey(AutomationRun, on_delete=models.CASCADE, related_name="steps")
    place = models.IntegerField()
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=120, blank=True)
    text = models.CharField(max_length=500, blank=True)
    days = models.IntegerField()
    state = models.CharField(max_length=10, default=AutomationStepState.WAITING)
    refusal = models.CharField(max_length=500, blank=True)
    """Why it was refused, in the source language, with what fills it beside it."""
    refusal_params = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="a_step_of_a_run_is_there_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in AutomationStepState]),
                name="state_of_automation_step_is_known",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="done_stays_done",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'waiting'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.place}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AutomationStep]":
        """Return the steps that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class PartnerTask(Record):
    """Something that somebody of the partner, or of ours, is asked to do about a partner by a day."""

    PREFIX = "partnertask"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=500, blank=True)
    doer = models.CharField(max_length=20)
    is_internal = models.BooleanField()
    """Whether it is ours: a partner never sees it."""
    purpose = models.CharField(max_length=20, default=TaskPurpose.FREE)
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(doer__in=[one.value for one in Doer]), name="doer_of_partner_task_is_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[one.value for one in TaskPurpose]), name="purpose_of_partner_task_is_known"
            ),
            models.UniqueConstraint(
                fields=["partner", "title", "doer"], condition=Q(closed_at=None), name="a_partner_task_is_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(closed_at=None), name="partners_open_tasks"),
            models.Index(fields=["partner", "due_on", "id"], name="partners_tasks_of_partner"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PartnerTask]":
        """Return the tasks that the actor may see: all for the host, its own and those under it for a partner, none of ours."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        own = rows.filter(partner__in=visible_partner_ids(actor), is_internal=False)
        return own if actor.is_partner else rows.none()


class BenefitException(Record):
    """That a partner holds a benefit, or does not, whatever its tier and types say. For the host alone."""

    PREFIX = "benefitexception"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="benefit_exceptions")
    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="exceptions")
    is_held = models.BooleanField()
    reason = models.CharField(max_length=200)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "benefit"], name="one_exception_per_partner_and_benefit")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.benefit_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[BenefitException]":
        """Return the exceptions that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()
