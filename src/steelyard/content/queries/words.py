"""Reading what content is sorted by: libraries, audiences, industries, and the rules in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Func

from steelyard.content import permissions
from steelyard.content.models import Asset, Audience, Library
from steelyard.content.program import RULEBOOK
from steelyard.content.refusals import LibraryUnknown
from steelyard.content.rules import ContentRules
from steelyard.content.terms import AudienceTerms
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.program.public import rules_in_force

_MOST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceCard:
    """An audience with how many assets are published for it."""

    id: UUID
    name: str
    terms: AudienceTerms
    assets: int = 0

    @property
    def public_id(self) -> str:
        return public_id(Audience.PREFIX, self.id)


def list_libraries() -> list[Library]:
    """Return every library by name."""
    return list(Library.objects.all())


def get_library(key: str) -> Library:
    """Return the library with that key. Raises: LibraryUnknown."""
    library = Library.objects.filter(key=key).first()
    if library is None:
        raise LibraryUnknown(key=key, fields={"library": LibraryUnknown.text})
    return library


def list_audiences(actor: Actor) -> list[AudienceCard]:
    """Return every audience by name. Raises: NotAllowed for partners, who learn of no audience."""
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    counts: Mapping[UUID, int] = dict(
        Asset.objects.values_list("audience").annotate(count=Count("id")).values_list("audience", "count")
    )
    return [
        AudienceCard(id=row.id, name=row.name, terms=row.terms, assets=counts.get(row.id, 0))
        for row in Audience.objects.all()
    ]


def get_audience(actor: Actor, audience_id: UUID) -> Audience:
    """Return an audience. Raises: NotFound, for partners always."""
    found = Audience.objects.filter(id=audience_id).first() if permissions.can_see_usage(actor) else None
    if found is None:
        raise NotFound
    return found


def list_verticals(actor: Actor) -> list[str]:
    """Return the industries that the assets which the actor may see are written for."""
    words = (
        Asset.visible_to(actor).annotate(word=Func(F("verticals"), function="unnest")).values_list("word", flat=True)
    )
    return sorted(words.order_by().distinct()[:_MOST_WORDS])


def rules_of_content(at: datetime) -> ContentRules:
    """Return the rules of content in force."""
    rules: ContentRules = rules_in_force(RULEBOOK, region=None, at=at).rules
    return rules
