"""What identity deletes after a while."""

from datetime import datetime

from django.db.models import Q, QuerySet

from steelyard.identity.models import Invitation
from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.periods import delete_rows
from steelyard.platform.privacy.places import Whose
from steelyard.platform.privacy.retention import Retention, register_retention


def _invitations(before: datetime, whose: Whose) -> QuerySet[Invitation]:
    is_closed = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before, accepted_at=None)
    return whose.of(Invitation.objects.filter(is_closed))


register_retention(
    Retention(
        key="invitations",
        label=sentence("Invitations that were accepted, revoked or not taken up"),
        reason=sentence("Needed to see who invited whom; that somebody joined stays in the log."),
        days=365,
        least_days=30,
        count=lambda before, whose: _invitations(before, whose).count(),
        delete=lambda before, whose: delete_rows(_invitations(before, whose)),
        regional=True,
    )
)
