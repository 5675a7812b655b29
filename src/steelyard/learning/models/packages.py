"""Uploaded packages, where learners are in them, and each time that one was opened."""

import pgtrigger
from django.db import models
from django.db.models import Q

from steelyard.kernel.actors import Actor
from steelyard.learning.models.enrollments import Enrollment
from steelyard.learning.packages.terms import PackageStandard
from steelyard.platform.db import Record


class Package(Record):
    """What the manifest of an uploaded archive says. It never changes; lessons name it by its file, as they name any."""

    PREFIX = "package"

    file_id = models.UUIDField(unique=True)
    standard = models.CharField(max_length=20)
    manifest = models.JSONField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(standard__in=[one.value for one in PackageStandard]), name="package_standard_is_known"
            )
        ]
        triggers = [pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)]


class PackageRun(Record):
    """How far a learner is in one unit of a lesson's package. Once it is done it stays done."""

    PREFIX = "packagerun"

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="+", db_index=False)
    lesson = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    launches = models.IntegerField(default=0)
    state = models.JSONField(default=dict)
    is_completed = models.BooleanField(default=False)
    is_passed = models.BooleanField(null=True)
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    seconds = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson", "unit"], name="one_run_per_unit"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="score_is_percent"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PackageRun]":
        """Return the runs of the enrollments that the actor may see."""
        return cls.objects.filter(enrollment__in=Enrollment.visible_to(actor).values("id"))


class PackageLaunch(Record):
    """One opening of a unit. Its reports are counted, so that one that comes twice or too late changes nothing."""

    PREFIX = "launch"

    run = models.ForeignKey(PackageRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    sequence = models.IntegerField(default=0)
    seconds = models.IntegerField(default=0)
    secret_hash = models.BinaryField(null=True)
    """What a unit of cmi5 was given, once, to show with every statement."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_launch_per_number")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PackageLaunch]":
        """Return the launches of the runs that the actor may see."""
        return cls.objects.filter(run__in=PackageRun.visible_to(actor).values("id"))


class PackageStatement(models.Model):
    """An xAPI statement about a unit of cmi5, by the unit or by us. It is said once and stays."""

    id = models.UUIDField(primary_key=True)
    launch = models.ForeignKey(PackageLaunch, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=300)
    is_defined = models.BooleanField()
    body = models.JSONField()
    stored_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="said_once", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return str(self.id)


class PackageDocument(models.Model):
    """What a unit of cmi5 keeps for itself between its launches."""

    run = models.ForeignKey(PackageRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    resource = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    body = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "resource", "key"], name="one_document_per_key")]

    def __str__(self) -> str:
        return self.key
