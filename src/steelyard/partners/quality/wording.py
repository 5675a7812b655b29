"""How a score says where it comes from."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.actors import Actor
from steelyard.partners.commands.quality import RULEBOOK
from steelyard.partners.quality.terms import PartnerData, QualityPart, ScoreCard, TaskCard
from steelyard.program.public import get_rules_text


def explain_parts(actor: Actor, card: ScoreCard, *, at: datetime) -> dict[str, str]:
    """Return the sentences of the rules that hold for the partner, in the reader's language, by their numbers."""
    text = get_rules_text(actor, RULEBOOK, region=card.region, at=at)
    return {line.rule: line.text for line in text.lines}


def say_facts(part: QualityPart, card: ScoreCard) -> str:
    """Return what is the case with one part, in the reader's language."""
    data = card.data
    match part:
        case QualityPart.COMPLETENESS:
            missing = ", ".join(_(detail.label) for detail in card.missing)
            return _("Missing: {details}").format(details=missing) if missing else _("Nothing is missing.")
        case QualityPart.FRESHNESS:
            return ngettext(
                "Changed or confirmed {count} day ago.", "Changed or confirmed {count} days ago.", data.checked_days
            ).format(count=data.checked_days)
        case QualityPart.CONTACTS:
            return _say_contacts(data)
        case QualityPart.DUPLICATES:
            if not data.open_duplicates:
                return _("Nothing looks like a duplicate.")
            return ngettext("{count} open question.", "{count} open questions.", data.open_duplicates).format(
                count=data.open_duplicates
            )


def _say_contacts(data: PartnerData) -> str:
    if not data.members:
        return _("Nobody has joined.")
    said = [
        ngettext("{count} person joined.", "{count} people joined.", data.members).format(count=data.members),
        _("Nobody was here of late.") if not data.recent_members else "",
        ngettext("{count} has not answered yet.", "{count} have not answered yet.", data.unconfirmed).format(
            count=data.unconfirmed
        )
        if data.unconfirmed
        else "",
        ngettext("Mails to {count} come back.", "Mails to {count} come back.", data.unreachable).format(
            count=data.unreachable
        )
        if data.unreachable
        else "",
    ]
    return " ".join(filter(None, said))


def say_task(task: TaskCard) -> str:
    """Return what a task asks for, in the reader's language."""
    return f"{_(task.kind.label)}: {_(task.detail.label)}" if task.detail else _(task.kind.label)
