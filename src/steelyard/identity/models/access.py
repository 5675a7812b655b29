"""What proves who is asking: sessions of browsers, keys of programs."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.identity.models.people import Membership, Person
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.platform.db import Record


class Session(AbstractBaseSession):
    """A browser's session. Its key is the secret in the cookie; `id` is what pages and the API may name."""

    PREFIX = "session"

    id = models.UUIDField(unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "identity_session"

    @staticmethod
    def id_of(session_key: str) -> UUID:
        """Return the `id` of the session with that key; nobody gets from it back to the key."""
        return UUID(bytes=hashlib.sha256(session_key.encode()).digest()[:16])

    @classmethod
    def get_session_store_class(cls) -> Any:
        from steelyard.identity.sessions import SessionStore

        return SessionStore

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Session]":
        """Return the actor's own sessions; nobody sees another person's."""
        if actor.person_id is None:
            return cls._default_manager.none()
        return cls._default_manager.filter(person_id=actor.person_id)

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.id)

    @classmethod
    def parse_id(cls, text: str) -> UUID:
        """Return the `id` behind an outside id. Raises: NotFound."""
        return parse_public_id(cls.PREFIX, text)


class OAuthClient(Record):
    """A program that gets short-lived access tokens for its secret, to act as one person in one membership (RFC 6749, 4.4).

    Its tokens are keys (`ApiKey.client`), so whatever holds for keys holds for them. Of the secret its SHA-256 is kept.
    """

    PREFIX = "client"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="clients")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=30)
    """The first letters of the secret, by which its owner knows it again."""
    secret_hash = models.BinaryField()
    scopes = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    """When it was last given a token."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="a_client_has_a_scope"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[OAuthClient]":
        """Return the clients of the actor's organization; the host sees all."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if not actor.is_partner:
            return cls.objects.none()
        return cls.objects.filter(membership__partner_id=actor.partner_id)

    def is_live(self, now: datetime) -> bool:
        """Tell whether the client may still get tokens; its person and membership must be live too."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ApiKey(Record):
    """A program's key to act as one person in one membership: one that somebody made, or an access token of an OAuth client.

    The secret is 256 random bits, so its SHA-256 is kept and not a slow password hash: nobody guesses 2^256, and a slow hash
    would make every request of the API pay for a danger that only chosen passwords have.
    """

    PREFIX = "apikey"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="keys")
    client = models.ForeignKey(OAuthClient, on_delete=models.CASCADE, null=True, related_name="tokens")
    """Whose access token it is; None for a key."""
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=30)
    """The first letters of the secret, by which its owner knows it again."""
    secret_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="a_key_has_a_scope"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[ApiKey]":
        """Return the actor's own keys and, for those who manage people, their organization's; the host sees all."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if not actor.is_partner:
            return cls.objects.none()
        return cls.objects.filter(membership__partner_id=actor.partner_id)

    def is_live(self, now: datetime) -> bool:
        """Tell whether the key itself still opens; its person and membership must be live too."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
