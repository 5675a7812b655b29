"""Versions: drafts that type-check, publications that are final, effects that follow each other without gap or overlap."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed, NotFound
from steelyard.platform.db import acting_as
from steelyard.platform.feed import list_feed
from steelyard.program.commands.rules import adopt_rules, discard_draft, draft_rules, publish_rules, revise_draft
from steelyard.program.models import RuleVersion
from steelyard.program.public import rules_in_force
from steelyard.program.queries.rules import compare_versions, get_version, list_versions
from steelyard.program.refusals import (
    EffectTaken,
    EffectTooEarly,
    NoRulesInForce,
    NothingChanged,
    OverrideNotAllowed,
    RegionsDoNotFit,
    RulebookUnknown,
    RulesInvalid,
    VersionIsFinal,
)
from steelyard.program.terms import BEGINNING, NOTICE, Standing
from tests.program.conftest import ADMIN, KEY, MANAGER, SELLER_OF_HOST
from tests.program.rulebook import ReferralRules


def drafted(now: datetime, *, region: str | None = None, **changes: Any) -> UUID:
    draft = draft_rules(actor=ADMIN, key=KEY, region=region, now=now)
    rules = changes if region else ReferralRules().dump() | changes
    revise_draft(actor=ADMIN, draft_id=draft, rules=rules, now=now)
    return draft


def published(
    now: datetime, effective_from: datetime | None = None, *, region: str | None = None, **changes: Any
) -> UUID:
    draft = drafted(now, region=region, **changes)
    publish_rules(actor=ADMIN, draft_id=draft, effective_from=effective_from, now=now)
    return draft


def window(at: datetime, region: str | None = None) -> tuple[str, int]:
    held = rules_in_force(KEY, region=region, at=at)
    return held.label, held.rules.window_days


def test_a_version_holds_from_its_effect_until_the_next(program: None, now: datetime, later: datetime) -> None:
    published(now, later, window_days=60)
    published(now, later + timedelta(days=1), window_days=30)
    moment = timedelta(microseconds=1)
    assert window(later - moment) == ("RF v1", 90)
    assert window(later) == ("RF v2", 60)
    assert window(later + timedelta(days=1) - moment) == ("RF v2", 60)
    assert window(later + timedelta(days=1)) == ("RF v3", 30)


def test_nothing_is_in_force_before_the_first_version(program: None) -> None:
    with pytest.raises(NoRulesInForce):
        window(BEGINNING - timedelta(seconds=1))


def test_a_publication_without_a_time_takes_effect_after_the_notice(program: None, now: datetime) -> None:
    version = published(now, window_days=60)
    effective = get_version(ADMIN, version, now=now).effective
    assert effective is not None
    assert effective.starts_at == now + NOTICE


def test_nobody_but_the_system_publishes_for_the_past(program: None, now: datetime) -> None:
    draft = drafted(now, window_days=60)
    with pytest.raises(EffectTooEarly):
        publish_rules(actor=ADMIN, draft_id=draft, effective_from=now, now=now)
    publish_rules(actor=SYSTEM, draft_id=draft, effective_from=now - timedelta(days=1), now=now)
    assert window(now) == ("RF v2", 60)


def test_two_versions_cannot_take_effect_at_the_same_time(program: None, now: datetime, later: datetime) -> None:
    published(now, later, window_days=60)
    draft = drafted(now, window_days=30)
    with pytest.raises(EffectTaken):
        publish_rules(actor=ADMIN, draft_id=draft, effective_from=later, now=now)
    with pytest.raises(IntegrityError, match="one_version_takes_effect_at_a_time"), transaction.atomic():
        RuleVersion.objects.filter(id=draft).update(state="published", published_at=now, effective_from=later)


@pytest.mark.parametrize(
    "change", [{"rules": {}}, {"effective_from": None}, {"note": "x"}, {"state": "draft", "effective_from": None}]
)
def test_a_published_row_refuses_every_change(program: None, now: datetime, change: dict[str, Any]) -> None:
    version = published(now, window_days=60)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        RuleVersion.objects.filter(id=version).update(**change)


def test_a_published_row_cannot_be_deleted(program: None, now: datetime) -> None:
    version = published(now, window_days=60)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RuleVersion.objects.filter(id=version).delete()


def test_a_published_version_is_not_edited_again(program: None, now: datetime) -> None:
    version = published(now, window_days=60)
    for attempt in (
        lambda: revise_draft(actor=ADMIN, draft_id=version, rules=ReferralRules().dump(), now=now),
        lambda: publish_rules(actor=ADMIN, draft_id=version, now=now),
        lambda: discard_draft(actor=ADMIN, draft_id=version, now=now),
    ):
        with pytest.raises(VersionIsFinal):
            attempt()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"window_days": 0}, "window_days"),
        ({"window_days": "90"}, "window_days"),
        ({"window_days": 9.5}, "window_days"),
        ({"share": "1.00001"}, "share"),
        ({"capacity": True}, "capacity"),
        ({"ladder": [{"finding": "rival", "verdict": "perhaps"}]}, "ladder.0.verdict"),
        ({"reminders": {"days": [1, 2, 3, 4, 5, 6]}}, "reminders.days"),
        ({"surprise": 1}, "surprise"),
        ({"window_days": 200, "longest_days": 100}, ""),
        ({"overridable_fields": ["capacity"]}, ""),
    ],
)
def test_rules_that_do_not_type_check_are_not_saved(
    program: None, now: datetime, changes: dict[str, Any], field: str
) -> None:
    draft = draft_rules(actor=ADMIN, key=KEY, now=now)
    with pytest.raises(RulesInvalid) as refused:
        revise_draft(actor=ADMIN, draft_id=draft, rules=ReferralRules().dump() | changes, now=now)
    assert list(refused.value.fields) == [field]
    assert refused.value.fields[field]
    assert RuleVersion.objects.get(id=draft).rules == ReferralRules().dump()


def test_a_region_replaces_only_what_it_may(program: None, now: datetime, later: datetime) -> None:
    published(now, later, region="DACH", window_days=60)
    assert window(later, "DACH") == ("RF v1 + DACH v1", 60)
    assert window(later, "EMEA") == window(later, "APAC") == window(later) == ("RF v1", 90)
    assert RuleVersion.objects.get(region="DACH").rules == {"window_days": 60}
    with pytest.raises(OverrideNotAllowed) as refused:
        drafted(now, region="DACH", capacity=1)
    assert list(refused.value.fields) == ["capacity"]


def test_the_inner_region_wins_over_the_outer(program: None, now: datetime, later: datetime) -> None:
    published(now, later, region="EMEA", window_days=60, share="0.2")
    published(now, later, region="DACH", window_days=45)
    held = rules_in_force(KEY, region="DACH", at=later)
    assert (held.label, held.rules.window_days, str(held.rules.share)) == ("RF v1 + EMEA v1 + DACH v1", 45, "0.2")


def test_what_a_region_may_no_longer_change_is_global_again(program: None, now: datetime, later: datetime) -> None:
    published(now, later, region="DACH", window_days=60)
    published(now, later + timedelta(days=1), overridable_fields=["share"], capacity=10)
    assert window(later, "DACH")[1] == 60
    assert window(later + timedelta(days=1), "DACH")[1] == 90


def test_global_rules_that_contradict_a_region_are_not_published(program: None, now: datetime, later: datetime) -> None:
    published(now, later, region="DACH", window_days=150)
    draft = drafted(now, longest_days=120)
    with pytest.raises(RegionsDoNotFit) as refused:
        publish_rules(actor=ADMIN, draft_id=draft, now=now)
    assert refused.value.params["label"] == "DACH v1"


def test_a_region_that_contradicts_rules_to_come_is_not_published(
    program: None, now: datetime, later: datetime
) -> None:
    published(now, later, longest_days=120)
    # Saving checks against the latest global rules, publishing against those of every instant to come.
    draft = drafted(now, region="DACH", window_days=100)
    publish_rules(actor=ADMIN, draft_id=draft, now=now)
    with pytest.raises(RulesInvalid):
        drafted(now, region="APAC", window_days=150)


def test_a_draft_that_says_the_same_is_not_published(program: None, now: datetime) -> None:
    draft = draft_rules(actor=ADMIN, key=KEY, now=now)
    with pytest.raises(NothingChanged):
        publish_rules(actor=ADMIN, draft_id=draft, now=now)


def test_there_is_one_draft_per_line(program: None, now: datetime) -> None:
    first = draft_rules(actor=ADMIN, key=KEY, now=now)
    assert draft_rules(actor=ADMIN, key=KEY, now=now) == first
    assert draft_rules(actor=ADMIN, key=KEY, region="DACH", now=now) != first
    discard_draft(actor=ADMIN, draft_id=first, now=now)
    assert draft_rules(actor=ADMIN, key=KEY, now=now) != first


def test_two_editors_do_not_overwrite_each_other(program: None, now: datetime) -> None:
    draft = draft_rules(actor=ADMIN, key=KEY, now=now)
    rules = ReferralRules().dump()
    revise_draft(actor=ADMIN, draft_id=draft, rules=rules | {"window_days": 60}, revision=1, now=now)
    with pytest.raises(ChangedMeanwhile):
        revise_draft(actor=ADMIN, draft_id=draft, rules=rules | {"window_days": 30}, revision=1, now=now)


@pytest.mark.parametrize("actor", [MANAGER, SELLER_OF_HOST])
def test_only_a_program_admin_writes_rules(program: None, now: datetime, actor: Actor) -> None:
    draft = draft_rules(actor=ADMIN, key=KEY, now=now)
    for attempt in (
        lambda: draft_rules(actor=actor, key=KEY, now=now),
        lambda: revise_draft(actor=actor, draft_id=draft, rules={}, now=now),
        lambda: publish_rules(actor=actor, draft_id=draft, now=now),
        lambda: discard_draft(actor=actor, draft_id=draft, now=now),
        lambda: adopt_rules(actor=actor, key=KEY, rules={}, effective_from=now, now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_drafts_are_hidden_from_partners_and_sellers(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    draft = drafted(now, window_days=60)
    assert get_version(MANAGER, draft, now=now).is_draft
    for actor in (SELLER_OF_HOST, two_partners[0]):
        with pytest.raises(NotFound):
            get_version(actor, draft, now=now)
    with acting_as(two_partners[0]):
        assert [card.label for card in list_versions(two_partners[0], KEY, PageRequest(), now=now).items] == ["RF v1"]
        assert not RuleVersion.objects.filter(state="draft").exists()
        assert window(now) == ("RF v1", 90)


def test_a_partner_cannot_write_rules(two_partners: tuple[Actor, Actor], now: datetime) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), acting_as(two_partners[0]):
        RuleVersion.begin(rulebook=KEY, region=None, prefix="RF", rules={}, by=None, now=now)


def test_the_history_tells_where_each_version_stands(program: None, now: datetime, later: datetime) -> None:
    published(now, later, window_days=60)
    drafted(now, region="DACH", window_days=30)
    at_once = {card.label: card.standing for card in list_versions(ADMIN, KEY, PageRequest(), now=now).items}
    assert at_once == {"DACH v1": Standing.DRAFT, "RF v2": Standing.SCHEDULED, "RF v1": Standing.IN_FORCE}
    then = {card.label: card.standing for card in list_versions(ADMIN, KEY, PageRequest(), now=later).items}
    assert then == {"DACH v1": Standing.DRAFT, "RF v2": Standing.IN_FORCE, "RF v1": Standing.SUPERSEDED}


def test_a_publication_says_what_it_changes(program: None, now: datetime) -> None:
    first = RuleVersion.objects.get(label="RF v1")
    version = published(now, window_days=60, capacity=None)
    (entry, *_) = list_feed(ADMIN, version)
    assert entry.type == "program.rules.published"
    assert entry.facts["changes"] == (
        (
            "1.1",
            "A referral is protected for 90 days, at most 180.",
            "A referral is protected for 60 days, at most 180.",
        ),
        ("1.2", "Capacity: 25.", "Capacity: none."),
    )
    difference = compare_versions(ADMIN, first.id, version, now=now)
    assert [(s.label, s.old, s.new) for s in difference.settings] == [
        ("Protection", "90 days", "60 days"),
        ("Open referrals of a partner", "25", "none"),
    ]


def test_an_unknown_rulebook_is_refused(program: None, now: datetime) -> None:
    with pytest.raises(RulebookUnknown):
        draft_rules(actor=ADMIN, key="nothing", now=now)
