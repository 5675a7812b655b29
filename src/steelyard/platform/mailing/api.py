"""Word about mailboxes from mail servers and providers, over the API."""

from django.http import HttpRequest
from ninja import Router

from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.mailing.schemas import MailboxRefusalIn, MailboxRefusalOut
from steelyard.platform.mailing.sending import find_refused, report_refusal

router = Router(tags=["Events and notifications"])


@router.post("/mailbox-refusals", response=MailboxRefusalOut, summary="Report a refused mail")
def report_mailbox_refusal(request: HttpRequest, body: MailboxRefusalIn) -> MailboxRefusalOut:
    """Keep that a mailbox is gone, if that is what the reply means. For the host's administrators and their programs."""
    report_refusal(actor=asker(request), address=body.address, code=body.code, said=body.said, now=utc_now())
    since = find_refused([body.address]).get(body.address.lower())
    return MailboxRefusalOut(is_refused=since is not None, refused_at=since)
