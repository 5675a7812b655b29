"""What partners publish is verified by the host, counts as long as it holds, and is shown to others only where it is featured."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.content import commands
from steelyard.content.contributions import queries
from steelyard.content.contributions.addresses import normalize_address
from steelyard.content.contributions.policies import count_failures, is_overdue, next_verification, score_contribution
from steelyard.content.contributions.refusals import (
    AudienceIsInternal,
    ContributionAcknowledgedElsewhere,
    ContributionAddressInvalid,
    ContributionAuthorUnknown,
    ContributionIncomplete,
    ContributionInFuture,
    ContributionNotPossibleNow,
    ContributionTwice,
)
from steelyard.content.contributions.rules import ContributionRules
from steelyard.content.contributions.terms import (
    Confidence,
    ContributionDraft,
    ContributionFacts,
    ContributionFilter,
    ContributionKind,
    ContributionState,
    Reached,
)
from steelyard.content.models import Audience, Contribution
from steelyard.content.terms import HOST_ONLY
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import Evidence
from steelyard.partners.tiers.metrics import find_metric
from steelyard.platform.db import acting_as
from steelyard.platform.files import store_file
from steelyard.platform.models import EventRecord, Notification
from steelyard.program.public import adopt_rules
from tests.content.making import every_partner
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_person

PAGE, ALL = PageRequest(), ContributionFilter()
ADDRESS = "https://blog.acme.example/weighing-at-the-edge"
KINDS = st.sampled_from(list(ContributionKind))
RULES = st.builds(
    ContributionRules,
    blog_post_points=st.integers(0, 100),
    focus_families=st.sampled_from([(), ("edge",), ("edge", "core")]),
    needed_languages=st.sampled_from([(), ("de",), ("de", "fr")]),
    needed_regions=st.sampled_from([(), ("DACH",)]),
    reach_per_point=st.integers(1, 1000),
    most_reach_points=st.integers(0, 50),
)
FACTS = st.builds(
    ContributionFacts,
    kind=KINDS,
    language=st.sampled_from(["en", "de"]),
    region=st.sampled_from(["", "DACH", "EMEA"]),
    families=st.frozensets(st.sampled_from(["edge", "core", "guard"])),
    reach=st.integers(0, 10**9),
    is_first_publication=st.booleans(),
)
WORD = st.text("abcxyz09-", min_size=1, max_size=8)


def make_draft(actor: Actor, now: datetime, **said: Any) -> ContributionDraft:
    """Return what is said of a blog post, complete unless said otherwise."""
    usual: dict[str, Any] = {
        "title": "Weighing at the edge",
        "address": ADDRESS,
        "published_on": (now - timedelta(days=3)).date(),
        "credited_as": "Acme, by one of us",
        "author_ids": (actor.person_id,),
    }
    return ContributionDraft(**{**usual, **said})


def hand_in(actor: Actor, now: datetime, **said: Any) -> UUID:
    """Register a contribution and hand it in."""
    with acting_as(actor):
        key = commands.save_contribution(actor=actor, draft=make_draft(actor, now, **said), now=now)
        commands.submit_contribution(actor=actor, contribution_id=key, now=now)
    return key


def acknowledge(actor: Actor, author: Actor, now: datetime, **said: Any) -> UUID:
    """Hand a contribution in and have it acknowledged."""
    key = hand_in(actor, now, **said)
    with acting_as(author):
        commands.verify_contribution(actor=author, contribution_id=key, confidence=Confidence.HIGH, now=now)
    return key


def points_of(partner_id: UUID, at: datetime, since: datetime | None = None) -> Decimal | None:
    """Return what tiers count of a partner."""
    metric = find_metric("content.contribution_points")
    assert metric is not None
    return metric.measure([partner_id], Evidence(as_of=at, since=since)).get(partner_id)


@given(facts=FACTS, rules=RULES)
def test_points_are_the_sum_of_their_reasons_and_each_names_its_rule(
    facts: ContributionFacts, rules: ContributionRules
) -> None:
    score = score_contribution(facts, rules)
    assert score.points == sum(reason.params["points"] for reason in score.reasons) >= rules.points_of(facts.kind)
    assert {reason.rule for reason in score.reasons} <= {said.rule for said in rules.sentences()}


@given(facts=FACTS, rules=RULES, more=st.integers(0, 10**6))
def test_more_reach_never_gives_fewer_points_nor_more_than_the_rules_allow(
    facts: ContributionFacts, rules: ContributionRules, more: int
) -> None:
    wider = ContributionFacts(
        kind=facts.kind,
        language=facts.language,
        region=facts.region,
        families=facts.families,
        reach=facts.reach + more,
        is_first_publication=facts.is_first_publication,
    )
    before, after = score_contribution(facts, rules).points, score_contribution(wider, rules).points
    assert before <= after <= before + rules.most_reach_points


@given(host=WORD, path=st.lists(WORD, max_size=3), params=st.dictionaries(WORD, WORD, max_size=3), noise=WORD)
def test_tracking_order_and_scheme_make_no_other_address(
    host: str, path: list[str], params: dict[str, str], noise: str
) -> None:
    asked = [f"{key}={value}" for key, value in params.items()]
    one = f"https://{host}.example/{'/'.join(path)}?{'&'.join(asked)}"
    other = f"http://www.{host.upper()}.EXAMPLE/{'/'.join(path)}/?{'&'.join([*reversed(asked), f'utm_source={noise}'])}#{noise}"
    assert normalize_address(one) == normalize_address(other)


@given(address=st.text(max_size=60))
def test_any_text_has_a_key_and_a_key_is_its_own_key(address: str) -> None:
    key = normalize_address(f"https://example.org/{address}")
    assert normalize_address(f"https://{key}") == key
    normalize_address(address)


def test_a_short_link_of_a_video_is_the_video() -> None:
    assert normalize_address("https://youtu.be/a1B2") == normalize_address("https://m.youtube.com/watch?v=a1B2&t=9")
    assert normalize_address("https://example.org/a?p=1") != normalize_address("https://example.org/a?p=2")


@given(day=st.dates(date(2020, 1, 1), date(2090, 1, 1)), months=st.integers(1, 60))
def test_the_next_verification_is_so_many_months_ahead(day: date, months: int) -> None:
    rules = ContributionRules(valid_months=months)
    then = next_verification(day, rules)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day <= day.day
    assert not is_overdue(then, then + timedelta(days=rules.grace_days), rules)
    assert is_overdue(then, then + timedelta(days=rules.grace_days + 1), rules)


def test_only_what_says_that_it_is_gone_counts_as_gone() -> None:
    assert count_failures(2, Reached.GONE) == 3
    assert count_failures(2, Reached.UNKNOWN) == 2
    assert count_failures(2, Reached.THERE) == 0


def test_rules_that_do_not_fit_are_refused() -> None:
    for wrong in ({"reminder_days": (7, 30)}, {"needed_languages": ("xx",)}, {"focus_families": ("edge", "edge")}):
        with pytest.raises(ValidationError):
            ContributionRules(**wrong)


def test_a_verified_contribution_counts_and_carries_what_a_touch_needs(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    seller = ecosystem.acme_seller
    key = hand_in(seller, now, kind=ContributionKind.GUIDE, reach=450, customer="Baker AG", language="de")
    assert points_of(ecosystem.acme, now) is None
    with acting_as(author):
        record = queries.get_contribution_record(author, key, at=now)
        assert record.expected is not None
        commands.verify_contribution(
            actor=author, contribution_id=key, confidence=Confidence.MEDIUM, words="Well done", now=now
        )
    assert points_of(ecosystem.acme, now) == record.expected.points == 40 + 4 + 10
    assert points_of(ecosystem.acme, now - timedelta(days=1)) is None
    assert points_of(ecosystem.acme, now + timedelta(days=9), since=now + timedelta(days=1)) is None
    said = EventRecord.objects.get(type="content.contribution.verified")
    assert said.partner_id == ecosystem.acme
    assert not said.is_internal
    published = (now - timedelta(days=3)).date()
    touched_at = datetime(published.year, published.month, published.day, tzinfo=UTC)
    assert {name: said.payload[name] for name in ("touch_type", "evidence", "source", "customer", "language")} == {
        "touch_type": "content.guide",
        "evidence": ADDRESS,
        "source": "content.contributions",
        "customer": "Baker AG",
        "language": "de",
    }
    assert datetime.fromisoformat(said.payload["touched_at"]) == touched_at
    assert Decimal(str(said.payload["confidence"])) == Decimal("0.7")
    assert said.payload["author_ids"] == [str(seller.person_id)]
    run_jobs()
    assert Notification.objects.filter(person_id=seller.person_id, event_type="content.contribution.verified").exists()


def test_the_host_sees_nothing_of_a_draft_and_asks_refuses_or_verifies_what_was_handed_in(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    seller = ecosystem.acme_seller
    with acting_as(seller):
        key = commands.save_contribution(actor=seller, draft=ContributionDraft(title="Soon"), now=now)
        with pytest.raises(ContributionIncomplete):
            commands.submit_contribution(actor=seller, contribution_id=key, now=now)
    with acting_as(author):
        with pytest.raises(NotFound):
            queries.get_contribution(author, key)
        assert not queries.list_contributions(author, ALL, PAGE).items
    with acting_as(seller):
        commands.save_contribution(actor=seller, contribution_id=key, draft=make_draft(seller, now), now=now)
        commands.submit_contribution(actor=seller, contribution_id=key, now=now)
        with pytest.raises(ContributionNotPossibleNow):
            commands.save_contribution(actor=seller, contribution_id=key, draft=make_draft(seller, now), now=now)
        with pytest.raises(NotAllowed):
            commands.verify_contribution(actor=seller, contribution_id=key, confidence=Confidence.HIGH, now=now)
    with acting_as(author):
        commands.return_contribution(actor=author, contribution_id=key, words="Which customer?", now=now)
        with pytest.raises(ContributionNotPossibleNow):
            commands.refuse_contribution(actor=author, contribution_id=key, reason="No", now=now)
    with acting_as(seller):
        assert queries.get_contribution_record(seller, key, at=now).words == "Which customer?"
        commands.save_contribution(
            actor=seller, contribution_id=key, draft=make_draft(seller, now, customer="Baker"), now=now
        )
        commands.submit_contribution(actor=seller, contribution_id=key, now=now)
    with acting_as(author):
        commands.refuse_contribution(actor=author, contribution_id=key, reason="It is an advertisement.", now=now)
    with acting_as(seller):
        record = queries.get_contribution_record(seller, key, at=now)
        assert (record.card.state, record.words) == (ContributionState.REFUSED, "It is an advertisement.")
    types = EventRecord.objects.filter(subject_id=key).order_by("id").values_list("type", flat=True)
    assert [kind.rpartition(".")[2] for kind in types] == ["submitted", "returned", "submitted", "refused"]


def test_one_address_counts_once_and_nobody_learns_who_else_registered_it(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    first = hand_in(ecosystem.acme_seller, now)
    with pytest.raises(ContributionTwice):
        hand_in(ecosystem.acme_seller, now, address=f"{ADDRESS}/?utm_source=mail")
    second = hand_in(ecosystem.beta_seller, now, title="Also ours")
    with acting_as(author):
        others = queries.get_contribution_record(author, second, at=now).others
        assert [other.title for other in others] == ["Weighing at the edge"]
        commands.verify_contribution(actor=author, contribution_id=first, confidence=Confidence.HIGH, now=now)
        with pytest.raises(ContributionAcknowledgedElsewhere):
            commands.verify_contribution(actor=author, contribution_id=second, confidence=Confidence.LOW, now=now)
    with acting_as(ecosystem.beta_seller):
        assert not queries.get_contribution_record(ecosystem.beta_seller, second, at=now).others
        with pytest.raises(NotFound):
            queries.get_contribution(ecosystem.beta_seller, first)
        assert set(Contribution.objects.values_list("id", flat=True)) == {second}


@pytest.mark.parametrize(
    "address",
    [
        "http://blog.acme.example/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://10.0.0.8/a",
        "https://user:secret@blog.acme.example/",
        "javascript:alert(1)",
        "https:///nowhere",
        "https://blog.acme.example/" + "a" * 2000,
    ],
)
def test_an_address_that_nobody_can_open_is_refused(ecosystem: Ecosystem, now: datetime, address: str) -> None:
    with pytest.raises(ContributionAddressInvalid):
        hand_in(ecosystem.acme_seller, now, address=address)


def test_authors_are_people_of_the_partner_and_the_day_is_not_ahead(ecosystem: Ecosystem, now: datetime) -> None:
    with pytest.raises(ContributionAuthorUnknown):
        hand_in(ecosystem.acme_seller, now, author_ids=(ecosystem.beta_seller.person_id,))
    with pytest.raises(ContributionInFuture):
        hand_in(ecosystem.acme_seller, now, published_on=(now + timedelta(days=1)).date())


def test_others_see_what_is_featured_for_them_and_nothing_of_its_case(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    beta = ecosystem.beta_seller
    key = acknowledge(ecosystem.acme_seller, author, now, customer="Baker AG")
    with acting_as(beta):
        assert not queries.list_featured(beta, ALL, PAGE).items
    with acting_as(author):
        internal = Audience.objects.get(name=HOST_ONLY).id
        with pytest.raises(AudienceIsInternal):
            commands.feature_contribution(actor=author, contribution_id=key, audience_id=internal, now=now)
        commands.feature_contribution(actor=author, contribution_id=key, audience_id=every_partner(), now=now)
    with acting_as(beta):
        (shown,) = queries.list_featured(beta, ALL, PAGE).items
        assert (shown.title, shown.credited_as) == ("Weighing at the edge", "Acme, by one of us")
        assert not queries.list_contributions(beta, ALL, PAGE).items
        with pytest.raises(NotFound):
            queries.get_contribution_record(beta, key, at=now)
        # In the database, too, the case is out of reach, and what is shown cannot be changed.
        assert not Contribution.objects.filter(case__points__gt=0).exists()
        assert not Contribution.objects.filter(id=key).update(partner_id=ecosystem.beta, state="draft")
        with pytest.raises(ContributionAcknowledgedElsewhere):
            again = commands.save_contribution(actor=beta, draft=make_draft(beta, now), now=now)
            commands.submit_contribution(actor=beta, contribution_id=again, now=now)
    with acting_as(author):
        commands.unfeature_contribution(actor=author, contribution_id=key, now=now)
    with acting_as(beta):
        assert not queries.list_featured(beta, ALL, PAGE).items


def test_a_contribution_that_nobody_verifies_again_lapses_and_its_points_end(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = acknowledge(ecosystem.acme_seller, author, now)
    due = Contribution.objects.get(id=key).verify_again_on
    assert due is not None
    near = datetime(due.year, due.month, due.day, 12, tzinfo=UTC) - timedelta(days=20)
    assert commands.remind_of_verifications(now=near) == 1
    assert commands.remind_of_verifications(now=near) == 0
    assert commands.remind_of_verifications(now=near + timedelta(days=14)) == 1
    with acting_as(author):
        commands.confirm_contribution(actor=author, contribution_id=key, now=near)
    assert commands.lapse_unverified(now=near + timedelta(days=60)) == 0
    late = near + timedelta(days=365 + 32)
    assert commands.lapse_unverified(now=late) == 1
    assert commands.lapse_unverified(now=late) == 0
    assert points_of(ecosystem.acme, late - timedelta(days=1)) is not None
    assert points_of(ecosystem.acme, late) is None
    said = EventRecord.objects.get(type="content.contribution.lapsed")
    assert said.payload["reason"] == "Nobody verified it again in time."
    # It comes back as it came: changed, handed in, verified.
    seller = ecosystem.acme_seller
    with acting_as(seller):
        commands.submit_contribution(actor=seller, contribution_id=key, now=late)
    with acting_as(author):
        commands.verify_contribution(actor=author, contribution_id=key, confidence=Confidence.HIGH, now=late)
    assert points_of(ecosystem.acme, late) is not None


def test_an_address_that_is_gone_three_times_lapses_where_the_rules_look(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = acknowledge(ecosystem.acme_seller, author, now)
    assert queries.list_addresses_to_look_at(at=now) == []
    adopt_rules(
        actor=SYSTEM,
        key="contributions",
        rules={"checks_addresses": True},
        effective_from=now,
        now=now,
    )
    assert queries.list_addresses_to_look_at(at=now) == [(key, ADDRESS)]
    for reached in (Reached.GONE, Reached.GONE, Reached.UNKNOWN):
        commands.note_look(contribution_id=key, reached=reached, now=now)
    assert queries.list_addresses_to_look_at(at=now + timedelta(days=6)) == []
    assert points_of(ecosystem.acme, now) is not None
    commands.note_look(contribution_id=key, reached=Reached.GONE, now=now)
    assert points_of(ecosystem.acme, now) is None
    commands.note_look(contribution_id=key, reached=Reached.GONE, now=now)
    assert EventRecord.objects.filter(type="content.contribution.lapsed").count() == 1


def test_what_a_partner_takes_back_counts_no_more_and_is_shown_to_nobody(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key, seller = acknowledge(ecosystem.acme_seller, author, now), ecosystem.acme_seller
    with acting_as(author):
        commands.feature_contribution(actor=author, contribution_id=key, audience_id=every_partner(), now=now)
    with acting_as(ecosystem.beta_seller), pytest.raises(NotFound):
        commands.withdraw_contribution(actor=ecosystem.beta_seller, contribution_id=key, reason="Ours", now=now)
    with acting_as(seller):
        commands.withdraw_contribution(actor=seller, contribution_id=key, reason="Out of date", now=now)
        draft = commands.save_contribution(actor=seller, draft=ContributionDraft(title="Never mind"), now=now)
        commands.withdraw_contribution(actor=seller, contribution_id=draft, reason="Never mind", now=now)
    assert points_of(ecosystem.acme, now + timedelta(days=1)) is None
    assert not Contribution.objects.filter(id=draft).exists()
    with acting_as(ecosystem.beta_seller):
        assert not queries.list_featured(ecosystem.beta_seller, ALL, PAGE).items


def test_a_file_in_place_of_an_address_is_given_to_those_who_are_shown_it(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    seller, beta = ecosystem.acme_seller, browser_of(ecosystem.beta_seller)
    with acting_as(seller):
        uploaded = SimpleUploadedFile("talk.txt", b"What we said.")
        file = store_file(uploaded=uploaded, partner_id=seller.partner_id, actor=seller, now=now)
        draft = make_draft(seller, now, address="", kind=ContributionKind.TALK)
        key = commands.save_contribution(actor=seller, draft=draft, file_id=file.id, now=now)
        commands.submit_contribution(actor=seller, contribution_id=key, now=now)
    address = f"/content/contributions/{public_id('contribution', key)}/file/"
    assert beta.get(address).status_code == 404
    with acting_as(author):
        commands.verify_contribution(actor=author, contribution_id=key, confidence=Confidence.HIGH, now=now)
        commands.feature_contribution(actor=author, contribution_id=key, audience_id=every_partner(), now=now)
    assert b"".join(beta.get(address).streaming_content) == b"What we said."


def test_pages_and_api_register_verify_and_show_the_same(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    seller = browser_of(ecosystem.acme_seller)
    said = {
        "title": "Weighing by page",
        "kind": "video",
        "address": "https://video.acme.example/1",
        "published_on": now.date().isoformat(),
        "language": "en",
        "credited_as": "Acme",
        "author_ids": [str(ecosystem.acme_seller.person_id)],
        "is_first_publication": "on",
        "submit": "1",
    }
    answer = seller.post("/content/contributions/new/", said)
    assert answer.status_code == 302, answer.content.decode()
    body = {name: value for name, value in said.items() if name not in {"submit", "is_first_publication"}} | {
        "title": "Weighing by program",
        "address": "https://video.acme.example/2",
        "author_ids": [public_id("person", ecosystem.acme_seller.person_id)],
    }
    made = seller.post("/api/v1/contributions", body, content_type="application/json")
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert seller.post(f"/api/v1/contributions/{key}/submission").json()["state"] == "submitted"
    host = browser_of(author)
    listed = host.get("/api/v1/contributions?state=submitted").json()
    assert {row["title"] for row in listed["items"]} == {"Weighing by page", "Weighing by program"}
    page = host.get("/content/contributions/?state=submitted").content.decode()
    assert "Weighing by page" in page
    by_page = answer["Location"]
    assert "30 points for a video." in host.get(by_page).content.decode()
    assert host.post(f"{by_page}verification/", {"confidence": "high", "words": ""}).status_code == 302
    verified = host.post(
        f"/api/v1/contributions/{key}/verification", {"confidence": "high"}, content_type="application/json"
    ).json()
    assert (verified["state"], verified["points"]) == ("acknowledged", 40)
    assert [one["rule"] for one in verified["reasons"]] == ["CB-1", "CB-3"]
    told = EventRecord.objects.filter(type="content.contribution.verified").values_list("payload__points", flat=True)
    assert list(told) == [40, 40]
    assert browser_of(ecosystem.beta_seller).get(f"/api/v1/contributions/{key}").status_code == 404


def test_bad_input_is_answered_in_the_form(ecosystem: Ecosystem, now: datetime) -> None:
    seller = browser_of(ecosystem.acme_seller)
    said = {"title": "x", "kind": "video", "language": "en", "address": "https://10.0.0.1/", "reach": "-4"}
    assert seller.post("/content/contributions/new/", said).status_code == 422
    answer = seller.post("/content/contributions/new/", {**said, "reach": ""})
    assert answer.status_code == 422
    assert "a public host" in answer.content.decode()
    wrong = {"title": "x", "kind": "song"}
    assert seller.post("/api/v1/contributions", wrong, content_type="application/json").status_code == 422


def test_channel_managers_verify_and_only_authors_show_to_others(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    manager = make_person(now, "Mina Manager", Role.CHANNEL_MANAGER)
    key = hand_in(ecosystem.acme_seller, now)
    with acting_as(manager):
        commands.verify_contribution(actor=manager, contribution_id=key, confidence=Confidence.HIGH, now=now)
        with pytest.raises(NotAllowed):
            commands.feature_contribution(actor=manager, contribution_id=key, audience_id=every_partner(), now=now)
