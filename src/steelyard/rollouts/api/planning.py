"""Planning and steering rollouts over the API; for the host."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize
from steelyard.rollouts import commands
from steelyard.rollouts.models import Phase, Rollout
from steelyard.rollouts.queries import rollouts
from steelyard.rollouts.schemas import (
    AdmissionOut,
    EndingIn,
    FeatureOut,
    PauseIn,
    PhaseIn,
    RolloutChangeIn,
    RolloutDetailOut,
    RolloutIn,
    RolloutOut,
)
from steelyard.rollouts.terms import RolloutState

router = Router()


@router.get("/features", response=list[FeatureOut], summary="List features")
def list_features(request: HttpRequest) -> list[FeatureOut]:
    """Return everything that can be rolled out, with the rollout that says to whom it is open. For the host."""
    return [FeatureOut.of(line) for line in rollouts.list_features(asker(request))]


@router.get("/rollouts", response=PageSchema[RolloutOut], summary="List rollouts")
def list_rollouts(
    request: HttpRequest,
    state: RolloutState | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[RolloutOut]:
    """Return the rollouts, the newest first. For the host."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = rollouts.list_rollouts(asker(request), asked, state=state).map(RolloutOut.of)
    return PageSchema[RolloutOut].of(found)


@router.post("/rollouts", response={201: RolloutDetailOut}, summary="Plan a rollout")
def draft_rollout(request: HttpRequest, body: RolloutIn) -> Status[RolloutDetailOut]:
    """Begin to plan the rollout of a feature; nothing changes for anybody until it is started."""
    key = commands.draft_rollout(actor=asker(request), draft=body.draft_of(body.feature), now=utc_now())
    return Status(201, _detail(request, key))


@router.get("/rollouts/{rollout_id}", response=RolloutDetailOut, summary="Show a rollout")
def get_rollout(request: HttpRequest, rollout_id: str) -> RolloutDetailOut:
    """Return a rollout with its phases and what its feedback says about going on. For the host."""
    return _detail(request, Rollout.parse_id(rollout_id))


@router.put("/rollouts/{rollout_id}", response=RolloutDetailOut, summary="Change a rollout")
def change_rollout(request: HttpRequest, rollout_id: str, body: RolloutChangeIn) -> RolloutDetailOut:
    """Change what is said of a rollout, its goals, and from when on everybody has the feature."""
    key = Rollout.parse_id(rollout_id)
    feature = rollouts.get_row(asker(request), key).feature
    commands.change_rollout(actor=asker(request), rollout_id=key, draft=body.draft_of(feature), now=utc_now())
    return _detail(request, key)


@router.post("/rollouts/{rollout_id}/phases", response={201: RolloutDetailOut}, summary="Add a phase")
def add_rollout_phase(request: HttpRequest, rollout_id: str, body: PhaseIn) -> Status[RolloutDetailOut]:
    """Add a phase: from a day on, the partners of a cohort."""
    key = Rollout.parse_id(rollout_id)
    commands.keep_phase(actor=asker(request), rollout_id=key, draft=body.draft(), now=utc_now())
    return Status(201, _detail(request, key))


@router.put("/rollouts/{rollout_id}/phases/{phase_id}", response=RolloutDetailOut, summary="Change a phase")
def change_rollout_phase(request: HttpRequest, rollout_id: str, phase_id: str, body: PhaseIn) -> RolloutDetailOut:
    """Change a phase as a whole; in a running rollout it holds at once."""
    key, phase = Rollout.parse_id(rollout_id), Phase.parse_id(phase_id)
    commands.keep_phase(actor=asker(request), rollout_id=key, phase_id=phase, draft=body.draft(), now=utc_now())
    return _detail(request, key)


@router.delete("/rollouts/{rollout_id}/phases/{phase_id}", response=RolloutDetailOut, summary="Remove a phase")
def remove_rollout_phase(request: HttpRequest, rollout_id: str, phase_id: str) -> RolloutDetailOut:
    """Take a phase out; whom no other phase holds is not admitted any more."""
    key, phase = Rollout.parse_id(rollout_id), Phase.parse_id(phase_id)
    commands.remove_phase(actor=asker(request), rollout_id=key, phase_id=phase, now=utc_now())
    return _detail(request, key)


@router.get(
    "/rollouts/{rollout_id}/partners",
    response=PageSchema[AdmissionOut],
    summary="List who is admitted",
)
def list_rollout_partners(
    request: HttpRequest,
    rollout_id: str,
    q: Line = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[AdmissionOut]:
    """Return the partners that the phases admit, of a draft too, the first ones first. For the host."""
    asked = PageRequest(number=page, size=page_size, cursor=cursor)
    found = rollouts.list_admissions(asker(request), Rollout.parse_id(rollout_id), asked, text=q).map(AdmissionOut.of)
    return PageSchema[AdmissionOut].of(found)


@router.post("/rollouts/{rollout_id}/start", response=RolloutDetailOut, summary="Start a rollout")
def start_rollout(request: HttpRequest, rollout_id: str) -> RolloutDetailOut:
    """Open the feature to whom the phases admit from their days on, and close it to every other partner."""
    key = Rollout.parse_id(rollout_id)
    commands.start_rollout(actor=asker(request), rollout_id=key, now=utc_now())
    return _detail(request, key)


@router.post("/rollouts/{rollout_id}/pause", response=RolloutDetailOut, summary="Pause a rollout")
def pause_rollout(request: HttpRequest, rollout_id: str, body: PauseIn) -> RolloutDetailOut:
    """Admit nobody more, whatever day comes; whoever is in stays in."""
    key = Rollout.parse_id(rollout_id)
    commands.pause_rollout(actor=asker(request), rollout_id=key, reason=body.reason, now=utc_now())
    return _detail(request, key)


@router.post("/rollouts/{rollout_id}/resumption", response=RolloutDetailOut, summary="Go on with a rollout")
def resume_rollout(request: HttpRequest, rollout_id: str) -> RolloutDetailOut:
    """Go on: phases whose day came meanwhile begin."""
    key = Rollout.parse_id(rollout_id)
    commands.resume_rollout(actor=asker(request), rollout_id=key, now=utc_now())
    return _detail(request, key)


@router.post("/rollouts/{rollout_id}/ending", response=RolloutDetailOut, summary="End a rollout")
def end_rollout(request: HttpRequest, rollout_id: str, body: EndingIn) -> RolloutDetailOut:
    """Give the feature to everybody, or take it from everybody, until another rollout of it is started."""
    key = Rollout.parse_id(rollout_id)
    commands.end_rollout(actor=asker(request), rollout_id=key, ending=body.ending, reason=body.reason, now=utc_now())
    return _detail(request, key)


def _detail(request: HttpRequest, key: UUID) -> RolloutDetailOut:
    return RolloutDetailOut.of_record(rollouts.get_record(asker(request), key, at=utc_now()))
