"""Strangers apply, programs do not; nothing is kept before the mailbox is proven, and nothing that is known is told."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail, signing
from django.test import Client

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.models import Application, Prospect
from steelyard.partners.recruiting import jobs
from steelyard.partners.recruiting.refusals import ApplicationNotOpen
from steelyard.partners.recruiting.rules import PartnerProfileRules
from steelyard.partners.recruiting.terms import ProspectDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.refusals import TooOften
from steelyard.program.public import adopt_rules
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem

NORD = ProspectDraft(
    name="Nordlicht Cloud GmbH",
    type="reseller",
    domain="nordlicht.example",
    country="DE",
    contact_name="Nora Licht",
    contact_email="Nora@Nordlicht.example",
    capabilities=("Cloud",),
)
TYPED = {
    "name": NORD.name,
    "type": "reseller",
    "domain": NORD.domain,
    "country": "DE",
    "contact_name": NORD.contact_name,
    "contact_email": NORD.contact_email,
    "capabilities": "Cloud",
    "consent": "on",
}


def began(seconds_ago: int) -> str:
    """Return the stamp of a form that was opened so long ago."""
    return signing.dumps(int(utc_now().timestamp()) - seconds_ago, salt="steelyard.partners.application_form")


def send(now: datetime, *, address: str = "192.0.2.7", draft: ProspectDraft = NORD) -> None:
    """Send an application as the page does."""
    commands.send_application(draft=draft, consent="I agree.", language="en", address=address, now=now)


def test_a_stranger_applies_and_proves_the_mailbox(ecosystem: Ecosystem) -> None:
    browser = Client()
    page = browser.get("/become-a-partner/")
    assert b"Become a partner" in page.content
    answer = browser.post("/become-a-partner/", {**TYPED, "began": began(60)})
    assert (answer.status_code, answer["Location"]) == (302, "/become-a-partner/sent/")
    assert browser.get(answer["Location"]).status_code == 200
    assert not Prospect.objects.exists()
    run_jobs()
    (sent,) = [one for one in mail.outbox if one.to == ["nora@nordlicht.example"]]
    link = re.search(r"/become-a-partner/\S+/", sent.body)
    assert link is not None
    assert browser.get(link[0]).status_code == 200
    assert not Prospect.objects.exists()
    for _ in range(2):
        assert b"Thank you" in browser.post(link[0]).content
    prospect = Prospect.objects.get()
    assert (prospect.stage, prospect.source, prospect.outcome) == ("applied", "application", "clear")
    assert "writes to me about a partnership" in prospect.consent
    kept = Application.objects.get()
    assert (kept.said, kept.contact_email) == ({}, "")


def test_programs_leave_nothing_behind(ecosystem: Ecosystem) -> None:
    typed = [({"fax": "1", "began": began(60)}, 302), ({"began": began(0)}, 422), ({}, 422), ({"began": "forged"}, 422)]
    for more, status in typed:
        assert Client().post("/become-a-partner/", {**TYPED, **more}).status_code == status
    assert not Application.objects.exists()


def test_whoever_is_known_reads_the_same_as_a_stranger(ecosystem: Ecosystem) -> None:
    answers = []
    for name in ("Acme Systems GmbH", "Nobody Knows Us Ltd"):
        answer = Client().post("/become-a-partner/", {**TYPED, "name": name, "began": began(60)})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert answers[0] == answers[1]


def test_an_address_and_a_mailbox_have_enough_at_some_point(ecosystem: Ecosystem, now: datetime) -> None:
    for _ in range(5):
        send(now)
    assert Application.objects.count() == 3
    for _ in range(5):
        send(now)
    with pytest.raises(TooOften):
        send(now)
    send(now + timedelta(days=1), address="192.0.2.8")
    assert Application.objects.count() == 4


def test_what_nobody_proves_is_forgotten(ecosystem: Ecosystem, now: datetime) -> None:
    send(now)
    sent = Application.objects.get()
    with pytest.raises(ApplicationNotOpen):
        commands.confirm_application(application_id=sent.id, now=now + timedelta(days=7))
    jobs.forget_applications(0)
    assert Application.objects.exists() is (sent.sent_at > utc_now() - timedelta(days=7))
    for actor in (ecosystem.acme_admin, ecosystem.acme_seller):
        with acting_as(actor):
            assert not Application.objects.exists()
    assert Client().post("/become-a-partner/no-such-token/").status_code == 410


def test_a_program_may_take_no_applications(ecosystem: Ecosystem, now: datetime) -> None:
    closed = PartnerProfileRules(takes_applications=False).model_dump(mode="json")
    adopt_rules(actor=SYSTEM, key="partner_profile", rules=closed, effective_from=now, now=now)
    assert Client().get("/become-a-partner/").status_code == 404


def test_a_website_sends_applications_over_the_api(ecosystem: Ecosystem) -> None:
    body = {
        "name": NORD.name,
        "type": "reseller",
        "contact_name": "Nora",
        "contact_email": "nora@nordlicht.example",
        "consent": "I agree that you write to me.",
    }
    answer = Client().post("/api/v1/applications", body, content_type="application/json")
    assert answer.status_code == 202, answer.content
    assert Application.objects.get().said["name"] == NORD.name
    lacking = Client().post("/api/v1/applications", {**body, "consent": ""}, content_type="application/json")
    assert lacking.status_code == 422
