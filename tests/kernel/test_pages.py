"""Pages of lists: which stretch, and what is left before and behind it."""

import pytest

from steelyard.kernel.pages import Page, PageRequest


def page(total: int, *, number: int = 1, size: int = 10, items: int = 10) -> Page[int]:
    return Page(items=list(range(items)), total=total, request=PageRequest(number=number, size=size))


@pytest.mark.parametrize(
    ("number", "size", "kept"),
    [(1, 25, (1, 25)), (0, 0, (1, 1)), (-3, -1, (1, 1)), (2, 1, (2, 1)), (2, 200, (2, 200)), (9, 201, (9, 200))],
)
def test_a_stretch_is_one_that_can_be_had(number: int, size: int, kept: tuple[int, int]) -> None:
    request = PageRequest(number=number, size=size)
    assert (request.number, request.size) == kept


def test_nothing_said_is_the_first_page() -> None:
    request = PageRequest()
    assert (request.number, request.size, request.sort, request.cursor, request.offset) == (1, 25, "", "", 0)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_pages_are_counted_up(total: int, pages: int) -> None:
    assert page(total).pages == pages


def test_the_first_page_has_none_before_and_the_last_none_behind() -> None:
    first, second, last = page(25), page(25, number=2), page(25, number=3, items=5)
    assert (first.has_previous, first.has_next, first.first, first.last) == (False, True, 1, 10)
    assert (second.has_previous, second.has_next, second.first, second.last) == (True, True, 11, 20)
    assert (last.has_previous, last.has_next, last.first, last.last) == (True, False, 21, 25)


def test_an_empty_page_begins_nowhere() -> None:
    empty = page(0, items=0)
    assert (empty.first, empty.last) == (0, 0)


def test_a_page_is_translated_item_by_item() -> None:
    before = Page(items=[1, 2], total=7, request=PageRequest(number=2, size=2), next_cursor="on")
    after = before.map(str)
    assert (after.items, after.total, after.request, after.next_cursor) == (["1", "2"], 7, before.request, "on")
