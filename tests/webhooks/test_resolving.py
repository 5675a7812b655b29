"""Names that change their mind between the check and the connection, and redirects that lead inside."""

import pytest

from steelyard.platform.webhooks.sending import post
from steelyard.platform.webhooks.terms import Failure
from tests.resolving import resolving
from tests.webhooks.receiver import Receiver, receiving

INSIDE = "10.255.255.1"


def port_of(receiver: Receiver) -> str:
    return receiver.url.rpartition(":")[2].partition("/")[0]


def test_it_is_connected_to_the_address_that_was_checked(receiver: Receiver) -> None:
    with resolving("hooks.example.com", "127.0.0.1", INSIDE) as resolver:
        answer = post(
            f"http://hooks.example.com:{port_of(receiver)}/hook", headers={}, body=b"{}", allows_loopback=True
        )
    assert answer.status == 200
    assert resolver.asked == 1
    (message,) = receiver.messages
    assert message.headers["host"] == f"hooks.example.com:{port_of(receiver)}"


@pytest.mark.parametrize("later", ["127.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_a_name_that_led_outside_is_checked_again_at_each_delivery(receiver: Receiver, later: str) -> None:
    with resolving("hooks.example.com", "93.184.216.34", later) as resolver:
        resolver("hooks.example.com", 443)  # as somebody asked who looked at the endpoint before
        answer = post(f"http://hooks.example.com:{port_of(receiver)}/hook", headers={}, body=b"{}")
    assert answer.failure is Failure.ADDRESS_REFUSED
    assert receiver.messages == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_nowhere(receiver: Receiver, status: int) -> None:
    with receiving() as inside:
        receiver.statuses, receiver.headers = [status], {"Location": inside.url}
        answer = post(receiver.url, headers={}, body=b"{}", allows_loopback=True)
        assert (answer.status, answer.failure) == (status, Failure.REDIRECTED)
        assert len(receiver.messages) == 1
        assert inside.messages == []
