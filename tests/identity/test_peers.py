"""Signing in through identity providers that others wrote, oidc-provider and samlify: `npm ci` in tests/peers installs them."""

import base64
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import LazySettings
from django.test import Client

from steelyard.identity.commands.connections import ConnectionTerms, create_connection
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import Role
from steelyard.platform.db import acting_as
from tests.database import ROOT
from tests.identity.conftest import World
from tests.identity.test_connections import is_signed_in, leave

pytestmark = pytest.mark.slow
PEERS = ROOT / "tests/peers"


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not (PEERS / "node_modules").is_dir():
        pytest.skip("the peers are not installed: npm ci in tests/peers")


@contextmanager
def running(script: str, port: int, *arguments: str) -> Iterator[str]:
    """Run a peer for a while; yields its address."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or pytest.skip("no node")
    process = subprocess.Popen(
        [node, str(PEERS / script), str(port), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- OpenID Connect -------------------------------------------------------------------------------------------------------


def sign_in_at(address: str, asked: dict[str, str], name: str) -> dict[str, str]:
    """Sign in and consent on the provider's own pages, and return what it sends back."""
    with httpx.Client(base_url=address, follow_redirects=True) as browser:
        page = browser.get("/auth", params=asked)
        for _ in range(3):
            action = re.search(r'action="([^"]+)"', page.text)
            assert action is not None, page.text
            prompt = "login" if 'name="login"' in page.text else "consent"
            sent = browser.build_request("POST", action[1], data={"prompt": prompt, "login": name, "password": "any"})
            answer = browser.send(sent, follow_redirects=False)
            while answer.is_redirect:
                url = answer.headers["location"]
                if url.startswith(asked["redirect_uri"]):
                    return dict(httpx.URL(url).params)
                answer = browser.get(url, follow_redirects=False)
            page = answer
    raise AssertionError("the provider never sent anybody back")


def test_a_full_openid_provider_signs_somebody_in(world: World, now: datetime, settings: LazySettings) -> None:
    settings.BASE_URL = "http://testserver"
    port = free_port()
    with acting_as(world.host_admin):
        key = create_connection(
            actor=world.host_admin,
            kind=ConnectionKind.OIDC,
            issuer=f"http://127.0.0.1:{port}",
            client_id="steelyard",
            partner_id=world.hansa.id,
            terms=ConnectionTerms(
                name="Peer",
                domains=("hansa.example",),
                secret="a-secret-of-the-client",
                provisions=True,
                default_roles=(Role.SELLER,),
            ),
            now=now,
        )
    back = f"http://testserver/account/oidc/{key.hex}/"
    with running("oidc.mjs", port, "steelyard", "a-secret-of-the-client", back, "hansa.example") as address:
        browser = Client()
        path, asked = leave(browser, "sam@hansa.example")
        answer = sign_in_at(address, asked, "sam")
        assert browser.get(path, answer)["Location"] == "/"
        assert browser.get("/api/v1/me").json()["email"] == "sam@hansa.example"
        assert browser.get(path, answer).status_code == 401  # a second time
        newcomer = Client()
        path, asked = leave(newcomer, "nora@hansa.example")
        newcomer.get(path, sign_in_at(address, asked, "nora"))
        assert newcomer.get("/api/v1/me").json()["roles"] == ["seller"]


# --- SAML -----------------------------------------------------------------------------------------------------------------


def make_certificate(folder: Path) -> tuple[Path, Path]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    files = folder / "key.pem", folder / "certificate.pem"
    files[0].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    files[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return files


@pytest.fixture
def saml(world: World, now: datetime, tmp_path: Path) -> Iterator[str]:
    """A SAML provider that Steelyard trusts for one partner's people; yields the path of the way back."""
    key_file, certificate_file = make_certificate(tmp_path)
    port = free_port()
    with acting_as(world.host_admin):
        key = create_connection(
            actor=world.host_admin,
            kind=ConnectionKind.SAML,
            issuer=f"http://127.0.0.1:{port}/metadata",
            client_id="",
            partner_id=world.hansa.id,
            terms=ConnectionTerms(
                name="Peer",
                domains=("hansa.example",),
                sign_in_url=f"http://127.0.0.1:{port}/sign-in",
                certificate=certificate_file.read_text(),
            ),
            now=now,
        )
    metadata = Client(HTTP_HOST="testserver").get(f"/account/saml/{key.hex}/metadata/")
    assert metadata.status_code == 200
    (tmp_path / "metadata.xml").write_bytes(metadata.content)
    with running("saml.mjs", port, str(key_file), str(certificate_file), str(tmp_path / "metadata.xml")):
        yield f"/account/saml/{key.hex}/"


def ask(browser: Client, email: str) -> str:
    """Begin to sign in, and return the response of the provider."""
    page = browser.post("/account/organization/", {"email": "sam@hansa.example"}).content.decode()
    url = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
    assert url is not None
    query = dict(httpx.URL(url[1].replace("&amp;", "&")).params)
    parts = urlsplit(url[1])
    answer = httpx.get(f"{parts.scheme}://{parts.netloc}{parts.path}", params={**query, "email": email})
    assert answer.status_code == 200
    return answer.text


def take(browser: Client, path: str, response: str) -> int:
    """Post a response as the provider's page does, and return the status of the page that follows."""
    answer = browser.post(path, {"SAMLResponse": response})
    assert answer["Location"] == f"{path}finish/"
    return browser.get(answer["Location"]).status_code


def test_a_saml_provider_signs_somebody_in(saml: str) -> None:
    browser = Client(HTTP_HOST="testserver")
    assert take(browser, saml, ask(browser, "sam@hansa.example")) == 302
    assert browser.get("/api/v1/me").json()["email"] == "sam@hansa.example"


def test_an_altered_response_is_refused(saml: str) -> None:
    browser = Client(HTTP_HOST="testserver")
    response = base64.b64decode(ask(browser, "sam@hansa.example")).replace(b"sam@hansa", b"ada@hansa")
    assert take(browser, saml, base64.b64encode(response).decode()) == 401
    assert not is_signed_in(browser)


def test_a_response_without_signature_is_refused(saml: str) -> None:
    browser = Client(HTTP_HOST="testserver")
    response = base64.b64decode(ask(browser, "sam@hansa.example"))
    bare = re.sub(rb"<ds:Signature.*?</ds:Signature>", b"", response, flags=re.DOTALL)
    assert bare != response
    assert take(browser, saml, base64.b64encode(bare).decode()) == 401


def test_a_response_does_not_open_another_browser_or_the_same_twice(saml: str) -> None:
    victim, thief = Client(HTTP_HOST="testserver"), Client(HTTP_HOST="testserver")
    response = ask(victim, "sam@hansa.example")
    assert take(thief, saml, response) == 403
    assert take(victim, saml, response) == 302
    assert take(victim, saml, response) == 403
    assert not is_signed_in(thief)


def test_an_address_of_another_domain_introduces_nobody(saml: str) -> None:
    browser = Client(HTTP_HOST="testserver")
    assert take(browser, saml, ask(browser, "petra@host.example")) == 403
    assert not is_signed_in(browser)
