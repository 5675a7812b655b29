"""What reasons, changes and rungs say. Where a reason speaks of others, partners read a sentence that names nobody."""

from collections.abc import Mapping

from steelyard.deals.policies import CONDITION
from steelyard.deals.terms import RungKind
from steelyard.kernel.refusals import sentence
from steelyard.program.public import ReasonText

REASONS: Mapping[str, ReasonText | str] = {
    # Granted.
    "scope_is_free": sentence("Nobody else has a claim to it, and yours is complete: first in wins."),
    "approved_beside_others": sentence("Your role takes part beside a protected partner; it excludes nobody."),
    "hard_limit_passed": sentence("Nobody decided within {hours} hours of working days and nothing conflicts."),
    # Who may register what.
    "partner_not_active": sentence("Your company is not an active partner."),
    "agreement_missing": sentence("No partner agreement is in force."),
    "requirements_missed": sentence("Requirements of the program were not met in time: {names}."),
    "certification_missing": sentence("The product asks for a certification that your company does not have."),
    "capacity_used_up": sentence("Your company has {live} live registrations; {capacity} are allowed."),
    "public_tender": sentence("A published tender cannot be registered."),
    "value_too_small": sentence("The deal is below {minimum} {currency}."),
    "resubmissions_used_up": sentence("The same was rejected and resubmitted {limit} times."),
    "evidence_missing": sentence("A deal of this value needs evidence, one of: {kinds}."),
    "value_needs_review": sentence("A person looks at every deal from {value} {currency}."),
    "already_registered_by_you": sentence("Your company has registered this already."),
    "own_rule_applies": ReasonText(
        text=sentence("{reason}"), for_partners=sentence("A rule of the program applies to it.")
    ),
    # Conflicts.
    "already_protected": ReasonText(
        text=sentence("Another partner is protected for it: {registrations}."),
        for_partners=sentence("It is already protected for somebody else."),
    ),
    "earlier_claim_waits": ReasonText(
        text=sentence("Another partner submitted it before and waits for a decision: {registrations}."),
        for_partners=sentence("An earlier submission of it waits for its decision."),
    ),
    "similar_account_taken": ReasonText(
        text=sentence("A claim is on a company that may be the same or belongs to it: {registrations}."),
        for_partners=sentence("A similar or affiliated account needs a person's look."),
    ),
    "letter_to_verify": ReasonText(
        text=sentence("The scope is taken ({registrations}); the customer's letter of choice is to be verified."),
        for_partners=sentence("The customer's letter of choice is being verified."),
    ),
    "direct_sales_active": ReasonText(
        text=sentence("Direct sales were at work on it before the submission: {opportunities}."),
        for_partners=sentence("Our own sales were at work on it before you submitted."),
    ),
    "customer_in_contact": ReasonText(
        text=sentence("Direct sales were in contact with the customer on {contact_at}."),
        for_partners=sentence("Our own sales were in contact with the customer not long ago."),
    ),
    "customer_has_product": ReasonText(
        text=sentence("The customer already has the product."),
        for_partners=sentence("The customer already has the product: a person looks whether it is an expansion."),
    ),
    "account_is_named": ReasonText(
        text=sentence("It is a named account of {owners}."),
        for_partners=sentence("It is one of our named accounts."),
    ),
    "incumbent_has_first_right": ReasonText(
        text=sentence("Partner {partners} has the contract and first right to renew it."),
        for_partners=sentence("The partner who has the contract has first right to renew it."),
    ),
    # A person's decision.
    "decided_by_hand": sentence("{reason}"),
    "superseded": sentence("The customer chose another partner."),
    "approved_by_hand": sentence("A channel manager looked at it and approved it."),
    # Extensions.
    "activity_shown": sentence("You were active on the deal; the protection grows by {days} days."),
    "activity_not_shown": sentence("No activity since the last grant is on file: {kinds}."),
    "protection_has_ended": sentence("The protection has already ended."),
    "scope_taken_since": sentence("The protection ended, and another registration is protected for it now."),
    "extensions_used_up": sentence("It was extended {times} times, which is as often as the rules allow."),
    # Direct sales.
    "no_protection": sentence("No partner is protected for it."),
    "partner_is_protected": sentence("A partner is protected for it: {registrations}."),
    "protection_overridden": sentence("A protection was overridden: {registrations}."),
    # What would change a decision.
    "sign_agreement": sentence("Sign the partner agreement."),
    "meet_requirements": sentence("Meet the requirements of the program: {names}."),
    "get_certified": sentence("Get certified for {families}."),
    "free_capacity": sentence("Withdraw {count} of your live registrations."),
    "add_evidence": sentence("Add evidence, one of: {kinds}."),
    "attach_evidence": sentence("Add evidence: {kinds}."),
    "raise_value": sentence("Register a deal from {minimum} {currency} on."),
    "register_beside": sentence("Register it in the role “{type}”."),
    "add_letter_of_choice": sentence("Add the customer's letter of choice; a person will verify it."),
    "drop_lines": sentence("Leave out {families}."),
    "give_override_reason": sentence("Give a reason for an override; the partner is told."),
    # The questions of the ladder.
    **{kind.value: kind.label for kind in RungKind},
    CONDITION: sentence("A rule of the program's own"),
}
