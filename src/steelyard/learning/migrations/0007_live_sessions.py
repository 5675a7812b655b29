"""Live sessions: partners see those that are published for them; who comes to them is written by the system alone."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import steelyard.kernel.ids
import steelyard.learning.sessions.terms
from steelyard.platform.changes import UpdatedAtField, track_changes
from steelyard.platform.isolation import protect_rows

OWN_PERSON = "person_id = (select steelyard_person_id())"
OWN_PARTNER = "partner_id = (select steelyard_partner_id())"

# A seat that is given or freed is no change of the session: when it changed last would tell a partner that another one registered.
TRACK_SESSIONS = migrations.RunSQL(
    """
    create trigger learning_livesession_updated before insert on learning_livesession
    for each row execute function steelyard_note_change();
    create trigger learning_livesession_updated_again before update on learning_livesession for each row
    when (to_jsonb(old) - 'seats_taken' is distinct from to_jsonb(new) - 'seats_taken')
    execute function steelyard_note_change();
    """,
    """
    drop trigger learning_livesession_updated_again on learning_livesession;
    drop trigger learning_livesession_updated on learning_livesession;
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0006_packages"),
        ("partners", "0019_agreements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret_hash", models.BinaryField(unique=True)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LiveSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "presenters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("zone", models.CharField(max_length=50)),
                ("link", models.CharField(blank=True, max_length=1000)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("seats", models.IntegerField(null=True)),
                ("seats_taken", models.IntegerField(default=0)),
                ("language", models.CharField(default="en", max_length=10)),
                ("for_partners", models.BooleanField(default=True)),
                ("for_host", models.BooleanField(default=False)),
                (
                    "partner_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("lesson", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(default=steelyard.learning.sessions.terms.SessionState["DRAFT"], max_length=20),
                ),
                ("sequence", models.IntegerField(default=0)),
                ("cancel_reason", models.CharField(blank=True, max_length=1000)),
                ("closed_at", models.DateTimeField(null=True)),
                ("recording_url", models.CharField(blank=True, max_length=1000)),
                ("recording_file_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("created_by", models.UUIDField(null=True)),
                ("updated_at", UpdatedAtField(default=django.utils.timezone.now, editable=False)),
                (
                    "course",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.course"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=steelyard.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.UUIDField(null=True)),
                ("seated_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("reminded", models.CharField(blank=True, max_length=10)),
                ("joined_at", models.DateTimeField(null=True)),
                ("minutes", models.IntegerField(null=True)),
                ("attendance", models.CharField(blank=True, max_length=10)),
                ("source", models.CharField(blank=True, max_length=10)),
                ("reasons", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("credited_at", models.DateTimeField(null=True)),
                ("watched_at", models.DateTimeField(null=True)),
                ("updated_at", UpdatedAtField(default=django.utils.timezone.now, editable=False)),
                (
                    "partner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendees",
                        to="learning.livesession",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="livesession",
            index=models.Index(fields=["starts_at", "id"], name="learning_session_starts"),
        ),
        migrations.AddIndex(
            model_name="livesession",
            index=models.Index(fields=["updated_at", "id"], name="learning_session_updated"),
        ),
        migrations.AddIndex(
            model_name="livesession",
            index=models.Index(
                condition=models.Q(
                    ("closed_at", None), ("state", steelyard.learning.sessions.terms.SessionState["PUBLISHED"])
                ),
                fields=["ends_at"],
                name="learning_session_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="a_session_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "canceled"])), name="session_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats", None), ("seats__gte", 1), _connector="OR"), name="a_session_has_a_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats_taken__gte", 0),
                    models.Q(("seats", None), ("seats_taken__lte", models.F("seats")), _connector="OR"),
                ),
                name="no_more_people_than_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", steelyard.learning.sessions.terms.SessionState["DRAFT"]),
                    models.Q(("link", ""), _negated=True),
                    models.Q(("place", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_open_session_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("link", ""), ("link__startswith", "https://"), _connector="OR"),
                name="a_session_is_joined_safely",
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("recording_url", ""), ("recording_url__startswith", "https://"), _connector="OR"),
                name="a_recording_is_reached_safely",
            ),
        ),
        migrations.AddConstraint(
            model_name="livesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("lesson", ""), ("course__isnull", False), _connector="OR"),
                name="a_lesson_is_of_a_course",
            ),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(fields=["person", "session"], name="learning_attendee_person"),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(fields=["partner", "-registered_at", "id"], name="learning_attendee_partner"),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(fields=["session", "registered_at", "id"], name="learning_attendee_session"),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(fields=["-registered_at", "id"], name="learning_attendee_newest"),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(fields=["updated_at", "id"], name="learning_attendee_updated"),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("session", "person"),
                name="one_registration_per_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("attendance__in", ["", "attended", "partly", "absent"])), name="attendance_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["", "joined", "recorded", "imported", "watched"])),
                name="attendance_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("reminded__in", ["", "day", "hour"])), name="reminder_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes", None), ("minutes__gte", 0), _connector="OR"),
                name="nobody_is_there_less_than_never",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attendance", ""), ("recorded_at", None)),
                    models.Q(models.Q(("attendance", ""), _negated=True), ("recorded_at__isnull", False)),
                    _connector="OR",
                ),
                name="attendance_is_recorded",
            ),
        ),
        protect_rows("learning_livesession", using="for_partners and state <> 'draft'", check="false"),
        protect_rows("learning_attendee", using=f"{OWN_PERSON} or {OWN_PARTNER}", check="false"),
        protect_rows("learning_calendarfeed", using=OWN_PERSON, check=OWN_PERSON),
        TRACK_SESSIONS,
        track_changes("learning_attendee"),
    ]
