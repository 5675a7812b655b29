"""Connections to identity providers: where the people of some mail domains prove who they are."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Actor, Role
from steelyard.platform.db import Record


class Connection(Record):
    """One identity provider that the host trusts for its own people (no partner) or for one partner's.

    Who somebody is to it is `issuer` and subject together; neither issuer nor kind ever changes, so that nobody inherits a name.
    """

    PREFIX = "connection"

    name = models.CharField(max_length=100)
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ConnectionKind])
    partner_id = models.UUIDField(null=True)
    issuer = models.CharField(max_length=500)
    """The issuer of OpenID Connect, or the entity id of a SAML identity provider."""
    client_id = models.CharField(max_length=300, blank=True)
    sealed_secret = models.TextField(blank=True)
    sign_in_url = models.CharField(max_length=500, blank=True)
    certificate = models.TextField(blank=True)
    group_claim = models.CharField(max_length=200, blank=True)
    group_roles = models.JSONField(default=dict)
    default_roles = ArrayField(models.TextField(), default=list)
    provisions = models.BooleanField(default=False)
    vouches_second_factor = models.BooleanField(default=False)
    is_enforced = models.BooleanField(default=False)
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="one_connection_per_issuer_and_client"),
            models.CheckConstraint(
                condition=Q(partner_id__isnull=True, default_roles__contained_by=sorted(r.value for r in HOST_ROLES))
                | Q(partner_id__isnull=False, default_roles__contained_by=sorted(r.value for r in PARTNER_ROLES)),
                name="roles_of_a_connection_belong_to_its_side",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Connection]":
        """Return every connection for the host; partners see none."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.default_roles)

    @property
    def names(self) -> list[str]:
        """Its mail domains, in order."""
        return sorted(row.name for row in self.domains.all())

    def roles_of(self, groups: Any) -> frozenset[Role]:
        """Return the roles that these groups of the identity provider give, or the default ones."""
        asked = {groups} if isinstance(groups, str) else {str(group) for group in groups or ()}
        mapped = {Role(role) for group, roles in self.group_roles.items() if group in asked for role in roles}
        return frozenset(mapped) or self.role_set


class ConnectionDomain(models.Model):
    """A mail domain whose people one connection answers for; no domain has two."""

    name = models.CharField(max_length=253, primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="domains")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name=Lower("name")), name="domains_are_lower_case"),
        ]
