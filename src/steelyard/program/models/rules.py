"""Rule versions; what was published is never changed again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.program.models.catalog import Region
from steelyard.program.terms import VersionState

_SUBMISSION = ["submitted_at", "submitted_by", "submitted_simulation_id"]
_is_published = Q(state=VersionState.PUBLISHED)


class RuleVersion(Record):
    """One version of a rulebook: all rules on the global line, only a region's own settings on its line."""

    PREFIX = "rules"

    rulebook = models.CharField(max_length=50)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=VersionState.DRAFT)
    rules = models.JSONField()
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    authors = ArrayField(models.UUIDField(), default=list)
    """Everyone who wrote in it: none of them publishes it where two people are asked for."""
    submitted_at = models.DateTimeField(null=True)
    """Since when it waits for somebody else to publish it; a change takes it back."""
    submitted_by = models.UUIDField(null=True)
    submitted_simulation_id = models.UUIDField(null=True)
    """What its author had seen of it when submitting it."""
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    effective_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rulebook", "region", "number"], nulls_distinct=False, name="one_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["rulebook", "region", "effective_from"],
                condition=_is_published,
                nulls_distinct=False,
                name="one_version_takes_effect_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["rulebook", "region"],
                condition=Q(state=VersionState.DRAFT),
                nulls_distinct=False,
                name="one_draft_per_line",
            ),
            models.CheckConstraint(
                condition=(_is_published & Q(published_at__isnull=False, effective_from__isnull=False))
                | Q(state=VersionState.DRAFT, published_at=None, effective_from=None),
                name="a_published_version_has_an_effect",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=VersionState.PUBLISHED),
            )
        ]

    @classmethod
    def begin(
        cls,
        *,
        rulebook: str,
        region: str | None,
        prefix: str,
        rules: Mapping[str, Any],
        by: UUID | None,
        now: datetime,
    ) -> Self:
        """Write the first draft of a line's next version and return it."""
        line = cls.objects.filter(rulebook=rulebook, region=region)
        number = (line.aggregate(last=models.Max("number"))["last"] or 0) + 1
        label = f"{region or prefix} v{number}"
        return cls.objects.create(
            rulebook=rulebook,
            region_id=region,
            number=number,
            label=label,
            rules=rules,
            created_at=now,
            created_by=by,
            authors=[by] if by else [],
        )

    def revise(self, *, rules: Mapping[str, Any], note: str, by: UUID | None) -> None:
        """Replace a draft's settings and note; if it was submitted, it is no longer."""
        self.rules, self.note, self.revision = rules, note, self.revision + 1
        if by is not None and by not in self.authors:
            self.authors = [*self.authors, by]
        self.submitted_at = self.submitted_by = self.submitted_simulation_id = None
        self.save(update_fields=["rules", "note", "revision", "authors", *_SUBMISSION])

    def submit(self, *, simulation_id: UUID | None, by: UUID | None, now: datetime) -> None:
        """Lay the draft before whoever else may publish it."""
        self.submitted_at, self.submitted_by, self.submitted_simulation_id = now, by, simulation_id
        self.save(update_fields=_SUBMISSION)

    def publish(self, *, effective_from: datetime, note: str, by: UUID | None, now: datetime) -> None:
        """Make the draft a version that never changes again."""
        self.state, self.effective_from = VersionState.PUBLISHED, effective_from
        self.note, self.published_at, self.published_by = note, now, by
        self.save(update_fields=["state", "effective_from", "note", "published_at", "published_by"])

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RuleVersion]":
        """Return what the actor may read: the host everything, partners what is published."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(_is_published) if actor.is_partner else cls.objects.none()
