"""What the program is told of this context: its rulebooks, and how a tier's moves are decided and explained."""

from collections.abc import Mapping
from typing import Any

from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.gathering import AGREEMENT_RULEBOOK
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK
from steelyard.partners.commands.onboarding import ONBOARDING_RULEBOOK
from steelyard.partners.commands.outreach import OUTREACH_RULEBOOK
from steelyard.partners.commands.quality import RULEBOOK
from steelyard.partners.commands.recruiting import PROFILE_RULEBOOK, SCREENING_DECISION
from steelyard.partners.commands.tiers import TIER_DECISION, TIER_RULEBOOK
from steelyard.partners.goals.gathering import GOAL_RULEBOOK
from steelyard.partners.goals.rules import GoalRules
from steelyard.partners.lifecycle.queries import LIFECYCLE_RULEBOOK
from steelyard.partners.lifecycle.rules import LifecycleRules
from steelyard.partners.longtail.gathering import LONG_TAIL_RULEBOOK
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.models import Partner, Prospect
from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.outreach.rules import OutreachRules
from steelyard.partners.portfolio.gathering import PORTFOLIO_RULEBOOK
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.recruiting.gathering import load_facts
from steelyard.partners.recruiting.policies import screen_company
from steelyard.partners.recruiting.rules import PartnerProfileRules
from steelyard.partners.recruiting.terms import ScreeningOutcome
from steelyard.partners.requirements.gathering import REQUIREMENT_RULEBOOK
from steelyard.partners.requirements.rules import RequirementRules
from steelyard.partners.tiers.deciding import decide_case
from steelyard.partners.tiers.gathering import load_case
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import TierStep
from steelyard.partners.vetting.gathering import VETTING_RULEBOOK
from steelyard.partners.vetting.rules import VettingRules
from steelyard.program.public import DecisionKind, register_decisions, register_reasons, register_rulebook


def _decide(facts: Mapping[str, Any], rules: TierRules) -> Decision:
    return decide_case(load_case(facts), rules)


def _screen(facts: Mapping[str, Any], rules: PartnerProfileRules) -> Decision:
    return screen_company(load_facts(facts), rules)


