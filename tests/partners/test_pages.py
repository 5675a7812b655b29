"""Pages of partners: the host's list and record, a partner's own organization, and nothing of anybody else."""

from datetime import datetime

import pytest

from steelyard.partners import commands, public, queries
from steelyard.partners.models import Partner, PartnerProfile, Segment
from steelyard.partners.terms import PartnerFilter
from tests.partners.making import Ecosystem, browser_of


def address(partner_id: object, *more: str) -> str:
    return "/".join(["/partners", Partner(id=partner_id).public_id, *more, ""])


@pytest.mark.parametrize(
    "path",
    [
        "/partners/",
        "/partners/?status=active&type=reseller&tier=gold&manager=me&sort=-tier&tag=Migration",
        "/partners/?q=%00&manager=x&page=zero&sort=drop&parent=partner_1",
        "/partners/?region=NA",
        "/partners/new/",
        "/exports/partners.csv",
        "/partners/suggestions/?q=acm",
    ],
)
def test_the_hosts_pages_open(ecosystem: Ecosystem, path: str) -> None:
    assert browser_of(ecosystem.manager).get(path).status_code == 200


def test_a_record_and_all_its_forms_open(ecosystem: Ecosystem, now: datetime) -> None:
    commands.assign_tier(
        actor=ecosystem.manager,
        partner_id=ecosystem.acme,
        tier="gold",
        since_on=now.date(),
        reason="Review",
        now=now,
    )
    client = browser_of(ecosystem.manager)
    page = client.get(address(ecosystem.acme)).content.decode()
    for shown in ("Acme Systems GmbH", "Gold", "Reseller", "Mara Lind", "Sami Acar", "No agreement on record"):
        assert shown in page
    whats = ("facts", "status", "tier", "role", "agreement", "certification", "manager", "parent", "profile")
    for what in whats:
        assert client.get(address(ecosystem.acme, what)).status_code == 200, what
    assert client.get(address(ecosystem.acme, "horoscope")).status_code == 404


def test_a_partner_finds_itself_and_nobody_else(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.acme_seller)
    own = client.get("/organization/")
    assert b"Acme Systems GmbH" in own.content
    assert b"Edit profile" not in own.content
    assert client.get(address(ecosystem.acme))["Location"] == "/organization/"
    for path in (address(ecosystem.beta), address(ecosystem.beta, "profile"), address(ecosystem.beta, "status")):
        assert client.get(path).status_code == 404
    assert client.get(address(ecosystem.acme, "status")).status_code == 403
    for path in ("/partners/", "/exports/partners.csv", "/partners/suggestions/?q=bet", "/palette?q=beta"):
        assert b"Beta" not in client.get(path).getvalue()


def test_a_company_is_enrolled_from_the_page(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.manager)
    said = {
        "name": "Gamma Cloud Ltd",
        "country": "GB",
        "region": "UKI",
        "types": ["msp", "reseller"],
        "status": "onboarding",
        "tier": "silver",
        "manager": str(ecosystem.manager.person_id),
    }
    response = client.post("/partners/new/", said, follow=True)
    assert response.status_code == 200
    assert b"Gamma Cloud Ltd is enrolled" in response.content
    again = client.post("/partners/new/", said)
    assert again.status_code == 422
    assert b"is a partner already" in again.content


def test_what_the_host_keeps_is_changed_by_forms(ecosystem: Ecosystem, now: datetime) -> None:
    client = browser_of(ecosystem.manager)
    changes = {
        "status": {"status": "suspended", "reason": "Insurance lapsed"},
        "tier": {"tier": "gold", "since_on": "2026-01-01"},
        "role": {"type_key": "services", "since_on": "2026-01-01"},
        "agreement": {"kind": "partner", "version": "2026", "signed_on": "2026-01-01"},
        "certification": {"family": "general", "since_on": "2026-01-01"},
        "manager": {"person_id": str(ecosystem.manager.person_id)},
        "parent": {"parent": "Beta", "parent_id": Partner(id=ecosystem.beta).public_id},
        "facts": {"name": "Acme Group", "region": "UKI", "external_id": "0017"},
    }
    for what, said in changes.items():
        response = client.post(address(ecosystem.acme, what), said)
        assert response.status_code == 302, (what, response.context["form"].errors)
    card = public.get_partner(ecosystem.acme, at=now)
    assert (card.name, card.status, card.tier, card.region) == ("Acme Group", "suspended", "gold", "UKI")
    assert (set(card.types), card.parent_id) == ({"reseller", "services"}, ecosystem.beta)
    refused = client.post(address(ecosystem.acme, "status"), {"status": "ended", "reason": ""})
    assert refused.status_code == 422
    assert b"Say why" in refused.content
    assert client.post(address(ecosystem.acme, "roles", "services", "end")).status_code == 302


def test_a_partner_administrator_edits_the_profile(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.acme_admin)
    assert client.get("/organization/profile/").status_code == 200
    said = {"website": "acme.example", "description": "We weigh.", "capabilities": "Migration, Audit , Migration"}
    assert client.post("/organization/profile/", said).status_code == 302
    profile = PartnerProfile.objects.get(partner=ecosystem.acme)
    assert (profile.website, profile.capabilities) == ("https://acme.example", ["Migration", "Audit"])
    assert browser_of(ecosystem.acme_seller).get("/organization/profile/").status_code == 403


def test_filters_are_kept_as_a_segment(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.manager)
    assert client.post("/partners/segments/?type=services", {"name": "Service"}).status_code == 302
    segment = Segment.objects.get()
    assert queries.wanted_by(segment) == PartnerFilter(type="services")
    page = client.get("/partners/?type=services").content
    assert b"Remove the segment Service" in page
    assert b"Beta" in page
    assert client.post(f"/partners/segments/{segment.public_id}/removal/").status_code == 302
    assert not Segment.objects.exists()
