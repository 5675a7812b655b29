"""A merge and whatever else touches the same companies at the same moment. With real connections and real commits."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands import merge_companies, undo_merge
from steelyard.companies.commands.completing import complete_companies
from steelyard.companies.drafts import clean_draft
from steelyard.companies.models import Company, CompanyMerge
from steelyard.companies.terms import MergeChoice
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import Refusal
from steelyard.pipeline.models import Opportunity
from steelyard.platform.db import acting_as, as_system
from tests.deals.making import CUSTOMERS, make_deal_world, submit
from tests.deals.test_race import at_once
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_company, make_opportunity

_PLACES = CUSTOMERS[:12]


@pytest.fixture
def real_world(own_database: str, now: datetime) -> Iterator[Ecosystem]:
    with as_system():
        world = make_deal_world(now)
    yield world
    connection.close()


def attempt(call: Callable[[], Any]) -> Callable[[], Any]:
    """Return a call that answers with the refusal where there is one."""

    def run() -> Any:
        try:
            return call()
        except Refusal as refusal:
            return refusal

    return run


def merging(survivor: UUID, merged: UUID, now: datetime) -> Callable[[], Any]:
    def run() -> UUID:
        with as_system():
            return merge_companies(survivor_id=survivor, merged_id=merged, choice=MergeChoice(), actor=SYSTEM, now=now)

    return attempt(run)


def pair_of(now: datetime, name: str) -> tuple[UUID, UUID]:
    with as_system():
        return make_company(now, f"{name} Holding"), make_company(now, f"Zweigwerk {name[::-1].title()} Betriebe")


def nothing_is_left_at(merged: UUID) -> None:
    with as_system():
        assert Company.objects.get(id=merged).merged_into_id is not None
        assert not DealRegistration.objects.filter(company=merged).exists()
        assert not Opportunity.objects.filter(company=merged).exists()


def test_of_two_merges_into_each_other_one_happens(real_world: Ecosystem, now: datetime) -> None:
    for name in _PLACES:
        one, other = pair_of(now, name)
        answers = at_once(merging(one, other, now), merging(other, one, now))
        assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True], answers
        with as_system():
            assert Company.objects.filter(id__in=(one, other), merged_into=None).count() == 1
            assert CompanyMerge.objects.filter(survivor__in=(one, other)).count() == 1


def test_a_submission_meets_a_merge(real_world: Ecosystem, now: datetime) -> None:
    for name in _PLACES:
        kept, gone = pair_of(now, name)
        with as_system():
            words = Company.objects.get(id=gone).name
        merged, submitted = at_once(
            merging(kept, gone, now), attempt(lambda words=words: submit(real_world.acme_seller, now, words))
        )
        assert not isinstance(merged, Refusal), merged
        nothing_is_left_at(gone)
        if not isinstance(submitted, Refusal):
            with as_system():
                assert DealRegistration.objects.get(id=submitted.id).company_id == kept
    with as_system():
        protected = RegistrationLine.objects.filter(state="protected").values_list("scope_key", flat=True)
        assert len(set(protected)) == len(protected)


def test_an_opportunity_meets_a_merge(real_world: Ecosystem, now: datetime) -> None:
    for name in _PLACES:
        kept, gone = pair_of(now, name)

        def open_one(name: str = name, gone: UUID = gone) -> UUID:
            with as_system():
                return make_opportunity(now, name, company_id=gone)

        merged, opened = at_once(merging(kept, gone, now), open_one)
        assert not isinstance(merged, Refusal), merged
        nothing_is_left_at(gone)
        with as_system():
            assert Opportunity.objects.get(id=opened).company_id == kept


def test_an_import_meets_a_merge(real_world: Ecosystem, now: datetime) -> None:
    draft = clean_draft(CompanyDraft(name="Whatever it is called", city="Kiel", domain="kiel-werft.de"))
    for name in _PLACES:
        kept, gone = pair_of(now, name)

        def complete(gone: UUID = gone) -> None:
            with acting_as(SYSTEM):
                complete_companies(described=[(gone, draft)], actor=SYSTEM, now=now)

        merged, _ = at_once(merging(kept, gone, now), complete)
        assert not isinstance(merged, Refusal), merged
        nothing_is_left_at(gone)
        with as_system():
            survivor = Company.objects.get(id=kept)
            domains = set(survivor.domains.values_list("domain", flat=True))
            came_first = Company.objects.get(id=gone).city == "Kiel"
        # What the import said before the merge came along; after it, it was said of the survivor.
        assert "kiel-werft.de" in domains
        assert came_first or survivor.city == "Kiel"


def test_a_merge_undone_twice_at_once_is_undone_once(real_world: Ecosystem, now: datetime) -> None:
    for name in _PLACES:
        kept, gone = pair_of(now, name)
        merge_id = merging(kept, gone, now)()

        def undo(merge_id: UUID = merge_id) -> str:
            with as_system():
                undo_merge(merge_id=merge_id, actor=SYSTEM, now=now)
            return "undone"

        answers = at_once(attempt(undo), attempt(undo))
        assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
