"""Ten thousand prospects approved in one bulk edit, to journeys begun and invitations queued: in process, on a world that is rolled
back.

`python -m bench.approvals` measures it alone.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.report import Figure
from bench.world import django_on, invent_companies, open_world

PROSPECTS = int(os.environ.get("BENCH_PROSPECTS", "10000"))
KNOWN = 10_000
MOST_SECONDS = 60


def measure_approvals(prospects: int = PROSPECTS) -> list[Figure]:
    """Return how long it takes to check and to run an approval of so many; call in a process of its own."""
    with _world(prospects) as (manager_id, ids, now):
        from steelyard.identity.public import get_actor
        from steelyard.platform.bulk_edits.commands import prepare_edit, start_edit
        from steelyard.platform.bulk_edits.models import BulkEdit
        from steelyard.platform.bulk_edits.terms import EditOutcome
        from steelyard.platform.bulk_edits.working import work_on
        from steelyard.platform.db import acting_as

        manager = get_actor(manager_id, None)
        began = time.perf_counter()
        with acting_as(manager):
            key = prepare_edit(
                actor=manager, list_name="prospects", change="decision", value="approved", ids=ids, now=now
            )
        work_on(key, lambda: now)
        checked = time.perf_counter()
        found = BulkEdit.objects.get(id=key).outcomes
        with acting_as(manager):
            start_edit(actor=manager, edit_id=key, expected=found[EditOutcome.CHANGED], now=now)
        work_on(key, lambda: now)
        ran = time.perf_counter()
        _require_all_begun(BulkEdit.objects.get(id=key).outcomes[EditOutcome.CHANGED])
    what = f"{found[EditOutcome.CHANGED]:,} of {prospects:,} prospects approved at once, to journeys and invitations"
    return [
        Figure(
            what=what,
            floor=f"{MOST_SECONDS} s",
            aim="",
            measured=f"{ran - checked:.1f} s, after a check of {checked - began:.1f} s",
            is_met=ran - checked <= MOST_SECONDS,
        )
    ]


def _require_all_begun(approved: int) -> None:
    """Stop where an approved partner has no journey or no invitation."""
    from steelyard.identity.models import Invitation
    from steelyard.partners.models import Journey

    begun = Journey.objects.values("partner").distinct().count()
    assert (begun, Invitation.objects.count()) == (approved, approved)


@contextmanager
def _world(prospects: int) -> Iterator[tuple[UUID, list[UUID], datetime]]:
    """Yield a manager, prospects of which a tenth are known companies, and the instant; nothing is kept afterwards."""
    with django_on(open_world(KNOWN)):
        from django.db import transaction

        from steelyard.demo.journeys import RULES
        from steelyard.identity.public import enroll_person
        from steelyard.kernel.actors import SYSTEM, Role
        from steelyard.platform.db import acting_as
        from steelyard.program.public import BEGINNING, adopt_rules, set_up_program

        now = datetime.now(UTC)
        with acting_as(SYSTEM):
            set_up_program(now=now)
            adopt_rules(
                actor=SYSTEM, key="onboarding", rules=RULES, effective_from=BEGINNING + timedelta(days=1), now=now
            )
            manager_id = enroll_person(
                actor=SYSTEM,
                email="manager@host.example",
                name="Mara",
                partner_id=None,
                roles=[Role.CHANNEL_MANAGER],
                now=now,
            )
            yield manager_id, _write_prospects(prospects, now), now
            transaction.set_rollback(True)


def _write_prospects(count: int, now: datetime) -> list[UUID]:
    """Write prospects as an import leaves them, screened and without a word against them, and return their ids."""
    from steelyard.kernel.ids import new_id
    from steelyard.partners.commands.recruiting import prospect_fields
    from steelyard.partners.models import Prospect
    from steelyard.partners.recruiting.terms import ProspectDraft, ProspectSource, ProspectStage

    known = count // 10
    rows = []
    for place, company in enumerate(invent_companies(KNOWN - known, count)):
        draft = ProspectDraft(
            name=company.name,
            domain=company.domain,
            country=company.country,
            type="reseller",
            contact_name="Nora Newcomer",
            contact_email=f"nora@prospect{place}.example",
        )
        rows.append(
            Prospect(
                **prospect_fields(draft),
                source=ProspectSource.IMPORT,
                stage=ProspectStage.SCREENED,
                stage_since_at=now,
                added_at=now,
                score=70,
                fit="good",
                outcome="clear",
                rules="",
                screening_id=new_id(),
                assessed_at=now,
            )
        )
    Prospect.objects.bulk_create(rows)
    return [row.id for row in rows]


if __name__ == "__main__":
    for figure in measure_approvals():
        print(f"{figure.what}: {figure.measured}")
