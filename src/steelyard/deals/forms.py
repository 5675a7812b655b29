"""Forms of deal registration: what people type, before a command judges it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals.cards import PoachingFilter
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.terms import DirectOutcome, DisputeGround, EvidenceKind, LineOutcome, RegistrationType, Ruling
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import find_id as find_partner
from steelyard.platform.directory import PersonCard
from steelyard.platform.files import ACCEPT
from steelyard.program.public import ProductFamilyCard
from steelyard.ui import form_refusals
from steelyard.ui.forms import Chosen, ComboboxField, DateInput, FileDrop, MoneyField, RadioCards
from steelyard.ui.locale import list_countries

_AS_FIELDS = {"name": "company_name", "domain": "company_domain", "country": "company_country", "note": "evidence_note"}
"""What refusals call the fields that these forms call otherwise."""

ROLES = {
    RegistrationType.SOURCED: gettext_lazy("You brought it to us. Protected against everyone else."),
    RegistrationType.TEAMING: gettext_lazy("Beside another partner or our own sales. Excludes nobody."),
    RegistrationType.FULFILMENT: gettext_lazy("The customer is won and buys through you. Protected."),
    RegistrationType.RENEWAL: gettext_lazy("The customer has the product and the term ends. Protected."),
    RegistrationType.SERVICES: gettext_lazy("You implement or run it; somebody else sells. Excludes nobody."),
}


ROLES_OF_PARTNER = {
    RegistrationType.SOURCED: gettext_lazy("The partner brought it to us. Protected against everyone else."),
    RegistrationType.FULFILMENT: gettext_lazy("The customer is won and buys through the partner. Protected."),
    RegistrationType.SERVICES: gettext_lazy("The partner implements or runs it; somebody else sells. Excludes nobody."),
}
"""What is said otherwise to the host, who registers on a partner's behalf."""


def refusals_shown_in(form: forms.Form) -> AbstractContextManager[None]:
    """Run what a valid form asks for; a refusal ends it and stands in the form, where the reader looks."""
    return form_refusals.refusals_shown_in(form, renamed=_AS_FIELDS)


