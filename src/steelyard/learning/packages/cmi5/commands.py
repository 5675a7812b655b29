"""What a unit of cmi5 does with its launch: it fetches its credentials, makes statements, keeps documents."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.identity.public import get_actor
from steelyard.kernel.ids import new_id
from steelyard.learning.models import PackageDocument, PackageStatement
from steelyard.learning.packages.cmi5.policies import add_to, read_statement
from steelyard.learning.packages.cmi5.queries import history_of, registration_of
from steelyard.learning.packages.cmi5.saying import insert_statement, say_now
from steelyard.learning.packages.cmi5.terms import Verb
from steelyard.learning.packages.commands import lock_launch, manifest_of, note_report
from steelyard.learning.packages.refusals import StatementKnown, StatementRefused
from steelyard.learning.packages.terms import PackageReport
from steelyard.platform.db import as_system


@transaction.atomic
def fetch_credentials(*, launch_id: UUID, now: datetime) -> str:
    """Give a unit its credentials, the first time that it asks; empty when they were given before.

    Raises: NotFound, LaunchOver, EnrollmentOver.

    Source: cmi5 (Quartz, 2016), 8.2.
    """
    with as_system():
        launch, _run, _enrollment = lock_launch(launch_id, now)
        if launch.secret_hash is not None:
            return ""
        secret = b64encode(f"{launch.public_id}:{token_urlsafe(24)}".encode()).decode()
        launch.secret_hash = hashlib.sha256(secret.encode()).digest()
        launch.save(update_fields=["secret_hash"])
    return secret


@transaction.atomic
def store_statements(*, launch_id: UUID, statements: Sequence[dict[str, Any]], now: datetime) -> list[UUID]:
    """Keep what a unit says, all or nothing, and return the ids; what was said before with the same id changes nothing.

    Raises: NotFound, LaunchOver, EnrollmentOver, StatementRefused, StatementKnown.
    """
    with as_system():
        launch, run, enrollment = lock_launch(launch_id, now)
        manifest = manifest_of(enrollment, run.lesson)
        registration = registration_of(launch, run, enrollment, manifest)
        actor = get_actor(enrollment.person_id, enrollment.partner_id)
        ids = []
        for statement in statements:
            key = _id_of(statement)
            ids.append(key)
            known = PackageStatement.objects.filter(id=key).first()
            if known is not None:
                if known.launch_id != launch.id or known.body != statement:
                    raise StatementKnown
                continue
            said = read_statement(statement, registration, history_of(launch))
            if isinstance(said, str):
                raise StatementRefused(problem=_(said))
            insert_statement(launch, key, said.verb, statement, is_defined=said.is_defined, now=now)
            before = PackageReport(is_completed=run.is_completed, is_passed=run.is_passed, seconds=launch.seconds)
            report = add_to(before, said)
            run.seconds += report.seconds - launch.seconds
            launch.seconds = report.seconds
            launch.save(update_fields=["seconds"])
            if note_report(run, manifest, report, enrollment, actor=actor, now=now):
                say_now(Verb.SATISFIED, launch, registration, now=now)
    return ids


@transaction.atomic
def put_document(*, launch_id: UUID, resource: str, key: str, body: bytes, content_type: str, now: datetime) -> None:
    """Keep a document of a unit in the place of the one before. Raises: NotFound, LaunchOver, EnrollmentOver."""
    with as_system():
        _launch, run, _enrollment = lock_launch(launch_id, now)
        PackageDocument.objects.update_or_create(
            run=run,
            resource=resource,
            key=key,
            defaults={"body": body, "content_type": content_type[:100], "changed_at": now},
        )


@transaction.atomic
def delete_document(*, launch_id: UUID, resource: str, key: str, now: datetime) -> None:
    """Forget a document of a unit. Raises: NotFound, LaunchOver, EnrollmentOver."""
    with as_system():
        _launch, run, _enrollment = lock_launch(launch_id, now)
        PackageDocument.objects.filter(run=run, resource=resource, key=key).delete()


def _id_of(statement: Mapping[str, Any]) -> UUID:
    if "id" not in statement:
        return new_id()
    try:
        return UUID(str(statement["id"]))
    except ValueError as error:
        raise StatementRefused(problem=_("its id is no UUID.")) from error
