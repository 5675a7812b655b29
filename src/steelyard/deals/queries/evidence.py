"""Evidence and words about a registration, as far as the reader may know them."""

from collections.abc import Mapping
from uuid import UUID

from django.http import FileResponse

from steelyard.deals.cards import CommentCard, EvidenceCard, ExtensionCard, QuestionCard
from steelyard.deals.models import Comment, Evidence, ExtensionRequest, InformationRequest
from steelyard.deals.terms import EvidenceKind, ExtensionState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.files import find_files, open_file

People = Mapping[UUID, directory.PersonCard]


def list_evidence(actor: Actor, registration_id: UUID) -> list[EvidenceCard]:
    """Return the evidence of a registration, oldest first."""
    rows = list(Evidence.visible_to(actor).filter(registration=registration_id).order_by("added_at", "id"))
    files = find_files(actor, [row.file_id for row in rows if row.file_id]) if rows else {}
    people = directory.find_people({row.added_by for row in rows if row.added_by})
    return [
        EvidenceCard(
            id=row.id,
            public_id=row.public_id,
            kind=EvidenceKind(row.kind),
            note=row.note,
            link=row.link,
            file=files.get(row.file_id) if row.file_id else None,
            added_at=row.added_at,
            added_by=_person(people, row.added_by),
        )
        for row in rows
    ]


def open_evidence(actor: Actor, evidence_id: UUID) -> FileResponse:
    """Return the file of a piece of evidence as a download. Raises: NotFound."""
    row = Evidence.visible_to(actor).filter(id=evidence_id, file_id__isnull=False).first()
    if row is None or row.file_id is None:
        raise NotFound
    return open_file(actor, row.file_id)


def list_comments(actor: Actor, registration_id: UUID) -> list[CommentCard]:
    """Return what was said about a registration, oldest first; partners read the shared comments."""
    rows = list(Comment.visible_to(actor).filter(registration=registration_id).order_by("said_at", "id"))
    people = directory.find_people({row.said_by for row in rows if row.said_by})
    return [
        CommentCard(
            id=row.id,
            public_id=row.public_id,
            body=row.body,
            is_internal=row.is_internal,
            said_at=row.said_at,
            said_by=_person(people, row.said_by),
        )
        for row in rows
    ]


def list_questions(actor: Actor, registration_id: UUID) -> list[QuestionCard]:
    """Return the host's questions with their answers, oldest first."""
    rows = list(InformationRequest.visible_to(actor).filter(registration=registration_id).order_by("asked_at", "id"))
    people = directory.find_people({one for row in rows for one in (row.asked_by, row.answered_by) if one})
    return [
        QuestionCard(
            id=row.id,
            public_id=row.public_id,
            question=row.question,
            asked_at=row.asked_at,
            asked_by=_person(people, row.asked_by),
            answer=row.answer,
            answered_at=row.answered_at,
            answered_by=_person(people, row.answered_by) if row.answered_at else None,
        )
        for row in rows
    ]


def list_extensions(actor: Actor, registration_id: UUID) -> list[ExtensionCard]:
    """Return the requests for a longer protection, oldest first."""
    rows = list(ExtensionRequest.visible_to(actor).filter(registration=registration_id).order_by("asked_at", "id"))
    people = directory.find_people({one for row in rows for one in (row.asked_by, row.decided_by) if one})
    return [
        ExtensionCard(
            id=row.id,
            public_id=row.public_id,
            reason=row.reason,
            state=ExtensionState(row.state),
            asked_at=row.asked_at,
            asked_by=_person(people, row.asked_by),
            decided_at=row.decided_at,
            decided_by=_person(people, row.decided_by) if row.decided_at else None,
            decision_note=row.decision_note,
            protected_until=row.protected_until,
        )
        for row in rows
    ]


def _person(people: People, id_: UUID | None) -> directory.PersonCard:
    return people.get(id_, directory.SOMEONE) if id_ is not None else directory.THE_SYSTEM
