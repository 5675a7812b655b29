"""Words that found nothing, without who asked."""

from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record


class UnansweredSearch(Record):
    """Words for which the library had nothing; asked again after somebody settled them, they are open again."""

    PREFIX = "unanswered"

    words = models.CharField(max_length=200, unique=True)
    times = models.IntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-times", "-id"], condition=Q(settled_at=None), name="content_unanswered_open"),
            models.Index(fields=["last_at"], name="content_unanswered_last"),
        ]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[UnansweredSearch]":
        """Return what nobody found, for the host alone."""
        rows = cls.objects.all()
        return rows if actor.is_host or actor.is_system else rows.none()
