"""Registrations and their lines: what is claimed, where it stands, and until when it is protected."""

from decimal import Decimal

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, Value

from steelyard.deals.terms import (
    LIVE_STATES,
    NEXT_LINE_STATES,
    NEXT_STATES,
    PROTECTED_STATES,
    ClosureCode,
    LineState,
    Outcome,
    RegistrationState,
    RegistrationType,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record
from steelyard.platform.visibility import visible_partner_ids

_IS_DRAFT = Q(state=RegistrationState.DRAFT.value)
_IS_PROTECTED = Q(state__in=sorted(state.value for state in PROTECTED_STATES))
_IS_LIVE = Q(state__in=sorted(state.value for state in LIVE_STATES))
_HAS_ENDED = Q(
    state__in=sorted(state.value for state in set(RegistrationState) - LIVE_STATES - {RegistrationState.DRAFT})
)


class DealRegistration(Record):
    """A partner's claim to a deal. `version` counts changes, for optimistic writers."""

    PREFIX = "dealreg"

    partner = models.ForeignKey("partners.Partner", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    """Who of the host registers it on the partner's behalf; None where the partner does so itself."""
    state = models.CharField(max_length=30)
    closure_code = models.CharField(max_length=30, blank=True)
    closure_reason = models.CharField(max_length=1000, blank=True)
    version = models.IntegerField(default=1)
    draft = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    """What was typed so far, as it was typed; only while it is a draft."""

    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, null=True, related_name="+")
    company_name = models.CharField(max_length=200, blank=True)
    """The company in the partner's own words; so are domain, country, city."""
    company_domain = models.CharField(max_length=253, blank=True)
    company_country = models.CharField(max_length=2, blank=True)
    company_city = models.CharField(max_length=200, blank=True)
    company_probability = models.DecimalField(max_digits=5, decimal_places=4, default=Decimal(1))
    related_company_ids = ArrayField(models.UUIDField(), default=list)
    maybe_company_ids = ArrayField(models.UUIDField(), default=list)
    division = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey("program.Region", on_delete=models.PROTECT, null=True, related_name="+")

    type = models.CharField(max_length=20, default=RegistrationType.SOURCED)
    value = models.DecimalField(max_digits=15, decimal_places=3, default=Decimal(0))
    currency = models.CharField(max_length=3, default="EUR")
    close_on = models.DateField(null=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=50, blank=True)
    contact_title = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    is_public_tender = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    updated_at = UpdatedAtField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    complete_at = models.DateTimeField(null=True)
    """Since when nothing is missing; first in wins by this instant."""
    is_provisional = models.BooleanField(default=False)
    decision_id = models.UUIDField(null=True)
    opportunity_id = models.UUIDField(null=True)

    escalate_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """By when the host owes a decision; None while it owes none."""
    hard_due_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)

    protected_from = models.DateTimeField(null=True)
    protected_until = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    """When protection was last granted, by approval or extension."""
    next_reminder_at = models.DateTimeField(null=True)
    extension_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in RegistrationState]), name="registration_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[kind.value for kind in RegistrationType]), name="registration_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="registration_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=(_HAS_ENDED & Q(closure_code__in=[code.value for code in ClosureCode]))
                | (~_HAS_ENDED & Q(closure_code="")),
                name="registration_says_why_it_ended",
            ),
            models.CheckConstraint(
                condition=_IS_DRAFT
                | Q(company__isnull=False, submitted_at__isnull=False, close_on__isnull=False, draft=None),
                name="registration_is_a_draft_or_complete",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="registration_value_is_not_negative"),
            models.CheckConstraint(
                condition=Q(protected_from=None, protected_until=None) | Q(protected_until__gt=F("protected_from")),
                name="registration_protection_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~_IS_PROTECTED | Q(protected_until__isnull=False), name="registration_approval_protects"
            ),
            models.UniqueConstraint(
                fields=["opportunity_id"],
                condition=Q(opportunity_id__isnull=False),
                name="one_registration_per_opportunity",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-created_at", "-id"], name="deals_of_partner"),
            # Counting what is in which state of ten thousand rows reads this index only.
            models.Index(
                fields=["partner", "state"],
                include=["protected_until", "registered_by"],
                name="deals_states_of_partner",
            ),
            models.Index(fields=["partner", "company"], condition=_HAS_ENDED, name="deals_ended_of_partner"),
            models.Index(fields=["company"], condition=_IS_LIVE, name="deals_live_at_company"),
            models.Index(fields=["-created_at", "-id"], name="deals_newest"),
            models.Index(fields=["updated_at", "id"], name="deals_updated"),
            models.Index(fields=["partner", "updated_at", "id"], name="deals_updated_of_partner"),
            models.Index(fields=["state", "-created_at"], name="deals_by_state"),
            # What Home sums up of everything is in these alone, with what says who sees a row.
            models.Index(
                fields=["submitted_at"],
                include=["decided_at", "outcome", "state", "partner", "registered_by"],
                condition=Q(decided_at__isnull=False),
                name="deals_decided",
            ),
            models.Index(
                fields=["currency"],
                include=["value", "state", "partner", "registered_by"],
                condition=_IS_PROTECTED,
                name="deals_protected_value",
            ),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="deals_due"),
            models.Index(fields=["protected_until"], condition=_IS_PROTECTED, name="deals_expiring"),
            models.Index(
                fields=["next_reminder_at"], condition=Q(next_reminder_at__isnull=False), name="deals_reminders"
            ),
            models.Index(fields=["answer_due_at"], condition=Q(answer_due_at__isnull=False), name="deals_answers_due"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[(one.value, other.value) for one, after in NEXT_STATES.items() for other in sorted(after)],
            )
        ]

    def __str__(self) -> str:
        return self.company_name or self.public_id

    @property
    def money(self) -> Money:
        return Money(self.value, self.currency)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[DealRegistration]":
        """Return what the actor may see: everything submitted for the host, its own and its children's for a partner.

        Drafts are for those who write them: the partner (not its distributor), or the one person of the host who registers on
        its behalf. So a draft that is begun for the wrong partner tells that partner nothing.
        """
        rows = cls._default_manager.all()
        if actor.is_system:
            return rows
        if actor.is_host:
            return rows.filter(~_IS_DRAFT | Q(registered_by=actor.person_id, registered_by__isnull=False))
        if not actor.is_partner:
            return rows.none()
        own_draft = Q(partner=actor.partner_id, registered_by=None)
        return rows.filter(~_IS_DRAFT | own_draft, partner__in=visible_partner_ids(actor))


