"""The anti-poaching log: each side reads where direct sales met a protection, and nobody reads of others."""

from collections.abc import Callable

import pytest

from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from tests.deals.test_api import REGISTRATIONS, body, program_of
from tests.partners.making import Ecosystem, browser_of

LOG = "/anti-poaching-log"


@pytest.fixture
def met(world: Ecosystem) -> Ecosystem:
    """The host's seller is stopped by Acme's protection, and goes on."""
    program_of(world.acme_seller).send("POST", REGISTRATIONS, body())
    opening = {
        "company": public_id("company", DealRegistration.objects.get().company_id),
        "name": "Nordlicht direct",
        "region": "DACH",
        "families": ["cloud"],
        "amount": {"amount": "1000.00", "currency": "EUR"},
        "close_on": "2030-01-31",
    }
    executive = program_of(world.seller_of_host)
    assert executive.send("POST", "/direct-opportunities", opening).status_code == 409
    overriding = {**opening, "override_reason": "The customer insists"}
    assert executive.send("POST", "/direct-opportunities", overriding).status_code == 201
    return world


def lines(actor: Actor, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = program_of(actor).get(f"{LOG}{query}").json()["items"]
    return found


def test_both_sides_read_who_was_stopped_and_who_went_on_and_why(met: Ecosystem) -> None:
    for actor, knows_opportunity in ((met.acme_seller, False), (met.manager, True)):
        overridden, stopped = lines(actor)
        assert (overridden["outcome"], overridden["reason"]) == ("overridden", "The customer insists")
        assert (stopped["outcome"], stopped["reason"], stopped["opportunity"]) == ("blocked", "", None)
        assert overridden["company"] == stopped["company"] == "Nordlicht Werke GmbH"
        assert (overridden["opportunity"] is not None) == knows_opportunity


def test_another_partner_reads_nothing_of_it(met: Ecosystem) -> None:
    assert lines(met.beta_seller) == []
    assert "Nordlicht" not in browser_of(met.beta_seller).get("/deals/direct/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?outcome=blocked", 1),
        ("?outcome=overridden", 1),
        ("?q=nordl", 2),
        ("?q=helios", 0),
        ("?until=2020-01-01T00:00:00Z", 0),
    ],
)
def test_the_log_is_narrowed(met: Ecosystem, query: str, count: int) -> None:
    assert len(lines(met.manager, query)) == count


def test_the_log_is_narrowed_to_a_partner(met: Ecosystem) -> None:
    assert len(lines(met.manager, f"?partner={public_id('partner', met.acme)}")) == 2
    assert lines(met.manager, f"?partner={public_id('partner', met.beta)}") == []


@pytest.mark.parametrize("who", [lambda world: world.acme_seller, lambda world: world.manager])
def test_the_page_shows_it(met: Ecosystem, who: Callable[[Ecosystem], Actor]) -> None:
    browser = browser_of(who(met))
    page = browser.get("/deals/direct/").content.decode()
    assert "The customer insists" in page
    assert "Blocked by a protection" in page.partition("<tbody")[2]
    narrowed = browser.get("/deals/direct/?outcome=blocked&since=nonsense").content.decode()
    assert "The customer insists" in narrowed
    narrowed = browser.get("/deals/direct/?outcome=blocked").content.decode()
    assert "The customer insists" not in narrowed
