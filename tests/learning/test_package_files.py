"""Archives of packages: what they may hold, and what their manifests say. No database takes part."""

import stat
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest

from steelyard.learning.packages import archives
from steelyard.learning.packages.manifests import read_manifest
from steelyard.learning.packages.policies import compute_report, is_done, parse_duration
from steelyard.learning.packages.refusals import PackageRefused
from steelyard.learning.packages.terms import MoveOn, PackageReport, PackageStandard
from tests.learning.packaging import CMI5, PAGES, SCORM_12, SCORM_2004, cmi5, packed, scorm


def refused(uploaded) -> str:
    with pytest.raises(PackageRefused) as refusal:
        read_manifest(uploaded)
    return str(refusal.value.params["problem"])


def test_scorm_12_says_what_is_opened_and_what_it_takes() -> None:
    manifest = read_manifest(scorm())
    assert (manifest.standard, manifest.title) == (PackageStandard.SCORM_12, "Weighing with care")
    (unit,) = manifest.units
    assert (unit.entry, unit.mastery, unit.launch_data) == ("pages/start.html", Decimal("0.8"), "mode=careful")


def test_scorm_2004_resolves_bases_and_parameters() -> None:
    manifest = read_manifest(scorm(SCORM_2004))
    assert manifest.standard is PackageStandard.SCORM_2004
    first, second = manifest.units
    assert (first.entry, first.mastery, first.move_on) == ("pages/start.html?step=1", Decimal("0.8"), MoveOn.EITHER)
    assert (second.entry, second.move_on) == ("pages/scale.svg", MoveOn.NOT_APPLICABLE)


@pytest.mark.parametrize("edition", ["2004 3rd Edition", "2004 4th Edition", "CAM 1.3"])
def test_editions_of_2004_are_one_standard(edition: str) -> None:
    said = SCORM_2004.replace("2004 4th Edition", edition)
    assert read_manifest(scorm(said)).standard is PackageStandard.SCORM_2004


def test_cmi5_says_what_moves_on() -> None:
    manifest = read_manifest(cmi5())
    (unit,) = manifest.units
    assert manifest.standard is PackageStandard.CMI5
    assert (unit.activity, unit.move_on) == ("https://example.com/weighing/first", MoveOn.BOTH)
    assert (unit.entry, unit.mastery, unit.launch_data) == ("pages/start.html?step=1", Decimal("0.8"), "careful")


def test_what_is_no_package_is_told_why() -> None:
    assert refused(BytesIO(b"MZ\x90\x00" * 50)) == archives.NO_ARCHIVE
    assert "neither imsmanifest.xml nor cmi5.xml" in refused(packed(PAGES))
    assert "nothing to open" in refused(scorm(SCORM_12.replace('identifierref="sco"', "")))
    assert "neither SCORM 1.2 nor SCORM 2004: 1.1" in refused(scorm(SCORM_12.replace(">1.2<", ">1.1<")))
    assert "is no XML" in refused(scorm("<manifest"))


def test_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE manifest [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + SCORM_12.partition("?>")[2]
    assert "declares entities" in refused(scorm(bomb))
    outside = '<!DOCTYPE manifest SYSTEM "file:///etc/passwd">' + SCORM_12.partition("?>")[2]
    assert "declares entities" in refused(scorm(outside))


@pytest.mark.parametrize("name", ["../outside.html", "/etc/passwd", "pages/../../x", "C:/x.html", "pages\\x.html"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    assert "leads outside" in refused(packed({"imsmanifest.xml": SCORM_12, **PAGES, name: "x"}))


@pytest.mark.parametrize(
    "entry",
    ["https://elsewhere.example/x.html", "//elsewhere.example/x", "../x.html", "javascript:alert(1)", "no.html"],
)
def test_manifests_open_only_what_is_in_the_package(entry: str) -> None:
    assert "not in the package" in refused(scorm(SCORM_12.replace("pages/start.html", entry)))
    assert "not in the package" in refused(packed({"cmi5.xml": CMI5.replace("pages/start.html", entry), **PAGES}))


def test_links_are_refused() -> None:
    content = BytesIO(scorm().read())
    with zipfile.ZipFile(content, "a") as archive:
        link = zipfile.ZipInfo("pages/link.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refused(content)


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = {"imsmanifest.xml": SCORM_12, **PAGES, "zeros.bin": b"\0" * (8 * 1024**2)}
    assert "packed more than 120 times" in refused(packed(zeros))
    many = {f"{number}.txt": "" for number in range(archives.MOST_MEMBERS + 1)}
    assert "it has 5003 files" in refused(packed({"imsmanifest.xml": SCORM_12, **many, "a": ""}))
    monkeypatch.setattr(archives, "MOST_UNPACKED_BYTES", 100)
    assert "would unpack to more than" in refused(scorm())


def test_a_name_that_is_there_twice_is_refused() -> None:
    content = BytesIO(scorm().read())
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("pages/start.html", "another")
    assert "in it twice" in refused(content)


def test_an_archive_that_says_two_things_of_a_file_is_refused() -> None:
    content = scorm().read().replace(b"pages/start.html", b"pages/other.html", 1)
    assert "is damaged" in refused(BytesIO(content))


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(scorm().read())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 0x1
    assert "locked with a password" in refused(BytesIO(bytes(content)))


def test_reports_of_scorm_12() -> None:
    said = {
        "core": {"lesson_status": "passed", "score": {"raw": "85"}, "session_time": "0001:02:03.50"},
        "suspend_data": "x",
    }
    report = compute_report(PackageStandard.SCORM_12, said)
    assert report == PackageReport(is_completed=True, is_passed=True, score=Decimal(85), seconds=3723)
    failed = compute_report(PackageStandard.SCORM_12, {"core": {"lesson_status": "failed", "score": {"raw": "NaN"}}})
    assert failed == PackageReport(is_completed=False, is_passed=False)
    assert compute_report(PackageStandard.SCORM_12, {"core": "nonsense"}) == PackageReport()


def test_reports_of_scorm_2004() -> None:
    said = {
        "completion_status": "completed",
        "success_status": "passed",
        "score": {"scaled": "0.875"},
        "session_time": "PT1H2M3.5S",
    }
    report = compute_report(PackageStandard.SCORM_2004, said)
    assert report == PackageReport(is_completed=True, is_passed=True, score=Decimal("87.5"), seconds=3723)
    failed = compute_report(PackageStandard.SCORM_2004, {**said, "success_status": "failed"})
    assert not is_done(MoveOn.EITHER, failed)


@pytest.mark.parametrize(
    ("move_on", "of_completed", "of_passed"),
    [
        (MoveOn.PASSED, False, True),
        (MoveOn.COMPLETED, True, False),
        (MoveOn.BOTH, False, False),
        (MoveOn.EITHER, True, True),
        (MoveOn.NOT_APPLICABLE, True, True),
    ],
)
def test_what_moves_on(move_on: MoveOn, of_completed: bool, of_passed: bool) -> None:
    assert is_done(move_on, PackageReport(is_completed=True)) is of_completed
    assert is_done(move_on, PackageReport(is_passed=True)) is of_passed
    assert is_done(move_on, PackageReport(is_completed=True, is_passed=True))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("00:00:10", 10),
        ("PT90S", 90),
        ("P1DT1H", 90_000),
        ("9999:59:59", 30 * 86_400),
        ("soon", 0),
        (None, 0),
        ("P", 0),
    ],
)
def test_durations(said: object, seconds: int) -> None:
    assert parse_duration(said) == seconds
