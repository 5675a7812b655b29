"""One registration with everything on its page."""

from uuid import UUID

from steelyard.deals.cards import LineCard, RegistrationRecord
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.permissions import list_actions
from steelyard.deals.queries.evidence import list_evidence, list_extensions, list_questions
from steelyard.deals.queries.registrations import cards_of, for_cards
from steelyard.deals.terms import ExtensionState, LineState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.program.public import get_decision


def get_registration(actor: Actor, registration_id: UUID) -> RegistrationRecord:
    """Return one registration with its lines, evidence, questions, extensions, decision and possible actions.

    Raises: NotFound.
    """
    row = for_cards(DealRegistration.visible_to(actor).filter(id=registration_id)).first()
    if row is None:
        raise NotFound
    lines = RegistrationLine.objects.filter(registration=row).order_by("family_id")
    cards = tuple(_line(line) for line in lines)
    extensions = tuple(list_extensions(actor, row.id))
    return RegistrationRecord(
        card=cards_of([row])[0],
        company_domain=row.company_domain,
        company_country=row.company_country,
        company_city=row.company_city,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        contact_title=row.contact_title,
        description=row.description,
        is_public_tender=row.is_public_tender,
        closure_reason=row.closure_reason,
        closed_at=row.closed_at,
        lines=cards,
        evidence=tuple(list_evidence(actor, row.id)),
        questions=tuple(list_questions(actor, row.id)),
        extensions=extensions,
        decision=get_decision(actor, row.decision_id) if row.decision_id else None,
        actions=list_actions(
            actor,
            row,
            has_held_lines=any(line.state is LineState.HELD for line in cards),
            has_waiting_extension=any(one.state is ExtensionState.WAITING for one in extensions),
        ),
    )


def _line(row: RegistrationLine) -> LineCard:
    period = row.protected_during
    return LineCard(
        family=row.family_id,
        value=row.value,
        state=LineState(row.state),
        protected_from=period.lower if period else None,
        protected_until=period.upper if period else None,
    )
