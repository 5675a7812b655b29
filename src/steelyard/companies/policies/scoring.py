"""Scoring a pair of companies: the same, related, perhaps, or no, with the evidence for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp

from steelyard.companies.policies.alignment import Alignment, align_names
from steelyard.companies.policies.domains import company_domain, domain_label
from steelyard.companies.policies.folding import fold
from steelyard.companies.policies.normalization import NormalName, normalize_name, read_name
from steelyard.companies.policies.vocabulary import WordClass
from steelyard.companies.policies.weights import IDENTIFIER_DIFFERS, IDENTIFIER_EQUAL, PRIOR, SENTENCES, WEIGHTS, Weight
from steelyard.companies.terms import (
    CompanyProfile,
    Evidence,
    IdentifierScheme,
    MatchResult,
    MatchThresholds,
    Verdict,
)

DEFAULT_THRESHOLDS = MatchThresholds()
_MOST_NAMES = 6
_LEAST_DOUBT = 0.1
"""Below this probability of being the same there is no question for a person, however likely a distant family is."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A profile made ready for many comparisons; keep it as long as the profile does not change. Each is itself only."""

    names: tuple[NormalName, ...]
    parents: tuple[NormalName, ...]
    domains: frozenset[str]
    labels: frozenset[str]
    country: str
    city: str
    identifiers: Mapping[IdentifierScheme, str]
    form_kinds: frozenset[str]
    form_countries: frozenset[str]
    form_names: str
    order: tuple[object, ...]


def prepare(profile: CompanyProfile) -> Prepared:
    """Return `profile` with its names taken apart and its domains and identifiers in one form."""
    reading = read_name(profile.name)
    names = list(reading.names)
    if profile.aliases or not names[0].raw:
        names += map(normalize_name, profile.aliases)
        names = list({name.raw: name for name in reversed(names) if name.raw}.values())[::-1][:_MOST_NAMES]
    parents = (*reading.parents, *(normalize_name(parent) for parent in profile.parents))
    domains = frozenset(filter(None, map(company_domain, profile.domains)))
    forms = [form for name in reading.names for form in name.forms]
    country = (profile.country or "").strip().upper()
    city = " ".join(fold(profile.city or ""))
    identifiers = {
        IdentifierScheme(scheme): clean
        for scheme, value in profile.identifiers.items()
        if (clean := normalize_identifier(value))
    }
    return Prepared(
        names=tuple(names),
        parents=tuple(parent for parent in parents if parent.raw),
        domains=domains,
        labels=frozenset(map(domain_label, domains)),
        country=country,
        city=city,
        identifiers=identifiers,
        form_kinds=frozenset(form.kind for form in forms),
        form_countries=frozenset().union(*(form.countries for form in forms))
        if all(form.countries for form in forms)
        else frozenset(),
        form_names=", ".join(sorted({form.name for form in forms})),
        order=(
            tuple(name.raw for name in names),
            tuple(sorted(domains)),
            country,
            city,
            tuple(sorted(identifiers.items())),
        ),
    )


def normalize_identifier(value: str) -> str:
    """Return a register's number in the one form in which it is compared: letters and digits, upper case."""
    return "".join(fold(value)).upper()


def compare(a: Prepared, b: Prepared, thresholds: MatchThresholds = DEFAULT_THRESHOLDS) -> MatchResult:
    """Return what two companies are to each other; it does not matter which comes first.

    Source: see `weights`. `probability` is that of *same* against *related* and *unconnected* together.
    """
    if b.order < a.order:
        a, b = b, a
    tally = _Tally()
    _weigh_names(tally, a, b)
    _weigh_forms(tally, a, b)
    _weigh_domains(tally, a, b, {evidence.code for evidence in tally.evidence})
    _weigh_places(tally, a, b)
    _weigh_identifiers(tally, a, b)
    return tally.result(thresholds)


def explain(evidence: Evidence) -> str:
    """Return one piece of evidence as an English sentence; pages translate `weights.SENTENCES` by its code instead."""
    return SENTENCES[evidence.code].format_map(evidence.params)


class _Tally:
    """The sums of log-odds so far, with the evidence behind them."""

    __slots__ = ("evidence", "related", "same")

    def __init__(self) -> None:
        self.same = PRIOR.same
        self.related = PRIOR.related
        self.evidence: list[Evidence] = []

    def add(self, code: str, params: dict[str, str], amount: float = 0.0, brand: float | None = None) -> None:
        self.add_weight(code, WEIGHTS[code], params, amount, brand)

    def add_weight(
        self, code: str, weight: Weight, params: dict[str, str], amount: float = 0.0, brand: float | None = None
    ) -> None:
        same = weight.same + weight.same_each * amount
        self.same += same
        self.related += weight.related + weight.related_each * (amount if brand is None else brand)
        self.evidence.append(Evidence(code, params, round(same, 2)))

    def result(self, thresholds: MatchThresholds) -> MatchResult:
        same, related = exp(min(self.same, 50.0)), exp(min(self.related, 50.0))
        total = 1.0 + same + related
        probability, family = same / total, related / total
        if probability >= thresholds.same:
            verdict = Verdict.SAME
        elif probability + family >= thresholds.related and family >= probability:
            verdict = Verdict.RELATED
        elif probability + family >= thresholds.maybe and probability >= _LEAST_DOUBT:
            verdict = Verdict.MAYBE
        else:
            verdict = Verdict.NO
        return MatchResult(verdict, probability, family, tuple(self.evidence))


