"""Audits class every partner by fit and return with reasons; people decide, and what was decided stays."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import AuditedPartner, Partner, PartnerTask, PortfolioAudit
from steelyard.partners.portfolio.metrics import find_measurable
from steelyard.partners.portfolio.parts import STARTING_FIELDS, STARTING_MEASURES, Field, FieldRule, MeasureRule
from steelyard.partners.portfolio.policies import classify_partner
from steelyard.partners.portfolio.queries import (
    find_last_decision,
    find_next,
    get_audited,
    get_overview,
    list_audited,
    list_audits,
    list_moves,
    list_points,
    list_progress,
)
from steelyard.partners.portfolio.refusals import (
    AuditClosed,
    AuditDayInvalid,
    AuditEmpty,
    AuditNotMeasured,
    AuditReasonMissing,
)
from steelyard.partners.portfolio.rules import PortfolioRules, _check
from steelyard.partners.portfolio.terms import (
    AuditedFilter,
    AuditFacts,
    AuditScope,
    Axis,
    Course,
    DecisionDraft,
    Figure,
    PartnerClass,
    Reading,
)
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.platform.privacy.protection import unprotected
from tests.jobs import run_jobs
from tests.partners.automating import adopt, automation, step
from tests.partners.making import Ecosystem, browser_of, make_partner, make_person
from tests.pipeline.making import make_opportunity

RULES, PAGE = PortfolioRules(), PageRequest()
FULL = {
    one.key: Figure(value=one.threshold, base=Decimal(1) if one.reading is Reading.GROWTH else Decimal(100))
    for one in STARTING_MEASURES
}


def facts(figures: dict[str, Figure] | None = None, **said: Any) -> AuditFacts:
    """Return facts of a partner that has been there for two years and did something yesterday."""
    return AuditFacts(**{"figures": figures or {}, "quiet_days": 1, "enrolled_days": 730, **said})


@pytest.mark.parametrize(
    ("fit", "returns", "expected", "course"),
    [
        ("1", "1", PartnerClass.STRATEGIC, Course.INVEST),
        ("1", "0.3", PartnerClass.STRATEGIC, Course.INVEST),
        ("1", "0", PartnerClass.PLATFORM_FIT, Course.MAINTAIN),
        ("0.4", "0.3", PartnerClass.PLATFORM_FIT, Course.MAINTAIN),
        ("0.4", "0", PartnerClass.PLATFORM_FIT, Course.WATCH),
        ("0", "1", PartnerClass.TRANSACTIONAL, Course.MAINTAIN),
        ("0", "0", PartnerClass.TRANSACTIONAL, Course.EXIT),
    ],
)
def test_fit_and_return_make_the_class(fit: str, returns: str, expected: PartnerClass, course: Course) -> None:
    figures = {
        one.key: Figure(value=one.threshold * Decimal(share), base=Decimal(100))
        for axis, share in ((Axis.FIT, fit), (Axis.RETURN, returns))
        for one in RULES.measures_of(axis)
        if one.reading is Reading.VALUE
    }
    found = classify_partner(facts(figures), RULES)
    assert (found.partner_class, found.course) == (expected, course)
    assert found.reasons[0].code == "audit_field"
    assert found.reasons[0].rule in {said.rule for said in RULES.sentences()}
    assert {one.rule for one in found.reasons} <= {said.rule for said in RULES.sentences()}


def test_who_does_nothing_is_dormant_and_who_is_new_is_not_sent_away() -> None:
    found = classify_partner(facts(quiet_days=200), RULES)
    assert (found.partner_class, found.course) == (PartnerClass.DORMANT, Course.EXIT)
    never = classify_partner(facts(quiet_days=None), RULES)
    assert never.partner_class is PartnerClass.DORMANT
    new = classify_partner(facts(quiet_days=None, enrolled_days=30), RULES)
    assert (new.partner_class, new.course) == (PartnerClass.TRANSACTIONAL, Course.WATCH)
    assert "audit_new" in {one.code for one in new.reasons}
    assert classify_partner(facts(FULL, quiet_days=900), RULES).partner_class is PartnerClass.STRATEGIC


def test_what_is_not_known_counts_neither_for_nor_against() -> None:
    known = {key: one for key, one in FULL.items() if key not in {"sourced", "tier", "data", "goals"}}
    found = classify_partner(facts(known), RULES)
    assert (found.fit.points, found.returns.points) == (100, 100)
    assert {one.key for one in found.fit.measures if one.value is None} == {"sourced", "tier", "data"}


@given(
    key=st.sampled_from([one.key for one in STARTING_MEASURES]),
    values=st.dictionaries(st.sampled_from([one.key for one in STARTING_MEASURES]), st.integers(0, 300_000)),
    more=st.integers(1, 300_000),
    quiet=st.integers(0, 400),
)
def test_more_of_anything_never_proposes_less(key: str, values: dict[str, int], more: int, quiet: int) -> None:
    figures = {name: Figure(value=Decimal(value), base=Decimal(50)) for name, value in values.items()}
    figures.setdefault(key, Figure(value=Decimal(0), base=Decimal(50)))
    raised = figures | {key: Figure(value=figures[key].value + more, base=Decimal(50))}
    less, better = (classify_partner(facts(one, quiet_days=quiet), RULES) for one in (figures, raised))
    assert less.fit.points <= better.fit.points
    assert less.returns.points <= better.returns.points
    assert less.course.rank <= better.course.rank
    assert 0 <= better.fit.points <= 100
    assert 0 <= better.returns.points <= 100


def test_it_says_what_would_change_it() -> None:
    found = classify_partner(facts(), RULES)
    steps = [one for one in found.would_change if one.code == "audit_next_level"]
    assert [one.outcome for one in steps] == [Course.WATCH, Course.MAINTAIN]
    assert {one.rule for one in found.reasons} <= {said.rule for said in RULES.sentences()}
    assert steps[0].params["points"] == RULES.some_fit
    assert (
        any(one.code == "audit_room" for one in found.would_change) is False
    )  # nothing is known, so nothing can be raised
    assert classify_partner(facts(FULL), RULES).would_change == ()


@pytest.mark.parametrize(
    "said",
    [
        {"measures": STARTING_MEASURES[:1]},
        {"measures": (*STARTING_MEASURES, STARTING_MEASURES[0])},
        {"some_fit": 60},
        {"fields": STARTING_FIELDS[:-1]},
        {"fields": (*STARTING_FIELDS[:-1], STARTING_FIELDS[0])},
        {
            "fields": (
                FieldRule(field=Field.HIGH_HIGH, partner_class=PartnerClass.STRATEGIC, course=Course.EXIT),
                *STARTING_FIELDS[1:],
            )
        },
    ],
)
def test_rules_that_do_not_fit_together_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PortfolioRules(**said)


def test_what_comes_with_the_product_can_be_measured() -> None:
    for one in STARTING_MEASURES:
        _check(one)
        assert find_measurable(one.metric)
    for axis in Axis:
        assert sum(one.weight for one in RULES.measures_of(axis)) == 100


def test_nobody_measures_what_is_not_known() -> None:
    unknown = MeasureRule(key="x", axis=Axis.FIT, metric="no.such", weight=Decimal(1), threshold=Decimal(1))
    with pytest.raises(ValidationError, match="nobody measures"):
        PortfolioRules(measures=(*STARTING_MEASURES, unknown))


def begin(actor: Actor, now: datetime, **said: Any) -> UUID:
    """Begin an audit of everybody as of today, and let it be measured."""
    scope = AuditScope(**{"as_of": now.date(), "name": "First half", **said})
    with acting_as(actor):
        key = commands.begin_audit(actor=actor, scope=scope, now=now)
    run_jobs()
    return key


def decide(now: datetime, actor: Actor, audit: UUID, partner: UUID, **said: Any) -> None:
    """Accept what is proposed of a partner, or decide otherwise."""
    row = AuditedPartner.objects.get(audit=audit, partner=partner)
    draft = DecisionDraft(
        partner_class=said.get("partner_class", PartnerClass(row.partner_class)),
        course=said.get("course", Course(row.course)),
        reason=said.get("reason", ""),
        note=said.get("note", ""),
    )
    with acting_as(actor):
        commands.decide_partnership(actor=actor, audit_id=audit, partner_id=partner, draft=draft, now=now)


def win(partner: UUID, day: date) -> None:
    """Let a partner win an opportunity on a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    won = make_opportunity(at - timedelta(days=9), f"Won on {day}", partner_id=partner)
    close_opportunity(actor=SYSTEM, opportunity_id=won, won=True, now=at)


