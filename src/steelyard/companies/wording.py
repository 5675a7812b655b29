"""What speaks for or against a match, in the reader's language."""

from django.utils.translation import gettext as _

from steelyard.companies.policies.weights import SENTENCES
from steelyard.companies.terms import Evidence


def say_evidence(evidence: Evidence) -> str:
    """Return one piece of evidence as a sentence."""
    return _(SENTENCES[evidence.code]).format_map(evidence.params)
