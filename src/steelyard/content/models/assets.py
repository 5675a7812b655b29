"""Assets and their versions. A version never changes; an asset says which of them holds."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.content.models.libraries import Audience, Library
from steelyard.content.terms import AssetKind, AssetState, ReadingState
from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class Asset(Record):
    """A thing to read, show or hand out. Partners see it while it is published, in its current version."""

    PREFIX = "asset"

    library = models.ForeignKey(Library, to_field="key", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="en")
    families = ArrayField(models.TextField(), default=list)
    verticals = ArrayField(models.CharField(max_length=60), default=list)
    stages = ArrayField(models.TextField(), default=list)
    keywords = ArrayField(models.CharField(max_length=60), default=list)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    review_by = models.DateField()
    reminded_days = models.SmallIntegerField(null=True)
    """The last reminder given before the present day of review."""
    state = models.CharField(max_length=20, default=AssetState.DRAFT)
    state_reason = models.CharField(max_length=500, blank=True)
    current_version = models.OneToOneField(
        "content.AssetVersion", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, blank=True)
    """What a bulk upload knows it by, such as the path of its file."""
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AssetState]), name="asset_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in AssetKind]), name="asset_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(state=AssetState.PUBLISHED) | Q(current_version__isnull=False, published_at__isnull=False),
                name="what_is_published_has_a_version",
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_asset_per_external_id"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at", "-id"], name="content_asset_newest"),
            models.Index(fields=["review_by"], condition=Q(state=AssetState.PUBLISHED), name="content_asset_review"),
            models.Index(fields=["updated_at", "id"], name="content_asset_updated"),
            models.Index(fields=["audience"], name="content_asset_audience"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Asset]":
        """Return the assets that the actor may know of: for a partner what is published for an audience that it belongs to."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        return rows.filter(state=AssetState.PUBLISHED, audience__in=Audience.open_ids(actor))


class AssetVersion(Record):
    """The content of an asset as it was added: a file, a link or a text. It never changes."""

    PREFIX = "assetversion"

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    note = models.CharField(max_length=500, blank=True)
    file_id = models.UUIDField(null=True, unique=True)
    file_name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    link = models.URLField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="one_asset_version_per_number"),
            models.CheckConstraint(
                condition=Q(file_id__isnull=False, link="", text="")
                | Q(file_id__isnull=True, text="") & ~Q(link="")
                | Q(file_id__isnull=True, link="") & ~Q(text=""),
                name="a_version_is_a_file_a_link_or_a_text",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AssetVersion]":
        """Return the versions that the actor may read: for a partner the current ones of the assets that it sees."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(id__in=Asset.visible_to(actor).values("current_version"))


class VersionReading(models.Model):
    """How far the words of a version's file were read, and the picture of its first page."""

    version = models.OneToOneField(AssetVersion, primary_key=True, on_delete=models.CASCADE, related_name="reading")
    state = models.CharField(max_length=10, default=ReadingState.WAITING)
    problem = models.CharField(max_length=200, blank=True)
    pages = models.IntegerField(default=0)
    preview_file_id = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"