def test_an_audit_keeps_the_figures_of_its_day(ecosystem: Ecosystem, now: datetime) -> None:
    for day in (now.date() - timedelta(days=30), now.date() - timedelta(days=400)):
        win(ecosystem.acme, day)
    audit = begin(ecosystem.manager, now)
    record = get_audited(ecosystem.manager, audit, ecosystem.acme)
    won = record.facts.figures["won"]
    assert won.value > 0
    assert record.facts.figures["growth"].base == record.facts.figures["growth"].value
    assert record.facts.figures["share"] == Figure(value=won.value, base=won.value)
    assert "goals" not in record.facts.figures  # it had none, so nothing is known
    beta = get_audited(ecosystem.manager, audit, ecosystem.beta)
    assert beta.facts.figures["won"].value == 0
    win(ecosystem.acme, now.date() - timedelta(days=1))
    assert get_audited(ecosystem.manager, audit, ecosystem.acme) == record
    assert (record.card.fit, record.card.returns) == (
        record.classification.fit.points,
        record.classification.returns.points,
    )
    assert record.card.course == record.classification.course


def test_measures_and_closed_decisions_stay_in_the_database(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    rows = AuditedPartner.objects.filter(audit=audit)
    for change in ({"fit": Decimal(99)}, {"facts": {}}, {"course": "invest"}, {"region": "UKI"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    decide(now, ecosystem.manager, audit, ecosystem.acme)
    with acting_as(ecosystem.manager):
        commands.close_audit(actor=ecosystem.manager, audit_id=audit, now=now)
    with pytest.raises(AuditClosed):
        decide(now, ecosystem.manager, audit, ecosystem.acme)
    with pytest.raises(AuditClosed):
        commands.close_audit(actor=ecosystem.manager, audit_id=audit, now=now)
    for write in (lambda: rows.update(note="later"), rows.delete, lambda: PortfolioAudit.objects.update(name="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_an_erasure_takes_a_name_out_of_what_stays(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    decide(now, ecosystem.manager, audit, ecosystem.acme, note="Ask Sami Acar.")
    with acting_as(ecosystem.manager):
        commands.close_audit(actor=ecosystem.manager, audit_id=audit, now=now)
    with unprotected():
        AuditedPartner.objects.filter(audit=audit).update(note="Ask somebody.")
    assert AuditedPartner.objects.filter(note="Ask somebody.").count() == 2


def test_who_decides_otherwise_says_why(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    with pytest.raises(AuditReasonMissing):
        decide(now, ecosystem.manager, audit, ecosystem.acme, course=Course.INVEST, reason=" ")
    decide(
        now, ecosystem.manager, audit, ecosystem.acme, course=Course.INVEST, reason="A new team.", note="See in May."
    )
    found = find_last_decision(ecosystem.manager, ecosystem.acme)
    assert found
    assert (found[0].decided_course, found[0].reason, found[0].decided_by) == (
        Course.INVEST,
        "A new team.",
        "Mara Lind",
    )
    wanted = AuditedFilter(differs=True)
    assert [one.partner_id for one in list_audited(ecosystem.manager, audit, wanted, PAGE).items] == [ecosystem.acme]
    event = EventRecord.objects.filter(type="partners.audit.decided").get()
    assert event.payload["reason"] == "A new team."


def test_managers_decide_one_after_the_other(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    assert Notification.objects.filter(person_id=ecosystem.manager.person_id).exists()
    mine = AuditedFilter(manager_id=ecosystem.manager.person_id)
    assert find_next(ecosystem.manager, audit, mine) == ecosystem.acme
    assert find_next(ecosystem.manager, audit, AuditedFilter(), after=ecosystem.acme) == ecosystem.beta
    assert find_next(ecosystem.manager, audit, AuditedFilter(), after=ecosystem.beta) == ecosystem.acme
    decide(now, ecosystem.manager, audit, ecosystem.acme)
    assert find_next(ecosystem.manager, audit, mine) is None
    progress = {one.manager: (one.decided, one.partners) for one in list_progress(ecosystem.manager, audit)}
    assert progress == {"Mara Lind": (1, 1), "": (0, 1)}
    overview = get_overview(ecosystem.manager, audit)
    assert sum(overview.proposed.values()) == sum(one.count for one in overview.places) == 2
    assert sum(overview.decided.values()) == 1
    assert len(list_points(ecosystem.manager, audit)) == 2


@pytest.mark.parametrize(
    ("said", "count"), [({"region": "EMEA"}, 2), ({"type": "services"}, 1), ({"region": "UKI"}, 0)]
)
def test_an_audit_is_about_its_scope(ecosystem: Ecosystem, now: datetime, said: dict[str, str], count: int) -> None:
    if not count:
        with pytest.raises(AuditEmpty):
            begin(ecosystem.manager, now, **said)
        return
    audit = begin(ecosystem.manager, now, **said)
    assert AuditedPartner.objects.filter(audit=audit).count() == count


def test_an_audit_of_a_manager_is_about_whom_it_looks_after(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now, manager_id=ecosystem.manager.person_id)
    assert [row.partner_id for row in AuditedPartner.objects.filter(audit=audit)] == [ecosystem.acme]
    for day in (now.date() + timedelta(days=1), now.date() - timedelta(days=4000)):
        with pytest.raises(AuditDayInvalid):
            begin(ecosystem.manager, now, as_of=day)


def test_nothing_is_decided_before_it_is_measured(ecosystem: Ecosystem, now: datetime) -> None:
    scope = AuditScope(as_of=now.date(), name="Now")
    audit = commands.begin_audit(actor=ecosystem.manager, scope=scope, now=now)
    draft = DecisionDraft(partner_class=PartnerClass.STRATEGIC, course=Course.INVEST)
    with pytest.raises(AuditNotMeasured):
        commands.decide_partnership(
            actor=ecosystem.manager, audit_id=audit, partner_id=ecosystem.acme, draft=draft, now=now
        )
    run_jobs()
    assert commands.measure_audit(audit_id=audit, now=now) == 2  # once
    row = AuditedPartner.objects.filter(audit=audit).first()
    assert row
    row.pk, row.partner_id = None, make_partner(now, "Late GmbH", types=("reseller",))
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditedPartner.objects.bulk_create([row])


def test_two_audits_tell_who_moved(ecosystem: Ecosystem, now: datetime) -> None:
    first, second = (begin(ecosystem.manager, now, name=name) for name in ("Then", "Now"))
    assert list_moves(ecosystem.manager, first, second, PAGE).items == []
    decide(now, ecosystem.manager, second, ecosystem.acme, course=Course.INVEST, reason="It will grow.")
    third = begin(ecosystem.manager, now, name="Services", type="services")
    (move,) = list_moves(ecosystem.manager, first, second, PAGE).items
    assert (move.partner_id, move.course_after) == (ecosystem.acme, Course.INVEST)
    left = list_moves(ecosystem.manager, second, third, PAGE).items
    assert [(one.partner_id, one.course_after) for one in left] == [(ecosystem.acme, None)]


def test_an_automation_may_propose_an_offboarding_but_nothing_ends_by_itself(
    ecosystem: Ecosystem, now: datetime
) -> None:
    adopt(
        now,
        automation("exits", event="partners.audit.settled", when='event_course == "exit"'),
        steps=[step("propose_offboarding", "exits", target="", title="Part ways?", days=14)],
    )
    audit = begin(ecosystem.manager, now)
    decide(now, ecosystem.manager, audit, ecosystem.acme, course=Course.EXIT, reason="They said so.")
    decide(now, ecosystem.manager, audit, ecosystem.beta, course=Course.MAINTAIN, reason="They said so too.")
    run_jobs()
    assert not PartnerTask.objects.exists()  # it may still be decided otherwise
    with acting_as(ecosystem.manager):
        commands.close_audit(actor=ecosystem.manager, audit_id=audit, now=now)
    run_jobs()
    task = PartnerTask.objects.get()
    assert (task.partner_id, task.purpose, task.title) == (ecosystem.acme, "offboarding", "Part ways?")
    assert Partner.objects.get(id=ecosystem.acme).status == "active"


@pytest.mark.parametrize("name", ["acme_seller", "acme_admin", "beta_seller"])
def test_partners_find_nothing_of_audits(ecosystem: Ecosystem, now: datetime, name: str) -> None:
    audit, actor = begin(ecosystem.manager, now), getattr(ecosystem, name)
    decide(now, ecosystem.manager, audit, ecosystem.acme)
    with acting_as(actor):
        assert not PortfolioAudit.objects.exists()
        assert not AuditedPartner.objects.exists()
        with pytest.raises(NotFound):
            list_audits(actor, PAGE)
        with pytest.raises(NotFound):
            get_audited(actor, audit, ecosystem.acme)
        with pytest.raises(NotFound):
            commands.begin_audit(actor=actor, scope=AuditScope(as_of=now.date(), name="x"), now=now)
        assert find_last_decision(actor, ecosystem.acme) is None
    browser = browser_of(actor)
    key, partner = public_id("portfolioaudit", audit), public_id("partner", ecosystem.acme)
    for address in (
        "/partners/audits/",
        "/partners/audits/new/",
        f"/partners/audits/{key}/",
        f"/partners/audits/{key}/partners/{partner}/",
        f"/exports/audited-partners.csv?audit={key}",
        "/api/v1/portfolio-audits",
        f"/api/v1/portfolio-audits/{key}",
        f"/api/v1/audited-partners?audit={key}",
    ):
        assert browser.get(address).status_code in {403, 404}, address


def test_others_of_the_host_read_but_do_not_decide(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    finance = make_person(now, "Fiona Nance", Role.FINANCE)
    assert list_audits(finance, PAGE).total == 1
    with pytest.raises(NotAllowed):
        decide(now, finance, audit, ecosystem.acme)
    with pytest.raises(NotAllowed):
        commands.close_audit(actor=finance, audit_id=audit, now=now)


def test_page_and_api_say_the_same(ecosystem: Ecosystem, now: datetime) -> None:
    audit = begin(ecosystem.manager, now)
    browser, key = browser_of(ecosystem.manager), public_id("portfolioaudit", audit)
    partner = public_id("partner", ecosystem.acme)
    said = browser.get(f"/api/v1/portfolio-audits/{key}/partners/{partner}").json()
    page = browser.get(f"/partners/audits/{key}/partners/{partner}/").content.decode()
    for reason in said["reasons"][:1]:
        assert reason["text"].replace("'", "&#x27;") in page
    assert len(said["measures"]) == len(STARTING_MEASURES)
    answer = browser.post(f"/partners/audits/{key}/partners/{partner}/", {"accepts": "yes", "note": "Fine."})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/partners/{public_id('partner', ecosystem.beta)}/")
    (row,) = browser.get(f"/api/v1/audited-partners?audit={key}&decided=true").json()["items"]
    assert (row["decided_course"], row["note"], row["decided_by"]) == (said["course"], "Fine.", "Mara Lind")
    assert "Acme" in browser.get(f"/exports/audited-partners.csv?audit={key}&decided=yes").getvalue().decode()
    refused = browser.post(
        f"/partners/audits/{key}/partners/{partner}/", {"partner_class": "strategic", "course": "invest"}
    )
    assert refused.status_code == 422
    again = browser.put(
        f"/api/v1/portfolio-audits/{key}/partners/{partner}/decision",
        {"partner_class": "strategic", "course": "invest"},
        content_type="application/json",
    )
    assert again.json()["code"] == "audit_reason_missing"
    assert "Audit" in browser.get(f"/partners/{partner}/").content.decode()
    browser.post(f"/partners/audits/{key}/closing/")
    assert browser.get(f"/api/v1/portfolio-audits/{key}").json()["closed_at"]
    other = public_id("portfolioaudit", begin(ecosystem.manager, now, name="Next"))
    assert browser.get(f"/partners/audits/{other}/comparison/?before={key}").status_code == 200
    assert browser.get(f"/api/v1/audit-moves?before={key}&after={other}").status_code == 200
    assert browser.get(f"/partners/audits/{other}/").status_code == 200
    assert browser.get("/partners/audits/").status_code == 200
