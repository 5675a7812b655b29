"""Courses, their versions, and the questions that only the host and the grading read."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.learning.models.certificates import Certification
from steelyard.learning.terms import CourseState, Level
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class Course(Record):
    """A course as catalogues know it: the words of its published version, and whom it is for."""

    PREFIX = "course"

    key = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    level = models.CharField(max_length=20, default=Level.FOUNDATION)
    language = models.CharField(max_length=10, default="en")
    subjects = ArrayField(models.CharField(max_length=60), default=list)
    minutes = models.IntegerField(default=0)
    lessons = models.IntegerField(default=0)
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, null=True, related_name="courses")
    state = models.CharField(max_length=20, default=CourseState.DRAFT)
    published = models.ForeignKey(
        "CourseVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    for_partners = models.BooleanField(default=True)
    for_host = models.BooleanField(default=False)
    partner_types = ArrayField(models.CharField(max_length=50), default=list)
    tiers = ArrayField(models.CharField(max_length=50), default=list)
    regions = ArrayField(models.CharField(max_length=20), default=list)
    roles = ArrayField(models.CharField(max_length=30), default=list)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CourseState]), name="course_state_is_known"
            ),
            models.CheckConstraint(condition=Q(level__in=[one.value for one in Level]), name="course_level_is_known"),
            models.CheckConstraint(
                condition=Q(state=CourseState.DRAFT) | Q(published__isnull=False), name="an_open_course_has_a_version"
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="learning_course_title"),
            models.Index(fields=["updated_at", "id"], name="learning_course_updated"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Course]":
        """Return the courses that the actor may know: all for the host, published ones for partners to a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        begun = cls.objects.filter(enrollments__person=actor.person_id).values("id")
        return rows.filter(Q(for_partners=True, published__isnull=False) | Q(id__in=begun))


class CourseVersion(Record):
    """What a course consists of. A draft changes with each writing (`revision`); once published nothing does."""

    PREFIX = "courseversion"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    content = models.JSONField()
    revision = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_course_version_per_number"),
            models.UniqueConstraint(fields=["course"], condition=Q(published_at=None), name="a_course_has_one_draft"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[CourseVersion]":
        """Return the versions that the actor may read: published ones of the courses that it may know, drafts for the host."""
        rows = cls.objects.filter(course__in=Course.visible_to(actor).values("id"))
        return rows if actor.is_host or actor.is_system else rows.filter(published_at__isnull=False)


class QuestionBank(models.Model):
    """The questions of a version with their solutions: a table of its own, of which no partner reads a row."""

    version = models.OneToOneField(CourseVersion, primary_key=True, on_delete=models.CASCADE, related_name="bank")
    questions = models.JSONField(default=list)
    is_published = models.BooleanField(default=False)

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="published_is_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__is_published=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.version_id)
