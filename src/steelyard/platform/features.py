"""Features that may be opened to partners step by step: each context declares its own, and asks `is_open` wherever one begins.

Which partners a feature is open to is decided above, by the context `rollouts`, which says here how its answer is found. A feature
that nobody rolls out is as its declaration says. The host always has every feature. Docs: decision 0030.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, sentence
from steelyard.platform.db import asking


class FeatureNotOpen(NotAllowed):
    """A feature is being introduced, and it is not this partner's turn."""

    code = "feature_not_open"
    text = sentence(
        "“{feature}” is introduced step by step and is not open to your organization yet. Ask your channel manager when it will be."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something that partners can begin. While it is closed they cannot; what was begun before stays and can be ended."""

    key: str
    name: str
    about: str
    is_open_by_default: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whether a feature that is rolled out is open to a partner; `is_pilot` where it is ahead of others."""

    is_open: bool
    is_pilot: bool


Gates = Callable[[UUID], Mapping[str, Gate]]
"""Answers, for a partner, how it stands with every feature that is rolled out."""

_features: dict[str, Feature] = {}
_gates: list[Gates] = []
_known: ContextVar[tuple[object, UUID, Mapping[str, Gate]] | None] = ContextVar("steelyard_features", default=None)


def declare(feature: Feature) -> Feature:
    """Make a feature known, and return it. Raises: ValueError when the key is taken."""
    if feature.key in _features:
        raise ValueError(f"two features are called {feature.key}")
    _features[feature.key] = feature
    return feature


def features() -> Mapping[str, Feature]:
    """Return every declared feature by key."""
    return dict(sorted(_features.items()))


def register_gates(gates: Gates) -> None:
    """Tell the platform how it is found what is open to a partner; called once, by rollouts."""
    _gates[:] = [gates]


def is_open(feature: Feature, actor: Actor) -> bool:
    """Tell whether the actor may begin something with the feature: the host always, a partner once it is its turn."""
    if not actor.is_partner or actor.partner_id is None:
        return True
    gate = _gates_of(actor.partner_id).get(feature.key)
    return feature.is_open_by_default if gate is None else gate.is_open


def require_open(feature: Feature, actor: Actor) -> None:
    """Let those pass to whom the feature is open. Raises: FeatureNotOpen."""
    if not is_open(feature, actor):
        raise FeatureNotOpen(feature=_(feature.name))


def is_piloting(actor: Actor) -> bool:
    """Tell whether the actor's partner has any feature ahead of others."""
    if not actor.is_partner or actor.partner_id is None:
        return False
    return any(gate.is_pilot for gate in _gates_of(actor.partner_id).values())


def forget() -> None:
    """Forget what was read in this transaction, because it has been decided anew."""
    _known.set(None)


def _gates_of(partner_id: UUID) -> Mapping[str, Gate]:
    """Return what is open to the partner, read once while the same actor asks in this transaction."""
    known, asked = _known.get(), asking()
    if known is None or known[0] is not asked or known[1] != partner_id:
        known = (asked, partner_id, _gates[0](partner_id) if _gates else {})
        _known.set(known)
    return known[2]
