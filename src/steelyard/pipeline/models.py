"""Opportunities and what hangs on them; named accounts; what customers already have."""

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.pipeline.terms import ActivityKind, Direction, ForecastCategory, LostReason, StageKind, Transactor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


def one_of(
    field: str, words: type[ActivityKind | Direction | ForecastCategory | LostReason | StageKind | Transactor]
) -> Q:
    """Return the condition that the field holds one of the words."""
    return Q(**{f"{field}__in": [word.value for word in words]})


class Stage(Record):
    """A stage; names, order and probabilities belong to the program, `kind` is what it means to the books."""

    PREFIX = "stage"

    key = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    position = models.IntegerField()
    probability = models.DecimalField(max_digits=3, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=one_of("kind", StageKind), name="stage_kind_is_known"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="stage_probability_is_a_rate"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Opportunity(Record):
    """A sale in the making at one company: direct when it has no partner. `version` counts changes, for optimistic writers."""

    PREFIX = "opp"

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    region = models.ForeignKey("program.Region", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    source_registration_id = models.UUIDField(null=True)
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    partner_owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.ForeignKey(Stage, to_field="key", on_delete=models.PROTECT, related_name="+", db_index=False)
    stage_since_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=15, decimal_places=3)
    currency = models.CharField(max_length=3)
    close_on = models.DateField()
    next_step = models.CharField(max_length=500, blank=True)
    next_step_on = models.DateField(null=True)
    forecast_category = models.CharField(max_length=20, default=ForecastCategory.PIPELINE)
    quote_reference = models.CharField(max_length=100, blank=True)
    order_reference = models.CharField(max_length=100, blank=True)
    transacted_by = models.CharField(max_length=20, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    opened_at = models.DateTimeField()
    updated_at = UpdatedAtField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    lost_reason = models.CharField(max_length=20, blank=True)
    lost_detail = models.CharField(max_length=500, blank=True)
    last_activity_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="opportunity_amount_is_not_negative"),
            models.CheckConstraint(
                condition=one_of("forecast_category", ForecastCategory), name="opportunity_forecast_is_known"
            ),
            models.CheckConstraint(
                condition=Q(transacted_by="") | one_of("transacted_by", Transactor),
                name="opportunity_transactor_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | Q(closed_at__isnull=False, outcome__in=["won", "lost"]),
                name="opportunity_is_open_or_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(lost_reason="") | (Q(outcome="lost") & one_of("lost_reason", LostReason)),
                name="only_a_lost_opportunity_has_a_lost_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="opportunity_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_opportunity_per_external_id"
            ),
            models.UniqueConstraint(
                fields=["source_registration_id"],
                condition=Q(source_registration_id__isnull=False),
                name="one_opportunity_per_registration",
            ),
        ]
        indexes = [
            models.Index(fields=["company"], condition=Q(closed_at=None), name="pipeline_open_at_company"),
            models.Index(fields=["stage", "close_on", "id"], name="pipeline_lane"),
            models.Index(fields=["partner", "close_on"], name="pipeline_of_partner"),
            models.Index(fields=["updated_at", "id"], name="pipeline_updated"),
            models.Index(fields=["owner", "close_on"], name="pipeline_of_owner"),
            models.Index(fields=["close_on", "id"], name="pipeline_by_close"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Opportunity]":
        """Return the opportunities that the actor may see: all for the host, those with it (or its children) for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()


class OpportunityLine(models.Model):
    """The share of an opportunity in one product family."""

    pk = models.CompositePrimaryKey("opportunity_id", "family_id")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lines", db_index=False)
    family = models.ForeignKey("program.ProductFamily", on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=15, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="line_amount_is_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.family_id}"


class Activity(Record):
    """Something done on an opportunity; when it happened and when it was written down are two facts, and stay so."""

    PREFIX = "activity"

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="activities", db_index=False)
    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    summary = models.TextField(max_length=5000)
    occurred_at = models.DateTimeField()
    logged_at = models.DateTimeField()
    logged_by = models.UUIDField(null=True)
    is_internal = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=one_of("kind", ActivityKind), name="activity_kind_is_known"),
            models.CheckConstraint(condition=one_of("direction", Direction), name="activity_direction_is_known"),
        ]
        indexes = [models.Index(fields=["opportunity", "-occurred_at"], name="pipeline_activity_of")]


class AccountAssignment(Record):
    """A named account: from one day until another the company belongs to a person of the host."""

    PREFIX = "account"

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    is_house = models.BooleanField(default=False)
    """A house account is sold by the host alone."""
    updated_at = UpdatedAtField()
    since_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(until=None), name="one_owner_per_named_account"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="assignment_ends_after_start"
            ),
        ]


class InstalledProduct(Record):
    """A product family that a company already has, when it renews, and the partner who sold it."""

    PREFIX = "installed"

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey("program.ProductFamily", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = UpdatedAtField()
    since_on = models.DateField()
    renews_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "family"], condition=Q(ended_on=None), name="one_live_product_per_company_and_family"
            ),
        ]
        indexes = [models.Index(fields=["partner", "renews_on"], name="pipeline_installed_by")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[InstalledProduct]":
        """Return the installed products that the actor may see: all for the host, those it sold for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()
