"""Rules of vetting and of requirements, as tests ask for them."""

from typing import Any

BRIBERY = {
    "key": "bribery",
    "name": "Anti-bribery",
    "kind": "anti_bribery",
    "medium_from": 10,
    "high_from": 30,
    "low_months": 36,
    "medium_months": 24,
    "high_months": 12,
}
ESG = {"key": "esg", "name": "Responsibility", "kind": "esg", "medium_from": 40, "high_from": 80, "is_required": False}
QUESTIONS: list[dict[str, Any]] = [
    {"key": "officials", "questionnaire": "bribery", "text": "Is an official among the owners?"},
    {"key": "gifts", "questionnaire": "bribery", "text": "Is there a policy on gifts?"},
    {
        "key": "public-share",
        "questionnaire": "bribery",
        "text": "Which share of sales is public, in percent?",
        "kind": "number",
    },
    {
        "key": "code",
        "questionnaire": "bribery",
        "text": "Your code of conduct",
        "kind": "file",
        "is_required": False,
    },
    {
        "key": "energy",
        "questionnaire": "esg",
        "section": "Environment",
        "text": "Where does your power come from?",
        "kind": "choice",
        "choices": ["renewable", "mixed", "fossil"],
    },
    {"key": "training", "questionnaire": "esg", "section": "Social", "text": "Do people train each year?"},
]
WEIGHTS: list[dict[str, Any]] = [
    {
        "key": "official",
        "question": "officials",
        "answer": "yes",
        "is_red_flag": True,
        "reason": "An official is among the owners.",
    },
    {"key": "no-policy", "question": "gifts", "answer": "no", "points": 10, "reason": "No policy on gifts."},
    {"key": "public", "question": "public-share", "at_least": "50", "points": 20, "reason": "Much public business."},
    {"key": "no-code", "question": "code", "points": 5, "reason": "No code of conduct was given."},
    {"key": "mixed", "question": "energy", "answer": "mixed", "points": 30, "reason": "Mixed power."},
    {"key": "fossil", "question": "energy", "answer": "fossil", "points": 60, "reason": "Fossil power."},
    {"key": "untrained", "question": "training", "answer": "no", "points": 40, "reason": "Nobody trains."},
]
VETTING: dict[str, Any] = {"questionnaires": [BRIBERY, ESG], "questions": QUESTIONS, "weights": WEIGHTS}
GOOD = {"officials": "no", "gifts": "yes", "public-share": "10"}
"""Five points, because no code of conduct is given: a low risk."""
MIDDLING = {**GOOD, "gifts": "no"}
BAD = {**GOOD, "officials": "yes"}


def requirement(key: str = "bribery", **said: Any) -> dict[str, Any]:
    """Return a requirement, unless said that anti-bribery vetting is passed."""
    return {
        "key": key,
        "name": f"Requirement {key}",
        "metric": "partners.vetting_anti_bribery",
        "grace_days": 10,
        "advice": "Answer the questionnaire.",
        **said,
    }
