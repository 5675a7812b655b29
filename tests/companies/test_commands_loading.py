"""Bringing many companies in at once."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands.loading import load_companies, resolve_companies
from steelyard.companies.models import Company, PossibleDuplicate
from steelyard.companies.queries.cards import suggest_companies
from steelyard.companies.refusals import CompanyNameUnusable
from steelyard.companies.terms import IdentifierScheme, Verdict
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.db import acting_as, as_system
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db


def load(*drafts: CompanyDraft, now: datetime) -> list[UUID]:
    with acting_as(STEWARD):
        return load_companies(drafts=drafts, actor=STEWARD, now=now)


def test_a_load_keeps_everything_that_is_said(now: datetime) -> None:
    parent, child = load(
        CompanyDraft(name="Harbor Group", aliases=("HG", "Harbor"), identifiers=((IdentifierScheme.LEI, "5299 00x"),)),
        CompanyDraft(name="Alder Robotics", domain="alder.de", employees=12, is_listed=True),
        now=now,
    )
    with as_system():
        group = Company.objects.get(id=parent)
        assert sorted(group.names.values_list("text", flat=True)) == ["HG", "Harbor"]
        assert list(group.identifiers.values_list("scheme", "value")) == [("lei", "529900X")]
        assert Company.objects.get(id=child).employees == 12
        assert [card.id for card in suggest_companies(STEWARD, "alder.de")] == [child]
    assert name_it(make_partner(), "Alder Robotics GmbH", now).company_id == child


def test_a_thousand_companies_take_one_statement(now: datetime) -> None:
    drafts = [CompanyDraft(name=f"Quarrystone {number} Hydraulics", domain=f"q{number}.de") for number in range(1000)]
    with acting_as(STEWARD), CaptureQueriesContext(connection) as queries:
        load_companies(drafts=drafts, actor=STEWARD, now=now)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 1
    with as_system():
        assert Company.objects.count() == 1000


def test_a_list_with_variants_becomes_one_company_each(now: datetime) -> None:
    known = add_company("Northwind Traders Limited", now, domain="northwind.com")
    drafts = [
        CompanyDraft(name="Alder Robotics GmbH", country="DE"),
        CompanyDraft(name="ALDER ROBOTICS", country="DE"),
        CompanyDraft(name="Northwind Traders", domain="northwind.com"),
        CompanyDraft(name="Zephyrline Optics"),
    ]
    with acting_as(STEWARD):
        first, second, third, fourth = resolve_companies(drafts=drafts, actor=STEWARD, now=now)
    assert [one.is_new for one in (first, second, third, fourth)] == [True, False, False, True]
    assert second.company_id == first.company_id
    assert third.company_id == known
    assert fourth.verdict is Verdict.NO
    with as_system():
        assert Company.objects.count() == 3


def test_what_may_be_the_same_stays_a_question(now: datetime) -> None:
    drafts = [CompanyDraft(name="Alder Robotics", country="DE"), CompanyDraft(name="Alder Robotics", country="US")]
    with acting_as(STEWARD):
        first, second = resolve_companies(drafts=drafts, actor=STEWARD, now=now)
    if second.verdict is Verdict.MAYBE:
        with as_system():
            question = PossibleDuplicate.objects.get()
        assert (question.company_id, question.other_id) == (second.company_id, first.company_id)


def test_one_unusable_name_refuses_the_load(now: datetime) -> None:
    with pytest.raises(CompanyNameUnusable):
        load(CompanyDraft(name="Alder"), CompanyDraft(name="—"), now=now)
    with as_system():
        assert not Company.objects.exists()


def test_a_partner_cannot_load(now: datetime) -> None:
    partner = make_partner()
    with pytest.raises(NotAllowed), acting_as(partner):
        load_companies(drafts=[], actor=partner, now=now)