class RegistrationLine(Record):
    """One product family of a registration. Two live protections of one scope cannot exist: the database says so."""

    PREFIX = "dealline"

    registration = models.ForeignKey(DealRegistration, on_delete=models.CASCADE, related_name="lines")
    partner_id = models.UUIDField()
    family = models.ForeignKey("program.ProductFamily", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    state = models.CharField(max_length=20)
    scope_key = models.BigIntegerField(db_default=0)
    """A number for company, division, region and family, written by the database."""
    protected_during = DateTimeRangeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in LineState]), name="registration_line_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="registration_line_value_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.PROTECTED.value) | Q(protected_during__isnull=False),
                name="protected_line_has_a_period",
            ),
            models.UniqueConstraint(fields=["registration", "family"], name="one_line_per_family"),
            ExclusionConstraint(
                name="one_protection_per_scope",
                expressions=[
                    (
                        Func(F("scope_key"), F("scope_key"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("protected_during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state=LineState.PROTECTED.value),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="states",
                field="state",
                transitions=[
                    (one.value, other.value) for one, after in NEXT_LINE_STATES.items() for other in sorted(after)
                ],
            ),
            pgtrigger.Trigger(
                name="scope",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    select hashtextextended(concat_ws('|', r.company_id, lower(r.division), r.region_id, new.family_id), 0)
                    into strict new.scope_key from deals_dealregistration r where r.id = new.registration_id;
                    return new;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.family_id}"
