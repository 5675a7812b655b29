"""Acting by a link from a mail, without having signed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from steelyard.identity.events import MailLinkUsed
from steelyard.identity.links import MailLink
from steelyard.identity.mail_actions import MailAction
from steelyard.identity.models import MailLinkUse, Membership
from steelyard.identity.refusals import MailLinkAlreadyUsed, MailLinkStale
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import ChangedMeanwhile
from steelyard.platform.events import record


@transaction.atomic
def use_mail_link(
    *,
    actor: Actor,
    membership: Membership,
    link: MailLink,
    action: MailAction,
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    """Do what the link offers, once, and record that it was done by a link; a refused action leaves the link as it was.

    Two who click at once meet at the constraint. What the action itself records carries the same request id.

    Raises: MailLinkAlreadyUsed, MailLinkStale, and what the action's command refuses.
    """
    use = MailLinkUse(
        membership_id=membership.id,
        person_id=membership.person_id,
        action=link.action,
        subject_id=link.subject_id,
        version=link.version,
        used_at=now,
    )
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError as error:
        raise MailLinkAlreadyUsed from error
    try:
        action.act(actor=actor, subject_id=link.subject_id, version=link.version, said=said, now=now)
    except ChangedMeanwhile as error:
        raise MailLinkStale from error
    happened = MailLinkUsed(
        subject_id=membership.person_id,
        subject_label=membership.person.name,
        partner_id=membership.partner_id,
        action=action.label,
    )
    record(happened, actor=actor, now=now, related=[link.subject_id])
