"""Merging what surely is there twice, and how far the result agrees with a label."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from steelyard.companies.agreement import compute_agreement, find_labelled
from steelyard.companies.cleanup import merge_sure_duplicates
from steelyard.companies.cli import app
from steelyard.companies.commands import rule_out_duplicate, undo_merge
from steelyard.companies.models import Company, CompanyMerge, PossibleDuplicate
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.imports.mapping import read_mapping
from steelyard.platform.imports.running import import_file, importers
from tests.companies.world import STEWARD, add_company, make_partner
from tests.database import ROOT

pytestmark = pytest.mark.django_db


def test_the_older_record_survives_and_takes_over_what_it_lacks(now: datetime) -> None:
    older = add_company("Quarrystone Hydraulics", now)
    newer = add_company("Quarrystone Hydraulics GmbH", now, domain="quarrystone.de", country="DE")
    add_company("Zephyrline Optics", now)
    cleanup = merge_sure_duplicates(above=0.8, actor=SYSTEM, now=now)
    assert (cleanup.companies, cleanup.merged, cleanup.refused) == (3, 1, [])
    assert cleanup.survivor_of(newer) == older
    with as_system():
        survivor = Company.objects.get(id=older)
        assert (survivor.domain, survivor.country) == ("quarrystone.de", "DE")
        undo_merge(merge_id=CompanyMerge.objects.get().id, actor=STEWARD, now=now)
        assert Company.objects.get(id=newer).merged_into_id is None


def test_a_chain_becomes_one_company_unless_a_person_ruled_out_its_ends(now: datetime) -> None:
    first, _ = add_company("Quarrystone Hydraulics", now), add_company("Quarrystone Hydraulics GmbH", now)
    third = add_company("Quarrystone Hydraulics", now)
    with as_system():
        PossibleDuplicate.objects.create(company_id=first, other_id=third, probability=0.9, noted_at=now)
        rule_out_duplicate(company_id=first, other_id=third, actor=SYSTEM, now=now)
    cleanup = merge_sure_duplicates(above=0.8, actor=SYSTEM, now=now)
    assert (cleanup.pairs, cleanup.merged, cleanup.ruled_out) == (2, 1, 1)
    assert cleanup.survivor_of(first) != cleanup.survivor_of(third)


def test_a_rehearsal_changes_nothing(now: datetime) -> None:
    add_company("Quarrystone Hydraulics GmbH", now), add_company("Quarrystone Hydraulics", now)
    cleanup = merge_sure_duplicates(above=0.8, actor=SYSTEM, now=now, is_rehearsal=True)
    assert cleanup.merged == 1
    with as_system():
        assert not CompanyMerge.objects.exists()
        assert not PossibleDuplicate.objects.exists()


def test_partners_merge_nothing(now: datetime) -> None:
    partner = make_partner()
    with pytest.raises(NotAllowed):
        merge_sure_duplicates(above=0.8, actor=partner, now=now)
    with acting_as(partner), pytest.raises(NotAllowed):
        find_labelled(partner, [], "label")


def test_agreement_is_counted_in_pairs_of_labelled_rows(now: datetime) -> None:
    for name in ("Alder", "Alder", "Birch", "Cedar"):
        add_company(name, now)
    rows = [
        {"name": "Alder", "domain": "", "label": "a"},
        {"name": " Alder ", "domain": "", "label": "a"},
        {"name": "Birch", "domain": "", "label": "a"},
        {"name": "Cedar", "domain": "", "label": ""},
        {"name": "Unknown", "domain": "", "label": "a"},
    ]
    with as_system():
        labelled = find_labelled(SYSTEM, rows, "label")
    assert len({row.company_id for row in labelled}) == len(labelled) == 3
    alike = compute_agreement(labelled, lambda one: one)
    assert (alike.true_pairs, alike.found_pairs, alike.precision, alike.recall) == (3, 0, 1.0, 0.0)
    first, second, _ = (row.company_id for row in labelled)
    joined = compute_agreement(labelled, lambda one: first if one == second else one)
    assert (joined.found_pairs, joined.right_pairs, round(joined.recall, 2)) == (1, 1, 0.33)


def test_the_command_reports_in_words_and_as_json(tmp_path: Path, now: datetime) -> None:
    add_company("Quarrystone Hydraulics GmbH", now), add_company("Quarrystone Hydraulics", now)
    file = tmp_path / "rows.csv"
    file.write_text("name,domain,label\nQuarrystone Hydraulics GmbH,,q\nQuarrystone Hydraulics,,q\n", encoding="utf-8")
    asked = ["deduplicate", "--merge-above", "0.8", "--labelled", str(file)]
    said = CliRunner().invoke(app, [*asked, "--dry-run"])
    assert "1 would be merged" in said.stdout
    report = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (report["merged"], report["left"], report["refused"]) == (1, 1, [])
    assert report["agreement"]["precision"] == report["agreement"]["recall"] == 1.0
    wrong = CliRunner().invoke(app, [*asked, "--label", "nowhere"])
    assert wrong.exit_code == 2


@pytest.mark.long
def test_members_of_ten_foundations_are_found_and_merged(shared_data: Path, now: datetime) -> None:
    """What README states of real input: ten registers loaded as they are, then cleaned up."""
    file = shared_data / "lf_landscapes/members_2023-12.csv"
    mapping = read_mapping(ROOT / "examples/imports/foundation_companies.toml")
    loaded = import_file(file, importers()["companies"], actor=SYSTEM, now=now, mapping=mapping)
    assert (loaded.counts["companies created"], loaded.refused) == (3363, 0)
    with file.open(encoding="utf-8") as source, as_system():
        labelled = find_labelled(SYSTEM, csv.DictReader(source), "crunchbase")
    cleanup = merge_sure_duplicates(above=0.9, actor=SYSTEM, now=now)
    agreement = compute_agreement(labelled, cleanup.survivor_of)
    assert cleanup.refused == []
    assert (agreement.rows, agreement.true_pairs) == (3103, 2024)
    assert agreement.precision >= 0.98
    assert agreement.recall >= 0.85
    with as_system():
        assert Company.objects.filter(merged_into=None).count() == 3363 - cleanup.merged
