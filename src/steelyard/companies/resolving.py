"""Deciding from scored candidates which company somebody means. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.companies.cards import Candidate
from steelyard.companies.terms import Verdict

_WHOLE_NAME = frozenset({"name_equal", "name_respaced", "name_reordered"})
_SPELLED_ALIKE = frozenset({"word_misspelled", "word_sounds_alike"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What somebody's words mean: one known company, or none, and which others come close."""

    same: Candidate | None
    related: tuple[Candidate, ...]
    maybe: tuple[Candidate, ...]
    verdict: Verdict
    closest: Candidate | None
    """The candidate that the verdict is about."""


def decide_meaning(candidates: Sequence[Candidate]) -> Meaning:
    """Return what the best candidates say together.

    The surest *same* is meant; of equals the one in the directory, then the one with the lower id, so that the answer never
    depends on the order of a look-up. Without one, an open *maybe* outweighs a *related*: it needs a person. Beside a company
    of exactly this name, one that is only spelled like it is another company.
    """
    ranked = sorted(candidates, key=lambda one: (-round(one.probability, 6), not one.card.is_listed, one.card.id))
    same = next((one for one in ranked if one.verdict is Verdict.SAME), None)
    related = tuple(one for one in ranked if one.verdict is Verdict.RELATED)
    # A second *same* is a duplicate that nobody has merged yet: whether it is meant too is a person's question.
    maybe = tuple(
        one
        for one in ranked
        if one is not same
        and one.verdict in (Verdict.SAME, Verdict.MAYBE)
        and not (same and _is_named_so(same) and _is_only_spelled_alike(one))
    )
    for verdict, found in ((Verdict.SAME, same), (Verdict.MAYBE, maybe), (Verdict.RELATED, related)):
        if found:
            closest = found if isinstance(found, Candidate) else found[0]
            return Meaning(same=same, related=related, maybe=maybe, verdict=verdict, closest=closest)
    return Meaning(same=None, related=(), maybe=(), verdict=Verdict.NO, closest=ranked[0] if ranked else None)


def _is_named_so(candidate: Candidate) -> bool:
    return not _WHOLE_NAME.isdisjoint(evidence.code for evidence in candidate.evidence)


def _is_only_spelled_alike(candidate: Candidate) -> bool:
    codes = {evidence.code for evidence in candidate.evidence}
    return not codes.isdisjoint(_SPELLED_ALIKE) and not any(
        code.endswith("_equal") and code not in ("country_equal", "city_equal") for code in codes
    )
