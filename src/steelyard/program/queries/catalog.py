"""Regions and product families."""

import json

from django.db import connection

from steelyard.kernel.refusals import NotFound
from steelyard.program.models import ProductFamily, Region, RegionCountry
from steelyard.program.terms import Catalog, ProductFamilyCard, RegionCard


def get_catalog() -> Catalog:
    """Return all regions, countries and sold product families, in one statement: for rules that ask at every turn."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOG)
        regions, countries, families = (
            json.loads(part) if isinstance(part, str) else part for part in cursor.fetchone()
        )
    return Catalog(parents=regions, countries=countries, families=families)


_CATALOG = """
    select (select coalesce(jsonb_object_agg(key, parent_id), '{}') from program_region),
           (select coalesce(jsonb_object_agg(country, region_id), '{}') from program_regioncountry),
           (select coalesce(jsonb_object_agg(key, requires_certification), '{}') from program_productfamily where is_active)
"""


def list_regions() -> list[RegionCard]:
    """Return every region with its countries, by name."""
    regions = Region.objects.order_by("name").prefetch_related("countries")
    return [
        RegionCard(
            key=region.key,
            name=region.name,
            parent=region.parent_id,
            countries=tuple(sorted(row.country for row in region.countries.all())),
        )
        for region in regions
    ]


def get_region(key: str) -> RegionCard:
    """Return one region. Raises: NotFound."""
    for region in list_regions():
        if region.key == key:
            return region
    raise NotFound


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


def _family(row: ProductFamily) -> ProductFamilyCard:
    return ProductFamilyCard(
        key=row.key, name=row.name, requires_certification=row.requires_certification, is_active=row.is_active
    )
