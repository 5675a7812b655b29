"""Row-level security of identity's tables, with queryset scoping taken away and with it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from steelyard.identity.commands.invitations import invite_person
from steelyard.identity.commands.keys import create_api_key
from steelyard.identity.models import ApiKey, Invitation, Membership, Person, Session
from steelyard.kernel.actors import ANONYMOUS, Role
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system, authenticating
from tests.identity.conftest import World, signed_in

TABLES: list[type[Model]] = [Person, Membership, Invitation, ApiKey, Session, EmailAddress]


@pytest.fixture
def full_world(world: World) -> World:
    """The world with an invitation, a key, a session and an address row on each side."""
    now = utc_now()
    for partner in (world.hansa, world.baltic):
        with acting_as(partner.admin):
            invite_person(
                actor=partner.admin,
                email=f"new@{partner.admin.name[7:]}.example",
                partner_id=partner.id,
                roles=[Role.SELLER],
                now=now,
            )
        with acting_as(partner.seller):
            member = Membership.objects.get(person_id=partner.seller.person_id)
            create_api_key(actor=partner.seller, membership_id=member.id, name="robot", now=now)
        with as_system():
            person = Person.objects.get(id=partner.seller.person_id)
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
            email = person.email
        signed_in(email)
    with as_system():
        host = Membership.objects.get(person_id=world.host_admin.person_id)
    with acting_as(world.host_admin):
        create_api_key(actor=world.host_admin, membership_id=host.id, name="host robot", now=now)
    return world


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in TABLES}


def test_a_seller_sees_colleagues_and_host_people_and_own_secrets(full_world: World) -> None:
    with acting_as(full_world.hansa.seller):
        assert counts() == {
            "Person": 4,
            "Membership": 4,
            "Invitation": 1,
            "ApiKey": 1,
            "Session": 1,
            "EmailAddress": 1,
        }
        assert not Person.objects.filter(email__contains="baltic").exists()


def test_nobody_asking_and_a_stranger_see_nothing(full_world: World) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('steelyard.actor_kind', '', true)")  # whatever the requests of the world left
        assert set(counts().values()) == {0}
    with acting_as(ANONYMOUS):
        assert set(counts().values()) == {0}


def test_sign_in_may_look_people_up_and_nothing_but_people(full_world: World) -> None:
    with authenticating(), connection.cursor() as cursor:
        assert Person.objects.count() == 6
        cursor.execute("select count(*) from platform_event")
        assert cursor.fetchone() == (0,)


def test_what_scoping_returns_is_what_the_database_lets_through(full_world: World) -> None:
    for actor in (full_world.hansa.seller, full_world.baltic.admin):
        with acting_as(actor):
            for model in (Person, Membership, Invitation):
                assert set(model.visible_to(actor).values_list("pk", flat=True)) == set(  # type: ignore[attr-defined]
                    model._default_manager.values_list("pk", flat=True)
                )


def test_one_partners_actor_reads_nothing_under_another_partners_context(full_world: World) -> None:
    with acting_as(full_world.baltic.seller):
        hansa = full_world.hansa.seller
        assert not Membership.visible_to(hansa).filter(partner_id=full_world.hansa.id).exists()
        assert not ApiKey.visible_to(hansa).exists()
        assert not Session.visible_to(hansa).exists()


def test_a_partner_writes_into_no_other_organization(full_world: World) -> None:
    now = utc_now()
    hansa, baltic = full_world.hansa, full_world.baltic
    with as_system():
        host_membership = Membership.objects.get(person_id=full_world.host_admin.person_id)
        foreign_membership = Membership.objects.get(person_id=baltic.seller.person_id)
    attempts = [
        lambda: Membership.objects.create(
            person_id=hansa.admin.person_id, partner_id=baltic.id, roles=["seller"], since_at=now
        ),
        lambda: Membership.objects.create(
            person_id=hansa.admin.person_id, partner_id=None, roles=["program_admin"], since_at=now
        ),
        lambda: Membership.objects.filter(id=host_membership.id).update(roles=["auditor"]),
        lambda: Invitation.objects.create(
            email="x@y.example",
            partner_id=baltic.id,
            roles=["seller"],
            created_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=1),
        ),
        lambda: ApiKey.objects.create(
            membership_id=foreign_membership.id,
            name="x",
            hint="x",
            secret_hash=b"x" * 32,
            scopes=["*"],
            created_at=now,
        ),
        lambda: ApiKey.objects.create(
            membership_id=host_membership.id, name="x", hint="x", secret_hash=b"y" * 32, scopes=["*"], created_at=now
        ),
        lambda: Person.objects.filter(id=hansa.seller.person_id).update(password="x"),
        lambda: Person.objects.filter(id=full_world.host_admin.person_id).update(name="x"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(hansa.admin):
            attempt()
    with acting_as(hansa.admin):
        assert Person.objects.filter(id=baltic.seller.person_id).update(name="x") == 0
        assert Membership.objects.filter(id=foreign_membership.id).update(roles=["architect"]) == 0
        assert Session.objects.filter(person_id=hansa.seller.person_id).delete()[0] == 0


@pytest.mark.parametrize("who", ["hansa", "baltic"])
def test_no_page_and_no_answer_of_the_api_names_the_other_partners_people(full_world: World, who: str) -> None:
    other = {"hansa": b"baltic", "baltic": b"hansa"}[who]
    browser = signed_in(f"ada@{who}.example")
    paths = [
        "/people/?state=all",
        "/people/?q=sam&state=all",
        "/people/invitations/",
        "/settings/profile/",
        "/settings/sessions/",
        "/settings/keys/?of=everybody",
        "/api/v1/me",
        "/api/v1/people?state=all",
        "/api/v1/people?q=sam",
        "/api/v1/invitations",
        "/api/v1/sessions",
        "/api/v1/api-keys?of=everybody",
    ]
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert other not in answer.content, path


def test_foreign_and_unknown_ids_answer_alike(full_world: World) -> None:
    browser = signed_in("ada@hansa.example")
    with as_system():
        foreign = {
            "memberships": Membership.objects.get(person_id=full_world.baltic.seller.person_id).public_id,
            "invitations": Invitation.objects.get(partner_id=full_world.baltic.id).public_id,
        }
        host = Membership.objects.get(person_id=full_world.host_admin.person_id).public_id
        keys = ApiKey.objects.exclude(membership__partner_id=full_world.hansa.id)
        key_ids = [key.public_id for key in keys]
    for kind, foreign_id in foreign.items():
        unknown = foreign_id[:-4] + "zzzz"
        known, missing = browser.get(f"/api/v1/{kind}/{foreign_id}"), browser.get(f"/api/v1/{kind}/{unknown}")
        assert known.status_code == missing.status_code == 404
        assert known.json()["detail"] == missing.json()["detail"]
    assert browser.get(f"/api/v1/memberships/{host}").status_code == 404
    assert browser.get(f"/people/{host}/").status_code == 404
    for key_id in key_ids:
        assert browser.post(f"/api/v1/api-keys/{key_id}/revocation").status_code == 404


def test_a_partner_cannot_name_another_organization_in_the_api(full_world: World) -> None:
    from steelyard.kernel.ids import public_id

    browser = signed_in("ada@hansa.example")
    other = public_id("partner", full_world.baltic.id)
    assert browser.get(f"/api/v1/people?partner={other}").status_code == 404
    assert browser.get(f"/api/v1/invitations?partner={other}").status_code == 404
