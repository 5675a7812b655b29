"""The words of inactivity: what counts as a sign of life, and how long each partner gave none."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.partners.terms import PartnerStatus


class Signal(StrEnum):
    """What a partner does that shows it is there; `any` is the last of all of them."""

    ANY = "any"
    SIGN_IN = "sign_in"
    DEAL = "deal"
    TRAINING = "training"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Signal.ANY: sentence("Anything"),
    Signal.SIGN_IN: sentence("Sign-in"),
    Signal.DEAL: sentence("Deal"),
    Signal.TRAINING: sentence("Training"),
}
SIGNALS = (Signal.SIGN_IN, Signal.DEAL, Signal.TRAINING)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietFilter:
    """Which partners are wanted: those without a signal for at least so many days at the end of `on`."""

    on: date
    days: int = 60
    signal: Signal = Signal.ANY
    text: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietLine:
    """A partner that gives no sign of life: since when, by each signal; one that never came is left out."""

    partner_id: UUID
    partner: str
    region: str
    status: PartnerStatus
    since_on: date
    days: int
    by_signal: dict[Signal, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """How many partners were in the program at the end of a day, and how many of them gave a sign of life within so many days."""

    partners: int
    engaged: int

    @property
    def share(self) -> float | None:
        """The share of those that gave one; None where there are no partners."""
        return self.engaged / self.partners if self.partners else None
