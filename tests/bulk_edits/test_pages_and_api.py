"""Bulk edits as people and programs make them: tick, check, look, start; every step without script."""

import csv
import io
from datetime import datetime
from typing import Any

import orjson
import pytest
from django.test import Client

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner
from steelyard.platform.bulk_edits.models import BulkEdit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

NEW = "/bulk-edits/new/partners/status/"


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    sent = {} if body is None else {"data": orjson.dumps(body), "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1{path}", **sent)
    return response.status_code, orjson.loads(response.content)


def partner(key: object) -> str:
    return public_id("partner", key)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/partners/", "/companies/", "/pipeline/", "/deals/"])
def test_the_lists_offer_it_where_there_is_something_to_change(ecosystem: Ecosystem, path: str) -> None:
    page = browser_of(ecosystem.manager).get(path).content.decode()
    assert ("Change several" in page) == (path in {"/partners/", "/companies/"})  # the others are empty here
    assert "Change several" not in browser_of(ecosystem.acme_seller).get("/partners/").content.decode()


def test_a_person_changes_what_is_ticked(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.manager)
    asked = client.post(f"{NEW}?status=active", {"ids": [partner(ecosystem.acme)]})
    page = asked.content.decode()
    assert (asked.status_code, "The 1 record that is ticked" in page, "All 2 records" in page) == (200, True, True)
    said = {"is_chosen": "1", "ids": [partner(ecosystem.acme)], "scope": "picked", "value": "suspended"}
    checked = client.post(f"{NEW}?status=active", {**said, "reason": "Audit"})
    assert checked.status_code == 302
    here = checked["Location"]
    assert "0 of 1 records" in client.get(here).content.decode()
    assert client.get(f"{here}progress/").status_code == 200
    run_jobs()
    assert client.get(f"{here}progress/")["HX-Redirect"] == here
    page = client.get(here).content.decode()
    for shown in ("Acme Systems GmbH", "Active", "Suspended", "Change 1 record", "Audit"):
        assert shown in page
    assert Partner.objects.get(id=ecosystem.acme).status == "active"
    client.post(f"{here}steps/start/", {"expected": "1"})
    run_jobs()
    assert Partner.objects.get(id=ecosystem.acme).status == "suspended"
    assert "Done" in client.get("/bulk-edits/").content.decode()
    table = client.get(f"/exports/bulk-edits-rows.csv?bulk_edit={here.split('/')[2]}")
    rows = list(csv.DictReader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert [(row["name"], row["before"], row["after"], row["outcome"]) for row in rows] == [
        ("Acme Systems GmbH", "Active", "Suspended", "changed")
    ]


def test_the_form_says_what_is_missing(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.manager)
    answer = client.post(NEW, {"is_chosen": "1", "scope": "matching", "value": ""})
    assert (answer.status_code, BulkEdit.objects.count()) == (422, 0)
    answer = client.post(NEW, {"is_chosen": "1", "scope": "picked", "value": "suspended"})
    assert answer.status_code == 422
    assert client.get("/bulk-edits/new/partners/horoscope/").status_code == 422
    assert browser_of(ecosystem.acme_seller).get(NEW).status_code == 422
    assert Client().get(NEW).status_code == 302


def test_a_program_does_it_all(ecosystem: Ecosystem, now: datetime) -> None:
    client = browser_of(ecosystem.manager)
    status, lists = call(client, "get", "/editable-lists")
    regions = next(
        one for line in lists if line["name"] == "partners" for one in line["changes"] if one["key"] == "region"
    )
    assert (status, "NA" in [option["key"] for option in regions["options"]]) == (200, True)
    body = {"list": "partners", "change": "region", "value": "NA", "query": "status=active"}
    status, made = call(client, "post", "/bulk-edits", body)
    assert (status, made["state"], made["total"], made["query"]) == (202, "checking", 2, "status=active")
    run_jobs()
    checked = call(client, "get", f"/bulk-edits/{made['id']}")[1]
    assert (checked["state"], checked["outcomes"]) == ("checked", {"changed": 2})
    refused = call(client, "post", f"/bulk-edits/{made['id']}/start", {"expected": 7})
    assert (refused[0], refused[1]["code"]) == (409, "bulk_edit_count_differs")
    assert call(client, "post", f"/bulk-edits/{made['id']}/start", {"expected": 2})[0] == 202
    run_jobs()
    status, rows = call(client, "get", f"/bulk-edits/{made['id']}/rows?outcome=changed")
    assert [(row["name"], row["before"], row["after"]) for row in rows["items"]] == [
        ("Acme Systems GmbH", "Germany, Austria, Switzerland", "North America"),
        ("Beta Networks AG", "Germany, Austria, Switzerland", "North America"),
    ]
    assert call(client, "get", "/bulk-edits")[1]["total"] == 1
    assert call(client, "post", f"/bulk-edits/{made['id']}/cancellation")[0] == 409
    assert call(client, "post", f"/bulk-edits/{made['id']}/resumption")[0] == 409


def test_a_program_names_records_or_a_query(ecosystem: Ecosystem) -> None:
    client = browser_of(ecosystem.manager)
    body = {"list": "partners", "change": "region", "value": "NA"}
    assert call(client, "post", "/bulk-edits", body)[1]["code"] == "invalid_input"
    both = {**body, "ids": [partner(ecosystem.acme)], "query": ""}
    assert call(client, "post", "/bulk-edits", both)[1]["code"] == "invalid_input"
    assert call(client, "post", "/bulk-edits", {**body, "ids": ["partner_x"]})[0] == 404
    assert call(client, "post", "/bulk-edits", {**body, "list": "moons", "query": ""})[1]["code"] == "bulk_edit_unknown"
    assert call(browser_of(ecosystem.acme_seller), "post", "/bulk-edits", {**body, "query": ""})[0] == 422
