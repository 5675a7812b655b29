"""Prospects are written to in sequences, which end as soon as they make no sense; who wants no mails gets none ever again."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import OptOut, Outreach, OutreachMail, Prospect
from steelyard.partners.outreach.policies import find_next_mail
from steelyard.partners.outreach.refusals import OutreachNotPossible, OutreachRuns, OutreachUnwanted, SequenceUnknown
from steelyard.partners.outreach.rules import OutreachRules
from steelyard.partners.recruiting.terms import ProspectStage
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.partners.test_recruiting import NORD, add

FIRST = "first-contact"


@pytest.fixture
def now() -> datetime:
    """Return a moment of today: what is older than a day is not mailed any more."""
    return utc_now().replace(microsecond=0)


def begin(ecosystem: Ecosystem, now: datetime) -> Outreach:
    """Add a prospect, begin the first sequence to it, and return that."""
    key = add(ecosystem, now)
    begun = commands.begin_outreach(actor=ecosystem.manager, prospect_id=key, sequence=FIRST, now=now)
    return Outreach.objects.get(id=begun)


def go_on(outreach: Outreach, now: datetime) -> Outreach:
    """Send what is due, twice as a worker that was killed would, and return how the sequence stands."""
    for _ in range(2):
        commands.send_due_mail(outreach_id=outreach.id, now=now)
    run_jobs()
    return Outreach.objects.get(id=outreach.id)


def received() -> list[mail.EmailMessage]:
    """Return what the prospect was sent."""
    return [one for one in mail.outbox if one.to == [NORD.contact_email]]


def test_a_sequence_is_sent_mail_by_mail_and_finishes(ecosystem: Ecosystem, now: datetime) -> None:
    outreach = begin(ecosystem, now)
    with pytest.raises(OutreachRuns):
        commands.begin_outreach(actor=ecosystem.manager, prospect_id=outreach.prospect_id, sequence=FIRST, now=now)
    for number in (1, 2, 3):
        assert outreach.next_at is not None
        outreach = go_on(outreach, outreach.next_at)
        assert (outreach.sent, len(received())) == (number, number)
    assert (outreach.ending, outreach.next_at) == ("finished", None)
    assert Prospect.objects.get().stage == ProspectStage.CONTACTED
    first = received()[0]
    assert "Hello Nora Licht" in first.body
    assert first.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("stage", "ending"), [(ProspectStage.SCREENED, "moved_on"), (ProspectStage.WITHDRAWN, "moved_on")]
)
def test_whoever_moves_on_is_not_written_to(
    ecosystem: Ecosystem, now: datetime, stage: ProspectStage, ending: str
) -> None:
    outreach = begin(ecosystem, now)
    commands.move_prospect(actor=ecosystem.manager, prospect_id=outreach.prospect_id, stage=stage, now=now)
    assert go_on(outreach, now + timedelta(days=4)).ending == ending
    assert received() == []


def test_whoever_applies_from_the_same_mailbox_has_answered(ecosystem: Ecosystem, now: datetime) -> None:
    outreach = begin(ecosystem, now)
    commands.apply_for_partnership(draft=NORD, consent="I agree.", now=now)
    run_jobs()
    assert Outreach.objects.get(id=outreach.id).ending == "answered"


def test_a_mailbox_that_wants_no_mails_gets_none_ever_again(ecosystem: Ecosystem, now: datetime) -> None:
    outreach = go_on(begin(ecosystem, now), now + timedelta(days=3))
    link = re.search(r"/no-more-mails/\S+/", str(received()[0].body))
    assert link is not None
    assert "nora" not in link[0]
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(link[0]).status_code == 200
    assert not OptOut.objects.exists()
    for _ in range(2):
        assert stranger.post(link[0], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Outreach.objects.get(id=outreach.id).ending == "unwanted"
    assert Prospect.objects.get().stage == ProspectStage.WITHDRAWN
    manager = ecosystem.manager
    commands.move_prospect(actor=manager, prospect_id=outreach.prospect_id, stage=ProspectStage.PROSPECT, now=now)
    with pytest.raises(OutreachUnwanted):
        commands.begin_outreach(actor=manager, prospect_id=outreach.prospect_id, sequence=FIRST, now=now)
    assert stranger.post("/no-more-mails/forged/").status_code == 404


def test_only_who_can_be_written_to_is(ecosystem: Ecosystem, now: datetime) -> None:
    manager, key = ecosystem.manager, add(ecosystem, now)
    with pytest.raises(SequenceUnknown):
        commands.begin_outreach(actor=manager, prospect_id=key, sequence="none", now=now)
    commands.move_prospect(actor=manager, prospect_id=key, stage=ProspectStage.APPLIED, now=now)
    with pytest.raises(OutreachNotPossible):
        commands.begin_outreach(actor=manager, prospect_id=key, sequence=FIRST, now=now)
    with acting_as(ecosystem.acme_admin), pytest.raises(NotFound):
        commands.begin_outreach(actor=ecosystem.acme_admin, prospect_id=key, sequence=FIRST, now=now)
    with acting_as(ecosystem.seller_of_host), pytest.raises(NotAllowed):
        commands.begin_outreach(actor=ecosystem.seller_of_host, prospect_id=key, sequence=FIRST, now=now)


def test_no_partner_sees_who_is_written_to(ecosystem: Ecosystem, now: datetime) -> None:
    go_on(begin(ecosystem, now), now + timedelta(days=3))
    with acting_as(ecosystem.acme_admin):
        assert not Outreach.objects.exists()
        assert not OutreachMail.objects.exists()


def test_a_manager_writes_from_the_page_and_over_the_api(ecosystem: Ecosystem, now: datetime) -> None:
    prospect = Prospect(id=add(ecosystem, now))
    browser = browser_of(ecosystem.manager)
    assert b"Nobody was written to yet" in browser.get("/partners/outreach/").content
    page = f"/partners/prospects/{prospect.public_id}/"
    assert b"Begin the sequence" in browser.get(page).content
    assert browser.post(f"{page}outreach/", {"sequence": FIRST}).status_code == 302
    assert b"They answered" in browser.get(page).content
    assert NORD.name in browser.get("/partners/outreach/?running=yes").content.decode()
    assert browser.post(f"{page}outreach/end/", {"ending": "answered"}).status_code == 302
    api = f"/api/v1/prospects/{prospect.public_id}/outreach"
    begun = browser.post(api, {"sequence": FIRST}, content_type="application/json")
    assert [one["ending"] for one in begun.json()] == [None, "answered"]
    ended = browser.post(f"{api}/ending", {"ending": "stopped"}, content_type="application/json")
    assert ended.json()[0]["ending"] == "stopped"
    wrong = browser.post(f"{api}/ending", {"ending": "finished"}, content_type="application/json")
    assert wrong.status_code == 422
    assert browser.get("/api/v1/outreach?ending=answered").json()["total"] == 1
    assert browser.get("/api/v1/outreach-tallies").json() == [
        {"sequence": FIRST, "begun": 2, "running": 0, "answered": 1, "unwanted": 0}
    ]


MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


@given(st.integers(0, 30), st.integers(0, 2))
def test_no_mail_is_due_on_a_weekend_or_before_its_day(day: int, sent: int) -> None:
    begun_at = MONDAY + timedelta(days=day)
    mail_ = find_next_mail(OutreachRules(), FIRST, sent=sent, begun_at=begun_at)
    assert mail_ is not None
    assert mail_.due_at.weekday() < 5
    wait = mail_.due_at - begun_at - timedelta(days=(0, 4, 11)[sent])
    assert timedelta() <= wait <= timedelta(days=2)
    assert find_next_mail(OutreachRules(), FIRST, sent=3, begun_at=begun_at) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "{password}"},
        {"text": "{contact.name}"},
        {"text": "{"},
        {"subject": "{}"},
        {"day": 4},
        {"key": "first-why"},
    ],
)
def test_mails_that_make_no_sense_are_refused(changed: dict[str, object]) -> None:
    mails = [mail.model_dump() for mail in OutreachRules().mails]
    mails[0] |= changed
    with pytest.raises(ValidationError):
        OutreachRules.model_validate({"mails": mails})
