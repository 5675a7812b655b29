"""Imports of files: how each is read, how far it is, what became of its rows, and what people corrected."""

from django.db import models
from django.db.models import Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.imports.terms import ImportState


class Import(Record):
    """One file on its way in. `position` counts the rows that are done with; it commits with what they did."""

    PREFIX = "import"

    partner_id = models.UUIDField(null=True)
    """Whose import it is; None for the host's."""
    kind = models.TextField()
    file_id = models.UUIDField()
    file_name = models.TextField()
    file_size = models.BigIntegerField()
    state = models.TextField(default=ImportState.UPLOADED.value)
    reading = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    samples = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    template = models.TextField(default="")
    is_remembered = models.BooleanField(default=False)
    """Whether the mapping is one that was used before for the same header."""
    total = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    amounts = models.JSONField(default=dict)
    outcomes = models.JSONField(default=dict)
    actor = models.JSONField(default=dict)
    """In whose name the worker is at it, with the roles held when it was told to."""
    language = models.TextField(default="en")
    failure = models.TextField(default="")
    begun_after = models.BigIntegerField(default=0)
    """The number of the last event before the first row."""
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_import"
        indexes = [models.Index(fields=["partner_id", "-created_at"], name="platform_import_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ImportState]), name="an_import_has_a_known_state"
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Import]":
        """Return the imports of the actor's own organization."""
        if actor.is_system:
            return cls.objects.all()
        if actor.is_host or actor.is_partner:
            return cls.objects.filter(partner_id=actor.partner_id)
        return cls.objects.none()


class ImportRow(models.Model):
    """What became of one row, or would: kept where a person may want to look, correct, choose or undo."""

    pk = models.CompositePrimaryKey("imported_id", "number")
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.IntegerField()
    """The line of the file."""
    partner_id = models.UUIDField(null=True)
    outcome = models.TextField()
    subject_id = models.UUIDField(null=True)
    changes = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    match = models.JSONField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    kept_because = models.TextField(default="")

    class Meta:
        db_table = "platform_importrow"
        indexes = [models.Index(fields=["imported", "outcome", "number"], name="platform_importrow_outcome")]


class ImportCorrection(models.Model):
    """What a person said about one row: other cells, beside what the file says, and a choice."""

    pk = models.CompositePrimaryKey("imported_id", "number")
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="corrections", db_index=False)
    number = models.IntegerField()
    partner_id = models.UUIDField(null=True)
    values = models.JSONField(default=dict)
    """By field: what the file says (`was`) and what counts (`is`)."""
    choice = models.TextField(default="")
    corrected_by = models.UUIDField(null=True)
    corrected_at = models.DateTimeField()

    class Meta:
        db_table = "platform_importcorrection"


class KnownMapping(models.Model):
    """The mapping that a person used last for files with this header."""

    pk = models.CompositePrimaryKey("kind", "fingerprint", "person_id")
    kind = models.TextField()
    fingerprint = models.TextField()
    person_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        db_table = "platform_knownmapping"
        indexes = [models.Index(fields=["kind", "fingerprint", "partner_id"], name="platform_mapping_header")]
