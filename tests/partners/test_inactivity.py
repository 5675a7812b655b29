"""Who does nothing is known as of any day, told once for each step of the rules, and the same when worked out from the log."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard.identity.events import PersonSignedIn
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands
from steelyard.partners.automation.trial import try_automations
from steelyard.partners.inactivity.jobs import watch_inactivity
from steelyard.partners.inactivity.queries import count_engagement, list_quiet
from steelyard.partners.inactivity.terms import QuietFilter, Signal
from steelyard.partners.models import PartnerTask, QuietPeriod
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.events import record
from steelyard.platform.models import EventRecord
from tests.jobs import run_jobs
from tests.partners.automating import adopt, automation, step
from tests.partners.making import Ecosystem, browser_of
from tests.sharing import NOW

TODAY = NOW.date()
INACTIVE = "partners.partner.inactive"


@pytest.fixture
def quiet(ecosystem: Ecosystem) -> Ecosystem:
    """Return the ecosystem after everything that happened in it was heard: both partners came today."""
    run_jobs()
    return ecosystem


def signed_in(partner_id: UUID, at: datetime) -> None:
    """Let somebody of a partner sign in."""
    person = PersonSignedIn(subject_id=partner_id, subject_label="Somebody", partner_id=partner_id, method="password")
    record(person, actor=SYSTEM, now=at)


def days_of(ecosystem: Ecosystem, on: date, **said: Any) -> dict[str, int]:
    """Return for how many days each partner has been inactive."""
    page = list_quiet(SYSTEM, QuietFilter(on=on, **said), PageRequest())
    return {line.partner: line.days for line in page.items}


def test_a_sign_of_life_begins_the_count_anew_and_history_stays(quiet: Ecosystem) -> None:
    signed_in(quiet.acme, NOW + timedelta(days=70))
    run_jobs()
    assert days_of(quiet, TODAY + timedelta(days=69)) == {"Acme Systems GmbH": 69, "Beta Networks AG": 69}
    assert days_of(quiet, TODAY + timedelta(days=75)) == {"Beta Networks AG": 75}
    assert days_of(quiet, TODAY + timedelta(days=75), signal=Signal.DEAL) == {
        "Acme Systems GmbH": 75,
        "Beta Networks AG": 75,
    }
    line = list_quiet(SYSTEM, QuietFilter(on=TODAY + timedelta(days=140)), PageRequest(sort="-since")).items[0]
    assert line.by_signal == {Signal.SIGN_IN: 70, Signal.DEAL: 140, Signal.TRAINING: 140}


def test_engagement_is_the_share_of_those_that_did_something_lately(quiet: Ecosystem) -> None:
    signed_in(quiet.acme, NOW + timedelta(days=70))
    run_jobs()
    counted = count_engagement(SYSTEM, QuietFilter(on=TODAY + timedelta(days=75)))
    assert (counted.partners, counted.engaged, counted.share) == (2, 1, 0.5)


def test_each_step_of_inactivity_is_told_once(quiet: Ecosystem) -> None:
    told = EventRecord.objects.filter(type=INACTIVE, subject_id=quiet.acme)
    for days in (59, 60, 61, 119, 120, 121):
        watch_inactivity(NOW + timedelta(days=days))
    assert list(told.order_by("sequence").values_list("payload__days", flat=True)) == [60, 120]
    signed_in(quiet.acme, NOW + timedelta(days=125))
    run_jobs()
    for days in (150, 185, 186):
        watch_inactivity(NOW + timedelta(days=days))
    assert list(told.order_by("sequence").values_list("payload__days", flat=True)) == [60, 120, 60]


def test_inactivity_leads_to_a_nudge_then_a_review_then_a_proposal(quiet: Ecosystem) -> None:
    told = {"event": INACTIVE}
    adopt(
        NOW,
        automation("nudge", when="event_days == 60", **told),
        automation("review", when="event_days == 180", **told),
        automation("leave", when="event_days == 270", **told),
        steps=[
            step("send_message", automation="nudge", target="partner_admin", title="Hello", text="Come back"),
            step(automation="review", title="Review them"),
            step("propose_offboarding", automation="leave", target="", title="Let them go?"),
        ],
    )
    now = utc_now()  # jobs read the clock: so it is the beginning that moves back, not the present that goes on
    for days in (60, 120, 180, 270):
        QuietPeriod.objects.filter(until=None).update(since_on=now.date() - timedelta(days=days))
        watch_inactivity(now)
        run_jobs()
    tasks = PartnerTask.objects.filter(partner=quiet.acme).order_by("id").values_list("title", "purpose")
    assert list(tasks) == [("Review them", "free"), ("Let them go?", "offboarding")]
    assert EventRecord.objects.filter(type="partners.partner.told", subject_id=quiet.acme).count() == 1


def test_other_days_of_inactivity_are_tried_on_the_past_before_they_hold(quiet: Ecosystem) -> None:
    told = {"event": INACTIVE, "when": "event_days == 45 && idle_days == 45"}
    adopt(NOW, automation(**told), steps=[step()], inactive_days=[45])
    signed_in(quiet.acme, NOW + timedelta(days=20))
    run_jobs()
    now = NOW + timedelta(days=50)
    trial = try_automations(SYSTEM, days=30, now=now)
    assert [(one.partner, [touch.happened_at.date() for touch in one.touches]) for one in trial.touched] == [
        ("Beta Networks AG", [TODAY + timedelta(days=45)])
    ]
    assert not EventRecord.objects.filter(type=INACTIVE).exists()


def test_partners_that_left_are_not_expected_to_do_anything(quiet: Ecosystem) -> None:
    commands.set_status(actor=SYSTEM, partner_id=quiet.beta, status=PartnerStatus.SUSPENDED, reason="Audit", now=NOW)
    assert set(days_of(quiet, TODAY + timedelta(days=90))) == {"Acme Systems GmbH"}


def test_a_merged_partners_last_sign_is_the_survivors(quiet: Ecosystem) -> None:
    signed_in(quiet.beta, NOW + timedelta(days=70))
    run_jobs()
    commands.merge_partners(survivor_id=quiet.acme, merged_id=quiet.beta, taken=(), actor=SYSTEM, now=NOW)
    run_jobs()
    assert days_of(quiet, TODAY + timedelta(days=140)) == {"Acme Systems GmbH": 70}


def test_only_the_host_reads_who_is_inactive(quiet: Ecosystem) -> None:
    with pytest.raises(NotAllowed):
        list_quiet(quiet.acme_admin, QuietFilter(on=TODAY), PageRequest())


def test_page_shows_the_reasons_and_offers_what_is_done_with_many(quiet: Ecosystem) -> None:
    client = browser_of(quiet.manager)
    signed_in(quiet.acme, NOW - timedelta(days=400))
    QuietPeriod.objects.filter(partner=quiet.beta).update(since_on=date(2025, 1, 1))
    answer = client.get(reverse("partners:inactive"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Beta Networks AG" in text
    assert "No training for" in text
    assert "Propose an offboarding" in text


@given(st.lists(st.integers(-300, 300), max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_signs_are_heard_the_periods_are_those_of_the_log(quiet: Ecosystem, days: list[int]) -> None:
    QuietPeriod.objects.all().delete()
    begun = EventRecord.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    for day in days:
        signed_in(quiet.acme, NOW + timedelta(days=day))
    commands.note_signs(partner_id=quiet.acme, signals=tuple(Signal), on=TODAY)
    for day in days:
        commands.note_signs(partner_id=quiet.acme, signals=(Signal.SIGN_IN, Signal.ANY), on=TODAY + timedelta(days=day))
    told = _periods(quiet.acme)
    QuietPeriod.objects.all().delete()
    commands.fill_quiet_periods()
    earlier = set(
        EventRecord.objects.filter(type=PersonSignedIn.type, partner_id=quiet.acme, sequence__lte=begun).values_list(
            "occurred_at", flat=True
        )
    )
    missing = [at for at in earlier if at.astimezone(UTC).date() not in {TODAY + timedelta(days=day) for day in days}]
    if not missing:
        assert _periods(quiet.acme) == told


def _periods(partner_id: UUID) -> list[tuple[Any, ...]]:
    rows = QuietPeriod.objects.filter(partner=partner_id).order_by("signal", "since_on")
    return list(rows.values_list("signal", "since_on", "until"))
