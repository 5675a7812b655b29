"""Requirements: who meets them, what is tolerated, what follows, documents, holds on registrations."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import PartnerTask, RequirementEvidence, RequirementStanding
from steelyard.partners.onboarding.milestones import find_milestone
from steelyard.partners.public import get_standing
from steelyard.partners.requirements.jobs import settle_all_requirements
from steelyard.partners.requirements.queries import get_partner_requirements, list_standings
from steelyard.partners.requirements.refusals import (
    EvidenceExpired,
    EvidenceReviewed,
    NoDocumentAsked,
    RefusalWithoutReason,
)
from steelyard.partners.requirements.terms import EvidenceStep, RequirementFilter, RequirementState
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.files import store_file
from steelyard.platform.models import EventRecord
from steelyard.program.public import adopt_rules
from steelyard.program.refusals import NothingChanged
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_partner
from tests.partners.test_api import call
from tests.partners.vetting_rules import GOOD, VETTING, requirement

INSURANCE = requirement("insurance", metric="", grace_days=0, consequences=["hold"])
ALL = ["task", "hold", "propose_suspension"]


def ask(now: datetime, *requirements: dict) -> None:
    """Let the program ask something of its partners from now on."""
    rules = {"requirements": list(requirements)}
    for key, wanted in (("vetting", VETTING), ("requirements", rules)):
        with suppress(NothingChanged):
            adopt_rules(actor=SYSTEM, key=key, rules=wanted, effective_from=now, now=now)
    settle_all_requirements(now)


def state_of(partner_id: UUID, key: str = "bribery") -> str:
    return RequirementStanding.objects.get(partner=partner_id, requirement=key).state


def told(event_type: str, partner_id: UUID) -> int:
    return EventRecord.objects.filter(type=event_type, partner_id=partner_id).count()


def give(ecosystem: Ecosystem, now: datetime, valid_until: date, *, by_host: bool = False) -> UUID:
    """Give a certificate of insurance for Acme."""
    actor = ecosystem.manager if by_host else ecosystem.acme_admin
    with acting_as(actor):
        file = SimpleUploadedFile("insurance.txt", b"Insured.")
        stored = store_file(uploaded=file, partner_id=ecosystem.acme, actor=actor, now=now)
        return commands.give_evidence(
            actor=actor,
            partner_id=ecosystem.acme,
            requirement="insurance",
            file_id=stored.id,
            valid_until=valid_until,
            now=now,
        )


def test_a_miss_is_tolerated_then_has_consequences_and_is_taken_back(ecosystem: Ecosystem) -> None:
    later = utc_now()
    now = later - timedelta(days=10)
    ask(now, requirement(consequences=ALL))
    row = RequirementStanding.objects.get(partner=ecosystem.acme)
    assert (row.state, row.since_on) == (RequirementState.TOLERATED, now.date())
    assert row.tolerated_until == now.date() + timedelta(days=10)
    assert told("partners.requirement.missed", ecosystem.acme) == 1
    assert get_standing(ecosystem.acme, at=now).missed_requirements == ()
    assert get_standing(ecosystem.acme, at=later).missed_requirements == ("Requirement bribery",)
    settle_all_requirements(later)
    settle_all_requirements(later)
    assert state_of(ecosystem.acme) == RequirementState.MISSED
    assert told("partners.requirement.tolerance_ended", ecosystem.acme) == 1
    run_jobs(1000)
    tasks = PartnerTask.objects.filter(partner=ecosystem.acme, closed_at=None).order_by("title")
    assert [(one.title, one.doer) for one in tasks] == [
        ("Decide on a suspension: Requirement bribery", "channel_manager"),
        ("Requirement bribery", "partner_admin"),
    ]
    admin = ecosystem.acme_admin
    with acting_as(admin):
        case_id = commands.save_vetting_answers(actor=admin, questionnaire="bribery", answers=GOOD, now=later)
        commands.submit_vetting(actor=admin, case_id=case_id, now=later)
    run_jobs(1000)
    assert state_of(ecosystem.acme) == RequirementState.MET
    assert told("partners.requirement.met", ecosystem.acme) == 1
    assert not tasks.all().exists()
    assert get_standing(ecosystem.acme, at=later).missed_requirements == ()


def test_requirements_are_for_types_and_tiers(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, requirement("a", types=["services"]), requirement("b", tiers=["gold"]))
    assert set(RequirementStanding.objects.values_list("partner", "requirement")) == {(ecosystem.beta, "a")}
    commands.assign_tier(
        actor=SYSTEM, partner_id=ecosystem.acme, tier="gold", since_on=now.date(), reason="Good", now=now
    )
    run_jobs(1000)
    assert (ecosystem.acme, "b") in set(RequirementStanding.objects.values_list("partner", "requirement"))
    ask(now + timedelta(days=1))
    assert not RequirementStanding.objects.exists()


def test_a_region_has_its_own_list(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now)
    adopt_rules(
        actor=SYSTEM,
        key="requirements",
        region="DACH",
        rules={"requirements": [requirement("dach")]},
        effective_from=now,
        now=now,
    )
    settle_all_requirements(now)
    assert set(RequirementStanding.objects.values_list("requirement", flat=True)) == {"dach"}


def test_a_document_counts_once_accepted_until_its_day(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, INSURANCE)
    assert state_of(ecosystem.acme, "insurance") == RequirementState.MISSED
    until = now.date() + timedelta(days=30)
    evidence_id = give(ecosystem, now, until)
    assert state_of(ecosystem.acme, "insurance") == RequirementState.MISSED
    with pytest.raises(RefusalWithoutReason):
        commands.review_evidence(actor=ecosystem.manager, evidence_id=evidence_id, is_accepted=False, now=now)
    commands.review_evidence(actor=ecosystem.manager, evidence_id=evidence_id, is_accepted=True, now=now)
    assert state_of(ecosystem.acme, "insurance") == RequirementState.MET
    with pytest.raises(EvidenceReviewed):
        commands.review_evidence(
            actor=ecosystem.manager, evidence_id=evidence_id, is_accepted=False, reason="No", now=now
        )
    settle_all_requirements(now + timedelta(days=30))
    assert state_of(ecosystem.acme, "insurance") == RequirementState.MISSED
    give(ecosystem, now + timedelta(days=30), until + timedelta(days=365), by_host=True)
    assert state_of(ecosystem.acme, "insurance") == RequirementState.MET


def test_what_no_requirement_asks_for_is_not_taken(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, requirement())
    with pytest.raises(NoDocumentAsked):
        give(ecosystem, now, now.date() + timedelta(days=30))
    with pytest.raises(EvidenceExpired):
        give(ecosystem, now, now.date())
    with acting_as(ecosystem.acme_seller), pytest.raises(NotAllowed):
        commands.give_evidence(
            actor=ecosystem.acme_seller,
            partner_id=ecosystem.acme,
            requirement="insurance",
            file_id=ecosystem.acme,
            valid_until=now.date(),
            now=now,
        )


def test_no_partner_sees_what_another_misses(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, INSURANCE)
    evidence_id = give(ecosystem, now, now.date() + timedelta(days=30))
    with acting_as(ecosystem.beta_seller):
        assert not RequirementStanding.objects.filter(partner=ecosystem.acme).exists()
        assert not RequirementEvidence.objects.exists()
        with pytest.raises(NotFound):
            get_partner_requirements(ecosystem.beta_seller, ecosystem.acme)
        with pytest.raises(NotAllowed):
            list_standings(ecosystem.beta_seller, RequirementFilter(), PageRequest())
    path = f"/partners/requirements/documents/{public_id('requirementevidence', evidence_id)}/"
    assert browser_of(ecosystem.beta_seller).get(path).status_code == 404
    assert browser_of(ecosystem.acme_admin).get(path).status_code == 200


def test_the_milestone_is_met_while_nothing_is_missed(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, INSURANCE)
    milestone = find_milestone("partners.requirements")
    assert milestone is not None
    assert milestone.is_met([ecosystem.acme], now) == set()
    give(ecosystem, now, now.date() + timedelta(days=30), by_host=True)
    assert milestone.is_met([ecosystem.acme, ecosystem.beta], now) == {ecosystem.acme}


def test_pages_say_what_is_asked_and_take_documents(ecosystem: Ecosystem, now: datetime) -> None:
    ask(now, INSURANCE, requirement(consequences=ALL))
    partner, host = browser_of(ecosystem.acme_admin), browser_of(ecosystem.manager)
    assert "Requirement insurance" in partner.get("/").content.decode()
    shown = partner.get("/organization/requirements/").content.decode()
    assert "Answer the questionnaire." in shown
    assert "a task for the partner" in shown
    acme = public_id("partner", ecosystem.acme)
    path = f"/partners/{acme}/requirements/documents/"
    said = {"requirement": "insurance", "valid_until": "2099-01-01"}
    assert partner.post(path, said).status_code == 422
    file = SimpleUploadedFile("insurance.txt", b"Insured.")
    assert partner.post(path, {**said, "file": file}).status_code == 302
    evidence = RequirementEvidence.objects.get()
    review = f"/partners/requirements/documents/{evidence.public_id}/review/"
    assert host.post(review, {"accepted": "no"}).status_code == 422
    assert host.post(review, {"accepted": "yes"}).status_code == 302
    listed = host.get("/partners/requirements/?state=tolerated").content.decode()
    assert "Requirement bribery" in listed
    assert "Requirements" in host.get(f"/partners/{acme}/").content.decode()


def test_programs_list_and_give(ecosystem: Ecosystem) -> None:
    now = utc_now()
    ask(now, INSURANCE)
    partner, manager = browser_of(ecosystem.acme_admin), browser_of(ecosystem.manager)
    acme = public_id("partner", ecosystem.acme)
    listed = call(manager, "get", "/requirement-standings?state=missed&q=Acme")[1]
    assert [(one["requirement"], one["consequences"]) for one in listed["items"]] == [("insurance", ["hold"])]
    file = SimpleUploadedFile("insurance.txt", b"Insured.")
    said = {"file": file, "requirement": "insurance", "valid_until": "2099-01-01"}
    made = partner.post(f"/api/v1/partners/{acme}/requirement-documents", said)
    assert made.status_code == 201, made.content
    (document,) = made.json()["documents"]
    path = f"/requirement-documents/{document['id']}"
    assert call(partner, "post", f"{path}/review", {"accepted": True})[0] == 403
    status, found = call(manager, "post", f"{path}/review", {"accepted": True})
    assert (status, found["documents"][0]["step"]) == (200, EvidenceStep.ACCEPTED)
    assert call(partner, "get", f"/partners/{acme}/requirements")[1]["standings"][0]["state"] == "met"
    assert call(partner, "get", "/requirement-standings")[0] == 403


def test_many_are_settled_in_as_many_statements_as_few(ecosystem: Ecosystem, now: datetime) -> None:
    many = [make_partner(now, f"Many {number}", types=("reseller",)) for number in range(12)]
    ask(now, INSURANCE, requirement())
    for settle, model in (
        (commands.settle_requirements, RequirementStanding),
        (commands.settle_vetting, None),
    ):
        counts = []
        for partners in ([ecosystem.acme, ecosystem.beta], many):
            if model:
                model.objects.filter(partner__in=partners).delete()
            with CaptureQueriesContext(connection) as asked:
                assert settle(partner_ids=partners, now=now) == len(partners)
            counts.append(len(asked))
        assert counts[1] <= counts[0]
