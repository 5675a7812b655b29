"""Companies and everything they are known by. A partner's words stay that partner's: `partner_id` says whose they are."""

from uuid import uuid4

from django.db import models
from django.db.models import Q, QuerySet

from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class NameKind(models.TextChoices):
    """Why a company is known by another name."""

    FORMER = "former", "Former"
    TRADING = "trading", "Trading"
    TYPED = "typed", "As typed by a partner"


class Company(Record):
    """An organization as the world knows it.

    Its key is random, not time-ordered like others: a partner that names a company which another introduced earlier must not
    read from the id that it is older than its own words. `number` is the short form of the key inside the indexes.
    """

    PREFIX = "company"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.IntegerField(
        unique=True, db_default=models.expressions.RawSQL("nextval('companies_company_number')::int", [])
    )
    name = models.CharField(max_length=200)
    display_name = models.CharField(max_length=200, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="")
    """The domain that is shown; all of them are `CompanyDomain`s."""
    country = models.CharField(max_length=2, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    website = models.URLField(max_length=500, blank=True, default="")
    industry = models.CharField(max_length=100, blank=True, default="")
    employees = models.PositiveIntegerField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    is_listed = models.BooleanField(default=False)
    """In the shared directory, where partners may search."""
    introduced_by = models.UUIDField(null=True)
    """The partner who named it first; None for the host."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    created_at = models.DateTimeField()
    updated_at = UpdatedAtField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="companies_company_name"),
            models.Index(fields=["-created_at"], name="companies_company_age"),
            models.Index(fields=["updated_at", "id"], name="companies_company_updated"),
            models.Index(
                fields=["introduced_by"], condition=Q(introduced_by__isnull=False), name="companies_company_introducer"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="companies_company_merged"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_company_has_a_name"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=models.F("id")), name="no_company_owns_itself"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("id")), name="no_company_forwards_to_itself"
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "QuerySet[Company]":
        """Return the companies that the actor may see as they are; those it only named have no row here (see `find_cards`)."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if actor.is_partner:
            # Which partners a partner sees (itself, a distributor's children) is one relation; the policy applies it.
            return cls.objects.filter(Q(is_listed=True) | Q(introduced_by__isnull=False))
        return cls.objects.none()

    @property
    def shown_name(self) -> str:
        return self.display_name or self.name


class CompanyName(Record):
    """Another name of a company, and where a partner typed it, its words as a whole."""

    PREFIX = "companyname"

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="names", db_index=False)
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=NameKind.choices)
    partner_id = models.UUIDField(null=True)
    """Whose words these are; None for the host's, which everyone sees who sees the company."""
    domain = models.CharField(max_length=253, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "partner_id", "text"], nulls_distinct=False, name="one_company_name_per_voice"
            ),
            models.CheckConstraint(
                condition=Q(kind=NameKind.TYPED, partner_id__isnull=False)
                | (~Q(kind=NameKind.TYPED) & Q(partner_id=None)),
                name="typed_names_have_a_partner",
            ),
        ]
        indexes = [models.Index(fields=["partner_id"], name="companies_name_partner")]


class CompanyDomain(models.Model):
    """A registrable domain of a company; several companies may share one."""

    pk = models.CompositePrimaryKey("company_id", "domain")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="domains", db_index=False)
    domain = models.CharField(max_length=253)
    partner_id = models.UUIDField(null=True)
    """Who said so; None for the host."""


class CompanyIdentifier(models.Model):
    """The number of a company in a register."""

    pk = models.CompositePrimaryKey("company_id", "scheme", "value")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="identifiers", db_index=False)
    scheme = models.CharField(max_length=10, choices=[(scheme.value, scheme.name) for scheme in IdentifierScheme])
    value = models.CharField(max_length=50)

    class Meta:
        indexes = [models.Index(fields=["scheme", "value"], name="companies_identifier_value")]


class PossibleDuplicate(models.Model):
    """An open or settled question: is `company`, introduced when `other` was known, the same one?"""

    pk = models.CompositePrimaryKey("company_id", "other_id")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="possible_duplicates", db_index=False)
    other = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    """When a person said that they are two companies."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(company=models.F("other")), name="no_company_is_its_own_duplicate")
        ]
