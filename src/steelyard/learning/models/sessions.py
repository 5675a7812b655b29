"""Live sessions, who has a seat in them, and the calendars that follow somebody's sessions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor, Role
from steelyard.learning.models.courses import Course
from steelyard.learning.sessions.terms import Ahead, Attendance, AttendanceSource, SessionState
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class LiveSession(Record):
    """A session at an instant. `zone` is where its clock hangs: it is moved and written into calendars by that.

    `seats_taken` is kept with every seat that is given or freed, so that the database holds the limit.
    """

    PREFIX = "livesession"

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    presenters = ArrayField(models.CharField(max_length=120), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=50)
    link = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=300, blank=True)
    seats = models.IntegerField(null=True)
    seats_taken = models.IntegerField(default=0)
    language = models.CharField(max_length=10, default="en")
    for_partners = models.BooleanField(default=True)
    for_host = models.BooleanField(default=False)
    partner_types = ArrayField(models.CharField(max_length=50), default=list)
    tiers = ArrayField(models.CharField(max_length=50), default=list)
    regions = ArrayField(models.CharField(max_length=20), default=list)
    roles = ArrayField(models.CharField(max_length=30), default=list)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    lesson = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, default=SessionState.DRAFT)
    sequence = models.IntegerField(default=0)
    cancel_reason = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    recording_url = models.CharField(max_length=1000, blank=True)
    recording_file_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SessionState]), name="session_state_is_known"
            ),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="a_session_has_a_seat"),
            models.CheckConstraint(
                condition=Q(seats_taken__gte=0) & (Q(seats=None) | Q(seats_taken__lte=F("seats"))),
                name="no_more_people_than_seats",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.DRAFT) | ~Q(link="") | ~Q(place=""), name="an_open_session_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"), name="a_session_is_joined_safely"
            ),
            models.CheckConstraint(
                condition=Q(recording_url="") | Q(recording_url__startswith="https://"),
                name="a_recording_is_reached_safely",
            ),
            models.CheckConstraint(condition=Q(lesson="") | Q(course__isnull=False), name="a_lesson_is_of_a_course"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="learning_session_starts"),
            models.Index(fields=["updated_at", "id"], name="learning_session_updated"),
            models.Index(
                fields=["ends_at"],
                condition=Q(state=SessionState.PUBLISHED, closed_at=None),
                name="learning_session_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[LiveSession]":
        """Return all sessions for the host; to a partner those for partners that were published, also when canceled since."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(for_partners=True).exclude(state=SessionState.DRAFT) if actor.is_partner else rows.none()


class Attendee(Record):
    """Somebody's registration for a session: a seat, or since when they wait for one; later, whether they were there."""

    PREFIX = "attendee"

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="attendees", db_index=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField(null=True)
    seated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reminded = models.CharField(max_length=10, blank=True)
    joined_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(null=True)
    attendance = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=10, blank=True)
    reasons = models.JSONField(default=list)
    recorded_at = models.DateTimeField(null=True)
    credited_at = models.DateTimeField(null=True)
    watched_at = models.DateTimeField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(withdrawn_at=None), name="one_registration_per_session"
            ),
            models.CheckConstraint(
                condition=Q(attendance__in=["", *(one.value for one in Attendance)]), name="attendance_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["", *(one.value for one in AttendanceSource)]),
                name="attendance_source_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reminded__in=["", *(one.value for one in Ahead)]), name="reminder_is_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=0), name="nobody_is_there_less_than_never"
            ),
            models.CheckConstraint(
                condition=Q(attendance="", recorded_at=None) | (~Q(attendance="") & Q(recorded_at__isnull=False)),
                name="attendance_is_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "session"], name="learning_attendee_person"),
            models.Index(fields=["partner", "-registered_at", "id"], name="learning_attendee_partner"),
            models.Index(fields=["session", "registered_at", "id"], name="learning_attendee_session"),
            models.Index(fields=["-registered_at", "id"], name="learning_attendee_newest"),
            models.Index(fields=["updated_at", "id"], name="learning_attendee_updated"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Attendee]":
        """Return one's own registrations; for an administrator those of the partner's people, for the host all."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        own = Q(person=actor.person_id)
        return rows.filter(own | Q(partner=actor.partner_id) if actor.has_role(Role.PARTNER_ADMIN) else own)


class CalendarFeed(Record):
    """The private address at which somebody's calendar follows their sessions. Only a digest of it is kept."""

    PREFIX = "calendarfeed"

    person = models.OneToOneField("identity.Person", on_delete=models.CASCADE, related_name="+")
    secret_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[CalendarFeed]":
        """Return the asking person's own address."""
        rows = cls.objects.all()
        return rows if actor.is_system else rows.filter(person=actor.person_id)
