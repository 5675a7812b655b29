"""Libraries, and the audiences that assets are published for."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from steelyard.content.policies import is_entitled
from steelyard.content.terms import AudienceTerms, Reader
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import PartnerStanding, get_standing
from steelyard.platform.clock import utc_now
from steelyard.platform.db import Record
from steelyard.program.public import list_regions


class Library(Record):
    """A part of the content with an index of its own."""

    PREFIX = "library"

    key = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Audience(Record):
    """Who may read: named once, used by many assets. Empty lists do not restrict."""

    PREFIX = "audience"

    name = models.CharField(max_length=100)
    is_internal = models.BooleanField(default=False)
    tiers = ArrayField(models.TextField(), default=list)
    types = ArrayField(models.TextField(), default=list)
    roles = ArrayField(models.TextField(), default=list)
    regions = ArrayField(models.TextField(), default=list)
    agreements = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_audience_per_name"),
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(tiers=[], types=[], roles=[], regions=[], agreements=[]),
                name="an_internal_audience_has_no_conditions",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> AudienceTerms:
        return AudienceTerms(
            is_internal=self.is_internal,
            tiers=frozenset(self.tiers),
            types=frozenset(self.types),
            roles=frozenset(self.roles),
            regions=frozenset(self.regions),
            agreements=frozenset(self.agreements),
        )

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Audience]":
        """Return the audiences that the actor belongs to: all of them for the host."""
        rows = cls.objects.all()
        if actor.is_host or actor.is_system:
            return rows
        return rows.filter(id__in=cls.open_ids(actor)) if actor.is_partner else rows.none()

    @classmethod
    def open_ids(cls, actor: Actor, *, at: datetime | None = None) -> list[UUID]:
        """Return the audiences that the partner's person belongs to, as of now unless another instant is asked for."""
        reader = reader_of(actor, at=at or utc_now())
        return [audience.id for audience in cls.objects.all() if is_entitled(reader, audience.terms)]


def reader_of(actor: Actor, *, at: datetime) -> Reader:
    """Return what entitlement asks about the actor at the instant."""
    if actor.is_host or actor.is_system:
        return Reader(is_host=True)
    if actor.partner_id is None:
        return Reader()
    try:
        standing = get_standing(actor.partner_id, at=at.astimezone(UTC))
    except NotFound:
        return Reader()
    return reader_at(standing, roles=frozenset(role.value for role in actor.roles))


def reader_at(standing: PartnerStanding, *, roles: frozenset[str]) -> Reader:
    """Return what entitlement asks about somebody in those roles at a partner of that standing."""
    parents = {region.key: region.parent for region in list_regions()}
    around: list[str] = []
    at: str | None = standing.region
    while at and at not in around:
        around.append(at)
        at = parents.get(at)
    return Reader(
        is_in_program=standing.is_active or standing.is_onboarding,
        tier=standing.tier or "",
        types=standing.types,
        roles=roles,
        regions=frozenset(around),
        agreements=standing.agreements,
    )
