"""Partners and what is dated about them: roles, tiers, agreements, certifications, managers."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Lower

from steelyard.kernel.actors import Actor
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.merging.models import Merge
from steelyard.platform.visibility import visible_partner_ids


class PartnerType(Record):
    """A kind of role; programs add their own as rows."""

    PREFIX = "partnertype"

    key = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)
    transacts = models.BooleanField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tier(Record):
    """A level of the program, ordered by rank."""

    PREFIX = "tier"

    key = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)
    rank = models.IntegerField()

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class Partner(Record):
    """A company enrolled in the program. What the host decides about it is here, what it says of itself in its profile."""

    PREFIX = "partner"

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    region = models.ForeignKey("program.Region", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default=PartnerStatus.PROSPECT)
    status_reason = models.CharField(max_length=500, blank=True)
    status_since_at = models.DateTimeField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    external_id = models.CharField(max_length=100, blank=True)
    enrolled_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    """The partner that this id leads to, never one that was merged itself; None where it is one of its own."""
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in PartnerStatus]), name="partner_status_is_known"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="partner_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="no_partner_leads_to_itself"
            ),
            models.UniqueConstraint(fields=["company"], condition=Q(merged_into=None), name="a_company_is_one_partner"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_partner_per_external_id"
            ),
        ]
        indexes = [
            models.Index(Lower("name"), name="partners_partner_name"),
            models.Index(fields=["status", "region"], name="partners_partner_status"),
            models.Index(fields=["updated_at", "id"], name="partners_updated"),
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="partners_merged"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Partner]":
        """Return the partners that the actor may see, those that lead to another one included."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(id__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()

    @classmethod
    def present_to(cls, actor: Actor) -> "models.QuerySet[Partner]":
        """Return the partners that the actor may see and that are ones of their own: for lists and searches."""
        return cls.visible_to(actor).filter(merged_into=None)

    @staticmethod
    def lock_hierarchy() -> None:
        """Make changes of parents wait for each other, so that two of them cannot close a ring together."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('partners.hierarchy'))")

    def list_ancestor_ids(self) -> list[UUID]:
        """Return parent, parent's parent and so on."""
        above: list[UUID] = []
        next_id = self.parent_id
        while next_id is not None:
            above.append(next_id)
            next_id = Partner.objects.values_list("parent_id", flat=True).get(id=next_id)
        return above

    def list_family_ids(self) -> list[UUID]:
        """Return the partner itself with its children, their children and so on."""
        family = generation = [self.id]
        while generation:
            generation = list(Partner.objects.filter(parent__in=generation).values_list("id", flat=True))
            family = family + generation
        return family


class PartnerProfile(models.Model):
    """What a partner says of itself, kept by its own administrator."""

    partner = models.OneToOneField(Partner, primary_key=True, on_delete=models.CASCADE, related_name="profile")
    website = models.URLField(max_length=200, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    description = models.TextField(blank=True, max_length=2000)
    capabilities = ArrayField(models.CharField(max_length=60), default=list)
    verticals = ArrayField(models.CharField(max_length=60), default=list)
    specializations = ArrayField(models.CharField(max_length=60), default=list)
    checked_at = models.DateTimeField(null=True)
    """When the partner changed or confirmed its record last; None where it has not since it was enrolled."""
    contacts_checked_at = models.DateTimeField(null=True)
    """When the partner confirmed last that its people and their roles are right."""

    class Meta:
        indexes = [
            GinIndex(fields=["capabilities"], name="partners_capabilities"),
            GinIndex(fields=["verticals"], name="partners_verticals"),
            GinIndex(fields=["specializations"], name="partners_specializations"),
        ]

    def __str__(self) -> str:
        return str(self.partner_id)

    @classmethod
    def saying_something(cls) -> "models.QuerySet[PartnerProfile]":
        """Return the profiles in which a partner says anything of itself."""
        return cls.objects.exclude(**_SAYS_NOTHING)

    @classmethod
    def erase_of(cls, partner_ids: Collection[UUID]) -> int:
        """Forget what partners said of themselves, and return how many had said something."""
        return cls.saying_something().filter(partner__in=partner_ids).update(**_SAYS_NOTHING)


_SAYS_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("website", "phone", "description"), ""),
    **{name: [] for name in ("capabilities", "verticals", "specializations")},
}


