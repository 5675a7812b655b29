"""Company pages and the API, as people and programs use them."""

import json
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from steelyard.companies.models import Company, CompanyDomain, CompanyName
from steelyard.kernel.ids import new_id, public_id
from steelyard.platform.db import as_system
from tests.companies.world import add_company, name_it
from tests.identity.conftest import World, make_world, signed_in
from tests.sharing import NOW, made_once

pytestmark = pytest.mark.django_db


made_world = made_once(lambda: make_world(NOW))


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


@pytest.fixture
def host(world: World) -> Client:
    return signed_in("carl@host.example")


def post_json(client: Client, method: str, address: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    client.get("/people/")
    response = client.generic(method, address, json.dumps(body), content_type="application/json")
    return response.status_code, response.json()


def page(name: str, company_id: object = None) -> str:
    return reverse(f"companies:{name}", args=[public_id("company", company_id)] if company_id else [])  # type: ignore[arg-type]


def test_the_list_finds_by_the_beginning_of_a_word(host: Client, now: datetime) -> None:
    add_company("Alder Robotics GmbH", now, domain="alder-robotics.example.org")
    add_company("Quarrystone Hydraulics", now)
    text = host.get(page("list"), {"q": "robot"}).content.decode()
    assert "Alder Robotics GmbH" in text
    assert "Quarrystone" not in text


def test_an_empty_list_says_what_to_do(host: Client) -> None:
    response = host.get(page("list"), {"q": "zzzz"})
    assert response.status_code == 200
    assert "Match the name" in response.content.decode()


def test_a_company_is_added_after_a_look_at_what_is_like_it(host: Client, now: datetime) -> None:
    add_company("Alder Robotics GmbH", now)
    asked = host.post(page("new"), {"name": "Alder Robotics"})
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.content.decode()
    added = host.post(page("new"), {"name": "Alder Robotics", "country": "AT", "is_none_of_them": "1"})
    assert added.status_code == 302
    assert "Alder Robotics" in host.get(added["Location"]).content.decode()


def test_the_record_page_changes_everything_that_is_known(host: Client, now: datetime) -> None:
    company = add_company("Alder Robotics GmbH", now)
    owner = add_company("Harbor Group", now)
    steps = [
        ("names", {"text": "Alder Automation", "kind": "trading"}),
        ("domains", {"domain": "https://www.alder.de/about"}),
        ("identifiers", {"scheme": "lei", "value": "5299 00T8BM49AURSDO55"}),
        ("parent", {"parent": "Harbor Group", "parent_id": public_id("company", owner)}),
        ("edit", {"name": "Alder Robotics SE", "country": "DE", "employees": "1200"}),
    ]
    for name, data in steps:
        assert host.post(page(name, company), data).status_code == 302, name
    text = host.get(page("company", company)).content.decode()
    for shown in (
        "Alder Robotics SE",
        "Alder Robotics GmbH",
        "Alder Automation",
        "alder.de",
        "529900T8BM49AURSDO55",
        "Harbor Group",
    ):
        assert shown in text
    assert "Alder Robotics SE was changed" in text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("domains", {"domain": "someone@gmail.com"}, "cannot identify a company"),
        ("names", {"text": "!!!", "kind": "former"}, "at least one letter"),
        ("parent", {"parent": "No such company", "parent_id": ""}, "Choose a company from the suggestions"),
    ],
)
def test_a_refused_change_shows_the_form_with_the_reason(
    host: Client, now: datetime, name: str, data: dict[str, str], said: str
) -> None:
    company = add_company("Alder Robotics GmbH", now)
    response = host.post(page(name, company), data)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_group_cannot_own_itself(host: Client, now: datetime) -> None:
    parent, child = add_company("Harbor Group", now), add_company("Alder Robotics", now)
    assert (
        host.post(page("parent", child), {"parent": "x", "parent_id": public_id("company", parent)}).status_code == 302
    )
    response = host.post(page("parent", parent), {"parent": "x", "parent_id": public_id("company", child)})
    assert response.status_code == 422
    assert "already belongs to" in response.content.decode()


def test_the_match_page_explains_every_candidate(host: Client, now: datetime) -> None:
    add_company("Alder Robotics GmbH", now, country="DE")
    text = host.get(page("match"), {"name": "Alder Robotik", "country": "DE"}).content.decode()
    assert "Alder Robotics GmbH" in text
    assert "Both are in Germany" in text


def test_the_typeahead_answers_options(host: Client, now: datetime) -> None:
    add_company("Alder Robotics GmbH", now)
    response = host.get(page("suggestions"), {"q": "ald"})
    assert response.content.decode().count('role="option"') == 1


