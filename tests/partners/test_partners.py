"""Partners: enrolled once, changed by those who may, with a reason where one is owed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, public, queries
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.models import PartnerRole
from steelyard.partners.refusals import (
    AlreadyEnrolled,
    ExternalIdTaken,
    NotHostPerson,
    PeriodNotPossible,
    ReasonMissing,
    RoleAlreadyHeld,
    StatusCannotFollow,
    UnknownWord,
)
from steelyard.partners.terms import PartnerDraft, PartnerFilter, PartnerStatus, ProfileDraft
from steelyard.platform.models import EventRecord
from tests.partners.making import Ecosystem, make_partner, make_person

TODAY = date(2026, 11, 16)


def test_an_enrolled_partner_has_a_card_with_all_that_was_said(ecosystem: Ecosystem, now: datetime) -> None:
    card = public.get_partner(ecosystem.acme, at=now)
    assert card.name == "Acme Systems GmbH"
    assert (card.region, card.status, card.types) == ("DACH", PartnerStatus.ACTIVE, ("reseller",))
    assert card.manager_ids == (ecosystem.manager.person_id,)
    assert EventRecord.objects.filter(type="partners.partner.enrolled", partner_id=ecosystem.acme).count() == 1


def test_a_company_is_enrolled_once(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(AlreadyEnrolled):
        make_partner(now, "ACME Systems GmbH")


def test_an_external_id_belongs_to_one_partner(ecosystem: Ecosystem, now: datetime) -> None:
    make_partner(now, "Gamma Cloud", external_id="0017")
    with pytest.raises(ExternalIdTaken):
        make_partner(now, "Delta Services", external_id="0017")


def test_only_channel_people_enroll_partners(ecosystem: Ecosystem, now: datetime) -> None:
    for actor in (ecosystem.acme_admin, ecosystem.seller_of_host):
        with pytest.raises(NotAllowed):
            commands.enroll_partner(actor=actor, draft=PartnerDraft(name="Gamma", region="DACH"), now=now)


@pytest.mark.parametrize("said", [{"types": ("wizard",)}, {"tier": "diamond"}, {"region": "MOON"}])
def test_words_that_the_program_does_not_know_are_refused(
    ecosystem: Ecosystem, now: datetime, said: dict[str, str]
) -> None:
    with pytest.raises(UnknownWord):
        make_partner(now, "Gamma Cloud", **said)


def test_a_partner_holds_several_roles_at_once_and_loses_one(ecosystem: Ecosystem, now: datetime) -> None:
    commands.grant_role(
        actor=ecosystem.manager, partner_id=ecosystem.acme, type_key="services", since_on=TODAY, now=now
    )
    assert public.get_standing(ecosystem.acme, at=now).types == {"reseller", "services"}
    until = TODAY + timedelta(days=30)
    commands.end_role(actor=ecosystem.manager, partner_id=ecosystem.acme, type_key="services", until=until, now=now)
    assert public.get_standing(ecosystem.acme, at=now + timedelta(days=29)).types == {"reseller", "services"}
    assert public.get_standing(ecosystem.acme, at=now + timedelta(days=30)).types == {"reseller"}


def test_a_role_is_held_once(ecosystem: Ecosystem, now: datetime) -> None:
    said = {"actor": ecosystem.manager, "partner_id": ecosystem.acme, "type_key": "reseller", "since_on": TODAY}
    with pytest.raises(RoleAlreadyHeld):
        commands.grant_role(**said, now=now)
    with pytest.raises(IntegrityError, match="one_open_role_of_a_type"), transaction.atomic():
        PartnerRole.objects.create(partner_id=ecosystem.acme, type_id="reseller", since_on=TODAY)


def test_a_program_adds_a_type_without_code(ecosystem: Ecosystem, now: datetime) -> None:
    commands.define_partner_type(actor=ecosystem.admin, key="drone_pilot", name="Drone pilot", transacts=False, now=now)
    commands.grant_role(
        actor=ecosystem.manager, partner_id=ecosystem.beta, type_key="drone_pilot", since_on=TODAY, now=now
    )
    found = queries.list_partners(ecosystem.manager, PartnerFilter(type="drone_pilot"), PageRequest(), at=now)
    assert [card.name for card in found.items] == ["Beta Networks AG"]


def test_a_tier_holds_from_its_day_and_ends_the_one_before(ecosystem: Ecosystem, now: datetime) -> None:
    def assign(tier: str, since_on: date) -> None:
        commands.assign_tier(
            actor=ecosystem.manager, partner_id=ecosystem.acme, tier=tier, since_on=since_on, reason="Review", now=now
        )

    assign("silver", TODAY)
    assign("gold", TODAY + timedelta(days=10))
    assert public.get_standing(ecosystem.acme, at=now - timedelta(days=1)).tier is None
    assert public.get_standing(ecosystem.acme, at=now + timedelta(days=9)).tier == "silver"
    assert public.get_standing(ecosystem.acme, at=now + timedelta(days=10)).tier == "gold"
    with pytest.raises(PeriodNotPossible):
        assign("platinum", TODAY)


def test_suspending_needs_a_reason_and_takes_the_right_to_register(ecosystem: Ecosystem, now: datetime) -> None:
    said = {"actor": ecosystem.manager, "partner_id": ecosystem.acme, "status": PartnerStatus.SUSPENDED, "now": now}
    with pytest.raises(ReasonMissing):
        commands.set_status(**said, reason="")
    commands.set_status(**said, reason="Insurance lapsed")
    assert not public.get_standing(ecosystem.acme, at=now).is_active
    with pytest.raises(StatusCannotFollow):
        commands.set_status(**{**said, "status": PartnerStatus.ONBOARDING}, reason="")


def test_standing_tells_agreement_and_certifications_of_the_day(ecosystem: Ecosystem, now: datetime) -> None:
    commands.record_agreement(
        actor=ecosystem.manager,
        partner_id=ecosystem.acme,
        version="2026",
        signed_on=TODAY,
        valid_until=TODAY + timedelta(days=365),
        now=now,
    )
    commands.record_certification(
        actor=ecosystem.manager, partner_id=ecosystem.acme, family="general", since_on=TODAY, until=None, now=now
    )
    standing = public.get_standing(ecosystem.acme, at=now)
    assert standing.has_agreement
    assert standing.certified_families == {"general"}
    term, grace = timedelta(days=365), timedelta(days=AgreementRules().grace_days)
    assert public.get_standing(ecosystem.acme, at=now + term).has_agreement
    assert not public.get_standing(ecosystem.acme, at=now + term + grace).has_agreement
    assert not public.get_standing(ecosystem.acme, at=now - timedelta(days=1)).certified_families


def test_only_people_of_the_host_look_after_partners(ecosystem: Ecosystem, now: datetime) -> None:
    said = {"actor": ecosystem.manager, "partner_id": ecosystem.beta, "now": now}
    with pytest.raises(NotHostPerson):
        commands.assign_manager(**said, person_id=ecosystem.acme_seller.person_id)
    commands.assign_manager(**said, person_id=ecosystem.manager.person_id)
    assert set(public.list_managed_ids(ecosystem.manager.person_id, at=now)) == {ecosystem.acme, ecosystem.beta}
    tomorrow = now + timedelta(days=1)
    commands.release_manager(**{**said, "now": tomorrow}, person_id=ecosystem.manager.person_id)
    assert public.list_managed_ids(ecosystem.manager.person_id, at=tomorrow) == [ecosystem.acme]


def test_a_partner_administrator_keeps_the_profile(ecosystem: Ecosystem, now: datetime) -> None:
    profile = ProfileDraft(website="https://acme.example", verticals=("Public sector",), capabilities=("Migration",))
    commands.change_profile(actor=ecosystem.acme_admin, partner_id=ecosystem.acme, profile=profile, now=now)
    found = queries.list_partners(ecosystem.manager, PartnerFilter(tags=("Migration",)), PageRequest(), at=now)
    assert [card.id for card in found.items] == [ecosystem.acme]
    with pytest.raises(NotAllowed):
        commands.change_profile(actor=ecosystem.acme_seller, partner_id=ecosystem.acme, profile=profile, now=now)


def test_a_segment_finds_its_partners(ecosystem: Ecosystem, now: datetime) -> None:
    segment_id = commands.define_segment(
        actor=ecosystem.manager, name="Service partners", wanted=PartnerFilter(type="services"), now=now
    )
    found = public.list_segment_members(segment_id, at=now)
    assert [card.id for card in found] == [ecosystem.beta]


def test_filters_and_sorting_find_partners(ecosystem: Ecosystem, now: datetime) -> None:
    other = make_person(now, "Olga Other", Role.CHANNEL_MANAGER)
    make_partner(now, "Zeta Consulting", types=("consultant",), manager_ids=(other.person_id,), tier="gold")

    def names(sort: str = "", **wanted: object) -> list[str]:
        page = queries.list_partners(SYSTEM, PartnerFilter(**wanted), PageRequest(sort=sort), at=now)
        return [card.name.split()[0] for card in page.items]

    assert names() == ["Acme", "Beta", "Zeta"]
    assert names("-name") == ["Zeta", "Beta", "Acme"]
    assert names(tier="gold") == ["Zeta"]
    assert names(manager_id=other.person_id) == ["Zeta"]
    assert names(text="net") == ["Beta"]
    assert names(status="ended") == []
