"""Vetting: answers saved and submitted, risk, decisions and who may not decide, lapse and renewal, red flags, who reads what."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.lifecycle.queries import gather_facts
from steelyard.partners.lifecycle.terms import Requirement
from steelyard.partners.models import Partner, RedFlag, VettingCase, VettingReading, VettingStanding
from steelyard.partners.onboarding.milestones import find_milestone
from steelyard.partners.queries import find_esg_scores, list_partners
from steelyard.partners.terms import PartnerFilter
from steelyard.partners.tiers.metrics import Evidence, find_metric
from steelyard.partners.vetting.gathering import find_passed
from steelyard.partners.vetting.jobs import settle_all_vetting
from steelyard.partners.vetting.queries import get_case, get_partner_vetting, get_questionnaire, list_standings
from steelyard.partners.vetting.refusals import (
    AnswersSubmitted,
    AnswersWrong,
    NotApprover,
    NotInReview,
    OwnPartner,
    QuestionnaireNotOffered,
    ReasonMissing,
)
from steelyard.partners.vetting.terms import (
    Bar,
    FlagDraft,
    FlagKind,
    RiskClass,
    VettingFilter,
    VettingKind,
    VettingOutcome,
    VettingState,
    VettingStep,
)
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.program.public import adopt_rules
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_person
from tests.partners.test_api import call
from tests.partners.vetting_rules import BAD, GOOD, MIDDLING, VETTING

FLAG = FlagDraft(kind=FlagKind.THIRD_COUNTRY, text="Paid into another country.", reference="Payment 7")


@pytest.fixture
def asked(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Two partners that are asked to answer on bribery, and may answer on ESG."""
    adopt_rules(actor=SYSTEM, key="vetting", rules=VETTING, effective_from=now, now=now)
    settle_all_vetting(now)
    return ecosystem


def answer(actor: Actor, now: datetime, answers: dict[str, str] = GOOD, questionnaire: str = "bribery") -> UUID:
    """Save and submit answers as the actor."""
    with acting_as(actor):
        case_id = commands.save_vetting_answers(actor=actor, questionnaire=questionnaire, answers=answers, now=now)
        commands.submit_vetting(actor=actor, case_id=case_id, now=now)
    return case_id


def decide(actor: Actor, case_id: UUID, now: datetime, outcome: VettingOutcome = VettingOutcome.APPROVE) -> None:
    with acting_as(actor):
        commands.decide_vetting(actor=actor, case_id=case_id, outcome=outcome, reason="Looked into.", now=now)


def state_of(partner_id: UUID, questionnaire: str = "bribery") -> str:
    return VettingStanding.objects.get(partner=partner_id, questionnaire=questionnaire).state


def passed(partner_id: UUID, on: date, kind: VettingKind = VettingKind.ANTI_BRIBERY) -> bool:
    return partner_id in find_passed({partner_id}, kind, on=on)


def told(event_type: str) -> int:
    return EventRecord.objects.filter(type=event_type).count()


def test_low_risk_passes_by_rule_and_counts_from_then_on(asked: Ecosystem, now: datetime) -> None:
    assert state_of(asked.acme) == VettingState.MISSING
    assert state_of(asked.acme, "esg") == VettingState.OFFERED
    assert told("partners.vetting.asked") == 2
    case_id = answer(asked.acme_admin, now)
    case = VettingCase.objects.get(id=case_id)
    assert (case.step, case.risk, case.points, case.decided_by) == (VettingStep.PASSED, RiskClass.LOW, 5, None)
    assert case.valid_until == date(2029, 11, 16)
    assert state_of(asked.acme) == VettingState.PASSED
    assert passed(asked.acme, now.date())
    assert not passed(asked.acme, now.date() - timedelta(days=1))
    assert not passed(asked.acme, date(2029, 11, 16))
    assert not passed(asked.beta, now.date())
    assert told("partners.vetting.passed") == 1


