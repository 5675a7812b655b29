"""How the rulebook says itself: one sentence per rule that is in use."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from steelyard.deals.rules.sections import CONDITIONS, CONFLICTS, DIRECT, ELIGIBILITY, PROTECTION, REVIEW
from steelyard.deals.terms import RungKind
from steelyard.kernel.refusals import sentence
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.deals.rules.book import DealRegistrationRules


def say(rules: "DealRegistrationRules") -> list[RuleSentence]:
    """Return the rules in plain words: the ladder first, then the program's own rules, protection, review and direct sales."""
    return [*_ladder(rules), *_own_rules(rules), *_protection(rules), *_review(rules), *_direct(rules)]


def _ladder(rules: "DealRegistrationRules") -> Iterator[RuleSentence]:
    for rung in rules.ladder:
        if not rung.enabled or _is_idle(rules, rung.kind):
            continue
        section = CONFLICTS if rung.kind.is_conflict else ELIGIBILITY
        params = {"outcome": Term(rung.outcome.label), **_facts_of(rules, rung.kind)}
        yield RuleSentence(
            rule=rung.rule,
            text=_RUNG_TEXTS[rung.kind],
            params=params,
            section=section,
            fields=_RUNG_FIELDS.get(rung.kind, ("ladder",)),
        )


def _own_rules(rules: "DealRegistrationRules") -> Iterator[RuleSentence]:
    for row in rules.own_rules:
        if row.enabled:
            yield RuleSentence(
                rule=row.rule,
                text=sentence("{outcome} by a rule of our own: {reason}"),
                params={"outcome": Term(row.outcome.label), "reason": row.reason},
                section=CONDITIONS,
                fields=("own_rules",),
                is_confidential=row.is_confidential,
            )


def _is_idle(rules: "DealRegistrationRules", kind: RungKind) -> bool:
    """Tell whether the rung can hit nothing, because the setting it reads says so."""
    return (
        (kind is RungKind.MINIMUM_VALUE and rules.minimum_value == 0)
        or (kind is RungKind.LARGE_VALUE and rules.review_from_value is None)
        or (kind is RungKind.EVIDENCE_COMPLETE and not rules.evidence)
    )


def _facts_of(rules: "DealRegistrationRules", kind: RungKind) -> Mapping[str, object]:
    match kind:
        case RungKind.CAPACITY_LEFT:
            return {"capacity": rules.capacity}
        case RungKind.MINIMUM_VALUE:
            return {"value": rules.minimum_value, "currency": rules.currency}
        case RungKind.LARGE_VALUE:
            return {"value": rules.review_from_value, "currency": rules.currency}
        case RungKind.EVIDENCE_COMPLETE:
            return {"value": min(row.from_value for row in rules.evidence), "currency": rules.currency}
        case RungKind.RESUBMISSIONS_LEFT:
            return {"limit": rules.resubmission_limit, "days": rules.resubmission_days}
        case RungKind.DIRECT_OPPORTUNITY:
            return {"days": rules.direct_activity_days}
        case RungKind.CUSTOMER_CONTACT:
            return {"days": rules.customer_contact_days}
    return {}


def _protection(rules: "DealRegistrationRules") -> Iterator[RuleSentence]:
    yield RuleSentence(
        rule="DR-4a",
        text=sentence("An approved line is protected for {days} days from its approval."),
        params={"days": rules.window_days},
        section=PROTECTION,
        fields=("window_days",),
    )
    yield RuleSentence(
        rule="DR-4b",
        text=sentence(
            "Requested before its end, a protection is extended by {days} days, {times} times at most,"
            " on evidence of activity since the last grant."
        ),
        params={"days": rules.extension_days, "times": rules.max_extensions},
        section=PROTECTION,
        fields=("max_extensions", "extension_days", "extension_evidence"),
    )
    if rules.letter_of_choice_overrides:
        yield RuleSentence(
            rule="DR-4c",
            text=sentence("A customer's letter of choice brings a scope that is already taken before a person."),
            section=PROTECTION,
            fields=("letter_of_choice_overrides",),
        )
    yield RuleSentence(
        rule="DR-4d",
        text=sentence("First in wins, by the instant of submission in UTC, among complete and evidenced submissions."),
        section=PROTECTION,
    )
    yield RuleSentence(
        rule="DR-4e",
        text=sentence("A second partner takes part with {percent} % of the benefit."),
        params={"percent": f"{(rules.second_partner_rate * 100).normalize():f}"},
        section=PROTECTION,
        fields=("second_partner_rate", "exclusive_types"),
    )


