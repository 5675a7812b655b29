"""A rulebook for these tests: every kind of setting, a ladder, an override, a confidential rule, a rule across settings."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from pydantic import model_validator

from steelyard.kernel.decisions import Change, Decision, Reason, RungResult
from steelyard.program.rules import Rulebook, RulePart, RuleSentence, Term, invalid, setting


class Finding(StrEnum):
    CUSTOMER = "customer"
    RIVAL = "rival"
    DIRECT = "direct"

    @property
    def label(self) -> str:
        return {"customer": "Existing customer", "rival": "Other partner", "direct": "Direct sales"}[self]


class Verdict(StrEnum):
    REFUSE = "refuse"
    HOLD = "hold"

    @property
    def label(self) -> str:
        return {"refuse": "is refused", "hold": "is held for review"}[self]


class Rung(RulePart):
    item_key = "finding"

    finding: Finding = setting(..., label="What is found")
    verdict: Verdict = setting(..., label="Then the referral")
    is_on: bool = setting(True, label="In use")


class Reminders(RulePart):
    days: tuple[int, ...] = setting((14, 7), label="Days before the end", max_length=5)
    by_mail: bool = setting(True, label="By mail")


LADDER = (
    Rung(finding=Finding.CUSTOMER, verdict=Verdict.HOLD),
    Rung(finding=Finding.RIVAL, verdict=Verdict.REFUSE),
    Rung(finding=Finding.DIRECT, verdict=Verdict.REFUSE),
)


class ReferralRules(Rulebook):
    prefix = "RF"
    title = "Referrals"
    summary = "When a referral is protected."
    overridable = frozenset({"window_days", "longest_days", "share", "ladder"})

    window_days: int = setting(90, label="Protection", unit="days", section="Protection", ge=1, le=730)
    longest_days: int = setting(180, label="At most", unit="days", section="Protection", ge=1, le=1460)
    capacity: int | None = setting(25, label="Open referrals of a partner", section="Protection", ge=1)
    share: Decimal = setting(
        Decimal("0.1"), label="Share", section="Reward", ge=0, le=1, max_digits=5, decimal_places=4
    )
    look_back_days: int = setting(90, label="Look-back", unit="days", section="Conflicts", ge=0, le=3650)
    ladder: tuple[Rung, ...] = setting(LADDER, label="Ladder", section="Conflicts")
    reminders: Reminders = setting(Reminders(), label="Reminders", section="Reminders")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.window_days > self.longest_days:
            raise invalid("Protection cannot be longer than the longest protection.")
        return self

    def sentences(self) -> list[RuleSentence]:
        said = [
            RuleSentence(
                rule="1.1",
                text="A referral is protected for {days} day, at most {longest}.",
                plural="A referral is protected for {days} days, at most {longest}.",
                count=self.window_days,
                params={"days": self.window_days, "longest": self.longest_days},
                section="Protection",
                fields=("window_days", "longest_days"),
            ),
            RuleSentence(rule="1.2", text="Capacity: {n}.", params={"n": self.capacity}, fields=("capacity",)),
            RuleSentence(
                rule="2.1", text="The reward is {share} of the price.", params={"share": self.share}, fields=("share",)
            ),
            RuleSentence(
                rule="3.0",
                text="Direct sales count for {days} days.",
                params={"days": self.look_back_days},
                fields=("look_back_days",),
                is_confidential=True,
            ),
        ]
        said += [
            RuleSentence(
                rule=f"3.{number}",
                text="{finding}: the referral {verdict}." if rung.is_on else "{finding}: not looked at.",
                params={"finding": Term(rung.finding.label), "verdict": Term(rung.verdict.label)},
                fields=("ladder",),
            )
            for number, rung in enumerate(self.ladder, 1)
        ]
        days = RuleSentence(
            rule="4.1",
            text="Reminders: {days} days before; by mail: {mail}.",
            params={"days": self.reminders.days, "mail": self.reminders.by_mail},
            fields=("reminders",),
        )
        return [*said, days]


def decide_referral(facts: Mapping[str, Any], rules: ReferralRules) -> Decision:
    """Decide a referral from plain facts: what was found, by whom."""
    ladder = []
    for number, rung in enumerate(rules.ladder, 1):
        rule = f"3.{number}"
        is_hit = rung.is_on and rung.finding in facts["found"]
        ladder.append(RungResult(rule=rule, code=f"{rung.finding}_found", result="hit" if is_hit else "passed"))
        if is_hit:
            reason = Reason(
                code=f"{rung.finding}_found",
                rule=rule,
                params={"who": facts["found"][rung.finding]},
                is_confidential=True,
            )
            change = Change(code="name_another", params={}, outcome="protected")
            return Decision(outcome=rung.verdict, reasons=(reason,), would_change=(change,), ladder=tuple(ladder))
    free = Reason(code="free", rule="1.1", params={"days": rules.window_days})
    return Decision(outcome="protected", reasons=(free,), ladder=tuple(ladder))
