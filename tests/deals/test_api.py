"""The API: the same commands, in the words that others script against."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.evidence import list_evidence
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from tests.deals.making import make_deal_world, submit
from tests.identity.test_access import Program, key_for
from tests.partners.making import Ecosystem
from tests.sharing import made_once

REGISTRATIONS = "/deal-registrations"


made_world = made_once(lambda: make_deal_world(utc_now()))


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world


def program_of(actor: Actor) -> Program:
    return Program(key_for(actor))


def body(company: str = "Nordlicht Werke GmbH", *families: str, **said: Any) -> dict[str, Any]:
    close_on = (utc_now() + timedelta(days=90)).date().isoformat()
    return {
        "company": {"name": company, "country": "DE"},
        "lines": [{"family": family} for family in families or ("cloud",)],
        "value": {"amount": "36000.00", "currency": "EUR"},
        "close_on": close_on,
        "contact": {"name": "Ines Holm", "email": "ines.holm@example.com"},
        **said,
    }


def test_a_submission_answers_with_its_decision(world: Ecosystem) -> None:
    answer = program_of(world.acme_seller).send("POST", REGISTRATIONS, body())
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert said["id"].startswith("dealreg_")
    assert said["state"] == "approved"
    assert set(said["decision"]) >= {"outcome", "reasons", "would_change", "rules_version", "protected_until"}
    assert said["decision"]["outcome"] == "approved"
    assert said["decision"]["rules_version"] == "DR v1"
    assert {"code", "rule", "message"} <= set(said["decision"]["reasons"][0])
    assert answer["Location"].endswith(said["id"])


def test_the_second_is_told_why_and_what_would_change_it_but_not_who(world: Ecosystem) -> None:
    first = program_of(world.acme_seller).send("POST", REGISTRATIONS, body()).json()
    answer = program_of(world.beta_seller).send("POST", REGISTRATIONS, body("nordlicht werke"))
    said = answer.json()
    assert (answer.status_code, said["state"]) == (201, "rejected")
    (reason,) = said["decision"]["reasons"]
    assert (reason["rule"], reason["message"]) == ("DR-3a", "It is already protected for somebody else.")
    assert [change["code"] for change in said["decision"]["would_change"]] == [
        "register_beside",
        "add_letter_of_choice",
    ]
    assert first["id"] not in answer.content.decode()


def test_a_registration_is_read_back_listed_counted_and_followed(world: Ecosystem) -> None:
    program = program_of(world.acme_seller)
    made = program.send("POST", REGISTRATIONS, body(evidence=[{"kind": "quote", "note": "Q-17"}])).json()
    detail = program.get(f"{REGISTRATIONS}/{made['id']}").json()
    assert detail["decision"]["reasons"] == made["decision"]["reasons"]
    assert [piece["note"] for piece in detail["evidence"]] == ["Q-17"]
    assert "withdraw" in detail["actions"]
    found = program.get(f"{REGISTRATIONS}?q=nordlicht&state=approved&family=cloud").json()
    assert (found["total"], found["items"][0]["id"]) == (1, made["id"])
    assert program.get(f"{REGISTRATIONS}/counts").json()["views"]["protected"] == 1
    types = [entry["type"] for entry in program.get(f"{REGISTRATIONS}/{made['id']}/timeline").json()]
    assert types == ["deals.registration.approved", "deals.registration.submitted"]


def test_a_draft_becomes_a_registration_with_its_file(world: Ecosystem) -> None:
    program = program_of(world.acme_seller)
    draft = program.send("POST", f"{REGISTRATIONS}/drafts", {"typed": {"company_name": "Nord"}}).json()
    changed = program.send(
        "PUT", f"{REGISTRATIONS}/drafts/{draft['id']}", {"typed": {"value": "lots"}, "version": draft["version"]}
    ).json()
    stale = program.send("PUT", f"{REGISTRATIONS}/drafts/{draft['id']}", {"typed": {}, "version": draft["version"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "changed_meanwhile")
    uploaded = Client().post(
        f"/api/v1{REGISTRATIONS}/{draft['id']}/evidence-files",
        {"file": SimpleUploadedFile("minutes.txt", b"We met."), "kind": "meeting"},
        headers=program._headers,
    )
    assert uploaded.status_code == 201, uploaded.content
    value = {"amount": "250000.00", "currency": "EUR"}
    made = program.send(
        "POST", REGISTRATIONS, body(draft_id=draft["id"], version=changed["version"], value=value)
    ).json()
    assert (made["id"], made["state"]) == (draft["id"], "approved")
    piece = program.get(f"{REGISTRATIONS}/{made['id']}").json()["evidence"][0]
    assert piece["file_name"] == "minutes.txt"
    download = program.get(f"/deal-evidence/{piece['id']}/file")
    assert b"".join(download.streaming_content) == b"We met."
    assert program_of(world.beta_seller).get(f"/deal-evidence/{piece['id']}/file").status_code == 404


def test_the_host_reviews_over_the_api(world: Ecosystem) -> None:
    seller, manager = program_of(world.acme_seller), program_of(world.manager)
    value = {"amount": "2000000.00", "currency": "EUR"}
    held = seller.send("POST", REGISTRATIONS, body(value=value, evidence=[{"kind": "quote", "note": "Q"}])).json()
    path = f"{REGISTRATIONS}/{held['id']}"
    assert manager.get(f"{REGISTRATIONS}/queue").json()["total"] == 1
    assert {rung["result"] for rung in manager.get(f"{path}/review").json()["ladder"]} == {"hit", "passed", "off"}
    assert seller.get(f"{path}/review").status_code == 403
    assert seller.send("POST", f"{path}/approval").status_code == 403
    asked = manager.send("POST", f"{path}/information-requests", {"question": "Who signs?"})
    assert asked.status_code == 201
    assert seller.send("POST", f"{path}/information", {"answer": "The CFO."}).json()["state"] == "under_review"
    assert manager.send("POST", f"{path}/comments", {"body": "Fine", "is_internal": True}).status_code == 201
    assert seller.get(f"{path}/comments").json() == []
    approved = manager.send("POST", f"{path}/approval", {"families": ["cloud"]})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    extended = seller.send(
        "POST", f"{path}/extension-requests", {"reason": "Pilot", "evidence": [{"kind": "meeting", "note": "Met"}]}
    )
    assert (extended.status_code, extended.json()["state"]) == (201, "granted")
    converted = seller.send("POST", f"{path}/conversion")
    assert converted.json()["id"].startswith("opp_")
    late = seller.send("POST", f"{path}/withdrawal", {"reason": "Too late"})
    assert (late.status_code, late.json()["code"]) == (409, "not_possible_now")


def test_direct_sales_are_stopped_and_an_override_is_on_record_for_both_sides(world: Ecosystem) -> None:
    seller, executive = program_of(world.acme_seller), program_of(world.seller_of_host)
    made = seller.send("POST", REGISTRATIONS, body()).json()
    company = public_id("company", DealRegistration.objects.get().company_id)
    opening = {
        "company": company,
        "name": "Nordlicht direct",
        "region": "DACH",
        "families": ["cloud"],
        "amount": {"amount": "1000.00", "currency": "EUR"},
        "close_on": "2030-01-31",
    }
    stopped = executive.send("POST", "/direct-opportunities", opening)
    assert (stopped.status_code, stopped.json()["code"]) == (409, "account_protected")
    opened = executive.send("POST", "/direct-opportunities", {**opening, "override_reason": "The customer insists"})
    assert opened.status_code == 201
    types = [entry["type"] for entry in seller.get(f"{REGISTRATIONS}/{made['id']}/timeline").json()]
    assert types[:2] == ["deals.direct.overridden", "deals.direct.blocked"]
    assert seller.send("POST", "/direct-opportunities", opening).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"family": "unheard_of"}]}, "lines"),
        ({"lines": [{"family": "cloud"}, {"family": "cloud"}]}, "lines"),
        ({"close_on": "2001-01-01"}, "close_on"),
        ({"close_on": "2001-02-30"}, "close_on"),
        ({"value": {"amount": "-1", "currency": "EUR"}}, "value.amount"),
        ({"value": {"amount": "1e30", "currency": "EUR"}}, "value.amount"),
        ({"value": {"amount": "1", "currency": "XXQ"}}, "value.currency"),
        ({"contact": {"name": ""}}, "contact_name"),
        ({"company": {"name": "Nord\u0000licht"}}, "company.name"),
        ({"company": {"name": "N" * 5000}}, "company.name"),
        ({"surprise": 1}, "surprise"),
        ({"region": "ATLANTIS"}, "region"),
        ({"evidence": [{"kind": "quote"}]}, "note"),
        ({"evidence": [{"kind": "quote", "link": "javascript:alert(1)"}]}, "link"),
    ],
)
def test_wrong_input_is_refused_by_field_and_nothing_is_kept(
    world: Ecosystem, wrong: dict[str, Any], field: str
) -> None:
    answer = program_of(world.acme_seller).send("POST", REGISTRATIONS, body(**wrong))
    assert answer.status_code == 422, answer.content
    problem = answer.json()
    assert any(error["field"].endswith(field) for error in problem["errors"]), problem
    assert not DealRegistration.objects.exists()


def test_emoji_and_names_from_right_to_left_are_names(world: Ecosystem) -> None:
    program = program_of(world.acme_seller)
    for name in ("شركة النور للتجارة", "Café 🚀 Orbit", "東京ガス株式会社"):
        assert program.send("POST", REGISTRATIONS, body(name)).status_code == 201


def test_a_repeated_submission_happens_once(world: Ecosystem) -> None:
    program = program_of(world.acme_seller)
    first, second = (program.send("POST", REGISTRATIONS, body(), **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert first.json() == second.json()
    assert DealRegistration.objects.count() == 1


def test_api_and_command_leave_the_same_event(world: Ecosystem) -> None:
    close_on = (utc_now() + timedelta(days=90)).date()
    program_of(world.acme_seller).send("POST", REGISTRATIONS, body("Albatros GmbH"))
    submit(world.acme_seller, utc_now(), "Bernstein GmbH", close_on=close_on)
    payloads = EventRecord.objects.filter(type="deals.registration.submitted").order_by("sequence")
    api, command = (
        {
            **event.payload,
            "company_id": "",
        }
        for event in payloads
    )
    assert api == command


def test_a_key_without_the_scope_is_refused(world: Ecosystem) -> None:
    program = Program(key_for(world.acme_seller, "deals:read"))
    assert program.get(REGISTRATIONS).status_code == 200
    assert program.send("POST", REGISTRATIONS, body()).json()["code"] == "scope_missing"


def test_foreign_unknown_and_malformed_ids_answer_the_same(world: Ecosystem, now: datetime) -> None:
    made = program_of(world.acme_seller).send("POST", REGISTRATIONS, body()).json()["id"]
    program = program_of(world.beta_seller)
    answers = []
    for id_ in (made, f"{made[:-1]}0", "dealreg_nonsense", "person_1"):
        answer = program.get(f"{REGISTRATIONS}/{id_}")
        problem = answer.json()
        answers.append((answer.status_code, json.dumps({**problem, "instance": "", "request_id": ""})))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404


def test_a_preview_that_is_asked_for_too_often_is_refused(world: Ecosystem, settings: LazySettings) -> None:
    settings.PREVIEWS_PER_HOUR = 1
    seller, other = program_of(world.acme_seller), program_of(world.beta_seller)
    asked = {name: body()[name] for name in ("company", "lines", "value")} | {"lines": ["cloud"]}
    assert seller.send("POST", f"{REGISTRATIONS}/preview", asked).status_code == 200
    paused = seller.send("POST", f"{REGISTRATIONS}/preview", asked)
    assert (paused.status_code, paused.json()["code"]) == (429, "too_often")
    assert 0 < int(paused["Retry-After"]) <= 3600
    assert other.send("POST", f"{REGISTRATIONS}/preview", asked).status_code == 200


def test_evidence_is_taken_out_of_a_draft_and_out_of_nothing_else(world: Ecosystem) -> None:
    seller = program_of(world.acme_seller)
    draft = seller.send("POST", f"{REGISTRATIONS}/drafts", {"typed": {"company_name": "Nordlicht"}}).json()["id"]
    note = {"kind": "meeting", "note": "We met on Monday"}
    of_draft = seller.send("POST", f"{REGISTRATIONS}/{draft}/evidence", note).json()["id"]
    address = f"{REGISTRATIONS}/drafts/{draft}/evidence/{of_draft}"
    assert program_of(world.beta_seller).send("DELETE", address).status_code == 404
    assert seller.send("DELETE", address).status_code == 204
    assert seller.send("DELETE", address).status_code == 404
    submitted = seller.send("POST", REGISTRATIONS, body(evidence=[note])).json()["id"]
    with acting_as(world.acme_seller):
        (kept,) = list_evidence(world.acme_seller, DealRegistration.parse_id(submitted))
    address = f"{REGISTRATIONS}/drafts/{submitted}/evidence/{kept.public_id}"
    assert seller.send("DELETE", address).json()["code"] == "not_possible_now"


def test_the_host_registers_for_a_partner_with_its_owner(world: Ecosystem) -> None:
    program = program_of(world.manager)
    assert world.acme_seller.person_id
    assert world.beta_seller.person_id
    acme, owner = public_id("partner", world.acme), public_id("person", world.acme_seller.person_id)
    stranger = public_id("person", world.beta_seller.person_id)
    refused = program.send("POST", REGISTRATIONS, body(partner=acme, owner=stranger))
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_person_to_own")
    draft = program.send("POST", f"{REGISTRATIONS}/drafts", {"typed": {"company_name": "Nordlicht"}, "partner": acme})
    assert draft.status_code == 201
    sent = program.send("POST", REGISTRATIONS, body(draft_id=draft.json()["id"], owner=owner))
    made = program.send("GET", f"{REGISTRATIONS}/{sent.json()['id']}").json()
    assert (made["partner"], made["owner"]["name"], made["registered_by"]["name"]) == (acme, "Sami Acar", "Mara Lind")
    seen = {"company": {"name": "Albatros AG"}, "lines": ["cloud"], "partner": acme}
    assert program.send("POST", f"{REGISTRATIONS}/preview", seen).json()["outlook"] == "free"
