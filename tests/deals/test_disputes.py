"""Disputes: either side files, somebody without a part in the deal rules, nobody changes the ruling."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from steelyard.deals import commands
from steelyard.deals.cards import DisputeFilter, DisputeRecord
from steelyard.deals.commands import Submitted
from steelyard.deals.models import DealRegistration, Dispute, DisputeStatement
from steelyard.deals.policies import DisputeFacts, find_parts
from steelyard.deals.queries.disputes import count_waiting, get_dispute, list_disputes, list_overdue_disputes
from steelyard.deals.refusals import (
    ArbiterNotNeutral,
    DisputeAlreadyOpen,
    DisputeNotOpen,
    RulingFinal,
    StatementMissing,
)
from steelyard.deals.terms import DisputeGround, DisputeState, Part, RegistrationState, Ruling, Side
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from tests.deals.making import QUOTE, submit
from tests.deals.test_api import program_of
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_person

DAY = timedelta(days=1)


@pytest.fixture
def judge(world: Ecosystem, now: datetime) -> Actor:
    """A channel manager who has nothing to do with Acme."""
    return make_person(now, "Judith Roth", Role.CHANNEL_MANAGER)


@pytest.fixture
def refused(world: Ecosystem, now: datetime) -> Submitted:
    """A registration of Acme that came after Beta's."""
    submit(world.beta_seller, now - 2 * DAY)
    late = submit(world.acme_seller, now - DAY)
    assert late.state is RegistrationState.REJECTED
    return late


def file(actor: Actor, registration_id: UUID, now: datetime, **said: object) -> UUID:
    with acting_as(actor):
        return commands.file_dispute(
            actor=actor,
            registration_id=registration_id,
            now=now,
            **{"ground": DisputeGround.OTHER_SCOPE, "statement": "It is another project.", **said},
        )


def name(world: Ecosystem, dispute_id: UUID, arbiter: Actor, now: datetime) -> None:
    with acting_as(world.admin):
        commands.name_arbiter(actor=world.admin, dispute_id=dispute_id, arbiter_id=arbiter.person_id, now=now)


def rule(judge: Actor, dispute_id: UUID, ruling: Ruling, now: datetime) -> None:
    with acting_as(judge):
        commands.rule_on_dispute(
            actor=judge, dispute_id=dispute_id, ruling=ruling, reason="The projects differ.", now=now
        )


def read(actor: Actor, dispute_id: UUID, now: datetime) -> DisputeRecord:
    with acting_as(actor):
        return get_dispute(actor, dispute_id, now=now)


def test_both_sides_read_and_answer_with_evidence(world: Ecosystem, refused: Submitted, now: datetime) -> None:
    filed = file(world.acme_seller, refused.id, now, evidence=[QUOTE])
    with acting_as(world.seller_of_host):
        commands.answer_dispute(
            actor=world.seller_of_host, dispute_id=filed, statement="It is the same project.", now=now + DAY
        )
    for reader in (world.acme_seller, world.manager):
        record = read(reader, filed, now)
        assert [(one.side, one.body) for one in record.statements] == [
            (Side.PARTNER, "It is another project."),
            (Side.HOST, "It is the same project."),
        ]
        assert [piece.note for piece in record.evidence] == [QUOTE.note]
        assert record.card.due_at == now + 10 * DAY


def test_another_partner_finds_nothing_of_it(world: Ecosystem, refused: Submitted, now: datetime) -> None:
    filed = file(world.acme_seller, refused.id, now)
    with acting_as(world.beta_seller):
        assert list_disputes(world.beta_seller, DisputeFilter(), PageRequest()).items == []
        assert not Dispute.objects.exists()
        assert not DisputeStatement.objects.exists()
        with pytest.raises(NotFound):
            get_dispute(world.beta_seller, filed, now=now)
        with pytest.raises(NotFound):
            commands.answer_dispute(actor=world.beta_seller, dispute_id=filed, statement="Hear me.", now=now)


def test_one_dispute_at_a_time_and_with_words(world: Ecosystem, refused: Submitted, now: datetime) -> None:
    with pytest.raises(StatementMissing):
        file(world.acme_seller, refused.id, now, statement="")
    file(world.acme_seller, refused.id, now)
    with pytest.raises(DisputeAlreadyOpen):
        file(world.seller_of_host, refused.id, now)


