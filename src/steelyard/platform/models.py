"""The platform's own state. Contexts reach it through the platform's modules, never by import of these models."""

from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from steelyard.platform.bulk_edits.models import BulkEdit, BulkEditRow  # noqa: F401 - Django looks for models here
from steelyard.platform.db import Record
from steelyard.platform.imports.models import Import, ImportCorrection, ImportRow, KnownMapping  # noqa: F401 - Django looks for models here
from steelyard.platform.mail_times import Rhythm
from steelyard.platform.mailing.models import RefusedMailbox  # noqa: F401 - Django looks for models here
from steelyard.platform.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery  # noqa: F401 - Django looks for models here

if TYPE_CHECKING:
    _BigIntegerField = models.BigIntegerField[int, int]
    _DateTimeField = models.DateTimeField[datetime | None, datetime | None]
else:
    _BigIntegerField = models.BigIntegerField
    _DateTimeField = models.DateTimeField


class Visibility(models.Model):
    """Who sees whose rows: `viewer` may see the rows of `partner`. Every partner sees itself."""

    pk = models.CompositePrimaryKey("viewer_id", "partner_id")
    viewer_id = models.UUIDField()
    partner_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["partner_id"], name="platform_visibility_partner")]


class UseCount(models.Model):
    """How often somebody did something that is limited, since when."""

    key = models.CharField(primary_key=True, max_length=120)
    since_at = models.DateTimeField()
    count = models.IntegerField()


class SequenceField(_BigIntegerField):
    """A number that the database gives and that is not read back: a partner may record what it may not read."""

    db_returning = False


class RecordedAtField(_DateTimeField):
    """An instant that the database gives and that is not read back."""

    db_returning = False


class EventRecord(Record):
    """One row of the event log; never changed, never deleted."""

    PREFIX = "event"

    sequence = SequenceField(unique=True, db_default=models.expressions.RawSQL("steelyard_next_event()", []))
    type = models.TextField()
    occurred_at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    is_internal = models.BooleanField(default=False)
    subject_type = models.TextField()
    subject_id = models.UUIDField()
    subject_label = models.TextField()
    payload = models.JSONField()
    request_id = models.TextField(default="")
    recorded_at = RecordedAtField(null=True, db_default=models.expressions.RawSQL("steelyard_changing_at()", []))
    """When the database wrote it, by its own clock; `occurred_at` is what the command took for now. Empty for what is older."""

    class Meta:
        db_table = "platform_event"
        indexes = [
            models.Index(fields=["type", "-sequence"], name="platform_event_type"),
            models.Index(fields=["partner_id", "-sequence"], name="platform_event_partner"),
            models.Index(fields=["actor_id", "-sequence"], name="platform_event_actor"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class EventAbout(models.Model):
    """A thing whose feed shows an event: its subject and what it is related to.

    A table and not an array in the event: under row-level security only leakproof comparisons may use an index, and the array's
    "contains" is not one. It holds ids alone; what they mean is behind the event's own policy.
    """

    pk = models.CompositePrimaryKey("subject_id", "event_id")
    subject_id = models.UUIDField()
    event_id = models.UUIDField()


class ReactionMarker(models.Model):
    """A reaction that has run for an event; commits with the reaction's effect, so each runs once."""

    pk = models.CompositePrimaryKey("event_id", "reaction")
    event_id = models.UUIDField()
    reaction = models.TextField()
    done_at = models.DateTimeField()


class Notification(Record):
    """One line for one person, from one event."""

    PREFIX = "notice"

    person_id = models.UUIDField()
    event_id = models.UUIDField()
    event_type = models.TextField()
    sentence = models.TextField()
    params = models.JSONField(default=dict)
    url = models.TextField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)
    """When it goes by mail, together with what else is due then; None for what went at once, or never does."""
    digest_id = models.UUIDField(null=True)
    """The mail that it was taken into: what one mail tells is settled before it is sent, so a repeat tells the same."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "event_id"], name="one_notification_per_person_and_event")
        ]
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="platform_notice_person"),
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False, digest_id=None),
                name="platform_notice_due",
            ),
            models.Index(
                fields=["digest_id"], condition=models.Q(digest_id__isnull=False), name="platform_notice_digest"
            ),
        ]


class NotificationPreference(models.Model):
    """A person's choice for one type of event; without a row the type's default holds."""

    pk = models.CompositePrimaryKey("person_id", "event_type")
    person_id = models.UUIDField()
    event_type = models.TextField()
    in_app = models.BooleanField()
    mail = models.BooleanField()
    rhythm = models.TextField(default=Rhythm.AT_ONCE, db_default=Rhythm.AT_ONCE.value)
    """How often, where `mail` is true."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rhythm__in=[Rhythm.AT_ONCE.value, Rhythm.DAILY.value, Rhythm.WEEKLY.value]),
                name="a_preference_has_a_rhythm",
            )
        ]


