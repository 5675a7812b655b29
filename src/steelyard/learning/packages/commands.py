"""Packages: added by authors, opened by learners, and what they report while they are open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from steelyard.identity.public import get_actor
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.commands.completing import finish_lesson, is_learner
from steelyard.learning.events import PackageAdded, PackageUnitDone
from steelyard.learning.models import Enrollment, Package, PackageLaunch, PackageRun
from steelyard.learning.packages.cmi5.queries import registration_of
from steelyard.learning.packages.cmi5.saying import note_launch
from steelyard.learning.packages.manifests import read_manifest
from steelyard.learning.packages.policies import compute_report, is_done
from steelyard.learning.packages.queries import find_manifest, unit_of
from steelyard.learning.packages.refusals import LaunchOver, LessonIsNoPackage, PackagesHaveNoAddress
from steelyard.learning.packages.terms import PackageManifest, PackageReport, PackageStandard
from steelyard.learning.queries.courses import content_of
from steelyard.learning.refusals import EnrollmentOver
from steelyard.learning.terms import LessonKind
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import jsonable, record
from steelyard.platform.files import PACKAGE_CONTENT_TYPE, FileCard, FileTooLarge, keep_file
from steelyard.platform.scanning import scan

LAUNCH_LASTS = timedelta(hours=8)
"""For how long one opening may report; a working day."""


@transaction.atomic
def add_package(*, actor: Actor, uploaded: "UploadedFile[bytes]", now: datetime) -> FileCard:
    """Keep an archive that lessons can name, once its manifest was read and nothing in it leads outside.

    Raises: NotAllowed, PackagesHaveNoAddress, FileTooLarge, PackageRefused, FileInfected, ScannerAway.
    """
    if not permissions.can_write_courses(actor):
        raise NotAllowed
    if not settings.PACKAGES_URL:
        raise PackagesHaveNoAddress
    if (uploaded.size or 0) > settings.MAX_COURSE_FILE_BYTES:
        raise FileTooLarge(megabytes=settings.MAX_COURSE_FILE_BYTES // 1024**2)
    manifest = read_manifest(uploaded)
    scan(uploaded, name=uploaded.name or "")
    uploaded.seek(0)
    stored = keep_file(
        uploaded=uploaded,
        content_type=PACKAGE_CONTENT_TYPE,
        partner_id=None,
        actor=actor,
        now=now,
        is_internal=False,
    )
    package = Package.objects.create(
        file_id=stored.id,
        standard=manifest.standard,
        manifest=jsonable(manifest),
        added_at=now,
        added_by=actor.person_id,
    )
    happened = PackageAdded(
        subject_id=package.id, subject_label=manifest.title or stored.name, standard=manifest.standard
    )
    record(happened, actor=actor, now=now)
    return stored


@transaction.atomic
def launch_package(*, actor: Actor, enrollment_id: UUID, lesson: str, unit: str, now: datetime) -> UUID:
    """Open a unit of a lesson's package for its learner, and return the launch; what was open before reports no more.

    Raises: NotFound, NotAllowed, EnrollmentOver, LessonIsNoPackage.
    """
    found = Enrollment.visible_to(actor).filter(id=enrollment_id).first()
    if found is None:
        raise NotFound
    if not is_learner(actor, found):
        raise NotAllowed
    with as_system():
        enrollment = _lock(enrollment_id)
        manifest = manifest_of(enrollment, lesson)
        opened = unit_of(manifest, unit)
        if enrollment.withdrawn_at is not None or enrollment.paused_at is not None:
            raise EnrollmentOver
        run, _ = PackageRun.objects.get_or_create(enrollment=enrollment, lesson=lesson, unit=opened.key)
        run.launches += 1
        run.save(update_fields=["launches"])
        launch = PackageLaunch.objects.create(run=run, number=run.launches, begun_at=now, until=now + LAUNCH_LASTS)
        if enrollment.started_at is None:
            enrollment.started_at = now
            enrollment.save(update_fields=["started_at"])
        is_satisfied = note_report(run, manifest, PackageReport(), enrollment, actor=actor, now=now)
        if manifest.standard is PackageStandard.CMI5:
            registration = registration_of(launch, run, enrollment, manifest)
            note_launch(launch, registration, is_satisfied=is_satisfied, now=now)
    return launch.id


@transaction.atomic
def save_progress(*, launch_id: UUID, sequence: int, cmi: Mapping[str, Any], now: datetime) -> int:
    """Keep what a SCO reports, and return how many reports of this launch were kept; one that is not newer changes nothing.

    Raises: NotFound, LaunchOver, EnrollmentOver.
    """
    with as_system():
        launch, run, enrollment = lock_launch(launch_id, now)
        if sequence <= launch.sequence:
            return launch.sequence
        actor = get_actor(enrollment.person_id, enrollment.partner_id)
        manifest = manifest_of(enrollment, run.lesson)
        report = compute_report(manifest.standard, cmi)
        run.seconds += max(report.seconds, launch.seconds) - launch.seconds
        launch.sequence, launch.seconds = sequence, max(report.seconds, launch.seconds)
        launch.save(update_fields=["sequence", "seconds"])
        run.state = dict(cmi)
        note_report(run, manifest, report, enrollment, actor=actor, now=now)
    return sequence


def lock_launch(launch_id: UUID, now: datetime) -> tuple[PackageLaunch, PackageRun, Enrollment]:
    """Return a launch that may still report, with its run and enrollment, held until the end of the transaction.

    Raises: NotFound, LaunchOver, EnrollmentOver.
    """
    found = PackageLaunch.objects.filter(id=launch_id).select_related("run").first()
    if found is None:
        raise NotFound
    enrollment = _lock(found.run.enrollment_id)
    run = PackageRun.objects.select_for_update().get(id=found.run_id)
    launch = PackageLaunch.objects.get(id=launch_id)
    if launch.number != run.launches or now >= launch.until:
        raise LaunchOver
    if enrollment.withdrawn_at is not None or enrollment.paused_at is not None:
        raise EnrollmentOver
    return launch, run, enrollment


def note_report(
    run: PackageRun,
    manifest: PackageManifest,
    report: PackageReport,
    enrollment: Enrollment,
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Add a report to the run, and tell whether the package is done with it: with its last unit its lesson is done."""
    run.is_completed = run.is_completed or report.is_completed
    run.is_passed = True if run.is_passed else report.is_passed if report.is_passed is not None else run.is_passed
    run.score = run.score if report.score is None else round(report.score, 1)
    unit = unit_of(manifest, run.unit)
    known = PackageReport(is_completed=run.is_completed, is_passed=run.is_passed)
    is_new = run.done_at is None and is_done(unit.move_on, known)
    run.done_at = now if is_new else run.done_at
    run.save()
    if not is_new:
        return False
    person = find_people({enrollment.person_id}).get(enrollment.person_id, SOMEONE)
    happened = PackageUnitDone(
        subject_id=enrollment.id,
        subject_label=enrollment.course.title,
        partner_id=enrollment.partner_id,
        person_id=enrollment.person_id,
        course_id=enrollment.course_id,
        person=person.name,
        unit=unit.title,
        score=run.score,
    )
    record(happened, actor=actor, now=now)
    done = PackageRun.objects.filter(enrollment=enrollment, lesson=run.lesson, done_at__isnull=False)
    if done.count() < len(manifest.units):
        return False
    if enrollment.completed_at is None:
        finish_lesson(enrollment.id, run.lesson, actor=actor, now=now)
    return True


def manifest_of(enrollment: Enrollment, lesson: str) -> PackageManifest:
    """Return the manifest of a lesson's package. Raises: NotFound, LessonIsNoPackage."""
    found = content_of(enrollment.version).outline.find_lesson(lesson)
    if found is None:
        raise NotFound
    manifest = find_manifest(found) if found.kind is LessonKind.PACKAGE else None
    if manifest is None:
        raise LessonIsNoPackage
    return manifest


def _lock(enrollment_id: UUID) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("course", "version")
    return rows.get(id=enrollment_id)
