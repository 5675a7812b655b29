"""What an organization asks of those who sign in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from steelyard.identity.models.people import Person
from steelyard.kernel.actors import PARTNER_ROLES, Actor, Role
from steelyard.platform.db import Record


class AccessPolicy(Record):
    """What the host (no partner) asks of everybody, or a partner of its own people on top of that."""

    PREFIX = "accesspolicy"

    partner_id = models.UUIDField(null=True)
    second_factor_roles = ArrayField(models.TextField(), default=list)
    """Whoever holds one of these proves a second factor before anything else."""
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner_id"], nulls_distinct=False, name="one_access_policy_per_organization"
            ),
            models.CheckConstraint(
                condition=Q(partner_id=None)
                | Q(second_factor_roles__contained_by=sorted(role.value for role in PARTNER_ROLES)),
                name="a_partner_asks_of_its_own_roles",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[AccessPolicy]":
        """Return every policy for the host; the host's and its own organization's for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if not actor.is_partner:
            return cls.objects.none()
        return cls.objects.filter(Q(partner_id=None) | Q(partner_id=actor.partner_id))

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.second_factor_roles)
