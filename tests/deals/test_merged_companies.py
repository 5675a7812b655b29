"""What hangs on companies follows their merge: registrations, protections, opportunities, accounts, partners."""

from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from steelyard.companies.commands import merge_companies, undo_merge
from steelyard.companies.models import Company
from steelyard.companies.queries.merging import foresee_merge
from steelyard.companies.terms import MergeChoice
from steelyard.deals.commands import cancel_registration
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.public import list_protections_on
from steelyard.deals.terms import Outcome
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import ChangedMeanwhile
from steelyard.partners.models import Partner
from steelyard.partners.public import PartnerDraft, enroll_partner
from steelyard.pipeline.commands import release_account
from steelyard.pipeline.models import AccountAssignment, InstalledProduct, Opportunity
from steelyard.pipeline.public import assign_account, record_installed_product
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.merging.refusals import MergeCollides, MergeNotUndoable
from tests.deals.making import submit
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_company, make_opportunity

pytestmark = pytest.mark.django_db

ONE, OTHER = "Nordlicht Werke GmbH", "Ostsee Turbinenbau AG"
_MOVING = (DealRegistration, RegistrationLine, Opportunity, AccountAssignment, InstalledProduct, Partner)


def merge(survivor: UUID, merged: UUID, now: datetime) -> UUID:
    with as_system():
        return merge_companies(survivor_id=survivor, merged_id=merged, choice=MergeChoice(), actor=SYSTEM, now=now)


def undo(merge_id: UUID, now: datetime) -> None:
    with as_system():
        undo_merge(merge_id=merge_id, actor=SYSTEM, now=now)


def company_of(registration_id: UUID) -> UUID:
    with as_system():
        return DealRegistration.objects.get(id=registration_id).company_id


def everything() -> list[object]:
    """Return all rows that follow, without the counts and instants of their changes."""
    with as_system():
        rows = []
        for model in _MOVING:
            columns = [
                field.attname for field in model._meta.concrete_fields if field.name not in ("version", "updated_at")
            ]
            rows.append(sorted(map(repr, model._default_manager.values_list(*columns))))
        return rows


def test_registrations_move_with_their_protection(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, ONE)
    kept = make_company(now, OTHER)
    merge(kept, company_of(first.id), now)
    with as_system():
        (protection,) = list_protections_on([kept], at=now)
        assert protection.registration_id == first.id
    second = submit(world.beta_seller, now, OTHER)
    assert second.decision.outcome is Outcome.REJECTED
    with acting_as(world.acme_seller):
        assert DealRegistration.objects.get(id=first.id).company_name == ONE


def test_the_constraint_holds_for_what_was_moved(world: Ecosystem, now: datetime) -> None:
    first, second = submit(world.acme_seller, now, ONE), submit(world.beta_seller, now, OTHER, "backup")
    merge(company_of(second.id), company_of(first.id), now)
    with as_system():
        line = RegistrationLine.objects.get(registration=first.id)
        with pytest.raises(IntegrityError, match="one_protection_per_scope"), transaction.atomic():
            RegistrationLine.objects.create(
                registration_id=second.id,
                partner_id=world.beta,
                family_id="cloud",
                state="protected",
                protected_during=line.protected_during,
            )


def test_two_protections_of_one_scope_are_told_of_and_never_resolved_silently(world: Ecosystem, now: datetime) -> None:
    first, second = submit(world.acme_seller, now, ONE), submit(world.beta_seller, now, OTHER)
    kept, gone = company_of(first.id), company_of(second.id)
    before = everything()
    with as_system():
        preview = foresee_merge(SYSTEM, kept, gone)
    (collision,) = preview.collisions
    assert (collision.code, collision.blocks, preview.is_blocked) == ("protected_twice", True, True)
    assert collision.records == (first.public_id, second.public_id)
    with pytest.raises(MergeCollides, match=r"Acme Systems GmbH and Beta Networks AG are both protected for Cloud"):
        merge(kept, gone, now)
    assert everything() == before
    with as_system():
        cancel_registration(actor=SYSTEM, registration_id=second.id, reason="The same customer", now=now)
    merge(kept, gone, now)
    assert company_of(second.id) == kept


