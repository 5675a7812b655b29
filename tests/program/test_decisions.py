"""Decisions: kept once, read by each reader as far as they may, explained and made again under the rules of their day."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.decisions import Decision as Made
from steelyard.kernel.decisions import Reason
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import acting_as
from steelyard.program.models import Decision, DecisionFacts
from steelyard.program.public import adopt_rules, record_decision, rules_in_force
from steelyard.program.queries.decisions import (
    explain_decision,
    find_decision_id,
    get_decision,
    list_decisions,
    replay_decision,
)
from tests.program.conftest import ADMIN, KEY, SELLER_OF_HOST
from tests.program.rulebook import ReferralRules, decide_referral

SECRET = "Globex of Springfield"


def decided(actor: Actor, now: datetime, found: dict[str, str], *, by_hand: bool = False) -> tuple[UUID, UUID]:
    """Decide a referral as the actor and return the ids of decision and subject."""
    rules, subject = rules_in_force(KEY, region=None, at=now), new_id()
    facts = {"found": found, "submitted_at": now}
    id_ = record_decision(
        kind=KEY,
        subject_id=subject,
        partner_id=actor.partner_id,
        facts=facts,
        rules=rules,
        decision=decide_referral(facts, rules.rules),
        actor=actor,
        now=now,
        by_hand=by_hand,
    )
    return id_, subject


def test_the_host_reads_everything(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    with acting_as(two_partners[0]):
        id_, _ = decided(two_partners[0], now, {"rival": SECRET})
    with acting_as(ADMIN):
        told = explain_decision(ADMIN, id_)
    assert told.decision.outcome_label == "refused"
    assert [reason.message for reason in told.decision.reasons] == [f"{SECRET} came first."]
    assert [(rung.rule, rung.result) for rung in told.ladder] == [("3.1", "passed"), ("3.2", "hit")]
    assert told.ladder[1].sentence == "Other partner: the referral is refused."
    assert told.facts["found"] == {"rival": SECRET}
    assert (told.rules.label, told.decision.rules_label) == ("RF v1", "RF v1")
    assert told.decision.decided_by is None


def test_a_partner_reads_its_own_decision_without_what_concerns_others(
    two_partners: tuple[Actor, Actor], now: datetime
) -> None:
    seller = two_partners[0]
    with acting_as(seller):
        id_, subject = decided(seller, now, {"rival": SECRET})
        told = explain_decision(seller, id_)
        listed = list_decisions(seller, subject)
    assert [reason.message for reason in told.decision.reasons] == ["Somebody came first."]
    assert [change.message for change in told.decision.would_change] == ["Refer another company."]
    assert told.ladder == ()
    assert told.facts == {}
    assert "3.0" not in {line.rule for line in told.rules.lines}
    assert SECRET not in str(asdict(told)) + str([asdict(view) for view in listed])


def test_row_level_security_keeps_facts_from_partners(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    mine, other = two_partners
    with acting_as(mine):
        id_, _ = decided(mine, now, {"rival": SECRET})
        assert not DecisionFacts.objects.exists()
        assert SECRET not in str(list(Decision.objects.values()))
        assert Decision.objects.get().id == id_
    with acting_as(other):
        assert not Decision.objects.exists()
        assert not DecisionFacts.objects.exists()


def test_another_partners_decision_looks_like_none(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    mine, other = two_partners
    with acting_as(mine):
        id_, subject = decided(mine, now, {})
    for actor in (other, Actor(kind="anonymous")):  # type: ignore[arg-type]
        with acting_as(actor):
            assert list_decisions(actor, subject) == []
            for attempt in (
                lambda actor=actor: get_decision(actor, id_),
                lambda actor=actor: explain_decision(actor, id_),
                lambda actor=actor: find_decision_id(actor, public_id("referral", subject)),
            ):
                with pytest.raises(NotFound):
                    attempt()


def test_a_partner_cannot_decide_for_another(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    mine, other = two_partners
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(other), transaction.atomic():
        decided(mine, now, {})


@pytest.mark.parametrize("table", [Decision, DecisionFacts])
def test_decisions_are_only_appended(program: None, now: datetime, table: Any) -> None:
    decided(SYSTEM, now, {})
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        table.objects.update(reasons=[])
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        table.objects.all().delete()


def test_a_decision_is_explained_under_the_rules_of_its_day(program: None, now: datetime) -> None:
    id_, _ = decided(SYSTEM, now, {"customer": "us"})
    changed = ReferralRules().dump() | {"window_days": 30, "ladder": []}
    after = now + timedelta(days=1)
    second = adopt_rules(actor=SYSTEM, key=KEY, rules=changed, effective_from=after, now=after)
    told = explain_decision(ADMIN, id_)
    assert told.rules.label == "RF v1"
    assert next(line.text for line in told.rules.lines if line.rule == "1.1").startswith(
        "A referral is protected for 90 days"
    )
    same = replay_decision(ADMIN, id_)
    assert (same.outcome, same.is_same, same.rules_label) == ("hold", True, "RF v1")
    other = replay_decision(ADMIN, id_, under=(second,))
    assert (other.outcome, other.is_same, other.rules_label) == ("protected", False, "RF v2")


def test_a_decision_made_by_a_person_names_the_person(program: None, now: datetime) -> None:
    id_, _ = decided(ADMIN, now, {}, by_hand=True)
    assert get_decision(ADMIN, id_).decided_by is not None


def test_a_partner_cannot_replay(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    with acting_as(two_partners[0]):
        id_, _ = decided(two_partners[0], now, {})
        with pytest.raises(NotFound):
            replay_decision(two_partners[0], id_)


def test_the_latest_decision_is_found_by_what_it_is_about(program: None, now: datetime) -> None:
    id_, subject = decided(SYSTEM, now, {})
    assert find_decision_id(SELLER_OF_HOST, public_id("referral", subject)) == id_
    assert find_decision_id(SELLER_OF_HOST, public_id("decision", id_)) == id_
    for unknown in ("referral_0", public_id("referral", new_id()), public_id("invoice", subject), "", "decision"):
        with pytest.raises(NotFound):
            find_decision_id(SELLER_OF_HOST, unknown)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\\u0000", "\\\x00", "😀 שלום", '"'])
def test_any_text_can_be_a_fact(program: None, now: datetime, text: str) -> None:
    id_, _ = decided(SYSTEM, now, {"rival": text})
    assert explain_decision(ADMIN, id_).facts["found"]["rival"] == text.replace("\x00", "")


def test_keeping_and_asking_again_are_one_statement_each(program: None, now: datetime) -> None:
    rules_in_force(KEY, region="DACH", at=now)
    with CaptureQueriesContext(connection) as asked:
        rules = rules_in_force(KEY, region="DACH", at=now)
    assert len(asked) == 1
    made = Made(
        outcome="protected", reasons=tuple(Reason(code="free", rule="1.1", params={"days": 90}) for _ in range(5))
    )
    with CaptureQueriesContext(connection) as kept:
        record_decision(
            kind=KEY,
            subject_id=new_id(),
            partner_id=None,
            facts={"a": 1},
            rules=rules,
            decision=made,
            actor=SYSTEM,
            now=now,
        )
    assert len(kept) == 1


def test_the_rung_that_decided_says_what_it_found(program: None, now: datetime) -> None:
    id_, _ = decided(SYSTEM, now, {"rival": SECRET})
    assert explain_decision(ADMIN, id_).ladder[1].message == f"{SECRET} came first."
