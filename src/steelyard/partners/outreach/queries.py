"""Reading sequences: of one prospect, all of them, and what became of each."""

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions
from steelyard.partners.models import Outreach, OutreachMail, Prospect
from steelyard.partners.outreach.terms import OPEN_TO_MAILS, OutreachEnding, OutreachFilter, SequenceTally
from steelyard.partners.recruiting.terms import ProspectStage
from steelyard.platform.paging import take
from steelyard.program.public import rules_in_force

SORTS = {"begun": ("-begun_at", "id"), "-begun": ("begun_at", "id")}
_ANSWERS = (OutreachEnding.ANSWERED, OutreachEnding.MOVED_ON)


def list_outreach(actor: Actor, wanted: OutreachFilter, page: PageRequest) -> Page[Outreach]:
    """Return a page of the sequences that the filter finds, the newest first. Raises: NotAllowed."""
    stretch = take(_matching(actor, wanted), page, SORTS.get(page.sort, SORTS["begun"]))
    return Page(items=stretch.rows, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_of_prospect(actor: Actor, prospect: Prospect) -> list[Outreach]:
    """Return the sequences of a prospect with their mails, the newest first. Raises: NotAllowed."""
    mails = Prefetch("mails", OutreachMail.objects.order_by("number"))
    return list(
        _matching(actor, OutreachFilter()).filter(prospect=prospect).prefetch_related(mails).order_by("-begun_at")
    )


def tally_sequences(actor: Actor) -> list[SequenceTally]:
    """Return what became of all that were written to, by sequence. Raises: NotAllowed."""
    rows = _matching(actor, OutreachFilter()).order_by().values("sequence")
    counted = rows.annotate(
        begun=Count("id"),
        running=Count("id", filter=Q(ended_at=None)),
        answered=Count("id", filter=Q(ending__in=_ANSWERS)),
        unwanted=Count("id", filter=Q(ending=OutreachEnding.UNWANTED)),
    )
    return [SequenceTally(**row) for row in counted.order_by("sequence")]


def list_sequences(prospect: Prospect, *, at: datetime) -> tuple[str, ...]:
    """Return the sequences that may begin for a prospect; none where it is not written to."""
    if not prospect.contact_email or ProspectStage(prospect.stage) not in OPEN_TO_MAILS:
        return ()
    sequences: tuple[str, ...] = rules_in_force("outreach", region=prospect.region_id or "", at=at).rules.sequences
    return sequences


def _matching(actor: Actor, wanted: OutreachFilter) -> QuerySet[Outreach]:
    if not permissions.can_recruit(actor):
        raise NotAllowed
    rows = Outreach.visible_to(actor).select_related("prospect__type", "begun_by")
    if wanted.text:
        rows = rows.filter(Q(prospect__name__icontains=wanted.text) | Q(prospect__contact_email__icontains=wanted.text))
    if wanted.sequence:
        rows = rows.filter(sequence=wanted.sequence)
    if wanted.ending:
        rows = rows.filter(ending=wanted.ending)
    if wanted.is_running is not None:
        rows = rows.filter(ended_at__isnull=wanted.is_running)
    return rows
