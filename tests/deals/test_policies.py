"""What holds for every decision, whatever the facts and the rules."""

import random
from dataclasses import replace

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from steelyard.deals.policies import ClaimFacts, RegistrationFacts, decide_provisional_approval, decide_registration
from steelyard.deals.policies.counterfactuals import LACKS, list_alterations
from steelyard.deals.policies.registration import judge
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import LineOutcome, Outcome, is_better
from steelyard.deals.wording import REASONS
from steelyard.kernel.ids import public_id
from tests.deals import worlds

many = settings(max_examples=120, deadline=None)


@many
@given(worlds.facts, worlds.rules, worlds.claims)
def test_one_more_claim_never_helps(facts: RegistrationFacts, rules: DealRegistrationRules, claim: ClaimFacts) -> None:
    before = decide_registration(facts, rules)
    after = decide_registration(replace(facts, claims=(*facts.claims, claim)), rules)
    assert not is_better(after.outcome, before.outcome)
    for one, other in zip(after.lines, before.lines, strict=True):
        assert not is_better(one.outcome, other.outcome)


@many
@given(worlds.facts, worlds.rules, worlds.direct_opportunities, worlds.installed)
def test_one_more_interest_of_the_host_never_helps(
    facts: RegistrationFacts, rules: DealRegistrationRules, opportunity: object, product: object
) -> None:
    account = facts.account
    more = replace(
        account,
        direct_opportunities=(*account.direct_opportunities, opportunity),
        installed=(*account.installed, *([product] if product.partner_id != worlds.US else [])),
    )
    before = decide_registration(facts, rules).outcome
    assert not is_better(decide_registration(replace(facts, account=more), rules).outcome, before)


@many
@given(worlds.facts, worlds.rules, st.randoms())
def test_the_order_of_facts_has_no_influence(
    facts: RegistrationFacts, rules: DealRegistrationRules, shuffler: random.Random
) -> None:
    def mixed(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(shuffler.sample(values, len(values)))

    account = replace(
        facts.account,
        direct_opportunities=mixed(facts.account.direct_opportunities),
        installed=mixed(facts.account.installed),
    )
    shuffled = replace(
        facts,
        claims=mixed(facts.claims),
        families=mixed(facts.families),
        evidence=mixed(facts.evidence),
        account=account,
    )
    assert decide_registration(shuffled, rules) == decide_registration(facts, rules)


@many
@given(worlds.facts, worlds.rules)
def test_everything_short_of_an_approval_has_a_reason_with_its_rule(
    facts: RegistrationFacts, rules: DealRegistrationRules
) -> None:
    decision = decide_registration(facts, rules)
    assert decision.reasons
    assert all(reason.rule.startswith("DR-") and reason.code in REASONS for reason in decision.reasons)
    for line in decision.lines:
        about_it = [reason for reason in decision.reasons if reason.line in {None, line.family}]
        assert about_it, line
    codes = {reason.code for reason in decision.reasons}
    assert codes != {"scope_is_free"} or decision.outcome is Outcome.APPROVED


@many
@given(worlds.facts, worlds.rules)
def test_what_would_change_it_really_does(facts: RegistrationFacts, rules: DealRegistrationRules) -> None:
    decision = decide_registration(facts, rules)
    alterations = {(a.code, a.params.get("any_of")): a for a in list_alterations(facts, rules, decision)}
    together = facts
    for change in decision.would_change:
        alteration = alterations[change.code, change.params.get("any_of")]
        assert is_better(Outcome(change.outcome), decision.outcome)
        if change.params.get("together"):
            assert change.code in LACKS
            together = alteration.alter(together)
        else:
            assert judge(alteration.alter(facts), rules).outcome == change.outcome
    if together is not facts:
        assert judge(together, rules).outcome == decision.would_change[0].outcome


@many
@given(worlds.facts, worlds.rules)
def test_the_same_facts_give_the_same_decision_also_from_storage(
    facts: RegistrationFacts, rules: DealRegistrationRules
) -> None:
    stored = orjson.loads(orjson.dumps(facts, default=str))
    loaded = TypeAdapter(RegistrationFacts).validate_python(stored)
    assert loaded == facts
    assert decide_registration(loaded, DealRegistrationRules.load(rules.dump())) == decide_registration(facts, rules)


@many
@given(worlds.facts, worlds.rules)
def test_what_partners_read_names_nobody_else(facts: RegistrationFacts, rules: DealRegistrationRules) -> None:
    decision = decide_registration(facts, rules)
    foreign = {
        public_id("dealreg", c.registration_id) for c in facts.claims if c.partner_id != facts.partner.partner_id
    }
    foreign |= {public_id("partner", worlds.THEM), public_id("person", worlds.NAMED_OWNER)}
    foreign |= {public_id("opp", row.opportunity_id) for row in facts.account.direct_opportunities}
    own = {public_id("dealreg", c.registration_id) for c in facts.claims if c.partner_id == facts.partner.partner_id}
    public = [reason.params for reason in decision.reasons if not reason.is_confidential]
    told = repr(public) + repr([change.params for change in decision.would_change])
    assert not [word for word in foreign - own if word in told]
    for reason in decision.reasons:
        if reason.is_confidential:
            assert REASONS[reason.code].for_partners, reason.code


@many
@given(worlds.facts, worlds.rules)
def test_the_hard_limit_never_approves_against_a_conflict(
    facts: RegistrationFacts, rules: DealRegistrationRules
) -> None:
    ordinary, late = decide_registration(facts, rules), decide_provisional_approval(facts, rules)
    assert not is_better(ordinary.outcome, late.outcome)
    conflicts = {rung.rule for rung in rules.ladder if rung.kind.is_conflict}
    if late.is_provisional:
        granted = {line.family for line in late.lines if line.outcome is LineOutcome.APPROVED}
        spoken = [r for r in late.reasons if r.rule in conflicts and (r.line is None or r.line in granted)]
        assert not granted or not spoken
