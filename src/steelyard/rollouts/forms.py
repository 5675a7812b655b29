"""Forms of rollouts: what people type, before a command judges it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import list_host_people
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.partners.public import list_partner_types, list_segment_cards, list_tiers
from steelyard.platform.features import features
from steelyard.program.public import list_regions
from steelyard.rollouts.terms import (
    BEST_RATING,
    WORST_RATING,
    Cohort,
    Ending,
    FeedbackDraft,
    FeedbackKind,
    FeedbackState,
    Goals,
    PhaseDraft,
    RolloutDraft,
)
from steelyard.ui.forms import ComboboxField, DateInput, RadioCards

Choices = list[tuple[str, str]]
_SEARCHABLE = {"data-island": "select"}
_RATINGS = range(WORST_RATING, BEST_RATING + 1)


def _features() -> Choices:
    return [(one.key, _(one.name)) for one in features().values()]


def _segments() -> Choices:
    return [(one.public_id, one.name) for one in list_segment_cards()]


def _types() -> Choices:
    return [(one.key, _(one.name)) for one in list_partner_types()]


def _regions() -> Choices:
    return [(one.key, _(one.name)) for one in list_regions()]


def _tiers() -> Choices:
    return [(one.key, _(one.name)) for one in list_tiers()]


def _several(choices: Any, label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.SelectMultiple(attrs=_SEARCHABLE)
    )


class RolloutForm(forms.Form):
    """What a rollout is about, and when its pilot is good enough."""

    feature = forms.ChoiceField(label=gettext_lazy("Feature"), choices=_features)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("Whoever is in the pilot reads it.")
    )
    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the people of the pilot: what is new, and what you would like to hear about."),
    )
    everybody_on = forms.DateField(
        label=gettext_lazy("For everybody from"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Leave it empty to decide later."),
    )
    least_answers = forms.IntegerField(
        label=gettext_lazy("Goal: at least so many answers"), min_value=0, max_value=1000
    )
    least_rating = forms.TypedChoiceField(
        label=gettext_lazy("Goal: rated at least"), coerce=int, choices=[(n, str(n)) for n in _RATINGS]
    )
    most_open_bugs = forms.IntegerField(
        label=gettext_lazy("Goal: at most so many open bugs"), min_value=0, max_value=1000
    )

    def draft(self, feature: str = "") -> RolloutDraft:
        """Return what was typed, of the feature given where there is one already."""
        said = self.cleaned_data
        return RolloutDraft(
            feature=feature or said["feature"],
            name=said["name"],
            about=said["about"],
            everybody_on=said["everybody_on"],
            goals=Goals(
                least_answers=said["least_answers"],
                least_rating=said["least_rating"],
                most_open_bugs=said["most_open_bugs"],
            ),
        )

    @staticmethod
    def values_of(goals: Goals) -> dict[str, int]:
        """Return what the fields show of goals."""
        return {
            "least_answers": goals.least_answers,
            "least_rating": goals.least_rating,
            "most_open_bugs": goals.most_open_bugs,
        }


class PhaseForm(forms.Form):
    """From when on a phase holds which partners, but for those picked by hand."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    segments = _several(_segments, gettext_lazy("In one of the segments"))
    regions = _several(_regions, gettext_lazy("In one of the regions"))
    tiers = _several(_tiers, gettext_lazy("In one of the tiers"))
    types = _several(_types, gettext_lazy("With one of the roles"))
    share = forms.IntegerField(
        label=gettext_lazy("Percent of those that fit"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=gettext_lazy(
            "Leave it empty for all of them. Who is among 10 percent is among 20 percent too."
            " Leave everything empty to hold only partners that you pick by hand."
        ),
    )

    def draft(self, picked: Cohort | None = None) -> PhaseDraft:
        """Return what was typed, with the partners that were picked before."""
        said = self.cleaned_data
        cohort = Cohort(
            partner_ids=picked.partner_ids if picked else frozenset(),
            segment_ids=frozenset(parse_public_id("segment", one) for one in said["segments"]),
            types=frozenset(said["types"]),
            regions=frozenset(said["regions"]),
            tiers=frozenset(said["tiers"]),
            share=said["share"],
        )
        return PhaseDraft(name=said["name"], starts_on=said["starts_on"], cohort=cohort)

    @staticmethod
    def values_of(cohort: Cohort) -> dict[str, object]:
        """Return what the fields show of a cohort."""
        return {
            "segments": [public_id("segment", one) for one in cohort.segment_ids],
            "regions": sorted(cohort.regions),
            "tiers": sorted(cohort.tiers),
            "types": sorted(cohort.types),
            "share": cohort.share,
        }


class PickForm(forms.Form):
    """A partner to pick by hand."""

    partner = ComboboxField(label=gettext_lazy("Pick a partner by hand"), url_name="partners:suggest")


class ReasonForm(forms.Form):
    """Why a rollout is paused."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EndingForm(ReasonForm):
    """How a rollout ends, and why."""

    ending = forms.TypedChoiceField(
        label=gettext_lazy("What becomes of the feature"),
        coerce=Ending,
        choices=lambda: [(str(one), _(one.label)) for one in Ending],
        widget=RadioCards(
            details={
                Ending.RELEASED.value: gettext_lazy("Every partner has it from now on, those to come as well."),
                Ending.WITHDRAWN.value: gettext_lazy("No partner has it, until another rollout of it is started."),
            }
        ),
    )
    field_order = ("ending", "reason")


class FeedbackForm(forms.Form):
    """What somebody of a pilot says."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("What is it?"),
        coerce=FeedbackKind,
        choices=lambda: [(str(one), _(one.label)) for one in FeedbackKind],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    rating = forms.TypedChoiceField(
        label=gettext_lazy("How good is it so far?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", _("I cannot say yet")), *((str(n), _("{count} of 5").format(count=n)) for n in _RATINGS)],
    )
    page = forms.CharField(
        label=gettext_lazy("On which page?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The page that you came from; change it where you mean another one."),
    )

    def draft(self) -> FeedbackDraft:
        """Return what was typed."""
        return FeedbackDraft(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What becomes of feedback, and who looks after it."""

    state = forms.TypedChoiceField(
        label=gettext_lazy("State"),
        coerce=FeedbackState,
        choices=lambda: [(str(one), _(one.label)) for one in FeedbackState],
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever said it reads this. Who is declined is told why."),
    )


class AssigneeForm(forms.Form):
    """Who of the host looks after feedback."""

    assignee = forms.ChoiceField(
        label=gettext_lazy("Looked after by"),
        choices=lambda: [
            ("", _("Nobody yet")),
            *((public_id("person", person.id), person.name) for person in list_host_people() if person.id),
        ],
        required=False,
    )
