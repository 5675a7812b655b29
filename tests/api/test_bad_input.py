"""What comes in wrong is refused with a stable code and a field, and nothing of it is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from tests.api.registering import JSON, REGISTER, as_json, body, count, typed
from tests.partners.making import browser_of
from tests.walk.ecosystem import Ids, World

MALFORMED = (
    *(b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b'{"lines": NaN}', b'{"a":' * 2000, b"{}{}", b"\x00"),
    b'{"description": "\\ud800"}',
)


@pytest.mark.parametrize("sent", MALFORMED, ids=repr)
def test_what_is_no_registration_at_all_is_refused_by_a_problem(headers: dict[str, str], sent: bytes) -> None:
    before = count()
    answer = Client().post(REGISTER, sent, content_type=JSON, headers=headers)
    assert answer.status_code in {400, 422}, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in {"malformed_json", "invalid_input"}
    assert count() == before


ARABIC_DAY = "\u0662\u0660\u0662\u0667-\u0660\u0661-\u0660\u0661"
"""A date in Arabic-Indic digits, which ISO 8601 does not know."""
WRONG_VALUES: dict[str, tuple[Any, ...]] = {
    "value.amount": (
        *("-1", "-0.01", "1e30", "NaN", "Infinity", "-Infinity", "1,5", "", " ", "0x10", "1" * 400, "1.23456"),
        *(None, [], {}),
    ),
    "value.currency": ("XXQ", "eur", "", "EURO", "€", 978, None),
    "close_on": (
        *("2001-01-01", "2027-02-30", "0000-00-00", "99999-01-01", "9999-12-31", ARABIC_DAY, "soon", ""),
        *(None, [], True),
    ),
    "company.name": ("N" * 201, "A\0B", "A\x1bB", "A\nB", 7, None, []),
    "company.country": ("Germany", "X1", 49),
    "company.domain": ("a" * 300 + ".example", "a\0.example", 1),
    "company.surprise": (1,),
    "company": ("A GmbH", None, []),
    "description": ("x" * 5001, "a\x08b", 1),
    "contact.email": ("no address", "a@b@c", "\0@example.com"),
    "contact.name": ("I" * 201, "A\0"),
    "lines": ([], "cloud", [{"family": "cloud"}] * 51, [{"family": "cloud"}] * 2, [{"family": "unheard_of"}]),
    "type": ("invented", None, 1),
    "is_public_tender": ("perhaps", [], 7),
    "version": (2**63, -1, "one", 1.5),
    "evidence": ([{"kind": "quote", "note": "n"}] * 21, "quote", [{}]),
    "region": ("ATLANTIS", "x" * 300),
    "surprise": (1,),
}


def _wrong(field: str, value: Any) -> dict[str, Any]:
    """Return a registration that is right but for one value."""
    said = body()
    holder, _, name = field.rpartition(".")
    if holder:
        said[holder] = {**said[holder], name: value}
    else:
        said[name] = value
    return said


@pytest.mark.parametrize("field", WRONG_VALUES)
def test_a_wrong_field_is_named_and_nothing_is_kept(headers: dict[str, str], field: str) -> None:
    before = count()
    for value in WRONG_VALUES[field]:
        answer = Client().post(REGISTER, as_json(_wrong(field, value)), content_type=JSON, headers=headers)
        problem = answer.json()
        assert (answer.status_code, problem.get("code")) != (201, None), value
        named = [error["field"].replace("company_name", "company.name") for error in problem.get("errors", [])]
        assert answer.status_code == 422, (value, problem)
        assert any(field in name for name in named), (value, named)
    assert count() == before


NAMES = ("شركة النور للتجارة", "חברת אור בעמ", "Café 🚀 Orbit", "東京ガス株式会社", "Zażółć", "O'Neill & Söhne")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_names(headers: dict[str, str], browser: Client, name: str) -> None:
    answer = Client().post(REGISTER, as_json(body(name)), content_type=JSON, headers=headers)
    assert answer.status_code == 201, answer.content
    page = browser.post("/deals/new/", typed(company_name=f"{name} 2"))
    assert page.status_code == 302, page.content.decode()


NO_IDS = (
    *("dealreg_", "dealreg_\u0661\u0662", "dealreg_%00", "..%2f..", "dealreg_" + "z" * 26, "x" * 3000, "🚀"),
    "' or 1=1--",
)


@pytest.mark.parametrize("id_", NO_IDS)
def test_an_impossible_id_is_like_an_unknown_one(headers: dict[str, str], browser: Client, id_: str) -> None:
    assert Client().get(f"{REGISTER}/{id_}", headers=headers).status_code == 404
    assert browser.get(f"/deals/{id_}/").status_code == 404


ODD = (
    *("%00", "%ff", "%D9%A3", "9" * 40, "-1", "1e9", "%ed%a0%80", "NaN", "true", "..", "%3Cscript%3E"),
    *("%F0%9F%9A%80", "'", "%"),
)
PAGES = (
    *(
        "/deals/",
        "/deals/board/",
        "/exports/deal-registrations.csv",
        "/pipeline/",
        "/pipeline/board/",
        "/pipeline/forecast/",
    ),
    *(
        "/exports/opportunities.csv",
        "/companies/",
        "/partners/",
        "/people/",
        "/exports/people.json",
        "/rules/",
        "/approvals/",
        "/audit",
    ),
    *("/notifications", "/palette", "/companies/match/"),
)
PARAMETERS = (
    *("q", "page", "size", "sort", "state", "partner", "owner", "company", "region", "family", "type", "from"),
    *("until", "view", "columns", "stage", "by", "listed", "country", "subject", "since", "role", "of", "lane"),
)


@pytest.mark.parametrize("path", PAGES)
def test_an_odd_address_opens_a_page(
    world: tuple[World, Ids], person: Callable[[Role], Actor], db: None, path: str
) -> None:
    browser = browser_of(person(Role.PROGRAM_ADMIN))
    for turn in range(0, len(ODD), 3):
        odd = [f"{name}={ODD[(place + turn) % len(ODD)]}" for place, name in enumerate(PARAMETERS)]
        answer = browser.get(f"{path}?{'&'.join(odd)}")
        assert answer.status_code in {200, 404, 422}, odd
