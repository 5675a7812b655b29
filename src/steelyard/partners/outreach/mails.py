"""The mails of sequences as they are sent: with a way to want no more of them, by one click too (RFC 8058)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from steelyard.partners.models import OptOut, OutreachMail
from steelyard.partners.outreach.links import digest_of, opt_out_path
from steelyard.platform.mailing.sending import send

_LASTS = timedelta(days=1)
"""How long a mail waits for a mail server that is away; what is older would come out of order."""


def mail_step(mail_id: UUID, *, now: datetime) -> None:
    """Send one mail, unless its reader wants none since, or its day is long over."""
    kept = OutreachMail.objects.select_related("outreach__prospect__owner").get(id=mail_id)
    unwanted = OptOut.objects.filter(mailbox=digest_of(kept.recipient)).exists()
    if unwanted or now >= kept.at + _LASTS:
        return
    url = settings.BASE_URL + opt_out_path(kept.recipient)
    context = {"title": kept.subject, "text": kept.text, "host": settings.HOST_NAME, "url": url}
    owner = kept.outreach.prospect.owner
    mail = EmailMultiAlternatives(
        subject=kept.subject,
        body=render_to_string("partners/outreach/mail/step.txt", context),
        to=[kept.recipient],
        reply_to=[owner.email] if owner else [],
        headers={
            "Message-ID": f"<{kept.public_id}@steelyard>",
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(render_to_string("partners/outreach/mail/step.html", context), "text/html")
    send(mail, now=now)
