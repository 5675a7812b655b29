"""What the gallery shows: the components as the folder has them, and believable values for their specimens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.ui.forms import ComboboxField, DateInput, FileDrop, MoneyField, RadioCards
from steelyard.ui.leaves import list_leaves

FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component: its tag, and the specimen that shows it."""

    name: str
    specimen: str

    @property
    def tag(self) -> str:
        return f"c-{self.name}"


def components() -> list[Component]:
    """Return every component, drawn by a template or by a function, by its tag's name, in the order of the alphabet."""
    names = (path.relative_to(FOLDER / "cotton").with_suffix("") for path in (FOLDER / "cotton").rglob("*.html"))
    templates = [str(name).removesuffix("/index").replace("/", ".").replace("_", "-") for name in names]
    tags = sorted(tag for tag in (*templates, *list_leaves()) if "." not in tag)
    return [Component(name=tag, specimen=f"ui/gallery/{tag}.html") for tag in tags]


class SpecimenForm(forms.Form):
    """One field of every kind."""

    company = ComboboxField(label=_("Customer"), url_name="palette", help_text=_("Name or web domain."))
    amount = MoneyField(label=_("Value"), help_text=_("First year, without tax."))
    product = forms.ChoiceField(
        label=_("Product family"),
        choices=[("", "—"), ("sdwan", "SD-WAN"), ("sse", "Cloud SSE"), ("guard", "Data Guard")],
    )
    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        choices=[("dach", "DACH"), ("nordics", "Nordics"), ("iberia", "Iberia")],
        widget=forms.SelectMultiple(attrs={"data-island": "select"}),
        required=False,
    )
    close_on = forms.DateField(label=_("Expected close"), widget=DateInput())
    role = forms.ChoiceField(
        label=_("Your role"),
        choices=[("sourced", _("Sourced")), ("teaming", _("Teaming")), ("fulfilment", _("Fulfilment"))],
        widget=RadioCards(
            details={
                "sourced": _("You found the customer and the need."),
                "teaming": _("You win it together with us."),
                "fulfilment": _("You deliver what we sold."),
            }
        ),
    )
    channels = forms.MultipleChoiceField(
        label=_("Heard of it by"),
        choices=[("event", _("Event")), ("web", _("Web")), ("referral", _("Referral"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    need = forms.CharField(label=_("What is the customer trying to do?"), widget=forms.Textarea, required=False)
    email = forms.EmailField(label=_("Contact's e-mail"))
    evidence = forms.FileField(
        label=_("Evidence"), widget=FileDrop(max_bytes=10_000_000), required=False, help_text=_("PDF, image or mail.")
    )
    consent = forms.BooleanField(label=_("The customer knows that we register this."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A registration as a list shows it."""

    id: str
    company: str
    number: str
    state: str
    tone: str
    product: str
    value: Money
    owner: str
    closes_on: date
    protected_until: datetime | None


def specimen_context() -> dict[str, Any]:
    """Return the values that the specimens use."""
    now = utc_now()
    rows = _registrations(now)
    return {
        "now": now,
        "soon": now + timedelta(hours=3),
        "later": now + timedelta(days=41),
        "past": now - timedelta(hours=5),
        "yesterday": now - timedelta(days=1, hours=2),
        "today": now.date(),
        "form": SpecimenForm(),
        "wrong_form": SpecimenForm(
            {"email": "ana@", "amount_amount": "-5", "amount_currency": "EUR", "company": "Nordwind"}
        ),
        "rows": rows,
        "page": Page(items=rows, total=1284, request=PageRequest(number=3)),
        "lanes": [("qualify", _("Qualify")), ("propose", _("Propose")), ("negotiate", _("Negotiate"))],
        "large": Money(Decimal("1240000"), "EUR"),
        "small": Money(Decimal("4320.50"), "EUR"),
        "dollars": Money(Decimal("4714.20"), "USD"),
        **_decision(),
        "chart": {
            "labels": ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"],
            "series": [
                {"name": str(_("Sourced")), "data": [42000, 61000, 38500, 88000, 97000, 121000]},
                {"name": str(_("Influenced")), "data": [18000, 24000, 44000, 31000, 52000, 47000]},
            ],
        },
        "steps": [
            {"label": _("Submitted"), "state": "done"},
            {"label": _("Protected"), "state": "done"},
            {"label": _("Qualified"), "state": "current"},
            {"label": _("Proposal"), "state": "todo"},
            {"label": _("Won"), "state": "todo"},
        ],
        "stopped_steps": [
            {"label": _("Submitted"), "state": "done"},
            {"label": _("Review"), "state": "done"},
            {"label": _("Refused"), "state": "stopped"},
        ],
        "changes": [
            {"label": _("Close date"), "old": "12 Jan 2027", "new": "3 Mar 2027"},
            {"label": _("Value"), "old": "", "new": "€36,000"},
        ],
        "crumbs": [(_("Deals"), "/"), ("Nordwind Logistics", "/")],
    }


def _decision() -> dict[str, Any]:
    return {
        "reasons": [
            {"rule": "R4", "text": _("No other partner holds this customer for this product."), "line": "SD-WAN"},
            {"rule": "R7", "text": _("You have 6 of 25 live registrations."), "line": ""},
        ],
        "held_reasons": [
            {
                "rule": "R9",
                "text": _("There is recent activity on this account that a person must look at."),
                "line": "",
            }
        ],
        "would_change": [
            {"text": _("With evidence of a meeting in the last 30 days it would be protected at once.")},
            {"text": _("Registered for another sub-division, it would be free.")},
        ],
        "rungs": [
            {"rule": "R1", "text": _("The form is complete"), "result": "passed", "detail": ""},
            {"rule": "R4", "text": _("No live registration of the same scope"), "result": "passed", "detail": ""},
            {
                "rule": "R9",
                "text": _("No direct opportunity with recent activity"),
                "result": "hit",
                "detail": _("Activity 11 days ago; the rule says 60."),
            },
            {"rule": "R12", "text": _("Room within the partner's capacity"), "result": "not_reached", "detail": ""},
        ],
    }


def _registrations(now: datetime) -> list[Specimen]:
    seeds = (
        ("Nordwind Logistics", "protected", "green", "SD-WAN", "100000", "Tom Fischer", 87),
        ("Helios Energy", "in review", "violet", "Cloud SSE", "42000", "Yuki Sato", None),
        ("Banco Miramar", "held", "amber", "Cloud SSE", "129400.50", "Priya Nair", None),
        ("Kappa Foods", "won", "teal", "Data Guard", "33000", "Ana Reyes", 84),
        (
            "Ottawa Health Partnership of the Eastern Provinces",
            "submitted",
            "blue",
            "Cloud SSE",
            "167000",
            "Priya Nair",
            None,
        ),
        ("Vistula Paper", "refused", "red", "Cloud SSE", "42000", "Ana Reyes", None),
        ("Quartz Media", "draft", "neutral", "Zero Trust", "28000", "Ana Reyes", None),
    )
    return [
        Specimen(
            id=f"specimen_{number}",
            company=company,
            number=f"DR-{2401 + number}",
            state=state.capitalize(),
            tone=tone,
            product=product,
            value=Money(Decimal(value), "EUR"),
            owner=owner,
            closes_on=date(2027, 1 + number, 12),
            protected_until=now + timedelta(days=days) if days else None,
        )
        for number, (company, state, tone, product, value, owner, days) in enumerate(seeds)
    ]