def test_a_medium_risk_waits_for_a_person_who_decides_with_a_reason(asked: Ecosystem, now: datetime) -> None:
    case_id = answer(asked.acme_admin, now, MIDDLING)
    assert state_of(asked.acme) == VettingState.IN_REVIEW
    assert not passed(asked.acme, now.date())
    with pytest.raises(ReasonMissing):
        commands.decide_vetting(
            actor=asked.manager, case_id=case_id, outcome=VettingOutcome.APPROVE, reason=" ", now=now
        )
    decide(asked.manager, case_id, now)
    case = VettingCase.objects.get(id=case_id)
    assert (case.step, case.risk, case.points) == (VettingStep.PASSED, RiskClass.MEDIUM, 15)
    assert (case.decided_by, case.reason) == (asked.manager.person_id, "Looked into.")
    assert case.valid_until == date(2028, 11, 16)
    with pytest.raises(NotInReview):
        decide(asked.admin, case_id, now)


def test_who_manages_the_partner_does_not_approve_a_high_risk(asked: Ecosystem, now: datetime) -> None:
    case_id = answer(asked.acme_admin, now, BAD)
    case = VettingCase.objects.get(id=case_id)
    assert (case.risk, case.flags) == (RiskClass.HIGH, ["Is an official among the owners?"])
    with pytest.raises(OwnPartner):
        decide(asked.manager, case_id, now)
    assert get_case(asked.manager, case_id, at=now).bar is Bar.OWN_PARTNER
    finance = make_person(now, "Fay Finn", Role.FINANCE)
    with pytest.raises(NotApprover, match="Executive"):
        decide(finance, case_id, now)
    decide(asked.admin, case_id, now)
    assert VettingCase.objects.get(id=case_id).valid_until == date(2027, 11, 16)


def test_more_is_asked_and_answered(asked: Ecosystem, now: datetime) -> None:
    case_id = answer(asked.acme_admin, now, BAD)
    decide(asked.manager, case_id, now, VettingOutcome.RETURN)
    assert state_of(asked.acme) == VettingState.RETURNED
    again = get_questionnaire(asked.acme_admin, "bribery", at=now)
    assert (again.step, again.reason) == (VettingStep.RETURNED, "Looked into.")
    later = now + timedelta(days=2)
    assert answer(asked.acme_admin, later, GOOD) == case_id
    assert state_of(asked.acme) == VettingState.PASSED


def test_a_refusal_ends_what_was_passed_before(asked: Ecosystem, now: datetime) -> None:
    answer(asked.acme_admin, now)
    later = now + timedelta(days=400)
    case_id = answer(asked.acme_admin, later, BAD)
    assert passed(asked.acme, later.date())
    decide(asked.admin, case_id, later, VettingOutcome.REFUSE)
    assert not passed(asked.acme, later.date())
    assert passed(asked.acme, later.date() - timedelta(days=1))
    assert state_of(asked.acme) == VettingState.REFUSED


def test_drafts_are_kept_and_submitted_answers_stay(asked: Ecosystem, now: datetime) -> None:
    actor = asked.acme_admin
    with acting_as(actor):
        case_id = commands.save_vetting_answers(actor=actor, questionnaire="bribery", answers={"gifts": "no"}, now=now)
        with pytest.raises(AnswersWrong) as refused:
            commands.submit_vetting(actor=actor, case_id=case_id, now=now)
    assert set(refused.value.fields) == {"officials", "public-share"}
    assert [one.answer for one in get_questionnaire(actor, "bribery", at=now).questions][:2] == ["", "no"]
    with pytest.raises(NotFound):
        get_case(asked.manager, case_id, at=now)
    answer(actor, now, MIDDLING)
    with pytest.raises(AnswersSubmitted):
        answer(actor, now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"officials": "maybe"},
        {"public-share": "many"},
        {"public-share": "NaN"},
        {"public-share": "1e400"},
        {"code": "no file"},
        {"nothing": "yes"},
        {"officials": "\u0000"},
    ],
)
def test_what_is_no_answer_is_refused_in_a_draft_too(asked: Ecosystem, now: datetime, wrong: dict[str, str]) -> None:
    with pytest.raises(AnswersWrong):
        answer(asked.acme_admin, now, wrong)
    assert not VettingCase.objects.exists()


