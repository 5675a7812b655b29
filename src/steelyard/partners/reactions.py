"""What partners hear of the program: new rules when they are published, and once they hold."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.partners import queries
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.events import get_happened
from steelyard.platform.jobs import job
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.program.events import RulesPublished
from steelyard.program.public import announce_rules

IN_FORCE = sentence("New rules are in force: {subject}. Read what holds now.")


@reacts_to(RulesPublished)
def plan_word_of_rules(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - reactions are called alike
    """Tell partners when the rules take effect, not before; rules that held before they were entered are nobody's news."""
    at = happened.event.effective_from
    if at < happened.occurred_at:
        return
    tell_partners_of_rules.configure(schedule_at=at).defer(event_id=str(happened.id))


@reacts_to(RulesPublished)
def announce_to_partners(happened: Happened, now: datetime) -> None:
    """Ask whoever registers deals or administers a partner in the rules' region to read what changes."""
    if happened.event.effective_from >= happened.occurred_at and happened.event.changes:
        people = queries.list_readers_of_rules(happened.event.region)
        announce_rules(actor=SYSTEM, version_id=happened.event.subject_id, people=people, now=now)


@job("steelyard.partners.tell_of_rules")
def tell_partners_of_rules(event_id: str) -> None:
    """Tell the administrators of the partners in the rules' region that the rules hold now."""
    with as_system():
        happened, now = get_happened(UUID(event_id)), utc_now()
        people = queries.list_admin_ids(happened.event.region)
        url = reverse("program:rulebook", args=[happened.event.rulebook])
        notify(people, happened, url=url, now=now, sentence=IN_FORCE)
