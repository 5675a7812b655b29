"""An address tells whose it is only where it belongs to one company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.companies.policies import company_domain, registrable_domain
from steelyard.companies.policies.domains import domain_label


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://shop.acme.co.uk/about?x=1", "acme.co.uk"),
        ("jane.doe@mail.acme.com", "acme.com"),
        ("ACME.COM", "acme.com"),
        ("acme.com.", "acme.com"),
        ("localhost", None),
        ("127.0.0.1", None),
        ("http://[broken", None),
        ("", None),
        ("co.uk", None),
    ],
)
def test_the_registrable_part_is_found(address: str, domain: str | None) -> None:
    assert registrable_domain(address) == domain


@pytest.mark.parametrize("address", ["joe@gmail.com", "hotmail.co.uk", "acme.github.io", "linkedin.com/company/acme"])
def test_shared_domains_identify_nobody(address: str) -> None:
    assert company_domain(address) is None


def test_a_label_is_compared_without_its_punctuation() -> None:
    assert domain_label("jp-morgan.co.uk") == "jpmorgan"
    assert domain_label("xn--mller-kva.de") == "muller"


@given(st.text(max_size=60))
def test_any_text_is_an_answer_not_an_error(text: str) -> None:
    domain = company_domain(text)
    assert domain is None or domain_label(domain) is not None
