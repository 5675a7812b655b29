"""What is checked before an asset is written: the words, the owner, the day of review."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from steelyard.content import permissions, queries
from steelyard.content.models import Asset, Audience
from steelyard.content.policies import latest_review
from steelyard.content.refusals import AudienceUnknown, ContentWordUnknown, OwnerNotOfHost, ReviewTooLate
from steelyard.content.terms import LANGUAGES, AssetTerms
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.directory import find_people
from steelyard.program.public import list_product_families


def lock_asset(actor: Actor, asset_id: UUID) -> Asset:
    """Return an asset for an author to change, with its row locked. Raises: NotFound, NotAllowed."""
    asset = Asset.visible_to(actor).filter(id=asset_id).select_for_update().first()
    if asset is None:
        raise NotFound
    if not permissions.can_author(actor):
        raise NotAllowed
    return asset


def check_terms(terms: AssetTerms, *, now: datetime, before: date | None = None) -> dict[str, Any]:
    """Return the columns that say the terms. A day of review that stays as it was is not asked for again.

    Raises: LibraryUnknown, AudienceUnknown, OwnerNotOfHost, ContentWordUnknown, ReviewTooLate.
    """
    library = queries.get_library(terms.library)
    if not Audience.objects.filter(id=terms.audience_id).exists():
        raise AudienceUnknown(fields={"audience": AudienceUnknown.text})
    check_owner(terms.owner_id)
    if terms.review_by != before:
        check_review(terms.review_by, now=now)
    check_words("families", terms.families, {family.key for family in list_product_families(include_inactive=True)})
    check_words("stages", terms.stages, set(list_open_stages()))
    check_words("language", (terms.language,), set(LANGUAGES))
    return {
        "library_id": library.key,
        "kind": terms.kind,
        "title": terms.title,
        "summary": terms.summary,
        "language": terms.language,
        "families": list(terms.families),
        "verticals": list(terms.verticals),
        "stages": list(terms.stages),
        "keywords": list(terms.keywords),
        "audience_id": terms.audience_id,
        "owner_id": terms.owner_id,
        "review_by": terms.review_by,
    }


def check_owner(person_id: UUID) -> None:
    """Refuse an owner who is none of ours. Raises: OwnerNotOfHost."""
    person = find_people({person_id}).get(person_id)
    if person is None or not person.is_host:
        raise OwnerNotOfHost(fields={"owner": OwnerNotOfHost.text})


def check_review(review_by: date, *, now: datetime) -> None:
    """Refuse a day of review that is past or too far ahead. Raises: ReviewTooLate."""
    today = now.date()
    latest = latest_review(today, queries.rules_of_content(now))
    if not today <= review_by <= latest:
        raise ReviewTooLate(latest=latest, fields={"review_by": ReviewTooLate.text})


def check_words(field: str, said: tuple[str, ...], known: set[str]) -> None:
    """Refuse words that the program does not know. Raises: ContentWordUnknown."""
    if unknown := sorted(set(said) - known):
        raise ContentWordUnknown(words=", ".join(unknown), fields={field: ContentWordUnknown.text})
