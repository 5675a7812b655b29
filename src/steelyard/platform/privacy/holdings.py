"""What the platform itself holds of people."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from steelyard.kernel.refusals import sentence
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.terms import WORKING as EDITING
from steelyard.platform.imports.models import Import, KnownMapping
from steelyard.platform.imports.terms import ImportState
from steelyard.platform.mailing.models import RefusedMailbox
from steelyard.platform.models import (
    EventRecord,
    IdempotencyRecord,
    Notification,
    NotificationPreference,
    PersonalMailTimes,
    SavedView,
    StoredFile,
)
from steelyard.platform.privacy.registry import Facts, Hold, Holding, LawfulBasis, Subject, register_holding

_PSEUDONYM = sentence("Stays with the pseudonym in place of name and address.")
_GONE = sentence("Deleted.")


def _find_events(subject: Subject) -> Iterator[Facts]:
    rows = EventRecord.objects.filter(Q(actor_id=subject.member_id) | Q(subject_id=subject.member_id))
    if not subject.sees_internal:
        rows = rows.filter(is_internal=False)
    for row in rows.order_by("sequence").iterator():
        yield {
            "id": row.public_id,
            "type": row.type,
            "occurred_at": row.occurred_at,
            "done_by_you": row.actor_id == subject.member_id,
            "subject": row.subject_label,
            "facts": row.payload,
        }


def _find_notifications(subject: Subject) -> Iterator[Facts]:
    for row in Notification.objects.filter(person_id=subject.member_id).order_by("created_at", "id"):
        yield {
            "id": row.public_id,
            "type": row.event_type,
            "facts": row.params,
            "created_at": row.created_at,
            "read_at": row.read_at,
            "mailed_at": row.mailed_at,
        }


def _remove_notifications(subject: Subject) -> None:
    Notification.objects.filter(person_id=subject.member_id).delete()
    NotificationPreference.objects.filter(person_id=subject.member_id).delete()
    PersonalMailTimes.objects.filter(person_id=subject.member_id).delete()


def _find_habits(subject: Subject) -> Iterator[Facts]:
    for view in SavedView.objects.filter(person_id=subject.member_id).order_by("id"):
        yield {"kind": "saved view", "list": view.list_key, "name": view.name, "query": view.query}
    for wish in NotificationPreference.objects.filter(person_id=subject.member_id).order_by("event_type"):
        yield {
            "kind": "notification",
            "type": wish.event_type,
            "in_app": wish.in_app,
            "mail": wish.mail,
            "rhythm": wish.rhythm,
        }
    names = ("quiet_from", "quiet_until", "urgent_passes", "digest_at", "digest_weekday")
    for times in PersonalMailTimes.objects.filter(person_id=subject.member_id).values(*names):
        yield {"kind": "mail times", **times}
    for mapping in KnownMapping.objects.filter(person_id=subject.member_id).order_by("used_at"):
        yield {"kind": "import mapping", "of": mapping.kind, "mapping": mapping.mapping, "used_at": mapping.used_at}


def _remove_habits(subject: Subject) -> None:
    SavedView.objects.filter(person_id=subject.member_id).delete()
    KnownMapping.objects.filter(person_id=subject.member_id).delete()


def _find_files(subject: Subject) -> Iterator[Facts]:
    for row in StoredFile.objects.filter(id__in=_uploaded(subject)).order_by("uploaded_at", "id"):
        yield {"id": row.public_id, "name": row.name, "size": row.size, "uploaded_at": row.uploaded_at}


def _uploaded(subject: Subject) -> Iterable[UUID]:
    return StoredFile.objects.filter(uploaded_by=subject.member_id).values_list("id", flat=True)


def _find_imports(subject: Subject) -> Iterator[Facts]:
    for row in Import.objects.filter(created_by=subject.member_id).order_by("created_at"):
        yield {
            "id": row.public_id,
            "kind": row.kind,
            "file": row.file_name,
            "state": row.state,
            "created_at": row.created_at,
        }


def _hold_imports(subject: Subject) -> Iterator[Hold]:
    """Hold whoever's import the worker is at, until it is done."""
    at_work = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
    for row in Import.objects.filter(created_by=subject.member_id, state__in=at_work).order_by("created_at"):
        yield Hold(text=sentence("An import of theirs is being worked on."), records=(row.public_id,))


