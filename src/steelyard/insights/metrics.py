"""The catalog: every metric with its name, sentence, formula, unit and expression. Whatever shows a figure reads it here.

Rates divide numbers of rows, or amounts of one currency; nothing is added up over currencies.
Each states its formula in `formula`, which the page and the API show.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from steelyard.insights.refusals import MetricUnknown
from steelyard.insights.terms import Dimension, Unit
from steelyard.kernel.refusals import sentence

if TYPE_CHECKING:
    import ibis.expr.types as ir

Rows = Callable[["ir.Table"], "ir.BooleanValue"]
Value = Callable[["ir.Table", "ir.BooleanValue"], "ir.Scalar"]

_APPROVED = ("approved", "approved_as_teaming", "approved_in_part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure, defined once.

    `counted` says which rows of the source it is about, `value` what is computed of them. `at` is the instant that puts a row into
    a period; a metric of a state (`at` empty) is what held at the period's end.
    """

    name: str
    title: str
    sentence: str
    formula: str
    unit: Unit
    source: str
    at: str
    counted: Rows
    value: Value
    dimensions: tuple[Dimension, ...]
    more_is_better: bool | None = None
    listed_by: str = ""
    """Of a metric of a state, the instant by which the rows behind it are listed."""
    is_mean: bool = False
    """The value is a sum, to be divided by the number of rows; the engine has no exact division of amounts."""
    is_share_of_money: bool = False

    @property
    def is_per_currency(self) -> bool:
        return self.unit is Unit.MONEY or self.is_share_of_money


_OF_REGISTRATIONS = (Dimension.REGION, Dimension.TYPE, Dimension.TIER, Dimension.PARTNER)
_OF_OPPORTUNITIES = (*_OF_REGISTRATIONS, Dimension.INVOLVEMENT)
_OF_PARTNERS = (Dimension.REGION, Dimension.TIER)
_SOON = timedelta(days=30)


# --- Which rows -------------------------------------------------------------------------------------------------------


def _all(table: "ir.Table") -> "ir.BooleanValue":
    return table.id.notnull()


def _decided(table: "ir.Table") -> "ir.BooleanValue":
    return table.outcome.isin((*_APPROVED, "rejected"))


def _approved_and_ended(table: "ir.Table") -> "ir.BooleanValue":
    return table.outcome.isin(_APPROVED) & table.closure.isin(("won", "lost", "protection_expired"))


def _protected(table: "ir.Table") -> "ir.BooleanValue":
    return (
        (table.protected_from <= table.instant)
        & (table.instant < table.protected_until)
        & (table.closed_at.isnull() | (table.instant < table.closed_at))
    )


def _ending_soon(table: "ir.Table") -> "ir.BooleanValue":
    import ibis

    return _protected(table) & (table.protected_until < table.instant + ibis.interval(days=_SOON.days))


def _overdue(table: "ir.Table") -> "ir.BooleanValue":
    is_waiting = table.decided_at.isnull() | (table.instant < table.decided_at) | ~_decided(table)
    is_open = table.closed_at.isnull() | (table.instant < table.closed_at)
    return (table.submitted_at <= table.instant) & (table.promised_at < table.instant) & is_waiting & is_open


def _active(table: "ir.Table") -> "ir.BooleanValue":
    return (table.enrolled_at <= table.instant) & (table.status == "active")


def _won_registration(table: "ir.Table") -> "ir.BooleanValue":
    return table.closure == "won"


def _won(table: "ir.Table") -> "ir.BooleanValue":
    return table.outcome == "won"


def _sourced(table: "ir.Table") -> "ir.BooleanValue":
    return (table.type == "sourced").fill_null(False)  # noqa: FBT003 - the value, not a switch


# --- What of them -----------------------------------------------------------------------------------------------------


def count_rows(table: "ir.Table", rows: "ir.BooleanValue") -> "ir.Scalar":
    """Return how many rows there are; zero on every engine, also where nothing is known of any row."""
    return table.count(where=rows).fill_null(0)


