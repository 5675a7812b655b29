"""Which document says how a page works."""

from django.db import models

from steelyard.content.models.assets import Asset
from steelyard.kernel.actors import Actor


class PageGuide(models.Model):
    """A process document that a page of ours leads to, in the version that holds."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="guides", db_index=False)
    page = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "page"], name="a_page_leads_to_a_document_once")]
        indexes = [models.Index(fields=["page"], name="content_guide_page")]

    def __str__(self) -> str:
        return f"{self.page} {self.asset_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PageGuide]":
        """Return the guides whose documents the actor may read."""
        return cls.objects.filter(asset__in=Asset.visible_to(actor))
