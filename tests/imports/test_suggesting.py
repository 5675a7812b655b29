"""Which column is which field: as the usual programs call them, in two languages, by what the values look like."""

from pathlib import Path

import pytest

from steelyard.platform.imports.reading import open_table
from steelyard.platform.imports.running import importers
from steelyard.platform.imports.suggesting import Suggestion, fingerprint_of, languages, suggest, templates


def suggested(folder: Path, kind: str, *lines: str, template: str = "") -> Suggestion:
    path = folder / "file.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return suggest(kind, importers()[kind].fields, open_table(path), template=template)


@pytest.mark.parametrize("book", [*templates().values(), *languages().values()], ids=lambda book: book.key)
def test_every_template_names_known_kinds_and_fields(book: object) -> None:
    for kind, fields in book.kinds.items():  # type: ignore[attr-defined]
        known = {field.name for field in importers()[kind].fields}
        assert set(fields) <= known, f"{kind}: {set(fields) - known}"


@pytest.mark.parametrize(
    ("kind", "header", "template", "columns"),
    [
        (
            "companies",
            "Account Name,Website,Billing Country,Employees",
            "salesforce",
            {"name": "Account Name", "website": "Website", "country": "Billing Country", "employees": "Employees"},
        ),
        (
            "opportunities",
            "deal_id,property_dealname,property_amount,property_closedate",
            "hubspot",
            {
                "external_id": "deal_id",
                "name": "property_dealname",
                "amount": "property_amount",
                "close_on": "property_closedate",
            },
        ),
        (
            "opportunities",
            "Potential Name,Closing Date,Amount,Stage,Created Time",
            "zoho",
            {
                "name": "Potential Name",
                "close_on": "Closing Date",
                "amount": "Amount",
                "stage": "Stage",
                "opened_at": "Created Time",
            },
        ),
    ],
)
def test_exports_of_other_programs_are_recognized(
    tmp_path: Path, kind: str, header: str, template: str, columns: dict[str, str]
) -> None:
    found = suggested(tmp_path, kind, header, "x" + "," * header.count(","))
    assert found.template == template
    assert found.mapping.columns == columns


def test_german_headers_are_understood(tmp_path: Path) -> None:
    found = suggested(tmp_path, "partners", "Partnername;Land;Stufe;Partner seit", "Hafen AG;DE;Gold;01.02.2024")
    expected = {"name": "Partnername", "country": "Land", "tier": "Stufe", "since_on": "Partner seit"}
    assert found.mapping.columns == expected


def test_values_tell_what_no_word_does(tmp_path: Path) -> None:
    found = suggested(tmp_path, "people", "a;b;Rolle", "lena@hafen.example;x;seller", "ole@hafen.example;y;seller")
    assert found.mapping.columns == {"email": "a", "roles": "Rolle"}


def test_the_order_of_columns_does_not_make_another_header() -> None:
    assert fingerprint_of(["Name", "Land"]) == fingerprint_of(["land", "name "])
    assert fingerprint_of(["Name"]) != fingerprint_of(["Land"])
