"""Saved views: one's own and those that colleagues shared, never another organization's."""

from datetime import datetime
from uuid import UUID

import pytest

from steelyard.kernel.actors import Actor, ActorKind
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import acting_as
from steelyard.platform.models import SavedView
from steelyard.platform.saved_views import ViewNotNamed, clean_query, list_views, remove_view, save_view

LIST = "tests.kettles"


def partner(partner_id: UUID) -> Actor:
    return Actor(kind=ActorKind.PARTNER, partner_id=partner_id, person_id=new_id())


def save(actor: Actor, name: str, now: datetime, *, is_shared: bool = False) -> SavedView:
    with acting_as(actor):
        return save_view(actor=actor, list_key=LIST, name=name, query="?state=open", is_shared=is_shared, now=now)


def names(actor: Actor) -> list[str]:
    with acting_as(actor):
        return [view.name for view in list_views(actor, LIST)]


def test_colleagues_see_what_is_shared_and_others_nothing(db: None, now: datetime) -> None:
    acme, beta = new_id(), new_id()
    ann, sam, ben, host = (
        partner(acme),
        partner(acme),
        partner(beta),
        Actor(kind=ActorKind.HOST, person_id=new_id()),
    )
    save(ann, "Mine", now)
    save(ann, "Ours", now, is_shared=True)
    assert names(ann) == ["Mine", "Ours"]
    assert names(sam) == ["Ours"]
    assert names(ben) == names(host) == []
    with acting_as(ben):
        assert not SavedView.objects.exists()
    with acting_as(sam):
        assert SavedView.objects.count() == 1


def test_the_same_name_replaces_ones_own_view(db: None, now: datetime) -> None:
    ann = partner(new_id())
    first, second = save(ann, "Mine", now), save(ann, " Mine ", now, is_shared=True)
    assert first.id == second.id
    assert names(ann) == ["Mine"]


def test_a_view_is_removed_by_its_owner_only(db: None, now: datetime) -> None:
    acme = new_id()
    ann, sam = partner(acme), partner(acme)
    view = save(ann, "Ours", now, is_shared=True)
    with acting_as(sam), pytest.raises(NotFound):
        remove_view(actor=sam, view_id=view.id)
    with acting_as(ann):
        remove_view(actor=ann, view_id=view.id)
    assert names(ann) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b"])
def test_a_view_needs_a_name(db: None, now: datetime, name: str) -> None:
    with pytest.raises(ViewNotNamed):
        save(partner(new_id()), name, now)


def test_a_query_is_kept_without_the_page_and_in_order() -> None:
    assert clean_query("?sort=name&page=3&state=open&text=&state=won") == "sort=name&state=open&state=won"
