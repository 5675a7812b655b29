"""The words of webhooks: what became of a delivery, why an endpoint is off, why no answer came."""

from collections.abc import Mapping
from enum import StrEnum

from steelyard.kernel.refusals import sentence


class DeliveryState(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DisabledBecause(StrEnum):
    """Why an endpoint gets nothing."""

    BY_HAND = "by_hand"
    ONLY_FAILURES = "only_failures"
    GONE = "gone"
    ACCESS_ENDED = "access_ended"


class Failure(StrEnum):
    """Why an attempt got no answer that counts."""

    ADDRESS_REFUSED = "address_refused"
    NOT_RESOLVED = "not_resolved"
    NOT_CONNECTED = "not_connected"
    TIMED_OUT = "timed_out"
    BROKEN_OFF = "broken_off"
    REDIRECTED = "redirected"
    REFUSED = "refused"


DELIVERY_STATES: Mapping[str, str] = {
    DeliveryState.WAITING: sentence("Waiting"),
    DeliveryState.DELIVERED: sentence("Delivered"),
    DeliveryState.FAILED: sentence("Failed"),
    DeliveryState.CANCELLED: sentence("Not sent"),
}

DISABLED_REASONS: Mapping[str, str] = {
    DisabledBecause.BY_HAND: sentence("Switched off by a person."),
    DisabledBecause.ONLY_FAILURES: sentence("Every attempt has failed for days."),
    DisabledBecause.GONE: sentence("The receiver answered 410: it wants nothing any more."),
    DisabledBecause.ACCESS_ENDED: sentence("The organization's access has ended."),
}

FAILURES: Mapping[str, str] = {
    Failure.ADDRESS_REFUSED: sentence("The name leads to an address inside a network, which webhooks may not reach."),
    Failure.NOT_RESOLVED: sentence("The name of the host could not be found."),
    Failure.NOT_CONNECTED: sentence("No secure connection could be made."),
    Failure.TIMED_OUT: sentence("No complete answer came within ten seconds."),
    Failure.BROKEN_OFF: sentence("The receiver broke the connection off."),
    Failure.REDIRECTED: sentence("The receiver redirected; webhooks follow no redirects."),
    Failure.REFUSED: sentence("The receiver answered with an error."),
}
