"""Mails to people of a partner come back: its data says so, a task asks for another address, and nobody is written to in vain."""

from datetime import datetime
from uuid import UUID

import pytest

from steelyard.identity.models import Membership, Person
from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.models import DataTask, Outreach, PartnerScore
from steelyard.partners.outreach.refusals import OutreachUnreachable
from steelyard.partners.outreach.terms import OutreachEnding
from steelyard.platform.mailing.sending import find_refused, note_refusal
from steelyard.platform.models import Notification
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.partners.test_outreach import FIRST, begin
from tests.partners.test_recruiting import NORD


def seat_of(person_id: UUID | None) -> Membership:
    return Membership.objects.select_related("person").get(person=person_id, until=None)


def refuse(address: str, now: datetime) -> None:
    note_refusal(address=address, code=550, said="5.1.1 No such mailbox", now=now)
    run_jobs()


def is_asked(partner_id: UUID) -> bool:
    return DataTask.objects.filter(partner=partner_id, kind="addresses", done_at=None).exists()


def contacts_of(partner_id: UUID) -> object:
    return PartnerScore.objects.values_list("contacts", flat=True).get(partner=partner_id)


@pytest.fixture
def refused(ecosystem: Ecosystem, now: datetime) -> Membership:
    """Return the seat of a seller whose mailbox is gone, after everybody heard of it."""
    run_jobs()
    seat = seat_of(ecosystem.acme_seller.person_id)
    refuse(seat.person.email, now)
    return seat


def test_the_data_of_the_partner_says_so_and_a_task_asks(
    ecosystem: Ecosystem, refused: Membership, now: datetime
) -> None:
    before = contacts_of(ecosystem.acme)
    assert is_asked(ecosystem.acme)
    assert not is_asked(ecosystem.beta)
    told = Notification.objects.filter(event_type="identity.person.unreachable").values_list("person_id", flat=True)
    assert set(told) == {ecosystem.acme_admin.person_id}
    retried = browser_of(ecosystem.acme_admin).post(f"/people/{refused.public_id}/mail/", follow=True)
    assert "Mails go there again" in retried.content.decode()
    run_jobs()
    assert not is_asked(ecosystem.acme)
    assert contacts_of(ecosystem.acme) > before  # type: ignore[operator]


def test_pages_and_api_show_whose_mails_come_back(ecosystem: Ecosystem, refused: Membership) -> None:
    browser = browser_of(ecosystem.acme_admin)
    assert "Mails come back" in browser.get("/people/").content.decode()
    page = browser.get(f"/people/{refused.public_id}/").content.decode()
    assert "this mailbox is gone" in page
    assert "Try again" in page
    listed = browser.get("/api/v1/people").json()["items"]
    assert [one["email"] for one in listed if one["mail_refused_at"]] == [refused.person.email]
    answered = browser.post(f"/api/v1/memberships/{refused.public_id}/mail-retry")
    assert (answered.status_code, answered.json()["mail_refused_at"]) == (200, None)


def test_a_rival_and_a_colleague_who_manages_nobody_change_nothing(ecosystem: Ecosystem, refused: Membership) -> None:
    for actor, status in ((ecosystem.beta_seller, 404), (ecosystem.acme_seller, 403)):
        path = f"/api/v1/memberships/{refused.public_id}/mail-retry"
        assert browser_of(actor).post(path).status_code == status
    assert find_refused([refused.person.email])


def test_whose_address_was_put_right_is_right(ecosystem: Ecosystem, refused: Membership, now: datetime) -> None:
    Person.objects.filter(id=refused.person_id).update(email="sami@new.example")
    commands.assess_partners(partner_ids=[ecosystem.acme], now=now)
    assert not is_asked(ecosystem.acme)


def test_a_sequence_ends_and_none_begins_to_a_mailbox_that_is_gone(ecosystem: Ecosystem, now: datetime) -> None:
    outreach = begin(ecosystem, now)
    refuse(NORD.contact_email, now)
    outreach = Outreach.objects.get(id=outreach.id)
    assert outreach.ending == OutreachEnding.UNREACHABLE
    with pytest.raises(OutreachUnreachable):
        commands.begin_outreach(actor=ecosystem.manager, prospect_id=outreach.prospect_id, sequence=FIRST, now=now)


def test_the_host_reports_what_its_mail_server_says(ecosystem: Ecosystem) -> None:
    body = {"address": "Gone@Acme.example", "code": 550, "said": "5.1.1 No such mailbox"}
    admin = browser_of(ecosystem.admin).post("/api/v1/mailbox-refusals", body, content_type="application/json")
    assert (admin.status_code, admin.json()["is_refused"]) == (200, True)
    passing = {**body, "address": "full@acme.example", "said": "5.2.2 Mailbox full"}
    full = browser_of(ecosystem.admin).post("/api/v1/mailbox-refusals", passing, content_type="application/json")
    assert full.json() == {"is_refused": False, "refused_at": None}
    partner = browser_of(ecosystem.acme_admin).post("/api/v1/mailbox-refusals", body, content_type="application/json")
    assert partner.status_code == 403
    assert public_id("partner", ecosystem.acme) not in partner.content.decode()
