"""Regions, product families, and what a new installation begins with."""

from collections import Counter
from datetime import datetime

import pycountry
import pytest
from django.db import DatabaseError

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import InvalidInput, NotAllowed
from steelyard.platform.db import acting_as
from steelyard.program.defaults import REGIONS
from steelyard.program.models import RegionCountry, RuleVersion
from steelyard.program.public import (
    RegionCard,
    define_product_family,
    define_region,
    list_product_families,
    list_regions,
    region_of,
    rules_in_force,
    set_up_program,
)
from steelyard.program.refusals import CountryTaken, RegionInsideItself, RegionUnknown
from steelyard.program.registry import rulebooks
from steelyard.program.terms import BEGINNING, ProductFamilyCard
from tests.program.conftest import ADMIN, MANAGER

NOBODY_LIVES_THERE = {"AQ", "BV", "GS", "HM", "TF"}


def test_every_country_begins_in_one_region() -> None:
    counted = Counter(country for region in REGIONS for country in region.countries)
    assert {country.alpha_2 for country in pycountry.countries} - counted.keys() == NOBODY_LIVES_THERE
    assert [country for country, times in counted.items() if times > 1] == []


def test_a_new_installation_can_decide_at_once_and_for_the_past(system: None, now: datetime) -> None:
    set_up_program(now=now)
    assert region_of("de") == "DACH"
    assert region_of("AQ") == ""
    assert [family.key for family in list_product_families()] == ["general"]
    for key, model in rulebooks().items():
        for at in (BEGINNING, now):
            held = rules_in_force(key, region="DACH", at=at)
            assert (held.rules, held.label) == (model(), f"{model.prefix} v1")


def test_setting_up_again_changes_nothing(system: None, now: datetime) -> None:
    set_up_program(now=now)
    define_region(
        actor=ADMIN, region=RegionCard(key="DACH", name="Deutschsprachig", parent="EMEA", countries=("DE",)), now=now
    )
    before = (list_regions(), RuleVersion.objects.count())
    set_up_program(now=now)
    assert (list_regions(), RuleVersion.objects.count()) == before
    assert region_of("AT") == ""


def test_a_country_moves_only_out_of_its_region_first(program: None, now: datetime) -> None:
    apac = RegionCard(key="APAC", name="APAC", countries=("JP", "DE"))
    with pytest.raises(CountryTaken) as refused:
        define_region(actor=ADMIN, region=apac, now=now)
    assert refused.value.params == {"countries": "DE"}
    define_region(actor=ADMIN, region=RegionCard(key="DACH", name="DACH", parent="EMEA"), now=now)
    define_region(actor=ADMIN, region=apac, now=now)
    assert region_of("DE") == "APAC"


def test_a_region_cannot_lie_inside_itself(program: None, now: datetime) -> None:
    for parent in ("DACH", "EMEA"):
        with pytest.raises(RegionInsideItself):
            define_region(actor=ADMIN, region=RegionCard(key="EMEA", name="EMEA", parent=parent), now=now)
    with pytest.raises(RegionUnknown):
        define_region(actor=ADMIN, region=RegionCard(key="EMEA", name="EMEA", parent="MARS"), now=now)
    with pytest.raises(InvalidInput):
        define_region(actor=ADMIN, region=RegionCard(key="EMEA", name="EMEA", countries=("XX",)), now=now)


def test_only_a_program_admin_defines(program: None, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        define_region(actor=MANAGER, region=RegionCard(key="X", name="X"), now=now)
    with pytest.raises(NotAllowed):
        define_product_family(actor=MANAGER, family=ProductFamilyCard(key="x", name="X"), now=now)


def test_a_retired_family_is_offered_no_more(program: None, now: datetime) -> None:
    define_product_family(
        actor=SYSTEM, family=ProductFamilyCard(key="x", name="X", requires_certification=True), now=now
    )
    define_product_family(actor=SYSTEM, family=ProductFamilyCard(key="x", name="X", is_active=False), now=now)
    assert list_product_families() == []
    assert [family.name for family in list_product_families(include_inactive=True)] == ["X"]


def test_partners_read_regions_and_write_none(two_partners: tuple[Actor, Actor]) -> None:
    with acting_as(two_partners[0]):
        assert region_of("DE") == "DACH"
        assert len(list_regions()) == 3
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(two_partners[0]):
        RegionCountry.objects.create(country="FR", region_id="EMEA")
