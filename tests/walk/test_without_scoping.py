"""With the scoping of every queryset switched off, row-level security alone keeps others out of a partner's pages and API."""

import pytest
from django.apps import apps

from steelyard.kernel.actors import Actor
from tests.figures import keep_figure
from tests.walk.browsing import Visitor
from tests.walk.conftest import ANKER, Walk
from tests.walk.crawl import crawl
from tests.walk.ecosystem import INTERNALS, SECRETS, outside

SCOPED = [model for model in apps.get_models() if "visible_to" in vars(model)]


@pytest.fixture
def without_scoping(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(cls: type, actor: Actor) -> object:
        return cls._default_manager.all()  # type: ignore[attr-defined]

    for model in SCOPED:
        monkeypatch.setattr(model, "visible_to", classmethod(everything))


@pytest.mark.slow
@pytest.mark.figure
def test_nothing_of_others_is_said_when_querysets_let_everything_through(
    walk: Walk, visitors: dict[str, Visitor], without_scoping: None
) -> None:
    words = [word.lower() for word in (*SECRETS, *INTERNALS)]
    words += [one for prefix in walk.foreign for one in outside(walk.foreign, prefix)]
    answers = {(who, address): answer for who in ANKER for address, answer in crawl(visitors[who], walk.own).items()}
    said = [
        (*place, word)
        for place, answer in answers.items()
        for word in words
        if word in answer.body.lower().replace(place[1].partition("q=")[2].lower() or "\0", "")
    ]
    keep_figure(
        f"isolation walk with the scoping of {len(SCOPED)} models switched off (row-level security alone)",
        at_least="0 foreign rows",
        measured=f"{len(said)} words or ids of others in {len(answers)} answers {said[:5] or ''}".strip(),
        is_met=not said,
    )
