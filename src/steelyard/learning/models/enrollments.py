"""Enrollments, the lessons that are done, and attempts at quizzes."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor, Role
from steelyard.learning.models.courses import Course, CourseVersion
from steelyard.learning.terms import EnrolledBy
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class Enrollment(Record):
    """Somebody takes a course, in the version that was published when they were enrolled.

    `partner` is whom the learner belongs to, none for the host's own people. While somebody belongs nowhere it is paused, without
    a partner; it goes on at the next partner with all that was done.
    """

    PREFIX = "enrollment"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments", db_index=False)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    partner = models.ForeignKey(
        "partners.Partner", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.CharField(max_length=20)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    lessons_done = models.IntegerField(default=0)
    lessons_total = models.IntegerField()
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(completed_at=None, withdrawn_at=None),
                name="one_open_enrollment_per_course",
            ),
            models.CheckConstraint(condition=Q(by__in=[one.value for one in EnrolledBy]), name="enroller_is_known"),
            models.CheckConstraint(
                condition=Q(lessons_done__gte=0, lessons_done__lte=F("lessons_total")), name="progress_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(withdrawn_at=None), name="completed_or_withdrawn"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "course"], name="learning_of_person"),
            models.Index(fields=["partner", "-enrolled_at", "id"], name="learning_of_partner"),
            models.Index(fields=["course", "-enrolled_at", "id"], name="learning_of_course"),
            models.Index(fields=["-enrolled_at", "id"], name="learning_newest"),
            models.Index(fields=["updated_at", "id"], name="learning_enrollment_updated"),
            models.Index(
                fields=["due_on"],
                condition=Q(completed_at=None, withdrawn_at=None, due_on__isnull=False),
                name="learning_due",
            ),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Enrollment]":
        """Return one's own enrollments; for an administrator those of the partner's people, for the host all."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        own = Q(person=actor.person_id)
        return rows.filter(own | Q(partner=actor.partner_id) if actor.has_role(Role.PARTNER_ADMIN) else own)

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.withdrawn_at is None and self.paused_at is None


class LessonDone(models.Model):
    """That a lesson of an enrollment is done; once."""

    pk = models.CompositePrimaryKey("enrollment_id", "lesson")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="done", db_index=False)
    lesson = models.CharField(max_length=60)
    done_at = models.DateTimeField()


class Attempt(Record):
    """One try at a quiz: what was asked, what was given, and, once handed in, what it was worth. Then nothing changes any more."""

    PREFIX = "attempt"

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    lesson = models.CharField(max_length=60)
    number = models.IntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paper = models.JSONField()
    given = models.JSONField(default=dict)
    given_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    passed = models.BooleanField(null=True)
    marks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["enrollment", "lesson"], condition=Q(handed_in_at=None), name="one_open_attempt_per_quiz"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None, score=None, passed=None)
                | Q(handed_in_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="an_attempt_is_graded_when_handed_in",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="graded_once",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__handed_in_at__isnull=False),
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Attempt]":
        """Return the attempts of the enrollments that the actor may see."""
        return cls.objects.filter(enrollment__in=Enrollment.visible_to(actor).values("id"))
