"""Forms of content: what people type, before a command judges it."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.content.queries import list_audiences, list_libraries
from steelyard.content.terms import KIND_NAMES, LANGUAGES, AssetKind, AssetTerms, AudienceTerms, Material
from steelyard.identity.public import list_host_people, role_label
from steelyard.kernel.actors import PARTNER_ROLES, Actor
from steelyard.partners.public import AgreementKind, list_partner_types, list_tiers
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.files import ACCEPT
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.forms import DateInput, FileDrop, TagsField

Choices = list[tuple[str, str]]


def _libraries() -> Choices:
    return [(library.key, _(library.name)) for library in list_libraries()]


def _kinds() -> Choices:
    return [(kind.value, _(name)) for kind, name in KIND_NAMES.items()]


def _languages() -> Choices:
    return [(key, _(name)) for key, name in LANGUAGES.items()]


def family_choices() -> Choices:
    """Return the product families that can be chosen, by key."""
    return [(family.key, _(family.name)) for family in list_product_families() if family.is_active]


def stage_choices() -> Choices:
    """Return the stages of open deals, by key."""
    return [(key, _(name)) for key, name in list_open_stages().items()]


def _owners() -> Choices:
    return [(str(person.id), person.name) for person in list_host_people()]


def _tiers() -> Choices:
    return [(tier.key, _(tier.name)) for tier in list_tiers()]


def _types() -> Choices:
    return [(kind.key, _(kind.name)) for kind in list_partner_types()]


def _roles() -> Choices:
    return [(role.value, _(role_label(role))) for role in sorted(PARTNER_ROLES)]


def _agreements() -> Choices:
    return [(kind.value, _(kind.label)) for kind in AgreementKind]


def _regions() -> Choices:
    return [(region.key, _(region.name)) for region in list_regions()]


class AssetForm(forms.Form):
    """What is said of an asset."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What it helps with, in a sentence or two."),
    )
    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), choices=_kinds, coerce=AssetKind)
    library = forms.ChoiceField(label=gettext_lazy("Library"), choices=_libraries)
    audience = forms.TypedChoiceField(
        label=gettext_lazy("For whom"),
        coerce=UUID,
        help_text=gettext_lazy("Who is not in the audience does not learn that this exists."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=_languages)
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Product families"),
        choices=family_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Stages of a deal"),
        choices=stage_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    verticals = TagsField(label=gettext_lazy("Industries"))
    keywords = TagsField(label=gettext_lazy("Keywords"))
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), choices=_owners, coerce=UUID)
    review_by = forms.DateField(
        label=gettext_lazy("Review by"),
        widget=DateInput(),
        help_text=gettext_lazy(
            "From the day after it is shown as past its review, until somebody says that it still holds."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audiences = [(str(one.id), _(one.name)) for one in list_audiences(actor)]
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]

    def terms(self) -> AssetTerms:
        """Return what was typed."""
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in AssetForm.base_fields}
        said |= {name: tuple(said[name]) for name in ("families", "stages", "verticals", "keywords")}
        return AssetTerms(audience_id=said.pop("audience"), owner_id=said.pop("owner"), **said)


class VersionForm(forms.Form):
    """The content of a version: a file, a link or a text."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT}),
    )
    link = forms.URLField(label=gettext_lazy("or a link"), required=False, max_length=1000, assume_scheme="https")
    text = forms.CharField(
        label=gettext_lazy("or a text"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("With Markdown: # for headings, - for lists, **bold**."),
    )
    note = forms.CharField(
        label=gettext_lazy("What is new"),
        required=False,
        max_length=500,
    )

    def has_material(self) -> bool:
        """Tell whether any content was given."""
        return any(self.cleaned_data.get(name) for name in ("file", "link", "text"))

    def material(self, file_id: UUID | None) -> Material:
        """Return the content, with the id under which its file is kept."""
        said = self.cleaned_data
        return Material(file_id=file_id, link=said["link"], text=said["text"], note=said["note"])


class NewAssetForm(VersionForm, AssetForm):
    """A new asset with its first version, if there is one already."""

    note = None  # type: ignore[assignment]
    field_order = ["title", "summary", "file", "link", "text"]

    def material(self, file_id: UUID | None) -> Material:
        return Material(file_id=file_id, link=self.cleaned_data["link"], text=self.cleaned_data["text"])


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReviewForm(forms.Form):
    """Until when an asset holds."""

    review_by = forms.DateField(label=gettext_lazy("It holds until"), widget=DateInput())


class AudienceForm(forms.Form):
    """Who belongs to an audience."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    is_internal = forms.BooleanField(label=gettext_lazy("Only us: no partner"), required=False)
    tiers = forms.MultipleChoiceField(
        label=gettext_lazy("Tiers"),
        choices=_tiers,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One of them is enough. Without a choice all belong."),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of partner"), choices=_types, required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles of the person"), choices=_roles, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"),
        choices=_regions,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With all that lies inside."),
    )
    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Agreements in force"),
        choices=_agreements,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def terms(self) -> AudienceTerms:
        """Return what was typed."""
        said = self.cleaned_data
        return AudienceTerms(
            is_internal=said["is_internal"],
            **{name: frozenset(said[name]) for name in ("tiers", "types", "roles", "regions", "agreements")},
        )


class FeedbackForm(forms.Form):
    """Whether an asset helped."""

    is_helpful = forms.TypedChoiceField(
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))], coerce=lambda said: said == "yes"
    )
    words = forms.CharField(max_length=2000, required=False)