def _review(rules: "DealRegistrationRules") -> Iterator[RuleSentence]:
    yield RuleSentence(
        rule="DR-5a",
        text=sentence("A person decides what is held within {hours} hours of working days."),
        params={"hours": rules.sla_business_hours},
        section=REVIEW,
        fields=("sla_business_hours", "escalation_hours"),
    )
    if rules.provisional_approval:
        yield RuleSentence(
            rule="DR-5b",
            text=sentence(
                "After {hours} hours of working days without a decision,"
                " what has no conflict is approved provisionally."
            ),
            params={"hours": rules.hard_sla_business_hours},
            section=REVIEW,
            fields=("hard_sla_business_hours", "provisional_approval"),
        )
    yield RuleSentence(
        rule="DR-5c",
        text=sentence("Who sells directly to the account does not decide on it."),
        section=REVIEW,
    )
    yield RuleSentence(
        rule="DR-5d",
        text=sentence("A question that is not answered within {days} days closes the registration."),
        params={"days": rules.information_days},
        section=REVIEW,
        fields=("information_days",),
    )
    yield RuleSentence(
        rule="DR-5e",
        text=sentence("A rejection may be appealed against within {days} days."),
        params={"days": rules.appeal_days},
        section=REVIEW,
        fields=("appeal_days",),
    )
    yield RuleSentence(
        rule="DR-5f",
        text=sentence(
            "Either side may dispute a decision with evidence. Within {days} days somebody who has no part in the deal rules on it;"
            " the ruling may be appealed against within {appeal_days} days."
        ),
        params={"days": rules.dispute_days, "appeal_days": rules.appeal_days},
        section=REVIEW,
        fields=("dispute_days",),
    )


def _direct(rules: "DealRegistrationRules") -> Iterator[RuleSentence]:
    text = (
        sentence(
            "Direct sales open nothing on a protected scope, unless with a reason that is on record for both sides."
        )
        if rules.direct_override
        else sentence("Direct sales open nothing on a protected scope.")
    )
    yield RuleSentence(rule="DR-6", text=text, section=DIRECT, fields=("direct_override",))


_RUNG_TEXTS: Mapping[RungKind, str] = {
    RungKind.PARTNER_ACTIVE: sentence("{outcome} when the partner is not active."),
    RungKind.AGREEMENT_SIGNED: sentence("{outcome} when no partner agreement is in force."),
    RungKind.REQUIREMENTS_MET: sentence(
        "{outcome} while the partner has not met in time a requirement for which the program holds registrations."
    ),
    RungKind.CERTIFIED: sentence("{outcome} a product that asks for a certification which the partner lacks."),
    RungKind.CAPACITY_LEFT: sentence(
        "{outcome} when the partner already has {capacity} live registrations, or as many as its tier allows."
    ),
    RungKind.NO_PUBLIC_TENDER: sentence("{outcome} when the deal is a published tender."),
    RungKind.MINIMUM_VALUE: sentence("{outcome} when the deal is below {value} {currency}."),
    RungKind.RESUBMISSIONS_LEFT: sentence(
        "{outcome} when the same was rejected within the last {days} days"
        " and the resubmissions allowed ({limit}) are used up."
    ),
    RungKind.EVIDENCE_COMPLETE: sentence("{outcome} a deal from {value} {currency} without the evidence asked for."),
    RungKind.LARGE_VALUE: sentence("{outcome} a deal from {value} {currency}."),
    RungKind.OWN_REGISTRATION: sentence("{outcome} what the partner has already registered."),
    RungKind.PROTECTED_CLAIM: sentence(
        "{outcome} when another partner is protected for the same company, product and region."
    ),
    RungKind.PENDING_CLAIM: sentence(
        "{outcome} when another partner submitted the same before, completely, and waits for its decision."
    ),
    RungKind.DIRECT_OPPORTUNITY: sentence(
        "{outcome} when direct sales have an open opportunity with two-way activity, logged before the submission,"
        " within the last {days} days."
    ),
    RungKind.CUSTOMER_CONTACT: sentence(
        "{outcome} when direct sales were in contact with the customer within the last {days} days."
    ),
    RungKind.EXISTING_CUSTOMER: sentence("{outcome} when the customer already has the product: it is an expansion."),
    RungKind.NAMED_ACCOUNT: sentence("{outcome} when the company is a named account."),
    RungKind.INCUMBENT_PARTNER: sentence(
        "{outcome} a renewal when another partner has the contract: the incumbent has first right."
    ),
}

_RUNG_FIELDS: Mapping[RungKind, tuple[str, ...]] = {
    RungKind.CAPACITY_LEFT: ("ladder", "capacity", "capacity_by_tier"),
    RungKind.MINIMUM_VALUE: ("ladder", "minimum_value"),
    RungKind.RESUBMISSIONS_LEFT: ("ladder", "resubmission_limit", "resubmission_days"),
    RungKind.EVIDENCE_COMPLETE: ("ladder", "evidence"),
    RungKind.LARGE_VALUE: ("ladder", "review_from_value"),
    RungKind.DIRECT_OPPORTUNITY: ("ladder", "direct_activity_days"),
    RungKind.CUSTOMER_CONTACT: ("ladder", "customer_contact_days"),
}
