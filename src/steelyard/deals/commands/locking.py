"""Taking hold of one registration: everyone who decides about its company comes first, then its row."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.cases import Companies
from steelyard.deals.queries.claims import read_claims
from steelyard.deals.refusals import NotPossibleNow
from steelyard.deals.terms import RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import ChangedMeanwhile, NotFound


def lock_registration(
    actor: Actor, registration_id: UUID, *, allowed: Collection[RegistrationState], version: int | None = None
) -> DealRegistration:
    """Return the registration, held until the end of the transaction.

    `version` is the one that the caller had read. Raises: NotFound, ChangedMeanwhile, NotPossibleNow.
    """
    found = DealRegistration.visible_to(actor).select_for_update(of=("self",)).filter(id=registration_id).first()
    if found is None:
        raise NotFound
    if version is not None and version != found.version:
        raise ChangedMeanwhile
    if found.state not in allowed:
        raise NotPossibleNow(state=_(RegistrationState(found.state).label).lower())
    return found


def lock_with_scope(
    actor: Actor,
    registration_id: UUID,
    *,
    now: datetime,
    allowed: Collection[RegistrationState],
    version: int | None = None,
) -> DealRegistration:
    """Return the registration, held together with everything that is decided about its companies.

    The scope is locked before the row, as a submission does, so that the two never wait for each other.
    Raises: NotFound, ChangedMeanwhile, NotPossibleNow.
    """
    seen = DealRegistration.visible_to(actor).filter(id=registration_id).first()
    if seen is None:
        raise NotFound
    if seen.company_id is not None:
        read_claims(companies_of(seen).ids, asking=seen.partner_id, at=now, locks=True)
    return lock_registration(actor, registration_id, allowed=allowed, version=version)


def companies_of(registration: DealRegistration) -> Companies:
    """Return the company of a submitted registration with those that come close to it."""
    if registration.company_id is None:
        raise ValueError("a draft has no company yet")
    return Companies(
        company_id=registration.company_id,
        related_ids=tuple(registration.related_company_ids),
        maybe_ids=tuple(registration.maybe_company_ids),
    )


def change(registration: DealRegistration, **values: object) -> None:
    """Write these fields, and that the registration changed."""
    registration.version += 1
    for name, value in values.items():
        setattr(registration, name, value)
    registration.save(update_fields=[*values, "version"])
