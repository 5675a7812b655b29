"""Badges: what an independent verifier of Open Badges 3.0 says to what anybody can download."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.status import check_credential_status
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import commands
from steelyard.learning.badges import commands as badges
from steelyard.learning.badges.queries import list_keys
from steelyard.learning.models import BadgeKey, Certificate
from steelyard.learning.terms import Lapse
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.learning.making import complete, make_certification, make_course
from tests.partners.making import Ecosystem, browser_of, make_person


@pytest.fixture
def now() -> datetime:
    """The verifier reads the clock itself."""
    return utc_now()


@pytest.fixture
def certificate(ecosystem: Ecosystem, now: datetime) -> Certificate:
    make_certification(now, months=24)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    return Certificate.objects.get()


def fetch(address: str) -> bytes:
    """Return what anybody finds at an address of this installation."""
    answer = Client().get(address.removeprefix(settings.BASE_URL))
    assert answer.status_code == 200, (address, answer.content)
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.content


def credential_of(certificate: Certificate) -> str:
    return fetch(f"/certificates/{certificate.number}/credential/").decode()


def verify(token: str) -> OpenBadgeCredential:
    """Return what the independent verifier reads, each token with the key that it names, unless the badge no longer holds."""
    found = OB3Verifier(key_of(token)).verify(token)
    status_list = fetch(found.credential_status[0]["statusListCredential"]).decode()
    pem = key_of(status_list).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    check_credential_status(found, fetch, verify_list=True, list_pubkey_pem=pem)
    return found


def key_of(token: str) -> Any:
    return jwt.PyJWK(json.loads(fetch(jwt.get_unverified_header(token)["kid"]))).key


def test_an_independent_verifier_accepts_a_badge(certificate: Certificate) -> None:
    token = credential_of(certificate)
    found = verify(token)
    assert found.issuer.name == settings.HOST_NAME
    assert found.achievement.name == "Weigher"
    assert found.issuance_date.date() == certificate.issued_on
    assert found.expiration_date.date() == certificate.valid_until
    name, mail = found.identifiers
    assert name.identity_hash == "Sami Acar"
    assert mail.identity_hash == f"sha256${sha256(f'sami.acar@example.com{mail.salt}'.encode()).hexdigest()}"
    assert json.loads(fetch(found.issuer.id))["id"] == found.issuer.id
    assert credential_of(certificate) == token, "the same certificate is the same badge"


def test_a_badge_that_was_changed_is_not_accepted(certificate: Certificate) -> None:
    head, payload, signature = credential_of(certificate).split(".")
    other = jwt.utils.base64url_encode(jwt.utils.base64url_decode(payload).replace(b"Sami", b"Semi")).decode()
    with pytest.raises(OB3VerificationError, match="signature"):
        verify(f"{head}.{other}.{signature}")


def test_the_picture_carries_the_badge(certificate: Certificate) -> None:
    image = fetch(f"/certificates/{certificate.number}/badge/")
    assert b"<title id=" in image
    assert OB3Verifier.extract_token_from_svg(image) == credential_of(certificate)


def test_a_badge_that_somebody_kept_ends_with_its_certificate(certificate: Certificate, now: datetime) -> None:
    token = credential_of(certificate)
    commands.revoke_certificate(actor=SYSTEM, certificate_id=certificate.id, reason="It was copied.", now=now)
    with pytest.raises(OB3VerificationError, match="is set"):
        verify(token)
    refused = Client().get(f"/certificates/{certificate.number}/credential/")
    assert refused.status_code == 409


def test_a_badge_of_a_release_that_was_dropped_ends_though_it_names_no_day(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, lapse=Lapse.BY_RELEASE, releases=1, grace_days=0)
    course = make_course(now, certification="weigher")

    def release(name: str, days: int) -> None:
        at = now - timedelta(days=days)
        commands.publish_release(actor=SYSTEM, certification="weigher", name=name, released_on=at.date(), now=at)

    release("1.1", days=60)
    complete(now - timedelta(days=30), ecosystem.acme_seller, course)
    token = credential_of(Certificate.objects.get())
    assert verify(token).expiration_date is None
    release("1.2", days=2)
    with pytest.raises(OB3VerificationError, match="is set"):
        verify(token)


def test_another_key_signs_on_and_a_stolen_one_is_not_trusted(certificate: Certificate, now: datetime) -> None:
    author = make_person(now, "Ena Blem", Role.ENABLEMENT)
    first = credential_of(certificate)
    badges.replace_key(actor=author, is_compromised=False, now=utc_now())
    second = credential_of(certificate)
    assert verify(first).id == verify(second).id
    badges.replace_key(actor=author, is_compromised=True, now=utc_now())
    assert Client().get(jwt.get_unverified_header(second)["kid"].removeprefix(settings.BASE_URL)).status_code == 404
    assert verify(first)
    assert verify(credential_of(certificate))
    assert [key.is_compromised for key in list_keys(author)] == [False, True, False]


def test_a_new_secret_of_the_installation_makes_a_new_key(certificate: Certificate, settings) -> None:
    first = credential_of(certificate)
    settings.SECRET_KEY = "another one"
    assert verify(credential_of(certificate)).id == verify(first).id
    assert BadgeKey.objects.count() == 2


def test_keys_are_for_authors_and_no_row_for_partners(
    certificate: Certificate, ecosystem: Ecosystem, now: datetime
) -> None:
    credential_of(certificate)
    seller = ecosystem.acme_seller
    with acting_as(seller):
        assert not BadgeKey.objects.exists()
        with pytest.raises(NotAllowed):
            badges.replace_key(actor=seller, is_compromised=False, now=now)
    assert browser_of(seller).get("/learning/badge-keys/").status_code == 403
    public = json.loads(fetch(f"/badges/keys/{BadgeKey.objects.get().public_id}/"))
    assert not {"d", "p", "q"} & public.keys()
    assert "ENCRYPTED" in BadgeKey.objects.get().sealed


def test_pages_and_api_hand_it_out(certificate: Certificate, ecosystem: Ecosystem, now: datetime) -> None:
    holder = browser_of(ecosystem.acme_seller)
    assert "Open Badge" in holder.get(f"/learning/certificates/{certificate.public_id}/").content.decode()
    said = holder.get(f"/api/v1/certificates/{certificate.public_id}/badge").json()
    assert said["credential"] == credential_of(certificate)
    assert fetch(said["image"])
    other = browser_of(ecosystem.beta_seller)
    assert other.get(f"/api/v1/certificates/{certificate.public_id}/badge").status_code == 404
    about = Client().get("/badges/achievements/weigher/")
    assert "Completed a course" in about.content.decode()
    author = browser_of(make_person(now, "Ena Blem", Role.ENABLEMENT))
    assert author.get("/learning/badge-keys/").status_code == 200
    replaced = author.post("/learning/badge-keys/new/", {"is_compromised": "on"}, follow=True)
    assert "Not trusted" in replaced.content.decode()
    assert len(author.post("/api/v1/badge-keys", {}, content_type="application/json").json()) == 3
