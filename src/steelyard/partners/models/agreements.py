"""Texts of agreements, where partners stand with them, and who signed. Texts and signatures are only ever appended."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.agreements.terms import AgreementKind, AgreementState, SignatureSide
from steelyard.partners.models.partners import Agreement, Partner
from steelyard.platform.db import Record

_KINDS = [one.value for one in AgreementKind]
_APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class AgreementVersion(Record):
    """A version of an agreement: for which partners, from when, for how long, and whether those before are asked again."""

    PREFIX = "agreementversion"

    kind = models.CharField(max_length=20)
    version = models.CharField(max_length=50)
    types = ArrayField(models.CharField(max_length=50), default=list)
    """For partners of these types; for all where there are none."""
    region = models.CharField(max_length=50, blank=True)
    valid_from = models.DateField()
    term_months = models.PositiveSmallIntegerField(null=True)
    asks_again = models.BooleanField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="a_version_of_a_kind_is_published_once"),
            models.UniqueConstraint(
                fields=["kind", "region", "types", "valid_from"], name="one_version_begins_on_a_day_for_the_same"
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="kind_of_version_is_known"),
            models.CheckConstraint(
                condition=Q(term_months=None) | Q(term_months__gte=1), name="a_term_is_a_month_at_least"
            ),
        ]
        indexes = [models.Index(fields=["-valid_from", "-id"], name="partners_versions_newest")]
        triggers = [_APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AgreementVersion]":
        """Return the versions that the actor may read: all for the host; for a partner what it is asked, or accepted."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        if not actor.is_partner:
            return rows.none()
        asked = AgreementStanding.objects.filter(version=OuterRef("pk"), partner=actor.partner_id)
        accepted = Agreement.objects.filter(text__version=OuterRef("pk"), partner=actor.partner_id)
        return rows.filter(Exists(asked) | Exists(accepted))


class AgreementText(Record):
    """The text of a version in one language."""

    PREFIX = "agreementtext"

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_text_in_a_language")]
        triggers = [_APPEND_ONLY]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AgreementText]":
        """Return the texts of the versions that the actor may read."""
        rows = cls.objects.all()
        return rows if actor.is_system else rows.filter(version__in=AgreementVersion.visible_to(actor))


class AgreementStanding(Record):
    """Where a partner stands with a kind of agreement. It follows from what was signed, published and asked for."""

    PREFIX = "agreementstanding"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="agreement_standings")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, null=True, related_name="+")
    """The version that applies to the partner; None where no text does."""
    accepted = models.ForeignKey("partners.Agreement", on_delete=models.SET_NULL, null=True, related_name="+")
    """What the partner signed last, whether it binds or not."""
    asked_on = models.DateField(null=True)
    requested_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    lapses_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    has_suspended = models.BooleanField(default=False)
    """Whether its lapse suspended the partner, which acceptance takes back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind"], name="one_standing_with_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="kind_of_standing_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in AgreementState]), name="state_of_agreement_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="partners_agreements_due"),
            models.Index(fields=["state", "due_on", "id"], name="partners_agreements_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.kind}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AgreementStanding]":
        """Return the standings that the actor may see: all for the host, its own for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(partner=actor.partner_id) if actor.is_partner else rows.none()


class AgreementSignature(models.Model):
    """That somebody signed an agreement, for the partner or the host, under a name as typed, having read exactly one text."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10)
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=20))
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=64, blank=True)
    """A keyed digest of the network address, by which two signatures are compared and nobody is found."""
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="each_side_signs_once"),
            models.CheckConstraint(
                condition=Q(side__in=[one.value for one in SignatureSide]), name="side_of_signature_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_signature_has_a_name"),
        ]
        triggers = [_APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.name}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AgreementSignature]":
        """Return the signatures that the actor may see: all for the host, those of its own agreements for a partner."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(agreement__partner=actor.partner_id) if actor.is_partner else rows.none()