def _weigh_names(tally: _Tally, a: Prepared, b: Prepared) -> None:
    if not a.names or not b.names:
        tally.add("name_missing", {})
        return
    best = _best_alignment(a.names, b.names)
    _add_alignment(tally, best)
    for parents, names in ((a.parents, b.names), (b.parents, a.names)):
        for parent in parents:
            if any(parent.words == name.words for name in names):
                tally.add("parent_named", {"words": " ".join(parent.words)})
                return


def _best_alignment(ours: Iterable[NormalName], theirs: tuple[NormalName, ...]) -> Alignment:
    best, best_score = None, 0.0
    for one in ours:
        for other in theirs:
            found = align_names(one, other)
            score = _score(found)
            if best is None or score > best_score:
                best, best_score = found, score
            if found.code == "name_equal":
                break
    assert best is not None
    return best


def _score(found: Alignment) -> float:
    """Return the log-odds of an alignment for "same"; a little for "related" settles ties."""
    weight = WEIGHTS[found.code]
    score = weight.same + weight.same_each * found.information
    for code, _, amount in found.findings:
        score += WEIGHTS[code].same + WEIGHTS[code].same_each * amount
    return score


def _add_alignment(tally: _Tally, found: Alignment) -> None:
    if found.code == "name_acronym":
        tally.add(found.code, {"short": found.words, "long": found.long}, found.information)
    else:
        tally.add(found.code, {"words": found.words}, found.information, found.brand)
    for code, words, amount in found.findings:
        tally.add(code, {"words": words}, amount)


def _weigh_forms(tally: _Tally, a: Prepared, b: Prepared) -> None:
    if not a.form_kinds or not b.form_kinds:
        return
    forms = {"forms": f"{a.form_names} / {b.form_names}"}
    if (
        a.form_countries
        and b.form_countries
        and not a.country
        and not b.country
        and not a.form_countries & b.form_countries
    ):
        tally.add("form_country_differs", forms)
    elif "" not in a.form_kinds and "" not in b.form_kinds and not a.form_kinds & b.form_kinds:
        tally.add("form_differs", forms)


_OTHER_NAMES = frozenset({"word_differs", "generic_differs", "place_differs", "number_differs"})
_NEAR_NAMES = frozenset({"word_misspelled", "word_sounds_alike"})


def _weigh_domains(tally: _Tally, a: Prepared, b: Prepared, said: set[str]) -> None:
    """Weigh the domains in the light of what was `said` of the names: what a domain means depends on them."""
    if a.domains and b.domains:
        both = a.domains & b.domains
        if both:
            is_of_family = not _OTHER_NAMES.isdisjoint(said)
            code = "domain_only" if "name_differs" in said else "domain_of_family" if is_of_family else "domain_equal"
        elif a.labels & b.labels:
            code = "domain_sibling"
        elif not _NEAR_NAMES.isdisjoint(said) and _spells_itself(a) and _spells_itself(b):
            code = "domains_spell_both"
        else:
            code = "domain_differs"
        tally.add(code, {"domain": ", ".join(sorted(both or a.domains | b.domains))})
        return
    for named, other in ((a, b), (b, a)):
        if named.labels and any(name.compact in named.labels for name in other.names):
            tally.add("domain_named", {"domain": ", ".join(sorted(named.domains))})


def _spells_itself(one: Prepared) -> bool:
    """Tell whether a word of its own, as it is written, stands in a domain of the company."""
    return any(
        word_class is WordClass.DISTINCTIVE and len(word) > 3 and word in label
        for name in one.names
        for word, word_class in zip(name.spelled, name.classes, strict=True)
        for label in one.labels
    )


def _weigh_places(tally: _Tally, a: Prepared, b: Prepared) -> None:
    if a.country and b.country:
        if a.country == b.country:
            tally.add("country_equal", {"country": a.country})
        else:
            tally.add("country_differs", {"country": " / ".join(sorted((a.country, b.country)))})
    if a.city and b.city:
        if a.city == b.city:
            tally.add("city_equal", {"city": a.city})
        else:
            tally.add("city_differs", {"city": " / ".join(sorted((a.city, b.city)))})


def _weigh_identifiers(tally: _Tally, a: Prepared, b: Prepared) -> None:
    for scheme, value in a.identifiers.items():
        other = b.identifiers.get(scheme)
        if other is None:
            continue
        if other == value:
            tally.add_weight(f"{scheme}_equal", IDENTIFIER_EQUAL[scheme], {"value": value})
        else:
            tally.add_weight(
                f"{scheme}_differs", IDENTIFIER_DIFFERS[scheme], {"value": " / ".join(sorted((value, other)))}
            )
