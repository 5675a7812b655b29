"""A simulation on its pages and over the API: the same figures, for those who may read drafts."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.program.cli.simulating import app
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.models import RuleVersion, Simulation
from tests.deals.making import make_deal_world, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.sharing import made_once

API = "/api/v1"


def make_world() -> Ecosystem:
    now = utc_now()
    made = make_deal_world(now - timedelta(days=100))
    submit(made.acme_seller, now - timedelta(days=80))
    submit(made.beta_seller, now - timedelta(days=10))
    return made


made_world = made_once(make_world)


@pytest.fixture
def world(made_world: Ecosystem, db: None) -> Ecosystem:
    return made_world


@pytest.fixture
def draft(world: Ecosystem) -> str:
    """The outside id of a draft with a protection of 60 days."""
    now = utc_now()
    with acting_as(world.admin):
        draft_id = draft_rules(actor=world.admin, key=RULEBOOK, now=now)
        rules = DealRegistrationRules().dump() | {"window_days": 60}
        revise_draft(actor=world.admin, draft_id=draft_id, rules=rules, now=now)
    return RuleVersion(id=draft_id).public_id


def run_all() -> None:
    with as_system():
        run_jobs()


def begin(world: Ecosystem, draft: str) -> str:
    """Ask for a simulation on the page and return its address."""
    today = utc_now().date()
    sent = {"since": (today - timedelta(days=90)).isoformat(), "until": today.isoformat()}
    answer = browser_of(world.admin).post(reverse("program:simulations", args=[draft]), sent)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_a_draft_is_simulated_on_a_page_and_read_over_the_api(world: Ecosystem, draft: str) -> None:
    admin = browser_of(world.admin)
    address = begin(world, draft)
    waiting = admin.get(address).content.decode()
    assert "0 of 2 decisions" in waiting
    run_all()
    assert admin.get(f"{address}progress/")["HX-Redirect"] == address
    page = admin.get(address)
    simulation_id = address.rstrip("/").rpartition("/")[2]
    said = admin.get(f"{API}/simulations/{simulation_id}").json()
    assert said["figures"] == {
        "decisions": 2,
        "changed": 1,
        "knock_on": 0,
        "departures": {},
        "departed": [],
        "days_before": 90,
        "days_after": 120,
        "grants": [],
    }
    assert [(one["before"], one["after"], one["direction"], one["count"]) for one in said["transitions"]] == [
        ("rejected", "approved", "better", 1)
    ]
    assert [(one["label"], one["better"]) for one in said["by_partner"]] == [("Beta Networks AG", 1)]
    assert said["values"] == said["by_rule"][0]["values"] == [{"currency": "EUR", "amount": "36000.000"}]
    changes = admin.get(f"{API}/simulations/{simulation_id}/changes").json()
    (change,) = page.context["changes"]
    assert changes["total"] == page.context["page"].total == 1
    assert changes["items"][0]["subject"] == change["said"].subject_public_id
    assert change["url"] in page.content.decode()
    assert said["digest"][:16] in page.content.decode()
    assert "come out exactly as recorded" in page.content.decode()


def test_changes_are_filtered_alike_on_the_page_and_over_the_api(world: Ecosystem, draft: str) -> None:
    admin, address = browser_of(world.admin), begin(world, draft)
    run_all()
    simulation_id = address.rstrip("/").rpartition("/")[2]
    for query, total in (("direction=better", 1), ("direction=worse", 0), ("rule=DR-3a", 1), ("region=NOWHERE", 0)):
        assert admin.get(f"{address}?{query}").context["page"].total == total
        assert admin.get(f"{API}/simulations/{simulation_id}/changes?{query}").json()["total"] == total


def test_only_program_admins_simulate_and_partners_learn_nothing(world: Ecosystem, draft: str) -> None:
    address = begin(world, draft)
    run_all()
    simulation_id = address.rstrip("/").rpartition("/")[2]
    body = {"window_from": "2026-01-01T00:00:00Z", "window_until": "2026-02-01T00:00:00Z"}

    def ask(actor: Any) -> int:
        sent = json.dumps(body)
        return browser_of(actor).post(f"{API}/rule-versions/{draft}/simulations", sent, "application/json").status_code

    assert [browser_of(actor).get(address).status_code for actor in (world.manager, world.seller_of_host)] == [200, 404]
    assert (ask(world.manager), ask(world.seller_of_host)) == (403, 403)
    for partner in (world.acme_seller, world.acme_admin):
        browser = browser_of(partner)
        for path in (
            address,
            f"{address}progress/",
            f"{API}/simulations/{simulation_id}",
            f"{API}/simulations/{simulation_id}/changes",
            f"{API}/rule-versions/{draft}/simulations",
            reverse("program:simulations", args=[draft]),
        ):
            assert browser.get(path).status_code == 404, path
        assert ask(partner) == 403
        assert browser.post(f"{address}cancellation/").status_code == 403


def test_whoever_asked_is_told_and_may_run_it_again(world: Ecosystem, draft: str) -> None:
    admin, address = browser_of(world.admin), begin(world, draft)
    run_all()
    told = admin.get("/notifications").content.decode()
    assert "1 of 2 decisions would change" in told
    again = admin.post(f"{address}repetition/")
    assert again.status_code == 302
    cancelled = admin.post(f"{again['Location']}cancellation/", follow=True).content.decode()
    assert "Cancelled" in cancelled
    with as_system():
        assert Simulation.objects.count() == 2


def test_an_impossible_time_is_explained_beside_its_field(world: Ecosystem, draft: str) -> None:
    admin = browser_of(world.admin)
    answer = admin.post(reverse("program:simulations", args=[draft]), {"since": "2001-01-01", "until": "2001-02-01"})
    assert answer.status_code == 422
    assert "Nothing was decided in that time" in answer.content.decode()


def test_the_command_simulates_a_draft(world: Ecosystem) -> None:
    today = utc_now().date()
    arguments = [RULEBOOK, "--set", "window_days=60", "--from", str(today - timedelta(days=90)), "--until", str(today)]
    told = CliRunner().invoke(app, [*arguments, "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["figures"]["changed"] == 1
    assert "rejected → approved (better)" in CliRunner().invoke(app, arguments).output