def test_direct_sales_dispute_a_protection(world: Ecosystem, judge: Actor, now: datetime) -> None:
    protected = submit(world.acme_seller, now)
    filed = file(world.seller_of_host, protected.id, now, ground=DisputeGround.EARLIER_WORK)
    assert read(world.acme_seller, filed, now).card.side is Side.HOST
    name(world, filed, judge, now)
    rule(judge, filed, Ruling.UPHELD, now + DAY)
    # What it asks for is a channel manager's to carry out: nobody loses a protection by the ruling alone.
    assert DealRegistration.objects.get(id=protected.id).state == RegistrationState.APPROVED


def test_whoever_has_a_part_in_the_deal_does_not_rule(
    world: Ecosystem, refused: Submitted, judge: Actor, now: datetime
) -> None:
    filed = file(world.acme_seller, refused.id, now)
    by_name = {one.person.name: one.parts for one in read(world.admin, filed, now).arbiters}
    assert by_name["Mara Lind"] == (Part.MANAGES_PARTNER,)
    assert by_name["Judith Roth"] == ()
    with pytest.raises(ArbiterNotNeutral):
        name(world, filed, world.manager, now)
    with pytest.raises(NotAllowed), acting_as(world.manager):
        commands.name_arbiter(actor=world.manager, dispute_id=filed, arbiter_id=judge.person_id, now=now)
    with pytest.raises(NotAllowed):
        rule(judge, filed, Ruling.UPHELD, now)


def test_an_upheld_dispute_brings_a_rejection_before_a_person(
    world: Ecosystem, refused: Submitted, judge: Actor, now: datetime
) -> None:
    filed = file(world.acme_seller, refused.id, now)
    with acting_as(world.admin):
        assert count_waiting(world.admin) == 1
    name(world, filed, judge, now)
    with acting_as(judge):
        assert count_waiting(judge) == 1
    rule(judge, filed, Ruling.UPHELD, now + DAY)
    assert DealRegistration.objects.get(id=refused.id).state == RegistrationState.UNDER_REVIEW
    card = read(world.acme_seller, filed, now).card
    assert (card.state, card.ruling, card.ruling_reason) == (DisputeState.RULED, Ruling.UPHELD, "The projects differ.")
    assert card.final_at == now + 15 * DAY


def test_a_ruling_is_appealed_against_once_in_time_and_before_somebody_else(
    world: Ecosystem, refused: Submitted, judge: Actor, now: datetime
) -> None:
    filed = file(world.acme_seller, refused.id, now)
    name(world, filed, judge, now)
    rule(judge, filed, Ruling.DISMISSED, now)
    assert "appeal" in read(world.acme_seller, filed, now + 13 * DAY).actions
    with pytest.raises(RulingFinal):
        appeal(world.acme_seller, filed, now + 14 * DAY)
    appealed = appeal(world.acme_seller, filed, now + 13 * DAY)
    with pytest.raises(ArbiterNotNeutral):
        name(world, appealed, judge, now + 13 * DAY)
    other = make_person(now, "Olga Perl", Role.PROGRAM_ADMIN)
    name(world, appealed, other, now + 13 * DAY)
    rule(other, appealed, Ruling.UPHELD, now + 13 * DAY)
    with pytest.raises(RulingFinal):
        appeal(world.seller_of_host, filed, now + 13 * DAY)


def appeal(actor: Actor, dispute_id: UUID, now: datetime) -> UUID:
    with acting_as(actor):
        return commands.appeal_ruling(actor=actor, dispute_id=dispute_id, statement="It was not read.", now=now)


