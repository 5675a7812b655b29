"""Rollouts with their phases, who is admitted by which, and what people of a pilot say."""

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.rollouts.terms import (
    BEST_RATING,
    WORST_RATING,
    Cohort,
    Ending,
    FeedbackKind,
    FeedbackState,
    RolloutDraft,
    RolloutState,
)


class Rollout(Record):
    """The way of one feature to its partners. Of all rollouts of a feature, the one in force says to whom it is open."""

    PREFIX = "rollout"

    feature = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    about = models.TextField(blank=True, max_length=2000)
    state = models.CharField(max_length=10, default=RolloutState.DRAFT)
    ending = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    is_in_force = models.BooleanField(default=False)
    """Since it was started, and until the next one of the feature is."""
    everybody_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)
    least_answers = models.PositiveSmallIntegerField()
    least_rating = models.PositiveSmallIntegerField()
    most_open_bugs = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RolloutState]), name="rollout_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RolloutState.ENDED.value, ending__in=[one.value for one in Ending])
                | (~Q(state=RolloutState.ENDED.value) & Q(ending="")),
                name="what_has_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(state=RolloutState.PAUSED.value, paused_on__isnull=False)
                | (~Q(state=RolloutState.PAUSED.value) & Q(paused_on=None)),
                name="what_is_paused_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(least_rating__gte=WORST_RATING, least_rating__lte=BEST_RATING),
                name="rollout_goal_is_a_rating",
            ),
            models.CheckConstraint(
                condition=~Q(state=RolloutState.DRAFT.value) | Q(is_in_force=False), name="no_draft_is_in_force"
            ),
            models.UniqueConstraint(
                fields=["feature"],
                condition=~Q(state=RolloutState.ENDED.value),
                name="one_rollout_of_a_feature_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["feature"], condition=Q(is_in_force=True), name="one_rollout_of_a_feature_in_force"
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="rollouts_updated")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Rollout]":
        """Return the rollouts that the actor may see: all for the host, for a partner those that admit it or it spoke about."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        if not actor.is_partner:
            return cls.objects.none()
        admitted = Admission.visible_to(actor).values("rollout")
        spoken = PilotFeedback.visible_to(actor).values("rollout")
        return cls.objects.filter(Q(id__in=admitted) | Q(id__in=spoken)).exclude(state=RolloutState.DRAFT)

    def take(self, draft: RolloutDraft) -> None:
        """Become what the draft says, but for the feature, which stays."""
        self.name, self.about, self.everybody_on = draft.name, draft.about, draft.everybody_on
        goals = draft.goals
        self.least_answers, self.least_rating = goals.least_answers, goals.least_rating
        self.most_open_bugs = goals.most_open_bugs

    def start(self, *, now: datetime) -> None:
        """Be in force from now on, in place of an earlier one of the feature."""
        Rollout.objects.filter(feature=self.feature, is_in_force=True).update(is_in_force=False)
        self.state, self.is_in_force, self.started_at = RolloutState.RUNNING, True, now
        self.save(update_fields=["state", "is_in_force", "started_at"])

    def pause(self, *, reason: str, on: date) -> None:
        """Admit nobody more; whoever is in on the day stays in."""
        self.state, self.reason, self.paused_on = RolloutState.PAUSED, reason, on
        self.save(update_fields=["state", "reason", "paused_on"])

    def resume(self) -> None:
        """Go on."""
        self.state, self.reason, self.paused_on = RolloutState.RUNNING, "", None
        self.save(update_fields=["state", "reason", "paused_on"])

    def end(self, ending: Ending, *, reason: str, now: datetime) -> None:
        """Be everybody's or nobody's."""
        self.state, self.ending, self.reason, self.paused_on = RolloutState.ENDED, ending, reason, None
        self.ended_at = now
        self.save(update_fields=["state", "ending", "reason", "paused_on", "ended_at"])


class Phase(Record):
    """From a day on, more partners: those of its cohort. Only the host knows it."""

    PREFIX = "phase"

    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    segment_ids = ArrayField(models.UUIDField(), default=list)
    types = ArrayField(models.CharField(max_length=50), default=list)
    regions = ArrayField(models.CharField(max_length=50), default=list)
    tiers = ArrayField(models.CharField(max_length=50), default=list)
    share = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "starts_on"], name="one_phase_begins_on_a_day"),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=1, share__lte=100), name="a_share_is_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Phase]":
        """Return the phases that the actor may see: the host all, partners none."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()

    def take(self, cohort: Cohort) -> None:
        """Hold another cohort from now on. The phase must have been saved."""
        self.segment_ids = sorted(cohort.segment_ids)
        self.types, self.regions, self.tiers = sorted(cohort.types), sorted(cohort.regions), sorted(cohort.tiers)
        self.share = cohort.share
        self.save(update_fields=["segment_ids", "types", "regions", "tiers", "share"])
        self.picks.exclude(partner__in=cohort.partner_ids).delete()
        known = set(self.picks.values_list("partner_id", flat=True))
        Pick.objects.bulk_create(Pick(phase=self, partner_id=one) for one in sorted(cohort.partner_ids - known))


class Pick(models.Model):
    """A partner that somebody picked for a phase by hand."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="picks")
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "partner"], name="a_partner_is_picked_once")]


class Admission(models.Model):
    """From which day on a rollout admits a partner, by which phase: what was decided, kept for every request to read."""

    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="admissions")
    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="+")
    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="admissions")
    opens_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollout", "partner"], name="a_partner_is_admitted_once")]
        indexes = [models.Index(fields=["rollout", "opens_on"], name="rollouts_admitted")]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Admission]":
        """Return the admissions that the actor may see: all for the host, for a partner its own and no child's."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner=actor.partner_id) if actor.is_partner else cls.objects.none()


class PilotFeedback(Record):
    """What somebody of a partner in a pilot says about it, and what the host answers."""

    PREFIX = "feedback"
    CLOSED: ClassVar = (FeedbackState.FIXED.value, FeedbackState.DECLINED.value)

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="feedback")
    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    rating = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(max_length=4000)
    page = models.CharField(max_length=300, blank=True)
    """The address on which it was written."""
    given_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=FeedbackState.NEW)
    answer = models.TextField(blank=True, max_length=2000)
    """What the host tells whoever said it."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    assignee = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FeedbackKind]), name="kind_of_feedback_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in FeedbackState]), name="feedback_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=WORST_RATING, rating__lte=BEST_RATING),
                name="rating_is_one_to_five",
            ),
            models.CheckConstraint(
                condition=~Q(state=FeedbackState.DECLINED.value) | ~Q(answer=""), name="who_declines_says_why"
            ),
        ]
        indexes = [
            models.Index(F("given_at").desc(), F("id").desc(), name="rollouts_feedback_newest"),
            models.Index(fields=["rollout", "state"], name="rollouts_feedback_of"),
            models.Index(fields=["updated_at", "id"], name="rollouts_feedback_updated"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PilotFeedback]":
        """Return the feedback that the actor may see: all for the host, for a partner what its own people said."""
        if actor.is_host or actor.is_system:
            return cls.objects.all()
        return cls.objects.filter(partner=actor.partner_id) if actor.is_partner else cls.objects.none()
