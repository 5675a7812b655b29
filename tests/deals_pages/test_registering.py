"""Registering a deal as a browser without script does it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steelyard.deals.models import DealRegistration, Evidence
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.models import StoredFile
from tests.deals_pages.making import Deals
from tests.partners.making import browser_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def typed(**said: Any) -> dict[str, Any]:
    """Return what a seller types into the form."""
    return {
        "company_name": "Albatros Werft GmbH",
        "lines": ["cloud"],
        "value_amount": "36000",
        "value_currency": "EUR",
        "close_on": (utc_now() + timedelta(days=90)).date().isoformat(),
        "type": "sourced",
        "contact_name": "Ines Holm",
        "contact_email": "ines.holm@example.com",
        **said,
    }


@pytest.fixture
def files(settings: LazySettings, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture
def seller(deals: Deals) -> Client:
    return browser_of(deals.ecosystem.acme_seller)


def test_a_free_deal_is_protected_at_once(seller: Client) -> None:
    assert seller.get("/deals/new/").status_code == 200
    answer = seller.post("/deals/new/", typed(idempotency_key="k1"))
    assert answer.status_code == 302
    page = seller.get(answer["Location"]).content.decode()
    assert "Protected until" in page
    assert "DR-4d" in page
    assert "/rules/deal_registration/#dr-4d" in page


def test_sending_it_twice_registers_once(seller: Client) -> None:
    once, twice = (seller.post("/deals/new/", typed(idempotency_key="k2")) for _ in range(2))
    assert once["Location"] == twice["Location"]
    with as_system():
        assert DealRegistration.objects.filter(company_name="Albatros Werft GmbH").count() == 1


def test_an_error_keeps_all_that_was_typed_and_the_files(seller: Client, files: None) -> None:
    wrong = typed(
        contact_name="",
        description="They move to the cloud.",
        company_city="Kiel",
        value_of_cloud="12000",
        evidence_kind="quote",
        evidence_note="Sent on Monday",
        evidence_files=SimpleUploadedFile("quote.pdf", PDF),
    )
    answer = seller.post("/deals/new/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Albatros Werft GmbH", "They move to the cloud.", "Kiel", "12000", "Sent on Monday", "quote.pdf"):
        assert words in page
    assert 'name="draft" value="dealreg_' in page
    with as_system():
        draft = DealRegistration.objects.get(state="draft")
        assert Evidence.objects.filter(registration=draft, file_id__isnull=False).count() == 1
    done = seller.post("/deals/new/", typed(draft=draft.public_id))
    assert done["Location"] == f"/deals/{draft.public_id}/"
    assert "quote.pdf" in seller.get(done["Location"]).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lines": []}, "Product lines"),
        ({"close_on": "2001-01-01"}, "from today on"),
        ({"value_amount": "-5"}, "greater than or equal to 0"),
        ({"value_amount": "much"}, "Write the amount like this"),
        ({"contact_email": ""}, "Give a mail address or a phone number."),
        ({"company_name": "…"}, "at least one letter or digit"),
        ({"company_name": "x" * 201}, "At most 200 characters"),
        ({"company_name": "A\0B"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(seller: Client, said: dict[str, Any], words: str) -> None:
    answer = seller.post("/deals/new/", typed(**said))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_disguised_program_is_refused_and_nothing_is_lost(seller: Client, files: None) -> None:
    program = SimpleUploadedFile("quote.pdf", b"MZ\x90\x00" + b"\0" * 64)
    answer = seller.post("/deals/new/", typed(evidence_files=program))
    assert answer.status_code == 422
    assert "not of an accepted type" in answer.content.decode()
    assert "Albatros Werft GmbH" in answer.content.decode()


def test_evidence_is_added_piece_by_piece_to_the_draft(seller: Client, files: None) -> None:
    first = seller.post("/deals/new/", typed(contact_name="", evidence_note="A call on Monday", then="add_evidence"))
    assert first.status_code == 302
    page = seller.get(first["Location"]).content.decode()
    assert "A call on Monday" in page
    assert "Albatros Werft GmbH" in page
    with as_system():
        assert [row.note for row in Evidence.objects.filter(registration__state="draft")] == ["A call on Monday"]


def test_a_draft_is_kept_while_typing_opened_again_and_discarded(seller: Client) -> None:
    kept = seller.post("/deals/drafts/", {"company_name": "Bernstein Optik", "value_amount": "abc", "lines": ["cloud"]})
    assert kept.status_code == 204
    draft = kept["X-Draft-Id"]
    again = seller.post("/deals/drafts/", {"company_name": "Bernstein Optik AG", "draft": draft, "value_amount": "abc"})
    assert again["X-Draft-Id"] == draft
    page = seller.get(f"/deals/drafts/{draft}/").content.decode()
    assert "Bernstein Optik AG" in page
    assert 'value="abc"' in page
    assert "Bernstein Optik AG" in seller.get("/deals/?view=drafts").content.decode()
    assert seller.get(f"/deals/{draft}/")["Location"] == f"/deals/drafts/{draft}/"
    assert seller.post(f"/deals/drafts/{draft}/discard/").status_code == 302
    assert seller.get(f"/deals/drafts/{draft}/").status_code == 404


def test_the_forecast_never_speaks_of_others(seller: Client) -> None:
    free = seller.post("/deals/preview/", typed()).content.decode()
    taken = seller.post("/deals/preview/", typed(company_name="Falke Druck GmbH")).content.decode()
    lacking = seller.post("/deals/preview/", typed(lines=["network"])).content.decode()
    assert "Looks free" in free
    assert "90 days" in free
    assert "Will need review" in taken
    for word in ("Beta", "already", "another partner", "dealreg_"):
        assert word not in taken
    assert "certif" in lacking
    assert "Name the customer" in seller.post("/deals/preview/", {}).content.decode()


def test_a_forecast_that_is_asked_for_too_often_pauses_but_a_submission_does_not(
    seller: Client, settings: LazySettings
) -> None:
    settings.PREVIEWS_PER_HOUR = 2
    for _ in range(2):
        assert "Looks free" in seller.post("/deals/preview/", typed()).content.decode()
    paused = seller.post("/deals/preview/", typed())
    assert (paused.status_code, "pauses for a while" in paused.content.decode()) == (200, True)
    assert "Looks free" not in paused.content.decode()
    assert seller.post("/deals/new/", typed()).status_code == 302


def test_a_piece_of_evidence_is_taken_out_of_a_draft_and_nothing_else_is_lost(
    deals: Deals, seller: Client, files: None
) -> None:
    file = SimpleUploadedFile("quote.pdf", PDF)
    first = seller.post("/deals/new/", typed(contact_name="", evidence_files=file, then="add_evidence"))
    seller.post(
        "/deals/new/", typed(draft=draft_of(first), contact_name="", evidence_note="A call", then="add_evidence")
    )
    with as_system():
        with_file, note = Evidence.objects.filter(registration__state="draft").order_by("added_at")
    page = seller.get(first["Location"]).content.decode()
    assert f"remove_evidence:{with_file.public_id}" in page
    assert "Remove quote.pdf" in page
    taking = typed(draft=draft_of(first), contact_name="Kim", then=f"remove_evidence:{with_file.public_id}")
    foreign = browser_of(deals.ecosystem.beta_seller).post("/deals/new/", taking)
    assert foreign.status_code == 404
    after = seller.get(seller.post("/deals/new/", taking)["Location"]).content.decode()
    assert ("quote.pdf" in after, "A call" in after, "Kim" in after) == (False, True, True)
    with as_system():
        assert [row.id for row in Evidence.objects.filter(registration__state="draft")] == [note.id]
        assert not StoredFile.objects.filter(id=with_file.file_id).exists()


def draft_of(answer: Any) -> str:
    return str(answer["Location"]).split("/")[3]


def test_the_typeahead_says_nothing_of_what_others_registered(seller: Client) -> None:
    found = seller.get("/deals/companies/", {"q": "Helios"}).content.decode()
    assert "Helios" not in found or "Acme" not in found
    assert "A new company" in seller.get("/deals/companies/", {"q": "Zzyzx"}).content.decode()


def test_who_does_not_register_gets_no_form(deals: Deals) -> None:
    browser = browser_of(deals.ecosystem.seller_of_host)
    assert browser.get("/deals/new/").status_code == 403
    assert browser.post("/deals/new/", typed()).status_code == 403
    anonymous = Client().get("/deals/new/")
    assert (anonymous.status_code, anonymous["Location"]) == (302, "/account/login/?next=/deals/new/")
