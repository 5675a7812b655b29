"""Adding to known companies what they lack: a list does not overrule people, it completes what they know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.events import CompanyChanged, CompanyDomainAdded, CompanyIdentifierAdded, CompanyListed
from steelyard.companies.models import Company, CompanyDomain, CompanyIdentifier
from steelyard.companies.models.completion import write_completions
from steelyard.companies.permissions import can_change_companies, can_list_company
from steelyard.companies.queries.forwarding import find_survivors
from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform import events

COMPLETABLE = ("country", "city", "website", "industry", "employees")


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """One known company after one draft: what it is called, and whether the draft knew anything more of it."""

    names: frozenset[str]
    added: Mapping[str, Any]
    """What it lacked: by fact the value, and numbers under `identifiers`."""

    @property
    def is_changed(self) -> bool:
        return bool(self.added)


@transaction.atomic
def complete_companies(
    *, described: Sequence[tuple[UUID, CompanyDraft]], actor: Actor, now: datetime, is_rehearsal: bool = False
) -> list[Completed]:
    """Add to each company what its clean draft says and nobody knew: facts, a domain where there is none, numbers, the listing.

    What one at a time `change_company`, `add_domain`, `add_identifier` and `list_company` do, with their events, in a few
    statements for all. One company may be described several times. A rehearsal, which will be taken back, records no events.

    Raises: NotAllowed.
    """
    if not can_change_companies(actor) or (
        any(draft.is_listed for _, draft in described) and not can_list_company(actor)
    ):
        raise NotAllowed
    work = _Work({company_id for company_id, _ in described})
    completed = [work.complete(work.survivors[company_id], draft) for company_id, draft in described]
    work.write()
    if not is_rehearsal:
        events.record(*work.events, actor=actor, now=now)
    return completed


class _Work:
    """The companies at hand, locked, and what is found to be new of them."""

    def __init__(self, ids: set[UUID]) -> None:
        self.companies = _lock(ids)
        # One that was merged after it was found: what is known more of it is the survivor's.
        self.survivors = {id_: id_ for id_, company in self.companies.items() if company.merged_into_id is None}
        if merged := ids - self.survivors.keys():
            self.survivors |= find_survivors(merged)
            self.companies |= _lock({self.survivors[id_] for id_ in merged} - self.companies.keys())
        known = CompanyIdentifier.objects.filter(company__in=self.survivors.values())
        self.numbers = set(known.values_list("company_id", "scheme", "value"))
        self.changed: set[UUID] = set()
        self.domains: list[CompanyDomain] = []
        self.identifiers: list[tuple[UUID, IdentifierScheme, str]] = []
        self.listed: list[UUID] = []
        self.events: list[Event] = []

    def complete(self, company_id: UUID, draft: CompanyDraft) -> Completed:
        """Add what the draft knows more to the company at hand."""
        company = self.companies[company_id]
        added = self._add_facts(company, draft)
        if draft.domain and not company.domain:
            company.domain = added["domain"] = draft.domain
            self.domains.append(CompanyDomain(company_id=company_id, domain=draft.domain))
            self._happened(CompanyDomainAdded, company, domain=draft.domain)
        for scheme, value in draft.identifiers:
            if (company_id, scheme.value, value) not in self.numbers:
                self.numbers.add((company_id, scheme.value, value))
                self.identifiers.append((company_id, scheme, value))
                added.setdefault("identifiers", []).append([scheme.value, value])
                self._happened(CompanyIdentifierAdded, company, scheme=scheme.name, value=value)
        if draft.is_listed and not company.is_listed:
            company.is_listed = added["is_listed"] = True
            self.listed.append(company_id)
            self._happened(CompanyListed, company)
        return Completed(names=frozenset((company.name, company.display_name)), added=added)

    def _add_facts(self, company: Company, draft: CompanyDraft) -> dict[str, Any]:
        lacking = {
            name: value for name in COMPLETABLE if (value := getattr(draft, name)) and not getattr(company, name)
        }
        if lacking:
            for name, value in lacking.items():
                setattr(company, name, value)
            self._happened(CompanyChanged, company, changes={name: ("", str(value)) for name, value in lacking.items()})
        return lacking

    def _happened(self, kind: type[Event], company: Company, **facts: Any) -> None:
        self.changed.add(company.id)
        self.events.append(kind(subject_id=company.id, subject_label=company.shown_name, **facts))

    def write(self) -> None:
        """Write what is new."""
        if self.changed:
            changed = [self.companies[id_] for id_ in self.changed]
            write_completions(changed, domains=self.domains, identifiers=self.identifiers, listed=self.listed)


def _lock(ids: set[UUID]) -> dict[UUID, Company]:
    locked = Company.objects.select_for_update(of=("self",)).filter(id__in=ids).order_by("id")
    return {company.id: company for company in locked}
