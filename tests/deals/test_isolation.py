"""What partners see: theirs, and nothing of anybody else, with or without our querysets."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from steelyard.deals import commands, queries
from steelyard.deals.cards import RegistrationFilter
from steelyard.deals.models import Comment, DealRegistration, DirectOverride, RegistrationLine
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform import feed
from steelyard.platform.db import acting_as
from steelyard.platform.visibility import show
from tests.deals.making import LETTER, QUOTE, make_draft, submit
from tests.partners.making import Ecosystem

LARGE = {"value": Money(Decimal(2_000_000), "EUR"), "evidence": (QUOTE,)}


@pytest.fixture
def both(world: Ecosystem, now: datetime) -> tuple[commands.Submitted, commands.Submitted]:
    """Two partners with a conflict, a question, comments of both kinds, evidence and a draft each."""
    answers = (submit(world.acme_seller, now, **LARGE), submit(world.beta_seller, now, evidence=(LETTER,)))
    for actor, answer in zip((world.acme_seller, world.beta_seller), answers, strict=True):
        with acting_as(actor):
            commands.save_draft(actor=actor, typed={"company_name": "Secret plan"}, now=now)
        with acting_as(world.manager):
            for is_internal in (True, False):
                commands.add_comment(
                    actor=world.manager,
                    registration_id=answer.id,
                    body="Between us" if is_internal else "Hello",
                    is_internal=is_internal,
                    now=now,
                )
    return answers


def test_row_security_hides_every_row_of_others(
    world: Ecosystem, now: datetime, both: tuple[commands.Submitted, commands.Submitted]
) -> None:
    with acting_as(world.acme_seller):
        for model in apps.get_app_config("deals").get_models():
            owners = {str(owner) for owner in model.objects.values_list("partner_id", flat=True)}
            assert owners <= {str(world.acme)}, model
        assert DealRegistration.objects.count() == 2
        assert not Comment.objects.filter(is_internal=True).exists()


def test_nothing_is_found_of_others_by_any_query(
    world: Ecosystem, now: datetime, both: tuple[commands.Submitted, commands.Submitted]
) -> None:
    mine, theirs = both
    actor = world.acme_seller
    with acting_as(actor):
        page = queries.list_registrations(actor, RegistrationFilter(text="Nordlicht"), PageRequest())
        assert [card.id for card in page.items] == [mine.id]
        assert queries.count_views(actor, now)["all"] == 2
        for unknown in (theirs.id, new_id()):
            with pytest.raises(NotFound) as refused:
                queries.get_registration(actor, unknown)
            assert refused.value.params == {}
            assert queries.list_evidence(actor, unknown) == []
            assert queries.list_comments(actor, unknown) == []
            with pytest.raises(NotFound):
                commands.add_comment(actor=actor, registration_id=unknown, body="?", is_internal=False, now=now)
        with pytest.raises(NotAllowed):
            queries.get_review(actor, mine.id, now=now)
        assert [comment.body for comment in queries.list_comments(actor, mine.id)] == ["Hello"]
        assert not [entry for entry in feed.list_feed(actor, mine.id) if entry.is_internal]
        assert not feed.list_feed(actor, theirs.id)


def test_the_decision_names_nobody_to_the_partner(
    world: Ecosystem, now: datetime, both: tuple[commands.Submitted, commands.Submitted]
) -> None:
    mine, theirs = both
    with acting_as(world.beta_seller):
        told = repr(queries.get_registration(world.beta_seller, theirs.id).decision)
        told += repr([entry.facts for entry in feed.list_feed(world.beta_seller, theirs.id)])
    assert "The customer's letter of choice is being verified." in told
    for word in (mine.public_id, str(mine.id), str(world.acme), "Acme"):
        assert word not in told


def test_a_preview_says_the_same_of_every_conflict(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now, "Albatros GmbH")
    submit(world.acme_seller, now, "Bernstein GmbH", **LARGE)
    with acting_as(world.beta_seller):
        seen = [
            queries.preview_registration(actor=world.beta_seller, draft=make_draft(name), now=now)
            for name in ("Albatros", "Bernstein")
        ]
        free = queries.preview_registration(actor=world.beta_seller, draft=make_draft("Cobalt"), now=now)
    assert seen[0] == seen[1]
    assert (seen[0].outlook, seen[0].reasons, seen[0].would_change) == ("review", (), ())
    assert free.outlook == "free"


def test_a_distributor_reads_its_children_but_not_their_drafts(
    world: Ecosystem, now: datetime, both: tuple[commands.Submitted, commands.Submitted]
) -> None:
    show(viewers=[world.beta], partners=[world.acme])
    with acting_as(world.beta_seller):
        seen = DealRegistration.visible_to(world.beta_seller)
        assert seen.filter(partner=world.acme).count() == 1
        assert DealRegistration.objects.filter(partner=world.acme).count() == 1
        with pytest.raises(NotAllowed):
            commands.withdraw_registration(
                actor=world.beta_seller, registration_id=both[0].id, reason="Mine now", now=now
            )


def test_a_partner_cannot_write_for_another(world: Ecosystem, now: datetime) -> None:
    with pytest.raises(NotAllowed), acting_as(world.acme_seller):
        commands.submit_registration(actor=world.acme_seller, draft=make_draft(), partner_id=world.beta, now=now)
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(world.acme_seller):
        DealRegistration.objects.create(partner_id=world.beta, state="draft", draft={}, created_at=now)


def test_the_database_itself_refuses_impossible_states_and_second_protections(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    other = submit(world.beta_seller, now, division="Rail", evidence=(LETTER,))
    impossible = (
        lambda: DealRegistration.objects.filter(id=answer.id).update(state="draft"),
        lambda: DealRegistration.objects.filter(id=answer.id).update(protected_until=now),
        lambda: RegistrationLine.objects.filter(registration=answer.id).update(state="held"),
        lambda: RegistrationLine.objects.create(
            registration_id=answer.id, partner_id=world.acme, family_id="backup", state="protected"
        ),
        lambda: _second_protection(answer, other, world),
    )
    for change in impossible:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def _second_protection(answer: commands.Submitted, other: commands.Submitted, world: Ecosystem) -> None:
    period = RegistrationLine.objects.get(registration=answer.id).protected_during
    DealRegistration.objects.filter(id=other.id).update(division="")
    RegistrationLine.objects.filter(registration=other.id).delete()
    RegistrationLine.objects.create(
        registration_id=other.id, partner_id=world.beta, family_id="cloud", state="protected", protected_during=period
    )


def test_overrides_and_comments_are_never_changed(
    world: Ecosystem, now: datetime, both: tuple[commands.Submitted, commands.Submitted]
) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Comment.objects.update(body="Never said")
    assert DirectOverride.visible_to(SYSTEM).count() == 0


def test_the_search_of_registrations_finds_by_the_customers_names_and_only_the_hosts_finds_others(
    world: Ecosystem, now: datetime
) -> None:
    mine = submit(world.acme_seller, now, "Quarrystone Hydraulics GmbH", company_domain="quarrystone.de")
    theirs = submit(world.beta_seller, now, "Quarrystone Hydraulics Wismar", "backup", company_domain="quarrystone.de")

    def found(actor: Actor, text: str) -> set[UUID]:
        with acting_as(actor):
            page = queries.list_registrations(actor, RegistrationFilter(text=text), PageRequest())
            return {card.id for card in page.items}

    assert found(world.manager, "quarry") == {mine.id, theirs.id}
    assert found(world.manager, "hydraulics quarry") == {mine.id, theirs.id}
    assert found(world.manager, "wismar") == {mine.id, theirs.id}  # one customer, whichever name is typed
    assert found(world.manager, "Holm") == {mine.id, theirs.id}  # no customer begins so: contacts
    assert found(world.acme_seller, "quarry") == {mine.id}
    assert found(world.acme_seller, "wismar") == set()
    assert found(world.beta_seller, "wismar") == {theirs.id}
