"""Whom a link from a mail is for, what it still opens, and what its bearer must prove first."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from steelyard.identity.links import MailLink, mail_link_path
from steelyard.identity.mail_actions import MailAction, Statement, find_mail_action
from steelyard.identity.models import MailLinkUse, Membership
from steelyard.identity.queries.connections import find_connection_of
from steelyard.identity.refusals import MailLinkAlreadyUsed, MailLinkStale, MailLinkUnknown, MailLinkWithoutMembership
from steelyard.identity.second_factor import FACTORS, lacks_second_factor
from steelyard.identity.terms import MAIL_LINK_LASTS
from steelyard.kernel.actors import Actor


def offer_mail_link(
    *, person_id: UUID, partner_id: UUID | None, action: MailAction, subject_id: UUID, version: int, now: datetime
) -> str:
    """Return the path of a link by which the person does the action for that organization; empty where they left it."""
    membership_id = (
        Membership.objects.filter(person_id=person_id, partner_id=partner_id, until=None)
        .values_list("id", flat=True)
        .first()
    )
    if membership_id is None:
        return ""
    return mail_link_path(
        MailLink(
            membership_id=membership_id,
            action=action.key,
            subject_id=subject_id,
            version=version,
            expires_at=now + MAIL_LINK_LASTS,
        )
    )


def get_bearer(link: MailLink) -> Membership:
    """Return the membership that the link was made for, as it is now; call while people may be looked up.

    Raises: MailLinkWithoutMembership.
    """
    factors = Authenticator.objects.filter(user_id=OuterRef("person_id"), type__in=FACTORS)
    membership = (
        Membership.objects.filter(id=link.membership_id, until=None, person__is_active=True)
        .annotate(lacks_second_factor=lacks_second_factor(), has_second_factor=Exists(factors))
        .select_related("person")
        .first()
    )
    if membership is None:
        raise MailLinkWithoutMembership
    return membership


def must_sign_in(membership: Membership) -> bool:
    """Tell whether the mailbox proves too little for this person: a second factor or the organization's own sign-in is asked for.

    Without either, a code sent to the same mailbox would sign the person in as well.
    """
    return bool(
        membership.lacks_second_factor  # type: ignore[attr-defined]  # annotated
        or membership.has_second_factor  # type: ignore[attr-defined]  # annotated
        or find_connection_of(membership.person.email, enforced=True)
    )


def get_action(link: MailLink) -> MailAction:
    """Return the action that the link is for. Raises: MailLinkUnknown."""
    action = find_mail_action(link.action)
    if action is None:
        raise MailLinkUnknown
    return action


def is_used(link: MailLink) -> bool:
    """Tell whether what the link offers was done by such a link; call as its reader."""
    return MailLinkUse.objects.filter(
        membership_id=link.membership_id, action=link.action, subject_id=link.subject_id, version=link.version
    ).exists()


def get_statement(actor: Actor, link: MailLink, *, now: datetime) -> Statement:
    """Return what the link will do if it is confirmed; call as the actor.

    Raises: MailLinkUnknown, MailLinkAlreadyUsed, MailLinkStale, and what the action refuses.
    """
    if is_used(link):
        raise MailLinkAlreadyUsed
    statement = get_action(link).state(actor, link.subject_id, now)
    if statement.version != link.version:
        raise MailLinkStale
    return statement
