"""Registrations that another system decided, brought in as they stand."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from steelyard.deals.commands import cancel_registration
from steelyard.deals.commands.importing import DecidedRegistration, import_registration
from steelyard.deals.drafts import LineDraft, RegistrationDraft
from steelyard.deals.imports.families import Families
from steelyard.deals.refusals import CloseDateImpossible
from steelyard.deals.terms import RegistrationState, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.partners.public import find_id
from steelyard.platform.imports.running import Row, RowLoader, Told
from steelyard.platform.imports.terms import Outcome

IMPORTED = sentence("registrations imported")
KNOWN = sentence("registrations known already")


@dataclass(slots=True)
class DecidedLoader(RowLoader):
    """Imports each row as a registration in the state that the file says."""

    families: Families

    def do(self, row: Row) -> None:
        """Import one registration."""
        partner_id = find_id(row.get("partner"))
        if partner_id is None:
            raise InvalidInput(fields={"partner": sentence("No partner, or more than one, is called that.")})
        if row.get("value") < 0:
            raise InvalidInput(fields={"value": sentence("The value of a deal is not negative.")})
        submitted_at: datetime = row.get("submitted_at")
        close_on = row.get("close_on", None) or row.get("closed_at", submitted_at).date()
        if close_on < submitted_at.date():
            raise CloseDateImpossible(fields={"close_on": sentence("The deal closes before it was registered.")})
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
            close_on=close_on,
            contact_name=row.get("contact_name"),
            contact_email=row.get("contact_email"),
            contact_phone=row.get("contact_phone"),
            description=row.get("description"),
            is_public_tender=row.get("is_public_tender", False),
        )
        decided = DecidedRegistration(
            state=row.get("state", RegistrationState.UNDER_REVIEW),
            submitted_at=submitted_at,
            decided_at=row.get("decided_at", None),
            protected_until=row.get("protected_until", None),
            closed_at=row.get("closed_at", None),
            closure_code=row.get("closure_code", None),
            closure_reason=row.get("closure_reason"),
        )
        registration_id = import_registration(
            actor=self.run.actor, partner_id=partner_id, draft=draft, decided=decided, now=self.run.now
        )
        self.run.report.add(IMPORTED if registration_id else KNOWN)
        if registration_id:
            self.run.report.add(f"of them {decided.state.label.lower()}")
        self.run.tell(row, Outcome.CREATED if registration_id else Outcome.UNCHANGED, registration_id)


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: a protection that still runs is revoked; what has ended stays as it was told."""
    assert told.subject_id is not None
    reason = _("The import that brought this registration was undone.")
    cancel_registration(actor=actor, registration_id=told.subject_id, reason=reason, now=now)
