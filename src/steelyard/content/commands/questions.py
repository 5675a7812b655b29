"""Keeping what people looked for and did not find, until somebody sees to it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from steelyard.content import permissions, queries
from steelyard.content.models import UnansweredSearch
from steelyard.content.questions.events import SearchSettled
from steelyard.content.questions.terms import SHORTEST
from steelyard.content.terms import AssetFilter
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def note_unanswered(*, wanted: AssetFilter, now: datetime) -> None:
    """Note that words found nothing where nothing but the words was asked for; who asked is not kept."""
    words = " ".join(wanted.text.casefold().split())
    if len(words) < SHORTEST or replace(wanted, text="", state="") != AssetFilter():
        return
    with as_system():  # what others look for is not the reader's to know
        again = UnansweredSearch.objects.filter(words=words)
        if not again.update(times=F("times") + 1, last_at=now, settled_at=None, settled_by=None):
            row = UnansweredSearch(words=words, first_at=now, last_at=now)
            UnansweredSearch.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def settle_search(*, actor: Actor, search_id: UUID, now: datetime) -> None:
    """Say that what was looked for is there now, or will never be. Raises: NotFound, NotAllowed."""
    row = UnansweredSearch.visible_to(actor).filter(id=search_id).select_for_update().first()
    if row is None:
        raise NotFound
    if not permissions.can_author(actor):
        raise NotAllowed
    if row.settled_at is None:
        row.settled_at, row.settled_by = now, actor.person_id
        row.save(update_fields=["settled_at", "settled_by"])
        record(SearchSettled(subject_id=row.id, subject_label=row.words, times=row.times), actor=actor, now=now)


@transaction.atomic
def forget_searches(*, now: datetime) -> int:
    """Forget words that nobody asked for again within the time of the rules, and return how many."""
    until = now - timedelta(days=queries.rules_of_content(now).unused_days)
    return UnansweredSearch.objects.filter(last_at__lt=until).delete()[0]