def count_partners(table: "ir.Table", rows: "ir.BooleanValue") -> "ir.Scalar":
    """Return how many different partners the rows are of."""
    return table.partner_id.nunique(where=rows).fill_null(0)


def _share(part: Rows) -> Value:
    """Return the expression of how large a part of the rows is."""

    def share(table: "ir.Table", rows: "ir.BooleanValue") -> "ir.Scalar":
        return count_rows(table, rows & part(table)) / count_rows(table, rows).nullif(0)

    return share


def _sum(column: str) -> Value:
    return lambda table, rows: table[column].sum(where=rows)


def _share_of_amount(part: Rows) -> Value:
    """Return the expression of how large a part of the rows is by their amounts."""

    def share(table: "ir.Table", rows: "ir.BooleanValue") -> "ir.Scalar":
        whole = table.amount.sum(where=rows).cast("float64").nullif(0)
        return table.amount.sum(where=rows & part(table)).cast("float64").fill_null(0) / whole

    return share


def _seconds(table: "ir.Table", start: str, end: str) -> "ir.IntegerColumn":
    return table[end].delta(table[start], unit="second")


def _took(start: str, end: str, rate: float) -> Value:
    """Return the expression of the time that a share of the rows took at most."""
    return lambda table, rows: _seconds(table, start, end).quantile(rate, where=rows)


# --- The catalog ------------------------------------------------------------------------------------------------------

