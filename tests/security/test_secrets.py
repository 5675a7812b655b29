"""Secrets: long, random, in no address and in no log; connections to others are checked."""

import ssl
from datetime import UTC, datetime

import pytest
import structlog
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client
from django.test.utils import override_settings

from steelyard.config import settings as product
from steelyard.identity.commands.granting import SECRET_BYTES
from steelyard.identity.sessions import SessionStore
from steelyard.platform.outgoing.connecting import trust
from steelyard.platform.runtime import metrics
from tests.identity.conftest import PASSWORD, World, signed_in
from tests.runtime.test_logs import _log


def test_secrets_have_at_least_128_random_bits(db: None) -> None:
    assert SECRET_BYTES * 8 >= 128
    session = SessionStore()
    assert len(session._get_new_session_key()) >= 26  # of 36 signs each
    assert len(generate_totp_secret()) * 5 >= 128


def test_codes_have_at_least_20_random_bits(world: World) -> None:
    from django.core import mail

    Client().post("/account/login/code/", {"email": "sam@hansa.example"})
    assert len(mail.outbox[-1].subject.split()[0].replace("-", "")) >= 6
    assert RecoveryCodes.generate_seed() != RecoveryCodes.generate_seed()


def test_no_credential_travels_in_an_address(world: World) -> None:
    from tests.identity.test_access import key_for

    secret = key_for(world.hansa.admin)
    for name in ("api_key", "key", "token", "access_token"):
        assert Client().get(f"/api/v1/me?{name}={secret}").status_code == 401


def test_connections_to_others_check_certificates_with_tls_of_today() -> None:
    context = trust()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_line_of_the_log_cannot_be_forged() -> None:
    (line,) = _log(
        'logging.getLogger(\'theirs\').warning(\'named %s\', \'Ada\\n{"level": "info", "event": "all is well"}\')'
    )
    assert line["event"].startswith("named Ada\n")


def test_a_line_of_the_log_says_when_in_utc() -> None:
    (line,) = _log("structlog.get_logger('ours').warning('refused')")
    at = datetime.fromisoformat(line["timestamp"])
    assert at.tzinfo is not None
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60


def test_who_is_refused_is_in_the_log_and_what_was_typed_is_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written = structlog.testing.CapturingLogger()
    with_context = [structlog.contextvars.merge_contextvars]
    log = structlog.wrap_logger(written, processors=with_context, wrapper_class=structlog.BoundLogger)
    monkeypatch.setattr(metrics, "_log", log)
    signed_in("sam@hansa.example").get("/settings/webhooks/")
    Client().post("/account/login/", {"login": "sam@hansa.example", "password": "mistyped phrase"})
    refused, _ = (call.kwargs for call in written.calls)
    assert (refused["status"], refused["route"]) == (403, "identity:webhooks")
    assert {"request_id", "person_id", "partner_id"} <= refused.keys()
    assert not [word for word in ("mistyped", PASSWORD) if word in repr(written.calls)]


def test_debugging_is_off_unless_somebody_asks_for_it() -> None:
    assert product.DEBUG is False
    with override_settings(DEBUG=False):
        answer = Client(raise_request_exception=False).get("/nowhere")
    assert b"urlpatterns" not in answer.content.lower()
