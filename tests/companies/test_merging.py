"""Merging two records of one company, and taking it back."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.commands import (
    add_domain,
    add_identifier,
    add_name,
    change_company,
    create_company,
    list_company,
    merge_companies,
    resolve_company,
    set_parent,
    undo_merge,
)
from steelyard.companies.models import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    CompanyMerge,
    CompanyName,
    MatchKey,
    NameKind,
    PossibleDuplicate,
    SearchTerm,
)
from steelyard.companies.public import find_cards, get_card, suggest_companies
from steelyard.companies.queries.merging import foresee_merge
from steelyard.companies.queries.records import CompanyFilter, get_record, list_companies
from steelyard.companies.refusals import ParentIsDescendant
from steelyard.companies.terms import IdentifierScheme, MergeChoice
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.merging.refusals import (
    AlreadyMerged,
    MergeAlreadyUndone,
    MergeNotUndoable,
    MergeWithItself,
    UndoTooLate,
)
from steelyard.platform.models import EventRecord
from tests.companies.world import STEWARD, add_company, make_partner, name_it

pytestmark = pytest.mark.django_db

_TABLES = (Company, CompanyName, CompanyDomain, CompanyIdentifier, PossibleDuplicate, MatchKey, SearchTerm)


def merge(survivor: UUID, merged: UUID, now: datetime, *taken: str, left: tuple[str, ...] = ()) -> UUID:
    with acting_as(STEWARD):
        return merge_companies(
            survivor_id=survivor,
            merged_id=merged,
            choice=MergeChoice(taken=frozenset(taken), left=frozenset(left)),
            actor=STEWARD,
            now=now,
        )


def undo(merge_id: UUID, now: datetime) -> None:
    with acting_as(STEWARD):
        undo_merge(merge_id=merge_id, actor=STEWARD, now=now)


def everything() -> list[object]:
    """Return all rows of the context but merges, without when they were written last."""
    with as_system():
        return [
            sorted(
                map(
                    repr,
                    model._default_manager.values_list(
                        *(f.attname for f in model._meta.fields if f.name != "updated_at")
                    ),
                )
            )
            for model in _TABLES
        ]


def test_a_merged_company_leads_to_the_survivor(now: datetime) -> None:
    kept, gone = add_company("Quarrystone Hydraulics", now), add_company("Quarry Stone Hydraulics GmbH", now)
    merge(kept, gone, now)
    with acting_as(STEWARD):
        assert get_record(STEWARD, gone).card.id == kept
        assert get_card(STEWARD, gone).id == kept
        assert find_cards([gone])[gone].id == kept
        rows = list_companies(STEWARD, CompanyFilter(), PageRequest()).items
        assert [row.card.id for row in rows] == [kept]
        assert [card.id for card in suggest_companies(STEWARD, "quarry stone")] == [kept]
        found = resolve_company(actor=STEWARD, name="Quarry Stone Hydraulics GmbH", now=now)
        assert found.company_id == kept
        add_domain(company_id=gone, domain="quarrystone.de", actor=STEWARD, now=now)
        assert get_record(STEWARD, kept).domains == ["quarrystone.de"]


def test_a_forward_of_a_forward_leads_to_the_last(now: datetime) -> None:
    first, second, third = (add_company(name, now) for name in ("Albatros AG", "Bernstein AG", "Cobalt AG"))
    merge(second, first, now)
    merge(third, second, now)
    with acting_as(STEWARD):
        assert get_record(STEWARD, first).card.id == third
        assert find_cards([first, second])[first].id == third


def test_each_fact_is_the_one_that_was_chosen(now: datetime) -> None:
    with acting_as(STEWARD):
        kept = create_company(
            draft=CompanyDraft(name="Old Name Ltd", city="Leeds", employees=10), actor=STEWARD, now=now
        )
        gone = create_company(
            draft=CompanyDraft(name="New Name Ltd", city="York", country="GB", employees=20), actor=STEWARD, now=now
        )
    merge(kept, gone, now, "name", "country", "employees")
    with acting_as(STEWARD):
        record = get_record(STEWARD, kept)
    assert (record.legal_name, record.card.city, record.card.country, record.employees) == (
        "New Name Ltd",
        "Leeds",
        "GB",
        20,
    )
    assert [name.text for name in record.names] == ["Old Name Ltd"]


def test_names_domains_and_numbers_follow_unless_left(now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now, domain="falke.de")
    with acting_as(STEWARD):
        add_name(company_id=gone, text="Falcon", kind=NameKind.TRADING, actor=STEWARD, now=now)
        add_name(company_id=gone, text="Not Theirs", kind=NameKind.TRADING, actor=STEWARD, now=now)
        add_identifier(company_id=gone, scheme=IdentifierScheme.VAT, value="DE 123", actor=STEWARD, now=now)
        add_identifier(company_id=gone, scheme=IdentifierScheme.DUNS, value="99", actor=STEWARD, now=now)
        wrong = CompanyName.objects.get(text="Not Theirs")
    merge(kept, gone, now, left=(f"name:{wrong.id}", "identifier:duns:99"))
    with acting_as(STEWARD):
        record = get_record(STEWARD, kept)
        assert {name.text for name in record.names} == {"Falcon", "Falke Systeme AG"}
        assert (record.domains, record.identifiers) == (["falke.de"], [("vat", "DE123")])
        assert CompanyName.objects.get(text="Not Theirs").company_id == gone


def test_undoing_restores_everything_exactly(now: datetime) -> None:
    partner = make_partner()
    kept = add_company("Falke AG", now, domain="falke.de")
    named = name_it(partner, "Falke Systeme", now, domain="falke-systeme.de", country="DE")
    gone, child = named.company_id, add_company("Falke Leasing GmbH", now)
    with acting_as(STEWARD):
        set_parent(company_id=child, parent_id=gone, actor=STEWARD, now=now)
        set_parent(company_id=kept, parent_id=gone, actor=STEWARD, now=now)
        add_identifier(company_id=gone, scheme=IdentifierScheme.VAT, value="DE123", actor=STEWARD, now=now)
        add_name(company_id=gone, text="Falcon", kind=NameKind.FORMER, actor=STEWARD, now=now)
        other = add_company("Falke und Söhne", now)
        PossibleDuplicate.objects.create(company_id=gone, other_id=other, probability=0.5, noted_at=now)
        PossibleDuplicate.objects.get_or_create(
            company_id=gone, other_id=kept, defaults={"probability": 0.6, "noted_at": now}
        )
    before = everything()
    merge_id = merge(kept, gone, now, "name", "country", "domain", "parent")
    with as_system():
        assert Company.objects.get(id=child).parent_id == kept
        assert Company.objects.get(id=kept).parent_id is None
        assert PossibleDuplicate.objects.get(other_id=other).company_id == kept
    undo(merge_id, now + timedelta(days=29))
    assert everything() == before
    with as_system():
        assert CompanyMerge.objects.get().undone_by == STEWARD.person_id


def test_undoing_says_what_changed_since_and_changes_nothing(now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now, domain="falke.de")
    merge_id = merge(kept, gone, now, "name", "domain")
    with acting_as(STEWARD):
        change_company(company_id=kept, changes={"name": "Falke Holding AG"}, actor=STEWARD, now=now)
    before = everything()
    with pytest.raises(MergeNotUndoable, match="Legal name was changed"):
        undo(merge_id, now)
    assert everything() == before


def test_what_became_known_since_stays_with_the_survivor(now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now)
    merge_id = merge(kept, gone, now)
    with acting_as(STEWARD):
        add_domain(company_id=kept, domain="falke.de", actor=STEWARD, now=now)
    undo(merge_id, now)
    with acting_as(STEWARD):
        assert get_record(STEWARD, kept).domains == ["falke.de"]
        assert get_record(STEWARD, gone).domains == []


def test_a_merge_of_the_survivor_is_undone_first(now: datetime) -> None:
    first, second, third = (add_company(name, now) for name in ("Albatros AG", "Bernstein AG", "Cobalt AG"))
    inner, outer = merge(second, first, now), merge(third, second, now)
    with pytest.raises(MergeNotUndoable, match="itself was merged"):
        undo(inner, now)
    undo(outer, now)
    undo(inner, now)
    with acting_as(STEWARD):
        assert get_record(STEWARD, first).card.id == first


def test_a_merge_is_undone_once_and_in_time(now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now)
    merge_id = merge(kept, gone, now)
    with pytest.raises(UndoTooLate):
        undo(merge_id, now + timedelta(days=30))
    undo(merge_id, now)
    with pytest.raises(MergeAlreadyUndone):
        undo(merge_id, now)


def test_what_cannot_be_merged_is_refused(now: datetime) -> None:
    kept, gone, third = (add_company(name, now) for name in ("Falke AG", "Granit AG", "Hafen AG"))
    with pytest.raises(MergeWithItself):
        merge(kept, kept, now)
    with pytest.raises(InvalidInput):
        merge(kept, gone, now, "number")
    with pytest.raises(NotFound):
        merge(kept, new_id(), now)
    merge(kept, gone, now)
    with pytest.raises(AlreadyMerged):
        merge(third, gone, now)
    with acting_as(STEWARD):
        set_parent(company_id=third, parent_id=kept, actor=STEWARD, now=now)
        fourth = add_company("Iltis AG", now)
        set_parent(company_id=fourth, parent_id=third, actor=STEWARD, now=now)
    with pytest.raises(ParentIsDescendant):
        merge(kept, fourth, now, "parent")


def test_a_person_decides_on_what_it_has_read(now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now)
    with acting_as(STEWARD):
        seen = foresee_merge(STEWARD, kept, gone).seen
        add_domain(company_id=gone, domain="falke.de", actor=STEWARD, now=now)
        with pytest.raises(ChangedMeanwhile):
            merge_companies(survivor_id=kept, merged_id=gone, choice=MergeChoice(), actor=STEWARD, now=now, seen=seen)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)])
def test_only_stewards_merge(role: Role, now: datetime) -> None:
    kept, gone = add_company("Falke AG", now), add_company("Falke Systeme AG", now)
    actor = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({role}), name="H")
    with acting_as(actor), pytest.raises(NotAllowed):
        merge_companies(survivor_id=kept, merged_id=gone, choice=MergeChoice(), actor=actor, now=now)
    with acting_as(actor), pytest.raises(NotAllowed):
        undo_merge(merge_id=new_id(), actor=actor, now=now)


def test_a_partner_keeps_its_own_words_and_learns_of_nobody_elses(now: datetime) -> None:
    ours, theirs = make_partner(), make_partner()
    kept = name_it(theirs, "Falke Systeme AG", now, country="DE", city="Kiel").company_id
    gone = name_it(ours, "Zander Logistik", now, domain="zander.de").company_id
    before = {}
    for partner, company in ((ours, gone), (theirs, kept)):
        with acting_as(partner):
            before[partner] = get_card(partner, company)
    merge(kept, gone, now, "domain")
    for partner, company in ((ours, gone), (theirs, kept)):
        with acting_as(partner):
            card = get_card(partner, company)
            assert (card.name, card.country, card.city) == (
                before[partner].name,
                before[partner].country,
                before[partner].city,
            )
            assert card.domain == before[partner].domain
            assert find_cards([company])[company].name == card.name
            assert Company.objects.filter(merged_into=None).count() == 0
            assert {name.text for name in CompanyName.objects.all()} == {card.name}
            assert not EventRecord.objects.filter(type__startswith="companies.company.merge").exists()
            assert CompanyMerge.objects.count() == 0
    with acting_as(ours):
        assert [card.name for card in suggest_companies(ours, "zander")] == ["Zander Logistik"]
        assert suggest_companies(ours, "falke") == []
        again = resolve_company(actor=ours, name="Zander Logistik", now=now, company_id=gone)
        assert (again.company_id, again.name) == (kept, "Zander Logistik")


def test_a_partners_word_does_not_become_everybodys(now: datetime) -> None:
    ours, theirs = make_partner(), make_partner()
    kept = add_company("Falke Systeme AG", now)
    gone = name_it(ours, "Project Peregrine", now).company_id
    with acting_as(STEWARD):
        list_company(company_id=kept, actor=STEWARD, now=now)
        preview = foresee_merge(STEWARD, kept, gone)
        assert preview.is_partners_word
        assert not any(fact.is_taken_by_default for fact in preview.facts)
    merge(kept, gone, now)
    with acting_as(theirs):
        assert suggest_companies(theirs, "peregrine") == []
        assert suggest_companies(theirs, "project") == []
    with acting_as(ours):
        assert [card.name for card in suggest_companies(ours, "project")] == ["Falke Systeme AG"]
