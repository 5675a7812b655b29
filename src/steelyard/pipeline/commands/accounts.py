"""Named accounts and what customers already have."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import find_cards as find_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import get_partner
from steelyard.pipeline import permissions
from steelyard.pipeline.events import AccountAssigned, AccountReleased, ProductEnded, ProductInstalled
from steelyard.pipeline.models import AccountAssignment, InstalledProduct
from steelyard.pipeline.refusals import (
    AccountAlreadyAssigned,
    AccountNotNamed,
    DatesDoNotFit,
    NotTheirPerson,
    UnknownProductFamily,
)
from steelyard.platform.directory import find_people
from steelyard.platform.events import record
from steelyard.program.public import list_product_families


@transaction.atomic
def assign_account(
    *, actor: Actor, company_id: UUID, person_id: UUID, since_on: date, now: datetime, is_house: bool = False
) -> None:
    """Make a company the named account of a person of the host from a day on; who had it before has it until then.

    Raises: NotAllowed, NotFound, NotTheirPerson, AccountAlreadyAssigned.
    """
    name = _require_company(actor, company_id)
    owner = find_people({person_id}).get(person_id)
    if owner is None or not owner.is_host:
        raise NotTheirPerson(fields={"owner": NotTheirPerson.text})
    _end_assignment(company_id, until=since_on)
    AccountAssignment.objects.create(company_id=company_id, person_id=person_id, is_house=is_house, since_on=since_on)
    record(
        AccountAssigned(
            subject_id=company_id,
            subject_label=name,
            owner_id=person_id,
            owner=owner.name,
            is_house=is_house,
            since_on=since_on,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def release_account(*, actor: Actor, company_id: UUID, until: date, now: datetime) -> None:
    """End that a company is a named account; `until` is the first day without an owner.

    Raises: NotAllowed, NotFound, AccountNotNamed, AccountAlreadyAssigned.
    """
    name = _require_company(actor, company_id)
    if not _end_assignment(company_id, until=until):
        raise AccountNotNamed
    record(AccountReleased(subject_id=company_id, subject_label=name, until=until), actor=actor, now=now)


@transaction.atomic
def record_installed_product(
    *,
    actor: Actor,
    company_id: UUID,
    family: str,
    since_on: date,
    now: datetime,
    renews_on: date | None = None,
    partner_id: UUID | None = None,
) -> None:
    """Record that a company has a product family, sold by a partner or directly; replaces what was recorded before.

    Raises: NotAllowed, NotFound, UnknownProductFamily, DatesDoNotFit.
    """
    name = _require_company(actor, company_id)
    if all(known.key != family for known in list_product_families()):
        raise UnknownProductFamily(key=family)
    if renews_on is not None and renews_on <= since_on:
        raise DatesDoNotFit(earlier=since_on, later=renews_on)
    if partner_id is not None:
        get_partner(partner_id)
    InstalledProduct.objects.update_or_create(
        company_id=company_id,
        family_id=family,
        ended_on=None,
        defaults={"partner_id": partner_id, "since_on": since_on, "renews_on": renews_on},
    )
    record(
        ProductInstalled(
            subject_id=company_id,
            subject_label=name,
            partner_id=partner_id,
            family=family,
            since_on=since_on,
            renews_on=renews_on,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def end_installed_product(*, actor: Actor, installed_id: UUID, ended_on: date, now: datetime) -> None:
    """Record that a company does not have a product family any more; `ended_on` is the first day without it.

    Raises: NotAllowed, NotFound, DatesDoNotFit.
    """
    if not permissions.can_assign_accounts(actor):
        raise NotAllowed
    row = InstalledProduct.objects.select_for_update().filter(id=installed_id, ended_on=None).first()
    if row is None:
        raise NotFound
    if ended_on < row.since_on:
        raise DatesDoNotFit(earlier=row.since_on, later=ended_on)
    name = _require_company(actor, row.company_id)
    row.ended_on = ended_on
    row.save(update_fields=["ended_on"])
    ended = ProductEnded(
        subject_id=row.company_id,
        subject_label=name,
        partner_id=row.partner_id,
        family=row.family_id,
        ended_on=ended_on,
    )
    record(ended, actor=actor, now=now)


def _require_company(actor: Actor, company_id: UUID) -> str:
    """Return the name of the company to an actor who may assign accounts."""
    if not permissions.can_assign_accounts(actor):
        raise NotAllowed
    company = find_companies({company_id}).get(company_id)
    if company is None:
        raise NotFound
    return company.name


def _end_assignment(company_id: UUID, *, until: date) -> bool:
    """End the present assignment, if there is one, and tell whether there was."""
    present = AccountAssignment.objects.select_for_update().filter(company=company_id, until=None).first()
    if present is None:
        return False
    if until < present.since_on:
        raise AccountAlreadyAssigned(since_on=present.since_on)
    present.until = until
    present.save(update_fields=["until"])
    return True
