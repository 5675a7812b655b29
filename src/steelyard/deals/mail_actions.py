"""What mails about registrations offer to do: deciding for who reviews, answering and extending for the partner.

Each is the command of the registration's page; what that page could not do now, no mail offers and no link does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from steelyard.deals import commands, permissions
from steelyard.deals.cards import RegistrationRecord
from steelyard.deals.commands.following import rules_of
from steelyard.deals.events import (
    InformationGiven,
    InformationRequested,
    ProtectionEnding,
    RegistrationAppealed,
    RegistrationHeld,
    ReviewEscalated,
    ReviewOverdue,
)
from steelyard.deals.forms.following import AnswerInWordsForm, ExtensionInWordsForm, ReasonForm, StillAliveForm
from steelyard.deals.forms.review import QuestionForm
from steelyard.deals.models import DealRegistration
from steelyard.deals.policies import compute_protection
from steelyard.deals.queries.records import get_registration
from steelyard.deals.queries.review import get_review
from steelyard.deals.refusals import NotPossibleNow, ReviewerNotNeutral
from steelyard.deals.templatetags.deals import product_names
from steelyard.deals.terms import LineOutcome, LineState
from steelyard.identity.public import MailAction, Statement, get_actor, offer_mail_link, register_mail_actions
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, sentence
from steelyard.platform.db import acting_as
from steelyard.platform.directory import PersonCard
from steelyard.platform.notifications import Offer, offers_actions
from steelyard.platform.reactions import Happened
from steelyard.program.public import list_product_families
from steelyard.ui.records import record_url
from steelyard.ui.writing import day, money

# --- What will happen -------------------------------------------------------------------------------------------------


def _look(actor: Actor, registration_id: UUID, wanted: str) -> RegistrationRecord:
    """Return the registration if the actor may do what is wanted now. Raises: NotFound, NotAllowed, NotPossibleNow."""
    record = get_registration(actor, registration_id)
    partner_id = record.card.partner_id
    if not (permissions.can_review(actor) if actor.is_host else permissions.can_register_for(actor, partner_id)):
        raise NotAllowed
    if wanted not in record.actions:
        raise NotPossibleNow(state=_(record.card.state.label).lower())
    return record


def _look_to_decide(actor: Actor, registration_id: UUID, now: datetime) -> tuple[RegistrationRecord, tuple[str, str]]:
    """Return the registration and the fact of who else claims the same.

    Raises: NotFound, NotAllowed, NotPossibleNow, ReviewerNotNeutral.
    """
    record = _look(actor, registration_id, "decide")
    review = get_review(actor, registration_id, now=now)
    if not review.is_neutral:
        raise ReviewerNotNeutral
    rivals = sorted({claim.registration.partner for claim in review.claims})
    return record, (_("Competing claims"), ", ".join(rivals))


def _state(record: RegistrationRecord, title: str, consequence: str, *more: tuple[str, str]) -> Statement:
    card = record.card
    names = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    held = [line.family for line in record.lines if line.state is LineState.HELD]
    facts = (
        (_("Customer"), card.company),
        (_("Partner"), card.partner),
        (_("Products"), product_names(held or card.families, names)),
        (_("Value"), money(card.value)),
        *more,
    )
    return Statement(
        title=title.format(company=card.company),
        consequence=consequence,
        facts=tuple((label, text) for label, text in facts if text),
        version=card.version,
        url=record_url(card.public_id),
    )


def state_approval(actor: Actor, registration_id: UUID, now: datetime) -> Statement:
    """Say what approving gives."""
    record, rivals = _look_to_decide(actor, registration_id, now)
    registration = DealRegistration.visible_to(actor).get(id=registration_id)
    until = registration.protected_until or compute_protection(now, rules_of(registration, now).rules).until
    consequence = _("Everything of it that is held is approved: nobody else is protected for the same until {day}.")
    return _state(record, _("Approve {company}?"), consequence.format(day=day(until)), rivals)


def state_refusal(actor: Actor, registration_id: UUID, now: datetime) -> Statement:
    """Say what refusing means."""
    record, rivals = _look_to_decide(actor, registration_id, now)
    consequence = _("Everything of it that is held is refused. The partner reads your reason and may appeal.")
    return _state(record, _("Refuse {company}?"), consequence, rivals)


def state_question(actor: Actor, registration_id: UUID, _now: datetime) -> Statement:
    """Say what asking means."""
    record = _look(actor, registration_id, "request_information")
    consequence = _("The partner is asked; until it answers, the clock of the review stands still.")
    return _state(record, _("Ask about {company}?"), consequence)


def state_answer(actor: Actor, registration_id: UUID, _now: datetime) -> Statement:
    """Say what was asked, and where the answer goes."""
    record = _look(actor, registration_id, "give_information")
    question = record.open_question
    if question is None:
        raise NotPossibleNow(state=_(record.card.state.label).lower())
    consequence = _("Your answer goes to who reviews the registration. Files are added in the portal.")
    return _state(record, _("Answer about {company}?"), consequence, (_("Question"), question.question))


def state_extension(actor: Actor, registration_id: UUID, _now: datetime) -> Statement:
    """Say until when the protection lasts, and who decides."""
    record = _look(actor, registration_id, "request_extension")
    consequence = _(
        "A longer protection is asked for. Where the evidence on file shows work since the last grant, the rules extend it at once."
    )
    until = (_("Protected until"), day(record.card.protected_until))
    return _state(record, _("Ask for a longer protection of {company}?"), consequence, until)


def state_life(actor: Actor, registration_id: UUID, _now: datetime) -> Statement:
    """Say who reads it, and that it changes nothing else."""
    record = _look(actor, registration_id, "request_extension")
    consequence = _(
        "Your words stand as a comment at the registration, and its channel manager is told. The end stays."
    )
    until = (_("Protected until"), day(record.card.protected_until))
    return _state(record, _("Is the deal with {company} still alive?"), consequence, until)


# --- Doing it ---------------------------------------------------------------------------------------------------------


def _approve(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    commands.decide_registration_by_hand(
        actor=actor, registration_id=subject_id, outcomes=LineOutcome.APPROVED, version=version, now=now
    )


def _refuse(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:
    commands.decide_registration_by_hand(
        actor=actor,
        registration_id=subject_id,
        outcomes=LineOutcome.REJECTED,
        reason=said["reason"],
        version=version,
        now=now,
    )


def _ask(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:
    commands.request_information(
        actor=actor, registration_id=subject_id, question=said["question"], version=version, now=now
    )


def _answer(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:
    commands.give_information(actor=actor, registration_id=subject_id, answer=said["answer"], version=version, now=now)


def _extend(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:
    commands.request_extension(actor=actor, registration_id=subject_id, reason=said["reason"], version=version, now=now)


def _say_alive(*, actor: Actor, subject_id: UUID, version: int, said: Mapping[str, Any], now: datetime) -> None:  # noqa: ARG001
    commands.add_comment(actor=actor, registration_id=subject_id, body=said["body"], is_internal=False, now=now)


APPROVE = MailAction(
    key="deals.approve",
    label=sentence("Approve"),
    done=sentence("The registration is approved. The partner is told."),
    form=forms.Form,
    state=state_approval,
    act=_approve,
)
REFUSE = MailAction(
    key="deals.refuse",
    label=sentence("Refuse"),
    done=sentence("The registration is refused. The partner is told why."),
    form=ReasonForm,
    state=state_refusal,
    act=_refuse,
)
ASK = MailAction(
    key="deals.ask",
    label=sentence("Ask the partner"),
    done=sentence("Asked. The clock stands still until the partner answers."),
    form=QuestionForm,
    state=state_question,
    act=_ask,
)
ANSWER = MailAction(
    key="deals.answer",
    label=sentence("Answer"),
    done=sentence("Your answer is with who reviews the registration."),
    form=AnswerInWordsForm,
    state=state_answer,
    act=_answer,
)
EXTEND = MailAction(
    key="deals.extend",
    label=sentence("Ask for an extension"),
    done=sentence("Asked. What becomes of it stands at the registration, and you are told."),
    form=ExtensionInWordsForm,
    state=state_extension,
    act=_extend,
)
SAY_ALIVE = MailAction(
    key="deals.say_alive",
    label=sentence("Say that it is alive"),
    done=sentence("Your words stand at the registration, and its channel manager is told."),
    form=StillAliveForm,
    state=state_life,
    act=_say_alive,
)
register_mail_actions(APPROVE, REFUSE, ASK, ANSWER, EXTEND, SAY_ALIVE)


# --- What a mail offers -----------------------------------------------------------------------------------------------


@offers_actions(RegistrationHeld, RegistrationAppealed, InformationGiven, ReviewEscalated, ReviewOverdue)
def offer_deciding(happened: Happened, reader: PersonCard, now: datetime) -> list[Offer]:
    """Offer who reviews to approve, refuse or ask, while it waits for them."""
    if not reader.is_host:
        return []
    return _offers(happened, reader, None, {APPROVE: "decide", REFUSE: "decide", ASK: "request_information"}, now)


@offers_actions(InformationRequested)
def offer_answering(happened: Happened, reader: PersonCard, now: datetime) -> list[Offer]:
    """Offer the partner to answer."""
    return _offers(happened, reader, happened.event.partner_id, {ANSWER: "give_information"}, now)


@offers_actions(ProtectionEnding)
def offer_keeping(happened: Happened, reader: PersonCard, now: datetime) -> list[Offer]:
    """Offer the partner to ask for a longer protection, or to say that the deal is alive."""
    wanted = {EXTEND: "request_extension", SAY_ALIVE: "request_extension"}
    return _offers(happened, reader, happened.event.partner_id, wanted, now)


def _offers(
    happened: Happened, reader: PersonCard, partner_id: UUID | None, wanted: Mapping[MailAction, str], now: datetime
) -> list[Offer]:
    if reader.id is None:
        return []
    registration_id = happened.event.subject_id
    try:
        actor = get_actor(reader.id, partner_id)
        with acting_as(actor):
            record = get_registration(actor, registration_id)
    except NotFound:
        return []
    return [
        Offer(
            label=_(action.label),
            path=offer_mail_link(
                person_id=reader.id,
                partner_id=partner_id,
                action=action,
                subject_id=registration_id,
                version=record.card.version,
                now=now,
            ),
        )
        for action, permission in wanted.items()
        if permission in record.actions
    ]
