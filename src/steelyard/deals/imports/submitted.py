"""Deals that a partner registers by a file: each row is submitted by the very command that people use, and decided by the rules."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.deals.commands import submit_registration, withdraw_registration
from steelyard.deals.drafts import LineDraft, RegistrationDraft
from steelyard.deals.imports.families import Families
from steelyard.deals.imports.fields import FIELDS
from steelyard.deals.models import DealRegistration
from steelyard.deals.permissions import can_register_deals
from steelyard.deals.terms import RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import InvalidInput, NotAllowed, sentence
from steelyard.platform.imports.running import Row, RowLoader, Told
from steelyard.platform.imports.terms import Outcome

REGISTERED = sentence("deals registered")
KNOWN = sentence("deals registered before")
_ASKED = (
    "company",
    "company_domain",
    "company_country",
    "company_city",
    "division",
    "region",
    "type",
    "families",
    "value",
    "currency",
    "close_on",
    "contact_name",
    "contact_email",
    "contact_phone",
    "description",
    "is_public_tender",
)
SUBMISSION_FIELDS = tuple(
    replace(field, is_required=field.is_required or field.name == "close_on")
    for field in FIELDS
    if field.name in _ASKED
)


def can_submit(actor: Actor) -> bool:
    """Tell whether the actor registers deals of its own partner, one by one or by a file."""
    return actor.is_partner and can_register_deals(actor)


@dataclass(slots=True)
class SubmissionLoader(RowLoader):
    """Submits each row as the partner who imports; a deal that the partner registered in the same words before is known."""

    families: Families

    def do(self, row: Row) -> None:
        """Submit one registration."""
        if self.run.actor.partner_id is None:
            raise NotAllowed
        if row.get("value") < 0:
            raise InvalidInput(fields={"value": sentence("The value of a deal is not negative.")})
        draft = RegistrationDraft(
            company_name=row.get("company"),
            company_domain=row.get("company_domain"),
            company_country=row.get("company_country"),
            company_city=row.get("company_city"),
            division=row.get("division"),
            region=row.get("region"),
            type=row.get("type", RegistrationType.SOURCED),
            lines=tuple(LineDraft(family=family) for family in self.families.of_words(row.get("families"))),
            value=Money(row.get("value"), row.get("currency")),
            close_on=row.get("close_on"),
            contact_name=row.get("contact_name"),
            contact_email=row.get("contact_email"),
            contact_phone=row.get("contact_phone"),
            description=row.get("description"),
            is_public_tender=row.get("is_public_tender", False),
        )
        known = _find_known(self.run.actor, self.run.actor.partner_id, draft)
        if known is not None:
            self.run.report.add(KNOWN)
            self.run.tell(row, Outcome.UNCHANGED, known)
            return
        submitted = submit_registration(actor=self.run.actor, draft=draft, now=self.run.now)
        self.run.report.add(REGISTERED)
        self.run.report.add(f"of them {submitted.state.label.lower()}")
        self.run.tell(row, Outcome.CREATED, submitted.id)


def _find_known(actor: Actor, partner_id: UUID, draft: RegistrationDraft) -> UUID | None:
    """Return the registration that says the same: this customer in these words, these products, this value and day."""
    same = DealRegistration.visible_to(actor).filter(
        partner=partner_id,
        company_name__iexact=draft.company_name,
        division=draft.division,
        value=draft.value.amount,
        currency=draft.value.currency,
        close_on=draft.close_on,
        submitted_at__isnull=False,
    )
    for one in same.prefetch_related("lines"):
        if {line.family_id for line in one.lines.all()} == set(draft.families):
            return one.id
    return None


def withdraw(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: the claim is given up, where it still can be."""
    assert told.subject_id is not None
    reason = _("The import that registered this deal was undone.")
    withdraw_registration(actor=actor, registration_id=told.subject_id, reason=reason, now=now)
