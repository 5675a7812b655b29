"""Learning paths over the API: found, defined, assigned."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.learning import permissions
from steelyard.learning.paths import commands, queries
from steelyard.learning.paths.schemas import LearningPathIn, LearningPathOut, PathAssignmentIn, PathAssignmentOut
from steelyard.learning.paths.terms import PathCard
from steelyard.learning.queries.courses import list_keys
from steelyard.learning.schemas.courses import Key
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.get("/learning-paths", response=list[LearningPathOut], summary="List learning paths")
def list_learning_paths(request: HttpRequest) -> list[LearningPathOut]:
    """Return the paths that are for the caller, with how far the caller is; all for authors. A program has a few dozen."""
    return [_out(request, card) for card in queries.list_paths(asker(request), at=utc_now())]


@router.get("/learning-paths/{key}", response=LearningPathOut, summary="Show a learning path")
def get_learning_path(request: HttpRequest, key: Key) -> LearningPathOut:
    """Return a path with its courses in order."""
    return _out(request, queries.get_path_by_key(asker(request), key))


@router.put("/learning-paths/{key}", response=LearningPathOut, summary="Define a learning path")
def define_learning_path(request: HttpRequest, key: Key, body: LearningPathIn) -> LearningPathOut:
    """Define a path, or change the one with that key. Who is in its courses stays in them. For authors."""
    actor = asker(request)
    if not permissions.can_write_courses(actor):
        raise NotAllowed
    draft = body.draft(dict(list_keys(actor)))
    made = commands.define_path(actor=actor, key=key, draft=draft, now=utc_now())
    return _out(request, queries.get_path(actor, made))


@router.post("/learning-paths/{key}/assignments", response={201: PathAssignmentOut}, summary="Assign a learning path")
def assign_learning_path(request: HttpRequest, key: Key, body: PathAssignmentIn) -> Status[PathAssignmentOut]:
    """Enroll people in all that they have not completed of a path: oneself, an administrator's people, or any by the host."""
    actor = asker(request)
    enrolled = commands.assign_path(
        actor=actor,
        path_id=queries.get_path_by_key(actor, key).id,
        person_ids=[parse_public_id("person", one) for one in body.person_ids],
        partner_id=parse_public_id("partner", body.partner_id) if body.partner_id else actor.partner_id,
        due_on=body.due_on,
        now=utc_now(),
    )
    return Status(201, PathAssignmentOut(enrolled=enrolled))


def _out(request: HttpRequest, card: PathCard) -> LearningPathOut:
    return LearningPathOut.of(card, is_author=permissions.can_write_courses(asker(request)))
