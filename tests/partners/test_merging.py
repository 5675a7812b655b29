"""Merging two records of one partner, and taking it back."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.companies.commands import merge_companies, undo_merge
from steelyard.companies.models import SearchTerm
from steelyard.companies.public import find_cards as find_companies
from steelyard.companies.public import resolve_company
from steelyard.companies.terms import MergeChoice
from steelyard.identity.models import Membership
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, InvalidInput, NotAllowed
from steelyard.partners import queries
from steelyard.partners.commands import (
    change_partner,
    change_profile,
    merge_partners,
    record_agreement,
    set_parent,
    undo_partner_merge,
)
from steelyard.partners.followers import followers
from steelyard.partners.foreseeing import foresee_merge
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.public import find_cards, get_standing
from steelyard.partners.terms import PartnerFilter, PartnerStatus, ProfileDraft
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.files import store_file
from steelyard.platform.merging.refusals import (
    AlreadyMerged,
    MergeAlreadyUndone,
    MergeCollides,
    MergeNotUndoable,
    MergeWithItself,
    UndoTooLate,
)
from steelyard.platform.merging.rows import RowFollower
from steelyard.platform.models import EventRecord, StoredFile, Visibility
from tests.partners.making import Ecosystem, browser_of, make_partner, make_person

pytestmark = pytest.mark.django_db


def merge(ecosystem: Ecosystem, now: datetime, *taken: str, actor: Actor = SYSTEM) -> UUID:
    """Merge Beta into Acme."""
    with acting_as(actor):
        return merge_partners(survivor_id=ecosystem.acme, merged_id=ecosystem.beta, taken=taken, actor=actor, now=now)


def undo(merge_id: UUID, now: datetime) -> None:
    with as_system():
        undo_partner_merge(merge_id=merge_id, actor=SYSTEM, now=now)


def everything() -> dict[str, list[str]]:
    """Return all rows of every table with a partner, without the counts and instants of their changes."""
    kept: dict[str, list[str]] = {}
    with as_system():
        for model in apps.get_models():
            columns = {field.attname for field in model._meta.concrete_fields} - {"version", "updated_at"}
            if model in (Partner, SearchTerm) or ("partner_id" in columns and model is not EventRecord):
                rows = model._default_manager.values_list(*sorted(columns))
                kept[model._meta.db_table] = sorted(map(repr, rows))
    return kept


def test_people_and_everything_they_did_follow(ecosystem: Ecosystem, now: datetime) -> None:
    with acting_as(ecosystem.beta_seller):
        named = resolve_company(actor=ecosystem.beta_seller, name="Nordlicht Werke GmbH", now=now)
        store_file(
            uploaded=SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"),
            partner_id=ecosystem.beta,
            actor=ecosystem.beta_seller,
            now=now,
        )
    with as_system():
        record_agreement(
            actor=SYSTEM, partner_id=ecosystem.beta, version="2026", signed_on=now.date(), valid_until=None, now=now
        )
    merge(ecosystem, now)
    moved = get_actor(ecosystem.beta_seller.person_id, ecosystem.acme)
    assert moved.roles == ecosystem.beta_seller.roles
    with acting_as(ecosystem.acme_seller):
        assert find_companies({named.company_id})[named.company_id].name == "Nordlicht Werke GmbH"
        assert StoredFile.objects.get().partner_id == ecosystem.acme
    with as_system():
        assert get_standing(ecosystem.acme, at=now).has_agreement
        assert not get_standing(ecosystem.beta, at=now).is_active


def test_the_old_id_leads_to_the_survivor(ecosystem: Ecosystem, now: datetime) -> None:
    merge(ecosystem, now)
    with as_system():
        assert queries.get_partner(SYSTEM, ecosystem.beta).id == ecosystem.acme
        assert find_cards([ecosystem.beta])[ecosystem.beta].id == ecosystem.acme
        page = queries.list_partners(SYSTEM, PartnerFilter(), PageRequest(), at=now)
        assert ecosystem.beta not in {card.id for card in page.items}
        assert queries.find_id(public_id("partner", ecosystem.beta)) == ecosystem.acme
        assert [card.id for card in queries.suggest_partners(SYSTEM, "Be", limit=5, at=now)] == []


def test_facts_are_kept_as_chosen(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        change_profile(
            actor=SYSTEM,
            partner_id=ecosystem.beta,
            profile=ProfileDraft(phone="+49 30 1", verticals=("energy",)),
            now=now,
        )
        preview = foresee_merge(SYSTEM, ecosystem.acme, ecosystem.beta, at=now)
    taken = {fact.field for fact in preview.facts if fact.is_taken_by_default}
    assert taken == {"phone", "verticals"}
    merge(ecosystem, now, "name", *taken)
    with as_system():
        record = queries.get_record(SYSTEM, ecosystem.acme, at=now)
    assert (record.card.name, record.phone, record.verticals) == ("Beta Networks AG", "+49 30 1", ("energy",))


def test_undoing_restores_everything_exactly(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        child = make_partner(now, "Child Cables GmbH", parent_id=ecosystem.beta)
    with acting_as(ecosystem.beta_seller):
        resolve_company(actor=ecosystem.beta_seller, name="Nordlicht Werke GmbH", now=now)
    before = everything()
    merge_id = merge(ecosystem, now, "name", "region")
    assert everything() != before
    with acting_as(ecosystem.acme_seller):
        assert Partner.objects.filter(id=child).exists()
    undo(merge_id, now)
    assert everything() == before
    with pytest.raises(MergeAlreadyUndone):
        undo(merge_id, now)


def test_the_survivor_sees_what_both_held_and_nobody_else_more(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        child = make_partner(now, "Child Cables GmbH", parent_id=ecosystem.beta)
        stranger = make_partner(now, "Gamma Systems GmbH")
        before = set(Visibility.objects.exclude(viewer_id=ecosystem.acme).values_list("viewer_id", "partner_id"))
    merge(ecosystem, now)
    with as_system():
        after = set(Visibility.objects.exclude(viewer_id=ecosystem.acme).values_list("viewer_id", "partner_id"))
        seen = set(Visibility.objects.filter(viewer_id=ecosystem.acme).values_list("partner_id", flat=True))
    assert after == before
    assert seen == {ecosystem.acme, ecosystem.beta, child}
    assert stranger not in seen


def test_partners_under_different_parents_are_not_merged(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        above = make_partner(now, "Delta Distribution AG")
        set_parent(actor=SYSTEM, partner_id=ecosystem.acme, parent_id=above, now=now)
    with pytest.raises(MergeCollides, match="same parent"):
        merge(ecosystem, now)
    with as_system():
        set_parent(actor=SYSTEM, partner_id=ecosystem.beta, parent_id=above, now=now)
    merge(ecosystem, now)


def test_a_parent_is_not_merged_into_its_child(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        set_parent(actor=SYSTEM, partner_id=ecosystem.acme, parent_id=ecosystem.beta, now=now)
    with pytest.raises(MergeCollides, match="keep"):
        merge(ecosystem, now)


def test_who_belongs_to_both_is_settled_first(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        make_person(now, "Ben Boll", Role.SELLER, partner_id=ecosystem.acme)
    with pytest.raises(MergeCollides, match="Ben Boll"):
        merge(ecosystem, now)


def test_a_merge_is_refused_where_it_makes_no_sense(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        with pytest.raises(MergeWithItself):
            merge_partners(survivor_id=ecosystem.acme, merged_id=ecosystem.acme, taken=(), actor=SYSTEM, now=now)
        with pytest.raises(InvalidInput):
            merge_partners(survivor_id=ecosystem.acme, merged_id=ecosystem.beta, taken=("id",), actor=SYSTEM, now=now)
        preview = foresee_merge(SYSTEM, ecosystem.acme, ecosystem.beta, at=now)
        change_partner(
            actor=SYSTEM, partner_id=ecosystem.beta, name="Beta Networks", region="DACH", external_id="", now=now
        )
        with pytest.raises(ChangedMeanwhile):
            merge_partners(
                survivor_id=ecosystem.acme,
                merged_id=ecosystem.beta,
                taken=(),
                actor=SYSTEM,
                now=now,
                seen=preview.seen,
            )
    merge(ecosystem, now)
    with pytest.raises(AlreadyMerged):
        merge(ecosystem, now)


def test_only_who_manages_partners_merges_them(ecosystem: Ecosystem, now: datetime) -> None:
    for actor in (ecosystem.acme_admin, ecosystem.seller_of_host):
        with pytest.raises(NotAllowed):
            merge(ecosystem, now, actor=actor)
        with acting_as(actor), pytest.raises(NotAllowed):
            foresee_merge(actor, ecosystem.acme, ecosystem.beta, at=now)
    merge(ecosystem, now, actor=ecosystem.manager)
    with acting_as(ecosystem.acme_admin):
        assert PartnerMerge.objects.count() == 0


def test_an_undo_comes_in_time_and_before_further_changes(ecosystem: Ecosystem, now: datetime) -> None:
    merge_id = merge(ecosystem, now, "name")
    with pytest.raises(UndoTooLate):
        undo(merge_id, now + timedelta(days=30))
    with as_system():
        change_partner(actor=SYSTEM, partner_id=ecosystem.acme, name="Other", region="DACH", external_id="", now=now)
    with pytest.raises(MergeNotUndoable, match="Name was changed"):
        undo(merge_id, now)


def test_whoever_still_writes_for_the_old_one_writes_for_the_survivor(ecosystem: Ecosystem, now: datetime) -> None:
    merge(ecosystem, now)
    with as_system():
        person = make_person(now, "Late Lars", Role.SELLER, partner_id=ecosystem.acme)
        late = Membership.objects.create(
            person_id=ecosystem.manager.person_id, partner_id=ecosystem.beta, roles=["seller"], since_at=now
        )
        assert Membership.objects.get(id=late.id).partner_id == ecosystem.acme
    assert person.partner_id == ecosystem.acme


def test_after_the_partners_their_companies_are_merged(ecosystem: Ecosystem, now: datetime) -> None:
    with as_system():
        ours, theirs = (Partner.objects.get(id=one).company_id for one in (ecosystem.acme, ecosystem.beta))
        said: dict[str, Any] = {"survivor_id": ours, "merged_id": theirs, "choice": MergeChoice()}
        with pytest.raises(MergeCollides, match="Merge the partners first"):
            merge_companies(**said, actor=SYSTEM, now=now)
    merge_id = merge(ecosystem, now)
    with as_system():
        of_companies = merge_companies(**said, actor=SYSTEM, now=now)
    with pytest.raises(MergeNotUndoable, match="companies of the two"):
        undo(merge_id, now)
    with as_system():
        undo_merge(merge_id=of_companies, actor=SYSTEM, now=now)
    undo(merge_id, now)
    with as_system():
        assert Partner.objects.get(id=ecosystem.beta).status == PartnerStatus.ACTIVE


def test_a_manager_merges_and_undoes_on_pages(ecosystem: Ecosystem, now: datetime) -> None:
    host = browser_of(ecosystem.manager)
    kept, gone = (public_id("partner", one) for one in (ecosystem.acme, ecosystem.beta))
    chosen = host.post(f"/partners/{kept}/merge/", {"partner": "Beta Networks AG", "partner_id": gone})
    assert chosen["Location"] == f"/partners/{kept}/merge/{gone}/"
    page = host.get(chosen["Location"])
    text = page.content.decode()
    for shown in ("Merge Beta Networks AG into Acme Systems GmbH", "Keep the other one", "People, also past ones"):
        assert shown in text
    form = page.context["form"]
    said = {"seen": form["seen"].value()} | {field.name: field.value() for field in form.choices}
    assert host.post(chosen["Location"], said)["Location"] == f"/partners/{kept}/"
    assert host.get(f"/partners/{gone}/")["Location"] == f"/partners/{kept}/"
    assert "Merged into this one" in host.get(f"/partners/{kept}/").content.decode()
    assert "Beta Networks AG" in host.get("/partners/merges/").content.decode()
    with as_system():
        made = PartnerMerge.objects.get()
    undone = host.post(f"/partners/merges/{made.public_id}/undoing/")
    assert undone["Location"] == f"/partners/{gone}/"
    again = host.post(f"/partners/merges/{made.public_id}/undoing/", follow=True)
    assert "undone already" in again.content.decode()


def test_a_program_previews_merges_reads_and_undoes(ecosystem: Ecosystem, now: datetime) -> None:
    host, partner = browser_of(ecosystem.manager), browser_of(ecosystem.acme_admin)
    kept, gone = (public_id("partner", one) for one in (ecosystem.acme, ecosystem.beta))
    preview = host.get(f"/api/v1/partners/{kept}/merge-previews/{gone}").json()
    assert preview["collisions"] == []
    body = json.dumps({"partner": gone, "take": ["name"], "seen": preview["seen"]})
    made = host.post(f"/api/v1/partners/{kept}/merges", body, content_type="application/json")
    assert made.status_code == 201
    merged = made.json()
    assert host.get(f"/api/v1/partners/{gone}").json()["id"] == kept
    assert host.get("/api/v1/partner-merges").json()["items"] == [merged]
    changes = host.get("/api/v1/partners?updated_since=2020-01-01T00:00:00Z").json()["items"]
    assert {item["id"]: item["merged_into"] for item in changes}[gone] == kept
    assert gone not in [item["id"] for item in host.get("/api/v1/partners").json()["items"]]
    address = f"/api/v1/partner-merges/{merged['id']}"
    assert host.get(address).json() == merged
    assert partner.get(address).status_code in (403, 404)
    assert host.post(f"{address}/undoing", content_type="application/json").json()["undone_at"]
    again = host.post(f"{address}/undoing", content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "merge_already_undone")


STAY = {
    "companies_searchterm": "written anew from the words",
    "deals_comment": "only appended",
    "deals_directoverride": "only appended",
    "deals_disputestatement": "only appended",
    "deals_evidence": "only appended",
    "identity_accesspolicy": "what the survivor asks of its people holds",
    "identity_accessreview": "what was reviewed on its day",
    "identity_reviewitem": "what was reviewed on its day",
    "partners_auditedpartner": "what was audited on its day",
    "partners_benefitgrant": "granted and revoked anew by tier and type",
    "partners_datatask": "the survivor is asked anew; what was done stays",
    "partners_offboarding": "how a record left and came back is its own history",
    "partners_partnerprofile": "facts are chosen one by one",
    "partners_partnerscore": "computed from the rest",
    "partners_rise": "ends by night; the survivor is looked at anew",
    "partners_statusperiod": "the history of a record is its own",
    "partners_quietperiod": "the last signs of the merged partner are noted as the survivor's",
    "partners_tailstanding": "computed from the rest",
    "partners_tierevaluation": "computed from the rest",
    "partners_tiernotice": "the survivor is evaluated anew; what was said stays",
    "platform_event": "only appended",
    "platform_visibility": "computed from the hierarchy",
    "program_decision": "only appended",
    "program_decisionfacts": "only appended",
    "rollouts_admission": "decided anew for both",
    "program_simulatedchange": "what a simulation found on its day",
}
"""Tables with a partner whose rows stay at a merge, and why."""


def test_every_table_with_a_partner_follows_or_says_why_not() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if {"partner_id", "audience"} & {field.attname for field in model._meta.concrete_fields}
    }
    following = {rows.table for one in followers if isinstance(one, RowFollower) for rows in one.tables}
    words = {"companies_companyname", "companies_companydomain"}
    assert tables - following - words == set(STAY)
