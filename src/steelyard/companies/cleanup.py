"""Cleaning up what is there: merging the pairs that surely are one company, each in a transaction of its own.

A chain of pairs becomes one company. What a person ruled out stays apart, whatever leads from one to the other; what would collide
is left to a person and reported.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.companies.commands import merge_companies, suggest_duplicates
from steelyard.companies.queries.duplicates import list_ruled_out, list_sure_duplicates
from steelyard.companies.queries.merging import CompanyMergePreview, foresee_merge
from steelyard.companies.terms import MergeChoice
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import acting_as
from steelyard.platform.merging.following import refuse_blocking


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A pair that was not merged, and why."""

    survivor: UUID
    merged: UUID
    reason: str


@dataclass(slots=True, kw_only=True)
class Cleanup:
    """What came of a cleanup: among how many companies, how many pairs were sure enough, and what became of them.

    A pair is `joined` when a merge of other pairs had made it one company already.
    """

    companies: int
    pairs: int
    merged: int = 0
    joined: int = 0
    ruled_out: int = 0
    refused: list[Refused] = field(default_factory=list)
    survivors: dict[UUID, UUID] = field(default_factory=dict)

    def survivor_of(self, company_id: UUID) -> UUID:
        """Return the company that this one is after the cleanup: itself, mostly."""
        while company_id in self.survivors:
            company_id = self.survivors[company_id]
        return company_id


def merge_sure_duplicates(
    *,
    above: float,
    actor: Actor,
    now: datetime,
    is_rehearsal: bool = False,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> Cleanup:
    """Compare all companies, and merge each pair that is one company with at least that probability.

    The older record survives and takes over what it lacks. A rehearsal changes nothing, the questions to people included; what
    collides only after another merge it cannot see. `on_progress` hears how many pairs are done with, and of how many.

    Shape: reads every company into memory; for the command line or a job. Raises: NotAllowed.
    """
    with acting_as(actor):
        found = suggest_duplicates(actor=actor, now=now, least=above)
        pairs = list_sure_duplicates(actor, above)
        apart = _Apart(list_ruled_out(actor))
        if is_rehearsal:
            transaction.set_rollback(True)
    cleanup = Cleanup(companies=found.companies, pairs=len(pairs))
    for done, (older, newer) in enumerate(pairs, 1):
        survivor, merged = cleanup.survivor_of(older), cleanup.survivor_of(newer)
        if survivor == merged:
            cleanup.joined += 1
        elif apart.holds(survivor, merged):
            cleanup.ruled_out += 1
        else:
            try:
                with acting_as(actor):
                    _merge(survivor, merged, actor, now, is_rehearsal=is_rehearsal)
            except Refusal as refusal:
                cleanup.refused.append(Refused(survivor=survivor, merged=merged, reason=str(refusal)))
            else:
                cleanup.merged += 1
                cleanup.survivors[merged] = survivor
                apart.join(survivor, merged)
        on_progress(done, len(pairs))
    return cleanup


def _merge(survivor: UUID, merged: UUID, actor: Actor, now: datetime, *, is_rehearsal: bool) -> None:
    preview = foresee_merge(actor, survivor, merged)
    if not is_rehearsal:
        merge_companies(
            survivor_id=survivor, merged_id=merged, choice=_choose(preview), actor=actor, now=now, seen=preview.seen
        )
    else:
        refuse_blocking(preview.collisions)


def _choose(preview: CompanyMergePreview) -> MergeChoice:
    """Return what a person is offered first: the survivor takes over what it lacks, and all that the other is known by."""
    return MergeChoice(taken=preview.taken_by_default)


class _Apart:
    """The pairs that a person ruled out, carried on to what they are merged into."""

    def __init__(self, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        self._others: dict[UUID, set[UUID]] = defaultdict(set)
        for first, second in pairs:
            self._others[first].add(second)
            self._others[second].add(first)

    def holds(self, first: UUID, second: UUID) -> bool:
        return second in self._others[first]

    def join(self, survivor: UUID, merged: UUID) -> None:
        for other in self._others.pop(merged, set()):
            self._others[other] = self._others[other] - {merged} | {survivor}
            self._others[survivor].add(other)
