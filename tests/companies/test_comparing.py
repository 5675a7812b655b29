"""A file of pairs goes in and the same rows come out, judged and explained."""

import csv
import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from typer.testing import CliRunner

from steelyard.companies.cli import app
from steelyard.companies.policies.comparing import Row, compare_rows, compare_rows_in_parallel

PAIRS = """name_a,name_b,domain_a,domain_b,note
Siemens AG,Siemens Aktiengesellschaft,,,kept
Thornfield,Thornfield France,,,
Acme,Zenith Foods,acme.com,zenith.io,
"Smith, Jones",,,,empty name
"""


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["compare", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_rows_keep_their_columns_and_order(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(PAIRS, encoding="utf-8")
    run(str(pairs), "--out", str(out), "--processes", "1")
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["same", "related", "no", "no"]
    assert rows[0]["note"] == "kept"
    assert "The names are the same" in rows[0]["evidence"]
    assert 0 <= float(rows[1]["probability"]) <= 1


def test_programs_read_json_lines(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(PAIRS, encoding="utf-8")
    rows = [json.loads(line) for line in run(str(pairs), "--json", "--processes", "1").splitlines()]
    assert len(rows) == 4
    assert isinstance(rows[0]["probability"], float)


def test_a_file_without_names_is_refused_with_the_columns_it_has(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("left,right\na,b\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["compare", str(pairs)])
    assert result.exit_code == 2
    assert "name_a" in result.output


def test_ragged_and_wrongly_encoded_rows_do_not_stop_the_run(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_bytes(b"name_a,name_b\nM\xfcller GmbH,M\xc3\xbcller\nonly one\na,b,c,d\n")
    assert len(run(str(pairs), "--json", "--processes", "1").splitlines()) == 3


def test_rows_stream() -> None:
    endless: Iterator[Row] = ({"name_a": f"Company {n}", "name_b": "Company"} for n in count())
    assert len(list(islice(compare_rows(endless), 10))) == 10


def test_several_processes_give_the_same_answer_in_the_same_order() -> None:
    rows: list[Row] = [{"name_a": f"Vektor {n}", "name_b": f"Vektor {n % 7}"} for n in range(4500)]
    assert list(compare_rows_in_parallel(rows, 2)) == list(compare_rows(rows))
