"""What is to come, behind an agreement, and who read it."""

from django.db import models
from django.db.models import Q

from steelyard.content.models.libraries import Audience
from steelyard.content.roadmap.terms import RoadmapStatus
from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class RoadmapItem(Record):
    """Something that is to come in a quarter, of which its first day is kept."""

    PREFIX = "roadmapitem"

    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    quarter_on = models.DateField()
    status = models.CharField(max_length=20)
    family = models.CharField(max_length=50, blank=True)
    confidentiality = models.CharField(max_length=300)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in RoadmapStatus]), name="roadmap_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(quarter_on__day=1, quarter_on__month__in=[1, 4, 7, 10]), name="a_quarter_is_its_first_day"
            ),
        ]
        indexes = [
            models.Index(fields=["quarter_on", "id"], name="content_roadmap_quarter"),
            models.Index(fields=["updated_at", "id"], name="content_roadmap_updated"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RoadmapItem]":
        """Return the items that the actor may know of: for a partner those of the audiences that it belongs to."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(audience__in=Audience.open_ids(actor)) if actor.is_partner else rows.none()


class RoadmapReading(Record):
    """A person of a partner read an item on a day."""

    PREFIX = "roadmapreading"

    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="readings")
    person_id = models.UUIDField()
    partner_id = models.UUIDField()
    read_on = models.DateField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person_id", "partner_id", "read_on"], name="one_roadmap_reading_a_day"
            )
        ]
        indexes = [
            models.Index(fields=["item", "-read_at", "-id"], name="content_roadmap_readers"),
            models.Index(fields=["partner_id"], name="content_roadmap_partner"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RoadmapReading]":
        """Return the readings that the actor may know of: all for the host, a partner's own and its children's."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner_id__in=visible_partner_ids(actor))
