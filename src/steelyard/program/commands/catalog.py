"""Defining regions and product families, and everything a new installation begins with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import pycountry
from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed
from steelyard.platform.events import record
from steelyard.program.defaults import FAMILIES, REGIONS
from steelyard.program.events import ProductFamilyDefined, RegionDefined
from steelyard.program.models import ProductFamily, Region, RegionCountry, RuleVersion
from steelyard.program.permissions import can_edit_program
from steelyard.program.policies import path_of
from steelyard.program.refusals import CountryTaken, RegionInsideItself, RegionUnknown
from steelyard.program.registry import rulebooks
from steelyard.program.terms import ProductFamilyCard, RegionCard, VersionState


@transaction.atomic
def define_region(*, actor: Actor, region: RegionCard, now: datetime) -> None:
    """Add a region, or change the name, parent and countries of the one with that key.

    Raises: NotAllowed, InvalidInput, RegionUnknown, RegionInsideItself, CountryTaken.
    """
    _require_editor(actor)
    countries = sorted({country.upper() for country in region.countries})
    _require_countries(countries)
    _require_parent(region)
    taken = RegionCountry.objects.filter(country__in=countries).exclude(region=region.key)
    if codes := sorted(taken.values_list("country", flat=True)):
        raise CountryTaken(countries=", ".join(codes), fields={"countries": _("Already in another region.")})
    Region.objects.update_or_create(key=region.key, defaults={"name": region.name, "parent_id": region.parent})
    RegionCountry.objects.filter(region=region.key).exclude(country__in=countries).delete()
    rows = [RegionCountry(country=country, region_id=region.key) for country in countries]
    RegionCountry.objects.bulk_create(rows, ignore_conflicts=True)
    happened = RegionDefined(
        subject_id=subject_id("region", region.key),
        subject_label=region.name,
        key=region.key,
        parent=region.parent,
        countries=tuple(countries),
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def define_product_family(*, actor: Actor, family: ProductFamilyCard, now: datetime) -> None:
    """Add a product family, or change the one with that key. Raises: NotAllowed."""
    _require_editor(actor)
    ProductFamily.objects.update_or_create(
        key=family.key,
        defaults={
            "name": family.name,
            "requires_certification": family.requires_certification,
            "is_active": family.is_active,
        },
    )
    happened = ProductFamilyDefined(
        subject_id=subject_id("family", family.key),
        subject_label=family.name,
        key=family.key,
        requires_certification=family.requires_certification,
        is_active=family.is_active,
    )
    record(happened, actor=actor, now=now)


def list_missing() -> tuple[list[RegionCard], list[ProductFamilyCard], list[str]]:
    """Return what a new installation begins with and this one lacks: regions, product families, rulebooks without a version."""
    regions = [] if Region.objects.exists() else REGIONS
    families = [] if ProductFamily.objects.exists() else FAMILIES
    published = RuleVersion.objects.filter(state=VersionState.PUBLISHED, region=None)
    held = set(published.values_list("rulebook", flat=True))
    return list(regions), list(families), [key for key in rulebooks() if key not in held]


def subject_id(kind: str, key: str) -> UUID:
    """Return the id under which the event log knows a thing that has a word for a key."""
    return uuid5(NAMESPACE_URL, f"steelyard:{kind}:{key}")


def _require_editor(actor: Actor) -> None:
    if not can_edit_program(actor):
        raise NotAllowed


def _require_countries(codes: Sequence[str]) -> None:
    if unknown := [code for code in codes if pycountry.countries.get(alpha_2=code) is None]:
        text = _("Not a country code: {codes}").format(codes=", ".join(unknown))
        raise InvalidInput(fields={"countries": text})


def _require_parent(region: RegionCard) -> None:
    if region.parent is None:
        return
    parents = dict(Region.objects.values_list("key", "parent_id"))
    if region.parent not in parents:
        raise RegionUnknown(key=region.parent, fields={"parent": _("There is no such region.")})
    if region.key in path_of(region.parent, parents | {region.key: None}):
        raise RegionInsideItself(fields={"parent": _("Choose a region that does not lie inside this one.")})
