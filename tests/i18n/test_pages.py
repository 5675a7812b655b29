"""German pages are German: nothing stands on them in the English of the catalog."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from steelyard.config.messages import LOCALES, read_catalog, wordings
from steelyard.identity.models import Person
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.notifications import list_wishes
from tests.deals_pages.making import Deals, make_deals
from tests.partners.making import browser_of
from tests.sharing import made_once

_FIELD = re.compile(r"%\\\(\w+\\\)[sd]|\\\{\w+\\\}")
_SPOKEN = {"title", "aria-label", "placeholder", "alt", "data-label"}
_OF_EACH_KIND = 2
"""How many pages of one kind are read."""


made_deals = made_once(lambda: make_deals(utc_now()))


@pytest.fixture
def deals(made_deals: Deals, system: None) -> Deals:
    return made_deals


@pytest.mark.slow
@pytest.mark.parametrize("who", ["acme_seller", "acme_admin", "manager", "seller_of_host", "admin"])
def test_every_page_that_a_german_reader_reaches_is_german(deals: Deals, who: str) -> None:
    actor: Actor = getattr(deals.ecosystem, who)
    assert actor.person_id is not None
    with as_system():
        Person.objects.filter(id=actor.person_id).update(language="de")
    english = english_only()
    pages = dict(reachable(browser_of(actor)))
    assert len(pages) > 20
    assert [address for address, page in pages.items() if '<html lang="de"' not in page] == []
    with as_system():
        of_tests = {said for kind, said, _wish in list_wishes(actor.person_id) if kind.startswith("tests.")}
    found = {
        address: [said for said in texts_of(page) if english.fullmatch(said) and said not in of_tests]
        for address, page in pages.items()
    }
    assert {address: said for address, said in found.items() if said} == {}


def test_a_visitor_is_met_in_the_browsers_language(client: Client, system: None) -> None:
    page = client.get("/account/login/", headers={"accept-language": "de-AT,de;q=0.8,en;q=0.5"}).content.decode()
    assert '<html lang="de"' in page
    assert [said for said in texts_of(page) if english_only().fullmatch(said)] == []


def reachable(client: Client) -> Iterator[tuple[str, str]]:
    """Yield the pages that links lead to from Home, a few of each kind."""
    waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, follow=True)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        yield address, page
        for link in re.findall(r'href="(/[^"?#]*)', page):
            if link in seen or link.startswith(("/static/", "/api/")):
                continue
            seen.add(link)
            kind = resolve(link).route
            kinds[kind] += 1
            if kinds[kind] <= _OF_EACH_KIND:
                waiting.append(link)


def english_only() -> re.Pattern[str]:
    """Return the pattern of the texts that a German reader must not meet: those whose translation is another one."""
    catalog = read_catalog(LOCALES / "de/LC_MESSAGES/django.po")
    german = {wording for message in catalog if message.id for wording in wordings(message.string)}
    english = {wording for message in catalog if message.id for wording in wordings(message.id)} - german
    english -= {name for _code, name in settings.LANGUAGES}  # each stands in its own language
    return re.compile("|".join(_pattern(text) for text in english if re.search(r"[A-Za-z]{3}", bare(text))))


def bare(text: str) -> str:
    """Return the text without its fields."""
    return _FIELD.sub("", re.escape(text))


def _pattern(text: str) -> str:
    return _FIELD.sub(".+", re.escape(text))


def texts_of(page: str) -> list[str]:
    """Return what a page says: its texts, and the attributes that are read out or shown."""
    reading = _Reading()
    reading.feed(page)
    return reading.texts


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code = tag in {"script", "style", "code"}
        self.texts += [value.strip() for name, value in attrs if name in _SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code and (said := " ".join(data.split())):
            self.texts.append(said)