def test_a_file_of_somebody_else_answers_nothing(asked: Ecosystem, now: datetime) -> None:
    stranger = make_person(now, "Bea Boll", Role.PARTNER_ADMIN, partner_id=asked.beta)
    browser = browser_of(stranger)
    file = SimpleUploadedFile("code.txt", b"We are fair.")
    path = f"/api/v1/partners/{public_id('partner', asked.beta)}/vetting-files"
    made = browser.post(path, {"file": file})
    assert made.status_code == 201, made.content
    with pytest.raises(NotFound):
        answer(asked.acme_admin, now, {**GOOD, "code": made.json()["id"]})
    case_id = answer(stranger, now, {**GOOD, "code": made.json()["id"]})
    assert VettingCase.objects.get(id=case_id).points == 0
    here = f"/partners/vetting/{public_id('vettingcase', case_id)}/files/code/"
    assert b"".join(browser.get(here).streaming_content) == b"We are fair."
    assert browser_of(asked.acme_admin).get(here).status_code == 404
    assert browser_of(asked.beta_seller).get(here).status_code == 404
    for other in (asked.beta_seller, asked.manager, asked.admin):
        assert browser_of(other).get(f"/api/v1/files/{made.json()['id']}").status_code == 404


def test_what_was_decided_stays_as_it_was(asked: Ecosystem, now: datetime) -> None:
    case_id = answer(asked.acme_admin, now)
    for changed in ({"answers": {}}, {"risk": "high"}, {"step": "refused"}, {"reason": "Other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            VettingCase.objects.filter(id=case_id).update(**changed)
    with acting_as(asked.admin):
        flag_id = commands.record_red_flag(actor=asked.admin, partner_id=asked.acme, draft=FLAG, now=now)
    for changed in ({"text": "Nothing"}, {"kind": "other"}, {"cleared_at": now}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RedFlag.objects.filter(id=flag_id).update(**changed)


def test_time_brings_reminders_lapse_and_a_renewal_with_the_last_answers(asked: Ecosystem, now: datetime) -> None:
    answer(asked.acme_admin, now, MIDDLING)
    decide(asked.manager, VettingCase.objects.get().id, now)
    until = datetime(2028, 11, 16, 0, 8, tzinfo=now.tzinfo)
    settle_all_vetting(until - timedelta(days=61))
    assert state_of(asked.acme) == VettingState.PASSED
    for days, count in ((60, 1), (59, 1), (30, 2), (7, 3), (6, 3)):
        settle_all_vetting(until - timedelta(days=days))
        due = EventRecord.objects.filter(type="partners.vetting.due", partner_id=asked.acme).count()
        assert (state_of(asked.acme), due) == (VettingState.DUE, count)
    assert not passed(asked.acme, until.date())
    settle_all_vetting(until)
    settle_all_vetting(until + timedelta(days=1))
    assert (state_of(asked.acme), told("partners.vetting.lapsed")) == (VettingState.LAPSED, 1)
    again = get_questionnaire(asked.acme_admin, "bribery", at=until)
    assert {one.key: one.answer for one in again.questions if one.answer} == MIDDLING
    answer(asked.acme_admin, until)
    assert passed(asked.acme, until.date())


def test_the_host_asks_anew(asked: Ecosystem, now: datetime) -> None:
    answer(asked.acme_admin, now)
    later = now + timedelta(days=5)
    commands.request_vetting(actor=asked.manager, partner_id=asked.acme, questionnaire="bribery", now=later)
    row = VettingStanding.objects.get(partner=asked.acme, questionnaire="bribery")
    assert (row.state, row.due_on) == (VettingState.DUE, later.date() + timedelta(days=30))
    answer(asked.acme_admin, later)
    assert state_of(asked.acme) == VettingState.PASSED
    with pytest.raises(QuestionnaireNotOffered):
        commands.request_vetting(actor=asked.manager, partner_id=asked.acme, questionnaire="nothing", now=later)
    with pytest.raises(NotAllowed):
        commands.request_vetting(actor=asked.seller_of_host, partner_id=asked.acme, questionnaire="bribery", now=later)


def test_a_red_flag_holds_anti_bribery_until_it_is_cleared_by_somebody_else(asked: Ecosystem, now: datetime) -> None:
    answer(asked.acme_admin, now)
    flag_id = commands.record_red_flag(actor=asked.manager, partner_id=asked.acme, draft=FLAG, now=now)
    assert not passed(asked.acme, now.date())
    with pytest.raises(OwnPartner):
        commands.clear_red_flag(actor=asked.manager, flag_id=flag_id, reason="It is fine.", now=now)
    commands.clear_red_flag(actor=asked.admin, flag_id=flag_id, reason="A branch of theirs.", now=now)
    assert passed(asked.acme, now.date())
    assert (told("partners.vetting.flag_recorded"), told("partners.vetting.flag_cleared")) == (1, 1)


def test_a_red_flag_weighs_on_what_waits(asked: Ecosystem, now: datetime) -> None:
    case_id = answer(asked.acme_admin, now, MIDDLING)
    flag_id = commands.record_red_flag(actor=asked.admin, partner_id=asked.acme, draft=FLAG, now=now)
    assert VettingCase.objects.get(id=case_id).risk == RiskClass.HIGH
    commands.clear_red_flag(actor=asked.admin, flag_id=flag_id, reason="A branch of theirs.", now=now)
    assert VettingCase.objects.get(id=case_id).risk == RiskClass.MEDIUM


def test_the_esg_score_is_known_as_of_any_day_and_filters_partners(asked: Ecosystem, now: datetime) -> None:
    answer(asked.acme_admin, now, {"energy": "mixed", "training": "yes"}, "esg")
    case = VettingCase.objects.get()
    assert (case.score, case.sections) == (Decimal("70.0"), [["Environment", "50.0"], ["Social", "100.0"]])
    metric = find_metric("partners.esg_score")
    assert metric is not None
    assert metric.measure({asked.acme}, Evidence(as_of=now)) == {asked.acme: Decimal("70.0")}
    assert metric.measure({asked.acme}, Evidence(as_of=now - timedelta(days=1))) == {}
    found = list_partners(asked.manager, PartnerFilter(esg_from=70), PageRequest(), at=now)
    assert [one.id for one in found.items] == [asked.acme]
    assert not list_partners(asked.manager, PartnerFilter(esg_from=71), PageRequest(), at=now).items
    assert find_esg_scores(asked.beta_seller, [asked.acme], on=now.date()) == {}
    with acting_as(asked.beta_seller):
        assert not list_partners(asked.beta_seller, PartnerFilter(esg_from=0), PageRequest(), at=now).items


def test_journeys_and_the_lifecycle_ask_for_vetting(asked: Ecosystem, now: datetime) -> None:
    milestone = find_milestone("partners.vetting")
    assert milestone is not None
    acme = Partner.objects.get(id=asked.acme)
    assert Requirement.VETTING not in gather_facts(acme, now=now).met
    answer(asked.acme_admin, now)
    assert Requirement.VETTING in gather_facts(acme, now=now).met
    assert milestone.is_met([asked.acme, asked.beta], now) == {asked.acme}


def test_answers_are_seen_by_the_partners_administrators_and_the_hosts_readers_alone(
    asked: Ecosystem, now: datetime
) -> None:
    case_id = answer(asked.acme_admin, now, MIDDLING)
    commands.record_red_flag(actor=asked.admin, partner_id=asked.acme, draft=FLAG, now=now)
    beta_admin = make_person(now, "Bea Boll", Role.PARTNER_ADMIN, partner_id=asked.beta)
    for stranger in (beta_admin, asked.acme_seller, asked.seller_of_host):
        with acting_as(stranger), pytest.raises(NotFound):
            get_case(stranger, case_id, at=now)
    with acting_as(beta_admin):
        assert not VettingCase.objects.filter(partner=asked.acme).exists()
        assert not VettingStanding.objects.filter(partner=asked.acme).exists()
        with pytest.raises(NotFound):
            get_partner_vetting(beta_admin, asked.acme)
    for reader in (asked.acme_seller, asked.seller_of_host):
        with acting_as(reader), pytest.raises(NotAllowed):
            get_partner_vetting(reader, asked.acme)
    with acting_as(asked.acme_admin):
        own = get_case(asked.acme_admin, case_id, at=now)
        assert (own.risk, own.points, own.score, own.reasons, own.flags) == (None, None, None, (), ())
        assert get_partner_vetting(asked.acme_admin, asked.acme).flags == ()
        assert not RedFlag.objects.exists()
        assert not VettingReading.objects.exists()
        with pytest.raises(NotAllowed):
            list_standings(asked.acme_admin, VettingFilter(), PageRequest())


def test_each_reading_by_the_host_is_noted_once_a_day(asked: Ecosystem, now: datetime) -> None:
    key = public_id("vettingcase", answer(asked.acme_admin, now, MIDDLING))
    host = browser_of(asked.manager)
    for _ in range(2):
        page = host.get(f"/partners/vetting/{key}/").content.decode()
        assert "No policy on gifts." in page
    assert VettingReading.objects.count() == 1
    assert told("partners.vetting.answers_read") == 1
    own = browser_of(asked.acme_admin).get(f"/partners/vetting/{key}/").content.decode()
    assert "Is there a policy on gifts?" in own
    assert "No policy on gifts." not in own
    assert VettingReading.objects.count() == 1


def test_events_say_nothing_of_answers_and_risks(asked: Ecosystem, now: datetime) -> None:
    decide(asked.admin, answer(asked.acme_admin, now, BAD), now, VettingOutcome.REFUSE)
    said = " ".join(str(one.payload) for one in EventRecord.objects.filter(type__startswith="partners.vetting"))
    for secret in ("high", "official", "Looked into", "points"):
        assert secret not in said


def test_people_hear_what_concerns_them(asked: Ecosystem, now: datetime) -> None:
    run_jobs(1000)
    assert Notification.objects.filter(
        person_id=asked.acme_admin.person_id, event_type="partners.vetting.asked"
    ).exists()
    case_id = answer(asked.acme_admin, now, MIDDLING)
    run_jobs(1000)
    waiting = Notification.objects.filter(event_type="partners.vetting.submitted")
    assert {one.person_id for one in waiting} == {asked.manager.person_id, asked.admin.person_id}
    decide(asked.manager, case_id, now)
    run_jobs(1000)
    assert Notification.objects.filter(
        person_id=asked.acme_admin.person_id, event_type="partners.vetting.passed"
    ).exists()


def test_a_partner_answers_on_pages_and_the_host_decides(asked: Ecosystem, now: datetime) -> None:
    partner, host, admin = (browser_of(one) for one in (asked.acme_admin, asked.manager, asked.admin))
    assert "To be answered" in partner.get("/").content.decode()
    here = "/organization/vetting/bribery/"
    assert "Is an official among the owners?" in partner.get(here).content.decode()
    saved = partner.post(here, {"gifts": "no", "save": "yes"})
    assert saved.status_code == 302
    refused = partner.post(here, {"gifts": "no", "submit": "yes"})
    assert (refused.status_code, "Answer this question." in refused.content.decode()) == (422, True)
    file = SimpleUploadedFile("code.txt", b"We are fair.")
    sent = partner.post(here, {**BAD, "code": file, "submit": "yes"})
    assert sent.status_code == 302
    assert "code.txt" in partner.get(sent.url).content.decode()
    assert "High risk" in host.get("/partners/vetting/?risk=high").content.decode()
    assert "Acme Systems GmbH" in admin.get("/").content.decode()
    barred = host.post(f"{sent.url}decision/", {"outcome": "approve", "reason": "Fine"})
    assert (barred.status_code, "You manage this partner" in barred.content.decode()) == (422, True)
    assert admin.post(f"{sent.url}decision/", {"outcome": "approve", "reason": "Fine"}).status_code == 302
    assert "Passed" in partner.get("/organization/vetting/").content.decode()
    acme = public_id("partner", asked.acme)
    said = {"kind": "gift", "text": "A watch was given.", "reference": "Note 4"}
    assert admin.post(f"/partners/{acme}/red-flags/new/", said).status_code == 302
    shown = admin.get(f"/partners/{acme}/vetting/").content.decode()
    assert "A watch was given." in shown
    assert "A watch was given." not in partner.get("/organization/vetting/").content.decode()
    flag = RedFlag.objects.get()
    assert admin.post(f"/partners/red-flags/{flag.public_id}/clearance/", {"reason": "Given back"}).status_code == 302
    assert "Vetting" in admin.get(f"/partners/{acme}/").content.decode()


def test_programs_answer_decide_and_flag(asked: Ecosystem, now: datetime) -> None:
    partner, manager, admin = (browser_of(one) for one in (asked.acme_admin, asked.manager, asked.admin))
    acme = public_id("partner", asked.acme)
    status, sheet = call(partner, "get", "/vetting-questionnaires/bribery")
    assert (status, [one["key"] for one in sheet["questions"]][:2]) == (200, ["officials", "gifts"])
    status, case = call(partner, "put", "/vetting-questionnaires/bribery/answers", {"answers": MIDDLING})
    assert (status, case["step"], case["risk"]) == (200, "draft", None)
    path = f"/vetting-cases/{case['id']}"
    assert call(partner, "post", f"{path}/submission")[1]["step"] == "submitted"
    status, problem = call(partner, "post", f"{path}/submission")
    assert (status, problem["code"]) == (409, "answers_submitted")
    status, read = call(manager, "get", path)
    assert (read["risk"], read["points"], read["most"]) == ("medium", 15, 35)
    assert read["reasons"][0]["text"] == "No policy on gifts. That is 10 points."
    assert call(manager, "get", "/vetting-standings?state=in_review&risk=medium")[1]["total"] == 1
    decision = {"outcome": "approve", "reason": "Looked into."}
    assert call(partner, "post", f"{path}/decision", decision)[0] == 403
    assert call(manager, "post", f"{path}/decision", decision)[1]["step"] == "passed"
    status, flag = call(manager, "post", f"/partners/{acme}/red-flags", {"kind": "commission", "text": "40 percent."})
    assert status == 201
    status, problem = call(manager, "post", f"/red-flags/{flag['id']}/clearance", {"reason": "Fine."})
    assert (status, problem["code"]) == (403, "vetting_own_partner")
    assert call(admin, "post", f"/red-flags/{flag['id']}/clearance", {"reason": "Fine."})[1]["cleared_at"]
    assert len(call(admin, "get", f"/partners/{acme}/vetting")[1]["red_flags"]) == 1
    assert call(partner, "get", f"/partners/{acme}/vetting")[1]["red_flags"] == []
    assert call(partner, "get", "/vetting-standings")[0] == 403
    assert call(partner, "get", f"/red-flags/{flag['id']}")[0] == 404
    assert call(manager, "post", f"/partners/{acme}/vetting-requests", {"questionnaire": "esg"})[0] == 200
