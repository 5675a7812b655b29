"""What partners publish themselves: what others may be shown, and beside it its case, which they are not."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.content.contributions.terms import MOST_REACH, Confidence, ContributionKind, ContributionState
from steelyard.content.models.libraries import Audience
from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids

_DRAFT = Q(state=ContributionState.DRAFT.value)
_ACKNOWLEDGED = Q(state=ContributionState.ACKNOWLEDGED.value)


class Contribution(Record):
    """Something that a partner's people published. Featured, its audience reads this row; never the case beside it.

    `address_key` says when two addresses are the same; points count from `acknowledged_at` to `ended_at`.
    """

    PREFIX = "contribution"

    partner_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    address_key = models.CharField(max_length=2100, blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2)
    families = ArrayField(models.TextField(), default=list)
    region = models.CharField(max_length=50, blank=True)
    published_on = models.DateField(null=True)
    credited_as = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20)
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verify_again_on = models.DateField(null=True)
    featured_at = models.DateTimeField(null=True)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ContributionState]), name="contribution_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ContributionKind]), name="contribution_kind_is_known"
            ),
            models.CheckConstraint(
                condition=_DRAFT
                | (
                    (Q(address="", file_id__isnull=False) | (~Q(address="") & Q(file_id=None)))
                    & ~Q(credited_as="")
                    & Q(published_on__isnull=False)
                ),
                name="a_contribution_handed_in_is_complete",
            ),
            models.CheckConstraint(
                condition=~_ACKNOWLEDGED
                | Q(acknowledged_at__isnull=False, ended_at=None, verify_again_on__isnull=False),
                name="an_acknowledged_contribution_counts_from_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | _ACKNOWLEDGED | Q(ended_at__isnull=False),
                name="points_of_contributions_end",
            ),
            models.CheckConstraint(
                condition=Q(featured_at=None, audience=None)
                | (_ACKNOWLEDGED & Q(featured_at__isnull=False, audience__isnull=False)),
                name="only_acknowledged_contributions_are_featured",
            ),
            models.UniqueConstraint(
                fields=["partner_id", "address_key"],
                condition=Q(state__in=["submitted", "returned", "acknowledged"]) & ~Q(address_key=""),
                name="a_partner_registers_an_address_once",
            ),
            models.UniqueConstraint(
                fields=["address_key"],
                condition=_ACKNOWLEDGED & ~Q(address_key=""),
                name="an_address_is_acknowledged_once",
            ),
        ]
        indexes = [
            models.Index(fields=["partner_id", "-updated_at"], name="content_contribution_partner"),
            models.Index(fields=["updated_at", "id"], name="content_contribution_updated"),
            models.Index(fields=["state", "verify_again_on"], name="content_contribution_due"),
            models.Index(
                fields=["-featured_at", "-id"],
                condition=Q(featured_at__isnull=False),
                name="content_contribution_featured",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_acknowledged(self) -> bool:
        return self.state == ContributionState.ACKNOWLEDGED

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Contribution]":
        """Return those whose case the actor may know: for the host all that was handed in, for a partner its own and what its
        children handed in.
        """
        rows = cls.objects.all()
        if actor.is_system:
            return rows
        if actor.is_host:
            return rows.exclude(_DRAFT)
        if not actor.is_partner:
            return rows.none()
        return rows.filter(~_DRAFT | Q(partner_id=actor.partner_id), partner_id__in=visible_partner_ids(actor))

    @classmethod
    def featured_to(cls, actor: Actor) -> "models.QuerySet[Contribution]":
        """Return what is shown to the actor of whichever partner: what is featured for an audience that it belongs to."""
        rows = cls.objects.filter(featured_at__isnull=False)
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(audience__in=Audience.open_ids(actor)) if actor.is_partner else rows.none()


class ContributionCase(models.Model):
    """What the partner and the host alone know of a contribution: who wrote it, whom it names, how it was verified, its points."""

    contribution = models.OneToOneField(Contribution, primary_key=True, on_delete=models.CASCADE, related_name="case")
    registered_by = models.UUIDField(null=True)
    author_ids = ArrayField(models.UUIDField(), default=list)
    customer = models.CharField(max_length=200, blank=True)
    reach = models.IntegerField(null=True)
    is_first_publication = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    words = models.CharField(max_length=2000, blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    points = models.IntegerField(default=0)
    reasons = models.JSONField(default=list)
    rules = models.CharField(max_length=100, blank=True)
    reminded_days = models.IntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="contribution_points_are_not_negative"),
            models.CheckConstraint(
                condition=Q(reach=None) | Q(reach__gte=0, reach__lte=MOST_REACH), name="contribution_reach_is_a_count"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=["", *(one.value for one in Confidence)]),
                name="contribution_confidence_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.points}"
