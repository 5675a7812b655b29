"""Reading everything that a visitor may read: every page and every operation, plain and with searches for others' words."""

from tests.walk.browsing import Answer, Visitor
from tests.walk.ecosystem import Ids, outside
from tests.walk.filling import ID_SLOTS, fill_address
from tests.walk.surface import Endpoint, list_operations, list_pages

SEARCHES = ("Verborgen", "falke")
SEARCHED_PAGES = frozenset({"/palette", "/companies/suggest/", "/deals/companies/", "/partners/suggestions/"})
"""Pages that search, beside those that show a field for it."""
_FOLLOWED = 3
"""How many things of one kind are opened."""


def crawl(visitor: Visitor, ids: Ids) -> dict[str, Answer]:
    """Return what the visitor reads, by address: every page (for a program: every operation) with its own ids in it."""
    is_program = "Authorization" in visitor.headers
    answers = {}
    for endpoint in list_operations() if is_program else list_pages():
        if endpoint.method == "GET":
            for address in _addresses(endpoint, ids):
                answers[address] = visitor.ask("GET", address)
            for address in _searches(endpoint, answers):
                answers[address] = visitor.ask("GET", address)
    return answers


def _addresses(endpoint: Endpoint, ids: Ids) -> list[str]:
    kinds = [ID_SLOTS[slot] for slot in endpoint.slots if slot in ID_SLOTS]
    if kinds:
        chosen = outside(ids, kinds[0])[:_FOLLOWED]
        return [fill_address(endpoint, lambda prefix, one=one: one) for one in chosen]
    address = fill_address(endpoint, lambda prefix: prefix)
    if "about" in endpoint.query:
        return [f"{address}?about={one}" for one in outside(ids, "dealreg")[:_FOLLOWED]]
    if "company" in endpoint.query and "q" not in endpoint.query:
        return [f"{address}?company={one}" for one in outside(ids, "company")[:_FOLLOWED]]
    return [address]


def _searches(endpoint: Endpoint, answers: dict[str, Answer]) -> list[str]:
    has_field = endpoint.route in answers and 'name="q"' in answers[endpoint.route].body
    if "q" in endpoint.query or has_field or endpoint.route in SEARCHED_PAGES:
        return [f"{endpoint.route}?q={word}" for word in SEARCHES]
    return []
