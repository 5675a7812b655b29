"""Prospects are kept, scored, screened, decided about: by commands, on pages and over the API, and seen by the host alone."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from steelyard.identity.models import Invitation
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import Partner, Prospect, ProspectMove
from steelyard.partners.recruiting.refusals import DecisionReasonMissing, ProspectDecided, StageCannotFollow
from steelyard.partners.recruiting.terms import ProspectDraft, ProspectSource, ProspectStage
from steelyard.partners.refusals import AlreadyEnrolled
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from steelyard.program.public import get_decision, replay_decision
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

NORD = ProspectDraft(
    name="Nordlicht Cloud GmbH",
    type="reseller",
    domain="nordlicht.example",
    country="DE",
    contact_name="Nora Licht",
    contact_email="nora@nordlicht.example",
    employees=40,
    capabilities=("Cloud", "Data", "Security"),
    verticals=("Public",),
)


def add(ecosystem: Ecosystem, now: datetime, draft: ProspectDraft = NORD) -> UUID:
    """Add a prospect by hand and return its id."""
    return commands.add_prospect(
        actor=ecosystem.manager, draft=draft, source=ProspectSource.HAND, owner_id=ecosystem.manager.person_id, now=now
    )


def reasons_of(prospect_id: UUID) -> set[str]:
    """Return the codes of what screening found."""
    screening = Prospect.objects.get(id=prospect_id).screening_id
    return {reason.code for reason in get_decision(SYSTEM, screening).reasons}


def test_a_prospect_is_scored_and_screened_when_it_is_added(ecosystem: Ecosystem, now: datetime) -> None:
    prospect = Prospect.objects.get(id=add(ecosystem, now))
    assert (prospect.score, prospect.fit, prospect.outcome) == (85, "good", "clear")
    assert prospect.region_id == "DACH"
    assert reasons_of(prospect.id) == {"nothing_found"}


def test_a_company_that_is_a_partner_is_found_whatever_it_calls_itself(ecosystem: Ecosystem, now: datetime) -> None:
    key = add(ecosystem, now, replace(NORD, name="ACME Systems", domain="", contact_email="x@mailinator.com"))
    assert reasons_of(key) >= {"partner_already", "masked_mail"}


def test_the_same_company_twice_is_noticed_and_so_is_one_that_was_refused(ecosystem: Ecosystem, now: datetime) -> None:
    first = add(ecosystem, now)
    assert reasons_of(add(ecosystem, now, replace(NORD, name="Nordlicht Cloud"))) == {"prospect_already"}
    with pytest.raises(DecisionReasonMissing):
        commands.refuse_prospect(actor=ecosystem.manager, prospect_id=first, reason="", now=now)
    commands.refuse_prospect(actor=ecosystem.manager, prospect_id=first, reason="A competitor", now=now)
    third = add(ecosystem, now, replace(NORD, contact_email="info@nordlicht.example"))
    assert "refused_before" in reasons_of(third)


def test_approving_enrolls_invites_and_a_signature_ends_the_way(ecosystem: Ecosystem, now: datetime) -> None:
    key, manager = add(ecosystem, now), ecosystem.manager
    with acting_as(manager):
        commands.screen_prospect(actor=manager, prospect_id=key, now=now)
        partner_id = commands.approve_prospect(actor=manager, prospect_id=key, now=now)
    partner = Partner.objects.get(id=partner_id)
    assert (partner.status, partner.name) == ("onboarding", NORD.name)
    assert partner.profile.capabilities == list(NORD.capabilities)
    run_jobs()
    assert Invitation.objects.get(partner_id=partner_id).email == NORD.contact_email
    with pytest.raises(ProspectDecided):
        commands.approve_prospect(actor=manager, prospect_id=key, now=now)
    commands.record_agreement(
        actor=manager, partner_id=partner_id, version="2026", signed_on=now.date(), valid_until=None, now=now
    )
    run_jobs()
    stages = ProspectMove.objects.filter(prospect=key).order_by("id").values_list("after", flat=True)
    assert list(stages) == ["prospect", "screened", "approved", "signed"]


def test_against_the_screening_only_with_a_reason(ecosystem: Ecosystem, now: datetime) -> None:
    key = add(ecosystem, now, replace(NORD, contact_email="x@mailinator.com"))
    with pytest.raises(DecisionReasonMissing):
        commands.approve_prospect(actor=ecosystem.manager, prospect_id=key, now=now)
    commands.approve_prospect(actor=ecosystem.manager, prospect_id=key, reason="We met them.", now=now)
    assert Prospect.objects.get(id=key).decision_reason == "We met them."


def test_a_partner_is_not_enrolled_twice(ecosystem: Ecosystem, now: datetime) -> None:
    key = add(ecosystem, now, replace(NORD, name="Acme Systems GmbH", domain=""))
    with pytest.raises(AlreadyEnrolled):
        commands.approve_prospect(actor=ecosystem.manager, prospect_id=key, reason="Yes", now=now)
    assert Prospect.objects.get(id=key).stage == ProspectStage.PROSPECT


def test_stages_follow_each_other_and_whoever_left_can_be_taken_up_again(ecosystem: Ecosystem, now: datetime) -> None:
    key, manager = add(ecosystem, now), ecosystem.manager
    with pytest.raises(StageCannotFollow):
        commands.move_prospect(actor=manager, prospect_id=key, stage=ProspectStage.SIGNED, now=now)
    for stage in (ProspectStage.CONTACTED, ProspectStage.WITHDRAWN, ProspectStage.PROSPECT):
        commands.move_prospect(actor=manager, prospect_id=key, stage=stage, now=now)
    assert ProspectMove.objects.filter(prospect=key).count() == 4


def test_a_screening_can_be_made_again_from_its_facts(ecosystem: Ecosystem, now: datetime) -> None:
    key = add(ecosystem, now, replace(NORD, contact_email="nora@gmail.com"))
    replay = replay_decision(SYSTEM, Prospect.objects.get(id=key).screening_id)
    assert replay.outcome == "review"


def test_an_application_is_kept_and_the_channel_managers_hear_of_it(ecosystem: Ecosystem, now: datetime) -> None:
    commands.apply_for_partnership(draft=NORD, consent="I agree.", now=now)
    prospect = Prospect.objects.get()
    assert (prospect.stage, prospect.source, prospect.consent) == ("applied", "application", "I agree.")
    run_jobs()
    assert Notification.objects.filter(
        person_id=ecosystem.manager.person_id, event_type="partners.prospect.applied"
    ).exists()


def test_nobody_but_the_host_sees_a_prospect_and_not_everybody_there_decides(
    ecosystem: Ecosystem, now: datetime
) -> None:
    key = add(ecosystem, now)
    for actor in (ecosystem.acme_seller, ecosystem.acme_admin):
        with acting_as(actor):
            assert not Prospect.objects.exists()
            assert not ProspectMove.objects.exists()
            with pytest.raises(NotFound):
                commands.refuse_prospect(actor=actor, prospect_id=key, reason="No", now=now)
    with acting_as(ecosystem.seller_of_host), pytest.raises(NotAllowed):
        commands.refuse_prospect(actor=ecosystem.seller_of_host, prospect_id=key, reason="No", now=now)


def test_a_manager_recruits_on_the_pages(ecosystem: Ecosystem, now: datetime) -> None:
    browser = browser_of(ecosystem.manager)
    assert b"No prospects yet" in browser.get("/partners/prospects/").content
    said = {"name": NORD.name, "type": NORD.type, "country": "DE", "contact_email": "nora@gmail.com", "employees": 40}
    answer = browser.post("/partners/prospects/new/", said)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "free service" in page
    assert "What would raise it" in page
    for address in ("/partners/prospects/", "/partners/prospects/board/"):
        assert NORD.name in browser.get(address).content.decode()
    assert browser.post(f"{answer['Location']}stage/", {"to": "contacted"}).status_code == 302
    assert browser.post(f"{answer['Location']}screening/").status_code == 302
    assert browser.post(f"{answer['Location']}refusal/", {"reason": ""}).status_code == 422
    approved = browser.post(f"{answer['Location']}approval/", {"reason": "They are good."})
    assert approved.status_code == 302
    assert Prospect.objects.get().stage == ProspectStage.APPROVED
    assert "The partner" in browser.get(answer["Location"]).content.decode()


def test_a_system_recruits_over_the_api(ecosystem: Ecosystem, now: datetime) -> None:
    browser = browser_of(ecosystem.manager)
    body = {"name": NORD.name, "type": "reseller", "country": "DE", "employees": 40}
    made = browser.post("/api/v1/prospects", body, content_type="application/json")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert made.json()["source"] == "api"
    assert browser.get("/api/v1/prospects?fit=low").json()["total"] == 1
    moved = browser.post(f"/api/v1/prospects/{key}/stage", {"stage": "contacted"}, content_type="application/json")
    assert moved.json()["stage"] == "contacted"
    refused = browser.post(f"/api/v1/prospects/{key}/refusal", {"reason": "No"}, content_type="application/json")
    assert refused.json()["decision_reason"] == "No"
    funnel = browser.get("/api/v1/prospect-funnel").json()
    assert [(one["stage"], one["reached"]) for one in funnel][:3] == [("prospect", 1), ("contacted", 1), ("applied", 0)]
    assert browser.get("/exports/prospects.csv").status_code == 200


def test_pages_and_api_are_for_those_who_recruit(ecosystem: Ecosystem, now: datetime) -> None:
    key = Prospect(id=add(ecosystem, now)).public_id
    assert browser_of(ecosystem.acme_admin).get(f"/api/v1/prospects/{key}").status_code == 404
    assert browser_of(ecosystem.acme_admin).get("/api/v1/prospects").status_code == 403
    for address in ("/api/v1/prospects", f"/api/v1/prospects/{key}", "/partners/prospects/"):
        assert browser_of(ecosystem.seller_of_host).get(address).status_code == 403