def test_claims_that_compete_are_said_but_do_not_block(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, ONE)
    second = submit(world.beta_seller, now, OTHER, "cloud", value=_large())
    with as_system():
        preview = foresee_merge(SYSTEM, company_of(first.id), company_of(second.id))
    assert [(one.code, one.blocks) for one in preview.collisions] == [("claims_compete", False)]
    assert [(line.survivor, line.merged) for line in preview.hanging] == [(1, 1)]


def test_undoing_restores_everything_that_hung_there(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, ONE)
    gone, kept = company_of(first.id), make_company(now, OTHER)
    third = submit(world.beta_seller, now, "Westwind Anlagen", "backup")
    with as_system():
        DealRegistration.objects.filter(id=third.id).update(maybe_company_ids=[gone], related_company_ids=[kept, gone])
        make_opportunity(now, "Turbines", company_id=gone)
        assign_account(
            actor=SYSTEM, company_id=gone, person_id=world.seller_of_host.person_id, since_on=now.date(), now=now
        )
        record_installed_product(actor=SYSTEM, company_id=gone, family="cloud", since_on=date(2025, 1, 1), now=now)
        enroll_partner(
            actor=SYSTEM, draft=PartnerDraft(name=ONE, region="DACH", country="DE", company_id=gone), now=now
        )
    before = everything()
    merge_id = merge(kept, gone, now)
    with as_system():
        assert DealRegistration.objects.get(id=third.id).related_company_ids == [kept]
        assert Opportunity.objects.get(name="Turbines").company_id == kept
        assert AccountAssignment.objects.get().company_id == kept
        assert InstalledProduct.objects.get().company_id == kept
        assert Partner.objects.get(name=ONE).company_id == kept
    undo(merge_id, now)
    assert everything() == before


def test_undoing_refuses_where_a_moved_registration_was_decided_since(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, ONE)
    merge_id = merge(make_company(now, OTHER), company_of(first.id), now)
    with as_system():
        cancel_registration(actor=SYSTEM, registration_id=first.id, reason="No more budget", now=now)
    before = everything()
    with pytest.raises(MergeNotUndoable, match=ONE):
        undo(merge_id, now)
    assert everything() == before


def test_two_owners_two_products_and_two_partners_are_a_persons_to_settle(world: Ecosystem, now: datetime) -> None:
    kept, gone = make_company(now, ONE), make_company(now, OTHER)
    with as_system():
        for company, person in ((kept, world.seller_of_host), (gone, world.manager)):
            assign_account(actor=SYSTEM, company_id=company, person_id=person.person_id, since_on=now.date(), now=now)
            record_installed_product(
                actor=SYSTEM, company_id=company, family="cloud", since_on=date(2025, 1, 1), now=now
            )
            name = ONE if company == kept else OTHER
            enroll_partner(
                actor=SYSTEM, draft=PartnerDraft(name=name, region="DACH", country="DE", company_id=company), now=now
            )
        preview = foresee_merge(SYSTEM, kept, gone)
        assert [one.code for one in preview.collisions] == ["both_partners", "two_owners", "installed_twice"]
        with pytest.raises(MergeCollides):
            merge(kept, gone, now)
        release_account(actor=SYSTEM, company_id=gone, until=now.date(), now=now)
        assert "two_owners" not in {one.code for one in foresee_merge(SYSTEM, kept, gone).collisions}


def test_a_row_written_for_a_merged_company_is_the_survivors(world: Ecosystem, now: datetime) -> None:
    kept, gone = make_company(now, ONE), make_company(now, OTHER)
    merge(kept, gone, now)
    with as_system():
        opened = make_opportunity(now, "Turbines", company_id=gone)
        assert Opportunity.objects.get(id=opened).company_id == kept
        assert Company.objects.get(id=gone).merged_into_id == kept


def test_a_claim_is_not_decided_on_what_was_read_before_a_merge(world: Ecosystem, now: datetime) -> None:
    from steelyard.deals.queries.claims import read_claims

    kept, gone = make_company(now, ONE), make_company(now, OTHER)
    merge(kept, gone, now)
    with as_system(), pytest.raises(ChangedMeanwhile):
        read_claims([gone], at=now, locks=True)


def _large() -> object:
    from decimal import Decimal

    from steelyard.kernel.money import Money

    return Money(Decimal(900_000), "EUR")
