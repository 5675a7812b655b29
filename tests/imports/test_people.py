"""Importing people: of the host and of partners, twice without harm."""

from datetime import datetime

from steelyard.identity.models import Membership, Person
from tests.imports.conftest import Load
from tests.partners.making import make_ecosystem

HEADER = "Email,First Name,Last Name,Company,Roles"


def test_people_belong_to_their_partner_or_to_the_host(load: Load, now: datetime) -> None:
    world = make_ecosystem(now)
    lines = (
        HEADER,
        "Ines.Holm@nordlicht.example,Ines,Holm,Acme Systems GmbH,seller; partner admin",
        "tom@host.example,Tom,Berg,,channel manager",
    )
    report = load("people", *lines)
    assert report.counts == {"people enrolled": 2}, report.errors
    ines = Person.objects.get(email="ines.holm@nordlicht.example")
    assert ines.name == "Ines Holm"
    assert Membership.objects.get(person=ines).partner_id == world.acme
    assert load("people", *lines).counts == {"people unchanged": 2}


def test_bad_people_stay_alone(load: Load, now: datetime) -> None:
    make_ecosystem(now)
    report = load(
        "people",
        HEADER,
        "nobody,A,B,,channel manager",
        "a@b.example,A,B,Unheard of,seller",
        "c@d.example,C,D,,seller",
        "e@f.example,E,F,,wizard",
        "g@h.example,G,H,,finance",
    )
    assert {error.number: error.field for error in report.errors} == {2: "email", 3: "partner", 4: "roles", 5: "roles"}
    assert report.counts == {"people enrolled": 1}
