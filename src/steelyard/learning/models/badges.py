"""The keys with which badges are signed."""

from django.db import models

from steelyard.platform.db import Record


class BadgeKey(Record):
    """A key that signs badges until it ends. `sealed` is the whole key, encrypted; `public` is for everybody."""

    PREFIX = "badgekey"

    public = models.JSONField()
    sealed = models.TextField()
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_compromised = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ended_at"], nulls_distinct=False, name="one_badge_key_signs"),
        ]
