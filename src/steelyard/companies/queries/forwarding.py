"""Where ids lead: a company that was merged stays known by its id, which leads to the survivor."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def find_survivors(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return for each id of a known company the company that it leads to, whatever the asker may see: itself, mostly."""
    with connection.cursor() as cursor:
        cursor.execute("select * from companies_survivors(%s)", [list(ids)])
        return dict(cursor.fetchall())


def find_survivor(company_id: UUID) -> UUID | None:
    """Return the company that the id leads to where it was merged into another one, else None."""
    survivor = find_survivors([company_id]).get(company_id)
    return None if survivor == company_id else survivor
