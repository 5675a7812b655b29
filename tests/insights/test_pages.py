"""The executive's page and the page of a metric: whole without script, for the host alone, true to the API."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from steelyard.insights import expressions
from steelyard.insights.metrics import list_metrics
from steelyard.insights.preparing import prepare_statements
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from tests.deals.making import make_deal_world, submit
from tests.partners.making import Ecosystem, browser_of, make_person
from tests.pipeline.making import make_opportunity
from tests.sharing import made_once


@pytest.fixture(scope="module", autouse=True)
def analytics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the facts, and the statements once made, for all these tests, which only read them."""
    with override_settings(ANALYTICS_PATH=tmp_path_factory.mktemp("analytics")):
        yield


def make_world() -> tuple[Ecosystem, Actor]:
    """Make things happen in the present month, so that pages without a period show them, and an executive to read the pages."""
    recently = utc_now().replace(microsecond=0) - timedelta(minutes=5)
    world = make_deal_world(recently)
    submit(world.acme_seller, recently, "Albatros GmbH")
    submit(world.acme_seller, recently, "Bernstein AG")
    make_opportunity(recently, "Nordwind SD-WAN", partner_id=world.acme)
    make_opportunity(recently, "Südwind WAN")
    refresh_facts(utc_now())
    return world, make_person(recently, "Edda Voss", Role.EXECUTIVE)


made_world = made_once(make_world)


@pytest.fixture
def world(made_world: tuple[Ecosystem, Actor], system: None) -> Ecosystem:
    return made_world[0]


@pytest.fixture
def executive(made_world: tuple[Ecosystem, Actor], system: None) -> Actor:
    return made_world[1]


@pytest.fixture
def browser(executive: Actor) -> Client:
    return browser_of(executive)


def test_the_executive_begins_with_the_figures(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert "Executive view" in page
    assert re.search(r"stat-value[^>]*>2<", page)
    assert "As of" in page


def test_home_is_there_to_be_read_and_nothing_else(browser: Client, world: Ecosystem) -> None:
    for client in (browser, browser_of(world.manager), browser_of(world.acme_admin)):
        assert client.head("/").status_code == 200
        refused = client.post("/")
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def test_others_of_the_host_keep_their_home_and_find_the_figures_in_the_menu(world: Ecosystem) -> None:
    client = browser_of(world.manager)
    assert "Executive view" not in client.get("/").content.decode()
    assert "Executive view" in client.get("/insights/").content.decode()


@pytest.mark.parametrize("metric", [metric.name for metric in list_metrics()])
def test_each_metric_has_a_page_with_its_formula(browser: Client, metric: str) -> None:
    page = browser.get(f"/insights/{metric}/").content.decode()
    assert "Formula" in page
    assert f"<code>{metric}</code>" in page


def test_a_figure_opens_the_records_behind_it(browser: Client) -> None:
    page = browser.get("/insights/registration_volume/").content.decode()
    assert "Albatros GmbH" in page
    assert "Bernstein AG" in page
    assert re.search(r'href="/deals/dealreg_[0-9a-z]+/"', page)
    assert "Nordwind SD-WAN" in browser.get("/insights/attach_rate/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?period=quarter&region=DACH&type=sourced&tier=gold",
        "?period=last-quarter&then=2026-01-31",
        "?from=2026-01-01&until=2026-02-01&grain=quarter&by=partner",
        "?period=x&region=%00&from=never&until=&partner=partner_x&then=2999-01-01&page=-1&by=drop&grain=y",
    ],
)
def test_any_address_opens(browser: Client, query: str) -> None:
    for path in ("/insights/", "/insights/win_rate/", "/insights/export/", "/insights/win_rate/records/export/"):
        assert browser.get(path + query).status_code == 200


def test_filters_narrow_the_page(browser: Client) -> None:
    assert "Nothing happened in this period" in browser.get("/insights/?region=NORDICS").content.decode()


def test_charts_stand_in_tables_too(browser: Client) -> None:
    page = browser.get("/insights/").content.decode()
    assert page.count("Show as a table") >= 4
    assert "style=" not in page.split("<main")[1]


def test_page_file_and_api_say_the_same(browser: Client) -> None:
    found = rows(browser.get("/insights/export/").getvalue())
    volume = next(row for row in found if row["metric"] == "registration_volume")
    answer = browser.get("/api/v1/metrics/registration_volume").json()
    assert volume["value"] == answer["points"][0]["value"] == "2"
    assert volume["as_of"][:19] == answer["as_of"][:19]
    series = rows(browser.get("/insights/registration_volume/export/?by=region").getvalue())
    assert [(row["key"], row["value"]) for row in series] == [("DACH", "2")]
    records = rows(browser.get("/insights/registration_volume/records/export/").getvalue())
    assert {row["name"].partition(" (")[0] for row in records} == {"Albatros GmbH", "Bernstein AG"}


