"""The demo's vetting: questionnaires that most have answered, red flags, and requirements of which some partners miss one."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from steelyard.demo.ecosystem import Ecosystem
from steelyard.identity.public import get_actor, list_administrator_ids
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.partners import commands
from steelyard.partners.models import VettingCase
from steelyard.partners.requirements.jobs import settle_all_requirements
from steelyard.partners.vetting.jobs import settle_all_vetting
from steelyard.partners.vetting.terms import FlagDraft, FlagKind, VettingOutcome, VettingStep
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.jobs import settle_history
from steelyard.program.public import adopt_rules

_DECIDER = "Helen Brodie"
_BEFORE, _REQUIRED_BEFORE = timedelta(days=200), timedelta(days=45)

_QUESTIONS: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    ("ownership", "integrity", "Owners", "Is an official or a relative of one among the owners?", "yes_no", ()),
    ("officials", "integrity", "Business", "Do you deal with officials on our behalf?", "yes_no", ()),
    ("public", "integrity", "Business", "Which share of your sales is public, in percent?", "number", ()),
    ("policy", "integrity", "Conduct", "Do you have a written policy against bribery?", "yes_no", ()),
    ("trained", "integrity", "Conduct", "Are your people trained on it each year?", "yes_no", ()),
    ("agents", "integrity", "Conduct", "Which agents act for you, and for which pay?", "text", ()),
    ("energy", "esg", "Environment", "Where does your power come from?", "choice", ("renewable", "mixed", "fossil")),
    ("footprint", "esg", "Environment", "Do you report your emissions each year?", "yes_no", ()),
    ("wages", "esg", "Social", "Does everybody earn a living wage?", "yes_no", ()),
    ("equal", "esg", "Social", "Do you report how women and men are paid?", "yes_no", ()),
    ("board", "esg", "Governance", "Does somebody on the board answer for this?", "yes_no", ()),
)
_WEIGHTS: tuple[tuple[str, str, str, int, str], ...] = (
    ("owner", "ownership", "yes", 0, "An official or a relative of one is among the owners."),
    ("dealing", "officials", "yes", 20, "They deal with officials on our behalf."),
    ("unwritten", "policy", "no", 15, "There is no written policy against bribery."),
    ("untrained", "trained", "no", 10, "People are not trained each year."),
    ("mixed", "energy", "mixed", 15, "Part of the power is fossil."),
    ("fossil", "energy", "fossil", 30, "The power is fossil."),
    ("unreported", "footprint", "no", 20, "Emissions are not reported."),
    ("underpaid", "wages", "no", 25, "Not everybody earns a living wage."),
    ("unequal", "equal", "no", 15, "Pay is not reported by gender."),
    ("nobody", "board", "no", 10, "Nobody on the board answers for it."),
)
VETTING: dict[str, Any] = {
    "questionnaires": [
        {
            "key": "integrity",
            "name": "Integrity",
            "kind": "anti_bribery",
            "medium_from": 15,
            "high_from": 40,
        },
        {
            "key": "esg",
            "name": "Environment and society",
            "kind": "esg",
            "is_required": False,
            "medium_from": 60,
            "high_from": 90,
            "low_months": 12,
            "medium_months": 12,
        },
    ],
    "questions": [
        {
            "key": key,
            "questionnaire": of,
            "section": section,
            "text": text,
            "kind": kind,
            "choices": list(choices),
            "is_required": kind != "text",
        }
        for key, of, section, text, kind, choices in _QUESTIONS
    ],
    "weights": [
        *(
            {
                "key": key,
                "question": question,
                "answer": answer,
                "points": points,
                "is_red_flag": not points,
                "reason": reason,
            }
            for key, question, answer, points, reason in _WEIGHTS
        ),
        {
            "key": "public-business",
            "question": "public",
            "at_least": "40",
            "points": 15,
            "reason": "Much of the business is public.",
        },
    ],
}
REQUIREMENTS: dict[str, Any] = {
    "requirements": [
        {
            "key": "agreement",
            "name": "Agreement in force",
            "metric": "partners.agreement",
            "grace_days": 30,
            "advice": "Read and accept the partner agreement.",
            "consequences": ["hold", "propose_suspension"],
        },
        {
            "key": "integrity",
            "name": "Integrity vetted",
            "metric": "partners.vetting_anti_bribery",
            "grace_days": 60,
            "advice": "Answer the questionnaire on integrity.",
            "consequences": ["task"],
        },
        {
            "key": "people",
            "name": "Two people on the portal",
            "metric": "partners.people",
            "at_least": "2",
            "grace_days": 30,
            "advice": "Invite a second person.",
            "consequences": ["task"],
        },
        {
            "key": "insurance",
            "name": "Liability insurance",
            "types": ["msp", "services"],
            "grace_days": 60,
            "advice": "Give the certificate of your insurer.",
        },
    ]
}
_GOOD = {"ownership": "no", "officials": "no", "policy": "yes", "trained": "yes"}


def build_vetting(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let the program ask, most partners answer, the host decide about some, and requirements hold for a while."""
    begins_at = ends_at - _BEFORE
    with as_system():
        adopt_rules(actor=SYSTEM, key="vetting", rules=VETTING, effective_from=begins_at, now=begins_at)
        decider = get_actor(ecosystem.people[_DECIDER], None)
        settle_history()
    settle_all_vetting(begins_at)
    active = [partner.id for partner in ecosystem.partners if partner.is_active]
    with as_system():
        admins = _administrators(active)
    for number, admin in enumerate(admins[: len(admins) * 4 // 5]):
        at = begins_at + timedelta(days=2 + random.randrange(28), minutes=number)
        _answer(random, admin, "integrity", at)
        if number % 2:
            _answer(random, admin, "esg", at + timedelta(days=20))
    _decide(decider, ends_at)
    _flag(decider, active, ends_at)
    required_at = ends_at - _REQUIRED_BEFORE
    with as_system():
        adopt_rules(actor=SYSTEM, key="requirements", rules=REQUIREMENTS, effective_from=required_at, now=required_at)
        settle_history()
    for at in (required_at, ends_at):
        settle_all_vetting(at)
        settle_all_requirements(at)
    with as_system():
        settle_history()


def _answer(random: Random, admin: Actor, questionnaire: str, now: datetime) -> None:
    if questionnaire == "esg":
        energy = random.choice(("renewable", "mixed", "mixed", "fossil"))
        answers = {"energy": energy} | {
            key: random.choice(("yes", "yes", "no")) for key in ("footprint", "wages", "equal", "board")
        }
    else:
        answers = {**_GOOD, "public": str(random.randrange(5, 60))}
        for key, other, chance in (("trained", "no", 0.2), ("officials", "yes", 0.15), ("ownership", "yes", 0.04)):
            if random.random() < chance:
                answers[key] = other
        answers["agents"] = "None."
    with acting_as(admin):
        case_id = commands.save_vetting_answers(actor=admin, questionnaire=questionnaire, answers=answers, now=now)
        commands.submit_vetting(actor=admin, case_id=case_id, now=now)


def _decide(decider: Actor, ends_at: datetime) -> None:
    """Decide about what waits, but for the last few."""
    with as_system():
        rows = VettingCase.objects.filter(step=VettingStep.SUBMITTED).order_by("submitted_at", "id")
        waiting = list(rows.values_list("id", "submitted_at", "risk"))
    for number, (case_id, submitted_at, risk) in enumerate(waiting[:-4]):
        outcome = VettingOutcome.RETURN if number % 7 == 6 else VettingOutcome.APPROVE
        reason = "Say which officials, and why." if outcome is VettingOutcome.RETURN else f"Looked into: {risk} risk."
        now = min((submitted_at or ends_at) + timedelta(days=3), ends_at)
        with acting_as(decider):
            commands.decide_vetting(actor=decider, case_id=case_id, outcome=outcome, reason=reason, now=now)


def _flag(decider: Actor, partner_ids: Sequence[UUID], ends_at: datetime) -> None:
    """Put two red flags on record, of which one is cleared."""
    drafts = (
        FlagDraft(
            kind=FlagKind.THIRD_COUNTRY,
            text="A payout was asked for to an account outside the partner's country.",
            reference="Payout of June",
        ),
        FlagDraft(
            kind=FlagKind.COMMISSION,
            text="A commission of 32 percent was asked for; the policy says 20.",
            reference="Deal with a ministry",
        ),
    )
    for partner_id, draft, days in zip(partner_ids[1:3], drafts, (90, 12), strict=True):
        at = ends_at - timedelta(days=days)
        with acting_as(decider):
            flag_id = commands.record_red_flag(actor=decider, partner_id=partner_id, draft=draft, now=at)
            if draft.kind is FlagKind.THIRD_COUNTRY:
                reason = "The account is that of its own branch: register and bank letter seen."
                commands.clear_red_flag(actor=decider, flag_id=flag_id, reason=reason, now=at + timedelta(days=4))


def _administrators(partner_ids: Iterable[UUID]) -> list[Actor]:
    found = []
    for partner_id in partner_ids:
        people = list_administrator_ids({partner_id})
        if people:
            found.append(get_actor(people[0], partner_id))
    return found