_CATALOG = (
    Metric(
        name="registration_volume",
        title=sentence("Registrations"),
        sentence=sentence("How many deal registrations partners submitted."),
        formula=sentence("registrations submitted in the period"),
        unit=Unit.COUNT,
        source="registrations",
        at="submitted_at",
        counted=_all,
        value=count_rows,
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="approval_rate",
        title=sentence("Approval rate"),
        sentence=sentence("Which share of the decided registrations was approved, whole or in part."),
        formula=sentence("approved ÷ (approved + rejected), of registrations decided in the period"),
        unit=Unit.RATE,
        source="registrations",
        at="decided_at",
        counted=_decided,
        value=_share(lambda table: table.outcome.isin(_APPROVED)),
        dimensions=_OF_REGISTRATIONS,
    ),
    Metric(
        name="decision_time_p50",
        title=sentence("Median time to decision"),
        sentence=sentence("Within which time half of the decided registrations were decided."),
        formula=sentence(
            "50th percentile of the time from submission to decision, of registrations decided in the period"
        ),
        unit=Unit.DURATION,
        source="registrations",
        at="decided_at",
        counted=_decided,
        value=_took("submitted_at", "decided_at", 0.5),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=False,
    ),
    Metric(
        name="decision_time_p90",
        title=sentence("Time to decision, nine of ten"),
        sentence=sentence("Within which time nine of ten decided registrations were decided."),
        formula=sentence(
            "90th percentile of the time from submission to decision, of registrations decided in the period"
        ),
        unit=Unit.DURATION,
        source="registrations",
        at="decided_at",
        counted=_decided,
        value=_took("submitted_at", "decided_at", 0.9),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=False,
    ),
    Metric(
        name="sla_hit_rate",
        title=sentence("Decided as promised"),
        sentence=sentence("Which share of the decisions came within the time that the rules promise."),
        formula=sentence(
            "decided by the promised instant ÷ decided; a decision that needed no person kept its promise"
        ),
        unit=Unit.RATE,
        source="registrations",
        at="decided_at",
        counted=_decided,
        value=_share(lambda table: table.promised_at.isnull() | (table.decided_at <= table.promised_at)),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="automation_rate",
        title=sentence("Automation rate"),
        sentence=sentence("Which share of the decided registrations the rules decided, without a person."),
        formula=sentence("decided by rule ÷ decided, of registrations decided in the period"),
        unit=Unit.RATE,
        source="registrations",
        at="decided_at",
        counted=_decided,
        value=_share(lambda table: table.is_automatic),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="registration_win_rate",
        title=sentence("Win rate of registrations"),
        sentence=sentence("Which share of the approved registrations was won, of those that came to an end."),
        formula=sentence("won ÷ (won + lost + expired), of approved registrations decided in the period"),
        unit=Unit.RATE,
        source="registrations",
        at="decided_at",
        counted=_approved_and_ended,
        value=_share(_won_registration),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="protected_value",
        title=sentence("Protected value"),
        sentence=sentence("What the deals under protection are worth at the end of the period."),
        formula=sentence("sum of values with protected from ≤ end of period < end of protection, not closed by then"),
        unit=Unit.MONEY,
        source="registrations",
        at="",
        counted=_protected,
        value=_sum("value"),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
        listed_by="protected_from",
    ),
    Metric(
        name="ending_protection",
        title=sentence("Protection ending soon"),
        sentence=sentence(
            "What the deals are worth whose protection ends within 30 days, unless somebody extends or wins them."
        ),
        formula=sentence(
            "sum of values under protection at the end of the period that ends within the 30 days after it"
        ),
        unit=Unit.MONEY,
        source="registrations",
        at="",
        counted=_ending_soon,
        value=_sum("value"),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=False,
        listed_by="protected_from",
    ),
    Metric(
        name="overdue_decisions",
        title=sentence("Decisions overdue"),
        sentence=sentence("How many registrations wait for a decision longer than the rules promise."),
        formula=sentence("registrations that wait at the end of the period, with the promised instant behind them"),
        unit=Unit.COUNT,
        source="registrations",
        at="",
        counted=_overdue,
        value=count_rows,
        dimensions=_OF_REGISTRATIONS,
        more_is_better=False,
        listed_by="submitted_at",
    ),
    Metric(
        name="engaged_partners",
        title=sentence("Partners engaged"),
        sentence=sentence("How many partners submitted at least one deal registration."),
        formula=sentence("different partners of the registrations submitted in the period"),
        unit=Unit.COUNT,
        source="registrations",
        at="submitted_at",
        counted=_all,
        value=count_partners,
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="active_partners",
        title=sentence("Active partners"),
        sentence=sentence("How many partners are active, whether they do anything or not."),
        formula=sentence("partners enrolled by the end of the period that are active today"),
        unit=Unit.COUNT,
        source="partners",
        at="",
        counted=_active,
        value=count_rows,
        dimensions=_OF_PARTNERS,
        more_is_better=True,
        listed_by="enrolled_at",
    ),
    Metric(
        name="enrolled_partners",
        title=sentence("Partners enrolled"),
        sentence=sentence("How many partners joined the program."),
        formula=sentence("partners enrolled in the period"),
        unit=Unit.COUNT,
        source="partners",
        at="enrolled_at",
        counted=_all,
        value=count_rows,
        dimensions=_OF_PARTNERS,
        more_is_better=True,
    ),
    Metric(
        name="won_value",
        title=sentence("Won value"),
        sentence=sentence("What the registered deals that were won are worth."),
        formula=sentence("sum of values of registrations won in the period"),
        unit=Unit.MONEY,
        source="registrations",
        at="closed_at",
        counted=_won_registration,
        value=_sum("value"),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="pipeline_created",
        title=sentence("Pipeline created"),
        sentence=sentence("What the opportunities opened in the period are worth, with and without partners."),
        formula=sentence("sum of amounts of opportunities opened in the period"),
        unit=Unit.MONEY,
        source="opportunities",
        at="opened_at",
        counted=_all,
        value=_sum("amount"),
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
    Metric(
        name="sourced_pipeline",
        title=sentence("Partner-sourced pipeline"),
        sentence=sentence("What the opportunities that partners found are worth."),
        formula=sentence(
            "sum of amounts of opportunities opened in the period out of a registration of type “sourced”"
        ),
        unit=Unit.MONEY,
        source="opportunities",
        at="opened_at",
        counted=_sourced,
        value=_sum("amount"),
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
    Metric(
        name="sourced_share",
        title=sentence("Sourced share of pipeline"),
        sentence=sentence("Which part of the new pipeline, by amount, partners found."),
        formula=sentence("amount sourced by partners ÷ amount of all opportunities opened in the period, by currency"),
        unit=Unit.RATE,
        source="opportunities",
        at="opened_at",
        counted=_all,
        value=_share_of_amount(_sourced),
        is_share_of_money=True,
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
    Metric(
        name="partner_share",
        title=sentence("Share of pipeline with a partner"),
        sentence=sentence("Which part of the new pipeline, by amount, has a partner of any kind."),
        formula=sentence("amount with a partner ÷ amount of all opportunities opened in the period, by currency"),
        unit=Unit.RATE,
        source="opportunities",
        at="opened_at",
        counted=_all,
        value=_share_of_amount(lambda table: table.partner_id.notnull()),
        is_share_of_money=True,
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="partner_initiated_rate",
        title=sentence("Initiated by the partner"),
        sentence=sentence(
            "Which share of the opportunities with a partner the partner began, by registering the deal."
        ),
        formula=sentence("opportunities out of a registration ÷ opportunities with a partner, opened in the period"),
        unit=Unit.RATE,
        source="opportunities",
        at="opened_at",
        counted=lambda table: table.partner_id.notnull(),
        value=_share(lambda table: table.registration_id.notnull()),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="attach_rate",
        title=sentence("Attach rate"),
        sentence=sentence("Which share of the new opportunities has a partner."),
        formula=sentence("opportunities with a partner ÷ all opportunities, opened in the period"),
        unit=Unit.RATE,
        source="opportunities",
        at="opened_at",
        counted=_all,
        value=_share(lambda table: table.partner_id.notnull()),
        dimensions=_OF_REGISTRATIONS,
        more_is_better=True,
    ),
    Metric(
        name="win_rate",
        title=sentence("Win rate"),
        sentence=sentence("Which share of the closed opportunities was won; compare with and without a partner."),
        formula=sentence("won ÷ (won + lost), of opportunities closed in the period"),
        unit=Unit.RATE,
        source="opportunities",
        at="closed_at",
        counted=lambda table: table.outcome.isin(("won", "lost")),
        value=_share(_won),
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
    Metric(
        name="cycle_time",
        title=sentence("Sales cycle"),
        sentence=sentence(
            "Within which time half of the won opportunities were won; compare with and without a partner."
        ),
        formula=sentence("50th percentile of the time from opening to closing, of opportunities won in the period"),
        unit=Unit.DURATION,
        source="opportunities",
        at="closed_at",
        counted=_won,
        value=_took("opened_at", "closed_at", 0.5),
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=False,
    ),
    Metric(
        name="deal_size",
        title=sentence("Deal size"),
        sentence=sentence("What a won opportunity is worth on average; compare with and without a partner."),
        formula=sentence("sum of amounts ÷ number, of opportunities won in the period, by currency"),
        unit=Unit.MONEY,
        source="opportunities",
        at="closed_at",
        counted=_won,
        value=_sum("amount"),
        is_mean=True,
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
    Metric(
        name="sourced_revenue",
        title=sentence("Partner-sourced revenue"),
        sentence=sentence("What the won opportunities that partners found are worth."),
        formula=sentence("sum of amounts of opportunities won in the period out of a registration of type “sourced”"),
        unit=Unit.MONEY,
        source="opportunities",
        at="closed_at",
        counted=lambda table: _won(table) & _sourced(table),
        value=_sum("amount"),
        dimensions=_OF_OPPORTUNITIES,
        more_is_better=True,
    ),
)

_BY_NAME = {metric.name: metric for metric in _CATALOG}


def get_metric(name: str) -> Metric:
    """Return the metric of that name. Raises: MetricUnknown."""
    if name not in _BY_NAME:
        raise MetricUnknown
    return _BY_NAME[name]


def list_metrics() -> Iterator[Metric]:
    """Return every metric of the catalog, in its order."""
    yield from _CATALOG
