"""A partner sees itself and its children, never anybody else: by query, and by the database without the query."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, public, queries
from steelyard.partners.models import (
    ManagerAssignment,
    Partner,
    PartnerProfile,
    PartnerRole,
    Segment,
    TierAssignment,
)
from steelyard.partners.refusals import ParentNotPossible
from steelyard.partners.terms import PartnerFilter, ProfileDraft
from steelyard.platform.db import acting_as
from tests.partners.making import Ecosystem, make_partner


def visible_ids(actor: Actor) -> set[UUID]:
    """Return what the database shows of partners without any filter."""
    with acting_as(actor):
        return set(Partner.objects.values_list("id", flat=True))


def test_a_partner_sees_itself_only(ecosystem: Ecosystem, now: datetime) -> None:
    assert visible_ids(ecosystem.acme_seller) == {ecosystem.acme}
    with acting_as(ecosystem.acme_seller):
        page = queries.list_partners(ecosystem.acme_seller, PartnerFilter(), PageRequest(), at=now)
        assert [card.id for card in page.items] == [ecosystem.acme]
        assert page.total == 1
        assert queries.suggest_partners(ecosystem.acme_seller, "Beta", limit=5, at=now) == []
        assert public.find_cards([ecosystem.beta], at=now) == {}
        with pytest.raises(NotFound):
            queries.get_record(ecosystem.acme_seller, ecosystem.beta, at=now)


@pytest.mark.parametrize("model", [PartnerRole, PartnerProfile, ManagerAssignment, TierAssignment])
def test_what_is_dated_about_others_is_hidden(ecosystem: Ecosystem, now: datetime, model: type[PartnerRole]) -> None:
    for partner_id in (ecosystem.acme, ecosystem.beta):
        commands.assign_tier(
            actor=ecosystem.manager,
            partner_id=partner_id,
            tier="gold",
            since_on=date(2026, 1, 1),
            reason="",
            now=now,
        )
    with acting_as(ecosystem.acme_seller):
        assert set(model.objects.values_list("partner_id", flat=True)) <= {ecosystem.acme}


def test_segments_are_the_hosts(ecosystem: Ecosystem, now: datetime) -> None:
    commands.define_segment(actor=ecosystem.manager, name="Best", wanted=PartnerFilter(tier="gold"), now=now)
    with acting_as(ecosystem.acme_admin):
        assert not Segment.objects.exists()
        with pytest.raises(NotAllowed):
            queries.list_segments(ecosystem.acme_admin)


def test_a_distributor_sees_its_children_until_they_leave(ecosystem: Ecosystem, now: datetime) -> None:
    distributor = make_partner(now, "Hanse Distribution", types=("distributor",))
    viewer = Actor(kind=ecosystem.acme_seller.kind, partner_id=distributor, roles=ecosystem.acme_seller.roles)
    assert visible_ids(viewer) == {distributor}
    said = {"actor": ecosystem.manager, "partner_id": ecosystem.acme, "now": now}
    commands.set_parent(**said, parent_id=distributor)
    assert visible_ids(viewer) == {distributor, ecosystem.acme}
    assert visible_ids(ecosystem.acme_seller) == {ecosystem.acme}
    commands.set_parent(**said, parent_id=None)
    assert visible_ids(viewer) == {distributor}


def test_sight_goes_down_the_whole_hierarchy(ecosystem: Ecosystem, now: datetime) -> None:
    top = make_partner(now, "Globe Integrators", types=("gsi",))
    viewer = Actor(kind=ecosystem.acme_seller.kind, partner_id=top)
    commands.set_parent(actor=ecosystem.manager, partner_id=ecosystem.beta, parent_id=ecosystem.acme, now=now)
    commands.set_parent(actor=ecosystem.manager, partner_id=ecosystem.acme, parent_id=top, now=now)
    assert visible_ids(viewer) == {top, ecosystem.acme, ecosystem.beta}
    with pytest.raises(ParentNotPossible):
        commands.set_parent(actor=ecosystem.manager, partner_id=top, parent_id=ecosystem.beta, now=now)
    commands.set_parent(actor=ecosystem.manager, partner_id=ecosystem.acme, parent_id=None, now=now)
    assert visible_ids(viewer) == {top}
    assert visible_ids(ecosystem.acme_seller) == {ecosystem.acme, ecosystem.beta}


def test_the_database_refuses_a_partner_what_the_host_decides(ecosystem: Ecosystem, now: datetime) -> None:
    with acting_as(ecosystem.acme_admin):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Partner.objects.filter(id=ecosystem.acme).update(name="Best partner")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PartnerRole.objects.create(partner_id=ecosystem.acme, type_id="isv", since_on=now.date())
        assert PartnerProfile.objects.filter(partner=ecosystem.beta).update(description="spoiled") == 0


def test_a_partner_cannot_touch_the_profile_of_another(ecosystem: Ecosystem, now: datetime) -> None:
    with acting_as(ecosystem.acme_admin), pytest.raises(NotFound):
        commands.change_profile(actor=ecosystem.acme_admin, partner_id=ecosystem.beta, profile=ProfileDraft(), now=now)
