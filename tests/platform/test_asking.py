"""What the address of a list asks for."""

import pytest
from django.http import QueryDict

from steelyard.kernel.pages import MAX_PAGE_SIZE, PageRequest
from steelyard.platform.http.asking import page_from


def test_page_size_and_order_are_taken_from_the_address() -> None:
    assert page_from(QueryDict("page=3&size=50&sort=-name")) == PageRequest(number=3, size=50, sort="-name")


def test_an_address_that_says_nothing_asks_for_the_first_page_in_the_usual_order() -> None:
    assert page_from(QueryDict(""), sort="name") == PageRequest(sort="name")


@pytest.mark.parametrize("said", ["", "-1", "two", "٣", "²", "9" * 5000])
def test_nonsense_asks_for_the_first_page(said: str) -> None:
    params = QueryDict(mutable=True)
    params["page"] = params["size"] = said
    assert page_from(params) == PageRequest()


def test_no_page_is_larger_than_the_largest() -> None:
    assert page_from(QueryDict("size=999999")).size == MAX_PAGE_SIZE
