"""Automations are tried on the past before they hold: page, API and command say who would have been touched, and why."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from typer.testing import CliRunner

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import cli, commands
from steelyard.partners.automation.refusals import AutomationNotKnown
from steelyard.partners.automation.trial import try_automations
from steelyard.partners.models import AutomationRun, PartnerTask
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.models import RuleVersion
from tests.identity.test_access import key_for
from tests.jobs import run_jobs
from tests.partners.automating import adopt, automation, rules, step
from tests.partners.making import Ecosystem, browser_of


@pytest.fixture
def now() -> datetime:
    """Return the present: pages read the clock."""
    return utc_now()


@pytest.fixture
def suspended(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Return the ecosystem after Acme and Beta were suspended two days ago."""
    for partner in (ecosystem.acme, ecosystem.beta):
        commands.set_status(
            actor=SYSTEM,
            partner_id=partner,
            status=PartnerStatus.SUSPENDED,
            reason="Audit",
            now=now - timedelta(days=2),
        )
    run_jobs()
    return ecosystem


@pytest.fixture
def draft(suspended: Ecosystem, now: datetime) -> UUID:
    """Return a draft that listens to suspensions of partners that serve."""
    written = draft_rules(actor=SYSTEM, key="automation", now=now)
    when = 'event_after == "suspended" && partner_types.exists(one, one == "services")'
    said = rules(automation(when=when, delay_days=3), steps=[step()])
    revise_draft(actor=SYSTEM, draft_id=written, rules=said, now=now)
    return written


def test_a_draft_says_whom_it_would_have_touched_and_does_nothing(
    ecosystem: Ecosystem, draft: UUID, now: datetime
) -> None:
    trial = try_automations(ecosystem.manager, version_id=draft, days=30, now=now)
    [beta] = trial.touched
    [touch] = beta.touches
    assert beta.partner == "Beta Networks AG"
    assert touch.facts == {"event_after": "suspended", "partner_types": ["reseller", "services"]}
    assert touch.due_at - touch.happened_at == timedelta(days=3)
    assert not PartnerTask.objects.exists()
    assert not AutomationRun.objects.exists()


def test_what_was_longer_ago_is_not_tried(ecosystem: Ecosystem, draft: UUID, now: datetime) -> None:
    assert not try_automations(ecosystem.manager, version_id=draft, days=1, now=now).touched


def test_without_a_version_the_rules_in_force_are_tried(suspended: Ecosystem, now: datetime) -> None:
    assert not try_automations(suspended.manager, days=30, now=now).touched
    adopt(now, automation(when='event_after == "suspended"'), steps=[step()])
    assert len(try_automations(suspended.manager, days=30, now=now).touched) == 2
    with pytest.raises(AutomationNotKnown):
        try_automations(suspended.manager, automation="other", days=30, now=now)


def test_partners_try_nothing(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        try_automations(ecosystem.acme_admin, days=30, now=now)


def test_page_and_api_tell_the_same(ecosystem: Ecosystem, draft: UUID) -> None:
    version = RuleVersion.objects.get(id=draft).public_id
    client = browser_of(ecosystem.admin)
    page = client.get(reverse("partners:automation-trial"), {"version": version}).content.decode()
    assert "Beta Networks AG" in page
    assert "Acme Systems" not in page.split("Partners that would have been touched")[1].split("</main>")[0]
    answer = client.get(
        "/api/v1/automation-trial",
        {"version": version, "days": 30},
        headers={"Authorization": f"Bearer {key_for(ecosystem.admin)}"},
    ).json()
    assert [one["partner"] for one in answer["items"]] == ["Beta Networks AG"]
    assert answer["items"][0]["touches"][0]["does"] == [
        "Us: channel manager is asked to do this within 7 days: Call them."
    ]


def test_the_command_line_tells_the_same(ecosystem: Ecosystem, draft: UUID) -> None:
    version = RuleVersion.objects.get(id=draft).public_id
    told = CliRunner().invoke(cli.app, ["try-automations", "--version", version, "--days", "30", "--json"])
    assert told.exit_code == 0, told.output
    assert [one["partner"] for one in json.loads(told.stdout)["partners"]] == ["Beta Networks AG"]


def test_pages_of_automations_show_rules_runs_and_tasks(ecosystem: Ecosystem, now: datetime) -> None:
    run_jobs()
    adopt(now, automation(when='event_after == "suspended"'), steps=[step()])
    commands.set_status(
        actor=SYSTEM, partner_id=ecosystem.acme, status=PartnerStatus.SUSPENDED, reason="Audit", now=now
    )
    run_jobs()
    client = browser_of(ecosystem.manager)
    run = AutomationRun.objects.get().public_id
    for name, args, expected in [
        ("automations", (), "1 run"),
        ("automation-parts", (), "partners.partner.inactive"),
        ("automation-runs", (), "Carried out"),
        ("automation-run", (run,), "event_after"),
        ("tasks", (), "Call them"),
    ]:
        answer = client.get(reverse(f"partners:{name}", args=args))
        assert answer.status_code == 200
        assert expected in answer.content.decode(), name
    assert "Call them" in client.get("/").content.decode()
    task = PartnerTask.objects.get()
    client.post(reverse("partners:task-close", args=[task.public_id]), {"remark": "Called"})
    task.refresh_from_db()
    assert (task.remark, task.closed_by) == ("Called", ecosystem.manager.person_id)
