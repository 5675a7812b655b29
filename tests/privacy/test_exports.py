"""Exports: everything that is held about a person, for whoever may have it and nobody else."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steelyard.deals.commands import add_comment, add_evidence
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.terms import EvidenceKind
from steelyard.identity.commands.exporting import expire_exports, make_export, open_export, request_export
from steelyard.identity.models import DataExport
from steelyard.identity.refusals import ExportNotReady, ExportUnderWay, PersonOfOthersToo, PersonUnknown
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.files import store_file
from steelyard.platform.models import Notification, StoredFile
from steelyard.platform.privacy.registry import list_holdings
from tests.deals.making import submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_partner, make_person

Archive = dict[str, Any]


def export(actor: Actor, now: datetime, email: str | None = None) -> tuple[str, Archive, zipfile.ZipFile]:
    """Ask for an export, let it be made, open it; return its id, its document and the archive."""
    with acting_as(actor):
        key = request_export(actor=actor, email=email, now=now)
    make_export(export_id=key, now=now)
    with acting_as(actor):
        response = open_export(actor=actor, export_id=key, now=now)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    return public_id("dataexport", key), json.loads(archive.read("data.json")), archive


def records(document: Archive, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(one["records"] for one in document["kinds"] if one["key"] == kind)
    return found


def test_a_member_is_given_everything_that_every_context_holds(world: Ecosystem, now: datetime) -> None:
    seller = world.acme_seller
    claim = submit(seller, now)
    with acting_as(seller):
        file = store_file(
            uploaded=SimpleUploadedFile("quote.txt", b"Quote 17"), partner_id=world.acme, actor=seller, now=now
        )
        evidence = EvidenceDraft(kind=EvidenceKind.QUOTE, file_id=file.id)
        add_evidence(actor=seller, registration_id=claim.id, evidence=evidence, now=now)
        add_comment(actor=seller, registration_id=claim.id, body="Ines will sign", is_internal=False, now=now)
    _, document, archive = export(seller, now)
    assert {one["key"] for one in document["kinds"]} == {holding.key for holding in list_holdings()}
    assert records(document, "profile")[0]["email"] == "sami.acar@example.com"
    assert records(document, "memberships")[0]["organization"] == "Acme Systems GmbH"
    assert [one["words"] for one in records(document, "deal-words") if one["kind"] == "comment"] == ["Ines will sign"]
    assert "deals.registration.submitted" in {one["type"] for one in records(document, "activity")}
    assert [archive.read(one["path"]) for one in document["files"]] == [b"Quote 17"]
    assert "sami.acar@example.com" in archive.read("index.html").decode()


def test_a_contact_is_exported_by_the_program_alone(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    _, document, _ = export(world.admin, now, "Ines.Holm@example.com")
    (contact,) = records(document, "deal-contacts")
    assert (contact["contact_name"], contact["company"]) == ("Ines Holm", "Nordlicht Werke GmbH")
    assert records(document, "profile") == records(document, "sessions") == []
    for actor in (world.acme_admin, world.manager):
        with acting_as(actor), pytest.raises(PersonUnknown):
            request_export(actor=actor, email="ines.holm@example.com", now=now)


def test_internal_words_are_given_to_people_of_the_host_only(world: Ecosystem, now: datetime) -> None:
    claim = submit(world.acme_seller, now)
    with acting_as(world.manager):
        add_comment(actor=world.manager, registration_id=claim.id, body="Careful", is_internal=True, now=now)
    _, mine, _ = export(world.manager, now)
    assert "Careful" in {one["words"] for one in records(mine, "deal-words")}
    _, partners, _ = export(world.acme_seller, now)
    assert "Careful" not in json.dumps(partners)


def test_an_administrator_exports_whom_they_administer_and_learns_of_nobody_else(
    world: Ecosystem, now: datetime
) -> None:
    assert records(export(world.acme_admin, now, "sami.acar@example.com")[1], "profile")
    for stranger in ("ben.boll@example.com", "mara.lind@example.com", "nobody@example.com"):
        with acting_as(world.acme_admin), pytest.raises(PersonUnknown) as refused:
            request_export(actor=world.acme_admin, email=stranger, now=now)
        assert refused.value.params == {"email": stranger}
    with acting_as(world.acme_seller), pytest.raises(NotAllowed):
        request_export(actor=world.acme_seller, email="anna.acar@example.com", now=now)


def test_whoever_belongs_to_others_too_is_the_programs_to_export(world: Ecosystem, now: datetime) -> None:
    other = make_partner(now, "Gamma Cloud GmbH", types=("reseller",))
    make_person(now, "Sami Acar", Role.SELLER, partner_id=other)
    with acting_as(world.acme_admin), pytest.raises(PersonOfOthersToo):
        request_export(actor=world.acme_admin, email="sami.acar@example.com", now=now)
    _, document, _ = export(world.manager, now, "sami.acar@example.com")
    assert len(records(document, "memberships")) == 2


def test_an_archive_is_its_askers_alone_for_a_week(world: Ecosystem, now: datetime) -> None:
    outside, _, _ = export(world.acme_admin, now, "sami.acar@example.com")
    key = DataExport.parse_id(outside)
    for actor in (world.acme_seller, world.beta_seller, world.admin):
        with acting_as(actor), pytest.raises(NotFound):
            open_export(actor=actor, export_id=key, now=now)
    for actor in (world.acme_seller, world.beta_seller):
        with acting_as(actor):
            assert not DataExport.objects.exists(), "row-level security alone"
            assert not StoredFile.objects.filter(name__endswith=".zip").exists()
    later = now + timedelta(days=7)
    with acting_as(world.acme_admin), pytest.raises(ExportNotReady):
        open_export(actor=world.acme_admin, export_id=key, now=later)
    assert expire_exports(now=later) == 1
    with as_system():
        assert not StoredFile.objects.filter(name__endswith=".zip").exists()


def test_the_same_export_is_not_made_twice_at_once(world: Ecosystem, now: datetime) -> None:
    with acting_as(world.acme_seller):
        request_export(actor=world.acme_seller, now=now)
        with pytest.raises(ExportUnderWay):
            request_export(actor=world.acme_seller, now=now)


def test_a_member_asks_on_the_account_page_and_is_told(world: Ecosystem) -> None:
    browser = browser_of(world.acme_seller)
    assert "No export yet" in browser.get("/settings/data/").content.decode()
    assert browser.post("/settings/data/").status_code == 302
    run_jobs()
    with as_system():
        (key,) = DataExport.objects.values_list("id", flat=True)
        assert Notification.objects.filter(
            person_id=world.acme_seller.person_id, event_type="identity.data_export.made"
        ).exists()
    page = browser.get("/settings/data/").content.decode()
    address = f"/settings/data/{public_id('dataexport', key)}/archive/"
    assert address in page
    answer = browser.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
    assert browser_of(world.beta_seller).get(address).status_code == 404


def test_an_administrator_asks_by_address(world: Ecosystem) -> None:
    browser = browser_of(world.acme_admin)
    refused = browser.post("/privacy/", {"email": "ben.boll@example.com"})
    assert refused.status_code == 422
    assert "Nobody with the address" in refused.content.decode()
    assert browser.post("/privacy/", {"email": "sami.acar@example.com"}).status_code == 302
    assert "sami.acar@example.com" in browser.get("/privacy/").content.decode()
    assert "Lawful" not in browser.get("/privacy/register/").content.decode()
    assert browser_of(world.acme_seller).get("/privacy/").status_code == 403


def test_the_api_does_the_same(world: Ecosystem) -> None:
    program: Client = browser_of(world.acme_seller)
    program.get("/settings/data/")
    asked = program.post(
        "/api/v1/data-exports",
        {},
        content_type="application/json",
        headers={"X-CSRFToken": program.cookies["steelyard_csrf"].value},
    )
    assert asked.status_code == 202, asked.content
    assert asked.json()["state"] == "waiting"
    address = f"/api/v1/data-exports/{asked.json()['id']}"
    assert program.get(f"{address}/archive").json()["code"] == "export_not_ready"
    run_jobs()
    assert program.get(address).json()["state"] == "ready"
    assert program.get(f"{address}/archive").status_code == 200
    assert [one["id"] for one in program.get("/api/v1/data-exports").json()] == [asked.json()["id"]]
    assert program.get("/api/v1/processing-register").status_code == 403
    assert len(browser_of(world.admin).get("/api/v1/processing-register").json()) == len(list_holdings())


def test_who_is_known_to_nobody_is_told_so(world: Ecosystem, now: datetime) -> None:
    _, document, _ = export(world.admin, now, "unknown@example.com")
    held = {one["key"]: one["records"] for one in document["kinds"] if one["records"]}
    assert set(held) <= {"exports"}
    assert SYSTEM.is_system
