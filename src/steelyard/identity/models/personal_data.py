"""Exports of what is held about a person, and erasures."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.identity.terms import OPEN_ERASURES, ErasureState, ExportState
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.db import Record


class DataExport(Record):
    """An archive of everything that is held about one person, made for whoever asked for it and nobody else."""

    PREFIX = "dataexport"

    email = models.CharField(max_length=254)
    """Whom it is about."""
    person_id = models.UUIDField(null=True)
    """None for somebody who is only named by the address."""
    requested_by = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    """For which organization it was asked for; None for the host."""
    language = models.CharField(max_length=10, default="en")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ExportState.WAITING.value)
    records = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    file_id = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ExportState]), name="an_export_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY.value) | Q(file_id__isnull=False, expires_at__isnull=False),
                name="a_ready_export_has_a_file_for_a_while",
            ),
            models.UniqueConstraint(
                fields=["requested_by", "email"],
                condition=Q(state=ExportState.WAITING.value),
                name="one_waiting_export_per_asker_and_person",
            ),
        ]
        indexes = [models.Index(fields=["requested_by", "-requested_at"], name="identity_export_of")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[DataExport]":
        """Return the exports that the actor asked for; nobody else may open them."""
        if actor.is_system:
            return cls.objects.all()
        if actor.person_id is None:
            return cls.objects.none()
        return cls.objects.filter(requested_by=actor.person_id, partner_id=actor.partner_id)


class Erasure(Record):
    """Somebody's removal from everything: asked for, confirmed, carried out. Afterwards `email` is the pseudonym's."""

    PREFIX = "erasure"

    email = models.CharField(max_length=254)
    person_id = models.UUIDField(null=True)
    """None for somebody who is only named by the address."""
    partner_id = models.UUIDField(null=True)
    """The organization of whoever asked for it; None for the host."""
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, default=ErasureState.REQUESTED.value)
    requested_at = models.DateTimeField()
    requested_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    pseudonym = models.CharField(max_length=100)
    changed = models.JSONField(default=dict)
    """How many rows of each table changed."""
    left_files = ArrayField(models.TextField(), default=list)
    """Contents of files that nothing names any more and that are still to be deleted."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ErasureState]), name="an_erasure_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ErasureState.REQUESTED.value, ErasureState.WITHDRAWN.value])
                | Q(confirmed_at__isnull=False),
                name="an_erasure_is_carried_out_after_it_was_confirmed",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(state__in=[state.value for state in OPEN_ERASURES]),
                name="one_open_erasure_per_person",
            ),
        ]
        indexes = [models.Index(fields=["-requested_at"], name="identity_erasure_age")]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def label(self) -> str:
        """How the log speaks of it: never by the person's name."""
        return self.pseudonym

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Erasure]":
        """Return all for administrators of the program, what they asked for to others of the host, its own to a partner."""
        if actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN)):
            return cls.objects.all()
        if actor.is_host:
            return cls.objects.filter(requested_by=actor.person_id, requested_by__isnull=False)
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()
