"""Agreements as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.identity.public import role_label
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.partners.agreements.terms import (
    STATE_TONES,
    AgreementCard,
    AgreementStandingCard,
    AgreementState,
    PartnerAgreements,
    SignatureCard,
    SignatureSide,
    VersionCard,
)
from steelyard.partners.models import Agreement, AgreementVersion, Partner


def standing_row(card: AgreementStandingCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return where a partner stands with a kind of agreement, and what it can do about it."""
    may_accept = card.version_id is not None and card.state is not AgreementState.IN_FORCE
    is_newer = card.version_id is not None and card.version != card.accepted_version
    return {
        "card": card,
        "kind": _(card.kind.label),
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "region": regions.get(card.region, card.region),
        "accepted_id": public_id(Agreement.PREFIX, card.accepted_id) if card.accepted_id else "",
        "version_id": public_id(AgreementVersion.PREFIX, card.version_id) if card.version_id else "",
        "may_accept": may_accept or is_newer,
        "asks": card.state.asks,
    }


def version_row(card: VersionCard, regions: Mapping[str, str], types: Mapping[str, str]) -> dict[str, Any]:
    """Return a published version with for whom it is."""
    languages = dict(settings.LANGUAGES)
    return {
        "card": card,
        "kind": _(card.kind.label),
        "types": [types.get(key, key) for key in card.types],
        "region": regions.get(card.region, card.region),
        "term": ngettext("{months} month", "{months} months", card.term_months).format(months=card.term_months)
        if card.term_months
        else _("no end"),
        "languages": [languages.get(one.language, one.language) for one in card.texts],
    }


def agreement_row(card: AgreementCard, *, on: Any) -> dict[str, Any]:
    """Return an agreement that was signed, with whether it bound on a day."""
    return {
        "card": card,
        "kind": _(card.kind.label),
        "binds": card.binds_on(on),
        "signatures": [signature_row(one) for one in card.signatures],
        "signer": next((one.name for one in card.signatures if one.side is SignatureSide.PARTNER), ""),
    }


def signature_row(card: SignatureCard) -> dict[str, Any]:
    """Return a signature in the reader's language."""
    roles = [_(role_label(Role(one))) for one in card.roles if one in set(Role)]
    side = _("For the partner") if card.side is SignatureSide.PARTNER else _("For the program")
    return {"card": card, "side": side, "roles": ", ".join(roles)}


def overview(found: PartnerAgreements) -> dict[str, Any]:
    """Return all agreements of a partner as of a day."""
    return {
        "found": found,
        "partner_id": public_id(Partner.PREFIX, found.partner_id),
        "standings": [standing_row(card, {}) for card in found.standings],
        "rows": [agreement_row(card, on=found.on) for card in found.agreements],
    }