def rows(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_catalog_tells_what_each_metric_means(browser: Client) -> None:
    catalog = browser.get("/api/v1/metrics").json()
    assert [one["name"] for one in catalog] == [metric.name for metric in list_metrics()]
    assert all(one["formula"] and one["description"] and one["dimensions"] for one in catalog)


def test_the_api_cuts_and_breaks_down(browser: Client, world: Ecosystem) -> None:
    answer = browser.get("/api/v1/metrics/won_value?grain=month&by=partner&tier=gold").json()
    assert (answer["grain"], answer["by"], answer["points"]) == ("month", "partner", [])
    (point,) = browser.get("/api/v1/metrics/protected_value?by=partner").json()["points"]
    assert point["key"].startswith("partner_")
    assert (point["currency"], point["value"], point["counted"]) == ("EUR", "72000.000", 2)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("metrics/no_such", 404, "metric_unknown"),
        ("metrics/approval_rate?by=involvement", 422, "dimension_not_available"),
        ("metrics/approval_rate?since=2026-02-01&until=2026-02-01", 422, "period_impossible"),
        ("metrics/approval_rate?partner=partner_x", 404, "not_found"),
        ("metrics/approval_rate?grain=day", 422, "invalid_input"),
    ],
)
def test_the_api_says_what_is_wrong(browser: Client, path: str, status: int, code: str) -> None:
    answer = browser.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_partners_find_no_figures_anywhere(world: Ecosystem) -> None:
    client = browser_of(world.acme_admin)
    assert "/insights/" not in client.get("/").content.decode()
    for path in ("insights/", "insights/export/", "insights/approval_rate/", "insights/no_such/"):
        assert client.get(f"/{path}").status_code == 403
    for path in ("insights/approval_rate/export/", "insights/approval_rate/records/export/"):
        assert client.get(f"/{path}").status_code == 403
    for path in ("insights/boards/health/", "insights/boards/health/export/"):
        assert client.get(f"/{path}").status_code == 403
    for path in ("metrics", "metrics/approval_rate", "metrics/no_such", "boards/balanced"):
        assert client.get(f"/api/v1/{path}").status_code == 403


def test_a_new_installation_says_that_figures_are_being_prepared(browser: Client, settings: Any, tmp_path: Any) -> None:
    settings.ANALYTICS_PATH = tmp_path / "nothing"
    assert "being prepared" in browser.get("/insights/").content.decode()
    answer = browser.get("/api/v1/metrics/approval_rate")
    assert (answer.status_code, answer.json()["code"]) == (503, "figures_not_ready")


def test_the_data_of_charts_is_json_for_the_island(browser: Client) -> None:
    page = browser.get("/insights/registration_volume/").content.decode()
    (said,) = re.findall(r'id="chart-over-time-data"[^>]*>(.*?)</script>', page)
    data = json.loads(said)
    assert len(data["labels"]) == 12
    assert sum(data["series"][0]["data"]) == 2


@pytest.mark.parametrize(
    "address",
    [
        *("", "?region=DACH&period=quarter", "?then=2026-10-01", "win_rate/?grain=quarter&by=tier"),
        *("boards/balanced/", "boards/health/?then=2026-10-01&grain=quarter"),
    ],
)
def test_pages_need_no_statement_that_the_worker_has_not_made(
    browser: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_statements()
    for remembered in (expressions.statement_of, expressions.records_of):
        remembered.cache_clear()

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("a page makes a statement")

    monkeypatch.setattr(expressions, "compile_metrics", refuse)
    monkeypatch.setattr(expressions, "compile_records", refuse)
    assert browser.get(f"/insights/{address}").status_code == 200


@pytest.mark.parametrize(
    ("board", "headings"),
    [
        ("balanced", ["Activity", "Influence", "Financial outcomes"]),
        ("health", ["Engagement", "Coverage", "Risks"]),
    ],
)
def test_a_board_has_figures_and_readable_charts_in_every_block(
    browser: Client, board: str, headings: list[str]
) -> None:
    page = browser.get(f"/insights/boards/{board}/").content.decode()
    blocks = page.split('aria-labelledby="block-')[1:]
    assert [re.findall(r"<h2[^>]*>([^<]+)<", block)[0] for block in blocks] == headings
    for block in blocks:
        assert 'href="/insights/' in block  # every figure leads to what it was computed from
    assert "Show as a table" in blocks[0]
    told = browser.get(f"/api/v1/boards/{board}").json()
    assert [block["title"] for block in told["blocks"]] == headings
    named = [figure["metric"]["name"] for block in told["blocks"] for figure in block["figures"]]
    assert {row["metric"] for row in rows(browser.get(f"/insights/boards/{board}/export/").getvalue())} <= set(named)


def test_a_figure_of_partners_leads_to_the_partners(browser: Client) -> None:
    page = browser.get("/insights/active_partners/").content.decode()
    assert re.search(r'href="/partners/partner_\w+/"', page)


def test_an_unknown_board_is_not_found(browser: Client) -> None:
    assert browser.get("/insights/boards/none/").status_code == 404
    answer = browser.get("/api/v1/boards/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "board_unknown")
