"""Vetting over the API: standings, answering and submitting, deciding, red flags."""

from typing import Annotated

from django.http import FileResponse, HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, permissions, queries
from steelyard.partners.models import Partner, RedFlag, VettingCase
from steelyard.partners.vetting.files import keep_vetting_file, open_vetting_file
from steelyard.partners.vetting.queries import (
    SORTS,
    find_answer_file,
    get_case,
    get_flag,
    get_partner_vetting,
    get_questionnaire,
    list_standings,
)
from steelyard.partners.vetting.schemas import (
    PartnerVettingOut,
    RedFlagClearanceIn,
    RedFlagIn,
    RedFlagOut,
    VettingAnswersIn,
    VettingCaseOut,
    VettingDecisionIn,
    VettingFileOut,
    VettingQuestionnaireOut,
    VettingRequestIn,
    VettingStandingOut,
)
from steelyard.partners.vetting.terms import RiskClass, VettingFilter, VettingKind, VettingState
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, PageNumber, PageSchema, PageSize

router = Router(tags=["Partners"])

Id = Annotated[str, Field(max_length=60)]
Word = Annotated[Line, Field(max_length=30)]


@router.get(
    "/vetting-standings", response=PageSchema[VettingStandingOut], summary="List where partners stand in vetting"
)
def list_vetting_standings(
    request: HttpRequest,
    q: Annotated[Line, Field(max_length=200, description="Part of the partner's name.")] = "",
    kind: VettingKind | None = None,
    state: VettingState | None = None,
    risk: RiskClass | None = None,
    region: Annotated[Line, Field(max_length=50)] = "",
    manager: Id = "",
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "due_on",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[VettingStandingOut]:
    """Return where partners stand with each questionnaire, what is due first at the top. For the host's readers."""
    wanted = VettingFilter(
        text=q,
        kind=kind,
        state=state,
        risk=risk,
        region=region,
        manager_id=parse_public_id("person", manager) if manager else None,
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor)
    return PageSchema[VettingStandingOut].of(list_standings(asker(request), wanted, asked).map(VettingStandingOut.of))


@router.get("/partners/{partner_id}/vetting", response=PartnerVettingOut, summary="Show a partner's vetting")
def get_vetting_of_partner(request: HttpRequest, partner_id: str) -> PartnerVettingOut:
    """Return where a partner stands, and its rounds. For its administrators and the host's readers."""
    return PartnerVettingOut.of(get_partner_vetting(asker(request), Partner.parse_id(partner_id)))


@router.post("/partners/{partner_id}/vetting-requests", response=PartnerVettingOut, summary="Ask for answers")
def request_partner_vetting(request: HttpRequest, partner_id: str, body: VettingRequestIn) -> PartnerVettingOut:
    """Ask a partner to answer a questionnaire that is for it, for the first time or anew. For the host."""
    actor, key = asker(request), Partner.parse_id(partner_id)
    commands.request_vetting(actor=actor, partner_id=key, questionnaire=body.questionnaire, now=utc_now())
    return PartnerVettingOut.of(get_partner_vetting(actor, key))


@router.get(
    "/vetting-questionnaires/{questionnaire}",
    response=VettingQuestionnaireOut,
    summary="Read a questionnaire to answer",
)
def get_vetting_questionnaire(request: HttpRequest, questionnaire: Word) -> VettingQuestionnaireOut:
    """Return a questionnaire with the draft of the caller's partner, or what it answered last."""
    return VettingQuestionnaireOut.of(get_questionnaire(asker(request), questionnaire, at=utc_now()))


@router.put(
    "/vetting-questionnaires/{questionnaire}/answers",
    response=VettingCaseOut,
    summary="Save answers to a questionnaire",
)
def put_vetting_answers(request: HttpRequest, questionnaire: Word, body: VettingAnswersIn) -> VettingCaseOut:
    """Keep what is answered so far; nobody of the host reads it before it is submitted."""
    actor, now = asker(request), utc_now()
    case_id = commands.save_vetting_answers(actor=actor, questionnaire=questionnaire, answers=body.answers, now=now)
    return VettingCaseOut.of_case(get_case(actor, case_id, at=now), actor)


@router.post(
    "/partners/{partner_id}/vetting-files", response={201: VettingFileOut}, summary="Upload a file for vetting"
)
def upload_vetting_file(
    request: HttpRequest,
    partner_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
) -> Status[VettingFileOut]:
    """Keep a file that answers a question or shows a red flag. For the partner's administrators and the host's approvers."""
    actor = asker(request)
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    is_own = permissions.can_answer_vetting(actor) and actor.partner_id == partner.id
    if not (is_own or permissions.can_record_red_flags(actor)):
        raise NotAllowed
    kept = keep_vetting_file(file, partner_id=partner.id, actor=actor, now=utc_now())
    return Status(201, VettingFileOut(id=kept))


@router.get("/vetting-cases/{vetting_case_id}", response=VettingCaseOut, summary="Read a round of a questionnaire")
def get_vetting_case(request: HttpRequest, vetting_case_id: str) -> VettingCaseOut:
    """Return a round with its answers; that somebody of the host read them is noted."""
    actor, now, key = asker(request), utc_now(), VettingCase.parse_id(vetting_case_id)
    commands.note_vetting_reading(actor=actor, case_id=key, now=now)
    return VettingCaseOut.of_case(get_case(actor, key, at=now), actor)


@router.get(
    "/vetting-cases/{vetting_case_id}/files/{vetting_question}", response=bytes, summary="Download a file of an answer"
)
def download_vetting_file(request: HttpRequest, vetting_case_id: str, vetting_question: Word) -> FileResponse:
    """Return the file that answers a question."""
    actor, key = asker(request), VettingCase.parse_id(vetting_case_id)
    file_id = find_answer_file(actor, key, vetting_question)
    commands.note_vetting_reading(actor=actor, case_id=key, now=utc_now())
    return open_vetting_file(file_id)


@router.post("/vetting-cases/{vetting_case_id}/submission", response=VettingCaseOut, summary="Submit answers")
def submit_vetting_case(request: HttpRequest, vetting_case_id: str) -> VettingCaseOut:
    """Submit the answers of a round: a rule lets them pass, or they wait for a decision."""
    actor, now, key = asker(request), utc_now(), VettingCase.parse_id(vetting_case_id)
    commands.submit_vetting(actor=actor, case_id=key, now=now)
    return VettingCaseOut.of_case(get_case(actor, key, at=now), actor)


@router.post("/vetting-cases/{vetting_case_id}/decision", response=VettingCaseOut, summary="Decide about answers")
def decide_vetting_case(request: HttpRequest, vetting_case_id: str, body: VettingDecisionIn) -> VettingCaseOut:
    """Approve, ask for more, or refuse, with a reason; who manages the partner cannot approve a high risk. For the host."""
    actor, now, key = asker(request), utc_now(), VettingCase.parse_id(vetting_case_id)
    commands.decide_vetting(actor=actor, case_id=key, outcome=body.outcome, reason=body.reason, now=now)
    return VettingCaseOut.of_case(get_case(actor, key, at=now), actor)


@router.post("/partners/{partner_id}/red-flags", response={201: RedFlagOut}, summary="Record a red flag")
def record_partner_red_flag(request: HttpRequest, partner_id: str, body: RedFlagIn) -> Status[RedFlagOut]:
    """Put a red flag about a partner on record, such as a payment into a third country. The partner does not hear of it."""
    actor, key = asker(request), Partner.parse_id(partner_id)
    flag_id = commands.record_red_flag(actor=actor, partner_id=key, draft=body.draft(), now=utc_now())
    return Status(201, RedFlagOut.of(get_flag(actor, flag_id)))


@router.get("/red-flags/{red_flag_id}", response=RedFlagOut, summary="Read a red flag")
def get_red_flag(request: HttpRequest, red_flag_id: str) -> RedFlagOut:
    """Return a red flag. For the host's readers."""
    return RedFlagOut.of(get_flag(asker(request), RedFlag.parse_id(red_flag_id)))


@router.post("/red-flags/{red_flag_id}/clearance", response=RedFlagOut, summary="Clear a red flag")
def clear_partner_red_flag(request: HttpRequest, red_flag_id: str, body: RedFlagClearanceIn) -> RedFlagOut:
    """Say why a red flag is none; by who decides about a high risk, never by who manages the partner."""
    actor, key = asker(request), RedFlag.parse_id(red_flag_id)
    commands.clear_red_flag(actor=actor, flag_id=key, reason=body.reason, now=utc_now())
    return RedFlagOut.of(get_flag(actor, key))
