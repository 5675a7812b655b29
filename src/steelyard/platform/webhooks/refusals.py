"""What webhooks refuse, and why."""

from steelyard.kernel.refusals import Refusal, sentence


class UrlNotAllowed(Refusal):
    """The URL leads where webhooks do not go."""

    code = "webhook_url_not_allowed"
    text = sentence("Give an address on the internet that begins with https:// and has no user name in it.")


class EventTypeNotKnown(Refusal):
    """A type of event that was asked for does not exist."""

    code = "webhook_event_type_unknown"
    text = sentence("There is no type of event called {type}. The reference of events lists them all.")


class TooManyWebhooks(Refusal):
    """The organization has as many endpoints as it may have."""

    code = "too_many_webhooks"
    status = 409
    text = sentence("An organization has at most {limit} endpoints. Delete one that is not needed any more.")


class WebhookIsOff(Refusal):
    """Nothing is sent to an endpoint that is switched off."""

    code = "webhook_is_off"
    status = 409
    text = sentence("The endpoint is switched off. Switch it on first.")


class DeliveryIsWaiting(Refusal):
    """The delivery is on its way already."""

    code = "delivery_is_waiting"
    status = 409
    text = sentence("This delivery is on its way already; its next attempt is planned.")
