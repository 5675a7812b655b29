"""Matching a file of names against the known companies."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from steelyard.companies.cli import app
from steelyard.companies.matching_rows import match_rows
from tests.companies.world import add_company

pytestmark = pytest.mark.django_db


def test_each_name_gets_its_best_candidates(now: datetime) -> None:
    add_company("Alder Robotics GmbH", now, country="DE")
    add_company("Northwind Traders Limited", now, domain="northwind.com")
    rows = [
        {"line": "1", "name": "ALDER ROBOTICS", "country": "de"},
        {"line": "2", "name": "Northwind", "domain": "https://northwind.com/"},
        {"line": "3", "name": "Zephyrline Optics"},
        {"line": "4", "name": ""},
    ]
    found = [results[0] for results in match_rows(rows, 3)]
    assert [(one["line"], one["company_name"], one["verdict"]) for one in found] == [
        ("1", "Alder Robotics GmbH", "same"),
        ("2", "Northwind Traders Limited", "same"),
        ("3", "", "no"),
        ("4", "", "no"),
    ]
    assert found[0]["company_id"].startswith("company_")
    assert float(found[0]["probability"]) > 0.8
    assert "Both are in DE." in found[0]["evidence"]


def test_the_command_keeps_columns_and_order(now: datetime, tmp_path: Path) -> None:
    add_company("Alder Robotics GmbH", now)
    source, target = tmp_path / "names.csv", tmp_path / "matched.csv"
    source.write_text("ref,name\n" + "".join(f"r{n},Alder Robotics\n" for n in range(600)))
    result = CliRunner().invoke(app, ["match", str(source), "--out", str(target), "--processes", "1"])
    assert result.exit_code == 0, result.output
    written = list(csv.DictReader(target.open()))
    assert [row["ref"] for row in written] == [f"r{n}" for n in range(600)]
    assert {row["verdict"] for row in written} == {"same"}


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "names.csv"
    source.write_text("title\nAlder\n")
    result = CliRunner().invoke(app, ["match", str(source)])
    assert result.exit_code == 2
    assert "has no column name" in result.output
