"""Rule versions, regions, product families and decisions; what was published or decided is never changed again."""

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
from steelyard.platform.visibility import visible_partner_ids
from steelyard.program.terms import VersionState


class Region(models.Model):
    """A part of the world that can have rules of its own; inside its parent, if it has one."""

    key = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("key")), name="a_region_is_not_inside_itself"),
            models.CheckConstraint(condition=Q(key__regex=r"^[A-Z][A-Z0-9_]*$"), name="a_region_key_is_a_short_word"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionCountry(models.Model):
    """A country and its region; the key says that a country has one."""

    country = models.CharField(primary_key=True, max_length=2)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="countries")


class ProductFamily(models.Model):
    """A part of what the host sells."""

    key = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    requires_certification = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="a_family_key_is_a_short_word"),
        ]

    def __str__(self) -> str:
        return self.name


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
            rulebook=rulebook, region_id=region, number=number, label=label, rules=rules, created_at=now, created_by=by
        )

    def revise(self, *, rules: Mapping[str, Any], note: str) -> None:
        """Replace a draft's settings and note."""
        self.rules, self.note, self.revision = rules, note, self.revision + 1
        self.save(update_fields=["rules", "note", "revision"])

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


class Decision(Record):
    """What was decided, as its partner may read it; appended once."""

    PREFIX = "decision"

    kind = models.CharField(max_length=50)
    subject_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    rulebook = models.CharField(max_length=50)
    rules_label = models.CharField(max_length=100)
    rules_version_ids = ArrayField(models.UUIDField())
    outcome = models.CharField(max_length=50)
    reasons = models.JSONField()
    would_change = models.JSONField()
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    """The person who decided; None where the rules did."""

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-decided_at"], name="program_decision_subject")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Decision]":
        """Return what the actor may read: the host everything, a partner the business of those it sees."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if actor.is_partner:
            return cls.objects.filter(partner_id__in=visible_partner_ids(actor))
        return cls.objects.none()


class DecisionFacts(models.Model):
    """What a decision was made from, and how; it may speak of others and is the host's alone."""

    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.DO_NOTHING, related_name="evidence")
    partner_id = models.UUIDField(null=True)
    facts = models.JSONField()
    reasons = models.JSONField()
    ladder = models.JSONField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
