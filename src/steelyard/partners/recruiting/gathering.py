"""What screening looks at, gathered for one prospect, and how it is kept with the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from steelyard.companies.public import CompanyDraft, Verdict, clean_draft, company_domain, registrable_domain
from steelyard.partners.models import Prospect
from steelyard.partners.recruiting.likeness import (
    find_companies,
    find_known,
    find_listed,
    find_partners,
    find_prospects,
)
from steelyard.partners.recruiting.policies import surest
from steelyard.partners.recruiting.terms import CompanyFacts, ProspectStage, ScreeningFacts

_facts: TypeAdapter[ScreeningFacts] = TypeAdapter(ScreeningFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The facts about a prospect, and the company that it surely is."""

    facts: ScreeningFacts
    company_id: UUID | None


def company_facts(prospect: Prospect) -> CompanyFacts:
    """Return what a profile weighs of a prospect."""
    return CompanyFacts(
        type=prospect.type_id,
        region=prospect.region_id or "",
        country=prospect.country,
        employees=prospect.employees,
        verticals=tuple(prospect.verticals),
        capabilities=tuple(prospect.capabilities),
        specializations=tuple(prospect.specializations),
        traits=tuple(prospect.traits),
    )


def gather_facts(prospect: Prospect) -> Gathered:
    """Return all that screening looks at; call as the system, because it looks at every partner."""
    draft = clean_draft(CompanyDraft(name=prospect.name, domain=prospect.domain, country=prospect.country))
    companies = find_companies(draft)
    alike = list(find_prospects(draft, email=prospect.contact_email, besides=prospect.id))
    host = prospect.contact_email.rpartition("@")[2].lower()
    mail_domain = registrable_domain(host)
    refused = surest(found for other, found in alike if other.stage == ProspectStage.REFUSED)
    facts = ScreeningFacts(
        company=company_facts(prospect),
        web_domain=draft.domain,
        mail_host=host,
        mail_domain=mail_domain or host,
        is_shared_mail=mail_domain is not None and company_domain(host) is None,
        partner=surest(find_partners(companies)),
        prospect=surest(found for other, found in alike if other.stage != ProspectStage.REFUSED),
        known_company=surest(find_known(companies)),
        listed=find_listed(draft),
        refused_as=refused.name if refused else "",
    )
    sure = next((one.card.id for one in companies if one.verdict is Verdict.SAME), None)
    return Gathered(facts=facts, company_id=sure)


def dump_facts(facts: ScreeningFacts) -> dict[str, Any]:
    """Return facts as plain values, as they are kept with a decision."""
    said: dict[str, Any] = _facts.dump_python(facts, mode="json")
    return said


def load_facts(said: Mapping[str, Any]) -> ScreeningFacts:
    """Return the facts behind their plain values."""
    return _facts.validate_python(said)
