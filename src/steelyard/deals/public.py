"""The door of deal registration for other contexts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from steelyard.deals.cards import ProtectionCard, RegistrationCard, RegistrationFilter
from steelyard.deals.commands import (
    Submitted,
    convert_registration,
    decide_registration_by_hand,
    open_direct_opportunity,
    request_extension,
    request_information,
    save_draft,
    submit_registration,
    withdraw_registration,
)
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.queries import find_cards
from steelyard.deals.queries.claims import read_claims
from steelyard.deals.terms import EvidenceKind, LineOutcome, Outcome, RegistrationState, RegistrationType

__all__ = [
    "EvidenceDraft",
    "EvidenceKind",
    "LineDraft",
    "LineOutcome",
    "Outcome",
    "ProtectionCard",
    "RegistrationCard",
    "RegistrationDraft",
    "RegistrationFilter",
    "RegistrationState",
    "RegistrationType",
    "Submitted",
    "convert_registration",
    "decide_registration_by_hand",
    "find_cards",
    "list_protections_on",
    "open_direct_opportunity",
    "request_extension",
    "request_information",
    "save_draft",
    "submit_registration",
    "withdraw_registration",
]


def list_protections_on(company_ids: Iterable[UUID], *, at: datetime) -> list[ProtectionCard]:
    """Return who is protected at the companies: facts for policies, never for a partner."""
    return [
        ProtectionCard(
            registration_id=UUID(row["registration_id"]),
            partner_id=UUID(row["partner_id"]),
            company_id=UUID(row["company_id"]),
            family=row["family"],
            division=row["division"],
            region=row["region"],
        )
        for row in read_claims(company_ids, at=at).rows
        if row["is_protected"]
    ]
