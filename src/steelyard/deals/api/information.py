"""The host asks, the partner answers."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.api.asking import id_of
from steelyard.deals.schemas.answers import CreatedOut, StateOut
from steelyard.deals.schemas.information import AnswerIn, QuestionIn
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker

router = Router()


@router.post(
    "/deal-registrations/{registration_id}/information-requests", response={201: CreatedOut}, summary="Ask the partner"
)
def request_deal_information(request: HttpRequest, registration_id: str, body: QuestionIn) -> Status[CreatedOut]:
    """Ask the partner a question; until it answers, the review's clocks stand still."""
    asked = commands.request_information(
        actor=asker(request),
        registration_id=id_of(registration_id),
        question=body.question,
        version=body.version,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("inforeq", asked)))


@router.post("/deal-registrations/{registration_id}/information", response=StateOut, summary="Answer the host")
def give_deal_information(request: HttpRequest, registration_id: str, body: AnswerIn) -> StateOut:
    """Answer the host's question, or hand in the evidence that the rules asked for; then the rules decide again."""
    key = id_of(registration_id)
    state = commands.give_information(
        actor=asker(request),
        registration_id=key,
        answer=body.answer,
        evidence=[piece.draft() for piece in body.evidence],
        version=body.version,
        now=utc_now(),
    )
    return StateOut.of(key, state)
