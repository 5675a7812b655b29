"""Pages on which two records become one: the form that asks whose fact is kept, and what is said beside it."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from steelyard.platform.merging import Collision, FactLine, Hanging, say_collision
from steelyard.ui.forms import RadioCards
from steelyard.ui.records import record_url


class MergeForm(forms.Form):
    """For each fact that differs, whose is kept. `names` are those of the survivor and of the one that goes away."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        data: Any = None,
        *,
        facts: Sequence[FactLine],
        names: tuple[str, str],
        seen: str,
        say_fact: Callable[[str], str],
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.differing = [fact for fact in facts if fact.differs]
        for fact in self.differing:
            self.fields[fact.field] = forms.ChoiceField(
                label=say_fact(fact.field),
                choices=[("survivor", self.show(fact, fact.survivor)), ("merged", self.show(fact, fact.merged))],
                initial="merged" if fact.is_taken_by_default else "survivor",
                widget=RadioCards(dict(zip(("survivor", "merged"), names, strict=True))),
            )

    def show(self, fact: FactLine, value: str) -> str:
        """Return a value as people read it."""
        return value or "—"

    @property
    def choices(self) -> list[forms.BoundField]:
        """Return the fields that choose between two facts."""
        return [self[fact.field] for fact in self.differing]

    def taken(self) -> frozenset[str]:
        """Return the facts that the survivor takes over."""
        return frozenset(fact.field for fact in self.differing if self.cleaned_data[fact.field] == "merged")


def describe_meeting(collisions: Sequence[Collision], hanging: Sequence[Hanging]) -> dict[str, Any]:
    """Return, for the template, what collides and what hangs on both."""
    return {
        "hanging": [{"text": gettext(line.text), "line": line} for line in hanging],
        "collisions": [
            {
                "text": say_collision(one),
                "blocks": one.blocks,
                "links": [address for address in map(record_url, one.records) if address],
            }
            for one in collisions
        ],
        "is_blocked": any(one.blocks for one in collisions),
    }
