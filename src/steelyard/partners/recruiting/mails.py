"""Mails of recruiting, to people who have no account: in the language in which they wrote."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from steelyard.partners.models import Application
from steelyard.partners.recruiting.links import application_path
from steelyard.partners.recruiting.terms import APPLICATION_LASTS
from steelyard.platform.mailing.sending import send


def mail_confirmation(application_id: UUID, *, now: datetime) -> None:
    """Mail the link that proves the mailbox, unless it was opened or ended since."""
    sent = Application.objects.filter(id=application_id, confirmed_at=None).first()
    if sent is None or now >= sent.sent_at + APPLICATION_LASTS:
        return
    with translation.override(sent.language):
        title = _("Become a partner of {host}: one more click").format(host=settings.HOST_NAME)
        context = {
            "title": title,
            "host": settings.HOST_NAME,
            "company": sent.said["name"],
            "until": sent.sent_at + APPLICATION_LASTS,
            "url": settings.BASE_URL + application_path(sent.id),
        }
        mail = EmailMultiAlternatives(
            subject=title,
            body=render_to_string("partners/recruiting/mail/confirm.txt", context),
            to=[sent.contact_email],
            headers={"Message-ID": f"<{sent.public_id}@steelyard>", "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("partners/recruiting/mail/confirm.html", context), "text/html")
    send(mail, now=now)
