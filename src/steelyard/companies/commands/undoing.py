"""Taking back what a list said: a company that nothing refers to, and facts that were added to a known one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from steelyard.companies.commands.completing import COMPLETABLE
from steelyard.companies.events import (
    CompanyChanged,
    CompanyDomainRemoved,
    CompanyIdentifierRemoved,
    CompanyRemoved,
    CompanyUnlisted,
)
from steelyard.companies.models import Company, CompanyDomain, CompanyIdentifier
from steelyard.companies.models.indexing import reindexing, remove
from steelyard.companies.permissions import can_change_companies, can_list_company
from steelyard.companies.queries.records import lock_company
from steelyard.companies.refusals import CompanyInUse
from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import events


@transaction.atomic
def remove_company(*, company_id: UUID, actor: Actor, now: datetime) -> None:
    """Remove a company with all it is known by; what refers to it keeps it.

    Raises: NotAllowed, NotFound, CompanyInUse.
    """
    if not can_change_companies(actor):
        raise NotAllowed
    company = lock_company(actor, company_id)
    try:
        with transaction.atomic():
            remove(company_id)
    except IntegrityError as error:
        raise CompanyInUse(company=company.shown_name) from error
    happened = CompanyRemoved(subject_id=company_id, subject_label=company.shown_name)
    events.record(happened, actor=actor, now=now)


@transaction.atomic
def withdraw_facts(*, company_id: UUID, added: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Take back what `complete_companies` added to a company, each fact as far as it still says so.

    Raises: NotAllowed, NotFound.
    """
    if not can_change_companies(actor) or (added.get("is_listed") and not can_list_company(actor)):
        raise NotAllowed
    company = lock_company(actor, company_id)
    happened: list[Event] = []
    with reindexing(company_id):
        happened += _withdraw_values(company, added)
        happened += _withdraw_domain(company, added.get("domain", ""))
        happened += _withdraw_identifiers(company, added.get("identifiers", ()))
        if added.get("is_listed") and company.is_listed:
            company.is_listed = False
            happened.append(CompanyUnlisted(subject_id=company.id, subject_label=company.shown_name))
        company.save(update_fields=[*COMPLETABLE, "domain", "is_listed"])
    if happened:
        events.record(*happened, actor=actor, now=now)


def _withdraw_values(company: Company, added: Mapping[str, Any]) -> list[Event]:
    same = [name for name in COMPLETABLE if name in added and getattr(company, name) == added[name]]
    if not same:
        return []
    changes = {name: (str(added[name]), "") for name in same}
    for name in same:
        setattr(company, name, None if name == "employees" else "")
    return [CompanyChanged(subject_id=company.id, subject_label=company.shown_name, changes=changes)]


def _withdraw_domain(company: Company, domain: str) -> list[Event]:
    if not domain or not CompanyDomain.objects.filter(company=company, domain=domain).delete()[0]:
        return []
    if company.domain == domain:
        left = CompanyDomain.objects.filter(company=company).order_by("domain").first()
        company.domain = left.domain if left else ""
    return [CompanyDomainRemoved(subject_id=company.id, subject_label=company.shown_name, domain=domain)]


def _withdraw_identifiers(company: Company, identifiers: Any) -> list[Event]:
    happened: list[Event] = []
    for scheme, value in identifiers:
        if CompanyIdentifier.objects.filter(company=company, scheme=scheme, value=value).delete()[0]:
            name = IdentifierScheme(scheme).name
            happened.append(
                CompanyIdentifierRemoved(
                    subject_id=company.id, subject_label=company.shown_name, scheme=name, value=value
                )
            )
    return happened
