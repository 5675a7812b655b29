"""Many prospects approved at once: the same as one by one, in a few statements for all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.identity.models import Invitation
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners import commands
from steelyard.partners.models import Journey, Partner, PartnerProfile, Prospect, ProspectMove
from steelyard.partners.recruiting.refusals import DecisionReasonMissing, ProspectDecided
from steelyard.partners.recruiting.terms import ProspectDraft, ProspectSource, ProspectStage, ScreeningOutcome
from steelyard.partners.refusals import AlreadyEnrolled
from steelyard.platform.bulk_edits.terms import EditOutcome
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventAbout
from tests.bulk_edits.making import check, run
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem
from tests.partners.test_journeys import adopt
from tests.partners.test_recruiting import NORD

PLACES = ("Aalen", "Bonn", "Celle", "Dessau", "Emden", "Fulda", "Gera", "Hamm", "Ilmenau", "Jena", "Kiel", "Lahr")


def draft_of(place: str) -> ProspectDraft:
    mailbox = f"nora@{place.lower()}-kontor.example"
    return replace(NORD, name=f"{place} Kontor", domain=f"{place.lower()}-kontor.example", contact_email=mailbox)


def add_all(ecosystem: Ecosystem, places: Sequence[str], now: datetime) -> list[UUID]:
    """Add prospects of those places, and return their ids."""
    return [
        commands.add_prospect(actor=ecosystem.manager, draft=draft_of(place), source=ProspectSource.IMPORT, now=now)
        for place in places
    ]


def approve(ecosystem: Ecosystem, ids: Sequence[UUID], now: datetime, reason: str = "") -> dict[UUID, UUID | Refusal]:
    with acting_as(ecosystem.manager):
        return commands.approve_prospects(actor=ecosystem.manager, prospect_ids=ids, reason=reason, now=now)


def test_all_are_enrolled_with_journeys_and_invitations(ecosystem: Ecosystem, now: datetime) -> None:
    adopt(now)
    ids = add_all(ecosystem, PLACES[:4], now)
    approved = approve(ecosystem, ids, now)
    partners = Partner.objects.filter(id__in=approved.values())
    assert {one.name for one in partners} == {draft_of(place).name for place in PLACES[:4]}
    assert set(Journey.objects.filter(partner__in=partners).values_list("partner_id", flat=True)) == set(
        approved.values()
    )
    invited = Invitation.objects.filter(partner_id__in=approved.values()).values_list("email", flat=True)
    assert set(invited) == {draft_of(place).contact_email for place in PLACES[:4]}
    for prospect in Prospect.objects.filter(id__in=ids):
        assert (prospect.stage, prospect.decided_by_id) == (ProspectStage.APPROVED, ecosystem.manager.person_id)
        assert prospect.partner_id == approved[prospect.id]
        assert ProspectMove.objects.filter(prospect=prospect, after=ProspectStage.APPROVED).count() == 1
        assert EventAbout.objects.filter(subject_id=prospect.partner_id).exists()
    profile = PartnerProfile.objects.get(partner=approved[ids[0]])
    assert tuple(profile.capabilities) == NORD.capabilities
    begun = Journey.objects.filter(partner__in=partners).count()
    run_jobs()
    assert Journey.objects.filter(partner__in=partners).count() == begun
    assert Invitation.objects.filter(partner_id__in=approved.values()).count() == len(ids)


def test_each_that_cannot_be_approved_says_why(ecosystem: Ecosystem, now: datetime) -> None:
    first, twin, decided, doubtful, fine = add_all(ecosystem, (PLACES[0], *PLACES[:4]), now)
    commands.refuse_prospect(actor=ecosystem.manager, prospect_id=decided, reason="Too small", now=now)
    Prospect.objects.filter(id=doubtful).update(outcome=ScreeningOutcome.REFUSE)
    unknown = new_id()
    answers = approve(ecosystem, [first, twin, decided, doubtful, fine, unknown], now)
    refused = {key: type(answer) for key, answer in answers.items() if isinstance(answer, Refusal)}
    assert refused == {
        twin: AlreadyEnrolled,
        decided: ProspectDecided,
        doubtful: DecisionReasonMissing,
        unknown: NotFound,
    }
    assert Prospect.objects.get(id=twin).stage != ProspectStage.APPROVED
    assert not isinstance(approve(ecosystem, [doubtful], now, reason="We know them")[doubtful], Refusal)


def test_who_does_not_recruit_approves_none(ecosystem: Ecosystem, now: datetime) -> None:
    (key,) = add_all(ecosystem, PLACES[:1], now)
    for actor, refusal in ((ecosystem.seller_of_host, NotAllowed), (ecosystem.acme_admin, NotFound)):
        with acting_as(actor):
            answers = commands.approve_prospects(actor=actor, prospect_ids=[key], now=now)
        assert isinstance(answers[key], refusal)


def test_many_take_hardly_more_statements_than_a_few(ecosystem: Ecosystem, now: datetime) -> None:
    counts = []
    for places in (PLACES[:3], PLACES[3:]):
        ids = add_all(ecosystem, places, now)
        with CaptureQueriesContext(connection) as asked:
            assert not any(isinstance(one, Refusal) for one in approve(ecosystem, ids, now).values())
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 3


@pytest.mark.parametrize("value", ["approved", "refused"])
def test_a_bulk_edit_decides_about_many(ecosystem: Ecosystem, now: datetime, value: str) -> None:
    ids = add_all(ecosystem, PLACES[:3], now)
    key = check(ecosystem.manager, "prospects", "decision", value, ids=ids, reason="As agreed", now=now)
    assert not Partner.objects.filter(name__endswith="Kontor").exists()
    done = run(ecosystem.manager, key, now=now)
    assert done.count(EditOutcome.CHANGED) == len(ids)
    assert Partner.objects.filter(name__endswith="Kontor").count() == (len(ids) if value == "approved" else 0)
