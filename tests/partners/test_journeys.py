"""Journeys begin and move by reaction, once, for many at a time; people close tasks, and nobody sees another's."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from steelyard.identity.public import enroll_person
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import Journey, JourneyTask, Partner
from steelyard.partners.onboarding.curves import compute_cohorts, compute_curves
from steelyard.partners.onboarding.jobs import watch_everyone
from steelyard.partners.onboarding.queries import get_journey, list_journeys, list_partner_journeys
from steelyard.partners.onboarding.refusals import JourneyOver, NobodyToOnboard, TaskAlreadyClosed, TaskClosesItself
from steelyard.partners.onboarding.terms import CurveFilter, JourneyFilter, JourneyState, StageState, StuckReason
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.events import get_happened
from steelyard.platform.models import EventRecord, Notification
from steelyard.platform.reactions import run
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.public import ProductFamilyCard, adopt_rules, define_product_family
from steelyard.program.refusals import RulesInvalid
from tests.jobs import run_jobs
from tests.partners.journey_plan import PLAN
from tests.partners.making import Ecosystem, make_partner, make_person


@pytest.fixture
def now() -> datetime:
    """Return the present: reactions read the clock."""
    return utc_now()


@pytest.fixture
def planned(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Return the ecosystem under rules of onboarding, after everything that happened in it was heard."""
    adopt(now)
    run_jobs()
    return ecosystem


def adopt(now: datetime, **changed: Any) -> None:
    """Let rules of onboarding hold from just before now on."""
    adopt_rules(
        actor=SYSTEM, key="onboarding", rules={**PLAN, **changed}, effective_from=now - timedelta(hours=1), now=now
    )


def newcomer(planned: Ecosystem, now: datetime, name: str = "Nova Systems", **said: Any) -> UUID:
    """Return a prospect of the type reseller."""
    said = {"types": ("reseller",), "manager_ids": (planned.manager.person_id,), **said}
    return make_partner(now, name, status=PartnerStatus.PROSPECT, **said)


def welcome(partner_id: UUID, now: datetime) -> Journey:
    """Let a partner begin onboarding, hear of it, and return its journey as an organization."""
    commands.set_status(
        actor=SYSTEM, partner_id=partner_id, status=PartnerStatus.ONBOARDING, reason="Signed up", now=now
    )
    run_jobs()
    return Journey.objects.get(partner=partner_id, persona="organization", ended_on=None)


def task_of(journey: Journey, key: str) -> JourneyTask:
    """Return a task of a journey."""
    return JourneyTask.objects.get(journey=journey, key=key)


def close(journey: Journey, key: str, now: datetime) -> None:
    """Close a task by hand, as the system."""
    commands.close_journey_task(actor=SYSTEM, task_id=task_of(journey, key).id, remark="Done", now=now)


