"""Mails that come back: from a real mail server's replies and from the notices that come hours later."""

from collections.abc import Iterator
from smtplib import SMTPException
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from typer.testing import CliRunner

from steelyard.kernel.actors import HOST_ROLES, SYSTEM, Actor, ActorKind, Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.mailing.events import MailboxRefused
from steelyard.platform.mailing.notices import read_notice
from steelyard.platform.mailing.policies import is_gone
from steelyard.platform.mailing.sending import find_refused, forget_refusal, report_refusal, send
from steelyard.platform.models import EventRecord
from tests.runtime.installations import free_port

GONE, BUSY, DISLIKED = "gone@acme.example", "busy@acme.example", "disliked@acme.example"
REPLIES = {
    GONE: "550 5.1.1 No such mailbox here",
    BUSY: "450 4.2.1 Try again later",
    DISLIKED: "550 5.7.1 We do not like this sender",
}


class _Server:
    """A mail server that knows whom it has."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the package calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in REPLIES:
            return REPLIES[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[_Server]:
    handler = _Server()
    running = Controller(handler, hostname="127.0.0.1", port=free_port())
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    try:
        yield handler
    finally:
        running.stop()


def deliver(address: str) -> bool:
    return send(EmailMessage(subject="Hello", body="You are here.", to=[address]), now=utc_now())


@pytest.mark.parametrize(
    ("code", "said", "gone"),
    [
        (550, "5.1.1 No such mailbox", True),
        (550, "", True),
        (553, "Mailbox name not allowed", True),
        (550, "5.2.1 Mailbox disabled", True),
        (552, "5.2.2 Mailbox full", False),
        (550, "5.7.1 Refused by policy", False),
        (554, "Transaction failed", False),
        (450, "4.2.1 Try again", False),
        (421, "", False),
    ],
)
def test_only_what_speaks_of_the_mailbox_and_is_final_counts(code: int, said: str, gone: bool) -> None:
    assert is_gone(code, said) is gone


@pytest.mark.usefixtures("system")
class TestSending:
    def test_a_mailbox_that_is_there_gets_its_mail(self, server: _Server) -> None:
        assert deliver("ada@acme.example")
        assert server.taken == ["ada@acme.example"]
        assert find_refused(["ada@acme.example"]) == {}

    def test_a_mailbox_that_is_gone_is_kept_once_and_gets_no_more(self, server: _Server) -> None:
        assert not deliver(GONE)
        assert not deliver(f"Gone Person <{GONE.upper()}>")
        assert find_refused([GONE.upper()]).keys() == {GONE}
        (happened,) = EventRecord.objects.filter(type=MailboxRefused.type)
        assert (happened.subject_label, happened.payload["code"]) == ("acme.example", 550)
        assert GONE not in str(happened.payload)

    @pytest.mark.parametrize("address", [BUSY, DISLIKED])
    def test_what_may_pass_is_tried_again(self, server: _Server, address: str) -> None:
        with pytest.raises(SMTPException):
            deliver(address)
        assert find_refused([address]) == {}

    def test_a_mailbox_that_is_forgotten_is_written_to_again(self, server: _Server) -> None:
        deliver(GONE)
        assert forget_refusal(GONE)
        assert not forget_refusal(GONE)
        assert not deliver(GONE)
        assert EventRecord.objects.filter(type=MailboxRefused.type).count() == 2


NOTICE = b"""\
From: MAILER-DAEMON@mx.example
To: portal@host.example
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="here"

--here
Content-Type: text/plain

It did not arrive.

--here
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; gone@acme.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox

Final-Recipient: rfc822; slow@acme.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; full@acme.example
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--here--
"""


class TestNotices:
    def test_a_notice_names_the_mailboxes_that_are_gone(self) -> None:
        (bounce,) = read_notice(NOTICE)
        assert (bounce.address, bounce.code) == (GONE, 550)

    @pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"Subject: Hello\n\nI am on holiday.", NOTICE[:300]])
    def test_other_mails_name_none(self, raw: bytes) -> None:
        assert read_notice(raw) == []

    @pytest.mark.usefixtures("system")
    def test_the_command_reads_a_notice(self) -> None:
        from steelyard.platform.mailing.cli import app

        answered = CliRunner().invoke(app, ["--json"], input=NOTICE)
        assert answered.exit_code == 0
        assert '"code": 550' in answered.stdout
        assert find_refused([GONE]).keys() == {GONE}


@pytest.mark.usefixtures("system")
def test_only_administrators_of_the_program_report_refusals() -> None:
    report_refusal(actor=SYSTEM, address=GONE, code=450, said="4.2.1 Try again later", now=utc_now())
    assert find_refused([GONE]) == {}
    for role in HOST_ROLES - {Role.PROGRAM_ADMIN}:
        with pytest.raises(NotAllowed):
            report_refusal(actor=_host(role), address=GONE, code=550, said="", now=utc_now())
    report_refusal(actor=_host(Role.PROGRAM_ADMIN), address=GONE, code=550, said="", now=utc_now())
    assert find_refused([GONE]).keys() == {GONE}


def _host(role: Role) -> Actor:
    return Actor(kind=ActorKind.HOST, roles=frozenset({role}))
