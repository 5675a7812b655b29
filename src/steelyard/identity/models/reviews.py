"""Access reviews: whether everybody who has access still needs it, decided one by one, with a record that nobody changes."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.identity.models.people import Membership, Person
from steelyard.identity.terms import ReviewOutcome
from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record


class AccessReview(Record):
    """A look at the memberships of the host (no partner) or of one partner, of all or those who hold one role."""

    PREFIX = "review"

    partner_id = models.UUIDField(null=True)
    name = models.CharField(max_length=100)
    role = models.TextField(blank=True)
    """Whose memberships are looked at; empty for everybody's."""
    due_on = models.DateField()
    """The last day on which something can be decided."""
    removes_undecided = models.BooleanField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reminders = models.IntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=Q(closed_at=None), name="identity_review_open")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_is_closed", operation=pgtrigger.Update, condition=pgtrigger.Q(old__closed_at__isnull=False)
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[AccessReview]":
        """Return every review for the host, those of its own people for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()


class ReviewItem(Record):
    """One membership in a review: what was decided, by whom, why, and what was known then."""

    PREFIX = "reviewitem"

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="items")
    partner_id = models.UUIDField(null=True)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(choices=[(one.value, one.value) for one in ReviewOutcome], blank=True)
    roles = ArrayField(models.TextField(), default=list)
    """The roles that were given instead."""
    reason = models.TextField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    known = models.JSONField(null=True)
    """What the reviewer saw: roles, last sign-in, keys, second factor."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "membership"], name="a_membership_is_once_in_a_review"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, known__isnull=False)),
                name="an_outcome_has_its_instant",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[ReviewOutcome.CHANGE.value, ReviewOutcome.REMOVE.value]) | ~Q(reason=""),
                name="what_changes_access_has_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_is_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[ReviewItem]":
        """Return every item for the host, those about its own people for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()
