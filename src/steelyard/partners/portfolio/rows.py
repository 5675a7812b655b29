"""Audits as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.partners.models import Partner
from steelyard.partners.portfolio.metrics import find_measurable, measurable_name
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.portfolio.terms import (
    AuditCard,
    AuditedCard,
    AuditedRecord,
    AuditMove,
    AuditOverview,
    Axis,
    AxisLevel,
    Course,
    MeasureStanding,
    PartnerClass,
    Reading,
)
from steelyard.partners.tiers.metrics import MetricUnit
from steelyard.partners.tiers.terms import plain
from steelyard.program.public import render_change, render_reason
from steelyard.ui.writing import money, number

_TENTH = Decimal("0.1")


def audit_row(card: AuditCard, regions: Mapping[str, str], types: Mapping[str, str]) -> dict[str, Any]:
    """Return an audit with its scope and its state in words."""
    if card.closed_at:
        state, tone = _("Closed"), "neutral"
    elif card.measured_at is None:
        state, tone = _("Being measured"), "blue"
    else:
        state, tone = _("To be decided"), "amber"
    parts = [regions.get(card.region, card.region), types.get(card.type, card.type), card.manager]
    return {
        "card": card,
        "state": state,
        "tone": tone,
        "scope": " · ".join(filter(None, parts)) or _("All partners"),
        "percent": 100 * card.decided // card.partners if card.partners else 0,
    }


def audited_row(card: AuditedCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return an audited partner with what is proposed and what was decided in words."""
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
        "fit": say_points(card.fit),
        "returns": say_points(card.returns),
        "class": _(card.partner_class.label),
        "class_tone": card.partner_class.tone,
        "course": _(card.course.label),
        "course_tone": card.course.tone,
        "decided_class": _(card.decided_class.label) if card.decided_class else "",
        "decided_course": _(card.decided_course.label) if card.decided_course else "",
        "decided_tone": card.decided_course.tone if card.decided_course else "",
        "differs": card.is_decided and (card.decided_class, card.decided_course) != (card.partner_class, card.course),
    }


def record_rows(record: AuditedRecord, actor: Actor) -> dict[str, Any]:
    """Return what explains where a partner stands: both axes with their figures, reasons, and what would change it."""
    found = record.classification
    return {
        "axes": [
            {
                "name": _(axis.axis.label),
                "points": say_points(axis.points),
                "value": str(axis.points),
                "level": _(axis.level.label),
                "tone": {AxisLevel.LITTLE: "red", AxisLevel.SOME: "amber", AxisLevel.HIGH: "green"}[axis.level],
                "measures": [measure_row(one, record.audit.currency) for one in axis.measures],
            }
            for axis in (found.fit, found.returns)
        ],
        # The figures are said beside the axes; here is what follows of them.
        "reasons": [
            {"rule": one.rule, "text": render_reason(asdict(one), actor)}
            for one in found.reasons
            if one.code in {"audit_field", "audit_dormant", "audit_new"}
        ],
        "changes": [{"text": render_change(asdict(one))} for one in found.would_change],
    }


def measure_row(one: MeasureStanding, currency: str) -> dict[str, Any]:
    """Return a measure with its figures in words and its unit."""
    name = _(measurable_name(one.metric))
    if one.months:
        name = _("{metric}, last {months} months").format(metric=name, months=one.months)
    if one.reading is Reading.GROWTH:
        name = _("Growth of: {metric}").format(metric=name)
    elif one.reading is Reading.SHARE:
        name = _("Share in: {metric}").format(metric=name)
    against = ""
    if one.figure and one.figure.base is not None:
        words = _("{value} against {base} before") if one.reading is Reading.GROWTH else _("{value} of {base}")
        said = {"value": one.figure.value, "base": one.figure.base}
        against = words.format(**{key: say_figure(one.metric, value, currency) for key, value in said.items()})
    is_plain = one.reading is Reading.VALUE
    return {
        "name": name,
        "is_known": one.value is not None,
        "value": _say(one, one.value, currency, is_plain) if one.value is not None else _("not known"),
        "threshold": _say(one, one.threshold, currency, is_plain),
        "against": against,
        "share": int(100 * one.points / one.weight),
        "points": say_points(one.points),
        "weight": say_points(one.weight),
    }


def _say(one: MeasureStanding, value: Decimal, currency: str, is_plain: bool) -> str:  # noqa: FBT001
    return say_figure(one.metric, value, currency) if is_plain else f"{say_points(value)} %"


def say_figure(metric: str, value: Decimal, currency: str) -> str:
    """Return a value of a metric with its unit."""
    known = find_measurable(metric)
    unit = known.unit if known else MetricUnit.COUNT
    if unit is MetricUnit.MONEY:
        return money(Money(value, currency).rounded())
    return f"{say_points(value)} %" if unit is MetricUnit.PERCENT else say_points(value)


def say_points(points: Decimal) -> str:
    """Return points with at most one place."""
    return number(plain(points.quantize(_TENTH)))


def matrix_rows(overview: AuditOverview, rules: PortfolioRules) -> list[dict[str, Any]]:
    """Return the map as a table: a row per level of fit, the highest first, a cell per level of return."""
    counts = {(one.fit, one.returns): one.count for one in overview.places}
    return [
        {
            "fit": _(fit.label),
            "cells": [
                {
                    "count": counts[fit, returns],
                    "class": _(held.partner_class.label),
                    "tone": held.partner_class.tone,
                    "course": _(held.course.label),
                }
                for returns in AxisLevel
                for held in (rules.field_of(fit, returns),)
            ],
        }
        for fit in reversed(AxisLevel)
    ]


def map_chart(points: Sequence[tuple[Course, str, Decimal, Decimal, int]], rules: PortfolioRules) -> dict[str, Any]:
    """Return partners on the map as the chart draws them: a series per course, lines where levels begin."""
    series: dict[Course, list[dict[str, Any]]] = {}
    for course, name, fit, returns, count in points:
        words = name or _("{count} partners").format(count=number(count))
        series.setdefault(course, []).append({"value": [float(fit), float(returns), count], "name": words})
    return {
        "kind": "scatter",
        "labels": [],
        "x": _("Fit"),
        "y": _("Return"),
        "x_lines": list(rules.bounds_of(Axis.FIT)),
        "y_lines": list(rules.bounds_of(Axis.RETURN)),
        "series": [
            {"name": _(course.label), "tone": course.tone, "data": series[course]}
            for course in Course
            if course in series
        ],
    }


def move_row(move: AuditMove) -> dict[str, Any]:
    """Return who moved, with then and now in words."""
    return {
        "move": move,
        "partner_id": public_id(Partner.PREFIX, move.partner_id),
        "before": _said(move.class_before, move.course_before),
        "after": _said(move.class_after, move.course_after),
        "points_before": _points(move.fit_before, move.return_before),
        "points_after": _points(move.fit_after, move.return_after),
    }


def _said(kind: PartnerClass | None, course: Course | None) -> dict[str, str]:
    if kind is None or course is None:
        return {"class": _("Not in this audit"), "course": "", "tone": "neutral"}
    return {"class": _(kind.label), "course": _(course.label), "tone": course.tone}


def _points(fit: Decimal | None, returns: Decimal | None) -> str:
    if fit is None or returns is None:
        return ""
    return _("fit {fit}, return {returns}").format(fit=say_points(fit), returns=say_points(returns))