def test_what_has_ended_stays_as_it_is(world: Ecosystem, refused: Submitted, judge: Actor, now: datetime) -> None:
    filed = file(world.acme_seller, refused.id, now)
    with acting_as(world.acme_seller):
        commands.withdraw_dispute(actor=world.acme_seller, dispute_id=filed, now=now)
    for change in (
        lambda: name(world, filed, judge, now),
        lambda: commands.answer_dispute(actor=world.manager, dispute_id=filed, statement="Late.", now=now),
    ):
        with pytest.raises(DisputeNotOpen):
            change()
    rows = Dispute.objects.filter(id=filed)
    for tamper in (lambda: rows.update(ruling="upheld"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            tamper()
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeStatement.objects.update(body="Never said.")


def test_a_late_ruling_is_reported_once(world: Ecosystem, refused: Submitted, now: datetime) -> None:
    filed = file(world.acme_seller, refused.id, now)
    assert list_overdue_disputes(now + 9 * DAY) == []
    assert list_overdue_disputes(now + 10 * DAY) == [filed]
    assert commands.report_overdue_dispute(dispute_id=filed, now=now + 10 * DAY)
    assert not commands.report_overdue_dispute(dispute_id=filed, now=now + 11 * DAY)
    assert list_overdue_disputes(now + 11 * DAY) == []


def test_both_sides_and_those_who_name_an_arbiter_are_told(
    world: Ecosystem, refused: Submitted, judge: Actor, now: datetime
) -> None:
    filed = file(world.acme_seller, refused.id, now)
    name(world, filed, judge, now)
    rule(judge, filed, Ruling.DISMISSED, now)
    run_jobs()
    told = {(row.person_id, row.event_type.rpartition(".")[2]) for row in Notification.objects.all()}
    assert (world.admin.person_id, "filed") in told
    assert (world.manager.person_id, "filed") in told
    assert (judge.person_id, "arbiter_named") in told
    assert (world.acme_seller.person_id, "dismissed") in told


@given(st.dictionaries(st.sampled_from(list(Part)), st.frozensets(st.uuids(), max_size=3)), st.uuids(), st.data())
def test_one_more_part_never_makes_anybody_neutral(
    people: dict[Part, frozenset[UUID]], person: UUID, data: st.DataObject
) -> None:
    before = find_parts(person, DisputeFacts(people=people))
    part = data.draw(st.sampled_from(list(Part)))
    more = {**people, part: people.get(part, frozenset()) | {person}}
    assert set(find_parts(person, DisputeFacts(people=more))) == {*before, part}


def test_the_api_does_the_same(world: Ecosystem, refused: Submitted, judge: Actor) -> None:
    partner, admin, arbiter = program_of(world.acme_seller), program_of(world.admin), program_of(judge)
    said = {
        "ground": "other_scope",
        "statement": "It is another project.",
        "evidence": [{"kind": "quote", "note": "Q"}],
    }
    filed = partner.send("POST", f"/deal-registrations/{refused.public_id}/disputes", said)
    assert filed.status_code == 201, filed.content
    dispute = filed.json()["dispute"]["id"]
    named = {"person": public_person(judge)}
    assert admin.send("PUT", f"/disputes/{dispute}/arbiter", named).status_code == 200
    ruled = arbiter.send("POST", f"/disputes/{dispute}/ruling", {"ruling": "dismissed", "reason": "It is the same."})
    assert ruled.json()["dispute"]["state"] == "ruled"
    assert partner.send("GET", "/disputes").json()["items"][0]["ruling_reason"] == "It is the same."
    assert "appeal" in partner.send("GET", f"/disputes/{dispute}").json()["actions"]
    assert program_of(world.beta_seller).send("GET", f"/disputes/{dispute}").status_code == 404


def public_person(actor: Actor) -> str:
    from steelyard.kernel.ids import public_id

    assert actor.person_id is not None
    return public_id("person", actor.person_id)


def test_the_pages_lead_through_it(world: Ecosystem, refused: Submitted, judge: Actor, now: datetime) -> None:
    partner, admin, arbiter = browser_of(world.acme_seller), browser_of(world.admin), browser_of(judge)
    form = f"/deals/{refused.public_id}/dispute/"
    assert form in partner.get(f"/deals/{refused.public_id}/").content.decode()
    assert partner.post(form, {"ground": "other", "statement": ""}).status_code == 422
    answer = partner.post(form, {"ground": "other", "statement": "Look <b>again</b>."})
    assert answer.status_code == 302
    page = answer["Location"]
    assert "Look &lt;b&gt;again" in partner.get(page).content.decode()
    assert "Judith Roth" in admin.get(page).content.decode()
    assert admin.post(f"{page}arbiter/", {"arbiter": public_person(world.manager)}).status_code == 422
    assert admin.post(f"{page}arbiter/", {"arbiter": public_person(judge)}).status_code == 302
    assert page in arbiter.get("/disputes/?view=mine").content.decode()
    assert arbiter.post(f"{page}ruling/", {"ruling": "dismissed", "reason": ""}).status_code == 422
    assert arbiter.post(f"{page}ruling/", {"ruling": "dismissed", "reason": "It stands."}).status_code == 302
    assert "It stands." in partner.get(page).content.decode()
    assert partner.get(f"{page}appeal/").status_code == 200
    assert browser_of(world.beta_seller).get(page).status_code == 404
