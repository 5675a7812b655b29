"""An import from the upload to the undo, as a person goes through it; the worker is real, its loop is the tests'."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.companies.commands import change_company
from steelyard.companies.models import Company, MatchKey, SearchTerm
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.db import acting_as
from steelyard.platform.imports import commands, queries
from steelyard.platform.imports.refusals import NotInThisState, TooLateToUndo
from steelyard.platform.imports.storing import unpack_mapping
from steelyard.platform.imports.terms import NEW, SKIP, ImportState, Outcome
from steelyard.platform.models import EventRecord
from tests.jobs import run_jobs

STEWARD = Actor(kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.PROGRAM_ADMIN}), name="Sam Steward")
FIRST = PageRequest(number=1, size=200)
Upload = Callable[..., UUID]


@pytest.fixture
def upload(system: None, now: datetime) -> Upload:
    """Give a function that uploads lines as a file of a kind."""

    def run(kind: str, *lines: str, content: bytes = b"", name: str = "accounts.csv", actor: Actor = STEWARD) -> UUID:
        file = SimpleUploadedFile(name, content or "\n".join(lines).encode())
        with acting_as(actor):
            return commands.upload_import(actor=actor, kind=kind, uploaded=file, now=now)

    return run


def check(import_id: UUID, now: datetime) -> queries.ImportLine:
    commands.check_import(actor=STEWARD, import_id=import_id, now=now)
    run_jobs()
    return queries.get_import(STEWARD, import_id)


def start(import_id: UUID, now: datetime) -> queries.ImportLine:
    commands.start_import(actor=STEWARD, import_id=import_id, now=now)
    run_jobs()
    return queries.get_import(STEWARD, import_id)


def undo(import_id: UUID) -> queries.ImportLine:
    # The worker looks at the real clock, and so does the limit.
    finished = queries.get_import(STEWARD, import_id).finished_at
    assert finished is not None
    commands.undo_import(actor=STEWARD, import_id=import_id, now=finished + timedelta(hours=1))
    run_jobs()
    return queries.get_import(STEWARD, import_id)


def test_a_file_goes_in_as_its_check_foretold(upload: Upload, now: datetime) -> None:
    key = upload("companies", "Firma;Land;Mitarbeiter", "Nordlicht Werke GmbH;Deutschland;1.200", "Hafen AG;Atlantis;7")
    uploaded = queries.get_import(STEWARD, key)
    assert unpack_mapping(uploaded.mapping).columns == {"name": "Firma", "country": "Land", "employees": "Mitarbeiter"}
    checked = check(key, now)
    assert checked.state is ImportState.CHECKED
    assert dict(checked.outcomes) == {"created": 1, "refused": 1}
    assert not Company.objects.exists()
    done = start(key, now)
    assert done.state is ImportState.DONE
    assert done.outcomes == checked.outcomes
    (company,) = Company.objects.all()
    assert (company.name, company.country, company.employees) == ("Nordlicht Werke GmbH", "DE", 1200)


def test_a_refused_row_is_mended_in_place_and_keeps_what_the_file_said(upload: Upload, now: datetime) -> None:
    key = upload("companies", "name,country", "Hafen AG,Atlantis", "Kontor KG,Atlantis", "Werk AG,DE")
    check(key, now)
    refused = queries.list_rows(STEWARD, key, FIRST, outcome="refused").items
    assert [(row.number, row.errors[0]["field"], row.errors[0]["value"]) for row in refused] == [
        (2, "country", "Atlantis"),
        (3, "country", "Atlantis"),
    ]
    commands.correct_row(actor=STEWARD, import_id=key, number=2, values={"country": "DE"}, now=now)
    again = check(key, now)
    assert dict(again.outcomes) == {"created": 2, "refused": 1}
    commands.replace_value(actor=STEWARD, import_id=key, field="country", cell="Atlantis", value="US")
    assert dict(check(key, now).outcomes) == {"created": 3}
    start(key, now)
    assert dict(Company.objects.values_list("name", "country")) == {
        "Hafen AG": "DE",
        "Kontor KG": "US",
        "Werk AG": "DE",
    }
    line = queries.ImportCorrection.objects.get(imported=key, number=2)
    assert line.values == {"country": {"was": "Atlantis", "is": "DE"}}


def test_a_person_says_which_company_a_row_means(upload: Upload, now: datetime) -> None:
    start_with = upload(
        "companies", "name,domain,country", "Nordlicht Werke GmbH,nordlicht-werke.de,DE", "Hafen AG,,DE"
    )
    check(start_with, now)
    start(start_with, now)
    known = {company.name: company.public_id for company in Company.objects.all()}
    key = upload(
        "companies",
        "name,domain,country,city",
        "Nordlicht Werke,nordlicht-werke.de,DE,Kiel",
        "Nordlicht Werke Nord,nordlicht-werke.de,DE,Husum",
        "Quarrystone Hydraulics,,DE,Bonn",
        "Left Out AG,,DE,",
    )
    check(key, now)
    decidable = queries.list_rows(STEWARD, key, FIRST, to_decide=True).items
    assert decidable
    assert decidable[0].match is not None
    assert decidable[0].match["name"] == "Nordlicht Werke GmbH"
    assert decidable[0].match["evidence"]
    commands.correct_row(actor=STEWARD, import_id=key, number=2, values={}, choice=NEW, now=now)
    commands.ImportRow.objects.get_or_create(imported_id=key, number=4, defaults={"outcome": "created"})
    commands.correct_row(actor=STEWARD, import_id=key, number=4, values={}, choice=known["Hafen AG"], now=now)
    commands.ImportRow.objects.get_or_create(imported_id=key, number=5, defaults={"outcome": "created"})
    commands.correct_row(actor=STEWARD, import_id=key, number=5, values={}, choice=SKIP, now=now)
    checked = check(key, now)
    assert checked.count(Outcome.SKIPPED) == 1
    start(key, now)
    assert Company.objects.filter(name="Nordlicht Werke", city="Kiel").exists()
    assert Company.objects.get(name="Hafen AG").city == "Bonn"
    assert not Company.objects.filter(name__in=["Left Out AG", "Quarrystone Hydraulics"]).exists()


def test_the_same_file_again_changes_nothing(upload: Upload, now: datetime) -> None:
    lines = ("name,country", *(f"Werk {place} Nordstadt Hydraulik,DE" for place in range(20)))
    for expected in ({"created": 20}, {"unchanged": 20}):
        key = upload("companies", *lines)
        check(key, now)
        assert dict(start(key, now).outcomes) == expected
    assert Company.objects.count() == 20


def test_a_mapping_is_remembered_for_the_same_header(upload: Upload, now: datetime) -> None:
    key = upload("companies", "Alpha,Beta", "Werk AG,DE")
    mapping = unpack_mapping({"columns": {"name": "Alpha", "country": "Beta"}})
    commands.change_mapping(actor=STEWARD, import_id=key, mapping=mapping)
    check(key, now)
    again = queries.get_import(STEWARD, upload("companies", "Beta,Alpha", "US,Other Inc"))
    assert again.is_remembered
    assert unpack_mapping(again.mapping).columns == {"name": "Alpha", "country": "Beta"}


def test_an_undo_takes_back_what_was_made_and_keeps_what_somebody_touched(upload: Upload, now: datetime) -> None:
    before = upload("companies", "name,domain", "Nordlicht Werke GmbH,nordlicht-werke.de")
    check(before, now)
    start(before, now)
    key = upload(
        "companies",
        "name,domain,country,employees,lei",
        "Nordlicht Werke GmbH,nordlicht-werke.de,DE,12,529900T8BM49AURSDO55",
        "Hafen AG,hafen.de,DE,,",
        "Kontor KG,kontor.de,DE,,",
    )
    check(key, now)
    start(key, now)
    kept = Company.objects.get(name="Kontor KG")
    change_company(company_id=kept.id, changes={"city": "Bremen"}, actor=STEWARD, now=now)
    undone = undo(key)
    assert undone.state is ImportState.UNDONE
    assert set(Company.objects.values_list("name", flat=True)) == {"Nordlicht Werke GmbH", "Kontor KG"}
    known = Company.objects.get(name="Nordlicht Werke GmbH")
    assert (known.country, known.employees, known.domain) == ("", None, "nordlicht-werke.de")
    assert not known.identifiers.exists()
    (stays,) = queries.list_rows(STEWARD, key, FIRST, kept=True).items
    assert stays.number == 4
    assert "since" in stays.kept_because
    assert not MatchKey.objects.exclude(company_number__in=Company.objects.values("number")).exists()
    assert not SearchTerm.objects.exclude(company__in=Company.objects.all()).exists()
    told = EventRecord.objects.get(type="platform.import.undone")
    assert (told.payload["taken_back"], told.payload["kept"]) == (2, 1)
    assert EventRecord.objects.filter(type="companies.company.removed", subject_label="Hafen AG").count() == 1


def test_an_import_can_be_undone_for_a_day_only(upload: Upload, now: datetime) -> None:
    key = upload("companies", "name,country", "Werk AG,DE")
    check(key, now)
    finished = start(key, now).finished_at
    assert finished is not None
    with pytest.raises(TooLateToUndo):
        commands.undo_import(actor=STEWARD, import_id=key, now=finished + timedelta(hours=24))


def test_what_runs_can_not_be_changed(upload: Upload, now: datetime) -> None:
    key = upload("companies", "name,country", "Werk AG,DE")
    check(key, now)
    start(key, now)
    with pytest.raises(NotInThisState):
        commands.start_import(actor=STEWARD, import_id=key, now=now)
    with pytest.raises(NotInThisState):
        commands.correct_row(actor=STEWARD, import_id=key, number=2, values={}, choice=SKIP, now=now)


def test_every_new_company_has_its_event(upload: Upload, now: datetime) -> None:
    key = upload("companies", "name,country", "Werk AG,DE", "Hafen KG,DE", "Werk AG,DE")
    check(key, now)
    start(key, now)
    created = EventRecord.objects.filter(type="companies.company.created")
    assert sorted(created.values_list("subject_label", flat=True)) == ["Hafen KG", "Werk AG"]
    assert set(created.values_list("request_id", flat=True)) == {queries.get_import(STEWARD, key).id}
