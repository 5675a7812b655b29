"""What follows a registration: evidence, words, questions, extensions, and overrides of its protection."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from steelyard.deals.models.registration import DealRegistration
from steelyard.deals.terms import EvidenceKind, ExtensionState
from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Following(Record):
    """Something that belongs to a registration and is seen by whoever sees it."""

    registration = models.ForeignKey(DealRegistration, on_delete=models.CASCADE, related_name="+")
    partner_id = models.UUIDField()

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Return the rows that the actor may see: all for the host, its own and its children's for a partner."""
        rows = cls._default_manager.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner_id__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()


class Evidence(Following):
    """Something that shows that a deal is real: a file, a link, or what happened in words. That of a draft is as hidden as it."""

    PREFIX = "evidence"

    kind = models.CharField(max_length=30)
    note = models.CharField(max_length=1000, blank=True)
    link = models.CharField(max_length=500, blank=True)
    file_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in EvidenceKind]), name="evidence_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(note="") | ~Q(link="") | Q(file_id__isnull=False), name="evidence_shows_something"
            ),
        ]
        indexes = [models.Index(fields=["registration", "added_at"], name="deals_evidence_of")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update)]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Return the evidence of those registrations that the actor may see."""
        return super().visible_to(actor).filter(registration__in=DealRegistration.visible_to(actor))


class Comment(Following):
    """Something said about a registration; an internal one never reaches a partner."""

    PREFIX = "comment"

    body = models.TextField(max_length=5000)
    is_internal = models.BooleanField()
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["registration", "said_at"], name="deals_comments_of")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    @classmethod
    def visible_to(cls, actor: Actor) -> models.QuerySet[Self]:
        """Return the comments that the actor may see; partners see the shared ones."""
        rows = super().visible_to(actor)
        return rows.filter(is_internal=False) if actor.is_partner else rows


class InformationRequest(Following):
    """A question of the host, and the partner's answer."""

    PREFIX = "inforeq"

    question = models.TextField(max_length=5000)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    answer = models.TextField(max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["registration", "asked_at"], name="deals_questions_of")]


class ExtensionRequest(Following):
    """A wish for a longer protection, and what became of it."""

    PREFIX = "extension"

    reason = models.TextField(max_length=5000)
    state = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision_note = models.CharField(max_length=1000, blank=True)
    decision_id = models.UUIDField()
    protected_until = models.DateTimeField(null=True)
    """The new end, once granted."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ExtensionState]), name="extension_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.WAITING.value, decided_at=None)
                | (~Q(state=ExtensionState.WAITING.value) & Q(decided_at__isnull=False)),
                name="extension_waits_or_was_decided",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(state=ExtensionState.WAITING.value),
                name="one_waiting_extension_per_registration",
            ),
        ]
        indexes = [models.Index(fields=["registration", "asked_at"], name="deals_extensions_of")]


class DirectOverride(Following):
    """Direct sales went on against a protection. The partner reads of it in the feed; the opportunity is the host's."""

    PREFIX = "override"

    opportunity_id = models.UUIDField()
    reason = models.TextField(max_length=2000)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decision_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["registration"], name="deals_overrides_of")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
