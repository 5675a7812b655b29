"""What deal registration holds of people: contacts at customers, and what members wrote."""

from collections.abc import Iterator

from django.db.models import F, Q

from steelyard.deals.models import (
    Comment,
    DealRegistration,
    Dispute,
    DisputeStatement,
    Evidence,
    ExtensionRequest,
    InformationRequest,
)
from steelyard.deals.terms import DisputeState
from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.registry import Facts, Hold, Holding, LawfulBasis, Subject, register_holding

_CONTACT = ("contact_name", "contact_email", "contact_phone", "contact_title")
_KEPT = sentence("As long as the registration.")
_PSEUDONYM = sentence("Stays with the pseudonym in place of name and address.")


def _named_in(subject: Subject) -> Q:
    return Q(contact_email__iexact=subject.email) | Q(draft__contact_email__iexact=subject.email)


def _find_contacts(subject: Subject) -> Iterator[Facts]:
    for row in DealRegistration.objects.filter(_named_in(subject)).order_by("created_at", "id"):
        said = row.draft or {name: getattr(row, name) for name in _CONTACT}
        yield {
            "registration": row.public_id,
            "company": row.company_name,
            "named_at": row.submitted_at or row.created_at,
            **{name: said.get(name, "") for name in _CONTACT},
        }


def _call_contacts(subject: Subject) -> Iterator[str]:
    for facts in _find_contacts(subject):
        yield from (facts["contact_name"], facts["contact_phone"])


def _bears_contact(text: str, subject: Subject) -> bool:
    others = DealRegistration.objects.exclude(contact_email__iexact=subject.email)
    return others.filter(Q(contact_name__iexact=text) | Q(contact_phone=text)).exists()


def _hold_disputes(subject: Subject) -> Iterator[Hold]:
    """Hold whoever has a part in a dispute that is open, until it is ruled on."""
    member = subject.member_id
    parts = Q(filed_by=member) | Q(arbiter_id=member) | Q(statements__said_by=member)
    parts |= Q(registration__owner_id=member) | Q(registration__contact_email__iexact=subject.email)
    for dispute in Dispute.objects.filter(parts, state=DisputeState.OPEN).distinct().order_by("filed_at"):
        yield Hold(
            text=sentence("They have a part in a dispute that is open. It is carried out once the dispute is closed."),
            records=(dispute.public_id,),
        )


def _remove_contacts(subject: Subject) -> None:
    DealRegistration.objects.filter(contact_email__iexact=subject.email).update(
        contact_phone="", contact_title="", version=F("version") + 1
    )
    for row in DealRegistration.objects.filter(draft__contact_email__iexact=subject.email):
        row.draft = {**(row.draft or {}), "contact_phone": "", "contact_title": ""}
        row.save(update_fields=["draft"])


_WRITTEN = (
    (Comment, "said_by", "body", "said_at"),
    (InformationRequest, "asked_by", "question", "asked_at"),
    (InformationRequest, "answered_by", "answer", "answered_at"),
    (ExtensionRequest, "asked_by", "reason", "asked_at"),
    (ExtensionRequest, "decided_by", "decision_note", "decided_at"),
    (Dispute, "arbiter_id", "ruling_reason", "closed_at"),
    (DisputeStatement, "said_by", "body", "said_at"),
    (Evidence, "added_by", "note", "added_at"),
)
"""What people write: where, whose words they are, the words, and when."""


def _find_written(subject: Subject) -> Iterator[Facts]:
    for model, author, words, at in _WRITTEN:
        for row in model._default_manager.filter(**{author: subject.member_id}).exclude(**{words: ""}).order_by("id"):
            if isinstance(row, Comment) and row.is_internal and not subject.sees_internal:
                continue
            yield {
                "kind": model._meta.model_name,
                "id": row.public_id,
                "words": getattr(row, words),
                "at": getattr(row, at),
            }


register_holding(
    Holding(
        key="deal-contacts",
        label=sentence("Contacts of deal registrations"),
        content=sentence("Name, mail address, phone and title of the contact at the customer."),
        purpose=sentence("To tell whether a deal is real and whose it is."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=_KEPT,
        after_erasure=sentence("A pseudonym stays in place of name and address; phone and title are deleted."),
        find=_find_contacts,
        remove=_remove_contacts,
        called=_call_contacts,
        bears=_bears_contact,
    ),
    Holding(
        key="deal-words",
        label=sentence("What you wrote about registrations"),
        content=sentence("Comments, questions and answers, reasons, statements in disputes, notes on evidence."),
        purpose=sentence("To show how a decision came about."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=_KEPT,
        after_erasure=_PSEUDONYM,
        find=_find_written,
        holds=_hold_disputes,
    ),
)
