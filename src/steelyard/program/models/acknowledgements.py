"""Who was asked to read new rules, and who has."""

from datetime import datetime

from django.db import models

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids
from steelyard.program.models.rules import RuleVersion


class Acknowledgement(Record):
    """A person of a partner who was told of a version, and when that person said to have read it."""

    PREFIX = "acknowledgement"

    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    person_id = models.UUIDField()
    partner_id = models.UUIDField()
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person_id"], name="one_acknowledgement_per_person_and_version")
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(acknowledged_at=None, reminded_at=None),
                name="program_to_be_reminded",
            )
        ]

    def acknowledge(self, *, now: datetime) -> None:
        """Keep that the person has read the rules; the first time counts."""
        if self.acknowledged_at is None:
            self.acknowledged_at = now
            self.save(update_fields=["acknowledged_at"])

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Acknowledgement]":
        """Return what the actor may see: the host everything, a partner's people those of their partners."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if actor.is_partner:
            return cls.objects.filter(partner_id__in=visible_partner_ids(actor))
        return cls.objects.none()