class FilesField(forms.FileField):
    """Any number of files; cleans to a list."""

    class _Drop(FileDrop):
        allow_multiple_selected = True

    def __init__(self, *, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(widget=self._Drop(max_bytes, attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class KindField(forms.ChoiceField):
    """The kind of a piece of evidence; without a word it is the first that is offered."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(kind.value, gettext_lazy(kind.label)) for kind in EvidenceKind]
        super().__init__(choices=choices, initial=EvidenceKind.MEETING, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


class EvidenceFields(forms.Form):
    """Evidence as files, a link or words; several forms ask for it."""

    evidence_kind = KindField(label=gettext_lazy("What is it?"))
    evidence_link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    evidence_note = forms.CharField(
        label=gettext_lazy("In words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence_files"] = FilesField(label=_("Files"), required=False, max_bytes=max_bytes)

    @property
    def files_given(self) -> list["UploadedFile[bytes]"]:
        """The files, whether or not the rest of the form is right."""
        return self.cleaned_data.get("evidence_files") or []

    def pieces(self, file_ids: Sequence[UUID]) -> list[EvidenceDraft]:
        """Return the pieces of evidence: one for each stored file, one for link and words together."""
        kind = EvidenceKind(self.cleaned_data.get("evidence_kind") or EvidenceKind.MEETING)
        note, link = self.cleaned_data.get("evidence_note") or "", self.cleaned_data.get("evidence_link") or ""
        given = [EvidenceDraft(kind=kind, file_id=file_id) for file_id in file_ids]
        return [*given, EvidenceDraft(kind=kind, note=note, link=link)] if note or link else given


class EvidenceOnlyForm(EvidenceFields):
    """Evidence by itself: it has to show something."""

    field_order = ("evidence_kind", "evidence_files", "evidence_link", "evidence_note")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        require_evidence_in(self)
        return said


class PartnerForm(forms.Form):
    """For whom a deal is registered; without script the name is enough."""

    partner = ComboboxField(url_name="partners:suggest", label=gettext_lazy("Partner"), at_least=1)

    def clean_partner(self) -> UUID:
        """Return the partner's key."""
        said: Chosen = self.cleaned_data["partner"]
        ProhibitNullCharactersValidator()(said.text + said.id)
        found = find_partner(said.id or said.text)
        if found is None:
            raise ValidationError(_("No partner goes by exactly this name. Choose one."), "unknown")
        return found


class RegistrationForm(EvidenceFields):
    """A deal as a seller describes it. Seven things must be said; the rest may help.

    With `owners` it is registered on a partner's behalf: one of these people there becomes its owner.
    """

    company_name = ComboboxField(url_name="deals:companies", label=gettext_lazy("Company"), max_length=200)
    company_domain = forms.CharField(
        label=gettext_lazy("Web domain"),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "placeholder": "example.com"}),
    )
    company_country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    company_city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=200)
    division = forms.CharField(
        label=gettext_lazy("Division"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("If the deal concerns one part of the customer only."),
    )
    lines = forms.MultipleChoiceField(label=gettext_lazy("Product lines"), widget=forms.CheckboxSelectMultiple)
    value = MoneyField(label=gettext_lazy("Total value"))
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DateInput)
    is_public_tender = forms.BooleanField(label=gettext_lazy("It is a published tender"), required=False)
    type = forms.ChoiceField(
        label=gettext_lazy("Your role"),
        choices=[(role.value, gettext_lazy(role.label)) for role in RegistrationType],
        initial=RegistrationType.SOURCED,
        widget=RadioCards(details={role.value: words for role, words in ROLES.items()}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Contact's name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Needed, unless you give a phone number."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel", "autocomplete": "off"}),
    )
    contact_title = forms.CharField(label=gettext_lazy("Job title"), required=False, max_length=200)
    description = forms.CharField(
        label=gettext_lazy("What is the customer trying to do?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        families: Sequence[ProductFamilyCard],
        today: date,
        owners: Sequence[PersonCard] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.families = families
        if owners is not None:
            self._ask_on_behalf(owners)
        self.fields["lines"].choices = [(family.key, _(family.name)) for family in families]  # type: ignore[attr-defined]
        self.fields["company_country"].choices = [("", _("As found")), *list_countries()]  # type: ignore[attr-defined]
        self.fields["close_on"].widget.attrs["min"] = today.isoformat()
        for family in families:
            self.fields[value_field(family.key)] = forms.DecimalField(
                label=_("Value of {product}").format(product=_(family.name)),
                required=False,
                min_value=0,
                max_digits=15,
                decimal_places=3,
                localize=True,
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": _("Its value")}
                ),
            )

    def _ask_on_behalf(self, owners: Sequence[PersonCard]) -> None:
        names = [(public_id("person", one.id), one.name) for one in owners if one.id]
        if names:
            choices = names if len(names) == 1 else [("", _("Choose a person")), *names]
            self.fields["owner"] = forms.ChoiceField(
                label=_("Owner at the partner"),
                choices=choices,
                help_text=_("Works on the deal and is told what becomes of it."),
            )
            self.order_fields(["owner"])
        self.fields["type"].label = _("The partner's role")
        cards: RadioCards = self.fields["type"].widget
        cards.details = {role.value: words for role, words in (ROLES | ROLES_OF_PARTNER).items()}

    @property
    def owner_id(self) -> UUID | None:
        """The partner's person who was chosen to own the deal."""
        said = self.cleaned_data.get("owner")
        return parse_public_id("person", said) if said else None

    def clean_company_name(self) -> Chosen:
        """Refuse words that no database can hold; other text fields do so by themselves."""
        chosen: Chosen = self.cleaned_data["company_name"]
        ProhibitNullCharactersValidator()(chosen.text)
        return chosen

    @property
    def choices_of_lines(self) -> list[dict[str, Any]]:
        """Each product family with its tick and its field for a value."""
        ticked = set(self["lines"].value() or [])
        return [
            {"family": family, "is_ticked": family.key in ticked, "value": self[value_field(family.key)]}
            for family in self.families
        ]

    def draft(self) -> RegistrationDraft:
        """Return what was said, once it is valid. Raises: Refusal."""
        said = self.cleaned_data
        chosen = said["company_name"]
        return RegistrationDraft(
            company_name=chosen.text,
            company_id=company_of(chosen.id),
            lines=tuple(LineDraft(family=key, value=said.get(value_field(key))) for key in said["lines"]),
            type=RegistrationType(said["type"]),
            value=said["value"],
            close_on=said["close_on"],
            **{name: said[name] for name in _PLAIN},
        )

    def sketch(self, evidence: tuple[EvidenceDraft, ...], *, today: date) -> RegistrationDraft:
        """Return what was said so far, with neutral words where something is missing or wrong."""
        said = self.cleaned_data
        chosen: Chosen = said.get("company_name") or Chosen(text="")
        return RegistrationDraft(
            company_name=chosen.text,
            company_id=company_of(chosen.id),
            lines=tuple(LineDraft(family=key) for key in said.get("lines") or ()),
            type=RegistrationType(said.get("type") or RegistrationType.SOURCED),
            value=said.get("value") or Money(Decimal(0), settings.REPORTING_CURRENCY),
            close_on=said.get("close_on") or today,
            evidence=(*evidence, *self.pieces(())),
            **{
                name: said.get(name) or "" for name in ("company_domain", "company_country", "company_city", "division")
            },
            is_public_tender=bool(said.get("is_public_tender")),
        )


_PLAIN = (
    *("company_domain", "company_country", "company_city", "division", "is_public_tender", "description"),
    *("contact_name", "contact_email", "contact_phone", "contact_title"),
)
_NOT_KEPT = {"csrfmiddlewaretoken", "idempotency_key", "draft", "partner", "then", "evidence_files"}
_SEVERAL = {"lines"}


def value_field(family: str) -> str:
    """Return the name of the field that takes the value of one product family."""
    return f"value_of_{family}"


def company_of(text: str) -> UUID | None:
    """Return the company that a typeahead chose; None where the words stand alone."""
    try:
        return parse_public_id("company", text) if text else None
    except NotFound:
        return None


def as_typed(data: QueryDict) -> dict[str, Any]:
    """Return everything that was typed as a draft keeps it, right or wrong; only what no database can hold is left out."""
    texts = {name: [text.replace("\0", "") for text in data.getlist(name)] for name in data if name not in _NOT_KEPT}
    return {name: said if name in _SEVERAL else "".join(said[-1:]) for name, said in texts.items()}


def as_initial(typed: Mapping[str, Any], form: type[forms.Form], **kwargs: Any) -> dict[str, Any]:
    """Return what a form shows of a kept draft."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    fields = form(**kwargs).fields
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in fields.items()
        if not isinstance(field, FilesField) and not field.widget.value_omitted_from_data(data, {}, name)
    }


class CommentForm(forms.Form):
    """Something to say."""

    body = forms.CharField(max_length=5000)


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ExtensionForm(EvidenceFields):
    """Why a protection should last longer, and what shows that the partner is at work."""

    reason = forms.CharField(
        label=gettext_lazy("What happened since, and what comes next?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("reason", "evidence_kind", "evidence_files", "evidence_link", "evidence_note")


class StatementForm(EvidenceFields):
    """What somebody says in a dispute, and what shows it."""

    statement = forms.CharField(
        label=gettext_lazy("What is the case?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )


class DisputeForm(StatementForm):
    """What is wrong with a decision."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[(ground.value, gettext_lazy(ground.label)) for ground in DisputeGround],
    )


class ArbiterForm(forms.Form):
    """Who rules on a dispute; those with a part in the deal are not offered."""

    arbiter = forms.ChoiceField(label=gettext_lazy("Arbiter"))

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arbiter"].choices = list(people.items())  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    """An arbiter's ruling; both sides read the reason."""

    ruling = forms.ChoiceField(
        label=gettext_lazy("Ruling"), choices=[(ruling.value, gettext_lazy(ruling.label)) for ruling in Ruling]
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(EvidenceFields):
    """The answer to a question, perhaps with evidence; where only the rules ask, the evidence is the answer."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("answer", "evidence_kind", "evidence_files", "evidence_link", "evidence_note")

    def __init__(self, *args: Any, is_question_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = is_question_open
        self.is_question_open = is_question_open

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.is_question_open:
            require_evidence_in(self)
        return said


def require_evidence_in(form: EvidenceFields) -> None:
    """Mark a form that shows nothing."""
    said = form.cleaned_data
    if not (form.errors or said.get("evidence_files") or said.get("evidence_link") or said.get("evidence_note")):
        form.add_error("evidence_files", _("Add a file, a link or a note."))


class QuestionForm(forms.Form):
    """What the host asks the partner."""

    question = forms.CharField(
        label=gettext_lazy("What do you need to know?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ManagerForm(forms.Form):
    """Who looks after a registration."""

    manager = forms.ChoiceField(label=gettext_lazy("Channel manager"), required=False)

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = [("", _("Nobody")), *people.items()]  # type: ignore[attr-defined]

    @property
    def manager_id(self) -> UUID | None:
        """The person chosen."""
        return UUID(self.cleaned_data["manager"]) if self.cleaned_data["manager"] else None


VERDICTS = {
    LineOutcome.APPROVED: gettext_lazy("Approve"),
    LineOutcome.TEAMING: gettext_lazy("Second partner"),
    LineOutcome.HELD: gettext_lazy("Hold"),
    LineOutcome.REJECTED: gettext_lazy("Refuse"),
}


class DecisionForm(forms.Form):
    """A person's decision about the held lines of a registration, line by line; `whole` decides all alike."""

    whole = forms.ChoiceField(choices=[("", ""), *((one.value, one.value) for one in LineOutcome)], required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it. Needed to refuse, to hold and to supersede."),
    )
    supersede = forms.BooleanField(
        label=gettext_lazy("End the claims that come before it"),
        required=False,
        help_text=gettext_lazy("Only with the customer's letter of choice. Both partners are told."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for family, name in lines.items():
            self.fields[f"line_{family}"] = forms.ChoiceField(
                label=name,
                choices=[(one.value, words) for one, words in VERDICTS.items()],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def line_fields(self) -> list[forms.BoundField]:
        """The fields of the lines."""
        return [self[f"line_{family}"] for family in self.lines]

    def outcomes(self) -> dict[str, LineOutcome] | LineOutcome:
        """Return what was decided: of all lines alike, or of each that was named."""
        said = self.cleaned_data
        if said.get("whole"):
            return LineOutcome(said["whole"])
        chosen = {family: said.get(f"line_{family}") for family in self.lines}
        return {family: LineOutcome(outcome) for family, outcome in chosen.items() if outcome}


class DirectForm(forms.Form):
    """An opportunity of direct sales, and the reason where a protection is overridden."""

    company_name = ComboboxField(url_name="deals:companies", label=gettext_lazy("Account"), max_length=200)
    name = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    lines = forms.MultipleChoiceField(label=gettext_lazy("Product lines"), widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    amount = MoneyField(label=gettext_lazy("Amount"))
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DateInput)
    division = forms.CharField(
        label=gettext_lazy("Division"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("If it concerns one part of the account only."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Why go on without the partner?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner, your channel manager and the audit log get this reason word for word."),
    )

    def __init__(
        self, *args: Any, families: Sequence[ProductFamilyCard], regions: Mapping[str, str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [(family.key, _(family.name)) for family in families]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("Choose…")), *regions.items()]  # type: ignore[attr-defined]
        self.fields["close_on"].widget.attrs["min"] = today.isoformat()

    def clean_company_name(self) -> Chosen:
        """Refuse words that no database can hold; other text fields do so by themselves."""
        chosen: Chosen = self.cleaned_data["company_name"]
        ProhibitNullCharactersValidator()(chosen.text)
        return chosen


def _start_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class PoachingForm(forms.Form):
    """The filters of the anti-poaching log, kept in the address."""

    q = forms.CharField(label=gettext_lazy("Customer"), required=False, max_length=60)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput)
    until = forms.DateField(label=gettext_lazy("Before"), required=False, widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = self.fields["outcome"]
        assert isinstance(outcomes, forms.ChoiceField)
        told = (DirectOutcome.BLOCKED, DirectOutcome.OVERRIDDEN)
        outcomes.choices = [("", _("Both")), *((one.value, _(one.label)) for one in told)]

    def wanted(self) -> PoachingFilter:
        """Return the filter that the form says; one that makes no sense does not restrict."""
        if not self.is_valid():
            return PoachingFilter()
        said = self.cleaned_data
        return PoachingFilter(
            outcome=DirectOutcome(said["outcome"]) if said["outcome"] else None,
            words=said["q"],
            since=_start_of(said["since"]),
            until=_start_of(said["until"]),
        )


class ExtensionDecisionForm(forms.Form):
    """Whether the extension that waits is granted."""

    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
