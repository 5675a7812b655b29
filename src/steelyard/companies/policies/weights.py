"""What each observation is worth: the one table behind every match verdict.

Fellegi and Sunter's model with three hypotheses in place of two: the pair is the *same* company, *related* (one family), or
unconnected. Each observation adds its natural log-odds against "unconnected" to the first two; the three sums become
probabilities. A column `…_each` multiplies an amount that was observed, for example how much information the shared words
carry (`vocabulary.INFORMATION`).

Source: set by hand from the meaning of each observation, then adjusted on the labelled pairs of `tests/companies` and of
`bench/company_match_quality.py`. An observation that agrees has `same >= related >= 0`, one that conflicts has
`same <= related` and `same <= 0`: that is what makes more agreement never lower a probability. One agrees otherwise: the
domain that differently named companies share speaks for a family first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.refusals import sentence


@dataclass(frozen=True, slots=True)
class Weight:
    """The log-odds one observation adds, and the sentence that explains it (fields in braces come from the evidence)."""

    same: float
    related: float
    text: str
    same_each: float = 0.0
    related_each: float = 0.0


PRIOR = Weight(-2.8, -3.5, sentence("Most pairs of companies have nothing to do with each other."))

WEIGHTS: Mapping[str, Weight] = {
    # Names as a whole. The amount is the information of the shared words: for "same" all count, for "related" the brand.
    "name_equal": Weight(4.6, 0.3, sentence("The names are the same: {words}."), 2.6, 3.4),
    "name_respaced": Weight(4.4, 0.3, sentence("The names differ only in spaces: {words}."), 2.6, 3.4),
    "name_reordered": Weight(4.2, 0.3, sentence("The names have the same words in another order: {words}."), 2.6, 3.4),
    "name_shared": Weight(4.6, 0.3, sentence("The names share: {words}."), 2.6, 3.4),
    "name_acronym": Weight(0.0, 0.0, sentence("{short} are the initials of {long}."), 3.4, 1.0),
    "name_differs": Weight(-8.0, -5.0, sentence("The names have nothing in common.")),
    "name_missing": Weight(0.0, 0.0, sentence("One of the two has no name.")),
    # Words that are alike. The amount is the cost of the difference (`alignment`).
    "word_misspelled": Weight(0.0, 0.0, sentence("{words} look like one word with a typing error."), -1.0, -0.3),
    "word_sounds_alike": Weight(0.0, 0.0, sentence("{words} sound alike."), -1.0, -0.2),
    "word_abbreviated": Weight(0.0, 0.0, sentence("{words} look like a word and its abbreviation."), -1.0, -0.3),
    "word_initials": Weight(0.0, 0.0, sentence("{words}: the first is the initials of the others."), -1.0, -0.3),
    # Words only one of the two has. The amount is 1, and a half for each further word of the kind.
    "extra_structure": Weight(0.0, 0.0, sentence("Only one name says {words}: a word for a group's structure."), -0.9, 0.3),
    "extra_scope": Weight(0.0, 0.0, sentence("Only one name says {words}: often another unit of the same group."), -2.3, 0.8),
    "extra_descriptor": Weight(0.0, 0.0, sentence("Only one name says what kind of firm it is: {words}."), -3.2, 0.6),
    "extra_industry": Weight(0.0, 0.0, sentence("Only one name says what business it is in: {words}."), -3.4, 0.0),
    "extra_place": Weight(0.0, 0.0, sentence("Only one name says a place: {words}."), -4.2, 1.2),
    "extra_seat": Weight(0.0, 0.0, sentence("Only one name says where it is registered: {words}."), -1.6, 0.3),
    "extra_number": Weight(0.0, 0.0, sentence("Only one name has a number: {words}."), -5.0, 0.0),
    "extra_first": Weight(0.0, 0.0, sentence("Only one name says that it is the first of a series."), -1.0, 0.0),
    "extra_word": Weight(0.0, 0.0, sentence("Only one name has {words}."), -4.6, -1.0),
    # Words in place of each other.
    "place_differs": Weight(-8.0, 0.9, sentence("The names say different places: {words}.")),
    "number_differs": Weight(-7.5, 0.0, sentence("The names have different numbers: {words}.")),
    "generic_differs": Weight(-7.0, -1.8, sentence("The names describe different businesses: {words}.")),
    "word_differs": Weight(-8.0, -4.5, sentence("The names differ in a word that tells companies apart: {words}.")),
    # Legal forms.
    "form_differs": Weight(-2.8, 1.5, sentence("The legal forms are of different kinds: {forms}.")),
    "form_country_differs": Weight(-3.0, 1.0, sentence("The legal forms belong to different countries: {forms}.")),
    # Family.
    "parent_named": Weight(-5.0, 10.5, sentence("One is said to belong to the other: {words}.")),
    # Domains.
    "domain_equal": Weight(7.5, 6.0, sentence("Both use the domain {domain}.")),
    "domain_of_family": Weight(5.0, 8.6, sentence("Both use the domain {domain} under different names: often one group.")),
    "domain_only": Weight(9.3, 9.0, sentence("Both use the domain {domain}, though the names have nothing in common.")),
    "domain_sibling": Weight(2.0, 2.0, sentence("The domains are one name under different endings: {domain}.")),
    "domain_named": Weight(1.2, 0.3, sentence("The domain {domain} spells the other's name.")),
    "domain_differs": Weight(-3.2, -0.3, sentence("The domains are different: {domain}.")),
    "domains_spell_both": Weight(
        -6.0, -1.0, sentence("Each has a domain that spells its own name, so neither is a slip for the other: {domain}.")
    ),
    # Place of business.
    "country_equal": Weight(0.7, 0.2, sentence("Both are in {country}.")),
    "country_differs": Weight(-2.0, 0.5, sentence("They are in different countries: {country}.")),
    "city_equal": Weight(0.8, 0.2, sentence("Both are in {city}.")),
    "city_differs": Weight(-0.6, 0.0, sentence("They are in different cities: {city}.")),
}  # fmt: skip

IDENTIFIER_EQUAL: Mapping[IdentifierScheme, Weight] = {
    IdentifierScheme.LEI: Weight(14.0, 2.0, sentence("Both have the LEI {value}.")),
    IdentifierScheme.DUNS: Weight(10.0, 3.0, sentence("Both have the D-U-N-S number {value}.")),
    IdentifierScheme.REGISTRY: Weight(9.0, 2.0, sentence("Both have the registry number {value}.")),
    IdentifierScheme.VAT: Weight(9.0, 4.0, sentence("Both have the VAT number {value}.")),  # groups may share one
    IdentifierScheme.ISIN: Weight(8.0, 2.0, sentence("Both issued the security {value}.")),
}
IDENTIFIER_DIFFERS: Mapping[IdentifierScheme, Weight] = {
    IdentifierScheme.LEI: Weight(-9.0, 0.0, sentence("The LEIs are different: {value}.")),
    IdentifierScheme.DUNS: Weight(-2.5, 0.0, sentence("The D-U-N-S numbers are different: {value}.")),  # one per site
    IdentifierScheme.REGISTRY: Weight(-5.0, 0.0, sentence("The registry numbers are different: {value}.")),
    IdentifierScheme.VAT: Weight(-3.0, 0.0, sentence("The VAT numbers are different: {value}.")),
    # One company issues many securities, so that different ones say nothing.
    IdentifierScheme.ISIN: Weight(0.0, 0.0, sentence("The securities are different: {value}.")),
}

SENTENCES: Mapping[str, str] = {
    **{code: weight.text for code, weight in WEIGHTS.items()},
    **{f"{scheme}_equal": weight.text for scheme, weight in IDENTIFIER_EQUAL.items()},
    **{f"{scheme}_differs": weight.text for scheme, weight in IDENTIFIER_DIFFERS.items()},
}
