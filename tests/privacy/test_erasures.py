"""Erasures: the person is gone from everything, what happened stays, and the sealed log still proves it."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from steelyard.deals.commands import (
    add_comment,
    add_evidence,
    file_dispute,
    save_draft,
    withdraw_dispute,
)
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.models import Comment, DealRegistration, Dispute
from steelyard.deals.terms import DisputeGround, EvidenceKind
from steelyard.identity.commands.account import note_sign_in
from steelyard.identity.commands.erasing import carry_out, confirm_erasure, request_erasure, withdraw_erasure
from steelyard.identity.commands.exporting import make_export, request_export
from steelyard.identity.commands.invitations import invite_person
from steelyard.identity.commands.keys import create_api_key
from steelyard.identity.models import Erasure, Membership, Person, Session
from steelyard.identity.queries.personal_data import foresee_erasure
from steelyard.identity.refusals import (
    ErasureNotOpen,
    ErasureOfSomebodyElse,
    ErasureUnderWay,
    PersonUnknown,
)
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform import feed
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.audit.heads import heads_file, read_heads
from steelyard.platform.audit.sealing import seal_log
from steelyard.platform.audit.verifying import Damage, Verdict, verify_log
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.files import open_file, store_file
from steelyard.platform.imports.commands import check_import, upload_import
from steelyard.platform.models import AuditRedaction, EventRecord, IdempotencyRecord
from tests.content.making import add_file, make_asset, make_pdf
from tests.deals.making import make_deal_world, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_person
from tests.privacy.scanning import find_in_database, find_in_files

SELLER = ("sami.acar@example.com", "Sami Acar", "+49 40 7654321", "198.51.100.7")
CONTACT = ("ines.holm@example.com", "Ines Holm", "+49 30 1234567")
WHY = "Asked by letter of 2 November"


def erase(actor: Actor, email: str, now: datetime) -> Erasure:
    """Ask for an erasure, confirm it, let it be carried out, and return it."""
    with acting_as(actor):
        key = request_erasure(actor=actor, email=email, reason=WHY, now=now)
        confirm_erasure(actor=actor, erasure_id=key, email=email, now=now)
    carry_out(erasure_id=key, now=now)
    with as_system():
        return Erasure.objects.get(id=key)


def live(world: Ecosystem, now: datetime) -> DealRegistration:
    """Let the seller and the contact leave traces wherever a person can, and return the registration."""
    seller, manager, admin = world.acme_seller, world.manager, world.acme_admin
    claim = submit(seller, now, contact_phone=CONTACT[2], description="Ines Holm decides; Sami Acar knows her.")
    with as_system():
        Person.objects.filter(id=seller.person_id).update(phone=SELLER[2], title="Account Manager")
        note_sign_in(person_id=seller.person_id, method="password", address=SELLER[3], now=now)  # type: ignore[arg-type]
        IdempotencyRecord.objects.create(
            owner="somebody:",
            key="k",
            request_hash=b"",
            status=200,
            body=b'{"email": "sami.acar@example.com"}',
            created_at=now,
        )
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<t>Sami Acar and Ines Holm met</t>")
    with acting_as(seller):
        save_draft(actor=seller, typed={"contact_email": CONTACT[0], "contact_name": CONTACT[1]}, now=now)
        for name, content in (
            ("quote-sami acar.txt", b"For Ines Holm, by Sami Acar"),
            ("notes.docx", office.getvalue()),
        ):
            file = store_file(uploaded=SimpleUploadedFile(name, content), partner_id=world.acme, actor=seller, now=now)
            evidence = EvidenceDraft(kind=EvidenceKind.QUOTE, file_id=file.id, note="from ines.holm@example.com")
            add_evidence(actor=seller, registration_id=claim.id, evidence=evidence, now=now)
        add_comment(actor=seller, registration_id=claim.id, body="Ines Holm agrees", is_internal=False, now=now)
        rows = "company,families,value,currency,close_on,contact_email\nKündig AG,cloud,1000,EUR,2031-01-31,ines.holm@example.com\n"
        imported = upload_import(
            actor=seller, kind="submissions", uploaded=SimpleUploadedFile("s.csv", rows.encode("cp1252")), now=now
        )
        check_import(actor=seller, import_id=imported, now=now)
        membership = Membership.objects.get(person_id=seller.person_id, until=None)
        create_api_key(actor=seller, membership_id=membership.id, name="Sami Acar's robot", now=now)
        export = request_export(actor=seller, now=now)
    with acting_as(manager):
        add_comment(actor=manager, registration_id=claim.id, body="Call Sami Acar", is_internal=True, now=now)
    with acting_as(admin):
        invite_person(
            actor=admin,
            email="new@acme.example",
            name="New",
            partner_id=world.acme,
            roles=[Role.SELLER],
            message="Sami Acar (sami.acar@example.com) asked me to",
            now=now,
        )
    with acting_as(world.admin):
        make_asset(now, world.admin, "Prices by Sami Acar", text="Ask Sami Acar, or sami.acar@example.com.")
        leaflet = make_asset(now, world.admin, "Leaflet")
        add_file(now, world.admin, leaflet, "leaflet.pdf", make_pdf("Sami Acar has met Ines Holm"))
    browser_of(seller)
    run_jobs()
    make_export(export_id=export, now=now)
    with as_system():
        return DealRegistration.objects.get(id=claim.id)


def verify(now: datetime) -> Verdict:
    with as_system():
        return verify_log(read_heads(heads_file()), now=now)


@pytest.fixture
def committed(own_database: str, now: datetime) -> Ecosystem:
    """The world, committed, on a database of its own: what seals and erases opens transactions of its own."""
    with as_system():
        return make_deal_world(now)


@pytest.fixture
def folders(settings: LazySettings, tmp_path: Path) -> list[Path]:
    settings.ANALYTICS_PATH = tmp_path / "analytics"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return [tmp_path]


def test_nothing_of_a_person_is_left_in_the_database_and_the_files(
    committed: Ecosystem, folders: list[Path], now: datetime
) -> None:
    """Goal S12."""
    live(committed, now)
    seal_log(now)
    refresh_facts(now)
    mail = folders[0] / "mail"
    mail.mkdir()
    (mail / "1.log").write_text("To: sami.acar@example.com\n")
    with as_system():
        assert len(find_in_database(SELLER)) > 15
        assert len(find_in_files(folders, SELLER)) >= 3
    erasure = erase(committed.admin, SELLER[0], now)
    run_jobs()
    refresh_facts(now)
    with as_system():
        assert find_in_database(SELLER) == []
        assert find_in_files(folders, SELLER) == []
        assert erasure.state == "finished"
        assert find_in_database(CONTACT), "others stay"
    erase(committed.admin, CONTACT[0], now)
    run_jobs()
    with as_system():
        assert find_in_database(CONTACT) == []
        assert find_in_files(folders, CONTACT) == []


def test_the_sealed_log_still_proves_itself_and_says_what_was_redacted(committed: Ecosystem, now: datetime) -> None:
    live(committed, now)
    seal_log(now)
    assert verify(now).is_intact
    for email in (SELLER[0], CONTACT[0]):
        erase(committed.admin, email, now)
        verdict = verify(now + timedelta(minutes=5))
        assert verdict.is_intact, verdict
        assert verdict.redacted > 0
    seal_log(now + timedelta(minutes=6))
    assert verify(now + timedelta(days=1)).is_intact


def test_what_happened_stays_without_the_person(committed: Ecosystem, now: datetime) -> None:
    registration = live(committed, now)
    with as_system():
        before = list(EventRecord.objects.order_by("sequence").values_list("id", "type", "actor_id", "occurred_at"))
    erasure = erase(committed.admin, SELLER[0], now)
    with as_system():
        after = list(EventRecord.objects.order_by("sequence").values_list("id", "type", "actor_id", "occurred_at"))
        assert after[: len(before)] == before
        person = Person.objects.get(id=committed.acme_seller.person_id)
        assert (person.name, person.phone, person.is_active) == (erasure.pseudonym, "", False)
        assert not Session.objects.filter(person=person).exists()
        assert not person.memberships.filter(until=None).exists()
        said = Comment.objects.get(registration=registration, is_internal=True)
        assert said.body == f"Call {erasure.pseudonym}"
        names = {entry.actor.name for entry in feed.list_feed(SYSTEM, registration.id)}
        assert erasure.pseudonym in names
        assert DealRegistration.objects.get(id=registration.id).value == registration.value


def test_texts_are_rewritten_and_office_documents_give_way_to_a_note(committed: Ecosystem, now: datetime) -> None:
    registration = live(committed, now)
    erasure = erase(committed.admin, SELLER[0], now)
    from steelyard.deals.models import Evidence

    with as_system():
        ids = Evidence.objects.filter(registration=registration, file_id__isnull=False).order_by("added_at", "id")
        contents = [b"".join(open_file(SYSTEM, one.file_id).streaming_content) for one in ids if one.file_id]  # type: ignore[arg-type]
    assert f"For Ines Holm, by {erasure.pseudonym}".encode() in contents
    assert any(b"removed" in content for content in contents)


def test_a_name_that_others_bear_too_goes_only_where_it_means_the_person(committed: Ecosystem, now: datetime) -> None:
    live(committed, now)
    with as_system():
        double = make_person(now, "Sami Acar", Role.SELLER, partner_id=committed.beta)
        assert double.person_id == committed.acme_seller.person_id, "one address is one person"
        Person.objects.create(email="sami@beta.example", name="Sami Acar", created_at=now)
    with acting_as(committed.admin):
        key = request_erasure(actor=committed.admin, email=SELLER[0], reason=WHY, now=now)
        foreseen = foresee_erasure(committed.admin, key)
    assert foreseen.shared == ("Sami Acar",)
    with acting_as(committed.admin):
        confirm_erasure(actor=committed.admin, erasure_id=key, email=SELLER[0], now=now)
    carry_out(erasure_id=key, now=now)
    with as_system():
        assert Person.objects.get(email="sami@beta.example").name == "Sami Acar"
        assert Person.objects.get(id=committed.acme_seller.person_id).name.startswith("Former member")
        assert find_in_database([SELLER[0]]) == []
    assert verify(now).is_intact


def test_an_open_dispute_holds_an_erasure_until_it_is_closed(committed: Ecosystem, now: datetime) -> None:
    registration = live(committed, now)
    seller = committed.acme_seller
    with acting_as(seller):
        dispute = file_dispute(
            actor=seller,
            registration_id=registration.id,
            ground=DisputeGround.OTHER,
            statement="I object",
            evidence=(),
            now=now,
        )
    erasure = erase(committed.admin, SELLER[0], now)
    assert erasure.state == "confirmed"
    with acting_as(committed.admin):
        (hold,) = foresee_erasure(committed.admin, erasure.id).holds
    assert hold.records == (public_id("dispute", dispute),)
    with acting_as(seller):
        withdraw_dispute(actor=seller, dispute_id=dispute, now=now)
    carry_out(erasure_id=erasure.id, now=now)
    with as_system():
        assert Erasure.objects.get(id=erasure.id).state == "finished"
        assert Dispute.objects.count() == 1


def test_the_last_administrator_is_held_until_there_is_another(committed: Ecosystem, now: datetime) -> None:
    erasure = erase(committed.admin, "anna.acar@example.com", now)
    assert erasure.state == "confirmed"
    with as_system():
        make_person(now, "Otto Acar", Role.PARTNER_ADMIN, partner_id=committed.acme)
    carry_out(erasure_id=erasure.id, now=now)
    with as_system():
        assert Erasure.objects.get(id=erasure.id).state == "finished"


def test_a_second_step_is_needed_and_can_be_left_out(committed: Ecosystem, now: datetime) -> None:
    admin = committed.admin
    with acting_as(admin):
        key = request_erasure(actor=admin, email=SELLER[0], reason=WHY, now=now)
        with pytest.raises(ErasureUnderWay):
            request_erasure(actor=admin, email=SELLER[0], reason=WHY, now=now)
        with pytest.raises(ErasureOfSomebodyElse):
            confirm_erasure(actor=admin, erasure_id=key, email=CONTACT[0], now=now)
    carry_out(erasure_id=key, now=now)
    with as_system():
        assert Person.objects.get(id=committed.acme_seller.person_id).name == "Sami Acar"
    with acting_as(admin):
        withdraw_erasure(actor=admin, erasure_id=key, now=now)
        with pytest.raises(ErasureNotOpen):
            confirm_erasure(actor=admin, erasure_id=key, email=SELLER[0], now=now)


def test_only_who_answers_for_a_person_may_erase_them(committed: Ecosystem, now: datetime) -> None:
    for actor, email, refusal in (
        (committed.acme_seller, SELLER[0], NotAllowed),
        (committed.acme_admin, "ben.boll@example.com", PersonUnknown),
        (committed.acme_admin, CONTACT[0], PersonUnknown),
        (committed.manager, "paula.adams@example.com", PersonUnknown),
    ):
        with acting_as(actor), pytest.raises(refusal):
            request_erasure(actor=actor, email=email, reason=WHY, now=now)
    with acting_as(committed.admin):
        key = request_erasure(actor=committed.admin, email="ben.boll@example.com", reason=WHY, now=now)
    with acting_as(committed.acme_admin):
        assert not Erasure.objects.exists(), "row-level security alone"
        with pytest.raises(NotFound):
            withdraw_erasure(actor=committed.acme_admin, erasure_id=key, now=now)


def test_a_cut_off_erasure_goes_on_where_it_was(
    committed: Ecosystem, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from steelyard.identity.commands import erasing

    live(committed, now)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(erasing, "_clean", _killed)
        erase(committed.admin, SELLER[0], now)
    with as_system():
        key, left = Erasure.objects.values_list("id", "left_files").get()
    assert left
    carry_out(erasure_id=key, now=now)
    with as_system():
        assert Erasure.objects.get(id=key).state == "finished"


def _killed(*_said: Any) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def as_owner(committed: Ecosystem) -> Iterator[Ecosystem]:
    """Connect as the owner of the tables: the tampering administrator."""
    from tests.settings import URLS

    owner = urlsplit(URLS.owner)
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=owner.username, PASSWORD=owner.password)
    yield committed
    connection.close()
    connection.settings_dict.update(before)


def test_tampering_with_redactions_is_found(as_owner: Ecosystem, now: datetime) -> None:
    live(as_owner, now)
    erase(as_owner.admin, SELLER[0], now)
    seal_log(now)
    with as_system():
        one = AuditRedaction.objects.order_by("number").first()
        assert one is not None
    forged = os.urandom(32)
    for damage, statement, said in (
        (Damage.CHANGED, "update platform_event set subject_label = 'Somebody' where id = %s", [one.event_id]),
        (Damage.CHANGED, "update platform_auditredaction set digest = %s where number = %s", [forged, one.number]),
        (Damage.CHANGED, "delete from platform_auditredaction where number = %s", [one.number]),
        (
            Damage.UNDECLARED,
            "insert into platform_auditredaction (event_id, run, digest) values (gen_random_uuid(), gen_random_uuid(), %s)",
            [forged],
        ),
    ):
        with pytest.raises(_Enough), as_system(), connection.cursor() as cursor:
            for table in ("platform_event", "platform_auditredaction"):
                cursor.execute(f"alter table {table} disable trigger user")
            cursor.execute(statement, said)
            broken = verify_log(read_heads(heads_file()), now=now).broken
            assert broken is not None
            assert broken.damage == damage
            raise _Enough


class _Enough(Exception):
    """Undoes the tampering."""


def test_an_administrator_erases_on_the_pages(committed: Ecosystem, now: datetime) -> None:
    browser = browser_of(committed.admin)
    asked = browser.post("/privacy/erasures/", {"email": SELLER[0], "reason": WHY})
    assert asked.status_code == 302, asked.content
    address = asked["Location"]
    page = browser.get(address).content.decode()
    assert "Sami Acar" in page
    assert "What would happen" in page
    assert browser.post(address, {"email": "wrong@example.com"}).status_code == 422
    assert browser.post(address, {"email": SELLER[0]}).status_code == 302
    run_jobs()
    page = browser.get(address).content.decode()
    assert "Sami Acar" not in page
    assert "Erased" in page
    assert json.loads(browser.get("/api/v1/erasures").content)[0]["state"] == "finished"
