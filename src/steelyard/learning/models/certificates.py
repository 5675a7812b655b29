"""Certifications, their releases, the certificates of people, and at which partner each person holds them."""

from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor, Role
from steelyard.learning.terms import CertificateSource, Lapse, Level
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record


class Certification(Record):
    """What people can be certified for, and what lets their certificates lapse."""

    PREFIX = "credential"

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    level = models.CharField(max_length=20, default=Level.ASSOCIATE)
    lapse = models.CharField(max_length=20, default=Lapse.AFTER_MONTHS)
    months = models.IntegerField(default=24)
    releases = models.IntegerField(default=3)
    grace_days = models.IntegerField(default=30)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(lapse__in=[one.value for one in Lapse]), name="lapse_is_known"),
            models.CheckConstraint(
                condition=Q(months__gte=1, releases__gte=1, grace_days__gte=0), name="validity_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Release(Record):
    """A release that certificates are for; where enough newer ones are out, its certificates lapse."""

    PREFIX = "release"

    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="all_releases")
    name = models.CharField(max_length=60)
    released_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certification", "name"], name="one_release_per_name"),
            models.UniqueConstraint(fields=["certification", "released_on"], name="one_release_per_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(Record):
    """What a person was certified for. It belongs to the person; who employs them holds it as long as they belong there."""

    PREFIX = "certificate"

    number = models.CharField(max_length=20, unique=True)
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="certificates")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="certificates")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    enrollment_id = models.UUIDField(null=True)
    source = models.CharField(max_length=20)
    evidence = models.CharField(max_length=500, blank=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    valid_until = models.DateField(null=True)
    grace_until = models.DateField(null=True)
    renewed_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="renews")
    reminded_days = models.IntegerField(null=True)
    revoked_on = models.DateField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_reason = models.CharField(max_length=500, blank=True)
    expiry_noted_on = models.DateField(null=True)
    """Until which day it was noted that it is no longer current, or no longer in grace."""
    badge_position = models.BigIntegerField(
        unique=True, db_default=models.expressions.RawSQL("nextval('learning_badge_position')", [])
    )
    """Which bit of the status lists tells whether its badge still holds."""
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in CertificateSource]), name="certificate_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("issued_on")), name="certificate_ends_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None, grace_until=None) | Q(grace_until__gte=F("valid_until")),
                name="grace_follows_validity",
            ),
            models.UniqueConstraint(
                fields=["person", "certification", "issued_on", "source"], name="a_completion_is_certified_once"
            ),
            models.UniqueConstraint(
                fields=["enrollment_id"],
                condition=Q(enrollment_id__isnull=False),
                name="one_certificate_per_enrollment",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-issued_on"], name="learning_certificate_person"),
            models.Index(fields=["valid_until"], name="learning_certificate_ends"),
            models.Index(fields=["grace_until"], name="learning_certificate_grace"),
            models.Index(fields=["updated_at", "id"], name="learning_certificate_updated"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Certificate]":
        """Return one's own certificates, an administrator's people's as long as they belong to the partner, all for the host."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        own = Q(person=actor.person_id)
        held = Holding.objects.filter(partner=actor.partner_id, until=None).values("certificate_id")
        return rows.filter(own | Q(id__in=held) if actor.has_role(Role.PARTNER_ADMIN) else own)


class Holding(Record):
    """That a partner has a certificate among its people, from the day the person belongs to it until they leave."""

    PREFIX = "holding"

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="holdings")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+", db_index=False)
    since_on = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "partner"], condition=Q(until=None), name="one_open_holding_per_partner"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since_on")), name="holding_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["partner", "until"], name="learning_holding_partner")]
