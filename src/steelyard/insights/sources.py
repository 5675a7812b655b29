"""What metrics are measured on: facts put together as they were known at an instant, narrowed by what a reader chose."""

from typing import TYPE_CHECKING

from steelyard.deals.facts import REGISTRATIONS
from steelyard.insights.terms import FILTERS, Dimension
from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES
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


def registrations() -> "ir.Table":
    """Return the registrations that the question is about."""
    return _narrowed(table_as_known(REGISTRATIONS, value("as_of", "timestamp")))


def opportunities() -> "ir.Table":
    """Return the opportunities that the question is about, each with the type of the registration that it came from, if any."""
    known = table_as_known(OPPORTUNITIES, value("as_of", "timestamp"))
    origin = table_of(REGISTRATIONS).select(origin_id="id", type="type")
    known = known.left_join(origin, known.registration_id == origin.origin_id).drop("origin_id")
    return _narrowed(known.mutate(involvement=known.partner_id.notnull().ifelse("with", "without")))


SOURCES = {"registrations": registrations, "opportunities": opportunities}


def _narrowed(table: "ir.Table") -> "ir.Table":
    """Keep what the reader's filters let through; an empty one lets everything through."""
    for dimension in FILTERS:
        wanted = value(dimension, "string")
        table = table.filter((wanted == "") | (table[COLUMN_OF[dimension]].cast("string") == wanted))
    return table
