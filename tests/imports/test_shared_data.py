"""Real files: every row is accounted for, every penny is found again. Skipped where the folder of shared data is absent."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from steelyard.deals.imports.projects import Projects
from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import SYSTEM
from steelyard.partners.models import PartnerProfile
from steelyard.pipeline.models import Opportunity
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import read_mapping
from steelyard.platform.imports.running import Report, Row, import_file, importers
from steelyard.program.public import set_up_program
from tests.database import ROOT

pytestmark = pytest.mark.slow
FIRST_SALES = 200


@pytest.fixture(autouse=True)
def program(system: None, now: datetime) -> None:
    set_up_program(now=now)


def load(kind: str, file: Path, mapping: str, now: datetime) -> Report:
    chosen = read_mapping(ROOT / f"examples/imports/{mapping}.toml")
    return import_file(file, importers()[kind], actor=SYSTEM, now=now, mapping=chosen)


def rows_of(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_every_listed_company_is_created_known_or_refused(shared_data: Path, tmp_path: Path, now: datetime) -> None:
    file = shared_data / "company_lists/financedatabase_listed_companies.csv"
    part = head(file, tmp_path, 3000)
    report = load("companies", part, "listed_companies", now)
    assert report.rows == 3000
    assert report.refused == 0, report.errors
    assert report.counts["companies created"] + report.counts.get("companies known already", 0) == 3000
    again = load("companies", part, "listed_companies", now)
    assert "companies created" not in again.counts
    assert again.counts["companies known already"] == 3000


@pytest.mark.long
def test_every_membership_of_a_foundation_is_kept(shared_data: Path, now: datetime) -> None:
    file = shared_data / "lf_landscapes/members_2023-12.csv"
    report = load("partners", file, "foundation_members", now)
    counts = report.counts
    assert (
        counts["partners enrolled"] + counts["rows of a partner known already"] + report.refused == report.rows == 3363
    )
    assert report.refused == 0, report.errors
    kept = {tag for tags in PartnerProfile.objects.values_list("specializations", flat=True) for tag in tags}
    assert kept == {f"{row['foundation']}: {row['tier_norm']}" for row in rows_of(file) if row["tier_norm"]}


def test_every_line_of_sales_belongs_to_a_project_and_every_penny_to_a_line(shared_data: Path) -> None:
    projects, total = Projects(), Decimal(0)
    rows = list(rows_of(shared_data / "gcloud_sales/gcloud_sales_to_2013.csv"))
    for number, row in enumerate(rows, start=2):
        total += Decimal(row["EvidencedSpend"])
        values = {
            "partner": row["SupplierName"],
            "company": row["CustomerName"],
            "description": row["ProjectNameAndDescription"],
            "submitted_at": parsing.instant(row["ReturnMonth"]),
            "value": parsing.amount(row["EvidencedSpend"]),
            "currency": "GBP",
        }
        projects.add(Row(number, values), (row["LotDescription"],))
    begun = [moment.project for moment in projects.moments() if not moment.is_invoice]
    assert sum(project.lines for project in begun) == len(rows) == 5769
    assert sum(project.spend for project in begun) == total == Decimal("94398087.9880")


def test_a_replay_of_sales_accounts_for_every_project_and_every_penny(
    shared_data: Path, tmp_path: Path, now: datetime
) -> None:
    part = head(shared_data / "gcloud_sales/gcloud_sales_to_2013.csv", tmp_path, FIRST_SALES)
    report = load("registrations", part, "gcloud_sales", now)
    assert report.refused == 0, report.errors
    counts, amounts = defaultdict(int, report.counts), dict(report.amounts)
    assert sum(number for word, number in counts.items() if word.startswith("lines ")) == FIRST_SALES
    assert sum(number for word, number in counts.items() if word.endswith("at once")) == counts["registrations decided"]
    assert (
        sum(number for word, number in counts.items() if word.startswith("in the end"))
        == counts["registrations decided"]
    )
    assert counts["registrations decided"] == DealRegistration.objects.count()
    sold = counts["opportunities won under protection"] + counts["opportunities won without protection"]
    assert sold + counts["projects without a sale"] == counts["registrations decided"]
    total = amounts.pop("GBP in the file")
    assert total == sum(Decimal(row["EvidencedSpend"]) for row in rows_of(part))
    assert sum(amounts.values()) == total
    won = sum(Opportunity.objects.filter(outcome="won").values_list("amount", flat=True))
    assert won == amounts["GBP won under protection"] + amounts["GBP won without protection"]


def head(file: Path, folder: Path, rows: int) -> Path:
    """Return a file with the header and the first rows; a quoted cell may hold line breaks."""
    part = folder / file.name
    with file.open(encoding="utf-8", newline="") as source, part.open("w", encoding="utf-8", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target)
        for number, row in enumerate(reader):
            if number > rows:
                break
            writer.writerow(row)
    return part
