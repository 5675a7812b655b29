"""S6: forms of addresses that lead inside, none of which a webhook reaches, however they are spelled."""

from ipaddress import ip_address

import pytest

from steelyard.platform.webhooks.addresses import is_allowed, is_url_allowed
from steelyard.platform.webhooks.sending import post
from steelyard.platform.webhooks.terms import Failure
from tests.webhooks.receiver import Receiver

INSIDE = [
    "127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255",
    "100.64.0.1", "100.127.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1",
    "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.19.255.254",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1",
    "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "2002:a9fe:a9fe::1", "3fff::1", "4000::1", "5f00::1", "fc00::1",
    "fd00::1", "fd12:3456:789a::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "193.99.144.85", "2a02:2e0:3fe:1001:7777:772e:2:85", "2606:4700:4700::1111"]

# Spelled so that only the resolver knows what they mean.
DISGUISED = [
    "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1", "0", "0x0", "0xA9FEA9FE",
    "2852039166", "0xa.0.0.1", "012.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.",
]  # fmt: skip

NO_ENDPOINTS = [
    "http://hooks.example.com/", "ftp://hooks.example.com/", "https://", "https:///hook", "//hooks.example.com/",
    "https://ada@hooks.example.com/", "https://ada:word@hooks.example.com/", "https://hooks.example.com/#part",
    "https://hooks.example.com:99999/", "https://hooks.example.com:port/", "https://[::1/", "https://hö.example/",
    "https://hooks.example.com/\n", "https://hooks.example.com\\@127.0.0.1/", "https://a b.example/", "javascript:1",
    "https://hooks.example.com/" + "x" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_is_refused(text: str) -> None:
    assert not is_allowed(ip_address(text), allows_loopback=False)
    host = f"[{text}]" if ":" in text else text
    assert not is_url_allowed(f"https://{host}/hook", allows_loopback=False)
    assert post(f"https://{host}/hook", headers={}, body=b"{}").failure in {
        Failure.ADDRESS_REFUSED,
        Failure.NOT_RESOLVED,
        Failure.NOT_CONNECTED,
    }


def test_there_are_enough_forms() -> None:
    assert len(INSIDE) + len(DISGUISED) >= 60


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_fine(text: str) -> None:
    assert is_allowed(ip_address(text), allows_loopback=False)


@pytest.mark.parametrize("host", DISGUISED)
def test_a_disguised_address_reaches_nobody(host: str, receiver: Receiver) -> None:
    port = receiver.url.rpartition(":")[2].partition("/")[0]
    for scheme in ("http", "https"):
        answer = post(f"{scheme}://{host}:{port}/hook", headers={}, body=b"{}")
        assert answer.failure in {Failure.ADDRESS_REFUSED, Failure.NOT_RESOLVED}
    assert receiver.messages == []


@pytest.mark.parametrize("url", NO_ENDPOINTS)
def test_what_is_no_endpoint_is_refused(url: str) -> None:
    assert not is_url_allowed(url, allows_loopback=True)


def test_http_is_for_this_machine_alone() -> None:
    assert is_url_allowed("http://127.0.0.1:8000/", allows_loopback=True)
    assert not is_url_allowed("http://127.0.0.1:8000/", allows_loopback=False)
    assert not is_url_allowed("http://8.8.8.8/", allows_loopback=True)
    assert is_url_allowed("https://hooks.example.com:8443/in?tenant=1", allows_loopback=False)
