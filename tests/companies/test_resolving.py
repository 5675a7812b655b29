"""What several candidates say together."""

from uuid import UUID

from steelyard.companies.cards import Candidate, CompanyCard, KnownCompany
from steelyard.companies.policies import compare, prepare
from steelyard.companies.resolving import Meaning, decide_meaning
from steelyard.companies.terms import CompanyProfile, Verdict


def meaning_of(said: CompanyProfile, *known: CompanyProfile) -> Meaning:
    candidates = []
    for number, profile in enumerate(known):
        card = CompanyCard(id=UUID(int=number), name=profile.name, domain="", country="", city="", is_listed=True)
        company = KnownCompany(card=card, number=number, prepared=prepare(profile))
        candidates.append(Candidate(company=company, result=compare(prepare(said), company.prepared)))
    return decide_meaning(candidates)


def test_beside_the_exact_name_another_spelling_is_another_company() -> None:
    exact, alike = CompanyProfile("Halmann & Becker"), CompanyProfile("Helmann & Becker")
    meaning = meaning_of(CompanyProfile("Halmann & Becker Ltd"), exact, alike)
    assert meaning.same is not None
    assert meaning.same.card.name == exact.name
    assert meaning.maybe == ()


def test_another_spelling_with_the_same_domain_stays_a_question() -> None:
    exact = CompanyProfile("Halmann & Becker", domains=("becker.com",))
    alike = CompanyProfile("Helmann & Becker", domains=("becker.com",))
    assert len(meaning_of(exact, exact, alike).maybe) == 1


def test_without_the_exact_name_both_spellings_are_meant_alike() -> None:
    known = CompanyProfile("Halmann & Becker"), CompanyProfile("Hellmann & Becker")
    meaning = meaning_of(CompanyProfile("Helmann & Becker"), *known)
    assert meaning.verdict is Verdict.SAME
    assert len(meaning.maybe) == 1
