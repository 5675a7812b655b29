"""What metrics are measured on: facts put together as they were known at an instant, narrowed by what a reader chose."""

from typing import TYPE_CHECKING

from steelyard.deals.facts import REGISTRATIONS
from steelyard.insights.terms import FILTERS, Dimension
from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES
from steelyard.platform.analytics.facts import Fact
from steelyard.platform.analytics.statements import table_as_known, table_of, value

if TYPE_CHECKING:
    import ibis.expr.types as ir

FACTS = (REGISTRATIONS, OPPORTUNITIES, PARTNERS)
COLUMN_OF = {
    Dimension.REGION: "region",
    Dimension.TYPE: "type",
    Dimension.TIER: "tier",
    Dimension.PARTNER: "partner_id",
    Dimension.INVOLVEMENT: "involvement",
}


def registrations(*, is_past: bool) -> "ir.Table":
    """Return the registrations that the question is about."""
    return _narrowed(_known(REGISTRATIONS, is_past=is_past))


def opportunities(*, is_past: bool) -> "ir.Table":
    """Return the opportunities that the question is about, each with the type of the registration that it came from, if any."""
    known = _known(OPPORTUNITIES, is_past=is_past)
    origin = table_of(REGISTRATIONS).select(origin_id="id", type="type")
    known = known.left_join(origin, known.registration_id == origin.origin_id).drop("origin_id")
    return _narrowed(known.mutate(involvement=known.partner_id.notnull().ifelse("with", "without")))


def partners(*, is_past: bool) -> "ir.Table":
    """Return the partners that the question is about. They are asked as they are today, since nobody notes what they were."""
    import ibis

    known = _known(PARTNERS, is_past=is_past)
    columns = {"partner_id": known.id, "amount": ibis.null("decimal(18, 3)"), "currency": ibis.literal("")}
    return _narrowed(known.mutate(**columns), besides=Dimension.TYPE)


SOURCES = {"registrations": registrations, "opportunities": opportunities, "partners": partners}


def _known(fact: Fact, *, is_past: bool) -> "ir.Table":
    """Return the fact as it is, or as it was known at a past instant: to forget, row by row, takes the engine twice as long."""
    return table_as_known(fact, value("as_of", "timestamp")) if is_past else table_of(fact)


def _narrowed(table: "ir.Table", *, besides: Dimension | None = None) -> "ir.Table":
    """Keep what the reader's filters let through; an empty one lets everything through, `besides` says nothing of these rows."""
    for dimension in FILTERS:
        if dimension is besides:
            continue
        wanted = value(dimension, "string")
        column = table[COLUMN_OF[dimension]]
        is_wanted = column == (wanted.nullif("").cast("uuid") if dimension is Dimension.PARTNER else wanted)
        table = table.filter((wanted == "") | is_wanted)
    return table
