"""People and their memberships."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from steelyard.platform.db import Record


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(Record, AbstractBaseUser):
    """A human being with an e-mail address; what they may do comes from memberships, never from here."""

    PREFIX = "person"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=50, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_address"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="addresses_are_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """A person acting for the host (no partner) or for one partner, in some roles, from one day until another."""

    PREFIX = "member"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    partner_id = models.UUIDField(null=True)
    roles = ArrayField(models.TextField())
    since_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "partner_id"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="one_live_membership_per_person_and_organization",
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="a_membership_has_a_role"),
        ]
        indexes = [models.Index(fields=["partner_id"], name="identity_membership_partner")]
