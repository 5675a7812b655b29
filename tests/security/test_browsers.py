"""What browsers are told: what they may load, keep, send and show, on every answer."""

import os
import re
import subprocess
import sys

import pytest
from django.test import Client

from steelyard.platform.db import as_system
from steelyard.platform.exports.events import ListExported
from steelyard.platform.models import EventRecord
from tests.database import ROOT
from tests.identity.conftest import PASSWORD, World, signed_in
from tests.walk.surface import list_pages

ADDRESSES = ("/", "/account/login/", "/settings/keys/", "/nowhere", "/api/v1/me", "/api/v1/nowhere", "/healthz")
COOKIES = ["SESSION", "CSRF", "LANGUAGE", "THEME", "KEYS", "CHECKLIST"]


def asked_with_https(*names: str) -> list[str]:
    """Return what settings say in an installation that is reached by https."""
    code = f"from steelyard.config import settings as s; print(*[getattr(s, name) for name in {names!r}])"
    environment = {**os.environ, "STEELYARD_BASE_URL": "https://partners.example", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_what_a_browser_may_do_with_it(world: World, address: str) -> None:
    answer = signed_in("ada@hansa.example").get(address)
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.search("no-store|private, no-cache|no-cache", answer["Cache-Control"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_text_says_its_encoding(world: World, address: str) -> None:
    answer = signed_in("ada@hansa.example").get(address)
    assert re.fullmatch(
        r"text/(html|plain); charset=utf-8|application/(problem\+)?json(; charset=utf-8)?", answer["Content-Type"]
    )


def test_over_https_browsers_stay_with_it_on_all_subdomains() -> None:
    seconds, subdomains = asked_with_https("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS")
    assert (int(seconds) >= 31_536_000, subdomains) == (True, "True")


def test_over_https_every_cookie_is_bound_to_the_host() -> None:
    names = asked_with_https(*(f"{one}_COOKIE_NAME" for one in COOKIES))
    assert all(name.startswith("__Host-steelyard_") for name in names)


def test_cookies_are_for_the_server_and_for_requests_from_here(world: World) -> None:
    browser = Client()
    browser.get("/account/login/")
    browser.post("/account/login/", {"login": "sam@hansa.example", "password": PASSWORD})
    browser.post("/preferences", {"theme": "dark", "language": "de", "keys": "off"})
    assert len(browser.cookies) >= 5
    for cookie in browser.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert len(cookie.key) + len(cookie.value) < 4096


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_other_origin_reads_an_answer(world: World, address: str) -> None:
    answer = signed_in("ada@hansa.example").get(address, headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_form_of_another_site_changes_nothing(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in("ada@hansa.example").cookies
    for address in ("/account/logout/", "/account/password/change/", "/preferences"):
        assert browser.post(address, {}).status_code == 403, address


def test_reading_changes_nothing(world: World) -> None:
    browser = signed_in("petra@host.example")
    changes = EventRecord.objects.exclude(type=ListExported.type)  # who takes a list along is written down
    with as_system():
        before = changes.count()
    for endpoint in list_pages():
        if endpoint.method == "GET" and not endpoint.slots:
            browser.get(endpoint.route)
    with as_system():
        assert changes.count() == before


def test_signing_out_leaves_nothing_in_the_browser(world: World) -> None:
    browser = signed_in("ada@hansa.example")
    answer = browser.post("/account/logout/")
    assert '"storage"' in answer["Clear-Site-Data"]
    assert browser.get("/settings/keys/").status_code == 302


def test_every_page_offers_to_sign_out(world: World) -> None:
    for address in ("/", "/settings/keys/", "/settings/webhooks/"):
        assert "/account/logout/" in signed_in("ada@hansa.example").get(address).content.decode(), address


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(world: World, wanted: str) -> None:
    form = {"login": "sam@hansa.example", "password": PASSWORD, "next": wanted}
    assert "elsewhere" not in Client().post("/account/login/", form)["Location"]


def test_scripts_keep_drafts_only_and_run_no_text() -> None:
    sources = {path: path.read_text() for path in (ROOT / "frontend/src").rglob("*.js")}
    said = [
        (path.name, word)
        for path, text in sources.items()
        for word in re.findall(
            r"\b(eval|Function|sessionStorage|indexedDB|postMessage|document\.write|WebSocket)\s*[.(]", text
        )
    ]
    assert said == []
    assert {path.name for path, text in sources.items() if "localStorage" in text} <= {"draft.js"}


def test_nothing_is_loaded_from_elsewhere() -> None:
    pages = {path: path.read_text() for path in (ROOT / "src/steelyard").rglob("*.html")}
    assert [
        path.name
        for path, text in pages.items()
        if re.search(r'<(script|link|img|iframe)[^>]+(src|href)="(https?:)?//', text)
    ] == []


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    pages = {path: path.read_text() for path in (ROOT / "src/steelyard").rglob("*.html")}
    inline = r"<script(?![^>]*(src=|type=\"application/json\"))[^>]*>|<style\b|\son(click|load|error|submit)="
    assert [path.name for path, text in pages.items() if re.search(inline, text)] == []


def test_text_is_never_declared_safe_for_pages() -> None:
    sources = [*(ROOT / "src/steelyard").rglob("*.html")]
    assert [path.name for path in sources if re.search(r"\|\s*safe\b|autoescape off", path.read_text())] == []
