"""How a registration is spoken of in events."""

from typing import Any
from uuid import UUID

from steelyard.deals.models import DealRegistration


def subject_of(registration: DealRegistration) -> dict[str, Any]:
    """Return what every event about the registration carries."""
    return {
        "subject_id": registration.id,
        "subject_label": registration.company_name,
        "partner_id": registration.partner_id,
    }


def related_to(registration: DealRegistration) -> list[UUID]:
    """Return the other things whose feeds show what happens to the registration."""
    also = (registration.partner_id, registration.company_id, registration.opportunity_id)
    return [one for one in also if one is not None]
