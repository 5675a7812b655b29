"""Hypothesis strategies for the facts and rules of registrations, small enough that claims really meet."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from steelyard.deals.policies import (
    AccountFacts,
    ClaimFacts,
    DirectOpportunityFacts,
    InstalledFacts,
    PartnerFacts,
    RegistrationFacts,
)
from steelyard.deals.rules import ConditionRule, DealRegistrationRules, EvidenceRequirement, Rung, default_ladder
from steelyard.deals.terms import EvidenceKind, LineOutcome, Match, RegistrationType

SUBMITTED_AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
US, THEM, OTHERS = (UUID(int=n) for n in (1, 2, 3))
NAMED_OWNER = UUID(int=301)
FAMILIES = ("backup", "cloud", "network")

families = st.sampled_from(FAMILIES)
regions = st.sampled_from(["", "emea", "dach", "nordics"])
divisions = st.sampled_from(["", "Rail", "Energy"])
matches = st.sampled_from(Match)
instants = st.integers(-200, 5).map(lambda days: SUBMITTED_AT + timedelta(days=days))


def kwargs(model: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(fields).map(lambda values: model(**values))


claims = kwargs(
    ClaimFacts,
    registration_id=st.integers(100, 130).map(lambda n: UUID(int=n)),
    partner_id=st.sampled_from([US, THEM, OTHERS]),
    match=matches,
    family=families,
    division=divisions,
    region=regions,
    is_protected=st.booleans(),
    is_complete=st.booleans(),
    submitted_at=instants,
)
direct_opportunities = kwargs(
    DirectOpportunityFacts,
    opportunity_id=st.integers(200, 210).map(lambda n: UUID(int=n)),
    owner_id=st.just(UUID(int=300)),
    families=st.lists(families, max_size=2, unique=True).map(tuple),
    region=regions,
    logged_at=st.none() | instants,
    last_activity_at=st.none() | instants,
)
installed = kwargs(InstalledFacts, family=families, partner_id=st.sampled_from([None, US, THEM]))
accounts = kwargs(
    AccountFacts,
    direct_opportunities=st.lists(direct_opportunities, max_size=2).map(tuple),
    installed=st.lists(installed, max_size=2).map(tuple),
    named_owner_ids=st.sampled_from([(), (), (), (NAMED_OWNER,)]),
    last_contact_at=st.none() | instants,
)
partners = kwargs(
    PartnerFacts,
    partner_id=st.just(US),
    is_active=st.sampled_from([True, True, True, False]),
    has_agreement=st.sampled_from([True, True, True, False]),
    certified_families=st.lists(families, max_size=3, unique=True).map(tuple),
    tier=st.sampled_from(["", "gold"]),
    types=st.sampled_from([None, (), ("msp",), ("msp", "reseller")]),
    region=st.none() | regions,
    live_registrations=st.sampled_from([0, 3, 24, 25, 40]),
    earlier_rejections=st.integers(0, 3),
)
facts = kwargs(
    RegistrationFacts,
    registration_id=st.just(UUID(int=115)),
    submitted_at=st.just(SUBMITTED_AT),
    type=st.sampled_from(RegistrationType),
    families=st.lists(families, min_size=1, max_size=3, unique=True).map(tuple),
    value=st.sampled_from([Decimal(0), Decimal(5000), Decimal(150_000), Decimal(2_000_000)]),
    currency=st.sampled_from(["EUR", "USD", "SEK"]),
    region=regions,
    related_regions=st.sampled_from([(), ("emea",)]),
    division=divisions,
    country=st.sampled_from([None, "", "DE", "FR"]),
    close_on=st.none() | st.integers(-5, 200).map(lambda days: SUBMITTED_AT.date() + timedelta(days=days)),
    is_public_tender=st.sampled_from([False, False, False, True]),
    evidence=st.lists(st.sampled_from(EvidenceKind), max_size=2, unique=True).map(tuple),
    families_needing_certification=st.lists(families, max_size=1).map(tuple),
    partner=partners,
    claims=st.lists(claims, max_size=4).map(tuple),
    account=accounts,
)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Rung, ...]:
    outcomes = st.sampled_from([LineOutcome.TEAMING, LineOutcome.HELD, LineOutcome.REJECTED])
    rungs = [
        rung.model_copy(update={"outcome": draw(outcomes), "enabled": draw(st.sampled_from([True, True, False]))})
        for rung in default_ladder()
    ]
    return tuple(draw(st.permutations(rungs)))


_CONDITIONS = (
    "value > 100000.0 && !('meeting' in evidence)",
    "family == 'cloud' && tier != 'gold'",
    "families[0] == 'backup' && days_to_close < 30",
    "role == 'services' || public_tender",
    "partner_types.exists(t, t == 'msp') && live_registrations > 3",
)
own_rules = st.lists(st.sampled_from(_CONDITIONS), max_size=3, unique=True).flatmap(
    lambda texts: st.tuples(
        *(
            st.builds(
                ConditionRule,
                rule=st.just(f"DR-7{letter}"),
                when=st.just(text),
                reason=st.just("The program has a rule of its own for this."),
                outcome=st.sampled_from([LineOutcome.TEAMING, LineOutcome.HELD, LineOutcome.REJECTED]),
                is_confidential=st.booleans(),
                enabled=st.sampled_from([True, True, False]),
            )
            for letter, text in zip("abc", texts, strict=False)
        )
    )
)
rules = st.one_of(
    st.just(DealRegistrationRules()),
    st.builds(
        DealRegistrationRules,
        ladder=ladders(),
        own_rules=own_rules,
        minimum_value=st.sampled_from([Decimal(0), Decimal(1000)]),
        letter_of_choice_overrides=st.booleans(),
        capacity=st.sampled_from([0, 25]),
        evidence=st.sampled_from(
            [(), (EvidenceRequirement(from_value=Decimal(100_000), any_of=(EvidenceKind.QUOTE,)),)]
        ),
    ),
)
