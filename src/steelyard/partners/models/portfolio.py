"""Audits of partnerships: the measures of their day, which stay, and what was decided of each partner. For the host alone."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from steelyard.kernel.actors import Actor
from steelyard.partners.models.partners import Partner
from steelyard.partners.portfolio.terms import Course, PartnerClass
from steelyard.platform.changes import UpdatedAtField
from steelyard.platform.db import Record

_CLASSES = [one.value for one in PartnerClass]
_COURSES = [one.value for one in Course]
_UNDECIDED = Q(decided_at=None, decided_class="", decided_course="")


class _ProtectAudited(pgtrigger.Protect):
    """Keeps what was measured, and in a closed audit everything; an erasure goes round it as round its kind."""

    def get_func(self, model: models.Model) -> str:
        return """
            if new.audit_id <> old.audit_id or new.partner_id <> old.partner_id
                or new.facts <> old.facts or new.fit <> old.fit
                or new.returns <> old.returns or new.partner_class <> old.partner_class
                or new.course <> old.course or new.region <> old.region
                or new.manager_id is distinct from old.manager_id then
                raise exception 'the measures of an audit stay as they were';
            end if;
            if exists (
                select from partners_portfolioaudit a where a.id = old.audit_id and a.closed_at is not null
            ) then
                raise exception 'what was decided in a closed audit stays';
            end if;
            return new;
        """


class PortfolioAudit(Record):
    """One audit: for which partners, as of which day, by which rules, and whether it is closed."""

    PREFIX = "portfolioaudit"

    name = models.CharField(max_length=100)
    as_of = models.DateField()
    region = models.CharField(max_length=50, blank=True)
    type = models.CharField(max_length=50, blank=True)
    manager_id = models.UUIDField(null=True)
    rules = models.CharField(max_length=100)
    version_ids = models.JSONField()
    currency = models.CharField(max_length=3)
    begun_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    measured_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = UpdatedAtField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(measured_at__isnull=False), name="an_audit_is_measured_before_it_closes"
            ),
        ]
        indexes = [
            models.Index(fields=["-begun_at", "-id"], name="partners_audits_newest"),
            models.Index(fields=["updated_at", "id"], name="partners_audit_updated"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="what_an_audit_is_about_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.closed_at IS NOT NULL OR OLD.as_of <> NEW.as_of OR OLD.region <> NEW.region"
                    ' OR OLD."type" <> NEW."type" OR OLD.manager_id IS DISTINCT FROM NEW.manager_id'
                    " OR OLD.version_ids <> NEW.version_ids"
                    " OR (OLD.measured_at IS NOT NULL AND NEW.measured_at IS DISTINCT FROM OLD.measured_at)"
                ),
            ),
            pgtrigger.Protect(name="audits_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[PortfolioAudit]":
        """Return the audits that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()


class AuditedPartner(Record):
    """A partner in an audit: its figures of the day with what the rules made of them, and what a person decided."""

    PREFIX = "auditedpartner"

    audit = models.ForeignKey(PortfolioAudit, on_delete=models.CASCADE, related_name="partners", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="audits")
    region = models.CharField(max_length=50)
    manager_id = models.UUIDField(null=True)
    """Who decides: the manager of that day."""
    facts = models.JSONField()
    fit = models.DecimalField(max_digits=5, decimal_places=2)
    returns = models.DecimalField(max_digits=5, decimal_places=2)
    partner_class = models.CharField(max_length=20)
    course = models.CharField(max_length=10)
    decided_class = models.CharField(max_length=20, blank=True)
    decided_course = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "partner"], name="a_partner_is_in_an_audit_once"),
            models.CheckConstraint(
                condition=Q(partner_class__in=_CLASSES, course__in=_COURSES), name="class_of_partner_is_known"
            ),
            models.CheckConstraint(
                condition=_UNDECIDED
                | Q(decided_at__isnull=False, decided_class__in=_CLASSES, decided_course__in=_COURSES),
                name="a_decided_partner_has_a_class_and_a_course",
            ),
            models.CheckConstraint(
                condition=_UNDECIDED | Q(decided_class=F("partner_class"), decided_course=F("course")) | ~Q(reason=""),
                name="who_decides_otherwise_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["audit", "manager_id", "decided_at"], name="partners_audited_of_manager"),
            models.Index(fields=["audit", "course", "id"], name="partners_audited_course"),
            models.Index(
                fields=["partner", "-decided_at"], condition=Q(decided_at__isnull=False), name="partners_last_decision"
            ),
        ]
        triggers = [
            _ProtectAudited(name="audited_stays", operation=pgtrigger.Update),
            pgtrigger.Protect(name="audited_partners_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.partner_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[AuditedPartner]":
        """Return the audited partners that the actor may see: all for the host, none for partners."""
        return cls.objects.all() if actor.is_host or actor.is_system else cls.objects.none()
