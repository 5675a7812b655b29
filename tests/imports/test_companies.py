"""Importing companies: found or created, completed but never overruled."""

from steelyard.companies.models import Company, CompanyIdentifier
from tests.imports.conftest import Load

HEADER = "Account Name;Website;Billing Country;City;ISIN;Listed"


def test_companies_are_created_from_the_columns_of_a_crm(load: Load) -> None:
    report = load(
        "companies", HEADER, "Nordlicht Werke GmbH;http://www.nordlicht-werke.de/de;Germany;Kiel;DE0001234567;yes"
    )
    company = Company.objects.get()
    assert report.counts == {"companies created": 1}
    assert (company.domain, company.country, company.city, company.is_listed) == (
        "nordlicht-werke.de",
        "DE",
        "Kiel",
        True,
    )
    assert CompanyIdentifier.objects.get().value == "DE0001234567"


def test_the_same_file_again_changes_nothing_and_says_so(load: Load) -> None:
    lines = (HEADER, "Nordlicht Werke GmbH;nordlicht-werke.de;DE;Kiel;;", "Hafenkontor AG;hafenkontor.de;DE;Bremen;;")
    load("companies", *lines)
    again = load("companies", *lines)
    assert again.counts == {"companies known already": 2, "of them unchanged": 2}
    assert Company.objects.count() == 2


def test_another_spelling_is_the_same_company(load: Load) -> None:
    report = load(
        "companies",
        HEADER,
        "Nordlicht Werke GmbH;nordlicht-werke.de;DE;Kiel;;",
        "NORDLICHT-WERKE;www.nordlicht-werke.de;DE;Kiel;;",
    )
    assert report.counts["of them under another name"] == 1
    assert Company.objects.count() == 1


def test_a_known_company_gets_what_it_lacks_and_keeps_what_it_has(load: Load) -> None:
    load("companies", HEADER, "Nordlicht Werke GmbH;nordlicht-werke.de;;Kiel;;")
    report = load("companies", HEADER, "Nordlicht Werke GmbH;nordlicht-werke.de;DE;Hamburg;DE0001234567;yes")
    company = Company.objects.get()
    assert report.counts == {"companies known already": 1, "of them completed": 1}
    assert (company.country, company.city, company.is_listed) == ("DE", "Kiel", True)


def test_free_mail_is_nobodys_domain(load: Load) -> None:
    report = load("companies", HEADER, "Nordlicht Werke GmbH;gmail.com;DE;;;")
    assert report.counts["domains that belong to no one company"] == 1
    assert Company.objects.get().domain == ""
