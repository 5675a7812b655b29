"""Bulk edits: what is to be changed to what, how far it is, and what became of each record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.platform.bulk_edits.terms import EditState
from steelyard.platform.db import Record


class BulkEdit(Record):
    """One change for many records. `position` is the last record that the check, or the run, is done with."""

    PREFIX = "bulkedit"

    partner_id = models.UUIDField(null=True)
    """Whose bulk edit it is; None for the host's."""
    list_name = models.TextField()
    change = models.TextField()
    value = models.TextField()
    reason = models.TextField(default="")
    asked = models.TextField(default="")
    """The question of the list's page, where all that match it were meant and not those that were ticked."""
    state = models.TextField(default=EditState.CHECKING.value)
    total = models.IntegerField()
    position = models.IntegerField(default=0)
    outcomes = models.JSONField(default=dict)
    actor = models.JSONField(default=dict)
    """In whose name the worker is at it, with the roles held when it was told to; nobody's once it is done."""
    language = models.TextField(default="en")
    failure = models.TextField(default="")
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_bulkedit"
        indexes = [models.Index(fields=["partner_id", "-created_at"], name="platform_bulkedit_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in EditState]), name="a_bulk_edit_has_a_known_state"
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[BulkEdit]":
        """Return the bulk edits of the actor's own organization."""
        if actor.is_system:
            return cls.objects.all()
        if actor.is_host or actor.is_partner:
            return cls.objects.filter(partner_id=actor.partner_id)
        return cls.objects.none()


class BulkEditRow(models.Model):
    """One record of a bulk edit: what the fact was, what it is or would be, and why it was refused."""

    pk = models.CompositePrimaryKey("edit_id", "number")
    edit = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.IntegerField()
    partner_id = models.UUIDField(null=True)
    subject_id = models.UUIDField()
    outcome = models.TextField(default="", db_default="")
    before = ArrayField(models.TextField(), default=list, db_default=[])
    after = ArrayField(models.TextField(), default=list, db_default=[])
    problem = models.TextField(default="", db_default="")

    class Meta:
        db_table = "platform_bulkeditrow"
        indexes = [models.Index(fields=["edit", "outcome", "number"], name="platform_bulkeditrow_outcome")]
