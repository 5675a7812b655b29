"""Kits: ordered assets with a word of introduction, for an industry, a product family or a stage of a deal."""

from django.db import models
from django.db.models import Q

from steelyard.content.models.assets import Asset
from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class Kit(Record):
    """Assets to be used together. Who may read some of a published kit's parts sees it, with those parts alone."""

    PREFIX = "kit"

    title = models.CharField(max_length=200)
    cover = models.TextField(blank=True)
    vertical = models.CharField(max_length=60, blank=True)
    family = models.CharField(max_length=50, blank=True)
    stage = models.CharField(max_length=50, blank=True)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="content_kit_newest"),
            models.Index(fields=["updated_at", "id"], name="content_kit_updated"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Kit]":
        """Return the kits that the actor may know of: for a partner published ones of which it may read a part."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(published_at__isnull=False, id__in=KitPart.visible_to(actor).values("kit"))


class KitPart(models.Model):
    """An asset of a kit at its place, from 0 on."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="parts", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    place = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "place"], name="one_part_of_a_kit_at_a_place"),
            models.UniqueConstraint(fields=["kit", "asset"], name="an_asset_is_in_a_kit_once"),
            models.CheckConstraint(condition=Q(place__gte=0), name="places_in_kits_begin_at_0"),
        ]
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.kit_id} {self.place}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[KitPart]":
        """Return the parts that the actor may read."""
        return cls.objects.filter(asset__in=Asset.visible_to(actor))
