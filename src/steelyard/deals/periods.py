"""What deal registration deletes after a while."""

from datetime import datetime

from django.db.models import F, QuerySet

from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.terms import RegistrationState
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.refusals import sentence
from steelyard.platform.files import discard_file
from steelyard.platform.privacy.places import Whose
from steelyard.platform.privacy.retention import Retention, register_retention


def _drafts(before: datetime, whose: Whose) -> QuerySet[DealRegistration]:
    return whose.of(DealRegistration.objects.filter(state=RegistrationState.DRAFT, updated_at__lt=before))


def _delete_drafts(before: datetime, whose: Whose) -> int:
    drafts = list(_drafts(before, whose).select_for_update())
    for draft in drafts:
        for piece in Evidence.objects.filter(registration=draft):
            if piece.file_id is not None:
                discard_file(SYSTEM, piece.file_id)
        draft.delete()
    return len(drafts)


def _refused(before: datetime, whose: Whose) -> QuerySet[DealRegistration]:
    rows = whose.of(DealRegistration.objects.filter(state=RegistrationState.REJECTED, decided_at__lt=before))
    return rows.exclude(contact_name="", contact_email="", contact_phone="", contact_title="")


def _delete_contacts(before: datetime, whose: Whose) -> int:
    return _refused(before, whose).update(
        contact_name="", contact_email="", contact_phone="", contact_title="", version=F("version") + 1
    )


register_retention(
    Retention(
        key="drafts",
        label=sentence("Drafts of registrations that were never submitted"),
        reason=sentence("Needed to go on where one stopped."),
        days=180,
        least_days=7,
        count=lambda before, whose: _drafts(before, whose).count(),
        delete=_delete_drafts,
        regional=True,
    ),
    Retention(
        key="refused-contacts",
        label=sentence("Contacts of rejected registrations"),
        reason=sentence("Needed for an appeal; the registration and its decision stay."),
        days=365,
        least_days=90,
        count=lambda before, whose: _refused(before, whose).count(),
        delete=_delete_contacts,
        regional=True,
    ),
)
