"""Mails of identity, in the language of who reads them."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from steelyard.identity.links import invitation_path
from steelyard.identity.models import Invitation
from steelyard.identity.terms import role_label
from steelyard.platform import directory
from steelyard.platform.mailing.sending import send


def mail_invitation(invitation_id: UUID, serial: int, *, now: datetime) -> None:
    """Mail the link of an invitation, unless it was closed or sent again since."""
    invitation = Invitation.objects.select_related("invited_by").filter(id=invitation_id, serial=serial).first()
    if invitation is None or not invitation.is_open(now):
        return
    organization = (
        settings.HOST_NAME if invitation.partner_id is None else directory.organization_name(invitation.partner_id)
    )
    with translation.override(invitation.language):
        subject = _("You are invited to {host}").format(host=settings.HOST_NAME)
        context = {
            "title": subject,
            "host": settings.HOST_NAME,
            "organization": organization,
            "invitation": invitation,
            "inviter": invitation.invited_by.name if invitation.invited_by else settings.HOST_NAME,
            "roles": [_(role_label(role)) for role in sorted(invitation.role_set)],
            "url": settings.BASE_URL + invitation_path(invitation.id, invitation.serial),
        }
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("identity/mail/invitation.txt", context),
            to=[invitation.email],
            headers={"Message-ID": f"<{invitation.public_id}.{serial}@steelyard>", "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("identity/mail/invitation.html", context), "text/html")
    send(message, now=now)
