"""People and their memberships."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from steelyard.identity.terms import in_order
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Actor, Role
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(Record, AbstractBaseUser):
    """A human being with an e-mail address; what they may do comes from memberships, never from here.

    `is_active` is True while at least one membership is open; sign-in reads it.
    """

    PREFIX = "person"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=50, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="addresses_are_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Person]":
        """Return the people whom the actor may know: everybody for the host, colleagues and the host's people for a partner."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        known = Membership.visible_to(actor).values("person_id")
        return cls.objects.filter(Q(id=actor.person_id) | Q(id__in=known))


class Membership(Record):
    """A person acting for the host (no partner) or for one partner, in some roles, from one instant until another.

    An ended membership is never opened again: who comes back gets a new one, and keys of the old one stay dead.
    """

    PREFIX = "member"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    partner_id = models.UUIDField(null=True)
    roles = ArrayField(models.TextField())
    since_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "partner_id"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="one_live_membership_per_person_and_organization",
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="a_membership_has_a_role"),
            models.CheckConstraint(
                condition=Q(partner_id__isnull=True, roles__contained_by=sorted(role.value for role in HOST_ROLES))
                | Q(partner_id__isnull=False, roles__contained_by=sorted(role.value for role in PARTNER_ROLES)),
                name="roles_belong_to_the_side",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since_at")), name="a_membership_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["partner_id"], name="identity_membership_partner")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Membership]":
        """Return the memberships of the actor's own organization, of the host, of those it looks after, and its own."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if not actor.is_partner:
            return cls.objects.none()
        return cls.objects.filter(
            Q(partner_id=None)
            | Q(partner_id=actor.partner_id)
            | Q(partner_id__in=visible_partner_ids(actor))
            | Q(person_id=actor.person_id)
        )

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    @property
    def ordered_roles(self) -> list[Role]:
        return in_order(self.role_set)
