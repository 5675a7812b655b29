"""What the program is told of this context: its rulebook, its kinds of decision, the words of its reasons."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from steelyard.deals.models import DealRegistration
from steelyard.deals.policies import (
    DirectFacts,
    ExtensionFacts,
    RegistrationFacts,
    decide_direct_opportunity,
    decide_extension,
    decide_registration,
)
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import DirectOutcome, ExtensionState, Outcome
from steelyard.deals.wording import REASONS
from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import sentence
from steelyard.program.public import DecisionKind, register_decisions, register_reasons, register_rulebook

RULEBOOK = "deal_registration"
REGISTRATION, EXTENSION, DIRECT = "deals.registration", "deals.extension", "deals.direct_opportunity"

_facts: TypeAdapter[RegistrationFacts] = TypeAdapter(RegistrationFacts)
_extension_facts: TypeAdapter[ExtensionFacts] = TypeAdapter(ExtensionFacts)
_direct_facts: TypeAdapter[DirectFacts] = TypeAdapter(DirectFacts)


def _decide(facts: Mapping[str, Any], rules: DealRegistrationRules) -> Decision:
    return decide_registration(_facts.validate_python(facts), rules)


def _decide_extension(facts: Mapping[str, Any], rules: DealRegistrationRules) -> Decision:
    return decide_extension(_extension_facts.validate_python(facts), rules)


def _decide_direct(facts: Mapping[str, Any], rules: DealRegistrationRules) -> Decision:
    return decide_direct_opportunity(_direct_facts.validate_python(facts), rules)


register_rulebook(RULEBOOK, DealRegistrationRules)
register_reasons(REASONS)
for kind in (
    DecisionKind(
        kind=REGISTRATION,
        label=sentence("Deal registration"),
        rulebook=RULEBOOK,
        subject_prefix=DealRegistration.PREFIX,
        decide=_decide,
        outcomes={outcome: outcome.label for outcome in Outcome},
    ),
    DecisionKind(
        kind=EXTENSION,
        label=sentence("Extension of a protection"),
        rulebook=RULEBOOK,
        subject_prefix=DealRegistration.PREFIX,
        decide=_decide_extension,
        outcomes={outcome: outcome.label for outcome in ExtensionState},
    ),
    DecisionKind(
        kind=DIRECT,
        label=sentence("Direct opportunity"),
        rulebook=RULEBOOK,
        subject_prefix="company",
        decide=_decide_direct,
        outcomes={outcome: outcome.label for outcome in DirectOutcome},
    ),
):
    register_decisions(kind)
