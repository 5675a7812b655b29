"""Every list as a file: all its rows, nobody else's, nothing that a spreadsheet would run, and on record."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import orjson
import pytest
from django.test import Client
from openpyxl import load_workbook
from pydantic import BaseModel

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.exports import exporting
from steelyard.platform.exports.cells import STARTS_FORMULA
from steelyard.platform.exports.lists import exported_lists
from steelyard.platform.exports.permissions import EXPORTING_ROLES
from steelyard.platform.exports.tables import plain_table, table_of
from steelyard.platform.exports.terms import FileFormat
from steelyard.platform.exports.writing import write_table
from steelyard.platform.http.api import api
from steelyard.platform.http.exporting import listings
from steelyard.platform.models import EventRecord
from tests.identity.test_access import key_for
from tests.partners.making import browser_of
from tests.walk.ecosystem import Ids, World
from tests.walk.filling import fill_address
from tests.walk.surface import Endpoint, document

OPERATIONS = {path: said["get"] for path, said in document()["paths"].items() if "get" in said}
LISTS = sorted(path for path, said in OPERATIONS.items() if said["operationId"] in listings(api))
SHAPES = {listing.name: listing.row for listing in listings(api).values()}
BELONGS_TO = {
    "bulk-edits-rows": ("bulk_edit", "bulkedit"),
    "imports-rows": ("import", "import"),
    "rollouts-partners": ("rollout", "rollout"),
    "webhooks-deliveries": ("webhook", "webhook"),
    "simulations-changes": ("simulation", "simulation"),
    "audited-partners": ("audit", "portfolioaudit"),
    "content-usage-wins": ("content", "asset"),
}
"""Lists that belong to a record: the parameter that names it, and the prefix of its ids."""
COMPARED = {"audit-moves": ("before", "after", "portfolioaudit")}
"""Lists of what differs between two records."""
HOSTILE = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=cmd|" /C calc"!A0', "＝1", "-", "=\0\x0b1")  # noqa: RUF001
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Find = Callable[[Role], Actor]


def key_of(actor: Actor) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(actor)}"}


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def address_of(path: str, ids: Ids) -> str:
    return fill_address(Endpoint("GET", path), lambda prefix: public_id(prefix, (*ids[prefix], new_id())[0]))


def asked_of(path: str, ids: Ids) -> dict[str, str]:
    if path.endswith("/decisions"):
        return {"about": public_id("dealreg", ids["dealreg"][0])}
    return {"until": utc_now().isoformat()} if path.endswith("/events") else {}


def everything(address: str, asked: dict[str, str], headers: dict[str, str]) -> list[Any]:
    """Return the items of a list, by pages where it has pages."""
    items: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = Client().get(address, {**asked, "cursor": cursor}, headers=headers).json()
        if isinstance(answer, list):
            return answer
        items += answer["items"]
        cursor = answer["next_cursor"]
    return items


# --- Over the API ---------------------------------------------------------------------------------------------------------


def test_every_list_that_comes_in_pages_has_a_cursor() -> None:
    paged = {listing.name for listing in listings(api).values() if listing.is_paged}
    with_cursor = {
        listings(api)[said["operationId"]].name
        for said in OPERATIONS.values()
        if any(parameter["name"] == "cursor" for parameter in said["parameters"])
    }
    assert paged == with_cursor


@pytest.mark.parametrize("role", [Role.PROGRAM_ADMIN, Role.SELLER])
@pytest.mark.parametrize("path", LISTS)
def test_a_file_holds_what_the_list_shows_to_its_end(
    world: tuple[World, Ids], person: Find, db: None, path: str, role: Role
) -> None:
    headers, ids = key_of(person(role)), world[1]
    address, asked = address_of(path, ids), asked_of(path, ids)
    page = Client().get(address, asked, headers=headers)
    answers = [Client().get(address, {**asked, "format": name}, headers=headers) for name in ("json", "csv", "xlsx")]
    assert {answer.status_code for answer in answers} == {page.status_code}
    if page.status_code != 200:
        return
    listed = everything(address, asked, headers)
    data, text, sheet = (read(answer) for answer in answers)
    assert [one.get("id") for one in orjson.loads(data)] == [one.get("id") for one in listed]
    rows, cells = read_csv(text), read_xlsx(sheet)
    assert rows[0] == cells[0]
    assert len(rows) == len(cells) == len(listed) + 1


def test_a_file_is_asked_for_by_its_media_type(world: tuple[World, Ids], headers: dict[str, str]) -> None:
    def ask(accept: str) -> str:
        answer = Client().get("/api/v1/deal-registrations", headers={**headers, "Accept": accept})
        return str(answer["Content-Type"]).partition(";")[0]

    assert ask("text/csv") == "text/csv"
    assert ask(f"{SHEET}, application/json;q=0.5") == SHEET
    assert {ask(accept) for accept in ("*/*", "application/json", "text/html")} == {"application/json"}


def test_a_file_has_the_fields_that_were_selected(world: tuple[World, Ids], headers: dict[str, str]) -> None:
    asked = {"fields": "company_name,value", "format": "csv"}
    rows = read_csv(read(Client().get("/api/v1/deal-registrations", asked, headers=headers)))
    assert rows[0] == ["company_name", "value_amount", "value_currency"]
    assert rows[1][2] == "EUR"


def test_another_format_is_refused_with_those_that_there_are(world: tuple[World, Ids], headers: dict[str, str]) -> None:
    answer = Client().get("/api/v1/deal-registrations", {"format": "pdf"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "format_unknown")


# --- From the pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exported_lists())
def test_a_list_of_the_pages_has_the_columns_of_the_same_list_of_the_api(name: str) -> None:
    assert exported_lists()[name].shape is SHAPES[name]


@pytest.mark.parametrize("role", [Role.PROGRAM_ADMIN, Role.PARTNER_ADMIN, Role.SELLER])
@pytest.mark.parametrize("name", exported_lists())
def test_a_page_gives_its_list_in_every_format_to_those_who_may_see_it(
    world: tuple[World, Ids], person: Find, db: None, name: str, role: Role
) -> None:
    browser, asked = browser_of(person(role)), {"rulebook": "deal_registration"}
    if name in BELONGS_TO:
        parameter, prefix = BELONGS_TO[name]
        asked = {parameter: public_id(prefix, world[1][prefix][0])}
    if name in COMPARED:
        before, after, prefix = COMPARED[name]
        asked = dict(zip((before, after), (public_id(prefix, one) for one in world[1][prefix]), strict=False))
    answers = {one: browser.get(f"/exports/{name}.{one}", asked) for one in ("json", "csv", "xlsx")}
    statuses = {answer.status_code for answer in answers.values()}
    assert len(statuses) == 1
    if statuses != {200}:
        assert statuses <= {403, 404}
        assert role is not Role.PROGRAM_ADMIN or name in {*BELONGS_TO, *COMPARED}
        return
    rows = len(orjson.loads(read(answers["json"])))
    grown = 1 if name == "events" else 0  # each file is on record, so the next one has a row more
    assert len(read_csv(read(answers["csv"]))) == rows + 1 + grown
    assert len(read_xlsx(read(answers["xlsx"]))) == rows + 1 + 2 * grown


def test_the_filters_of_the_page_hold_for_its_file(world: tuple[World, Ids], person: Find, db: None) -> None:
    browser = browser_of(person(Role.SELLER))

    def count(query: str) -> int:
        return len(read_csv(read(browser.get(f"/exports/deal-registrations.csv?{query}")))) - 1

    whole, found = count(""), count("q=albatros")
    assert 0 < found < whole
    assert found == len(orjson.loads(read(browser.get("/exports/deal-registrations.json?q=albatros"))))
    assert count("view=drafts") + whole > whole


def test_the_columns_that_were_chosen_are_those_of_the_file(world: tuple[World, Ids], person: Find, db: None) -> None:
    browser = browser_of(person(Role.SELLER))
    header = read_csv(read(browser.get("/exports/opportunities.csv?columns=region&columns=forecast")))[0]
    assert {"name", "amount_amount", "region", "forecast_category"} <= set(header)
    assert not {"partner", "owner", "next_step"} & set(header)


def test_the_menu_of_a_list_leads_to_its_file_with_the_same_question(
    world: tuple[World, Ids], person: Find, db: None
) -> None:
    page = browser_of(person(Role.SELLER)).get("/deals/?q=albatros&page=2").content.decode()
    assert "/exports/deal-registrations.xlsx?q=albatros" in page
    assert "/exports/" not in browser_of(person(Role.ARCHITECT)).get("/deals/").content.decode()


# --- Limits and record ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_those_who_only_look_up_take_no_list_with_them(
    world: tuple[World, Ids], person: Find, db: None, role: Role
) -> None:
    expected = 200 if role in EXPORTING_ROLES else 403
    assert browser_of(person(role)).get("/exports/opportunities.csv").status_code == expected
    answer = Client().get("/api/v1/opportunities", {"format": "csv"}, headers=key_of(person(role)))
    assert answer.status_code == expected


def test_who_took_what_and_how_much_is_on_record(world: tuple[World, Ids], person: Find, db: None) -> None:
    seller = person(Role.SELLER)
    rows = len(read_csv(read(browser_of(seller).get("/exports/opportunities.csv?q=a&state=all")))) - 1
    with as_system():
        event = EventRecord.objects.filter(type="platform.list.exported").latest("sequence")
    assert (event.actor_id, event.partner_id) == (seller.person_id, seller.partner_id)
    assert event.payload == {"list": "opportunities", "format": "csv", "rows": rows, "asked": "q=a&state=all"}


def test_nobody_takes_lists_without_end(
    world: tuple[World, Ids], headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "EXPORTS", exporting.Limit(what="export", times=2, per=exporting.EXPORTS.per))
    statuses = [Client().get("/api/v1/regions", {"format": "csv"}, headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_list_longer_than_a_file_is_refused_rather_than_cut(
    world: tuple[World, Ids], headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MAX_ROWS", 2)
    for name in FileFormat:
        answer = Client().get("/api/v1/deal-registrations", {"format": name}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "export_too_large")


def test_memory_does_not_grow_with_the_list(tmp_path: Any) -> None:
    def rows(count: int) -> Iterator[tuple[Any, ...]]:
        return ((n, f"Company {n}", Decimal("36000.00"), "EUR", date(2026, 1, 31)) for n in range(count))

    def peak(count: int, form: FileFormat) -> int:
        tracemalloc.start()
        with (tmp_path / "list").open("wb") as out:
            assert write_table(out, plain_table(("n", "name", "amount", "currency", "on"), rows(count)), form) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    for form in FileFormat:
        assert peak(20_000, form) < peak(500, form) + 2**20


# --- Cells ----------------------------------------------------------------------------------------------------------------


def hostile(annotation: Any, text: str) -> Any:
    """Return a value of the type, with the text wherever text can stand."""
    if get_origin(annotation) in (Union, UnionType):
        return hostile(next(one for one in get_args(annotation) if one is not NoneType), text)
    if get_origin(annotation) is list:
        return [hostile(get_args(annotation)[0], text)]
    if get_origin(annotation) is dict or annotation is Any:
        return {text: text}
    if get_origin(annotation) is Literal or not isinstance(annotation, type):
        return text
    if issubclass(annotation, BaseModel):
        fields = {name: hostile(field.annotation, text) for name, field in annotation.model_fields.items()}
        return annotation.model_construct(**fields)
    plain = {bool: True, int: -3, float: -0.5, Decimal: Decimal("-12.50"), date: date(2026, 1, 31)}
    if issubclass(annotation, datetime):
        return datetime(2026, 1, 31, 12, tzinfo=UTC)
    return text if issubclass(annotation, str | Enum) else plain[annotation]


@pytest.mark.parametrize("name", SHAPES)
def test_no_cell_of_any_list_begins_like_a_formula(name: str) -> None:
    rows = [hostile(SHAPES[name], text) for text in HOSTILE]
    contents = {}
    for form in (FileFormat.CSV, FileFormat.XLSX):
        out = io.BytesIO()
        write_table(out, table_of(SHAPES[name], rows), form)
        contents[form] = out.getvalue()
    for row in read_csv(contents[FileFormat.CSV])[1:]:
        assert not [cell for cell in row if cell.startswith(STARTS_FORMULA) and not is_number(cell)]
    for cells in read_xlsx(contents[FileFormat.XLSX])[1:]:
        assert not [cell for cell in cells if isinstance(cell, str) and cell.startswith(STARTS_FORMULA)]


def is_number(text: str) -> bool:
    return text in {"-3", "-0.5", "-12.50"}


def test_numbers_days_and_instants_stay_what_they_are_in_a_workbook() -> None:
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    row = (1, -2.5, Decimal("-12.50"), True, date(2026, 1, 31), at, None, 10**17, "€ 日本 <b>&amp;</b>")
    out = io.BytesIO()
    write_table(out, plain_table([str(n) for n in range(len(row))], [row]), FileFormat.XLSX)
    back = read_xlsx(out.getvalue())[1]
    assert back == [
        *(1, -2.5, -12.5, True, datetime(2026, 1, 31), datetime(2026, 3, 1, 12, 30)),  # noqa: DTZ001 - as sheets have them
        *(None, str(10**17), "€ 日本 <b>&amp;</b>"),
    ]


def test_a_list_that_grows_while_it_is_read_is_read_once() -> None:
    class Row(BaseModel):
        n: int

    def read_page(cursor: str) -> Page[Row]:
        start = int(cursor or 0)
        follows = str(start + 2) if start < 4 else None
        items = [Row(n=start), Row(n=start + 1)]
        return Page(items=items, total=6, request=PageRequest(size=2), next_cursor=follows)

    assert [row.n for row in exporting.rows_of(read_page)] == [0, 1, 2, 3, 4, 5]
