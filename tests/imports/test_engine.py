"""What holds for every import: bad rows stay alone, a dry run leaves nothing, errors can be opened in a spreadsheet."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from steelyard.companies.models import Company
from steelyard.platform.imports.cli import app
from steelyard.platform.imports.mapping import ColumnMapping, MappingWrong, read_mapping
from steelyard.platform.imports.running import importers
from tests.imports.conftest import Load

HEADER = "name,country"


def test_every_kind_can_be_imported() -> None:
    assert set(importers()) == {
        "companies",
        "partners",
        "people",
        "prospects",
        "opportunities",
        "registrations",
        "submissions",
        "completions",
    }


def test_field_names_and_aliases_of_an_importer_are_never_ambiguous() -> None:
    for importer in importers().values():
        words = [word for field in importer.fields for word in (field.name, *field.aliases)]
        plain = ["".join(filter(str.isalnum, word.lower())) for word in words]
        repeated = {word for word in plain if plain.count(word) > 1}
        # A field may be called the same in two spellings, two fields may not.
        for word in repeated:
            owners = {
                f.name
                for f in importer.fields
                if word in {"".join(filter(str.isalnum, w.lower())) for w in (f.name, *f.aliases)}
            }
            assert len(owners) == 1, f"{importer.key}: {word} means {owners}"


def test_a_bad_row_takes_no_other_with_it(load: Load) -> None:
    report = load(
        "companies", HEADER, "Nordlicht Werke GmbH,Germany", "Ragged", "Hafen AG,Atlantis", "!!!,DE", "Kontor KG,DE"
    )
    assert report.rows == 5
    assert report.refused == 3
    assert [(error.number, error.field) for error in report.errors] == [(3, ""), (4, "country"), (5, "name")]
    assert sorted(Company.objects.values_list("name", flat=True)) == ["Kontor KG", "Nordlicht Werke GmbH"]


def test_a_dry_run_counts_everything_and_keeps_nothing(load: Load) -> None:
    lines = [HEADER, *(f"Werk Nummer {number} in Nordstadt,DE" for number in range(3)), "Hafen AG,Atlantis"]
    rehearsed = load("companies", *lines, is_dry_run=True)
    assert not Company.objects.exists()
    done = load("companies", *lines)
    assert (rehearsed.counts, rehearsed.refused) == (done.counts, done.refused)
    assert rehearsed.is_dry_run


def test_a_mis_encoded_row_is_named(load: Load) -> None:
    content = (
        HEADER.encode()
        + b"\n"
        + "Müller KG,DE\n".encode() * 400
        + b"x,DE\n" * 60_000
        + b"K\xf6nig AG,DE\nHafen AG,DE\n"
    )
    report = load("companies", content=content, is_dry_run=True)
    assert [(error.number, error.message) for error in report.errors] == [(60_402, "characters that are not utf-8")]


def test_a_cell_that_is_too_long_is_refused_before_the_database_sees_it(load: Load) -> None:
    report = load("companies", HEADER, f"{'x' * 201},DE")
    assert [error.message for error in report.errors] == ["longer than 200 characters"]


def test_an_option_that_nobody_knows_is_refused(load: Load) -> None:
    with pytest.raises(MappingWrong, match="no option reply"):
        load("registrations", "partner", mapping=ColumnMapping(columns={}, options={"reply": True}))


def test_every_example_mapping_names_known_fields_and_options() -> None:
    kinds = {
        "listed_companies": "companies",
        "foundation_companies": "companies",
        "foundation_members": "partners",
        "gcloud_sales": "registrations",
    }
    folder = Path(__file__).parents[2] / "examples/imports"
    assert {path.stem for path in folder.glob("*.toml")} == set(kinds)
    for name, kind in kinds.items():
        mapping, importer = read_mapping(folder / f"{name}.toml"), importers()[kind]
        known = {field.name for field in importer.fields}
        assert {*mapping.columns, *mapping.constants} <= known
        assert set(mapping.options) <= set(importer.options)


def test_the_command_reports_in_json_and_keeps_refused_rows_where_no_formula_runs(
    tmp_path: Path, own_database: str
) -> None:
    file, errors = tmp_path / "companies.csv", tmp_path / "errors.csv"
    file.write_text("name,country\nNordlicht Werke GmbH,DE\nHafen AG,=cmd|' /C calc'!A0\n")
    answer = CliRunner().invoke(app, ["companies", str(file), "--errors", str(errors), "--json"])
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert (told["rows"], told["refused"], told["counts"]) == (2, 1, {"companies created": 1})
    with errors.open(encoding="utf-8-sig", newline="") as rows:
        (row,) = csv.DictReader(rows)
    assert row == {"line": "3", "field": "country", "message": "not a country", "value": "'=cmd|' /C calc'!A0"}