def test_a_partner_gets_no_company_pages(world: World, now: datetime) -> None:
    company = add_company("Alder Robotics GmbH", now, is_listed=True)
    client = signed_in("sam@hansa.example")
    for name, of in (("list", None), ("match", None), ("company", company), ("edit", company)):
        assert client.get(page(name, of)).status_code == 403, name
    assert client.post(page("names", company), {"text": "Mine", "kind": "trading"}).status_code == 403


def test_the_api_creates_changes_and_shows_a_company(host: Client) -> None:
    status, created = post_json(
        host,
        "POST",
        "/api/v1/companies",
        {
            "name": "Alder Robotics GmbH",
            "domain": "alder.de",
            "country": "de",
            "identifiers": {"vat": "DE 123 456 788"},
        },
    )
    assert status == 201, created
    assert (created["country"], created["domains"]) == ("DE", ["alder.de"])
    status, changed = post_json(
        host, "PATCH", f"/api/v1/companies/{created['id']}", {"name": "Alder SE", "is_listed": True}
    )
    assert (status, changed["name"], changed["is_listed"]) == (200, "Alder SE", True)
    assert changed["names"] == [{"text": "Alder Robotics GmbH", "kind": "former"}]
    listed = host.get("/api/v1/companies", {"q": "alder"}).json()
    assert [item["id"] for item in listed["items"]] == [created["id"]]


def test_the_api_matches_with_evidence(host: Client, now: datetime) -> None:
    add_company("Alder Robotics GmbH", now, country="DE")
    status, found = post_json(host, "POST", "/api/v1/companies/match", {"name": "ALDER ROBOTICS", "country": "DE"})
    assert status == 200
    (best,) = found["candidates"]
    assert best["verdict"] == "same"
    assert {evidence["code"] for evidence in best["evidence"]} >= {"name_equal", "country_equal"}


def test_the_api_gives_a_partner_the_minimum(world: World, now: datetime) -> None:
    company = add_company("Alder Robotics GmbH", now, domain="alder.de", is_listed=True)
    client = signed_in("sam@hansa.example")
    shown = client.get(f"/api/v1/companies/{public_id('company', company)}").json()
    assert (shown["name"], shown["domain"]) == ("Alder Robotics GmbH", "alder.de")
    assert {shown[field] for field in ("legal_name", "created_at", "website")} == {None}
    assert post_json(client, "POST", "/api/v1/companies/match", {"name": "Alder"})[0] == 403
    assert post_json(client, "POST", "/api/v1/companies", {"name": "Alder"})[0] == 403


def test_the_api_finds_nothing_alike_for_what_is_hidden_and_what_is_not(world: World, now: datetime) -> None:
    hidden = name_it(world.baltic.seller, "Quarrystone Hydraulics", now, domain="quarrystone.de").company_id
    client = signed_in("sam@hansa.example")
    answers = []
    for key in (hidden, new_id()):
        answer = client.get(f"/api/v1/companies/{public_id('company', key)}")
        body = {name: value for name, value in answer.json().items() if name not in ("instance", "request_id")}
        answers.append((answer.status_code, body))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    for query in ("quarry", "hydrau", "quarrystone.de"):
        assert client.get("/api/v1/companies/suggestions", {"q": query}).json()["items"] == []
        assert client.get("/api/v1/companies", {"q": query}).json() == {"items": [], "total": 0, "next_cursor": None}


def test_removing_what_is_wrong(host: Client, now: datetime) -> None:
    company = add_company("Alder Robotics GmbH", now, domain="alder.de")
    host.post(page("names", company), {"text": "Birch Automation", "kind": "trading"})
    with as_system():
        name = CompanyName.objects.get(company_id=company)
    removal = reverse("companies:name-remove", args=[public_id("company", company), name.id])
    assert host.post(removal).status_code == 302
    assert host.post(page("domain-remove", company), {"domain": "alder.de"}).status_code == 302
    with as_system():
        assert not CompanyName.objects.filter(company_id=company).exists()
        assert not CompanyDomain.objects.filter(company_id=company).exists()
        assert Company.objects.get(id=company).domain == ""


@pytest.mark.parametrize("query", ["page_size=0", "page_size=201", "page=x", "q=" + "x" * 201])
def test_the_api_refuses_what_it_does_not_understand(host: Client, query: str) -> None:
    response = host.get(f"/api/v1/companies?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")


def test_the_api_documents_its_parameters(host: Client) -> None:
    operation = host.get("/api/v1/openapi.json").json()["paths"]["/api/v1/companies/suggestions"]["get"]
    assert {(one["name"], one["in"], one["required"]) for one in operation["parameters"] if one["in"] == "query"} == {
        ("fields", "query", False),
        ("q", "query", True),
        ("limit", "query", False),
    }
