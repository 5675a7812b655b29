"""Regions and product families."""

import json
from collections.abc import Iterable
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from steelyard.kernel.refusals import NotFound
from steelyard.program.models import ProductFamily, Region, RegionCountry
from steelyard.program.terms import Catalog, ProductFamilyCard, RegionCard


@lru_cache(maxsize=4)
def read_catalog(parents: str, countries: str, families: str) -> Catalog:
    """Return the catalog that the database wrote as JSON; it is asked for with every decision and hardly ever another."""
    return Catalog(parents=json.loads(parents), countries=json.loads(countries), families=json.loads(families))


def list_regions() -> list[RegionCard]:
    """Return every region with its countries, by name."""
    return [_region(*row) for row in _regions().order_by("name")]


def get_region(key: str) -> RegionCard:
    """Return one region. Raises: NotFound."""
    row = _regions().filter(key=key).first()
    if row is None:
        raise NotFound
    return _region(*row)


def region_keys() -> list[str]:
    """Return the key of every region."""
    return list(Region.objects.values_list("key", flat=True))


def family_keys() -> list[str]:
    """Return the key of every product family, sold or not."""
    return list(ProductFamily.objects.values_list("key", flat=True))


def is_region(key: str) -> bool:
    """Tell whether there is a region with that key."""
    return Region.objects.filter(key=key).exists()


def region_of(country: str) -> str:
    """Return the key of the region that a country (ISO 3166-1 alpha-2) lies in; empty where none does."""
    found = RegionCountry.objects.filter(country=country.upper()).values_list("region_id", flat=True).first()
    return found or ""


def list_product_families(*, include_inactive: bool = False) -> list[ProductFamilyCard]:
    """Return the product families by name."""
    rows = ProductFamily.objects.order_by("name")
    if not include_inactive:
        rows = rows.filter(is_active=True)
    return [_family(row) for row in rows]


def get_product_family(key: str) -> ProductFamilyCard:
    """Return one product family. Raises: NotFound."""
    row = ProductFamily.objects.filter(key=key).first()
    if row is None:
        raise NotFound
    return _family(row)


def _regions() -> QuerySet[Region, tuple[str, str, str | None, list[str]]]:
    lands = RegionCountry.objects.filter(region=OuterRef("key")).order_by("country").values("country")
    return Region.objects.values_list("key", "name", "parent_id", ArraySubquery(lands))


def _region(key: str, name: str, parent: str | None, countries: Iterable[str]) -> RegionCard:
    return RegionCard(key=key, name=name, parent=parent, countries=tuple(countries))


def _family(row: ProductFamily) -> ProductFamilyCard:
    return ProductFamilyCard(
        key=row.key, name=row.name, requires_certification=row.requires_certification, is_active=row.is_active
    )