class PersonalMailTimes(models.Model):
    """When a person's mails may come; without a row at any time, and digests at seven."""

    person_id = models.UUIDField(primary_key=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    urgent_passes = models.BooleanField()
    digest_at = models.TimeField()
    digest_weekday = models.IntegerField()

    class Meta:
        db_table = "platform_mailtimes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | (
                    models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                    & ~models.Q(quiet_from=models.F("quiet_until"))
                ),
                name="quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(digest_weekday__range=(0, 6)), name="a_digest_has_a_day_of_the_week"
            ),
        ]


class StoredFile(Record):
    """A file somebody uploaded, checked before it was kept; its bytes lie in the storage under a random name."""

    PREFIX = "file"

    partner_id = models.UUIDField(null=True)
    uploaded_by = models.UUIDField(null=True)
    name = models.TextField()
    content_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    path = models.TextField()
    uploaded_at = models.DateTimeField()
    is_internal = models.BooleanField(default=False)
    """Not for partners."""
    is_guarded = models.BooleanField(default=False, db_default=False)
    """Given out by the context alone that keeps it, which says who may read it."""


class IdempotencyRecord(models.Model):
    """The stored answer to a write that carried an idempotency key, kept for at least 24 hours."""

    pk = models.CompositePrimaryKey("owner", "key")
    owner = models.TextField()
    key = models.TextField()
    request_hash = models.BinaryField()
    status = models.IntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="platform_idempotency_age")]


class SavedView(Record):
    """A list as somebody likes to look at it: its filters, sorting and columns as they stand in the address, under a name."""

    PREFIX = "view"

    list_key = models.TextField()
    name = models.CharField(max_length=60)
    query = models.TextField()
    person_id = models.UUIDField()
    partner_id = models.UUIDField(null=True)
    """The organization in which it is shared; None for the host."""
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "partner_id", "list_key", "name"],
                nulls_distinct=False,
                name="one_view_per_name_and_list",
            )
        ]
        indexes = [models.Index(fields=["list_key", "partner_id"], name="platform_view_list")]


class AuditSeal(models.Model):
    """The seal of one event: its place in the sealed log and what ties it to the place before."""

    position = models.BigIntegerField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    digest = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class AuditRedaction(models.Model):
    """That an event says something else than what was sealed, because a person was erased; a `run` is declared in the log."""

    number = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    run = models.UUIDField()
    digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["event_id"], name="platform_redaction_event")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class RetentionPeriod(Record):
    """For how many days a kind of records is kept, where the program decided so; without a row the kind's default holds.

    With a region: those of partners there, and in regions inside it that have no period of their own.
    """

    PREFIX = "retention"

    key = models.CharField(max_length=50)
    region = models.CharField(max_length=20, default="", db_default="")
    days = models.IntegerField()
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "region"], name="one_period_per_kind_and_region"),
        ]


class RetentionRun(Record):
    """A nightly run: how many records of each kind were deleted."""

    PREFIX = "retentionrun"

    ran_at = models.DateTimeField()
    deleted = models.JSONField()


class AuditRun(models.Model):
    """One run of sealing: how far the log was sealed then, and the highest number of an event in it."""

    position = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()
    highest_sequence = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["sealed_at"], name="platform_auditrun_at")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
