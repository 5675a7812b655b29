"""Domains as evidence: which part of an address belongs to a company, and which addresses belong to nobody."""

from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from steelyard.companies.policies.folding import fold
from steelyard.companies.policies.tables import table

_SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=65536)
def registrable_domain(address: str) -> str | None:
    """Return the registrable domain inside a host, URL or mail address: "https://shop.acme.co.uk/x" gives "acme.co.uk".

    Nothing is fetched: the public suffix list is the one that comes with the library. None where there is no such domain.
    """
    text = address.strip().lower()
    if not text or len(text) > 2048:
        return None
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:  # a malformed IPv6 literal in brackets
        return None
    domain: str | None = _SUFFIXES.privatesuffix(host.rstrip("."))
    return domain


def company_domain(address: str) -> str | None:
    """Return the registrable domain if it can identify a company: free mail, social media and shared hosting cannot."""
    domain = registrable_domain(address)
    return None if domain is None or domain in ignored_domains() else domain


@cache
def ignored_domains() -> frozenset[str]:
    """Return the domains that many companies share."""
    facts = table("domains")
    return frozenset(facts["free_mail"]) | frozenset(facts["shared"])


@lru_cache(maxsize=65536)
def domain_label(domain: str) -> str:
    """Return the part of a registrable domain that its owner chose, folded: "jp-morgan.co.uk" gives "jpmorgan"."""
    label = domain.split(".", 1)[0]
    if label.startswith("xn--"):
        try:
            label = label.encode().decode("idna")
        except UnicodeError:
            return label
    return "".join(fold(label))