def test_a_partner_that_is_onboarding_begins_its_journey_by_reaction(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    admin = make_person(now, "Nora Nova", Role.PARTNER_ADMIN, partner_id=partner)
    journey = welcome(partner, now)
    assert (journey.key, journey.stage, journey.total, journey.rules) == ("reseller", "access", 5, "ON v2")
    assert set(Journey.objects.filter(partner=partner).values_list("persona", flat=True)) == {
        "organization",
        "architect",
    }
    due = dict(JourneyTask.objects.filter(journey=journey).values_list("key", "due_on"))
    assert due["certify"] == now.date() + timedelta(days=60)
    told = Notification.objects.filter(event_type="partners.journey.started")
    assert set(told.values_list("person_id", flat=True)) == {admin.person_id, planned.manager.person_id}


def test_a_partner_enrolled_as_onboarding_begins_too(planned: Ecosystem, now: datetime) -> None:
    partner = make_partner(now, "Direct AG", status=PartnerStatus.ONBOARDING)
    run_jobs()
    assert Journey.objects.get(partner=partner, persona="organization").key == "everyone"
    assert not Journey.objects.filter(partner=planned.acme).exists()


def test_milestones_close_tasks_at_once_and_people_close_the_others(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    journey = welcome(partner, now)
    commands.record_agreement(
        actor=SYSTEM, partner_id=partner, version="3", signed_on=now.date(), valid_until=None, now=now
    )
    run_jobs()
    assert task_of(journey, "sign").closed_on == now.date()
    journey.refresh_from_db()
    assert (journey.stage, journey.done) == ("access", 1)
    with pytest.raises(TaskClosesItself):
        close(journey, "certify", now)
    close(journey, "kickoff", now)
    with pytest.raises(TaskAlreadyClosed):
        close(journey, "kickoff", now)
    journey.refresh_from_db()
    assert (journey.stage, journey.done) == ("learn", 2)
    assert EventRecord.objects.filter(type="partners.journey.stage_reached", subject_id=partner).count() == 1
    make_person(now, "Sara Sell", Role.SELLER, partner_id=partner)
    run_jobs()
    assert task_of(journey, "team").closed_by is None
    assert task_of(journey, "team").closed_at is not None


def test_a_journey_completes_and_stays_so_when_a_milestone_is_lost(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    commands.record_agreement(
        actor=SYSTEM, partner_id=partner, version="3", signed_on=now.date(), valid_until=None, now=now
    )
    make_person(now, "Sara Sell", Role.SELLER, partner_id=partner)
    family = ProductFamilyCard(key="cloud", name="Cloud", requires_certification=True)
    define_product_family(actor=SYSTEM, family=family, now=now)
    commands.record_certification(
        actor=SYSTEM, partner_id=partner, family="cloud", since_on=now.date(), until=None, now=now
    )
    journey = welcome(partner, now)
    assert journey.done == 3
    for key in ("kickoff", "accounts"):
        close(journey, key, now)
    journey.refresh_from_db()
    assert (journey.completed_on, journey.state, journey.stage) == (now.date(), JourneyState.COMPLETED, "")
    run_jobs()
    assert EventRecord.objects.filter(type="partners.journey.completed", subject_id=partner).count() == 1
    watch_everyone(now + timedelta(days=300))
    journey.refresh_from_db()
    assert (journey.completed_on, journey.stuck_since) == (now.date(), None)


def test_the_database_keeps_closed_what_was_closed(planned: Ecosystem, now: datetime) -> None:
    journey = welcome(newcomer(planned, now), now)
    close(journey, "kickoff", now)
    with pytest.raises(DatabaseError, match="closed_stays_closed"), transaction.atomic():
        JourneyTask.objects.filter(journey=journey, key="kickoff").update(closed_on=None, closed_at=None, remark="")


def test_what_is_heard_twice_happens_once(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    welcome(partner, now)
    tasks = set(JourneyTask.objects.values_list("id", flat=True))
    for _ in range(2):
        commands.start_journeys(partner_ids=[partner], now=now)
        commands.advance_journeys(partner_ids=[partner], now=now)
    watch_everyone(now)
    assert set(JourneyTask.objects.values_list("id", flat=True)) == tasks
    assert EventRecord.objects.filter(type="partners.journey.started", subject_id=partner).count() == 2


def test_journeys_that_nobody_heard_of_begin_by_night(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    Partner.objects.filter(id=partner).update(status=PartnerStatus.ONBOARDING)
    watch_everyone(now)
    assert Journey.objects.filter(partner=partner).count() == 2


def test_a_stuck_journey_raises_itself_once(planned: Ecosystem, now: datetime) -> None:
    journey = welcome(newcomer(planned, now), now)
    for days in (13, 14, 15, 16):
        watch_everyone(now + timedelta(days=days))
    journey.refresh_from_db()
    assert journey.stuck_since == (now + timedelta(days=14)).date()
    assert (journey.stuck_reason, journey.stuck_days) == (StuckReason.IDLE, 16)
    found = EventRecord.objects.filter(type="partners.journey.stuck", payload__journey="Reseller")
    assert found.count() == 1
    run_jobs()
    assert Notification.objects.filter(
        event_type="partners.journey.stuck", person_id=planned.manager.person_id
    ).exists()
    with as_system():
        stuck = list_journeys(SYSTEM, JourneyFilter(state=JourneyState.STUCK), PageRequest())
    assert [card.journey for card in stuck.items].count("reseller") == 1
    later = now + timedelta(days=17)
    commands.close_journey_task(actor=SYSTEM, task_id=task_of(journey, "kickoff").id, now=later)
    journey.refresh_from_db()
    assert journey.stuck_since is None
    watch_everyone(now + timedelta(days=31))
    assert found.count() == 2
    journey.refresh_from_db()
    assert (journey.stuck_reason, journey.stuck_stage) == (StuckReason.CHECKPOINT, "access")


def test_a_suspended_partner_is_not_stuck(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    journey = welcome(partner, now)
    commands.set_status(actor=SYSTEM, partner_id=partner, status=PartnerStatus.SUSPENDED, reason="Audit", now=now)
    watch_everyone(now + timedelta(days=40))
    journey.refresh_from_db()
    assert journey.stuck_since is None


def test_people_are_reminded_before_a_task_is_due(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    admin = make_person(now, "Nora Nova", Role.PARTNER_ADMIN, partner_id=partner)
    journey = welcome(partner, now)
    for days in (1, 2, 3):
        commands.remind_of_journey_tasks(partner_ids=[partner], now=now + timedelta(days=days))
    due = EventRecord.objects.filter(type="partners.journey.tasks_due", subject_id=partner)
    assert [row.payload["doers"] for row in due] == [["partner_admin"]]
    assert task_of(journey, "sign").reminded_on == (now + timedelta(days=2)).date()
    run_jobs()
    assert Notification.objects.filter(event_type="partners.journey.tasks_due", person_id=admin.person_id).exists()


def test_who_leaves_breaks_off_and_who_returns_begins_anew(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    first = welcome(partner, now)
    commands.set_status(actor=SYSTEM, partner_id=partner, status=PartnerStatus.ENDED, reason="Left", now=now)
    run_jobs()
    first.refresh_from_db()
    assert (first.state, first.ended_on) == (JourneyState.ENDED, now.date())
    with pytest.raises(JourneyOver):
        close(first, "kickoff", now)
    second = welcome(partner, now)
    assert second.id != first.id


def test_a_journey_keeps_the_rules_under_which_it_began(planned: Ecosystem, now: datetime) -> None:
    journey = welcome(newcomer(planned, now), now)
    adopt(
        now + timedelta(minutes=1),
        journeys=[PLAN["journeys"][1]],
        stages=[PLAN["stages"][3]],
        tasks=[PLAN["tasks"][6]],
        checkpoints=[],
    )
    later = now + timedelta(minutes=2)
    commands.advance_journeys(partner_ids=[journey.partner_id], now=later)
    journey.refresh_from_db()
    assert (journey.key, journey.rules) == ("reseller", "ON v2")
    other = newcomer(planned, later, "Late Ltd")
    commands.begin_onboarding(actor=planned.manager, partner_ids=[other], now=later)
    assert list(Journey.objects.filter(partner=other).values_list("key", "rules")) == [("everyone", "ON v3")]


def test_rules_with_a_ring_of_stages_are_not_kept(planned: Ecosystem, now: datetime) -> None:
    ring = [{**one, "after": ["sell"] if one["key"] == "access" else one.get("after", [])} for one in PLAN["stages"]]
    draft = draft_rules(actor=planned.admin, key="onboarding", now=now)
    with pytest.raises(RulesInvalid) as refused:
        revise_draft(actor=planned.admin, draft_id=draft, rules={**PLAN, "stages": ring}, now=now)
    assert "Access" in str(refused.value.fields)


def test_a_journey_can_be_seen_as_of_any_day(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    journey = welcome(partner, now)
    later = now + timedelta(days=9)
    for key in ("kickoff", "sandbox"):
        commands.close_journey_task(actor=SYSTEM, task_id=task_of(journey, key).id, now=later)
    before, after = (
        get_journey(SYSTEM, journey.id, at=now + timedelta(days=20), on=now.date() + timedelta(days=days))
        for days in (8, 9)
    )
    assert (before.progress.done, after.progress.done) == (0, 1)
    assert [task.key for task in before.next_tasks] == ["sign", "kickoff", "sandbox"]
    assert [task.key for task in after.next_tasks] == ["sign"]
    assert before.progress.stages[0].state is StageState.OPEN
    assert list_partner_journeys(SYSTEM, partner, at=later, on=now.date() - timedelta(days=1)) == []


def test_curves_tell_how_soon_milestones_come(planned: Ecosystem, now: datetime) -> None:
    partners = [newcomer(planned, now, f"Nova {number}") for number in range(3)]
    commands.begin_onboarding(actor=planned.manager, partner_ids=partners, now=now)
    later = now + timedelta(days=10)
    commands.record_agreement(
        actor=SYSTEM, partner_id=partners[0], version="3", signed_on=later.date(), valid_until=None, now=later
    )
    commands.advance_journeys(partner_ids=partners, now=later)
    curves = {
        one.milestone: one
        for one in compute_curves(SYSTEM, CurveFilter(journey="reseller"), at=now + timedelta(days=30))
    }
    signed = curves["partners.agreement"]
    assert (signed.journeys, signed.reached) == (3, 1)
    assert [(point.day, round(point.share, 4)) for point in signed.points] == [(0, 0.0), (10, 0.3333)]
    assert curves["completed"].reached == 0
    assert list(curves)[-1] == "completed"
    quarter = date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
    cohorts = compute_cohorts(
        SYSTEM, "partners.agreement", CurveFilter(journey="reseller"), at=now + timedelta(days=30)
    )
    assert cohorts == {quarter: signed}
    assert list(compute_cohorts(SYSTEM, "completed", CurveFilter(), at=now)) == [quarter]
    with pytest.raises(NotAllowed):
        compute_curves(planned.acme_admin, CurveFilter(), at=now)


# --- Many at once ---------------------------------------------------------------------------------------------------------


def test_many_begin_in_as_many_statements_as_few(planned: Ecosystem, now: datetime) -> None:
    few = [newcomer(planned, now, f"Few {number}") for number in range(2)]
    many = [newcomer(planned, now, f"Many {number}") for number in range(12)]
    counts = []
    for partners in (few, many):
        with CaptureQueriesContext(connection) as asked:
            assert commands.begin_onboarding(actor=planned.manager, partner_ids=partners, now=now) == len(partners)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert JourneyTask.objects.filter(partner__in=many).count() == 7 * len(many)
    with pytest.raises(NobodyToOnboard):
        commands.begin_onboarding(actor=planned.manager, partner_ids=many, now=now)
    with pytest.raises(NotAllowed):
        commands.begin_onboarding(actor=planned.seller_of_host, partner_ids=few, now=now)


def test_watching_many_takes_as_many_statements_as_few(planned: Ecosystem, now: datetime) -> None:
    few = [newcomer(planned, now, f"Few {number}") for number in range(2)]
    commands.begin_onboarding(actor=planned.manager, partner_ids=few, now=now)
    with CaptureQueriesContext(connection) as some:
        watch_everyone(now + timedelta(days=20))
    many = [newcomer(planned, now, f"Many {number}") for number in range(12)]
    commands.begin_onboarding(actor=planned.manager, partner_ids=many, now=now)
    with CaptureQueriesContext(connection) as all_of_them:
        watch_everyone(now + timedelta(days=21))
    assert len(all_of_them) <= len(some) + 2


# --- Who sees and does what -----------------------------------------------------------------------------------------------


def test_a_partner_sees_its_own_journeys_only(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    admin = make_person(now, "Nora Nova", Role.PARTNER_ADMIN, partner_id=partner)
    journey = welcome(partner, now)
    with acting_as(planned.acme_admin):
        assert not Journey.objects.exists()
        assert not JourneyTask.objects.exists()
        with pytest.raises(NotFound):
            get_journey(planned.acme_admin, journey.id, at=now)
        with pytest.raises(NotFound):
            commands.close_journey_task(actor=planned.acme_admin, task_id=task_id_of(journey, "kickoff"), now=now)
    with acting_as(admin):
        assert set(Journey.objects.values_list("partner_id", flat=True)) == {partner}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Journey.objects.update(done=5)


def task_id_of(journey: Journey, key: str) -> UUID:
    """Return the id of a task, whoever is asking."""
    with as_system():
        return task_of(journey, key).id


def test_each_side_closes_its_own_tasks(planned: Ecosystem, now: datetime) -> None:
    partner = newcomer(planned, now)
    admin = make_person(now, "Nora Nova", Role.PARTNER_ADMIN, partner_id=partner)
    architect = make_person(now, "Arne Nova", Role.ARCHITECT, partner_id=partner)
    journey = welcome(partner, now)
    for actor, key in ((admin, "kickoff"), (architect, "accounts"), (planned.seller_of_host, "kickoff")):
        with acting_as(actor), pytest.raises(NotAllowed):
            commands.close_journey_task(actor=actor, task_id=task_id_of(journey, key), now=now)
    with acting_as(admin):
        commands.close_journey_task(actor=admin, task_id=task_id_of(journey, "accounts"), remark="Ten", now=now)
    with acting_as(planned.manager):
        commands.close_journey_task(actor=planned.manager, task_id=task_id_of(journey, "kickoff"), now=now)
    closed = task_of(journey, "accounts")
    assert (closed.closed_by, closed.remark) == (admin.person_id, "Ten")


# --- The worker dies ------------------------------------------------------------------------------------------------------


def test_a_worker_killed_between_reactions_neither_loses_nor_doubles_tasks(
    planned: Ecosystem, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = newcomer(planned, now)
    commands.set_status(actor=SYSTEM, partner_id=partner, status=PartnerStatus.ONBOARDING, reason="", now=now)
    row = EventRecord.objects.get(type="partners.partner.status_changed", subject_id=partner)
    happened = get_happened(row.id)

    class Killed(BaseException):
        pass

    begun = commands.start_journeys

    def dying(**said: Any) -> int:
        begun(**said)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(commands, "start_journeys", dying)
        with pytest.raises(Killed):
            run(happened, now)
    assert not JourneyTask.objects.filter(partner=partner).exists()
    for _ in range(2):
        run(happened, now)
    assert JourneyTask.objects.filter(partner=partner).count() == 7


class JourneyMachine(RuleBasedStateMachine):
    """Partners that sign, hire, are suspended, return, and days that pass: in any order a journey only goes on."""

    planned: Ecosystem
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.day = self.start
        self.number = 0
        self.partner = newcomer(self.planned, self.day)
        commands.begin_onboarding(actor=SYSTEM, partner_ids=[self.partner], now=self.day)
        self.best: dict[UUID, tuple[int, bool]] = {}
        self.tasks = set(JourneyTask.objects.filter(partner=self.partner).values_list("id", flat=True))

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)
        watch_everyone(self.day)

    @rule(years=st.integers(0, 1))
    def signs(self, years: int) -> None:
        self.number += 1
        commands.record_agreement(
            actor=SYSTEM,
            partner_id=self.partner,
            version=str(self.number),
            signed_on=self.day.date(),
            valid_until=self.day.date() + timedelta(days=10) if years else None,
            now=self.day,
        )
        commands.advance_journeys(partner_ids=[self.partner], now=self.day)

    @rule()
    def hires(self) -> None:
        self.number += 1
        enroll_person(
            actor=SYSTEM,
            email=f"hire{self.number}@example.com",
            name="Hire",
            partner_id=self.partner,
            roles=[Role.SELLER, Role.ARCHITECT],
            now=self.day,
        )
        commands.advance_journeys(partner_ids=[self.partner], now=self.day)

    @rule(key=st.sampled_from(["kickoff", "accounts", "sandbox"]))
    def closes(self, key: str) -> None:
        task = JourneyTask.objects.get(partner=self.partner, key=key)
        if task.closed_on is None:
            commands.close_journey_task(actor=SYSTEM, task_id=task.id, now=self.day)

    @rule()
    def is_heard_again(self) -> None:
        commands.start_journeys(partner_ids=[self.partner], now=self.day)
        commands.advance_journeys(partner_ids=[self.partner], now=self.day)

    @invariant()
    def nothing_goes_back_or_doubles(self) -> None:
        assert set(JourneyTask.objects.filter(partner=self.partner).values_list("id", flat=True)) == self.tasks
        for journey in Journey.objects.filter(partner=self.partner):
            now = (journey.done, journey.completed_on is not None)
            assert now >= self.best.get(journey.id, (0, False))
            self.best[journey.id] = now
            seen = get_journey(SYSTEM, journey.id, at=self.day)
            assert (seen.progress.done, seen.progress.stage) == (journey.done, journey.stage)
            assert journey.moved_on <= self.day.date()


def test_in_any_order_a_journey_only_goes_on(planned: Ecosystem, now: datetime) -> None:
    machine = type("Machine", (JourneyMachine,), {"planned": planned, "start": now})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
