"""What contexts contribute, and the pages that show it."""

import re

import pytest
from django.test import Client

from steelyard.ui.portal import NavEntry, Portal
from tests.ui.conftest import HOST, PARTNER, contributions


def entry(key: str, **more: object) -> NavEntry:
    return NavEntry(**{"key": key, "label": key, "icon": "home", "url_name": "home", "order": 1, **more})  # type: ignore[arg-type]


def test_contributions_come_in_their_order_and_only_to_those_who_see_them() -> None:
    portal = Portal()
    portal.add(
        entry("late", order=9), entry("early", order=1), entry("host", order=5, visible=lambda actor: actor.is_host)
    )
    assert [found.key for found in portal.of(NavEntry, HOST)] == ["early", "host", "late"]
    assert [found.key for found in portal.of(NavEntry, PARTNER)] == ["early", "late"]


def test_a_key_is_taken_once() -> None:
    portal = Portal()
    portal.add(entry("deals"))
    with pytest.raises(ValueError, match="deals"):
        portal.add(entry("deals"))


def test_every_address_that_the_frame_offers_resolves(ask: Client) -> None:
    page = ask.get("/").content.decode()
    for address in sorted(set(re.findall(r'(?:href|action)="(/[^"#]*)"', page))):
        if not address.startswith("/static/"):
            assert ask.get(address).status_code != 404, address


def test_home_shows_figures_with_a_value_panels_with_content_and_steps_as_they_are(ask: Client) -> None:
    ask.cookies["actor"] = "partner"
    page = ask.get("/").content.decode()
    assert "Ana" in page
    assert "Live" in page
    assert "Nothing</" not in page
    assert page.count("Waiting for you</h2>") == 1
    assert "1 of 2" in page


def test_first_steps_stay_hidden_once_dismissed(ask: Client) -> None:
    assert "Get started" in ask.get("/").content.decode()
    ask.post("/first-steps/dismissal")
    assert "Get started" not in ask.get("/").content.decode()


def test_the_menu_marks_the_most_specific_entry(ask: Client) -> None:
    page = ask.get("/deals/new").content.decode()
    assert re.findall(r'href="([^"]*)" aria-current="page"', page) == ["/deals/"]


def test_a_partner_sees_the_partner_portal_without_the_entries_of_the_host(ask: Client) -> None:
    ask.cookies["actor"] = "partner"
    page = ask.get("/").content.decode()
    assert "Partner portal" in page
    assert "Pipeline" not in page


@pytest.mark.parametrize("address", ["/", "/palette", "/keyboard"])
def test_nobody_is_sent_to_sign_in(address: str, ask: Client, settings: object) -> None:
    ask.cookies["actor"] = "nobody"
    settings.LOGIN_URL = "/sign-in"  # type: ignore[attr-defined]
    response = ask.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in?next=")


def test_the_gallery_is_for_the_host_outside_demonstrations(ask: Client, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    assert ask.get("/gallery?only=icon").status_code == 200
    ask.cookies["actor"] = "partner"
    assert ask.get("/gallery?only=icon").status_code == 404


def test_the_palette_says_actions_then_records_and_what_to_do_when_nothing_is_found(ask: Client) -> None:
    page = ask.get("/palette", {"q": "n"}, headers={"HX-Request": "true"}).content.decode()
    assert "Register a deal" in page  # by its further word "new"
    assert "Nordwind" not in page  # one letter asks no records
    page = ask.get("/palette", {"q": "nordwind"}, headers={"HX-Request": "true"}).content.decode()
    assert "Nordwind Logistics" in page
    assert "<html" not in page
    assert "Try fewer letters" in ask.get("/palette", {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("text", ["\0", "<script>alert(1)</script>", "x" * 5000, "مكتب", "%' or 1=1"])
def test_the_palette_takes_any_text(text: str, ask: Client) -> None:
    page = ask.get("/palette", {"q": text}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("name", "value", "cookie"),
    [
        ("theme", "dark", "steelyard_theme"),
        ("keys", "off", "steelyard_keys"),
        ("language", "de", "steelyard_language"),
    ],
)
def test_a_preference_is_kept_and_returns_where_it_was_asked(name: str, value: str, cookie: str, ask: Client) -> None:
    response = ask.post("/preferences", {name: value, "next": "/deals/new"})
    assert response["Location"] == "/deals/new"
    assert ask.cookies[cookie].value == value
    assert ask.cookies[cookie]["httponly"]


@pytest.mark.parametrize("next_url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_a_preference_never_leads_elsewhere(next_url: str, ask: Client) -> None:
    assert ask.post("/preferences", {"theme": "dark", "next": next_url})["Location"] == "/"


@pytest.mark.parametrize(("name", "value"), [("theme", "red"), ("keys", "perhaps"), ("language", "xx")])
def test_an_unknown_preference_is_not_kept(name: str, value: str, ask: Client) -> None:
    ask.post("/preferences", {name: value})
    assert not any(morsel.value == value for morsel in ask.cookies.values())


def test_a_page_is_written_in_the_chosen_direction_and_theme(ask: Client) -> None:
    ask.cookies.load({"steelyard_language": "ar", "steelyard_theme": "dark"})
    page = ask.get("/").content.decode()
    assert 'dir="rtl" data-bs-theme="dark"' in " ".join(page.split())
    assert "style.rtl" in page


def test_an_error_has_a_page_of_ours_that_says_what_to_do(frame: None) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    broken = client.get("/broken")
    assert broken.status_code == 500
    assert "Nothing was saved" in broken.content.decode()
    assert broken["X-Request-Id"] in broken.content.decode()
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "Check the link" in missing.content.decode()


def test_every_contribution_of_these_tests_is_drawn(ask: Client) -> None:
    page = ask.get("/").content.decode()
    for found in contributions().of(NavEntry, HOST):
        assert str(found.label) in page
    assert page.index("Selling") < page.index("Deals") < page.index("Program and people") < page.index("Gallery")
