"""What will probably happen on submission, without a word about anybody else: every conflict sounds the same."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from steelyard.companies.public import foresee_resolution
from steelyard.deals import permissions
from steelyard.deals.cards import Preview
from steelyard.deals.drafts import RegistrationDraft
from steelyard.deals.models import DealRegistration
from steelyard.deals.policies import RegistrationDecision, decide_registration
from steelyard.deals.queries.cases import Companies, gather, match_thresholds, survey
from steelyard.deals.queries.rendering import render_changes, render_reasons
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import Outcome, Outlook
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.limits import Limit


def preview_limit() -> Limit:
    """Return how often one person may ask: enough to work, too few to find out what others do."""
    return Limit(what="deals.preview", times=settings.PREVIEWS_PER_HOUR, per=timedelta(hours=1))


_OWN_CHANGES = frozenset(
    {"sign_agreement", "meet_requirements", "get_certified", "free_capacity", "add_evidence", "raise_value"}
)
"""What a partner can change about itself; other changes would tell that somebody stands in the way."""


def preview_registration(
    *, actor: Actor, draft: RegistrationDraft, now: datetime, partner_id: UUID | None = None
) -> Preview:
    """Return the outlook of a draft that may still lack much; nothing is written and nobody is held up.

    Raises: NotAllowed, UnknownTerritory, CompanyNameUnusable.
    """
    owner = partner_id or actor.partner_id
    if owner is None or not permissions.can_register_for(actor, owner):
        raise NotAllowed
    ground = survey(partner_id=owner, region=draft.region, country=draft.company_country, at=now)
    families = [line.family for line in draft.lines if line.family in ground.families]
    if not families or not (draft.company_name or draft.company_id):
        return Preview(outlook=Outlook.INCOMPLETE, message=_("Name the customer and a product line."))
    registration = DealRegistration(
        partner_id=owner,
        type=draft.type,
        value=draft.value.amount,
        currency=draft.value.currency,
        division=draft.division,
        is_public_tender=draft.is_public_tender,
    )
    case = gather(
        registration,
        ground=ground,
        companies=_companies(draft, ground.rules.rules, actor),
        families=families,
        evidence=[piece.kind for piece in draft.evidence],
        at=now,
        locks=False,
    )
    rules = ground.rules.rules
    return _outlook(decide_registration(case.facts, rules), rules, actor, label=ground.rules.label)


def _outlook(decision: RegistrationDecision, rules: DealRegistrationRules, actor: Actor, *, label: str) -> Preview:
    conflicts = {rung.rule for rung in rules.ladder if rung.kind.is_conflict}
    own = [r for r in decision.reasons if r.rule not in conflicts and r.code not in _GRANTS]
    is_clear = decision.outcome in {Outcome.APPROVED, Outcome.APPROVED_AS_TEAMING} and not own
    has_conflict = any(reason.rule in conflicts for reason in decision.reasons)
    if is_clear and not has_conflict:
        outlook = Outlook.FREE
        message = _("Looks free: a complete registration would be approved at once.")
    elif decision.outcome is Outcome.REJECTED and own and not has_conflict:
        outlook, message = Outlook.NOT_POSSIBLE, _("It cannot be registered like this.")
    else:
        outlook, message = Outlook.REVIEW, _("Will need review: the rules ask for a closer look.")
    return Preview(
        outlook=outlook,
        message=message,
        reasons=render_reasons(own, actor),
        would_change=render_changes(change for change in decision.would_change if change.code in _OWN_CHANGES),
        protected_days=rules.window_days,
        rules_label=label,
    )


_GRANTS = frozenset({"scope_is_free", "approved_beside_others"})


def _companies(draft: RegistrationDraft, rules: DealRegistrationRules, actor: Actor) -> Companies:
    """Return the companies that a submission would be decided on."""
    company = foresee_resolution(
        actor=actor,
        name=draft.company_name,
        domain=draft.company_domain,
        country=draft.company_country,
        city=draft.company_city,
        company_id=draft.company_id,
        thresholds=match_thresholds(rules),
    )
    return Companies(company_id=company.company_id, related_ids=company.related_ids, maybe_ids=company.maybe_ids)
