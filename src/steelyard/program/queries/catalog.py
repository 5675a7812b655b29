"""Regions and product families."""

import json
from functools import lru_cache

from steelyard.kernel.refusals import NotFound
from steelyard.program.models import ProductFamily, Region, RegionCountry
from steelyard.program.terms import Catalog, ProductFamilyCard, RegionCard


@lru_cache(maxsize=4)
def read_catalog(parents: str, countries: str, families: str) -> Catalog:
    """Return the catalog that the database wrote as JSON; it is asked for with every decision and hardly ever another."""
    return Catalog(parents=json.loads(parents), countries=json.loads(countries), families=json.loads(families))


def list_regions() -> list[RegionCard]:
    """Return every region with its countries, by name."""
    return [_region(row) for row in Region.objects.order_by("name").prefetch_related("countries")]


def get_region(key: str) -> RegionCard:
    """Return one region. Raises: NotFound."""
    row = Region.objects.filter(key=key).first()
    if row is None:
        raise NotFound
    return _region(row)


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


def _region(row: Region) -> RegionCard:
    return RegionCard(
        key=row.key,
        name=row.name,
        parent=row.parent_id,
        countries=tuple(sorted(one.country for one in row.countries.all())),
    )


def _family(row: ProductFamily) -> ProductFamilyCard:
    return ProductFamilyCard(
        key=row.key, name=row.name, requires_certification=row.requires_certification, is_active=row.is_active
    )
