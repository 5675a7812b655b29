"""The catalog of benefits, and from when until when each partner holds one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.partners.models.partners import Dated, Partner, Tier
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids


class Benefit(Record):
    """Something that partners get from a tier up, or for their type; worth an amount a year."""

    PREFIX = "benefit"

    key = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    from_tier = models.ForeignKey(Tier, to_field="key", on_delete=models.PROTECT, null=True, related_name="+")
    types = ArrayField(models.CharField(max_length=50), default=list)
    amount = models.DecimalField(max_digits=15, decimal_places=3)
    currency = models.CharField(max_length=3)
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["from_tier__rank", "name"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="a_benefit_is_worth_something")]

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> Money:
        return Money(self.amount, self.currency)


class BenefitGrant(Dated):
    """That a partner holds a benefit, from one day until another."""

    PREFIX = "grant"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="benefits")
    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "benefit"], condition=Q(until=None), name="a_benefit_is_held_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="benefit_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.benefit_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[BenefitGrant]":
        """Return the grants that the actor may see: all for the host, its own and those under it for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner__in=visible_partner_ids(actor)) if actor.is_partner else rows.none()
