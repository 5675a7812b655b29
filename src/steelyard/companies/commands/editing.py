"""Keeping company records: what the host knows of a company, and what it decides about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.drafts import clean_draft, clean_name, prepare_draft
from steelyard.companies.events import (
    CompanyChanged,
    CompanyCreated,
    CompanyDomainAdded,
    CompanyDomainRemoved,
    CompanyIdentifierAdded,
    CompanyIdentifierRemoved,
    CompanyListed,
    CompanyNameAdded,
    CompanyNameRemoved,
    CompanyParentSet,
    CompanyUnlisted,
    DuplicateRuledOut,
)
from steelyard.companies.models import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    CompanyName,
    NameKind,
    PossibleDuplicate,
)
from steelyard.companies.models.indexing import reindexing
from steelyard.companies.models.insertion import NewCompany, insert_companies
from steelyard.companies.permissions import can_change_companies, can_list_company
from steelyard.companies.policies import company_domain
from steelyard.companies.policies.scoring import normalize_identifier
from steelyard.companies.queries.records import find_ancestors, get_company, lock_company
from steelyard.companies.refusals import AlreadyKnown, DomainNotACompanys, ParentIsDescendant
from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import InvalidInput, NotAllowed, NotFound, sentence
from steelyard.platform import events

CHANGEABLE = ("name", "display_name", "country", "city", "website", "industry", "employees")


@transaction.atomic
def create_company(*, draft: CompanyDraft, actor: Actor, now: datetime) -> UUID:
    """Make a company known that the host says is none of the known ones; its id.

    Raises: NotAllowed, CompanyNameUnusable, InvalidInput, NotFound for an unknown owner.
    """
    _require(can_change_companies(actor) and (can_list_company(actor) or not draft.is_listed))
    cleaned = clean_draft(draft)
    if cleaned.parent_id is not None:
        get_company(actor, cleaned.parent_id)
    new = NewCompany(draft=cleaned, prepared=prepare_draft(cleaned))
    insert_companies([new], now)
    created = CompanyCreated(
        subject_id=new.id, subject_label=cleaned.name, domain=cleaned.domain, country=cleaned.country
    )
    events.record(created, actor=actor, now=now)
    return new.id


@transaction.atomic
def change_company(*, company_id: UUID, changes: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Change facts of a company (`CHANGEABLE`); a name that it had stays known as a former one.

    Raises: NotAllowed, NotFound, CompanyNameUnusable, InvalidInput.
    """
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise InvalidInput(fields={field: sentence("This cannot be changed here.") for field in unknown})
    wanted = clean_draft(_draft_of(company, changes))
    changed = {
        name: (_text(getattr(company, name)), _text(getattr(wanted, name)))
        for name in changes
        if getattr(company, name) != getattr(wanted, name)
    }
    if not changed:
        return
    with reindexing(company.id):
        if "name" in changed:
            _add_name(company, company.name, NameKind.FORMER, now)
            CompanyName.objects.filter(company=company, text=wanted.name, partner_id=None).delete()
        for name in changed:
            setattr(company, name, getattr(wanted, name))
        company.save(update_fields=list(changed))
    happened = CompanyChanged(subject_id=company.id, subject_label=company.shown_name, changes=changed)
    events.record(happened, actor=actor, now=now)


@transaction.atomic
def add_name(*, company_id: UUID, text: str, kind: NameKind, actor: Actor, now: datetime) -> None:
    """Make a company known by one more name. Raises: NotAllowed, NotFound, CompanyNameUnusable, AlreadyKnown."""
    _require(can_change_companies(actor) and kind is not NameKind.TYPED)
    company = lock_company(actor, company_id)
    name = clean_name(text)
    with reindexing(company.id):
        if name == company.name or not _add_name(company, name, kind, now):
            raise AlreadyKnown(fact=name, fields={"text": AlreadyKnown.text})
    _record(CompanyNameAdded, company, actor, now, name=name, kind=kind.value)


@transaction.atomic
def remove_name(*, company_id: UUID, name_id: UUID, actor: Actor, now: datetime) -> None:
    """Forget a name that is not the company's, also one that a partner typed. Raises: NotAllowed, NotFound."""
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    name = CompanyName.objects.filter(company=company, id=name_id).first()
    if name is None:
        raise NotFound
    with reindexing(company.id):
        name.delete()
    _record(CompanyNameRemoved, company, actor, now, name=name.text)


@transaction.atomic
def add_domain(*, company_id: UUID, domain: str, actor: Actor, now: datetime) -> None:
    """Make a domain known as the company's; the first one is shown with it.

    Raises: NotAllowed, NotFound, DomainNotACompanys for free mail and the like, AlreadyKnown.
    """
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    registrable = company_domain(domain)
    if registrable is None:
        raise DomainNotACompanys(domain=domain, fields={"domain": DomainNotACompanys.text})
    if CompanyDomain.objects.filter(company=company, domain=registrable, partner_id=None).exists():
        raise AlreadyKnown(fact=registrable, fields={"domain": AlreadyKnown.text})
    with reindexing(company.id):
        CompanyDomain.objects.update_or_create(pk=(company.id, registrable), defaults={"partner_id": None})
        if not company.domain:
            company.domain = registrable
            company.save(update_fields=["domain"])
    _record(CompanyDomainAdded, company, actor, now, domain=registrable)


