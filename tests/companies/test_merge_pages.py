"""Merging on pages and over the API, as a steward does it."""

import json
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from steelyard.companies.models import Company, CompanyMerge
from steelyard.kernel.ids import public_id
from steelyard.platform.db import as_system
from tests.companies.world import add_company
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


@pytest.fixture
def pair(now: datetime) -> tuple[UUID, UUID]:
    return add_company("Falke AG", now, country="DE"), add_company("Falke Systeme AG", now, domain="falke.de")


def outside(company_id: UUID) -> str:
    return public_id("company", company_id)


def test_a_steward_chooses_the_other_and_sees_both_side_by_side(host: Client, pair: tuple[UUID, UUID]) -> None:
    kept, gone = map(outside, pair)
    asked = host.post(f"/companies/{kept}/merge/", {"other": "Falke Systeme AG", "other_id": gone})
    assert asked["Location"] == f"/companies/{kept}/merge/{gone}/"
    text = host.get(asked["Location"]).content.decode()
    for shown in ("Merge Falke Systeme AG into Falke AG", "Legal name", "falke.de", "Keep the other one"):
        assert shown in text


def test_what_was_chosen_is_merged_and_undone(host: Client, pair: tuple[UUID, UUID]) -> None:
    kept, gone = map(outside, pair)
    address = f"/companies/{kept}/merge/{gone}/"
    form = host.get(address).context["form"]
    said = {"seen": form["seen"].value(), "kept": ["domain:falke.de"]}
    said |= {field.name: field.value() for field in form.choices} | {"name": "merged"}
    assert host.post(address, said)["Location"] == f"/companies/{kept}/"
    text = host.get(f"/companies/{kept}/").content.decode()
    assert "Falke AG was merged with Falke Systeme AG" in text
    assert "Merged into this one" in text
    assert host.get(f"/companies/{gone}/")["Location"] == f"/companies/{kept}/"
    with as_system():
        assert Company.objects.get(id=pair[0]).name == "Falke Systeme AG"
        merge = CompanyMerge.objects.get()
    assert "Falke Systeme AG" in host.get("/companies/merges/").content.decode()
    undone = host.post(f"/companies/merges/{merge.public_id}/undoing/")
    assert undone["Location"] == f"/companies/{gone}/"
    assert host.get(f"/companies/{gone}/").status_code == 200
    again = host.post(f"/companies/merges/{merge.public_id}/undoing/", follow=True)
    assert "undone already" in again.content.decode()


def test_a_merge_on_old_news_is_shown_anew(host: Client, pair: tuple[UUID, UUID]) -> None:
    kept, gone = map(outside, pair)
    address = f"/companies/{kept}/merge/{gone}/"
    form = host.get(address).context["form"]
    said = {"seen": "0" * 16} | {field.name: field.value() for field in form.choices}
    answer = host.post(address, said)
    assert answer.status_code == 422
    assert "changed while you were looking" in answer.content.decode()


def test_a_program_previews_merges_reads_and_undoes(host: Client, pair: tuple[UUID, UUID]) -> None:
    kept, gone = map(outside, pair)
    api = f"/api/v1/companies/{kept}"
    preview = host.get(f"{api}/merge-previews/{gone}").json()
    assert {fact["field"] for fact in preview["facts"] if fact["is_taken_by_default"]} == {"domain"}
    body = json.dumps({"other": gone, "seen": preview["seen"], "leave": ["domain:falke.de"]})
    made = host.post(f"{api}/merges", body, content_type="application/json")
    assert made.status_code == 201, made.content
    merge = made.json()
    assert host.get(f"/api/v1/companies/{gone}").json()["id"] == kept
    assert host.get(f"/api/v1/companies/{kept}").json()["domains"] == []
    assert host.get(f"/api/v1/company-merges?company={gone}").json()["items"] == [merge]
    undone = host.post(f"/api/v1/company-merges/{merge['id']}/undoing", content_type="application/json")
    assert undone.json()["undone_at"]
    assert host.get(f"/api/v1/companies/{gone}").json()["id"] == gone
    once_more = host.post(f"/api/v1/company-merges/{merge['id']}/undoing", content_type="application/json")
    assert (once_more.status_code, once_more.json()["code"]) == (409, "merge_already_undone")


def test_partners_know_nothing_of_merges(world: World, pair: tuple[UUID, UUID]) -> None:
    partner = signed_in("sam@hansa.example")
    assert partner.get("/companies/merges/").status_code == 403
    assert partner.get("/api/v1/company-merges").status_code == 403
