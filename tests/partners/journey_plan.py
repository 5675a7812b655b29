"""A journey for tests, after the usual plan of 30, 60 and 90 days."""

from typing import Any

PLAN: dict[str, Any] = {
    "journeys": [
        {"key": "reseller", "name": "Reseller", "types": ["reseller"]},
        {"key": "everyone", "name": "Everyone"},
        {"key": "architect", "name": "Architect", "persona": "architect"},
    ],
    "stages": [
        {"key": "access", "journey": "reseller", "name": "Access"},
        {"key": "learn", "journey": "reseller", "name": "Learn", "after": ["access"]},
        {"key": "sell", "journey": "reseller", "name": "Sell", "after": ["learn"]},
        {"key": "meet", "journey": "everyone", "name": "Meet"},
        {"key": "lab", "journey": "architect", "name": "Lab"},
    ],
    "tasks": [
        {"key": "sign", "stage": "access", "name": "Sign", "due_days": 5, "milestone": "partners.agreement"},
        {"key": "kickoff", "stage": "access", "name": "Kick off", "due_days": 7, "doer": "channel_manager"},
        {"key": "sandbox", "stage": "access", "name": "Open a sandbox", "due_days": 9, "is_optional": True},
        {"key": "team", "stage": "learn", "name": "Bring a seller", "due_days": 20, "milestone": "partners.seller"},
        {"key": "accounts", "stage": "learn", "name": "List accounts", "due_days": 30, "doer": "seller"},
        {
            "key": "certify",
            "stage": "sell",
            "name": "Certify",
            "due_days": 60,
            "milestone": "partners.certified_family",
        },
        {"key": "meeting", "stage": "meet", "name": "Meet us", "due_days": 7, "milestone": "partners.first_person"},
        {"key": "build", "stage": "lab", "name": "Send one", "due_days": 14, "milestone": "partners.architect"},
    ],
    "checkpoints": [
        {"days": 30, "stage": "access"},
        {"days": 60, "stage": "learn"},
        {"days": 90, "stage": "sell"},
    ],
    "stuck_days": 14,
    "reminder_days": [3],
}
