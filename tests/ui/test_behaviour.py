"""What the scripts add, in a real browser; and that everything still works without them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, close, complaints, no_overlap, visit
from tests.ui import urls

pytestmark = pytest.mark.journey

UNDER_THE_BAR = """() => {
  const element = document.activeElement
  const box = element.getBoundingClientRect()
  const bar = document.querySelector('.bar').getBoundingClientRect()
  const floats = element.closest('.bar, .side, .skip') || box.height > 300
  return !floats && box.top < bar.bottom && box.bottom > bar.top ? element.outerHTML : null
}"""


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    page = visit(browser, base_url)
    yield page
    close(page)


def test_the_palette_finds_actions_first_and_opens_the_chosen_record(page: Page) -> None:
    page.goto("/", wait_until="networkidle")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search or jump to")
    expect(palette.get_by_role("option").first).to_contain_text("Register a deal")
    page.keyboard.type("nordwind")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Nordwind Logistics")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Messages").get_by_role("status")).to_contain_text(
        "Kept."
    )  # /deals/ leads home with a message


def test_keys_go_create_and_list_themselves_until_they_are_switched_off(page: Page) -> None:
    page.goto("/gallery?only=icon")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_title(re.compile("^Home"))
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_contain_text("Register a deal")
    keys.get_by_role("button", name="Switch single keys off").click()
    page.wait_for_load_state()
    page.keyboard.press("c")
    expect(page).to_have_title(re.compile("^Home"))
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search or jump to")).to_be_visible()


def test_keys_are_silent_while_typing(page: Page) -> None:
    page.goto("/deals/new")
    page.get_by_label("Contact's e-mail").press_sequentially("c?gh@example.com")
    expect(page).to_have_url(re.compile("/deals/new$"))
    expect(page.get_by_label("Contact's e-mail")).to_have_value("c?gh@example.com")


def test_the_theme_changes_at_once_and_the_server_remembers_it(page: Page) -> None:
    page.goto("/")
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_menu_opens_from_the_keyboard_and_returns_the_focus(page: Page) -> None:
    page.goto("/gallery?only=menu")
    opener = page.get_by_role("button", name="More")
    opener.press("Enter")
    expect(page.get_by_role("link", name="Edit")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Duplicate")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_ticked_rows_bring_the_bar_and_a_click_elsewhere_opens_the_row(page: Page) -> None:
    page.goto("/gallery?only=table")
    page.get_by_label("Select Helios Energy").check()
    bar = page.get_by_role("region", name="Selected rows")
    expect(bar).to_contain_text("1 selected")
    page.get_by_label("Select all rows on this page").check()
    expect(bar).to_contain_text("7 selected")
    bar.get_by_role("button", name="Clear the selection").click()
    expect(bar).to_be_hidden()
    page.get_by_role("cell", name="Zero Trust").click()
    expect(page).to_have_url(re.compile("#specimen_6$"))


def test_a_typeahead_fills_words_and_id(page: Page) -> None:
    page.goto("/deals/new")
    customer = page.get_by_role("combobox", name="Customer")
    page.evaluate("document.querySelector('.combo').dataset.url = '/companies'")
    customer.press_sequentially("nord")
    expect(page.locator("#id_company_list").get_by_role("option")).to_have_count(2)
    customer.press("ArrowDown")
    customer.press("Enter")
    expect(customer).to_have_value("Nordwind Logistics")
    expect(page.locator("[name=company_id]")).to_have_value("company_0")
    customer.press("End")
    customer.press_sequentially("x")
    expect(page.locator("[name=company_id]")).to_have_value("")


def test_a_draft_is_kept_while_typing_without_the_key_of_the_submit(page: Page) -> None:
    urls.drafts.clear()
    page.goto("/deals/new")
    page.get_by_label("Contact's e-mail").fill("ana@cloudforge.example")
    expect(page.locator("[data-draft-state]")).to_contain_text(re.compile(r"Saved \d"))
    assert urls.drafts[-1]["email"] == "ana@cloudforge.example"
    assert "idempotency_key" not in urls.drafts[-1]


def test_what_was_typed_offline_comes_back(page: Page) -> None:
    page.goto("/deals/new")
    page.route("**/keep/", lambda route: route.abort())
    page.get_by_label("Contact's e-mail").fill("ana@cloudforge.example")
    expect(page.locator("[data-draft-state]")).to_contain_text("Offline")
    page.unroute("**/keep/")
    page.reload()
    expect(page.get_by_label("Contact's e-mail")).to_have_value("ana@cloudforge.example")
    expect(page.locator("[data-draft-state]")).to_contain_text("Saved")


def test_a_double_click_submits_once_and_errors_take_the_focus(page: Page) -> None:
    urls.submissions.clear()
    page.goto("/deals/new")
    page.get_by_role("button", name="Submit").dblclick()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert len(urls.submissions) == 1
    assert urls.submissions[0]["idempotency_key"]
    summary.get_by_role("link", name="Value").click()
    expect(page.get_by_label("Amount")).to_be_focused()


def test_a_card_moves_by_keyboard_and_by_dragging(page: Page) -> None:
    urls.moves.clear()
    page.goto("/board")
    page.get_by_role("button", name="Move One to another stage").press("Enter")
    page.get_by_role("button", name="Second").press("Enter")
    page.wait_for_load_state()
    assert urls.moves[-1]["to"] == "b"
    card, lane = page.locator(".lane-card"), page.get_by_role("region", name="Second").locator(".lane-cards")
    with page.expect_response("**/move"):
        card.drag_to(lane)
    assert urls.moves[-1]["to"] == "b"
    expect(page.locator(".lane-count").nth(1)).to_have_text("1")


def test_a_message_goes_away_unless_it_tells_of_a_failure(page: Page) -> None:
    page.goto("/deals/")
    expect(page.get_by_role("region", name="Messages").get_by_role("status")).to_contain_text("Kept.")
    expect(page.get_by_role("region", name="Messages").get_by_role("status")).to_have_count(0, timeout=8000)
    page.get_by_role("alert").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_who_will_read_a_comment_is_said_and_coloured(page: Page) -> None:
    page.goto("/gallery?only=comment-box")
    box = page.locator("form.reply").first
    expect(box.get_by_text("Only Steelyard reads this.")).to_be_visible()
    before = box.evaluate("e => getComputedStyle(e).borderColor")
    box.get_by_text("Reply to partner").click()
    expect(box.get_by_text("CloudForge will read this.")).to_be_visible()
    expect(box.get_by_text("Only Steelyard reads this.")).to_be_hidden()
    assert box.evaluate("e => getComputedStyle(e).borderColor") != before


def test_a_phone_opens_the_menu_over_the_page(browser: Browser, base_url: str) -> None:
    page = visit(browser, base_url, width=PHONE)
    page.goto("/")
    page.get_by_role("button", name="Menu", exact=True).click()
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Deals")).to_be_visible()
    assert no_overlap(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    close(page)


def test_focus_is_seen_and_not_hidden_under_the_bar(page: Page) -> None:
    page.goto("/gallery?only=field&only=form")
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden = page.evaluate(UNDER_THE_BAR)
        assert hidden is None
    assert complaints(page) == []


def test_everything_works_without_script(browser: Browser, base_url: str) -> None:
    page = visit(browser, base_url, script=False, width=PHONE)
    page.goto("/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Gallery").click()
    page.get_by_role("link", name="Search or jump to…").click()
    page.get_by_role("searchbox").fill("helios")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Helios Energy")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/deals/new")
    page.get_by_label("Contact's e-mail").fill("ana@")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_label("Contact's e-mail")).to_have_value("ana@")
    expect(page.get_by_role("alert")).to_contain_text("need a correction")
    close(page)
