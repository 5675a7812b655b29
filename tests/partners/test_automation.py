"""Automations run by reaction, are logged, do each thing once, and stop where they would lead on without end."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, NotFound
from steelyard.partners import commands
from steelyard.partners.automation.jobs import carry_out_run
from steelyard.partners.automation.queries import list_partner_tasks
from steelyard.partners.automation.refusals import PartnerTaskClosedAlready
from steelyard.partners.automation.terms import AutomationStepState, RunState, TaskFilter
from steelyard.partners.models import AutomationRun, BenefitGrant, Partner, PartnerTask
from steelyard.partners.public import define_benefit
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.events import get_happened
from steelyard.platform.models import EventRecord, Notification
from steelyard.platform.webhooks.commands import create_webhook
from steelyard.platform.webhooks.models import WebhookDelivery
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.queries.rules import get_version
from steelyard.program.refusals import RulesInvalid
from tests.jobs import run_jobs
from tests.partners.automating import adopt, automation, rules, step
from tests.partners.making import Ecosystem, make_person

TO_SUSPENDED = 'event_after == "suspended"'


@pytest.fixture
def now() -> datetime:
    """Return the present: reactions read the clock."""
    return utc_now()


@pytest.fixture
def quiet(ecosystem: Ecosystem) -> Ecosystem:
    """Return the ecosystem after everything that happened in it was heard."""
    run_jobs()
    return ecosystem


def suspend(ecosystem: Ecosystem, now: datetime) -> None:
    """Suspend Acme, and hear of it."""
    commands.set_status(
        actor=SYSTEM, partner_id=ecosystem.acme, status=PartnerStatus.SUSPENDED, reason="Unpaid", now=now
    )
    run_jobs()


def test_what_happens_is_followed_by_what_the_rules_say(quiet: Ecosystem, now: datetime) -> None:
    adopt(
        now,
        automation(when=TO_SUSPENDED),
        steps=[step(), step("send_message", target="partner_admin", title="Hello", text="Talk to us")],
    )
    suspend(quiet, now)
    run = AutomationRun.objects.get()
    assert (run.partner_id, run.state, run.rules, run.links) == (quiet.acme, RunState.DONE, "AU v2", 1)
    assert run.facts == {"event_after": "suspended"}
    assert [one.state for one in run.steps.order_by("place")] == [AutomationStepState.DONE, AutomationStepState.DONE]
    task = PartnerTask.objects.get()
    assert (task.partner_id, task.title, task.doer, task.is_internal) == (
        quiet.acme,
        "Call them",
        "channel_manager",
        True,
    )
    heard = Notification.objects.filter(event_type="partners.partner.told").values_list("person_id", flat=True)
    assert list(heard) == [quiet.acme_admin.person_id]


def test_what_was_recorded_goes_back_to_its_run(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED), steps=[step()])
    suspend(quiet, now)
    opened = EventRecord.objects.get(type="partners.host_task.opened")
    assert opened.request_id == AutomationRun.objects.get().public_id


def test_a_condition_that_does_not_hold_is_logged_with_its_facts(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when='event_after == "active" && tier == "gold"'), steps=[step()])
    suspend(quiet, now)
    run = AutomationRun.objects.get()
    assert (run.state, run.facts) == (RunState.NOT_MET, {"event_after": "suspended", "tier": ""})
    assert not PartnerTask.objects.exists()


def test_a_step_that_is_refused_leaves_the_others(quiet: Ecosystem, now: datetime) -> None:
    steps = [step("move_partner", target="onboarding"), step()]
    adopt(now, automation(when=TO_SUSPENDED), steps=steps)
    suspend(quiet, now)
    first, second = AutomationRun.objects.get().steps.order_by("place")
    assert (first.state, second.state) == (AutomationStepState.REFUSED, AutomationStepState.DONE)
    assert first.refusal_params == {"before": "suspended", "after": "onboarding"}
    assert Partner.objects.get(id=quiet.acme).status == PartnerStatus.SUSPENDED


def test_a_delayed_run_is_due_after_its_days_and_only_if_it_still_holds(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED + ' && status == "suspended"', delay_days=3), steps=[step()])
    suspend(quiet, now)
    run = AutomationRun.objects.get()
    assert (run.state, run.due_at) == (RunState.WAITING, now + timedelta(days=3))
    assert not commands.carry_out_step(run_id=run.id, now=now + timedelta(days=3, seconds=-1))
    commands.set_status(actor=SYSTEM, partner_id=quiet.acme, status=PartnerStatus.ACTIVE, reason="", now=now)
    assert not commands.carry_out_step(run_id=run.id, now=now + timedelta(days=3))
    run.refresh_from_db()
    assert run.state == RunState.LAPSED
    assert not PartnerTask.objects.exists()


def test_a_job_that_comes_twice_does_nothing_twice(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED), steps=[step(), step("call_webhook", target="crm")])
    suspend(quiet, now)
    run = AutomationRun.objects.get()
    carry_out_run.func(str(run.id))
    assert PartnerTask.objects.count() == 1
    assert EventRecord.objects.filter(type="partners.automation.called").count() == 1


def test_an_event_heard_twice_begins_a_run_once(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED), steps=[step()])
    suspend(quiet, now)
    happened = get_happened(EventRecord.objects.get(type="partners.partner.status_changed", subject_id=quiet.acme).id)
    with pytest.raises(IntegrityError), transaction.atomic():
        commands.begin_runs(happened=happened, now=now)
    assert AutomationRun.objects.count() == 1


def test_a_chain_that_nobody_could_see_is_stopped(quiet: Ecosystem, now: datetime) -> None:
    """A benefit ends with the status and comes back with it: no setting says that one event leads to the other."""
    define_benefit(actor=SYSTEM, key="rebate", name="Rebate", value=Money(Decimal(10), "EUR"), now=now)
    run_jobs()
    adopt(
        now,
        automation("down", event="partners.benefit.granted"),
        automation("up", event="partners.benefit.revoked"),
        steps=[
            step("move_partner", automation="down", target="suspended"),
            step("move_partner", automation="up", target="active"),
        ],
        most_links=4,
    )
    suspend(quiet, now)
    runs = AutomationRun.objects.filter(partner=quiet.acme).order_by("id")
    assert [run.links for run in runs] == [1, 2, 3, 4, 5]
    assert [run.state for run in runs] == [RunState.DONE] * 4 + [RunState.STOPPED]


def test_a_benefit_is_granted_and_revoked_whatever_the_tier_says(quiet: Ecosystem, now: datetime) -> None:
    define_benefit(
        actor=SYSTEM, key="lounge", name="Lounge", value=Money(Decimal(10), "EUR"), from_tier="gold", now=now
    )
    run_jobs()
    told = {"event": "partners.agreement.recorded", "when": ""}
    adopt(now, automation(**told), steps=[step("grant_benefit", target="lounge")])
    commands.record_agreement(
        actor=SYSTEM, partner_id=quiet.acme, version="3", signed_on=now.date(), valid_until=None, now=now
    )
    run_jobs()
    commands.settle_benefits(partner_ids=[quiet.acme], now=now)
    assert BenefitGrant.objects.filter(partner=quiet.acme, benefit__key="lounge", until=None).count() == 1
    commands.except_benefit(actor=SYSTEM, partner_id=quiet.acme, key="lounge", is_held=False, reason="Enough", now=now)
    assert not BenefitGrant.objects.filter(partner=quiet.acme, benefit__key="lounge", until=None).exists()


def test_endpoints_of_the_host_are_told(quiet: Ecosystem, now: datetime) -> None:
    create_webhook(
        actor=quiet.admin, url="https://example.com/hook", event_types=["partners.automation.called"], now=now
    )
    adopt(now, automation(when=TO_SUSPENDED), steps=[step("call_webhook", target="crm")])
    commands.set_status(actor=SYSTEM, partner_id=quiet.acme, status=PartnerStatus.SUSPENDED, reason="Unpaid", now=now)
    happened = get_happened(EventRecord.objects.get(type="partners.partner.status_changed", subject_id=quiet.acme).id)
    [(run_id, _due)] = commands.begin_runs(happened=happened, now=now)
    assert commands.carry_out_step(run_id=run_id, now=now)
    delivery = WebhookDelivery.objects.get()
    event = EventRecord.objects.get(id=delivery.event_id)
    assert (event.type, event.payload["word"]) == ("partners.automation.called", "crm")


def test_an_offboarding_is_proposed_to_whoever_looks_after_the_partner(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED), steps=[step("propose_offboarding", target="", title="Let them go?")])
    suspend(quiet, now)
    task = PartnerTask.objects.get()
    assert (task.purpose, task.doer) == ("offboarding", "channel_manager")
    heard = Notification.objects.filter(event_type="partners.host_task.opened").values_list("person_id", flat=True)
    assert list(heard) == [quiet.manager.person_id]


def test_rules_that_feed_themselves_are_refused_when_they_are_saved(quiet: Ecosystem, now: datetime) -> None:
    draft = draft_rules(actor=quiet.admin, key="automation", now=now)
    endless = rules(automation(), steps=[step("move_partner", target="active")])
    with pytest.raises(RulesInvalid) as refusal:
        revise_draft(actor=quiet.admin, draft_id=draft, rules=endless, now=now)
    assert "Follow → Follow" in str(refusal.value.fields)


def test_words_and_conditions_are_checked_when_they_are_saved(quiet: Ecosystem, now: datetime) -> None:
    draft = draft_rules(actor=quiet.admin, key="automation", now=now)
    for wrong, place in [
        (rules(automation(when='event_afterr == "x"'), steps=[step()]), "automations.0.when"),
        (rules(automation(when='status == "asleep"'), steps=[step()]), "automations.0.when"),
        (rules(automation(), steps=[step("grant_benefit", target="none-such")]), "actions.0.target"),
        (rules(automation(), steps=[step("assign_path", target="none-such")]), "actions.0.target"),
    ]:
        with pytest.raises(RulesInvalid) as refusal:
            revise_draft(actor=quiet.admin, draft_id=draft, rules=wrong, now=now)
        assert place in refusal.value.fields


def test_of_two_who_write_in_one_draft_the_second_is_told(quiet: Ecosystem, now: datetime) -> None:
    draft = draft_rules(actor=quiet.admin, key="automation", now=now)
    other = make_person(now, "Petra Second", Role.PROGRAM_ADMIN)
    assert draft_rules(actor=other, key="automation", now=now) == draft
    seen = get_version(quiet.admin, draft, now=now).revision
    mine, theirs = (rules(automation(key), steps=[step(automation=key)]) for key in ("mine", "theirs"))
    revise_draft(actor=quiet.admin, draft_id=draft, rules=mine, revision=seen, now=now)
    with pytest.raises(ChangedMeanwhile):
        revise_draft(actor=other, draft_id=draft, rules=theirs, revision=seen, now=now)


def test_partners_see_their_own_tasks_and_neither_ours_nor_runs(quiet: Ecosystem, now: datetime) -> None:
    adopt(now, automation(when=TO_SUSPENDED), steps=[step(), step(target="partner_admin", title="Pay the bill")])
    suspend(quiet, now)
    seen = {}
    for actor in (quiet.acme_admin, quiet.beta_seller, quiet.manager):
        with acting_as(actor):
            page = list_partner_tasks(actor, TaskFilter(is_open=True), PageRequest())
            seen[actor] = [card.title for card in page.items]
            assert AutomationRun.objects.exists() is actor.is_host
    assert seen[quiet.acme_admin] == ["Pay the bill"]
    assert seen[quiet.beta_seller] == []
    assert sorted(seen[quiet.manager]) == ["Call them", "Pay the bill"]
    mine = PartnerTask.objects.get(title="Pay the bill").id
    with acting_as(quiet.beta_seller), pytest.raises(NotFound):
        commands.close_partner_task(actor=quiet.beta_seller, task_id=mine, now=now)
    with acting_as(quiet.acme_admin):
        commands.close_partner_task(actor=quiet.acme_admin, task_id=mine, remark="Paid", now=now)
        with pytest.raises(PartnerTaskClosedAlready):
            commands.close_partner_task(actor=quiet.acme_admin, task_id=mine, now=now)
    assert EventRecord.objects.filter(type="partners.task.closed", payload__remark="Paid").exists()
