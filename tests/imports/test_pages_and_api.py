"""The same import over the pages and over the API; who may import what; whose imports are whose."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from steelyard.companies.models import Company
from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.imports import commands, queries
from steelyard.platform.imports.models import Import, ImportCorrection, ImportRow, KnownMapping
from steelyard.platform.imports.refusals import KindUnknown
from steelyard.program.public import ProductFamilyCard, define_product_family
from tests.identity.test_access import key_for
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_ecosystem
from tests.sharing import NOW, made_once

FILE = b"Account Name,Billing Country\nNordlicht Werke GmbH,Germany\n=cmd|calc,Atlantis\n"
DEALS = (
    b"Kunde;Produkt;Wert;Ansprechpartner;E-Mail;Abschlussdatum;currency\n"
    b"Hafen AG;cloud;12.000,00 EUR;Lena Hafen;lena@hafen.example;31.01.2031;EUR\n"
)


def make_world() -> Ecosystem:
    made = make_ecosystem(NOW)
    define_product_family(actor=made.admin, family=ProductFamilyCard(key="cloud", name="Cloud"), now=NOW)
    return made


made_world = made_once(make_world)


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world


def csv(content: bytes = FILE, name: str = "accounts.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def follow(client: Client, url: str, **form: Any) -> str:
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_an_import_goes_through_the_pages(world: Ecosystem) -> None:
    client = browser_of(world.admin)
    columns = follow(client, reverse("import-new"), kind="companies", file=csv())
    page = client.get(columns).content.decode()
    assert "Account Name" in page
    assert "Nordlicht Werke GmbH" in page
    said = {"dates": "day_first", "decimals": "either", "column-name": "Account Name"}
    hub = follow(client, columns, **said, **{"column-country": "Billing Country"})
    working = client.get(hub).content.decode()
    assert "progress" in working
    run_jobs()
    checked = client.get(hub).content.decode()
    assert "Nothing was changed yet" in checked
    assert "Atlantis" in checked
    key = hub.rstrip("/").rpartition("/")[2]
    follow(client, reverse("import-row", args=[key, 3]), **{"value-country": "DE", "value-name": "Calc AG"})
    follow(client, reverse("import-step", args=[key, "check"]))
    run_jobs()
    follow(client, reverse("import-step", args=[key, "start"]))
    run_jobs()
    assert set(Company.objects.filter(introduced_by=None).values_list("name", flat=True)) >= {
        "Nordlicht Werke GmbH",
        "Calc AG",
    }
    done = client.get(hub).content.decode()
    assert "Undo the import" in done
    follow(client, reverse("import-step", args=[key, "undo"]))
    run_jobs()
    assert not Company.objects.filter(name__in=["Nordlicht Werke GmbH", "Calc AG"]).exists()
    assert "Undone" in client.get(hub).content.decode()


def test_columns_that_are_missing_are_asked_for(world: Ecosystem) -> None:
    client = browser_of(world.admin)
    columns = follow(client, reverse("import-new"), kind="companies", file=csv())
    answer = client.post(columns, {"dates": "day_first", "decimals": "either", "column-name": ""})
    assert answer.status_code == 422
    assert "Choose a column" in answer.content.decode()


def test_refused_rows_come_as_a_file_in_which_no_formula_runs(world: Ecosystem) -> None:
    client = browser_of(world.admin)
    columns = follow(client, reverse("import-new"), kind="companies", file=csv())
    said = {"dates": "day_first", "decimals": "either", "column-name": "Account Name"}
    hub = follow(client, columns, **said, **{"column-country": "Billing Country"})
    run_jobs()
    text = client.get(f"{hub}refused.csv").getvalue().decode("utf-8-sig").splitlines()
    assert text[0] == "Account Name,Billing Country,reason"
    assert text[1].startswith("'=cmd|calc,Atlantis,country: ")


@pytest.fixture
def ask(world: Ecosystem) -> Callable[..., Any]:
    """Give a function that asks the API as somebody and returns status and answer."""

    def run(actor: Actor, method: str, path: str, body: Any = None, **form: Any) -> tuple[int, Any]:
        client = Client(headers={"authorization": f"Bearer {key_for(actor)}"})
        if form:
            answer = client.post(f"/api/v1{path}", form)
        else:
            answer = client.generic(method, f"/api/v1{path}", _json(body), content_type="application/json")
        kind = answer.get("Content-Type", "")
        return answer.status_code, answer.json() if "json" in kind else answer.getvalue()

    return run


def _json(body: Any) -> bytes:
    import orjson

    return b"" if body is None else orjson.dumps(body)


def test_an_import_goes_through_the_api(world: Ecosystem, ask: Callable[..., Any]) -> None:
    admin = world.admin
    status, kinds = ask(admin, "GET", "/import-kinds")
    assert status == 200
    assert {kind["key"] for kind in kinds} == {
        "companies",
        "partners",
        "people",
        "opportunities",
        "registrations",
        "completions",
        "prospects",
    }
    status, made = ask(admin, "POST", "/imports", kind="companies", file=csv())
    assert status == 201
    assert made["template"] == "salesforce"
    assert made["mapping"]["columns"] == {"name": "Account Name", "country": "Billing Country"}
    path = f"/imports/{made['id']}"
    mapping = {"columns": made["mapping"]["columns"], "constants": {"industry": "Shipping"}}
    assert ask(admin, "PUT", f"{path}/mapping", mapping)[0] == 200
    assert ask(admin, "POST", f"{path}/check")[0] == 202
    run_jobs()
    status, checked = ask(admin, "GET", path)
    assert (checked["state"], checked["outcomes"]) == ("checked", {"created": 1, "refused": 1})
    cursor, walked = "", []
    while cursor is not None:
        status, page = ask(admin, "GET", f"{path}/rows?page_size=1&cursor={cursor}")
        cursor, walked = page["next_cursor"], [*walked, *page["items"]]
    assert walked == ask(admin, "GET", f"{path}/rows")[1]["items"] != []
    status, rows = ask(admin, "GET", f"{path}/rows?outcome=refused")
    assert rows["items"][0]["errors"] == [{"field": "country", "message": "not a country", "value": "Atlantis"}]
    assert ask(admin, "GET", f"{path}/troubles")[1][0]["rows"] == 1
    assert ask(admin, "PATCH", f"{path}/rows/3", {"values": {"country": "DE"}})[0] == 200
    assert ask(admin, "POST", f"{path}/replacements", {"field": "country", "cell": "Germany", "value": "AT"})[0] == 200
    assert ask(admin, "GET", f"{path}/refused-rows")[0] == 200
    assert ask(admin, "POST", f"{path}/check")[0] == 202
    run_jobs()
    assert ask(admin, "POST", f"{path}/start")[0] == 202
    assert ask(admin, "POST", f"{path}/start")[0] == 409
    run_jobs()
    status, done = ask(admin, "GET", path)
    assert (done["state"], done["outcomes"], done["position"]) == ("done", {"created": 2}, 2)
    assert Company.objects.get(name="Nordlicht Werke GmbH").country == "AT"
    assert ask(admin, "POST", f"{path}/undo")[0] == 202
    run_jobs()
    assert ask(admin, "GET", path)[1]["state"] == "undone"
    assert ask(admin, "GET", "/imports?kind=companies")[1]["total"] == 1


def test_a_partner_imports_what_it_may_submit_one_by_one(world: Ecosystem, ask: Callable[..., Any]) -> None:
    seller = world.acme_seller
    assert [kind["key"] for kind in ask(seller, "GET", "/import-kinds")[1]] == ["submissions"]
    assert ask(seller, "POST", "/imports", kind="companies", file=csv())[0] == 422
    for expected in ({"created": 1}, {"unchanged": 1}):
        status, made = ask(seller, "POST", "/imports", kind="submissions", file=csv(DEALS, "deals.csv"))
        assert status == 201
        ask(seller, "POST", f"/imports/{made['id']}/check")
        run_jobs()
        ask(seller, "POST", f"/imports/{made['id']}/start")
        run_jobs()
        assert ask(seller, "GET", f"/imports/{made['id']}")[1]["outcomes"] == expected
    registration = DealRegistration.objects.get(partner=world.acme)
    assert (registration.company_name, str(registration.value)) == ("Hafen AG", "12000.000")


def test_a_key_without_the_scope_imports_nothing(world: Ecosystem) -> None:
    client = Client(headers={"authorization": f"Bearer {key_for(world.admin, 'companies:*', 'events:*')}"})
    answer = client.post("/api/v1/imports", {"kind": "people", "file": csv()})
    assert answer.status_code == 422
    assert answer.json()["code"] == KindUnknown.code


@pytest.mark.parametrize("scoping", ["with", "without"])
def test_imports_of_another_organization_are_not_there(world: Ecosystem, now: datetime, scoping: str) -> None:
    with acting_as(world.acme_seller):
        key = commands.upload_import(actor=world.acme_seller, kind="submissions", uploaded=csv(DEALS), now=now)
        commands.check_import(actor=world.acme_seller, import_id=key, now=now)
    with as_system():
        ImportRow.objects.create(imported_id=key, number=2, partner_id=world.acme, outcome="refused")
    with acting_as(world.beta_seller):
        if scoping == "with":
            with pytest.raises(NotFound):
                queries.get_import(world.beta_seller, key)
        else:
            for model in (Import, ImportRow, ImportCorrection, KnownMapping):
                assert not model.objects.exists()
    with acting_as(world.beta_seller), pytest.raises(DatabaseError), transaction.atomic():
        ImportRow.objects.create(imported_id=key, number=9, partner_id=world.acme, outcome="refused")
    with acting_as(world.acme_seller):
        assert queries.get_import(world.acme_seller, key).id


def test_the_host_does_not_see_the_imports_of_a_partner(world: Ecosystem, now: datetime) -> None:
    with acting_as(world.acme_seller):
        key = commands.upload_import(actor=world.acme_seller, kind="submissions", uploaded=csv(DEALS), now=now)
    with acting_as(world.admin), pytest.raises(NotFound):
        queries.get_import(world.admin, key)


def test_an_empty_table_has_every_column(world: Ecosystem) -> None:
    answer = browser_of(world.admin).get(reverse("import-template", args=["people"]))
    header = io.StringIO(answer.getvalue().decode("utf-8-sig")).readline().strip().split(",")
    assert {"email", "roles"} <= set(header)