@transaction.atomic
def remove_domain(*, company_id: UUID, domain: str, actor: Actor, now: datetime) -> None:
    """Forget a domain that is not the company's. Raises: NotAllowed, NotFound."""
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    with reindexing(company.id):
        deleted, _ = CompanyDomain.objects.filter(company=company, domain=domain).delete()
        if not deleted:
            raise NotFound
        if company.domain == domain:
            left = CompanyDomain.objects.filter(company=company).order_by("domain").first()
            company.domain = left.domain if left else ""
            company.save(update_fields=["domain"])
    _record(CompanyDomainRemoved, company, actor, now, domain=domain)


@transaction.atomic
def add_identifier(*, company_id: UUID, scheme: IdentifierScheme, value: str, actor: Actor, now: datetime) -> None:
    """Make a company's number in a register known. Raises: NotAllowed, NotFound, InvalidInput, AlreadyKnown."""
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    normal = normalize_identifier(value)[:50]
    if not normal:
        raise InvalidInput(fields={"value": sentence("Type the number as the register writes it.")})
    with reindexing(company.id):
        _, is_new = CompanyIdentifier.objects.get_or_create(pk=(company.id, scheme.value, normal))
        if not is_new:
            raise AlreadyKnown(fact=normal, fields={"value": AlreadyKnown.text})
    _record(CompanyIdentifierAdded, company, actor, now, scheme=scheme.name, value=normal)


@transaction.atomic
def remove_identifier(*, company_id: UUID, scheme: IdentifierScheme, value: str, actor: Actor, now: datetime) -> None:
    """Forget a number that is not the company's. Raises: NotAllowed, NotFound."""
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    with reindexing(company.id):
        deleted, _ = CompanyIdentifier.objects.filter(company=company, scheme=scheme.value, value=value).delete()
        if not deleted:
            raise NotFound
    _record(CompanyIdentifierRemoved, company, actor, now, scheme=scheme.name, value=value)


@transaction.atomic
def set_parent(*, company_id: UUID, parent_id: UUID | None, actor: Actor, now: datetime) -> None:
    """Say which company owns this one, or that none does. Raises: NotAllowed, NotFound, ParentIsDescendant."""
    _require(can_change_companies(actor))
    company = lock_company(actor, company_id)
    parent = get_company(actor, parent_id) if parent_id is not None else None
    if parent is not None and company.id in find_ancestors(parent):
        raise ParentIsDescendant(
            parent=parent.shown_name, company=company.shown_name, fields={"parent": ParentIsDescendant.text}
        )
    if company.parent_id == parent_id:
        return
    company.parent = parent
    company.save(update_fields=["parent"])
    _record(CompanyParentSet, company, actor, now, parent=parent.shown_name if parent else "—", parent_id=parent_id)


@transaction.atomic
def list_company(*, company_id: UUID, actor: Actor, now: datetime) -> None:
    """Put a company into the directory that partners search; what its introducer said becomes the directory's.

    Raises: NotAllowed, NotFound.
    """
    _require(can_list_company(actor))
    company = lock_company(actor, company_id)
    if company.is_listed:
        return
    with reindexing(company.id):
        CompanyDomain.objects.filter(company=company, partner_id=company.introduced_by).update(partner_id=None)
        company.is_listed = True
        company.save(update_fields=["is_listed"])
    _record(CompanyListed, company, actor, now)


@transaction.atomic
def unlist_company(*, company_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a company out of the directory; partners that named it keep it under their words. Raises: NotAllowed, NotFound."""
    _require(can_list_company(actor))
    company = lock_company(actor, company_id)
    if not company.is_listed:
        return
    with reindexing(company.id):
        company.is_listed = False
        company.save(update_fields=["is_listed"])
    _record(CompanyUnlisted, company, actor, now)


@transaction.atomic
def rule_out_duplicate(*, company_id: UUID, other_id: UUID, actor: Actor, now: datetime) -> None:
    """Decide that two companies that look alike are two; they no longer raise doubts about each other.

    Raises: NotAllowed, NotFound.
    """
    _require(can_change_companies(actor))
    company, other = lock_company(actor, company_id), get_company(actor, other_id)
    if company == other:
        raise NotFound
    both = (company.id, other.id)
    pairs = PossibleDuplicate.objects.filter(company_id__in=both, other_id__in=both)
    if not pairs.update(settled_at=now):
        PossibleDuplicate.objects.create(company=company, other=other, probability=0.0, noted_at=now, settled_at=now)
    _record(DuplicateRuledOut, company, actor, now, other=other.shown_name, other_id=other.id)


def _require(is_allowed: bool) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not is_allowed:
        raise NotAllowed


def _record(happened: type[Event], company: Company, actor: Actor, now: datetime, **facts: Any) -> None:
    event = happened(subject_id=company.id, subject_label=company.shown_name, **facts)
    related = [facts[key] for key in ("parent_id", "other_id") if facts.get(key)]
    events.record(event, actor=actor, now=now, related=related)


def _add_name(company: Company, text: str, kind: NameKind, now: datetime) -> bool:
    _, is_new = CompanyName.objects.get_or_create(
        company=company, text=text, partner_id=None, defaults={"kind": kind, "created_at": now}
    )
    return is_new


def _draft_of(company: Company, changes: Mapping[str, Any]) -> CompanyDraft:
    return CompanyDraft(**{name: changes.get(name, getattr(company, name)) for name in CHANGEABLE})


def _text(value: Any) -> str:
    return "" if value is None else str(value)
