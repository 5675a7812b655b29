"""Scores and tasks follow the data: by reaction, by the nightly pass, under row-level security, on pages and over the API."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands import create_company, rule_out_duplicate
from steelyard.companies.models import PossibleDuplicate
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.models import DataTask, Partner, PartnerScore
from steelyard.partners.quality.jobs import assess_everyone, remind_everyone
from steelyard.partners.quality.queries import find_score, list_scores, list_tasks
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.quality.terms import Confirmation, Detail, ScoreCard, ScoreFilter, TaskFilter, TaskState
from steelyard.partners.terms import PartnerStatus, ProfileDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from steelyard.platform.notifications import title_of
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_partner

FILLED = ("website", "phone", "description", "capabilities", "verticals")
FULL = ProfileDraft(
    website="https://acme.example",
    phone="+49 30 1",
    description="We build.",
    capabilities=("Cloud",),
    verticals=("Public",),
)


def card_of(partner_id: UUID, now: datetime) -> ScoreCard:
    """Return the score of a partner."""
    card = find_score(SYSTEM, partner_id, at=now)
    assert card is not None
    return card


def open_tasks(partner_id: UUID) -> set[str]:
    """Return what the partner is asked for."""
    return {str(task) for task in DataTask.objects.filter(partner=partner_id, done_at=None)}


@pytest.fixture
def assessed(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Return the ecosystem after everything that happened in it was heard."""
    run_jobs()
    return ecosystem


def test_an_enrolled_partner_is_assessed_and_asked_for_what_is_missing(assessed: Ecosystem, now: datetime) -> None:
    card = card_of(assessed.acme, now)
    assert set(card.missing) == {*Detail} - {Detail.ROLE, Detail.MANAGER, Detail.SPECIALIZATIONS}
    assert card.score == sum(part.points for part in card.parts)
    assert open_tasks(assessed.acme) == {f"fill {name}" for name in FILLED}


def test_filling_in_does_the_tasks_at_once_and_raises_the_score(assessed: Ecosystem, now: datetime) -> None:
    before, actor = card_of(assessed.acme, now).score, assessed.acme_admin
    with acting_as(actor):
        commands.change_profile(actor=actor, partner_id=assessed.acme, profile=FULL, now=now)
    assert open_tasks(assessed.acme) == set()
    run_jobs()
    card = card_of(assessed.acme, now)
    assert card.missing == (Detail.AGREEMENT,)
    assert card.score > before


def test_what_is_emptied_is_asked_for_again(assessed: Ecosystem, now: datetime) -> None:
    for profile in (FULL, ProfileDraft(website=FULL.website)):
        commands.change_profile(actor=assessed.acme_admin, partner_id=assessed.acme, profile=profile, now=now)
    run_jobs()
    assert "fill phone" in open_tasks(assessed.acme)
    assert "fill website" not in open_tasks(assessed.acme)


def test_people_are_confirmed_each_quarter_and_a_stale_record_is_asked_about(
    assessed: Ecosystem, now: datetime
) -> None:
    later = now + timedelta(days=200)
    assess_everyone(later)
    assert {"contacts", "record"} <= open_tasks(assessed.acme)
    stale = card_of(assessed.acme, later)
    for what in Confirmation:
        with acting_as(assessed.acme_admin):
            commands.confirm_data(
                actor=assessed.acme_admin, partner_id=assessed.acme, what=what, remark="All well.", now=later
            )
    assert not {"contacts", "record"} & open_tasks(assessed.acme)
    assess_everyone(later)
    assert not {"contacts", "record"} & open_tasks(assessed.acme)
    assert card_of(assessed.acme, later).score > stale.score


def test_a_remark_reaches_those_who_look_after_the_partner(assessed: Ecosystem, now: datetime) -> None:
    said = {"actor": assessed.acme_admin, "partner_id": assessed.acme, "what": Confirmation.RECORD, "now": now}
    commands.confirm_data(**said)
    commands.confirm_data(**said, remark="Ask Sami from June on.")
    run_jobs()
    told = Notification.objects.filter(event_type="partners.data.confirmed")
    assert [(row.person_id, title_of(row)) for row in told] == [
        (assessed.manager.person_id, "Acme Systems GmbH confirmed its data and remarks: Ask Sami from June on.")
    ]


