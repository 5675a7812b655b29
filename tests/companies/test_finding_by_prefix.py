"""What the search of lists finds companies by, under row-level security: beginnings of words, every name, only one's own words."""

from datetime import datetime
from uuid import UUID

import pytest

from steelyard.companies.commands import add_name
from steelyard.companies.models import NameKind
from steelyard.companies.public import find_by_prefix
from steelyard.kernel.actors import ANONYMOUS, Actor
from steelyard.platform.db import acting_as
from steelyard.platform.visibility import show
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db


def found(actor: Actor, text: str, limit: int = 500) -> list[UUID]:
    with acting_as(actor):
        return find_by_prefix(actor, text, limit)


@pytest.mark.parametrize(
    "text",
    [
        "Quarry",
        "quarrystone h",
        "HYDRAUL",
        "hydraulics",
        "quarrystone.d",
        "https://quarrystone.de/en",
    ],
)
def test_the_host_finds_by_the_beginning_of_any_word_and_of_the_domain(now: datetime, text: str) -> None:
    wanted = add_company("Quarrystone Hydraulics GmbH", now, domain="quarrystone.de")
    add_company("Kiesel Pumpen GmbH", now, domain="kiesel.example")
    assert found(STEWARD, text) == [wanted]


@pytest.mark.parametrize("text", ["uarry", "draulics", "stone", "hydraulics quarry", "", "   ", "zzz"])
def test_the_middle_of_a_word_words_in_another_order_and_no_word_find_nothing(now: datetime, text: str) -> None:
    add_company("Quarrystone Hydraulics GmbH", now)
    assert found(STEWARD, text) == []


def test_every_name_finds_the_company_once(now: datetime) -> None:
    wanted = add_company("Quarrystone Hydraulics GmbH", now)
    with acting_as(STEWARD):
        for kind, name in ((NameKind.TRADING, "Quarry Pumps"), (NameKind.FORMER, "Steinbruch Technik")):
            add_name(actor=STEWARD, company_id=wanted, kind=kind, text=name, now=now)
    for text in ("quarry", "pumps", "steinbr", "hydraulics"):
        assert found(STEWARD, text) == [wanted]


def test_the_host_finds_by_what_any_partner_calls_it(now: datetime) -> None:
    wanted = add_company("Quarrystone Hydraulics GmbH", now, domain="quarrystone.de")
    first, second = make_partner(), make_partner()
    for partner, words in ((first, "Quarrystone Hydraulic"), (second, "Quarrystone Hydraulics Wismar")):
        assert name_it(partner, words, now, domain="quarrystone.de").company_id == wanted
    assert found(STEWARD, "wismar") == [wanted]
    assert found(STEWARD, "quarry") == [wanted]


def test_what_one_partner_named_finds_nothing_for_another(now: datetime) -> None:
    first, second = make_partner(), make_partner()
    wanted = name_it(first, "Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE").company_id
    words = ("quarry", "hydraulics", "quarrystone.de", "wismar")
    assert [bool(found(first, text)) for text in words] == [True, True, True, False]
    assert [found(second, text) for text in words] == [[], [], [], []]
    name_it(second, "Quarrystone Hydraulics Wismar", now, domain="quarrystone.de")
    assert found(second, "wismar") == [wanted]
    assert found(first, "wismar") == []


def test_a_listed_company_is_found_by_all_but_not_by_anothers_words(now: datetime) -> None:
    wanted = add_company("Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", is_listed=True)
    first, second = make_partner(), make_partner()
    name_it(first, "Quarrystone Hydraulics Wismar", now, domain="quarrystone.de")
    assert found(second, "quarry") == [wanted]
    assert found(first, "wismar") == [wanted]
    assert found(second, "wismar") == []


def test_a_distributor_finds_what_its_children_named(now: datetime) -> None:
    distributor, child = make_partner(), make_partner()
    assert distributor.partner_id
    assert child.partner_id
    wanted = name_it(child, "Quarrystone Hydraulics GmbH", now).company_id
    assert found(distributor, "quarry") == []
    with acting_as(STEWARD):
        show(viewers=[distributor.partner_id], partners=[child.partner_id])
    assert found(distributor, "quarry") == [wanted]


def test_someone_who_is_not_signed_in_finds_nothing(now: datetime) -> None:
    add_company("Quarrystone Hydraulics GmbH", now, is_listed=True)
    assert found(ANONYMOUS, "quarry") == []


def test_row_security_alone_keeps_the_hosts_terms_from_a_partner(now: datetime) -> None:
    """The query asks in the name of the host, the database knows better."""
    name_it(make_partner(), "Quarrystone Hydraulics GmbH", now)
    with acting_as(make_partner()):
        assert find_by_prefix(STEWARD, "quarry", 500) == []
