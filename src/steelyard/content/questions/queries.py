"""Reading what was looked for and not found."""

from steelyard.content import permissions
from steelyard.content.models import UnansweredSearch
from steelyard.content.questions.terms import UnansweredCard
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.paging import take


def list_unanswered(actor: Actor, page: PageRequest) -> Page[UnansweredCard]:
    """Return a page of the words that found nothing and that nobody settled, the most asked first. Raises: NotAllowed."""
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    stretch = take(UnansweredSearch.visible_to(actor).filter(settled_at=None), page, ("-times", "-id"))
    cards = [
        UnansweredCard(
            id=row.id,
            public_id=row.public_id,
            words=row.words,
            times=row.times,
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in stretch.rows
    ]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)
