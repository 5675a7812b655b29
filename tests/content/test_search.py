"""Words are found inside documents of every format, with the passage; what cannot be read says so and harms nobody."""

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest

from steelyard.content import commands, queries
from steelyard.content.extraction.bounded import BROKEN, read_file
from steelyard.content.extraction.passages import PASSAGE, cut
from steelyard.content.reading import open_preview
from steelyard.content.terms import AssetFilter, ReadingState
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.platform.db import acting_as
from steelyard.platform.files import CONTENT_TYPES
from tests.content.making import add_file, make_asset, make_docx, make_pdf, make_pptx, make_xlsx
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem

FILES = {
    "guide.pdf": make_pdf("Opening", "The hydraulic reservoir holds nine liters"),
    "guide.docx": make_docx("Opening", cell="The hydraulic reservoir holds nine liters"),
    "guide.pptx": make_pptx("Opening", "The hydraulic reservoir holds nine liters"),
    "guide.xlsx": make_xlsx(("Part", "Volume"), ("Hydraulic reservoir", "9")),
    "guide.txt": b"The hydraulic reservoir holds nine liters",
    "guide.csv": b"part;volume\nhydraulic reservoir;9\n",
}
PAGES = {"guide.pdf": 2, "guide.pptx": 2, "guide.xlsx": 1}


def search(actor: Actor, words: str, now: datetime) -> queries.Findings:
    with acting_as(actor):
        return queries.list_assets(actor, AssetFilter(text=words), PageRequest(), at=now)


@pytest.mark.parametrize("name", FILES)
def test_words_inside_a_file_are_found_with_their_page(
    ecosystem: Ecosystem, author: Actor, now: datetime, name: str
) -> None:
    key = make_asset(now, author, "Service guide", publish=False)
    add_file(now, author, key, name, FILES[name])
    commands.publish_asset(actor=author, asset_id=key, now=now)
    run_jobs()
    card = search(ecosystem.acme_seller, "reservoirs hydraulic", now).page.items[0]
    assert card.id == key
    assert card.found is not None
    assert card.found.page == PAGES.get(name)
    assert {text.lower() for text, is_meant in card.found.pieces if is_meant} == {"hydraulic", "reservoir"}
    assert card.version is not None
    assert (card.version.reading, card.version.pages) == (ReadingState.READ, PAGES.get(name, 0))


def test_the_first_page_is_drawn(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Service guide", publish=False)
    add_file(now, author, key, "guide.pdf", FILES["guide.pdf"])
    run_jobs()
    answer = open_preview(author, key)
    picture = b"".join(answer)
    assert (answer["Content-Type"], picture[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_forms_of_words_are_found_in_their_language(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Vertragsfragen", text="Die Verträge laufen drei Jahre.", language="de")
    assert [card.id for card in search(ecosystem.acme_seller, "Vertrages", now).page.items] == [key]


def test_a_title_weighs_more_than_a_word_inside(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    inside = make_asset(now, author, "Guide", text="Turbine " * 30)
    titled = make_asset(now, author, "Turbine", text="Nothing about it.")
    assert [card.id for card in search(ecosystem.acme_seller, "turbine", now).page.items] == [titled, inside]


def test_an_error_in_a_word_is_forgiven(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Turbine maintenance")
    findings = search(ecosystem.acme_seller, "turbien", now)
    assert ([card.id for card in findings.page.items], findings.corrected) == ([key], "Turbine")


def test_what_only_others_may_read_corrects_nobody(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    make_asset(now, author, "Turbine maintenance", publish=False)
    findings = search(ecosystem.acme_seller, "turbien", now)
    assert (findings.page.total, findings.corrected) == (0, "")


@pytest.mark.parametrize("words", ["", "  ", "'\"", "a:*", "!", "( |", "-turbine", "\\", "the", "x" * 200, "ä ß 中文"])
def test_no_words_break_the_search(ecosystem: Ecosystem, author: Actor, now: datetime, words: str) -> None:
    make_asset(now, author, "Turbine", text="A turbine")
    search(ecosystem.acme_seller, words, now)


def test_what_is_damaged_is_kept_and_said_to_be_unread(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Broken", publish=False)
    add_file(now, author, key, "broken.pdf", b"%PDF-1.7\n" + b"\x00garbage" * 200)
    run_jobs()
    version = queries.get_record(author, key, at=now).versions[0]
    assert (version.reading, version.reading_problem) == (ReadingState.FAILED, BROKEN)


def test_a_bomb_ends_in_its_own_process(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    content = BytesIO(make_docx("Tick"))
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "word/document.xml":
                body = body.replace(b"Tick", b"A" * 600_000_000)
            target.writestr(name, body)
    with read_file(bomb, CONTENT_TYPES[".docx"]) as extract:
        assert (extract.passages, extract.problem) == ((), BROKEN)


def test_long_texts_are_cut_between_words_and_at_the_limit() -> None:
    words = "lorem " * 2_000
    passages = list(cut([(1, words)]))
    assert all(len(passage.body) <= PASSAGE and passage.body.endswith("lorem") for passage in passages)
    assert " ".join(passage.body for passage in passages).split() == words.split()
    assert sum(len(passage.body) for passage in cut([(None, "a" * 5_000_000)])) == 2_000_000
