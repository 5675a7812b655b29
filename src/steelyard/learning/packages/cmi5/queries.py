"""Reading what a launch of cmi5 is about, what was said in it, and what its unit keeps. Call as the system."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.crypto import constant_time_compare

from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning.models import Enrollment, PackageDocument, PackageLaunch, PackageRun, PackageStatement
from steelyard.learning.packages.cmi5.terms import History, Registration
from steelyard.learning.packages.queries import open_launch, unit_of
from steelyard.learning.packages.refusals import CredentialsWrong
from steelyard.learning.packages.terms import PackageManifest

MOST_STATEMENTS = 100


def registration_of(
    launch: PackageLaunch, run: PackageRun, enrollment: Enrollment, manifest: PackageManifest
) -> Registration:
    """Return for whom a unit was launched."""
    account = {"homePage": settings.BASE_URL, "name": public_id("person", enrollment.person_id)}
    return Registration(
        id=uuid5(enrollment.id, run.lesson),
        session=launch.id,
        actor={"objectType": "Agent", "account": account},
        activity=f"urn:uuid:{run.id}",
        unit=unit_of(manifest, run.unit),
    )


def get_registration(launch_id: UUID) -> Registration:
    """Return for whom a launch is. Raises: NotFound."""
    found = open_launch(PackageLaunch.objects.all(), launch_id)
    return registration_of(found.launch, found.run, found.run.enrollment, found.manifest)


def require_credentials(launch_id: UUID, given: str, *, at: datetime) -> None:
    """Do nothing where the credentials are those of the launch. Raises: NotFound, CredentialsWrong."""
    launch = PackageLaunch.objects.filter(id=launch_id).first()
    if launch is None:
        raise NotFound
    scheme, _, secret = given.partition(" ")
    digest = hashlib.sha256(secret.strip().encode()).hexdigest()
    kept = bytes(launch.secret_hash).hex() if launch.secret_hash else ""
    if scheme.lower() != "basic" or at >= launch.until or not constant_time_compare(digest, kept):
        raise CredentialsWrong


def history_of(launch: PackageLaunch) -> History:
    """Return what was said before, as far as cmi5 defines it."""
    rows = PackageStatement.objects.filter(launch__run=launch.run_id, is_defined=True)
    said = list(rows.values_list("launch_id", "verb"))
    return History(
        in_session=frozenset(verb for found, verb in said if found == launch.id),
        of_unit=frozenset(verb for _, verb in said),
    )


def find_statement(launch_id: UUID, statement_id: UUID) -> dict[str, Any] | None:
    """Return a statement about the unit of a launch."""
    rows = PackageStatement.objects.filter(launch__run__in=_run_of(launch_id), id=statement_id)
    return next((_body(row) for row in rows), None)


def list_statements(launch_id: UUID, *, verb: str = "") -> list[dict[str, Any]]:
    """Return the newest statements about the unit of a launch."""
    rows = PackageStatement.objects.filter(launch__run__in=_run_of(launch_id)).order_by("-stored_at", "-id")
    return [_body(row) for row in (rows.filter(verb=verb) if verb else rows)[:MOST_STATEMENTS]]


def find_document(launch_id: UUID, resource: str, key: str) -> PackageDocument | None:
    """Return a document of the unit of a launch."""
    return PackageDocument.objects.filter(run__in=_run_of(launch_id), resource=resource, key=key).first()


def list_document_keys(launch_id: UUID, resource: str) -> list[str]:
    """Return how the documents of the unit of a launch are called."""
    rows = PackageDocument.objects.filter(run__in=_run_of(launch_id), resource=resource)
    return list(rows.order_by("key").values_list("key", flat=True))


def _run_of(launch_id: UUID) -> Any:
    return PackageLaunch.objects.filter(id=launch_id).values("run")


def _body(row: PackageStatement) -> dict[str, Any]:
    return {**row.body, "id": str(row.id), "stored": row.stored_at.isoformat()}
