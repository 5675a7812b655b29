"""Work of recruiting after the commit and by the clock."""

from uuid import UUID

from steelyard.partners.models import Application
from steelyard.partners.recruiting.mails import mail_confirmation
from steelyard.partners.recruiting.terms import APPLICATION_LASTS
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every, job


@job("steelyard.partners.mail_application", queue="mail")
def mail_application(application_id: str) -> None:
    """Mail the link that proves a stranger's mailbox."""
    with as_system():
        mail_confirmation(UUID(application_id), now=utc_now())


@every("37 3 * * *", "steelyard.partners.forget_applications")
def forget_applications() -> None:
    """Delete what strangers said and nobody proved, and the marks of links that have ended."""
    with as_system():
        Application.objects.filter(sent_at__lt=utc_now() - APPLICATION_LASTS).delete()
