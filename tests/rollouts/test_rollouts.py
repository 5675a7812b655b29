"""A rollout opens a feature to partners step by step, for pages and API alike, from the next request on."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands as partners
from steelyard.partners.terms import PartnerFilter
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.exports.permissions import LISTS_AS_FILES
from steelyard.platform.features import FeatureNotOpen, is_open, require_open
from steelyard.rollouts import commands
from steelyard.rollouts.models import Admission, Phase, Pick, Rollout
from steelyard.rollouts.queries.gates import find_gates
from steelyard.rollouts.queries.plans import explain_openness
from steelyard.rollouts.queries.rollouts import get_record, list_admissions
from steelyard.rollouts.refusals import (
    CohortUnknown,
    DayTaken,
    EverybodyTooEarly,
    FeatureRolledOutAlready,
    FeatureUnknown,
    NothingPlanned,
    ReasonMissing,
    RolloutEnded,
    StepNotPossible,
)
from steelyard.rollouts.terms import Cohort, Ending, Openness, PhaseDraft, RolloutDraft
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_ecosystem, make_partner
from tests.rollouts.making import add_phase, make_rollout, start

TODAY = utc_now()
EXPORT = "/exports/deal-registrations.csv"


@pytest.fixture
def ecosystem(system: None) -> Ecosystem:
    return make_ecosystem(TODAY)


def has_it(actor: Actor) -> bool:
    with acting_as(actor):
        return is_open(LISTS_AS_FILES, actor)


def test_without_a_rollout_a_feature_is_as_it_was_declared(ecosystem: Ecosystem) -> None:
    assert has_it(ecosystem.acme_seller)
    make_rollout(ecosystem.admin, TODAY)
    assert has_it(ecosystem.acme_seller)


def test_a_started_rollout_opens_it_to_its_cohort_alone_and_to_the_host(ecosystem: Ecosystem) -> None:
    start(ecosystem.admin, TODAY, partner_ids={ecosystem.acme})
    assert has_it(ecosystem.acme_seller)
    assert not has_it(ecosystem.beta_seller)
    assert has_it(ecosystem.manager)
    with acting_as(ecosystem.beta_seller), pytest.raises(FeatureNotOpen):
        require_open(LISTS_AS_FILES, ecosystem.beta_seller)


def test_page_menu_and_file_agree(ecosystem: Ecosystem) -> None:
    start(ecosystem.admin, TODAY, partner_ids={ecosystem.acme})
    inside, outside = browser_of(ecosystem.acme_seller), browser_of(ecosystem.beta_seller)
    assert inside.get(EXPORT).status_code == 200
    assert EXPORT in inside.get("/deals/").content.decode()
    refused = outside.get(EXPORT)
    assert refused.status_code == 403
    assert "Lists as files" in refused.content.decode()
    assert EXPORT not in outside.get("/deals/").content.decode()


@pytest.mark.parametrize(("feature", "page"), [("keys", "/settings/keys/new/"), ("imports", "/imports/new/")])
def test_every_feature_is_closed_where_it_begins(ecosystem: Ecosystem, feature: str, page: str) -> None:
    browser = browser_of(ecosystem.acme_admin)
    assert browser.get(page).status_code == 200
    start(ecosystem.admin, TODAY, feature=feature, partner_ids={ecosystem.beta})
    assert browser.get(page).status_code == 403
    assert page not in browser.get("/palette?q=").content.decode()


def test_a_phase_begins_on_its_day_and_everybody_on_theirs(ecosystem: Ecosystem) -> None:
    day = TODAY.date()
    key = make_rollout(ecosystem.admin, TODAY, everybody_on=day + timedelta(days=9))
    add_phase(ecosystem.admin, key, TODAY, partner_ids={ecosystem.acme})
    add_phase(ecosystem.admin, key, TODAY, starts_on=day + timedelta(days=5), name="Wider", types={"services"})
    commands.start_rollout(actor=ecosystem.admin, rollout_id=key, now=TODAY)
    rollout = Rollout.objects.get(id=key)
    outcomes = [
        explain_openness(rollout, ecosystem.beta, at=TODAY + timedelta(days=days)).outcome  # type: ignore[union-attr]
        for days in (0, 4, 5, 9)
    ]
    assert outcomes == [Openness.LATER, Openness.LATER, Openness.OPEN, Openness.OPEN]
    assert get_record(ecosystem.admin, key, at=TODAY).inside == 1
    assert get_record(ecosystem.admin, key, at=TODAY + timedelta(days=5)).inside == 2


def test_what_is_kept_and_what_is_decided_agree_in_every_state(ecosystem: Ecosystem) -> None:
    """What requests read and what pages explain come by different ways: they must say the same of every partner."""
    others = [make_partner(TODAY, f"Partner {n}", types=("msp",)) for n in range(12)]
    key = make_rollout(ecosystem.admin, TODAY)
    add_phase(ecosystem.admin, key, TODAY, types={"msp"}, share=40, partner_ids={ecosystem.beta})
    add_phase(ecosystem.admin, key, TODAY, starts_on=TODAY.date() + timedelta(days=1), name="Next", regions={"EMEA"})

    def compare() -> set[bool]:
        rollout = Rollout.objects.get(id=key)
        seen = set()
        for partner in (ecosystem.acme, ecosystem.beta, *others):
            gate, decision = find_gates(partner)["exports"], explain_openness(rollout, partner, at=utc_now())
            assert decision is not None
            assert gate.is_open == (decision.outcome == Openness.OPEN)
            seen.add(gate.is_open)
        return seen

    commands.start_rollout(actor=ecosystem.admin, rollout_id=key, now=TODAY)
    assert compare() == {True, False}
    commands.pause_rollout(actor=ecosystem.admin, rollout_id=key, reason="A bug", now=TODAY)
    assert compare() == {True, False}
    commands.resume_rollout(actor=ecosystem.admin, rollout_id=key, now=TODAY)
    assert compare() == {True, False}
    commands.end_rollout(actor=ecosystem.admin, rollout_id=key, ending=Ending.WITHDRAWN, reason="Too early", now=TODAY)
    assert compare() == {False}


def test_while_it_is_paused_nobody_new_is_admitted(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, TODAY, partner_ids={ecosystem.acme})
    commands.pause_rollout(actor=ecosystem.admin, rollout_id=key, reason="A bug", now=TODAY)
    add_phase(ecosystem.admin, key, TODAY, starts_on=TODAY.date() - timedelta(days=1), name="All", share=100)
    assert has_it(ecosystem.acme_seller)
    assert not has_it(ecosystem.beta_seller)
    commands.resume_rollout(actor=ecosystem.admin, rollout_id=key, now=TODAY)
    assert has_it(ecosystem.beta_seller)


@pytest.mark.parametrize(("ending", "is_there"), [(Ending.RELEASED, True), (Ending.WITHDRAWN, False)])
def test_the_end_holds_for_partners_to_come_until_the_next_rollout(
    ecosystem: Ecosystem, ending: Ending, is_there: bool
) -> None:
    key = start(ecosystem.admin, TODAY, partner_ids={ecosystem.acme})
    commands.end_rollout(actor=ecosystem.admin, rollout_id=key, ending=ending, reason="Decided", now=TODAY)
    assert has_it(ecosystem.acme_seller) is is_there
    assert find_gates(make_partner(TODAY, "Later Partner"))["exports"].is_open is is_there
    start(ecosystem.admin, TODAY, partner_ids={ecosystem.beta})
    assert has_it(ecosystem.beta_seller)
    assert not has_it(ecosystem.acme_seller)


def test_what_changes_about_a_partner_is_decided_anew(ecosystem: Ecosystem) -> None:
    segment = partners.define_segment(
        actor=ecosystem.manager, name="Gold", wanted=PartnerFilter(tier="gold"), now=TODAY
    )
    start(ecosystem.admin, TODAY, segment_ids={segment})
    assert not has_it(ecosystem.beta_seller)
    partners.assign_tier(
        actor=ecosystem.manager, partner_id=ecosystem.beta, tier="gold", since_on=TODAY.date(), reason="", now=TODAY
    )
    run_jobs()
    assert has_it(ecosystem.beta_seller)
    partners.remove_segment(actor=ecosystem.manager, segment_id=segment, now=TODAY)
    run_jobs()
    assert not has_it(ecosystem.beta_seller)


def test_plans_that_make_no_sense_are_refused(ecosystem: Ecosystem) -> None:
    admin, day = ecosystem.admin, TODAY.date()
    with pytest.raises(FeatureUnknown):
        make_rollout(admin, TODAY, feature="time-travel")
    key = make_rollout(admin, TODAY)
    with pytest.raises(FeatureRolledOutAlready):
        make_rollout(admin, TODAY)
    with pytest.raises(NothingPlanned):
        commands.start_rollout(actor=admin, rollout_id=key, now=TODAY)
    add_phase(admin, key, TODAY, share=10)
    with pytest.raises(DayTaken):
        add_phase(admin, key, TODAY, share=20)
    with pytest.raises(EverybodyTooEarly):
        commands.change_rollout(
            actor=admin, rollout_id=key, draft=RolloutDraft(feature="exports", name="x", everybody_on=day), now=TODAY
        )
    for cohort in (Cohort(tiers=frozenset({"wood"})), Cohort(partner_ids=frozenset({UUID(int=1)}))):
        draft = PhaseDraft(name="Odd", starts_on=day + timedelta(days=1), cohort=cohort)
        with pytest.raises(CohortUnknown):
            commands.keep_phase(actor=admin, rollout_id=key, draft=draft, now=TODAY)
    with pytest.raises(StepNotPossible):
        commands.pause_rollout(actor=admin, rollout_id=key, reason="Why not", now=TODAY)
    commands.start_rollout(actor=admin, rollout_id=key, now=TODAY)
    with pytest.raises(ReasonMissing):
        commands.pause_rollout(actor=admin, rollout_id=key, reason=" ", now=TODAY)
    commands.end_rollout(actor=admin, rollout_id=key, ending=Ending.RELEASED, reason="Good", now=TODAY)
    with pytest.raises(RolloutEnded):
        commands.resume_rollout(actor=admin, rollout_id=key, now=TODAY)


def test_only_program_admins_steer(ecosystem: Ecosystem) -> None:
    key = make_rollout(ecosystem.admin, TODAY)
    for actor in (ecosystem.manager, ecosystem.seller_of_host, ecosystem.acme_admin):
        with acting_as(actor), pytest.raises((NotAllowed, NotFound)):
            commands.start_rollout(actor=actor, rollout_id=key, now=TODAY)
        with acting_as(actor), pytest.raises(NotAllowed):
            make_rollout(actor, TODAY, feature="keys")


def test_a_partner_learns_nothing_of_plans_and_of_others(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, TODAY, partner_ids={ecosystem.acme, ecosystem.beta})
    make_rollout(ecosystem.admin, TODAY, feature="keys", name="Planned")
    with acting_as(ecosystem.acme_admin):
        assert list(Rollout.objects.values_list("id", flat=True)) == [key]
        assert list(Admission.objects.values_list("partner_id", flat=True)) == [ecosystem.acme]
        assert not Phase.objects.exists()
        assert not Pick.objects.exists()
        assert find_gates(ecosystem.beta) == {}
        with pytest.raises(NotAllowed):
            list_admissions(ecosystem.acme_admin, key, PageRequest())
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Admission.objects.filter(rollout=key).update(opens_on=TODAY.date())
    with as_system():
        commands.end_rollout(actor=ecosystem.admin, rollout_id=key, ending=Ending.RELEASED, reason="Good", now=TODAY)


def test_a_program_admin_rolls_out_on_pages(ecosystem: Ecosystem) -> None:
    browser, goals = browser_of(ecosystem.admin), {"least_answers": 1, "least_rating": 4, "most_open_bugs": 0}
    made = browser.post("/rollouts/new/", {"feature": "exports", "name": "Files first", **goals})
    phase_new = made["Location"]
    kept = browser.post(phase_new, {"name": "Pilot", "starts_on": TODAY.date().isoformat()})
    phase, beta = kept["Location"], public_id("partner", ecosystem.beta)
    browser.post(f"{phase}picks/", {"partner": "Beta", "partner_id": beta})
    assert "Beta Networks AG" in browser.get(phase).content.decode()
    record = phase.partition("phases/")[0]
    assert "Beta Networks AG" in browser.get(f"{record}partners/").content.decode()
    assert browser.get(f"{record}steps/start/").status_code == 200
    browser.post(f"{record}steps/start/")
    assert has_it(ecosystem.beta_seller)
    assert not has_it(ecosystem.acme_seller)
    panel = browser.get(f"/partners/{beta}/").content.decode()
    assert "Picked by hand." in panel
    wrong = browser.post(f"{record}steps/pause/", {"reason": ""})
    assert wrong.status_code == 422
    browser.post(f"{phase}picks/{beta}/removal/")
    assert not has_it(ecosystem.beta_seller)
    browser.post(f"{record}steps/ending/", {"ending": "released", "reason": "Everybody likes it"})
    page = browser.get(record).content.decode()
    assert "Released to everybody" in page
    assert "Everybody likes it" in page
    assert "Files first" in browser.get("/rollouts/").content.decode()


def test_a_program_rolls_out_over_the_api(ecosystem: Ecosystem) -> None:
    browser, api = browser_of(ecosystem.admin), "/api/v1/rollouts"

    def send(method: str, address: str, body: object = None) -> dict:  # type: ignore[type-arg]
        answer = getattr(browser, method)(address, body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()  # type: ignore[no-any-return]

    made = send("post", api, {"feature": "exports", "name": "Files first"})
    one, acme = f"{api}/{made['id']}", public_id("partner", ecosystem.acme)
    phase = {"name": "Pilot", "starts_on": TODAY.date().isoformat(), "cohort": {"partners": [acme]}}
    with_phase = send("post", f"{one}/phases", phase)
    assert (with_phase["phases"][0]["admits"], with_phase["inside"]) == (1, 0)
    assert send("post", f"{one}/start")["inside"] == 1
    explained = browser.get(f"/api/v1/partners/{public_id('partner', ecosystem.beta)}/features").json()
    assert explained[0]["openness"] == "closed"
    assert explained[0]["phases"] == [
        {"phase": "Pilot", "holds": False, "text": "The phase holds only partners picked by hand."}
    ]
    changed = {**phase, "cohort": {"regions": ["EMEA"]}}
    wider = send("put", f"{one}/phases/{with_phase['phases'][0]['id']}", changed)
    assert wider["inside"] == 2
    assert [row["partner"] for row in browser.get(f"{one}/partners").json()["items"]] == [
        "Acme Systems GmbH",
        "Beta Networks AG",
    ]
    assert send("post", f"{one}/pause", {"reason": "A bug"})["state"] == "paused"
    assert send("post", f"{one}/resumption")["state"] == "running"
    assert send("delete", f"{one}/phases/{wider['phases'][0]['id']}")["inside"] == 0
    assert send("put", one, {"name": "Files for all", "everybody_on": TODAY.date().isoformat()})["inside"] == 2
    assert send("post", f"{one}/ending", {"ending": "withdrawn", "reason": "No"})["ending"] == "withdrawn"
    features = {line["key"]: line["rollout"] for line in browser.get("/api/v1/features").json()}
    assert features["exports"]["name"] == "Files for all"
    assert {"disputes", "imports", "keys"} <= features.keys()
