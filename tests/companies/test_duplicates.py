"""Looking for duplicates among all companies, and what people answer."""

import csv
import json
from datetime import datetime
from itertools import combinations
from pathlib import Path
from uuid import UUID

import pytest

from steelyard.companies.commands import merge_companies, rule_out_duplicate, suggest_duplicates
from steelyard.companies.deduplication import Described, find_likenesses
from steelyard.companies.models import PossibleDuplicate
from steelyard.companies.policies import prepare
from steelyard.companies.queries.duplicates import list_duplicates
from steelyard.companies.terms import CompanyProfile, MergeChoice
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.db import acting_as, as_system
from tests.companies.world import STEWARD, add_company, make_partner
from tests.identity.conftest import make_world, signed_in
from tests.jobs import run_jobs


def described(number: int, name: str, domain: str = "") -> Described:
    profile = CompanyProfile(name=name, domains=(domain,) if domain else ())
    return Described(id=UUID(int=number), prepared=prepare(profile))


def test_a_few_companies_are_scored_by_the_matchers_own_weights() -> None:
    few = [
        described(1, "Quarrystone Hydraulics GmbH", "quarrystone.de"),
        described(2, "Quarry Stone Hydraulics", "quarrystone.de"),
        described(3, "Zephyrline Optics"),
    ]
    (pair,) = find_likenesses(few)
    assert {pair.first.int, pair.second.int} == {1, 2}
    assert pair.probability > 0.9
    assert find_likenesses([]) == []


@pytest.mark.slow
def test_real_members_of_ten_foundations_are_found_again(shared_data: Path) -> None:
    """At least as good as Splink with its defaults on the same rows (0.978 precise, 0.887 complete, measured in `bench`)."""
    with (shared_data / "lf_landscapes/members_2023-12.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = [row["crunchbase"] for row in rows]
    found = find_likenesses([described(n, row["name"], row["domain"]) for n, row in enumerate(rows)])
    pairs = {(min(one.first.int, one.second.int), max(one.first.int, one.second.int)) for one in found}
    pairs = {(a, b) for a, b in pairs if labels[a] and labels[b]}
    truth = {(a, b) for a, b in combinations(range(len(rows)), 2) if labels[a] and labels[a] == labels[b]}
    assert len(pairs & truth) / len(pairs) >= 0.977
    assert len(pairs & truth) / len(truth) >= 0.887


@pytest.mark.django_db
def test_what_is_found_waits_for_a_person_and_an_answer_is_final(now: datetime) -> None:
    first, second = add_company("Quarrystone Hydraulics GmbH", now), add_company("Quarrystone Hydraulics", now)
    third, fourth = add_company("Zephyrline Optics AG", now), add_company("Zephyrline Optics", now)
    with as_system():
        found = suggest_duplicates(actor=SYSTEM, now=now)
        assert (found.companies, found.pairs, found.new) == (4, 2, 2)
        page = list_duplicates(SYSTEM, PageRequest())
        assert {card.company.id for card in page.items} == {first, third}
        assert all(card.evidence for card in page.items)
        rule_out_duplicate(company_id=first, other_id=second, actor=SYSTEM, now=now)
        merge_companies(survivor_id=third, merged_id=fourth, choice=MergeChoice(), actor=SYSTEM, now=now)
        again = suggest_duplicates(actor=SYSTEM, now=now)
        assert (again.companies, again.pairs, again.new) == (3, 1, 0)
        assert list_duplicates(SYSTEM, PageRequest()).total == 0


@pytest.mark.django_db
def test_partners_neither_look_for_duplicates_nor_see_them(now: datetime) -> None:
    add_company("Quarrystone Hydraulics GmbH", now), add_company("Quarrystone Hydraulics", now)
    with as_system():
        suggest_duplicates(actor=SYSTEM, now=now)
    partner = make_partner()
    with acting_as(partner):
        assert PossibleDuplicate.objects.count() == 0
        with pytest.raises(NotAllowed):
            list_duplicates(partner, PageRequest())
        with pytest.raises(NotAllowed):
            suggest_duplicates(actor=partner, now=now)
    with acting_as(STEWARD):
        assert list_duplicates(STEWARD, PageRequest()).total == 1


@pytest.mark.django_db
def test_the_queue_is_filled_read_and_answered_on_pages_and_over_the_api(now: datetime) -> None:
    make_world(now)
    host, partner = signed_in("carl@host.example"), signed_in("sam@hansa.example")
    add_company("Quarrystone Hydraulics GmbH", now), add_company("Quarrystone Hydraulics", now)
    assert "Compare all companies" in host.get("/companies/duplicates/").content.decode()
    assert host.post("/companies/duplicates/search/").status_code == 302
    run_jobs()
    text = host.get("/companies/duplicates/").content.decode()
    assert "Compare and merge" in text
    assert "Quarrystone Hydraulics GmbH" in text
    (pair,) = host.get("/api/v1/possible-duplicates").json()["items"]
    assert pair["evidence"]
    body = json.dumps({"other": pair["other"]["id"]})
    address = f"/api/v1/companies/{pair['company']['id']}/distinctions"
    assert host.post(address, body, content_type="application/json").status_code == 204
    assert host.get("/api/v1/possible-duplicates").json()["total"] == 0
    assert host.post("/api/v1/possible-duplicates/search", content_type="application/json").status_code == 202
    for method, path in (("get", "/companies/duplicates/"), ("get", "/api/v1/possible-duplicates")):
        assert getattr(partner, method)(path).status_code == 403