def _find_edits(subject: Subject) -> Iterator[Facts]:
    for row in BulkEdit.objects.filter(created_by=subject.member_id).order_by("created_at"):
        yield {
            "id": row.public_id,
            "list": row.list_name,
            "change": row.change,
            "value": row.value,
            "reason": row.reason,
            "state": row.state,
            "created_at": row.created_at,
        }


def _hold_edits(subject: Subject) -> Iterator[Hold]:
    """Hold whoever's bulk edit the worker is at, until it is done."""
    for row in BulkEdit.objects.filter(created_by=subject.member_id, state__in=EDITING).order_by("created_at"):
        yield Hold(text=sentence("A bulk edit of theirs is being worked on."), records=(row.public_id,))


def _find_mailboxes(subject: Subject) -> Iterator[Facts]:
    for row in RefusedMailbox.objects.filter(address=subject.email.lower()):
        yield {"address": row.address, "reply": row.code, "said": row.said, "refused_at": row.refused_at}


def _remove_mailboxes(subject: Subject) -> None:
    RefusedMailbox.objects.filter(address=subject.email.lower()).delete()


def _remove_answers(subject: Subject) -> None:
    IdempotencyRecord.objects.filter(owner__startswith=f"{subject.member_id}:").delete()


register_holding(
    Holding(
        key="activity",
        label=sentence("What you did and what was done with your account"),
        content=sentence("Events: what, when, about what; at sign-in the network address."),
        purpose=sentence("To show who decided what, and to find out about misuse."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the log of events, which is sealed and never shortened."),
        after_erasure=sentence("The events stay. Names, addresses and network addresses in them are replaced."),
        find=_find_events,
    ),
    Holding(
        key="notifications",
        label=sentence("Notifications"),
        content=sentence("What you were told, when you read it and whether it was mailed."),
        purpose=sentence("To tell people what concerns them."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("For the period that the program decided on; see Retention."),
        after_erasure=_GONE,
        find=_find_notifications,
        remove=_remove_notifications,
    ),
    Holding(
        key="mailboxes",
        label=sentence("Mailboxes that refuse mails"),
        content=sentence("The mail address, what its server said, and when."),
        purpose=sentence("To send nothing to where nothing arrives, and to ask for another address."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("Until somebody lets mails go there again."),
        after_erasure=_GONE,
        find=_find_mailboxes,
        remove=_remove_mailboxes,
    ),
    Holding(
        key="habits",
        label=sentence("Saved views and choices"),
        content=sentence("Saved views, choices about notifications, remembered mappings of imports."),
        purpose=sentence("To find the portal as one left it."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("Until you remove them."),
        after_erasure=_GONE,
        find=_find_habits,
        remove=_remove_habits,
    ),
    Holding(
        key="files",
        label=sentence("Files you uploaded"),
        content=sentence("Evidence of registrations, and files for imports."),
        purpose=sentence("To show that a deal is real, and to load data."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence(
            "Evidence as long as its registration; files of imports for the period that the program decided on."
        ),
        after_erasure=sentence(
            "Texts stay with the pseudonym; other files that name the person are replaced by a note."
        ),
        find=_find_files,
        files=_uploaded,
    ),
    Holding(
        key="imports",
        label=sentence("Imports you began"),
        content=sentence("Name of the file, kind, state and date."),
        purpose=sentence("To show where data comes from, and to undo an import."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the data."),
        after_erasure=_PSEUDONYM,
        find=_find_imports,
        holds=_hold_imports,
    ),
    Holding(
        key="bulk-edits",
        label=sentence("Bulk edits you began"),
        content=sentence("List, change, value, reason, state and date."),
        purpose=sentence("To show what became of each record."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("For the period that the program decided on; see Retention."),
        after_erasure=_PSEUDONYM,
        find=_find_edits,
        holds=_hold_edits,
    ),
    Holding(
        key="answers",
        label=sentence("Stored answers to repeated requests"),
        content=sentence("Answers to writes that carried an idempotency key."),
        purpose=sentence("So that what is sent twice happens once."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("For the period that the program decided on; see Retention."),
        after_erasure=_GONE,
        remove=_remove_answers,
    ),
)
