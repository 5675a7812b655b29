"""Invitations: a promise of a membership, sent by mail, kept until it is taken up, revoked or too old."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.identity.models.people import Person
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.db import Record


class Invitation(Record):
    """Somebody asked to join the host (no partner) or one partner.

    The link in the mail is signed, not stored: it names the invitation and its `serial`, which every resend raises, so that
    only the newest link works and neither the database nor the queue holds a secret.
    """

    PREFIX = "invitation"

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    partner_id = models.UUIDField(null=True)
    roles = ArrayField(models.TextField())
    language = models.CharField(max_length=10, default="en")
    message = models.TextField(blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    serial = models.IntegerField(default=1)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "partner_id"],
                condition=Q(accepted_at=None, revoked_at=None),
                nulls_distinct=False,
                name="one_open_invitation_per_address_and_organization",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="an_invitation_ends_in_one_way"
            ),
        ]
        indexes = [models.Index(fields=["partner_id"], name="identity_invitation_partner")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Invitation]":
        """Return every invitation for the host, its own organization's for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    def is_open(self, now: datetime) -> bool:
        """Tell whether the invitation can still be taken up."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