register_rulebook(RULEBOOK, DataQualityRules)
register_rulebook(AGREEMENT_RULEBOOK, AgreementRules)
register_rulebook(LIFECYCLE_RULEBOOK, LifecycleRules)
register_rulebook(TIER_RULEBOOK, TierRules)
register_rulebook(PROFILE_RULEBOOK, PartnerProfileRules)
register_rulebook(OUTREACH_RULEBOOK, OutreachRules)
register_rulebook(ONBOARDING_RULEBOOK, OnboardingRules)
register_rulebook(GOAL_RULEBOOK, GoalRules)
register_rulebook(AUTOMATION_RULEBOOK, AutomationRules)
register_rulebook(VETTING_RULEBOOK, VettingRules)
register_rulebook(REQUIREMENT_RULEBOOK, RequirementRules)
register_reasons(
    {
        "vetting_red_flag": sentence("{reason} That is a red flag."),
        "vetting_points": sentence("{reason} That is {points} points."),
        "vetting_flag_on_record": sentence("A red flag is on record since {recorded_on}: {flag}."),
        "vetting_sum": sentence("{points} points in all: a medium risk from {medium} on, a high one from {high}."),
    }
)
register_rulebook(PORTFOLIO_RULEBOOK, PortfolioRules)
register_rulebook(LONG_TAIL_RULEBOOK, LongTailRules)
register_reasons(
    {
        "no_track_is_open": sentence("No track of the program is open to this type of partner."),
        "tier_reached": sentence("With {points} of {full} points and all criteria met, {tier} is reached."),
        "tier_missed_with_notice": sentence(
            "{points} of {full} points are no longer enough for {tier}. It ends on {demote_on}, unless it is met before."
        ),
        "tier_not_met_in_time": sentence(
            "{tier} was not met again before its notice ended: {points} of {full} points."
        ),
        "tier_met_again": sentence("{tier} is met again: {points} of {full} points."),
        "tier_stays": sentence("{tier} stays: {points} of {full} points."),
        "criterion_missed": sentence("{metric}: {value} of the {least} that are asked for."),
        "points_missed": sentence("{points} points of the {asked} that are asked for."),
        "simulated_tier_moves": sentence("{moved_on}: {step}, {tier}"),
        "simulated_tier_ends": sentence("{moved_on}: {step}, no tier"),
        "simulated_tier_stays": sentence("The tier stays all the time."),
        "next_tier": sentence("{points} more points and {criteria} more criteria lead to {tier}."),
    }
)
register_decisions(
    DecisionKind(
        kind=TIER_DECISION,
        label=sentence("Tier"),
        rulebook=TIER_RULEBOOK,
        subject_prefix=Partner.PREFIX,
        decide=_decide,
        outcomes={step: step.label for step in TierStep},
    )
)
register_reasons(
    {
        "nothing_found": sentence("Nothing was found that speaks against it."),
        "on_sanction_list": sentence("{name} is on the list of sanctions {list}."),
        "maybe_on_sanction_list": sentence("{name}, on the list of sanctions {list}, may be the same company."),
        "masked_mail": sentence("The mail address at {domain} hides who writes."),
        "free_mail": sentence("The mail address at {domain} is from a free service, not from the company."),
        "domain_differs": sentence("The mail address is at {domain}, the website at {website}."),
        "partner_already": sentence("It may be the partner {name}."),
        "prospect_already": sentence("It may be the prospect {name}."),
        "known_company": sentence("It may be {name}, which is known from other business."),
        "refused_before": sentence("{name} was refused before."),
        "minimum_missed": sentence("The least that is asked for is not met: {criterion}."),
        "without_on_sanction_list": sentence("It would be different if it were clear that {name} is another company."),
        "without_maybe_on_sanction_list": sentence(
            "It would be different if it were clear that {name} is another company."
        ),
        "without_masked_mail": sentence("It would be different with a mail address of the company."),
        "without_free_mail": sentence("It would be different with a mail address of the company."),
        "without_domain_differs": sentence("It would be different with a mail address at {website}."),
        "without_partner_already": sentence("It would be different if {name} were another company."),
        "without_prospect_already": sentence("It would be different if {name} were another company."),
        "without_known_company": sentence("It would be different if {name} were another company."),
        "without_refused_before": sentence("It would be different if {name} had not been refused."),
        "without_minimum_missed": sentence("It would be different if this were met: {criterion}."),
    }
)
register_decisions(
    DecisionKind(
        kind=SCREENING_DECISION,
        label=sentence("Screening"),
        rulebook=PROFILE_RULEBOOK,
        subject_prefix=Prospect.PREFIX,
        decide=_screen,
        outcomes={outcome: outcome.label for outcome in ScreeningOutcome},
    )
)
register_reasons(
    {
        "goal_reached": sentence("{actual} of {target}: it is reached."),
        "goal_missed": sentence("{actual} of {target} when the period ended."),
        "goal_not_begun": sentence("The period has not begun."),
        "goal_behind": sentence("{actual} are less than the {expected} that were to be expected by now."),
        "goal_on": sentence("{actual} are about the {expected} that were to be expected by now."),
        "goal_ahead": sentence("{actual} are more than the {expected} that were to be expected by now."),
        "goal_by_days": sentence("Expected is what the days passed make of it."),
        "goal_by_year_before": sentence("Expected is the share that was reached by this day a year before."),
        "goal_no_year_before": sentence("There is nothing to compare with a year before, so the days count."),
        "goal_period_ended": sentence("The period has ended."),
    }
)
register_reasons(
    {
        "audit_field": sentence(
            "{field}, with {fit} and {returns} of a hundred points: {class}. Proposed is: {course}."
        ),
        "audit_dormant": sentence("There was no sign of life for {days} days: dormant. Proposed is: {course}."),
        "audit_new": sentence("It has been a partner for {days} days only, so no exit is proposed."),
        "audit_value": sentence("{metric}: {value} of {threshold} make {points} of {weight}."),
        "audit_growth": sentence("{metric}: {value} % more than before, of {threshold} %, make {points} of {weight}."),
        "audit_share": sentence("{metric}: a share of {value} %, of {threshold} %, makes {points} of {weight}."),
        "audit_not_known": sentence("{metric}: nothing is known, so its {weight} do not count."),
        "audit_next_level": sentence(
            "{axis}: {points} more points would make it {class}. Then would be proposed: {course}."
        ),
        "audit_room": sentence("{metric}: from {value} to {threshold} would bring {points} more."),
        "tail_small": sentence("{value} won in the last {months} months are less than {bound}."),
        "tail_large": sentence("{value} won in the last {months} months are not less than {bound}."),
        "tail_touched": sentence("Signs of life on {days} days are not fewer than {bound}."),
        "tail_tier": sentence("It is in the tier {tier}."),
        "tail_managed": sentence("It has a manager."),
        "tail_no_track": sentence("No track is open to its types."),
        "rise_found": sentence(
            "{metric}: {recent} in the last {months} months, where {expected} were to be expected. Without growth the chance of"
            " that is {chance} %."
        ),
        "rise_no_past": sentence("{metric}: its past is too short. {months} months are needed."),
        "rise_too_little": sentence("{metric}: {recent} in the last {months} months are less than {least}."),
        "rise_no_growth": sentence("{metric}: {recent} are less than {factor} times the {expected} to be expected."),
        "rise_by_chance": sentence("{metric}: {recent} may be by chance: {chance} % is more than {bound} %."),
        "rise_needs": sentence("{metric}: it would rise with {needed} in {months} months."),
    }
)
