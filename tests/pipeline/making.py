"""Making companies and opportunities for tests, through the contexts' own doors."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.companies.public import resolve_company
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.pipeline.public import LineDraft, OpportunityDraft, open_opportunity


def make_company(now: datetime, name: str) -> UUID:
    """Make a company known and return its id."""
    return resolve_company(actor=SYSTEM, name=name, country="DE", now=now).company_id


def make_opportunity(now: datetime, name: str, *, actor: Actor = SYSTEM, **said: Any) -> UUID:
    """Open an opportunity of 36,000 euros and return its id."""
    draft = {
        "name": name,
        "region": "DACH",
        "amount": Money(Decimal(36000), "EUR"),
        "close_on": date(2027, 1, 31),
        "lines": (LineDraft(family="general", amount=Decimal(36000)),),
        **said,
    }
    draft.setdefault("company_id", None)
    if draft["company_id"] is None:
        draft["company_id"] = make_company(now, f"{name} Holding")
    return open_opportunity(actor=actor, draft=OpportunityDraft(**draft), now=now)
