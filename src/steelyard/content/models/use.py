"""What was used: each use by whom and for which deal, and the sums that lists and the graveyard read."""

from django.db import models

from steelyard.content.models.assets import Asset
from steelyard.content.models.kits import Kit
from steelyard.content.terms import UseKind
from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Use(Record):
    """Somebody opened or downloaded a version of an asset; `registration_id` is the deal that it was for, where that was said."""

    PREFIX = "use"

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="uses")
    version_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    person_id = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    registration_id = models.UUIDField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in UseKind]), name="use_kind_is_known"
            )
        ]
        indexes = [
            models.Index(fields=["asset", "-used_at"], name="content_use_asset"),
            models.Index(fields=["partner_id", "-used_at"], name="content_use_partner"),
            models.Index(fields=["person_id", "-used_at"], name="content_use_person"),
            models.Index(fields=["used_at"], name="content_use_when"),
            models.Index(
                fields=["registration_id"],
                condition=models.Q(registration_id__isnull=False),
                name="content_use_registration",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Use]":
        """Return the uses that the actor may know of: all for the host, a partner's own and its children's."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner_id__in=visible_partner_ids(actor))


class KitUse(Record):
    """Somebody opened a kit's page, noted once a day, or took the kit along, noted each time beside the uses of its parts."""

    PREFIX = "kituse"

    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="uses", db_index=False)
    kind = models.CharField(max_length=10)
    person_id = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    registration_id = models.UUIDField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in UseKind]), name="kit_use_kind_is_known"
            )
        ]
        indexes = [
            models.Index(fields=["kit", "-used_at"], name="content_kituse_kit"),
            models.Index(fields=["partner_id", "-used_at"], name="content_kituse_partner"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[KitUse]":
        """Return the uses that the actor may know of: all for the host, a partner's own and its children's."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner_id__in=visible_partner_ids(actor))


class AssetUsage(models.Model):
    """How often an asset was used, kept with each use; the host alone reads it."""

    asset = models.OneToOneField(Asset, primary_key=True, on_delete=models.CASCADE, related_name="usage")
    opened = models.IntegerField(default=0)
    downloaded = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.asset_id} {self.opened + self.downloaded}"


class Feedback(Record):
    """Whether an asset helped somebody, in their words; the last one that they gave counts."""

    PREFIX = "contentfeedback"

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="feedback")
    person_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    is_helpful = models.BooleanField()
    words = models.CharField(max_length=2000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "person_id", "partner_id"], nulls_distinct=False, name="one_feedback_of_a_person"
            )
        ]
        indexes = [models.Index(fields=["asset", "-given_at"], name="content_feedback_asset")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Feedback]":
        """Return the feedback that the actor may read: all for the host, a partner's own and its children's."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner_id__in=visible_partner_ids(actor))
