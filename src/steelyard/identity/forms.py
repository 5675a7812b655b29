"""Forms of identity: what people type, before a command judges it."""

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.terms import AREAS, EVERYTHING, MAX_KEY_DAYS, ROLE_CARDS, ReviewOutcome, role_cards
from steelyard.kernel.actors import Role
from steelyard.platform.events import event_types
from steelyard.platform.webhooks.addresses import MAX_URL_LENGTH
from steelyard.ui.forms import DateInput, RadioCards


class RolesField(forms.TypedMultipleChoiceField):
    """One tick box per role of one side."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, is_host: bool, **kwargs: Any) -> None:
        cards = role_cards(is_host=is_host)
        kwargs.setdefault("label", _("Roles"))
        super().__init__(
            choices=[(card.role.value, f"{_(card.label)}: {_(card.sight)}") for card in cards], coerce=Role, **kwargs
        )


class InviteForm(forms.Form):
    """Whom to invite, in which roles."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=gettext_lazy("A word to them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(is_host=is_host)
        self.order_fields(["email", "roles", "name", "language", "message"])


class SubjectForm(forms.Form):
    """Whom personal data is about."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A member's, or that of somebody whom a partner named as a contact."),
    )


class ErasureForm(SubjectForm):
    """Who is to be erased, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the erasure: who asked for it, when, how you know that it was them."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ErasureConfirmationForm(forms.Form):
    """The address typed once more."""

    email = forms.EmailField(label=gettext_lazy("Type the address to confirm"))


class RetentionForm(forms.Form):
    """How long a kind of records is kept."""

    key = forms.CharField(max_length=50, widget=forms.HiddenInput)
    region = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1)


class RolesForm(forms.Form):
    """The roles that a member shall hold."""

    def __init__(self, *args: Any, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(is_host=is_host)


class SecondFactorRolesForm(forms.Form):
    """Which roles need a second factor: for the host any, for a partner its own."""

    def __init__(self, *args: Any, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = ROLE_CARDS if is_host else role_cards(is_host=False)
        self.fields["roles"] = forms.TypedMultipleChoiceField(
            label=_("Roles"),
            choices=[(card.role.value, _(card.label)) for card in cards],
            coerce=Role,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class WelcomeForm(forms.Form):
    """What somebody new says when accepting an invitation."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        help_text=gettext_lazy("At least 12 characters. A few unrelated words are easy to keep and hard to guess."),
    )


class ProfileForm(forms.Form):
    """What a person says about themselves."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = forms.CharField(
        label=gettext_lazy("Job title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        widget=forms.Select(attrs={"data-island": "select"}),
    )


class ReviewForm(forms.Form):
    """Whose access is reviewed, until when, and what becomes of what nobody decides."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Such as: Autumn 2026, before the audit.")
    )
    role = forms.TypedChoiceField(
        label=gettext_lazy("Whose access?"), coerce=Role, empty_value=None, required=False, choices=[]
    )
    due_on = forms.DateField(label=gettext_lazy("Last day to decide"), widget=DateInput)
    undecided = forms.ChoiceField(
        label=gettext_lazy("What nobody decides about"),
        choices=[("left", gettext_lazy("stays as it is")), ("removed", gettext_lazy("is removed"))],
        initial="left",
        widget=RadioCards(
            details={
                "left": gettext_lazy("The record says that nobody decided."),
                "removed": gettext_lazy("Sessions and keys end after the last day. The last administrator stays."),
            }
        ),
    )

    def __init__(self, *args: Any, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(card.role.value, _(card.label)) for card in role_cards(is_host=is_host)]
        self.fields["role"].choices = [("", _("Everybody's")), *roles]  # type: ignore[attr-defined]


class ReviewDecisionForm(forms.Form):
    """What becomes of one membership, and why."""

    outcome = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        coerce=ReviewOutcome,
        choices=[
            (ReviewOutcome.KEEP.value, gettext_lazy("Keep")),
            (ReviewOutcome.CHANGE.value, gettext_lazy("Change the roles")),
            (ReviewOutcome.REMOVE.value, gettext_lazy("Remove")),
        ],
        initial=ReviewOutcome.KEEP.value,
        widget=RadioCards(
            details={
                ReviewOutcome.KEEP.value: gettext_lazy("They still need what they have."),
                ReviewOutcome.CHANGE.value: gettext_lazy("They get the roles that are ticked below, from now on."),
                ReviewOutcome.REMOVE.value: gettext_lazy("Sessions and keys end at once."),
            }
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to change or remove."),
    )

    def __init__(self, *args: Any, is_host: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(is_host=is_host, required=False, label=_("Roles, if they change"))
        self.order_fields(["outcome", "roles", "reason"])


class KeyForm(forms.Form):
    """What a new API key is for, what it may do and how long."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=100, help_text=gettext_lazy("Such as: CRM sync, price robot.")
    )
    access = forms.ChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=[
            (EVERYTHING, gettext_lazy("Everything you may do")),
            ("*:read", gettext_lazy("Read only")),
            ("some", gettext_lazy("Only what is ticked below")),
        ],
        initial=EVERYTHING,
        widget=RadioCards(),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Scopes"),
        required=False,
        choices=[(f"{area}:{access}", f"{area}:{access}") for area in AREAS for access in ("read", "write")],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_in_days = forms.TypedChoiceField(
        label=gettext_lazy("How long?"),
        coerce=int,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (180, gettext_lazy("180 days")),
            (MAX_KEY_DAYS, gettext_lazy("One year")),
        ],
        initial=90,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("access") == "some" and not cleaned.get("scopes"):
            self.add_error("scopes", _("Tick at least one scope."))
        return cleaned

    @property
    def granted(self) -> list[str]:
        """The scopes as the command takes them."""
        access = self.cleaned_data["access"]
        return list(self.cleaned_data["scopes"]) if access == "some" else [access]


class WebhookForm(forms.Form):
    """Where an endpoint is and which events it wants."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=MAX_URL_LENGTH,
        help_text=gettext_lazy("Where the receiver waits; it begins with https://."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    description = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as: CRM sync."),
    )
    event_types = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        required=False,
        help_text=gettext_lazy("Leave it empty for every event that you may see."),
        widget=forms.SelectMultiple(attrs={"data-island": "select"}),
        choices=lambda: [(name, name) for name in event_types()],
    )


class RotationForm(forms.Form):
    """How long the secret before goes on signing too."""

    overlap = forms.TypedChoiceField(
        label=gettext_lazy("The old secret ends"),
        coerce=lambda hours: timedelta(hours=int(hours)),
        choices=[
            (0, gettext_lazy("At once: it became known")),
            (1, gettext_lazy("In one hour")),
            (24, gettext_lazy("In one day")),
            (168, gettext_lazy("In one week")),
        ],
        initial=24,
    )


class ReplayForm(forms.Form):
    """From which event on."""

    from_sequence = forms.IntegerField(
        label=gettext_lazy("From sequence number"),
        min_value=0,
        max_value=2**62,
        help_text=gettext_lazy(
            "The number stands in every message, in the log of deliveries and in the list of events of the API."
        ),
    )
