"""Importing partners: one for all its rows, with the tiers and programs that the file speaks of."""

from datetime import datetime

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import queries
from steelyard.partners.models import Partner
from steelyard.platform.imports.mapping import ColumnMapping
from tests.imports.conftest import Load
from tests.partners.making import make_ecosystem

MAPPING = ColumnMapping(
    constants={"country": "DE"},
    options={
        "define": True,
        "types": {"membership": "{program} member"},
        "tiers": {"Gold": 30, "Silver": 20},
        "name_endings": ["(member)"],
    },
)
HEADER = "name,external id,domain,program,tier,type"


def test_memberships_of_one_company_make_one_partner(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    lines = (
        HEADER,
        "Nordlicht Werke,nordlicht,nordlicht-werke.de,Cloud Union,Silver,membership",
        "Nordlicht Werke GmbH (member),,nordlicht-werke.de,Edge Union,Gold,membership",
        "Nordlicht,nordlicht,nordlicht.example,Cloud Union,,Certified trainer",
    )
    report = load("partners", *lines, mapping=MAPPING)
    assert report.refused == 0, report.errors
    partner = Partner.objects.get(external_id="nordlicht")
    record = queries.get_record(SYSTEM, partner.id, at=now)
    assert set(record.card.types) == {"cloud-union-member", "edge-union-member", "certified-trainer"}
    assert record.card.tier == "edge-union-gold"
    assert record.specializations == ("Cloud Union: Silver", "Edge Union: Gold")
    assert report.counts["partners enrolled"] == 1
    assert report.counts["of them recognized as the same company"] == 1
    again = load("partners", *lines, mapping=MAPPING)
    assert again.counts["of them unchanged"] == 3


def test_a_lower_tier_never_takes_the_higher_one_away(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    load(
        "partners",
        HEADER,
        "Nordlicht Werke,n1,,Edge Union,Gold,",
        "Nordlicht Werke,n1,,Cloud Union,Silver,",
        mapping=MAPPING,
    )
    assert queries.get_record(SYSTEM, Partner.objects.get(external_id="n1").id, at=now).card.tier == "edge-union-gold"


def test_words_that_the_program_does_not_know_are_refused_unless_they_may_be_defined(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    report = load(
        "partners",
        "name,country,type,tier",
        "Hafenkontor AG,DE,Wizard,",
        "Kontor KG,DE,reseller,Platinum",
        "Speicher AG,DE,,Mythril",
    )
    assert [(error.number, error.field) for error in report.errors] == [(2, "types"), (4, "tier")]
    assert report.counts["partners enrolled"] == 1
    assert not Partner.objects.filter(name__in=["Hafenkontor AG", "Speicher AG"]).exists()


def test_a_dry_run_keeps_no_partner(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    before = Partner.objects.count()
    assert load("partners", "name,country", "Hafenkontor AG,DE", is_dry_run=True).counts["partners enrolled"] == 1
    assert Partner.objects.count() == before
