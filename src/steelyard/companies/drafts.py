"""Turning what somebody wrote about a company into one clean form. Pure."""

from dataclasses import replace

import pycountry

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.policies import Prepared, company_domain, prepare
from steelyard.companies.policies.folding import fold
from steelyard.companies.refusals import CompanyNameUnusable
from steelyard.companies.terms import CompanyProfile
from steelyard.kernel.refusals import InvalidInput, sentence

LONGEST_NAME = 200


def clean_draft(draft: CompanyDraft) -> CompanyDraft:
    """Return the draft with one-line texts, an upper-case country and a registrable domain, or none where it is shared.

    Raises: CompanyNameUnusable, InvalidInput.
    """
    name = clean_name(draft.name)
    country = draft.country.strip().upper()
    if country and pycountry.countries.get(alpha_2=country) is None:
        raise InvalidInput(fields={"country": sentence("Use a two-letter ISO country code, such as DE.")})
    return replace(
        draft,
        name=name,
        country=country,
        city=" ".join(draft.city.split())[:100],
        domain=company_domain(draft.domain) or company_domain(draft.website) or "",
        display_name=" ".join(draft.display_name.split())[:LONGEST_NAME],
        aliases=tuple(alias for alias in (" ".join(one.split())[:LONGEST_NAME] for one in draft.aliases) if alias),
    )


def clean_name(name: str) -> str:
    """Return the name on one line. Raises: CompanyNameUnusable, InvalidInput when it is too long."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise InvalidInput(fields={"name": sentence("A company name has at most 200 characters.")})
    if not fold(name) and not any(character.isalnum() for character in name):
        raise CompanyNameUnusable(fields={"name": CompanyNameUnusable.text})
    return name


def prepare_draft(draft: CompanyDraft) -> Prepared:
    """Return a clean draft ready for comparing."""
    return prepare(
        CompanyProfile(
            name=draft.name,
            aliases=tuple(alias for alias in (draft.display_name, *draft.aliases) if alias),
            domains=(draft.domain,) if draft.domain else (),
            country=draft.country or None,
            city=draft.city or None,
            identifiers=dict(draft.identifiers),
        )
    )