class Dated(Record):
    """Something that holds for a partner from one day until another; `until` is the first day on which it no longer does."""

    since_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        abstract = True

    @staticmethod
    def holds_on(day: date) -> Q:
        """Return the condition that the thing holds on the day."""
        return Q(since_on__lte=day) & (Q(until=None) | Q(until__gt=day))


class PartnerRole(Dated):
    """A role that a partner holds; several hold at once."""

    PREFIX = "role"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="roles")
    type = models.ForeignKey(PartnerType, to_field="key", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "type"], condition=Q(until=None), name="one_open_role_of_a_type"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="role_ends_after_it_starts"
            ),
        ]


class TierAssignment(Dated):
    """The tier a partner is in, with the reason that somebody gave, or the rules by which it came about."""

    PREFIX = "tiering"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="tiers")
    tier = models.ForeignKey(Tier, to_field="key", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    is_automatic = models.BooleanField(default=False)
    fixed_until = models.DateField(null=True)
    """The first day on which the rules may move it again; None where they always may."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(until=None), name="one_open_tier"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="tier_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(fixed_until=None) | Q(fixed_until__gt=F("since_on"), is_automatic=False),
                name="a_tier_is_fixed_by_hand_for_some_time",
            ),
        ]


class Agreement(Record):
    """An agreement that a partner signed; without a partner agreement in force it registers nothing."""

    PREFIX = "agreement"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=20, default=AgreementKind.PARTNER)
    version = models.CharField(max_length=50)
    text = models.ForeignKey("partners.AgreementText", on_delete=models.PROTECT, null=True, related_name="+")
    """The text that was read and accepted; None for what was signed elsewhere."""
    signed_on = models.DateField()
    valid_until = models.DateField(null=True)
    """The first day after its term; None where it has no end."""
    binds_until = models.DateField(null=True)
    """The first day on which it no longer binds: grace is over, or another one took its place. None while none is known."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "version", "signed_on"], name="an_agreement_is_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("signed_on")), name="agreement_ends_after_signing"
            ),
            models.CheckConstraint(
                condition=Q(binds_until=None) | Q(binds_until__gte=F("signed_on")), name="agreement_binds_after_signing"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in AgreementKind]), name="kind_of_agreement_is_known"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Agreement]":
        """Return the agreements that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()

    @staticmethod
    def in_force_on(day: date, kind: AgreementKind = AgreementKind.PARTNER) -> Q:
        """Return the condition that an agreement of a kind binds on the day."""
        return Q(kind=kind, signed_on__lte=day) & (Q(binds_until=None) | Q(binds_until__gt=day))


class Certification(Dated):
    """A partner may sell a product family that asks for certification."""

    PREFIX = "certification"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="certifications")
    family = models.ForeignKey("program.ProductFamily", on_delete=models.PROTECT, related_name="+")
    credential = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "family", "since_on"], name="one_certification_per_family_and_day"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since_on")), name="certification_ends_after_it_starts"
            ),
        ]


class ManagerAssignment(Dated):
    """A person of the host who looks after the partner."""

    PREFIX = "managing"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="managers")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "person"], condition=Q(until=None), name="one_open_manager_assignment"
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(until=None), name="partners_managed_by")]


class Segment(Record):
    """A named set of partners, kept as the filter that finds them; programs, incentives and content bind to it."""

    PREFIX = "segment"

    name = models.CharField(max_length=100)
    filter = models.JSONField()
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_segment_per_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PartnerMerge(Merge):
    """One merge of partners; the host alone reads it."""

    PREFIX = "partnermerge"
    KIND = Partner.PREFIX

    survivor = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="no_partner_is_merged_into_itself"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="a_partner_is_merged_into_one_other"
            ),
        ]
        indexes = [models.Index(fields=["-merged_at"], name="partners_merges_newest")]
