"""What speaks for or against a match, and what a company's facts are called, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from steelyard.companies.policies.weights import SENTENCES
from steelyard.companies.terms import Evidence
from steelyard.kernel.refusals import sentence
from steelyard.ui.locale import reader_locale

_FACTS = {
    "name": sentence("Legal name"),
    "display_name": sentence("Shown as"),
    "domain": sentence("Domain"),
    "country": sentence("Country"),
    "city": sentence("City"),
    "website": sentence("Website"),
    "industry": sentence("Industry"),
    "employees": sentence("Employees"),
    "parent": sentence("Belongs to"),
    "is_listed": sentence("In the directory"),
    "introduced_by": sentence("Introduced by"),
}


def say_evidence(evidence: Evidence) -> str:
    """Return one piece of evidence as a sentence."""
    return _(SENTENCES[evidence.code]).format_map({**evidence.params, **_places(evidence.params)})


def _places(params: Mapping[str, str]) -> dict[str, str]:
    """Return the places among the parameters, which are compared folded or as codes, as a reader writes them."""
    said = {}
    if "city" in params:
        said["city"] = params["city"].title()
    if "country" in params:
        names = reader_locale().territories
        said["country"] = " / ".join(names.get(code, code) for code in params["country"].split(" / "))
    return said


def say_fact(field: str) -> str:
    """Return what a fact of a company is called."""
    return _(_FACTS[field])
