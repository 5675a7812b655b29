"""A registration after its submission, as a browser without script follows it."""

import pytest
from django.test import Client

from steelyard.deals.models import Comment, DealRegistration
from steelyard.platform.db import as_system
from tests.deals_pages.making import Deals
from tests.partners.making import browser_of


@pytest.fixture
def seller(deals: Deals) -> Client:
    return browser_of(deals.ecosystem.acme_seller)


@pytest.fixture
def manager(deals: Deals) -> Client:
    return browser_of(deals.ecosystem.manager)


def state_of(public_id: str) -> str:
    with as_system():
        return DealRegistration.objects.get(id=DealRegistration.parse_id(public_id)).state


def test_internal_notes_never_reach_the_partner(deals: Deals, seller: Client, manager: Client) -> None:
    page = f"/deals/{deals.protected.public_id}/"
    assert "no objection" in manager.get(page).content.decode()
    assert "no objection" not in seller.get(page).content.decode()
    assert "Internal note" in manager.get(page).content.decode()
    assert "Internal note" not in seller.get(page).content.decode()


def test_a_host_comments_internally_unless_it_says_otherwise(deals: Deals, manager: Client, seller: Client) -> None:
    post = f"/deals/{deals.protected.public_id}/comments/"
    manager.post(post, {"body": "Only us"})
    manager.post(post, {"body": "For you too", "visibility": "partner"})
    seller.post(post, {"body": "Thank you", "visibility": "internal"})
    with as_system():
        said = dict(Comment.objects.values_list("body", "is_internal"))
    assert (said["Only us"], said["For you too"], said["Thank you"]) == (True, False, False)
    empty = seller.post(post, {"body": " "})
    assert empty.status_code == 422


def test_what_the_rules_asked_for_is_answered_with_evidence(deals: Deals, seller: Client) -> None:
    page, post = f"/deals/{deals.asked.public_id}/", f"/deals/{deals.asked.public_id}/answer/"
    assert "We need something from you" in seller.get(page).content.decode()
    nothing = seller.post(post, {"answer": "Here it is"})
    assert nothing.status_code == 422
    assert "Here it is" in nothing.content.decode()
    answered = seller.post(post, {"answer": "", "evidence_kind": "quote", "evidence_link": "https://example.com/q17"})
    assert answered.status_code == 302
    assert state_of(deals.asked.public_id) == "approved"


def test_a_question_is_asked_and_answered(deals: Deals, seller: Client, manager: Client) -> None:
    case = f"/approvals/{deals.held.public_id}/"
    assert manager.post(f"{case}question/", {"question": " "}).status_code == 422
    assert manager.post(f"{case}question/", {"question": "Who signs the contract?"}).status_code == 302
    page = seller.get(f"/deals/{deals.held.public_id}/").content.decode()
    assert "Who signs the contract?" in page
    answered = seller.post(f"/deals/{deals.held.public_id}/answer/", {"answer": "The chief buyer"})
    assert answered.status_code == 302
    assert state_of(deals.held.public_id) == "under_review"
    assert "The chief buyer" in manager.get(case).content.decode()


def test_an_extension_with_evidence_is_granted_at_once(deals: Deals, seller: Client) -> None:
    post = f"/deals/{deals.ending.public_id}/extension/"
    assert "The protection ends on" in seller.get(post).content.decode()
    assert seller.post(post, {"reason": ""}).status_code == 422
    said = {"reason": "They asked for a second quote.", "evidence_kind": "quote", "evidence_note": "Q-18"}
    assert seller.post(post, said).status_code == 302
    assert "The protection was extended" in seller.get(f"/deals/{deals.ending.public_id}/").content.decode()


def test_an_extension_without_evidence_is_decided_by_the_manager(deals: Deals, seller: Client, manager: Client) -> None:
    base = f"/deals/{deals.ending.public_id}/"
    seller.post(f"{base}extension/", {"reason": "We need more time."})
    assert "We need more time." in manager.get(base).content.decode()
    assert manager.post(f"{base}extension/decision/", {"granted": "no", "reason": ""}).status_code == 422
    assert manager.post(f"{base}extension/decision/", {"granted": "yes"}).status_code == 302
    assert seller.post(f"{base}extension/decision/", {"granted": "yes"}).status_code in {403, 422}


def test_withdrawing_needs_a_reason(deals: Deals, seller: Client) -> None:
    post = f"/deals/{deals.protected.public_id}/withdrawal/"
    assert seller.get(post).status_code == 200
    assert seller.post(post, {"reason": ""}).status_code == 422
    assert seller.post(post, {"reason": "The customer stopped."}).status_code == 302
    assert state_of(deals.protected.public_id) == "withdrawn"
    assert seller.get(post).status_code == 409


def test_a_protected_deal_becomes_an_opportunity(deals: Deals, seller: Client) -> None:
    answer = seller.post(f"/deals/{deals.protected.public_id}/conversion/")
    assert answer["Location"].startswith("/pipeline/")
    assert "Open the opportunity" in seller.get(f"/deals/{deals.protected.public_id}/").content.decode()


def test_a_refusal_says_why_and_can_be_appealed(deals: Deals, seller: Client, manager: Client) -> None:
    page = seller.get(f"/deals/{deals.refused.public_id}/").content.decode()
    assert "It is already protected for somebody else." in page
    assert "Beta" not in page
    assert "What would change it" in page
    assert seller.post(f"/deals/{deals.refused.public_id}/appeal/", {"reason": "They chose us."}).status_code == 302
    assert "They chose us." in manager.get(f"/approvals/{deals.refused.public_id}/").content.decode()


def test_a_manager_hands_over_and_revokes(deals: Deals, manager: Client) -> None:
    base = f"/deals/{deals.protected.public_id}/"
    admin = str(deals.ecosystem.admin.person_id)
    assert manager.post(f"{base}manager/", {"manager": admin}).status_code == 302
    assert "Paula Adams" in manager.get(base).content.decode()
    assert manager.post(f"{base}revocation/", {"reason": "Wrong customer."}).status_code == 302
    assert state_of(deals.protected.public_id) == "cancelled"


def test_evidence_is_added_and_needs_to_show_something(deals: Deals, seller: Client) -> None:
    post = f"/deals/{deals.protected.public_id}/evidence/"
    assert seller.post(post, {"evidence_kind": "meeting"}).status_code == 422
    assert seller.post(post, {"evidence_kind": "meeting", "evidence_note": "Kick-off"}).status_code == 302
    assert "Kick-off" in seller.get(f"/deals/{deals.protected.public_id}/").content.decode()
