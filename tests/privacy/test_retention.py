"""Retention: each kind of records goes after its period, and what is still needed does not."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.deals.commands import save_draft
from steelyard.deals.models import DealRegistration
from steelyard.identity.commands.invitations import invite_person
from steelyard.identity.models import Invitation
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.models import Partner
from steelyard.platform.db import acting_as
from steelyard.platform.feed import list_latest
from steelyard.platform.files import FileGone
from steelyard.platform.imports.commands import upload_import
from steelyard.platform.imports.models import Import
from steelyard.platform.imports.queries import read_refused
from steelyard.platform.models import IdempotencyRecord, Notification, RetentionRun, StoredFile
from steelyard.platform.privacy.retention import (
    PeriodNotPossible,
    drop_regional_period,
    list_retention,
    list_runs,
    run_retention,
    set_period,
)
from steelyard.program.public import RegionCard, define_region
from tests.deals.making import submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

DAY = timedelta(days=1)


def due(world: Ecosystem, now: datetime) -> dict[str, int]:
    with acting_as(world.admin):
        return {line.key: line.due for line in list_retention(world.admin, now=now) if line.due}


def test_the_file_of_an_import_goes_after_a_month_and_the_import_stays(world: Ecosystem, now: datetime) -> None:
    seller = world.acme_seller
    with acting_as(seller):
        key = upload_import(
            actor=seller,
            kind="submissions",
            uploaded=SimpleUploadedFile(
                "s.csv", b"company,families,value,currency,close_on\nKunde,cloud,1,EUR,2031-01-31\n"
            ),
            now=now,
        )
    path = StoredFile.objects.get(id=Import.objects.get(id=key).file_id).path
    assert run_retention(now=now + 30 * DAY)["import-files"] == 0
    assert due(world, now + 31 * DAY)["import-files"] == 1
    assert run_retention(now=now + 31 * DAY)["import-files"] == 1
    assert not StoredFile.objects.filter(path=path).exists()
    assert Import.objects.get(id=key).state == "cancelled"
    with acting_as(seller), pytest.raises(FileGone):
        read_refused(seller, key)


def test_every_kind_goes_after_its_period_and_not_before(world: Ecosystem, now: datetime) -> None:
    seller, admin = world.acme_seller, world.acme_admin
    refused = DealRegistration.objects.get(id=submit(seller, now).id)
    DealRegistration.objects.filter(id=refused.id).update(decided_at=now)
    with acting_as(seller):
        save_draft(actor=seller, typed={"company_name": "Later"}, now=now)
    with acting_as(admin):
        invite_person(
            actor=admin, email="x@acme.example", name="X", partner_id=world.acme, roles=[Role.SELLER], now=now
        )
    Notification.objects.create(
        person_id=new_id(), event_id=new_id(), event_type="x", sentence="", url="/", created_at=now
    )
    IdempotencyRecord.objects.create(owner="o", key="k", request_hash=b"", created_at=now)
    soon = run_retention(now=now + DAY)
    assert not any(soon.values())
    later = run_retention(now=now + 4000 * DAY)
    assert (later["drafts"], later["invitations"], later["answers"]) == (1, 1, 1)
    assert later["notifications"] >= 1
    assert not Invitation.objects.exists()
    assert DealRegistration.objects.filter(id=refused.id).exists()
    assert due(world, now + 4000 * DAY) == {}


def test_contacts_of_rejected_registrations_are_forgotten_and_those_of_others_stay(
    world: Ecosystem, now: datetime
) -> None:
    kept = submit(world.acme_seller, now).id
    refused = submit(world.beta_seller, now).id
    assert DealRegistration.objects.get(id=refused).state == "rejected"
    assert run_retention(now=now + 365 * DAY)["refused-contacts"] == 0
    assert run_retention(now=now + 366 * DAY)["refused-contacts"] == 1
    assert DealRegistration.objects.get(id=refused).contact_email == ""
    assert DealRegistration.objects.get(id=kept).contact_email == "ines.holm@example.com"


def test_a_program_administrator_decides_on_the_page_and_over_the_api(world: Ecosystem, now: datetime) -> None:
    browser = browser_of(world.admin)
    assert "Files of imports" in browser.get("/privacy/retention/").content.decode()
    assert browser.post("/privacy/retention/", {"key": "notifications", "days": "30"}).status_code == 302
    assert browser.post("/privacy/retention/", {"key": "notifications", "days": "1"}).status_code == 422
    run_jobs()
    periods = {one["key"]: one["days"] for one in browser.get("/api/v1/retention").json()}
    assert periods["notifications"] == 30
    run_retention(now=now)
    assert browser.get("/api/v1/retention-runs").json()[0]["deleted"]["notifications"] == 0
    assert RetentionRun.objects.count() == 1
    for other in (world.manager, world.acme_admin):
        assert browser_of(other).get("/privacy/retention/").status_code == 403
        with acting_as(other), pytest.raises(NotAllowed):
            list_runs(other)


def test_a_period_is_neither_too_short_nor_of_a_kind_that_is_not_there(world: Ecosystem, now: datetime) -> None:
    with acting_as(world.admin):
        with pytest.raises(PeriodNotPossible):
            set_period(actor=world.admin, key="import-files", days=1, now=now)
        with pytest.raises(NotFound):
            set_period(actor=world.admin, key="everything", days=30, now=now)


# --- By region --------------------------------------------------------------------------------------------------------


def rejected(world: Ecosystem, now: datetime) -> DealRegistration:
    """Register what another has already: the host keeps the contact of a rejected registration of a partner."""
    submit(world.acme_seller, now)
    return DealRegistration.objects.get(id=submit(world.beta_seller, now).id)


def region_of(partner_id: UUID) -> str:
    return str(Partner.objects.get(id=partner_id).region_id)


def put(partner_id: UUID, region: str) -> None:
    Partner.objects.filter(id=partner_id).update(region_id=region)


def test_a_period_of_a_region_holds_for_partners_there_alone(world: Ecosystem, now: datetime) -> None:
    refused = rejected(world, now)
    for card in (RegionCard(key="WIDE", name="Wide"), RegionCard(key="NARROW", name="Narrow", parent="WIDE")):
        define_region(actor=SYSTEM, region=card, now=now)
    put(world.beta, "NARROW")
    assert region_of(world.acme) not in ("WIDE", "NARROW")
    with acting_as(world.admin):
        set_period(actor=world.admin, key="refused-contacts", region=region_of(world.acme), days=90, now=now)
    assert run_retention(now=now + 100 * DAY)["refused-contacts"] == 0
    with acting_as(world.admin):
        set_period(actor=world.admin, key="refused-contacts", region="WIDE", days=120, now=now)
    assert due(world, now + 121 * DAY) == due(world, now + 121 * DAY) | {"refused-contacts": 1}
    with acting_as(world.admin):
        set_period(actor=world.admin, key="refused-contacts", region="NARROW", days=500, now=now)  # the nearest counts
    assert run_retention(now=now + 499 * DAY)["refused-contacts"] == 0
    with acting_as(world.admin):
        drop_regional_period(actor=world.admin, key="refused-contacts", region="NARROW", now=now)
        drop_regional_period(actor=world.admin, key="refused-contacts", region="NARROW", now=now)
    assert run_retention(now=now + 121 * DAY)["refused-contacts"] == 1
    refused.refresh_from_db()
    assert refused.contact_email == ""


def test_the_hosts_own_records_keep_the_general_period(world: Ecosystem, now: datetime) -> None:
    with acting_as(world.admin):
        invite_person(
            actor=world.admin, email="y@host.example", name="Y", partner_id=None, roles=[Role.FINANCE], now=now
        )
        invite_person(
            actor=world.admin, email="x@acme.example", name="X", partner_id=world.acme, roles=[Role.SELLER], now=now
        )
        set_period(actor=world.admin, key="invitations", region=region_of(world.acme), days=30, now=now)
    assert run_retention(now=now + 60 * DAY)["invitations"] == 1
    assert [row.email for row in Invitation.objects.all()] == ["y@host.example"]


def test_regional_periods_are_decided_on_the_page_and_over_the_api(world: Ecosystem, now: datetime) -> None:
    browser, region = browser_of(world.admin), region_of(world.acme)
    assert "By region" in browser.get("/privacy/retention/").content.decode()
    chosen = {"key": "drafts", "region": region, "days": "45"}
    assert browser.post("/privacy/retention/", chosen).status_code == 302
    assert browser.post("/privacy/retention/", chosen | {"days": "1"}).status_code == 422
    assert browser.post("/privacy/retention/", chosen | {"key": "notifications"}).status_code == 422
    assert browser.post("/privacy/retention/", chosen | {"region": "ATLANTIS"}).status_code == 422
    run_jobs()
    found = {one["key"]: one for one in browser.get("/api/v1/retention").json()}
    assert [(part["region"], part["days"]) for part in found["drafts"]["regions"]] == [(region, 45)]
    assert (found["drafts"]["days"], found["drafts"]["is_regional"], found["answers"]["is_regional"]) == (
        180,
        True,
        False,
    )
    address = f"/api/v1/retention/drafts/regions/{region}"
    longer = {"days": 60}
    assert browser.put(address, longer, content_type="application/json").status_code == 200
    nowhere = browser.put("/api/v1/retention/drafts/regions/ATLANTIS", longer, content_type="application/json")
    assert nowhere.status_code == 404
    assert f"kept for 60 days of partners in {Partner.objects.get(id=world.acme).region.name}" in told(world)
    assert browser.post(f"/privacy/retention/drafts/regions/{region}/drop/").status_code == 302
    assert [one["regions"] for one in browser.get("/api/v1/retention").json() if one["regions"]] == []
    assert browser.delete(address).status_code == 200
    other = browser_of(world.manager)
    assert other.post(f"/privacy/retention/drafts/regions/{region}/drop/").status_code == 403


def told(world: Ecosystem) -> str:
    with acting_as(world.admin):
        return " ".join(entry.sentence for entry in list_latest(world.admin, limit=30))
