"""Reading prospects: lists, the board, one of them, and how many come how far."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Func, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.kernel.scores import share_of
from steelyard.partners import permissions
from steelyard.partners.models import Prospect, ProspectMove
from steelyard.partners.recruiting.terms import WAY, MoveCard, ProspectFilter, ProspectStage, StageCount
from steelyard.platform.paging import take

SORTS = {
    "score": ("-score", "id"),
    "-score": ("score", "id"),
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "added": ("-added_at", "id"),
    "-added": ("added_at", "id"),
}
_MOST_IN_LANE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stage on the board with its best prospects."""

    stage: ProspectStage
    count: int
    prospects: Sequence[Prospect]

    @property
    def left(self) -> int:
        return self.count - len(self.prospects)


def list_prospects(actor: Actor, wanted: ProspectFilter, page: PageRequest) -> Page[Prospect]:
    """Return a page of the prospects that the filter finds, the best first unless asked otherwise. Raises: NotAllowed."""
    stretch = take(matching(actor, wanted), page, SORTS.get(page.sort, SORTS["score"]))
    return Page(items=stretch.rows, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_prospect(actor: Actor, prospect_id: UUID) -> Prospect:
    """Return one prospect. Raises: NotFound, NotAllowed."""
    prospect = Prospect.visible_to(actor).select_related("owner", "type", "partner").filter(id=prospect_id).first()
    if prospect is None:
        raise NotFound
    if not permissions.can_recruit(actor):
        raise NotAllowed
    return prospect


def get_board(actor: Actor, wanted: ProspectFilter) -> list[Lane]:
    """Return the stages of the way, each with the best of those in it. Raises: NotAllowed."""
    rows = matching(actor, wanted)
    counts = dict(rows.order_by().values_list("stage").annotate(Count("id")))
    return [
        Lane(
            stage=stage,
            count=counts.get(stage, 0),
            prospects=list(rows.filter(stage=stage).order_by("-score", "id")[:_MOST_IN_LANE]),
        )
        for stage in WAY
    ]


def count_stages(actor: Actor, wanted: ProspectFilter) -> list[StageCount]:
    """Return how many are in each stage of the way, and how many came that far or further. Raises: NotAllowed."""
    rows = matching(actor, wanted)
    now = dict(rows.order_by().values_list("stage").annotate(Count("id")))
    moves = ProspectMove.objects.filter(prospect__in=rows.values("id"))
    reached = moves.aggregate(
        **{
            f"reached_{stage}": Count("prospect", distinct=True, filter=Q(after__in=WAY[place:]))
            for place, stage in enumerate(WAY)
        }
    )
    total = rows.count()
    counts: list[StageCount] = []
    for place, stage in enumerate(WAY):
        came = reached[f"reached_{stage}"] if place else total
        before = counts[-1].reached if counts else 0
        conversion: Decimal | None = share_of(came, before) if before else None
        counts.append(StageCount(stage=stage, now=now.get(stage, 0), reached=came, conversion=conversion))
    return counts


def list_moves(actor: Actor, prospect: Prospect) -> list[MoveCard]:
    """Return the way of a prospect that the actor may see, the newest step first. Raises: NotAllowed."""
    if not permissions.can_recruit(actor):
        raise NotAllowed
    return [
        MoveCard(
            before=ProspectStage(row.before) if row.before else None,
            after=ProspectStage(row.after),
            at=row.at,
            by_id=row.by_id,
            reason=row.reason,
        )
        for row in ProspectMove.objects.filter(prospect=prospect).order_by("-at", "-id")[:200]
    ]


def matching(actor: Actor, wanted: ProspectFilter) -> QuerySet[Prospect]:
    """Return the prospects that a filter finds. Raises: NotAllowed."""
    if not permissions.can_recruit(actor):
        raise NotAllowed
    rows = Prospect.visible_to(actor).select_related("owner", "type")
    if wanted.text:
        rows = rows.filter(
            Q(name__icontains=wanted.text)
            | Q(domain__icontains=wanted.text)
            | Q(contact_email__icontains=wanted.text)
            | Q(contact_name__icontains=wanted.text)
        )
    for field, word in (("verticals", wanted.vertical), ("capabilities", wanted.capability)):
        if word:
            rows = rows.alias(**{f"{field}_said": _in_lower_case(field)}).filter(
                **{f"{field}_said__contains": [word.lower()]}
            )
    said = {
        "stage": wanted.stage,
        "source": wanted.source,
        "outcome": wanted.outcome,
        "fit": wanted.fit,
        "type": wanted.type,
        "region": wanted.region,
        "owner": wanted.owner_id,
    }
    return rows.filter(**{name: value for name, value in said.items() if value})


def _in_lower_case(field: str) -> Func:
    return Func(
        F(field), template="lower((%(expressions)s)::text)::text[]", output_field=ArrayField(models.TextField())
    )


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those prospects that the current asker may see."""
    return dict(Prospect.objects.filter(id__in=ids).values_list("id", "name"))
