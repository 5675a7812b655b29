"""Regions and product families."""

from django.db import models
from django.db.models import Q


class Region(models.Model):
    """A part of the world that can have rules of its own; inside its parent, if it has one."""

    key = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("key")), name="a_region_is_not_inside_itself"),
            models.CheckConstraint(condition=Q(key__regex=r"^[A-Z][A-Z0-9_]*$"), name="a_region_key_is_a_short_word"),
        ]

    def __str__(self) -> str:
        return self.name


class RegionCountry(models.Model):
    """A country and its region; the key says that a country has one."""

    country = models.CharField(primary_key=True, max_length=2)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="countries")


class ProductFamily(models.Model):
    """A part of what the host sells."""

    key = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    requires_certification = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="a_family_key_is_a_short_word"),
        ]

    def __str__(self) -> str:
        return self.name
