"""What an organization's directory says over SCIM of its people: accounts, groups, and the token with which it says so.

An account is what the directory says; a membership is what comes of it here. Rows lie beside their connection's partner, so that
a partner's directory reaches its own only.
"""

from datetime import datetime

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower

from steelyard.identity.models.connections import Connection
from steelyard.identity.models.people import Membership
from steelyard.identity.terms import Standing
from steelyard.kernel.actors import Actor
from steelyard.platform.db import Record


class ScimToken(Record):
    """What a directory shows to say who is in it. The secret is 256 random bits; its SHA-256 is kept."""

    PREFIX = "scimtoken"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="scim_tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=30)
    """The first letters of the secret, by which its owner knows it again."""
    secret_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[ScimToken]":
        """Return every token for the host; partners see none."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()

    def is_live(self, now: datetime) -> bool:
        """Tell whether the token itself still opens; its connection must be switched on too."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class DirectoryAccount(Record):
    """Somebody as a directory knows them (a SCIM User), with the membership that came of it, which may have ended.

    `said` is what the directory wrote, to be given back as it was; the other columns are what is looked for.
    """

    PREFIX = "account"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="accounts")
    partner_id = models.UUIDField(null=True)
    membership = models.OneToOneField(Membership, on_delete=models.SET_NULL, null=True, related_name="account")
    user_name = models.CharField(max_length=300)
    external_id = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField()
    said = models.JSONField()
    standing = models.TextField(choices=[(one.value, one.value) for one in Standing])
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("connection", Lower("user_name"), name="one_account_per_user_name_and_directory"),
        ]
        indexes = [models.Index(fields=["connection", "external_id"], name="identity_account_external_id")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[DirectoryAccount]":
        """Return every account for the host, those of its own directories for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()


class DirectoryGroup(Record):
    """A group of a directory (a SCIM Group); the connection says which roles its members get."""

    PREFIX = "group"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="groups")
    partner_id = models.UUIDField(null=True)
    name = models.CharField(max_length=300)
    external_id = models.CharField(max_length=300, blank=True)
    accounts = models.ManyToManyField(DirectoryAccount, through="DirectoryGroupMember", related_name="groups")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[DirectoryGroup]":
        """Return every group for the host, those of its own directories for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner_id=actor.partner_id) if actor.is_partner else cls.objects.none()

    @property
    def names(self) -> set[str]:
        """By what the connection's lines about groups may call it: directories show names to people and ids to programs."""
        return {self.name, self.external_id} - {""}


class DirectoryGroupMember(models.Model):
    """An account in a group of the same directory."""

    group = models.ForeignKey(DirectoryGroup, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(DirectoryAccount, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "account"], name="an_account_is_once_in_a_group"),
        ]