def test_only_the_administrator_and_the_host_confirm(assessed: Ecosystem, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        commands.confirm_data(actor=assessed.acme_seller, partner_id=assessed.acme, what=Confirmation.CONTACTS, now=now)
    with acting_as(assessed.acme_admin), pytest.raises(NotFound):
        commands.confirm_data(actor=assessed.acme_admin, partner_id=assessed.beta, what=Confirmation.CONTACTS, now=now)


def test_an_open_duplicate_of_its_company_lowers_the_score_until_somebody_rules_it_out(
    assessed: Ecosystem, now: datetime
) -> None:
    before = card_of(assessed.acme, now).score
    company = Partner.objects.get(id=assessed.acme).company
    draft = CompanyDraft(name="Nordlicht Werke", city="Kiel", country="DE")
    other = create_company(draft=draft, actor=SYSTEM, now=now)
    PossibleDuplicate.objects.create(company=company, other_id=other, probability=0.9, noted_at=now)
    assess_everyone(utc_now())
    assert card_of(assessed.acme, now).score == before - 5
    rule_out_duplicate(company_id=company.id, other_id=other, actor=SYSTEM, now=now)
    run_jobs()
    assert card_of(assessed.acme, now).score == before


def test_scores_are_made_again_from_nothing(assessed: Ecosystem) -> None:
    kept = {row.partner_id: (row.score, row.facts, row.rules) for row in PartnerScore.objects.all()}
    PartnerScore.objects.all().delete()
    assert assess_everyone(utc_now()) == len(kept) == 2
    assert {row.partner_id: (row.score, row.facts, row.rules) for row in PartnerScore.objects.all()} == kept


def test_assessing_again_changes_nothing_and_tells_nobody(assessed: Ecosystem) -> None:
    tasks = set(DataTask.objects.values_list("id", flat=True))
    told = Notification.objects.count()
    assess_everyone(utc_now())
    run_jobs()
    assert set(DataTask.objects.values_list("id", flat=True)) == tasks
    assert Notification.objects.count() == told


def test_a_pass_over_many_takes_no_more_statements_than_over_one(assessed: Ecosystem) -> None:
    def count(ids: list[UUID]) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert commands.assess_partners(partner_ids=ids, now=utc_now()) == len(ids)
        return len(caught)

    assert count([assessed.acme, assessed.beta]) <= count([assessed.acme])


def test_who_has_ended_keeps_neither_score_nor_tasks(assessed: Ecosystem, now: datetime) -> None:
    commands.set_status(
        actor=assessed.manager, partner_id=assessed.acme, status=PartnerStatus.ENDED, reason="Closed.", now=now
    )
    run_jobs()
    assert find_score(SYSTEM, assessed.acme, at=now) is None
    assert open_tasks(assessed.acme) == set()


def test_a_merged_partner_has_no_score_until_the_merge_is_undone(assessed: Ecosystem, now: datetime) -> None:
    other = make_partner(now, "Acme Systeme AG", types=("reseller",))
    run_jobs()
    merge = commands.merge_partners(
        survivor_id=assessed.acme, merged_id=other, taken=(), actor=assessed.manager, now=now
    )
    run_jobs()
    assert find_score(SYSTEM, other, at=now) is None
    commands.undo_partner_merge(merge_id=merge, actor=assessed.manager, now=now)
    run_jobs()
    assert find_score(SYSTEM, other, at=now) is not None


def test_administrators_are_told_and_reminded_once_on_each_day_of_the_rules(assessed: Ecosystem) -> None:
    def told(kind: str) -> int:
        return Notification.objects.filter(person_id=assessed.acme_admin.person_id, event_type=kind).count()

    assert told("partners.data.tasks_opened") == 1
    reminded = []
    for passed in range(20):
        for _again in range(2):
            remind_everyone(utc_now() + timedelta(days=passed))
        run_jobs()
        reminded.append(told("partners.data.tasks_due"))
    days = DataQualityRules().task_days
    came = [passed for passed in range(1, 20) if reminded[passed] > reminded[passed - 1]]
    assert came == [days - 7, days - 1, days + 1]


def test_a_task_is_overdue_once_its_day_has_passed(assessed: Ecosystem, now: datetime) -> None:
    wanted = TaskFilter(partner_id=assessed.acme, state=TaskState.OVERDUE)
    due = list_tasks(SYSTEM, TaskFilter(), PageRequest(), at=now).items[0].due_on
    assert list_tasks(SYSTEM, wanted, PageRequest(), at=_on(now, due)).total == 0
    late = list_tasks(SYSTEM, wanted, PageRequest(), at=_on(now, due + timedelta(days=1)))
    assert {task.state for task in late.items} == {TaskState.OVERDUE}


def _on(now: datetime, day: date) -> datetime:
    return now.replace(year=day.year, month=day.month, day=day.day)


def test_the_worst_stand_first_and_filters_hold(assessed: Ecosystem, now: datetime) -> None:
    commands.change_profile(actor=assessed.acme_admin, partner_id=assessed.acme, profile=FULL, now=now)
    run_jobs()
    host = assessed.manager
    page = list_scores(host, ScoreFilter(), PageRequest(sort="score"), at=now)
    assert [card.partner_id for card in page.items] == [assessed.beta, assessed.acme]
    mine = list_scores(host, ScoreFilter(manager_id=host.person_id), PageRequest(), at=now)
    assert [card.partner_id for card in mine.items] == [assessed.acme]
    good = list_scores(host, ScoreFilter(grade=card_of(assessed.acme, now).grade), PageRequest(), at=now)
    assert assessed.acme in {card.partner_id for card in good.items}
    assert list_scores(host, ScoreFilter(text="nobody"), PageRequest(), at=now).total == 0


def test_a_partner_sees_its_own_score_and_tasks_only(assessed: Ecosystem, now: datetime) -> None:
    actor = assessed.acme_admin
    with acting_as(actor):
        assert set(PartnerScore.objects.values_list("partner_id", flat=True)) == {assessed.acme}
        assert set(DataTask.objects.values_list("partner_id", flat=True)) == {assessed.acme}
        assert find_score(actor, assessed.beta, at=now) is None
        assert {task.partner_id for task in list_tasks(actor, TaskFilter(), PageRequest(), at=now).items} == {
            assessed.acme
        }
        with pytest.raises(NotAllowed):
            list_scores(actor, ScoreFilter(), PageRequest(), at=now)


def test_the_database_lets_no_partner_write_a_score(assessed: Ecosystem, now: datetime) -> None:
    with acting_as(assessed.acme_admin), pytest.raises(DatabaseError), transaction.atomic():
        PartnerScore.objects.update(score=100)
    with acting_as(assessed.acme_admin):
        assert DataTask.objects.filter(partner=assessed.beta).update(done_at=now) == 0


def test_pages_show_the_score_and_the_tasks(assessed: Ecosystem, now: datetime) -> None:
    acme = public_id("partner", assessed.acme)
    host, admin = browser_of(assessed.manager), browser_of(assessed.acme_admin)
    scores = host.get("/partners/quality/").content.decode()
    assert scores.index("Beta Networks AG") < scores.index("Acme Systems GmbH")
    assert "Fill in what is missing: Website" in host.get("/partners/quality/tasks/").content.decode()
    record = host.get(f"/partners/{acme}/").content.decode()
    assert f"/partners/{acme}/quality/" in record
    own = admin.get(f"/partners/{acme}/quality/").content.decode()
    assert "Completeness counts 40" in own
    assert "Fill in what is missing: Website" in own
    assert "Fill in what is missing: Website" in admin.get("/").content.decode()
    beta = public_id("partner", assessed.beta)
    assert admin.get(f"/partners/{beta}/quality/").status_code == 404


def test_a_partner_confirms_on_its_page(assessed: Ecosystem, now: datetime) -> None:
    assess_everyone(now + timedelta(days=100))
    acme = public_id("partner", assessed.acme)
    admin = browser_of(assessed.acme_admin)
    page = admin.get(f"/partners/{acme}/quality/contacts/")
    assert "Partner administrator: Anna Acar" in page.content.decode()
    assert admin.post(f"/partners/{acme}/quality/contacts/", {"remark": ""}).status_code in {302, 303}
    assert "contacts" not in open_tasks(assessed.acme)
    seller: Actor = assessed.acme_seller
    assert browser_of(seller).post(f"/partners/{acme}/quality/contacts/").status_code == 403
    assert admin.get(f"/partners/{acme}/quality/nothing/").status_code == 404


def test_the_api_lists_explains_and_confirms(assessed: Ecosystem, now: datetime) -> None:
    acme = public_id("partner", assessed.acme)
    host, admin = browser_of(assessed.manager), browser_of(assessed.acme_admin)
    scores = host.get("/api/v1/partner-scores").json()
    assert [item["partner"] for item in scores["items"]] == ["Beta Networks AG", "Acme Systems GmbH"]
    assert admin.get("/api/v1/partner-scores").status_code == 403
    shown = admin.get(f"/api/v1/partners/{acme}/quality").json()
    assert [part["rule"] for part in shown["parts"]] == ["DQ-1", "DQ-2", "DQ-3", "DQ-4"]
    assert sum(float(part["points"]) for part in shown["parts"]) == pytest.approx(float(shown["score"]))
    tasks = admin.get("/api/v1/data-tasks?state=open").json()
    assert {task["partner_id"] for task in tasks["items"]} == {acme}
    answer = admin.post(f"/api/v1/partners/{acme}/confirmations", {"what": "contacts"}, content_type="application/json")
    assert answer.status_code == 200
    beta = public_id("partner", assessed.beta)
    assert admin.get(f"/api/v1/partners/{beta}/quality").status_code == 404
