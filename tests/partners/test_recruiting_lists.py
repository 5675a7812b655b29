"""Prospects by the file and by the hundred: imports, and decisions about many at once."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from steelyard.identity.models import Invitation
from steelyard.partners.models import Partner, Prospect
from steelyard.platform.bulk_edits.commands import prepare_edit, start_edit
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.db import acting_as
from steelyard.platform.imports.running import import_file, importers
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem
from tests.partners.test_recruiting import NORD, add

FILE = """company;partner type;website;country;email;headcount;industry
Nordlicht Cloud GmbH;Reseller;https://nordlicht.example;Germany;nora@nordlicht.example;40;Public, Health
Südwind AG;reseller;suedwind.example;DE;a@suedwind.example;12;
Unklar Ltd;magician;;;;;
"""


def test_a_file_of_prospects_is_scored_screened_and_not_doubled(
    ecosystem: Ecosystem, now: datetime, tmp_path: Path
) -> None:
    file = tmp_path / "prospects.csv"
    file.write_text(FILE)
    manager = ecosystem.manager
    with acting_as(manager):
        first = import_file(file, importers()["prospects"], actor=manager, now=now)
        again = import_file(file, importers()["prospects"], actor=manager, now=now)
    assert [(error.number, error.field) for error in first.errors] == [(4, "")]
    assert sorted(first.counts.values()) == [2]
    assert sorted(again.counts.values()) == [2]
    found = Prospect.objects.get(name="Nordlicht Cloud GmbH")
    assert (found.source, found.country, found.employees, found.verticals) == (
        "import",
        "DE",
        40,
        ["Public", "Health"],
    )
    assert Prospect.objects.count() == 2


def test_many_are_approved_at_once_by_their_own_command(ecosystem: Ecosystem, now: datetime) -> None:
    manager = ecosystem.manager
    good = add(ecosystem, now)
    bad = add(ecosystem, now, replace(NORD, name="Hidden Ltd", domain="", contact_email="x@mailinator.com"))
    with acting_as(manager):
        edit_id = prepare_edit(
            actor=manager, list_name="prospects", change="decision", value="approved", ids=[good, bad], now=now
        )
    run_jobs()
    with acting_as(manager):
        assert BulkEdit.objects.get(id=edit_id).outcomes == {"changed": 1, "refused": 1}
        start_edit(actor=manager, edit_id=edit_id, expected=1, now=now)
    run_jobs()
    partner_id = Prospect.objects.get(id=good).partner_id
    assert Partner.objects.get(id=partner_id).status == "onboarding"
    assert Invitation.objects.get(partner_id=partner_id).email == NORD.contact_email
    assert Prospect.objects.get(id=bad).stage == "prospect"
