"""Reading packages: what a manifest says, where a learner is, what was opened, and the members of an archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning.models import Package, PackageLaunch, PackageRun
from steelyard.learning.packages.policies import compute_start, compute_state
from steelyard.learning.packages.terms import (
    LaunchCard,
    LaunchStart,
    PackageManifest,
    PackageReport,
    PackageUnit,
    UnitCard,
)
from steelyard.learning.queries.courses import content_of
from steelyard.learning.terms import Lesson, Outline
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people

_manifests: TypeAdapter[PackageManifest] = TypeAdapter(PackageManifest)


def find_manifest(lesson: Lesson) -> PackageManifest | None:
    """Return what the manifest of a lesson's package says, for one who sees the lesson."""
    return find_manifests([lesson.file_id]).get(lesson.file_id) if lesson.file_id else None


def find_packages_of(outline: Outline) -> dict[UUID, PackageManifest]:
    """Return those files of an outline that are packages, with their manifests."""
    return find_manifests(lesson.file_id for lesson in outline.lessons() if lesson.file_id)


def find_manifests(file_ids: Iterable[UUID]) -> dict[UUID, PackageManifest]:
    """Return the manifests of those files that are packages."""
    with as_system():  # packages are the host's; who may see a lesson may open its package
        rows = Package.objects.filter(file_id__in=list(file_ids)).values_list("file_id", "manifest")
        return {file_id: _manifests.validate_python(said) for file_id, said in rows}


def unit_of(manifest: PackageManifest, key: str) -> PackageUnit:
    """Return a unit by its key. Raises: NotFound."""
    found = next((one for one in manifest.units if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def list_units(actor: Actor, enrollment_id: UUID, lesson: Lesson) -> list[UnitCard]:
    """Return the units of a lesson's package with how far its learner is; none where it is no package. Raises: NotFound."""
    manifest = find_manifest(lesson)
    if manifest is None:
        return []
    rows = PackageRun.visible_to(actor).filter(enrollment=enrollment_id, lesson=lesson.key)
    runs = {run.unit: run for run in rows}
    return [_unit_card(unit, runs.get(unit.key)) for unit in manifest.units]


def get_launch(actor: Actor, launch_id: UUID, *, at: datetime) -> LaunchCard:
    """Return what somebody opened. Raises: NotFound."""
    found = open_launch(PackageLaunch.visible_to(actor), launch_id)
    return LaunchCard(
        id=found.launch.id,
        public_id=found.launch.public_id,
        enrollment_id=found.run.enrollment_id,
        person_id=found.run.enrollment.person_id,
        lesson=found.run.lesson,
        unit=found.unit,
        standard=found.manifest.standard,
        title=found.lesson.title,
        until=found.launch.until,
        is_over=found.launch.number != found.run.launches or at >= found.launch.until,
    )


def get_start(launch_id: UUID) -> LaunchStart:
    """Return what the page around a unit begins with; call as the system. Raises: NotFound."""
    found = open_launch(PackageLaunch.objects.all(), launch_id)
    run, launch, standard = found.run, found.launch, found.manifest.standard
    person_id = run.enrollment.person_id
    learner = (public_id("person", person_id), find_people({person_id}).get(person_id, SOMEONE).name)
    return LaunchStart(
        standard=standard,
        unit=found.unit,
        cmi=compute_start(found.unit, standard, run.state, learner=learner, seconds=run.seconds - launch.seconds),
        sequence=launch.sequence,
    )


def find_package_file(actor: Actor, launch_id: UUID) -> UUID:
    """Return the archive that a launch opens. Raises: NotFound."""
    file_id = open_launch(PackageLaunch.visible_to(actor), launch_id).lesson.file_id
    assert file_id is not None  # it has a manifest
    return file_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A launch with all that it opens."""

    launch: PackageLaunch
    run: PackageRun
    lesson: Lesson
    manifest: PackageManifest
    unit: PackageUnit


def open_launch(rows: QuerySet[PackageLaunch], launch_id: UUID) -> Opened:
    """Return one of the launches with all that it opens. Raises: NotFound."""
    launch = rows.select_related("run__enrollment__version").filter(id=launch_id).first()
    if launch is None:
        raise NotFound
    lesson = content_of(launch.run.enrollment.version).outline.find_lesson(launch.run.lesson)
    manifest = find_manifest(lesson) if lesson else None
    if lesson is None or manifest is None:
        raise NotFound
    unit = unit_of(manifest, launch.run.unit)
    return Opened(launch=launch, run=launch.run, lesson=lesson, manifest=manifest, unit=unit)


def _unit_card(unit: PackageUnit, run: PackageRun | None) -> UnitCard:
    report = PackageReport(is_completed=run.is_completed, is_passed=run.is_passed) if run else PackageReport()
    return UnitCard(
        key=unit.key,
        title=unit.title,
        state=compute_state(unit.move_on, report, was_opened=run is not None),
        score=run.score if run else None,
        seconds=run.seconds if run else 0,
    )
