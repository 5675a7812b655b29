"""Those who may become partners, what became of each, and names on lists of sanctions. The host alone reads any of it."""

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner, PartnerType
from steelyard.partners.recruiting.terms import ProspectSource, ProspectStage, ScreeningOutcome
from steelyard.platform.db import Record


def _words() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=60), default=list)


class Prospect(Record):
    """A company that may become a partner, with how well it fits and what speaks against it, as assessed last."""

    PREFIX = "prospect"

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.ForeignKey("program.Region", on_delete=models.PROTECT, null=True, related_name="+")
    type = models.ForeignKey(PartnerType, to_field="key", on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    employees = models.PositiveIntegerField(null=True)
    verticals = _words()
    capabilities = _words()
    specializations = _words()
    traits = _words()
    note = models.TextField(max_length=2000, blank=True)
    match_keys = ArrayField(models.IntegerField(), default=list)

    source = models.CharField(max_length=20)
    consent = models.TextField(max_length=1000, blank=True)
    """What whoever applied agreed to, word for word."""
    stage = models.CharField(max_length=20)
    stage_since_at = models.DateTimeField()
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, null=True, related_name="+")
    """The company that it surely is, where it was known; one that was not is only kept once it is a partner."""
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    score = models.DecimalField(max_digits=7, decimal_places=4)
    fit = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    rules = models.CharField(max_length=100)
    screening_id = models.UUIDField()
    """The decision that keeps what was found, under which rules, and why."""
    assessed_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in ProspectStage]), name="stage_of_prospect_is_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in ProspectSource]), name="source_of_prospect_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in ScreeningOutcome]),
                name="outcome_of_screening_is_known",
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="a_fit_is_of_a_hundred"),
        ]
        indexes = [
            models.Index(fields=["-score", "id"], name="partners_best_prospects"),
            models.Index(fields=["stage", "-score", "id"], name="partners_prospect_board"),
            models.Index(Lower("name"), name="partners_prospect_name"),
            GinIndex(fields=["match_keys"], name="partners_prospect_keys"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Prospect]":
        """Return the prospects that the actor may see: all for the host, none for anybody else."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()

    def move(self, stage: ProspectStage, *, at: datetime, by_id: UUID | None, reason: str = "") -> None:
        """Bring the prospect to a stage, and keep the step."""
        move = self.step(stage, at=at, by_id=by_id, reason=reason)
        self.save()
        move.save(force_insert=True)

    def step(self, stage: ProspectStage, *, at: datetime, by_id: UUID | None, reason: str = "") -> "ProspectMove":
        """Set the stage, and return the step, both to be written by the caller."""
        before = ProspectStage(self.stage)
        self.stage, self.stage_since_at = stage, at
        return ProspectMove(prospect=self, before=before, after=stage, at=at, by_id=by_id, reason=reason)


class ProspectMove(Record):
    """One step of a prospect's way; never changed."""

    PREFIX = "prospectmove"

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(after__in=[stage.value for stage in ProspectStage]), name="stage_of_move_is_known"
            ),
        ]
        indexes = [models.Index(fields=["after", "prospect"], name="partners_reached_stages")]

    @classmethod
    def keep(
        cls,
        prospect: Prospect,
        *,
        before: ProspectStage | None,
        at: datetime,
        by_id: UUID | None,
        reason: str = "",
    ) -> None:
        """Keep that the prospect came to the stage in which it is now."""
        cls.objects.create(
            prospect=prospect, before=before or "", after=prospect.stage, at=at, by_id=by_id, reason=reason
        )


class Application(Record):
    """What a stranger said of its company, until the mailbox is proven; after that only that it was."""

    PREFIX = "application"

    said = models.JSONField(default=dict)
    contact_email = models.EmailField(blank=True)
    consent = models.TextField(max_length=1000)
    """What whoever applied agreed to, word for word."""
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at"], name="partners_old_applications")]


class SanctionedName(Record):
    """A name on a list of those with whom no business may be done, found by the same keys as companies."""

    PREFIX = "sanctioned"

    list_name = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list)
    country = models.CharField(max_length=2, blank=True)
    match_keys = ArrayField(models.IntegerField(), default=list)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_name", "name", "country"], name="a_name_is_on_a_list_once"),
        ]
        indexes = [GinIndex(fields=["match_keys"], name="partners_sanctioned_keys")]

    def __str__(self) -> str:
        return self.name
