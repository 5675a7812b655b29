"""The host registers a deal for a partner: whose it is, who hears of it, and who sees the draft before."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from steelyard.companies.public import find_by_prefix
from steelyard.companies.public import find_cards as find_companies
from steelyard.deals import commands, queries
from steelyard.deals.cards import RegistrationFilter
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.queries.timeline import list_moments
from steelyard.deals.refusals import NotAPersonToOwn, ReviewerNotNeutral
from steelyard.deals.terms import EvidenceKind, LineOutcome
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import new_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.platform.notifications import title_of
from tests.deals.making import make_draft, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, make_person

SUBMITTED = "deals.registration.submitted_on_behalf"
NOTE = EvidenceDraft(kind=EvidenceKind.MEETING, note="We met on Monday")


def register_for(actor: Actor, now: datetime, partner_id: UUID, owner_id: UUID | None = None) -> commands.Submitted:
    with acting_as(actor):
        return commands.submit_registration(
            actor=actor, draft=make_draft(), partner_id=partner_id, owner_id=owner_id, now=now
        )


def begin_for(actor: Actor, now: datetime, partner_id: UUID) -> UUID:
    with acting_as(actor):
        saved = commands.save_draft(actor=actor, typed={"company_name": "Quiet AG"}, partner_id=partner_id, now=now)
        commands.add_evidence(actor=actor, registration_id=saved.id, evidence=NOTE, now=now)
        return saved.id


def told(person: UUID | None) -> list[str]:
    return [title_of(row) for row in Notification.objects.filter(person_id=person, event_type=SUBMITTED)]


def test_the_deal_belongs_to_the_partners_person_and_both_sides_read_who_registered_it(
    world: Ecosystem, now: datetime
) -> None:
    answer = register_for(world.manager, now, world.acme, world.acme_seller.person_id)
    for reader in (world.manager, world.acme_seller):
        with acting_as(reader):
            card = queries.get_registration(reader, answer.id).card
            titles = [moment.title for moment in list_moments(reader, answer.id)]
        assert card.owner is not None
        assert (card.partner_id, card.owner.name) == (world.acme, "Sami Acar")
        assert card.registered_by is not None
        assert card.registered_by.name == "Mara Lind"
        assert "Mara Lind registered it on the partner's behalf" in titles


def test_the_owner_is_told_who_registered_it_and_what_was_decided(world: Ecosystem, now: datetime) -> None:
    register_for(world.manager, now, world.acme, world.acme_seller.person_id)
    run_jobs()
    assert told(world.acme_seller.person_id) == ["Mara Lind registered Nordlicht Werke GmbH on your behalf"]
    with translation.override("de"):
        assert told(world.acme_seller.person_id) == ["Mara Lind hat Nordlicht Werke GmbH für Sie registriert"]
    assert Notification.objects.filter(
        person_id=world.acme_seller.person_id, event_type="deals.registration.approved"
    ).exists()
    assert not Notification.objects.filter(person_id=world.beta_seller.person_id).exists()


def test_without_an_owner_the_partners_administrators_are_told(world: Ecosystem, now: datetime) -> None:
    register_for(world.admin, now, world.acme)
    run_jobs()
    assert told(world.acme_admin.person_id) == ["Paula Adams registered Nordlicht Werke GmbH on your behalf"]
    assert told(world.acme_seller.person_id) == []


def test_nobody_else_can_be_made_the_owner(world: Ecosystem, now: datetime) -> None:
    marketing = make_person(now, "Mia Acar", Role.PARTNER_MARKETING, partner_id=world.acme)
    for person in (world.beta_seller.person_id, world.manager.person_id, marketing.person_id, new_id()):
        with pytest.raises(NotAPersonToOwn):
            register_for(world.manager, now, world.acme, person)
    assert not DealRegistration.objects.exists()


def test_only_channel_managers_and_program_administrators_register_for_partners(
    world: Ecosystem, now: datetime
) -> None:
    for actor in (world.seller_of_host, world.beta_seller, make_person(now, "Fin Ance", Role.FINANCE)):
        with pytest.raises(NotAllowed):
            register_for(actor, now, world.acme)
        with pytest.raises(NotAllowed):
            begin_for(actor, now, world.acme)
    with acting_as(world.manager), pytest.raises(NotFound):
        commands.save_draft(actor=world.manager, typed={}, partner_id=new_id(), now=now)


def test_a_draft_on_behalf_is_its_writers_alone_until_it_is_submitted(world: Ecosystem, now: datetime) -> None:
    draft_id = begin_for(world.manager, now, world.acme)
    with acting_as(world.manager):
        assert queries.count_views(world.manager, now)["drafts"] == 1
        assert queries.get_draft(world.manager, draft_id).is_on_behalf
        assert len(queries.list_evidence(world.manager, draft_id)) == 1
    for reader in (world.admin, world.seller_of_host, world.acme_seller, world.acme_admin, world.beta_seller):
        with acting_as(reader):
            assert queries.count_views(reader, now)["all"] == 0
            assert not queries.list_registrations(reader, RegistrationFilter(text="Quiet"), PageRequest()).items
            assert queries.list_evidence(reader, draft_id) == []
            for attempt in (commands.discard_draft, queries.get_draft):
                with pytest.raises(NotFound):
                    attempt(actor=reader, registration_id=draft_id)
    with acting_as(world.manager):
        answer = commands.submit_registration(
            actor=world.manager,
            draft=make_draft("Quiet AG"),
            registration_id=draft_id,
            owner_id=world.acme_seller.person_id,
            now=now,
        )
    with acting_as(world.acme_seller):
        assert queries.get_registration(world.acme_seller, answer.id).card.company == "Quiet AG"
        assert len(queries.list_evidence(world.acme_seller, answer.id)) == 1


def test_row_security_hides_the_draft_from_the_partner_it_is_for(world: Ecosystem, now: datetime) -> None:
    draft_id = begin_for(world.manager, now, world.acme)
    for reader in (world.acme_admin, world.beta_seller):
        with acting_as(reader):
            assert not DealRegistration.objects.exists()
            assert not Evidence.objects.exists()
            assert DealRegistration.objects.filter(id=draft_id).update(company_name="Mine") == 0
    with acting_as(world.acme_seller), pytest.raises(DatabaseError), transaction.atomic():
        DealRegistration.objects.create(
            partner_id=world.acme, state="draft", registered_by_id=world.manager.person_id, created_at=now
        )


def test_a_key_without_a_person_sees_no_draft(world: Ecosystem, now: datetime) -> None:
    with acting_as(world.acme_seller):
        commands.save_draft(actor=world.acme_seller, typed={"company_name": "Quiet AG"}, now=now)
    nobody = Actor(kind=world.manager.kind, roles=world.manager.roles)
    with acting_as(nobody):
        assert not DealRegistration.visible_to(nobody).exists()


def test_the_partner_knows_the_customer_by_the_hosts_words_and_nothing_of_who_named_it_before(
    world: Ecosystem, now: datetime
) -> None:
    theirs = submit(world.beta_seller, now, "Quarrystone Hydraulics GmbH", "backup", company_domain="quarrystone.de")
    company_id = DealRegistration.objects.get(id=theirs.id).company_id
    assert company_id is not None
    with acting_as(world.acme_seller):
        assert find_by_prefix(world.acme_seller, "quarry", 5) == []
    with acting_as(world.manager):
        draft = make_draft("Quarrystone", company_id=company_id)
        for _ in range(2):
            commands.submit_registration(actor=world.manager, draft=draft, partner_id=world.acme, now=now)
    with acting_as(world.acme_seller):
        assert find_by_prefix(world.acme_seller, "quarry", 5) == [company_id]
        card = find_companies({company_id})[company_id]
        assert (card.name, card.domain) == ("Quarrystone", "")
    with acting_as(world.acme_seller):
        named = EventRecord.objects.filter(type="companies.company.named", subject_id=company_id)
        assert [event.subject_label for event in named] == ["Quarrystone"]


def test_a_customer_that_nobody_knew_becomes_the_partners(world: Ecosystem, now: datetime) -> None:
    register_for(world.manager, now, world.acme)
    for reader, knows in ((world.acme_seller, True), (world.beta_seller, False)):
        with acting_as(reader):
            assert bool(find_by_prefix(reader, "nordlicht", 5)) is knows


def test_who_registered_a_deal_does_not_decide_on_it(world: Ecosystem, now: datetime) -> None:
    large = make_draft(value=Money(Decimal(2_000_000), "EUR"), evidence=(NOTE,))
    with acting_as(world.manager):
        answer = commands.submit_registration(actor=world.manager, draft=large, partner_id=world.acme, now=now)
        assert not queries.get_review(world.manager, answer.id, now=now).is_neutral
        with pytest.raises(ReviewerNotNeutral):
            commands.decide_registration_by_hand(
                actor=world.manager, registration_id=answer.id, outcomes=LineOutcome.APPROVED, now=now
            )
    with acting_as(world.admin):
        commands.decide_registration_by_hand(
            actor=world.admin, registration_id=answer.id, outcomes=LineOutcome.APPROVED, now=now
        )
