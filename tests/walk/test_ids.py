"""What belongs to others does not exist: in every place for an id, a foreign one answers as one that never was."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from steelyard.platform.db import as_system
from tests.walk.browsing import Answer, Visitor, first_difference, masked
from tests.walk.conftest import ANKER, Walk
from tests.walk.ecosystem import outside
from tests.walk.filling import ID_FIELDS, ID_QUERIES, ID_SLOTS, fill_address, id_fields, make_body, make_form
from tests.walk.surface import Endpoint, list_operations, list_pages

ENDPOINTS = [*list_pages(), *list_operations()]
WITH_IDS = [e for e in ENDPOINTS if any(slot in ID_SLOTS for slot in e.slots)]
WALKERS = [*ANKER, "anonymous"]


def test_every_slot_of_every_address_can_be_filled(walk: Walk) -> None:
    for endpoint in ENDPOINTS:
        fill_address(endpoint, walk.choose_unknown)


def test_the_others_have_something_of_every_kind(walk: Walk) -> None:
    kinds = {ID_SLOTS[slot] for endpoint in WITH_IDS for slot in endpoint.slots if slot in ID_SLOTS}
    assert [kind for kind in sorted(kinds) if not walk.foreign[kind]] == []


@pytest.mark.parametrize("who", WALKERS)
def test_foreign_ids_in_addresses_answer_like_unknown_ones(walk: Walk, visitors: dict[str, Visitor], who: str) -> None:
    visitor, different = visitors[who], []
    for endpoint in WITH_IDS:
        if (who == "key") != endpoint.is_api:
            continue
        kinds = [ID_SLOTS[slot] for slot in endpoint.slots if slot in ID_SLOTS]
        kinds += [ID_QUERIES[name] for name in endpoint.asked if name in ID_QUERIES]
        unknown = {kind: walk.choose_unknown(kind) for kind in kinds}
        expected = masked(visitor.visit(endpoint, unknown.__getitem__), *unknown.values())
        for foreign in _one_of_each(walk, kinds):
            answer = masked(visitor.visit(endpoint, foreign.__getitem__), *foreign.values())
            if answer != expected or (who != "anonymous" and answer.status not in {403, 404, 405}):
                different.append((endpoint.key, answer.status, first_difference(expected, answer)))
    assert not different, "\n".join(map(str, different))


def _one_of_each(walk: Walk, kinds: list[str]) -> list[dict[str, str]]:
    """Return choices of foreign ids so that each foreign id of the first kind appears, up to a handful."""
    first, *rest = kinds
    others = {kind: outside(walk.foreign, kind)[0] for kind in rest}
    foreign = outside(walk.foreign, first)
    return [{first: one, **others} for one in ({foreign[0], foreign[-1]})]


@pytest.mark.parametrize("who", ANKER)
def test_foreign_ids_in_queries_answer_like_unknown_ones(walk: Walk, visitors: dict[str, Visitor], who: str) -> None:
    visitor, different = visitors[who], []
    for endpoint in ENDPOINTS:
        if endpoint.method != "GET" or (who == "key") != endpoint.is_api:
            continue
        address = fill_address(endpoint, walk.choose_own).partition("?")[0]
        names = [name for name in (endpoint.query if endpoint.is_api else ID_QUERIES) if name in ID_QUERIES]
        if names:
            unknown = {name: walk.choose_unknown(ID_QUERIES[name]) for name in names}
            foreign = {name: walk.choose_foreign(ID_QUERIES[name]) for name in names}
            expected, answer = (
                masked(visitor.ask("GET", f"{address}?{urlencode(ids)}"), *ids.values()) for ids in (unknown, foreign)
            )
            if answer != expected:
                different.append((endpoint.key, first_difference(expected, answer)))
    assert not different, "\n".join(map(str, different))


@pytest.mark.parametrize("who", ANKER)
def test_foreign_ids_in_bodies_and_forms_answer_like_unknown_ones(
    walk: Walk, visitors: dict[str, Visitor], who: str
) -> None:
    visitor, different = visitors[who], []
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET" or (who == "key") != endpoint.is_api:
            continue
        address = fill_address(endpoint, walk.choose_own)
        if endpoint.is_api:
            asked = _ask_with_bodies(walk, visitor, endpoint, address)
        else:
            forms = [
                {field: choose(prefix) for field, prefix in ID_FIELDS.items()}
                for choose in (walk.choose_unknown, walk.choose_foreign)
            ]
            asked = [
                [
                    masked(visitor.ask("POST", address, form={**make_form(endpoint), **ids}), *ids.values())
                    for ids in forms
                ]
            ]
        different += [(endpoint.key, first_difference(*two)) for two in asked if two[0] != two[1]]
    assert not different, "\n".join(map(str, different))


def _ask_with_bodies(walk: Walk, visitor: Visitor, endpoint: Endpoint, address: str) -> list[list[Answer]]:
    """Return, for each kind of id that the body has, the answers to an unknown and to a foreign one."""
    asked = []
    for kind in sorted(set(id_fields(endpoint))):
        answers = []
        for chosen in (walk.choose_unknown(kind), walk.choose_foreign(kind)):
            body = make_body(endpoint, lambda prefix, c=chosen, k=kind: c if prefix == k else walk.choose_own(prefix))
            answer = visitor.ask(endpoint.method, address, body=body, is_multipart=endpoint.is_multipart)
            answers.append(masked(answer, chosen))
        asked.append(answers)
    return asked


def test_a_distributor_reads_its_child_and_a_child_nothing_of_its_distributor(walk: Walk, db: None) -> None:
    from django.contrib.auth import get_user_model

    from steelyard.deals.models import DealRegistration
    from steelyard.partners.models import Partner

    with as_system():
        child = Partner.objects.get(name__icontains="Child")
        registration = DealRegistration.objects.filter(partner_id=child.id, state="approved").first()
        assert registration is not None
        parent = Partner.objects.get(id=child.parent_id)

    def somebody_of(name: str) -> Client:
        client = Client()
        with as_system():
            client.force_login(get_user_model().objects.get(name=f"{name} seller"))
        return client

    above, below = somebody_of(parent.name.removesuffix(" GmbH")), somebody_of(child.name.removesuffix(" GmbH"))
    path = f"/api/v1/deal-registrations/{registration.public_id}"
    assert above.get(path).status_code == below.get(path).status_code == 200
    assert above.get("/api/v1/deal-registrations").json()["total"] > 0
    assert below.get(f"/api/v1/partners/{parent.public_id}").status_code == 404
