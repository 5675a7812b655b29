"""The facts of vetting, gathered for many partners in a few statements. Called as the system."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.partners.models import Dated, Partner, RedFlag, TierAssignment, VettingCase, VettingStanding
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.gathering import find_types
from steelyard.partners.vetting.parts import QuestionnaireRule
from steelyard.partners.vetting.rules import VettingRules
from steelyard.partners.vetting.terms import FlagKind, OpenFlag, StandingFacts, VettingKind, VettingStep
from steelyard.platform.arrays import among
from steelyard.program.public import program_in_force

VETTING_RULEBOOK = "vetting"
ASKED_STATUSES = (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED)
"""In which states a partner is asked to answer."""
_HEAVY = ("answers", "questions", "reasons", "sections", "flags")


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingSubject:
    """A partner and a questionnaire that is for it: its newest round, the one that passed last, what is on record, the rules."""

    partner: Partner
    questionnaire: QuestionnaireRule
    newest: VettingCase | None
    passed: VettingCase | None
    standing: VettingStanding | None
    rules: VettingRules
    rules_label: str
    facts: StandingFacts


def gather_subjects(partners: Sequence[Partner], *, now: datetime) -> list[VettingSubject]:
    """Return the partners with each questionnaire that is for them."""
    day, program = today(now), program_in_force(VETTING_RULEBOOK, at=now)
    ids = [one.id for one in partners]
    types, tiers = find_types(ids, on=day), find_tiers(ids, on=day)
    newest, passed = find_rounds(ids)
    standings = {
        (row.partner_id, row.questionnaire): row for row in VettingStanding.objects.filter(among("partner", ids))
    }
    found = []
    for partner in partners:
        held = program.rules_in(partner.region_id)
        rules: VettingRules = held.rules
        for one in rules.questionnaires_for(types[partner.id], tiers.get(partner.id, "")):
            key = (partner.id, one.key)
            standing, latest, last = standings.get(key), newest.get(key), passed.get(key)
            facts = StandingFacts(
                is_required=one.is_required,
                step=VettingStep(latest.step) if latest else None,
                passed_until=last.valid_until if last else None,
                requested_on=standing.requested_on if standing else None,
                asked_on=(standing.asked_on if standing else None) or day,
            )
            subject = VettingSubject(
                partner=partner,
                questionnaire=one,
                newest=latest,
                passed=last,
                standing=standing,
                rules=rules,
                rules_label=held.label,
                facts=facts,
            )
            found.append(subject)
    return found


def find_tiers(ids: Collection[UUID], *, on: date) -> dict[UUID, str]:
    """Return the tier that each partner is in on the day."""
    rows = TierAssignment.objects.filter(Dated.holds_on(on), among("partner", ids)).order_by("since_on", "id")
    return dict(rows.values_list("partner_id", "tier__key"))


def find_rounds(
    ids: Collection[UUID],
) -> tuple[dict[tuple[UUID, str], VettingCase], dict[tuple[UUID, str], VettingCase]]:
    """Return the newest round of each partner and questionnaire, and the one that passed last, without their answers."""
    rows = VettingCase.objects.filter(among("partner", ids)).defer(*_HEAVY).order_by("begun_at", "id")
    newest: dict[tuple[UUID, str], VettingCase] = {}
    passed: dict[tuple[UUID, str], VettingCase] = {}
    for row in rows:
        key = (row.partner_id, row.questionnaire)
        newest[key] = row
        if row.step == VettingStep.PASSED:
            passed[key] = row
    return newest, passed


def find_open_flags(partner_id: UUID) -> tuple[OpenFlag, ...]:
    """Return the red flags about a partner that nobody has cleared."""
    rows = RedFlag.objects.filter(partner=partner_id, cleared_at=None).order_by("recorded_at", "id")
    return tuple(OpenFlag(kind=FlagKind(row.kind), recorded_on=today(row.recorded_at)) for row in rows)


def find_passed(ids: Collection[UUID], kind: VettingKind, *, on: date) -> set[UUID]:
    """Return which of the partners have passed a questionnaire of a kind that counts on the day.

    Anti-bribery does not count where a red flag was on record then that nobody had cleared.
    """
    rows = VettingCase.objects.filter(VettingCase.holds_on(on), among("partner", ids), kind=kind)
    found = set(rows.values_list("partner_id", flat=True))
    if kind is VettingKind.ANTI_BRIBERY:
        flags = RedFlag.objects.filter(among("partner", ids), recorded_at__date__lte=on)
        found -= set(flags.exclude(cleared_at__date__lte=on).values_list("partner_id", flat=True))
    return found


def find_vetted(ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return which of the partners have passed everything that is asked of them at the instant."""
    day = today(at)
    partners = list(Partner.objects.filter(among("id", ids)))
    held: defaultdict[UUID, bool] = defaultdict(lambda: True)
    for subject in gather_subjects(partners, now=at):
        if subject.questionnaire.is_required:
            passed = subject.passed
            counts = passed is not None and passed.valid_until is not None and passed.valid_until > day
            held[subject.partner.id] &= counts
    flagged = set(RedFlag.objects.filter(among("partner", ids), cleared_at=None).values_list("partner_id", flat=True))
    return {one.id for one in partners if held[one.id] and one.id not in flagged}


def find_esg_scores(ids: Collection[UUID], *, on: date) -> dict[UUID, Decimal]:
    """Return the ESG score of those of the partners that have one on the day: of what they passed last."""
    rows = VettingCase.objects.filter(VettingCase.holds_on(on), among("partner", ids), kind=VettingKind.ESG)
    return {
        partner_id: score
        for partner_id, score in rows.order_by("passed_on", "id").values_list("partner_id", "score")
        if score is not None
    }
