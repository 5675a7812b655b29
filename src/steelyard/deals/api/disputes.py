"""Disputes over the API."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.api.asking import Id, id_of
from steelyard.deals.cards import DisputeFilter
from steelyard.deals.models import DealRegistration, Dispute
from steelyard.deals.queries.disputes import get_dispute, list_disputes
from steelyard.deals.schemas.disputes import ArbiterIn, DisputeDetailOut, DisputeIn, DisputeOut, RulingIn, StatementIn
from steelyard.deals.schemas.fields import id_or_nothing
from steelyard.deals.terms import DisputeState
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router()


@router.post(
    "/deal-registrations/{registration_id}/disputes", response={201: DisputeDetailOut}, summary="File a dispute"
)
def file_deal_dispute(request: HttpRequest, registration_id: str, body: DisputeIn) -> Status[DisputeDetailOut]:
    """Dispute what was decided about a registration; both sides read the statement and the evidence."""
    actor = asker(request)
    filed = commands.file_dispute(
        actor=actor,
        registration_id=id_of(registration_id),
        ground=body.ground,
        statement=body.statement,
        evidence=[piece.draft() for piece in body.evidence],
        now=utc_now(),
    )
    return Status(201, _detail(actor, filed))


@router.get("/disputes", response=PageSchema[DisputeOut], summary="List disputes")
def list_deal_disputes(
    request: HttpRequest,
    state: DisputeState | None = None,
    registration: Id = "",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[DisputeOut]:
    """Return the disputes that the caller may see: open ones by their day, then those that ended."""
    wanted = DisputeFilter(state=state, registration_id=id_or_nothing(DealRegistration.PREFIX, registration))
    found = list_disputes(
        asker(request), wanted, PageRequest(number=page, size=page_size, cursor=cursor, updated_since=updated_since)
    )
    return PageSchema[DisputeOut].of(found.map(DisputeOut.of))


@router.get("/disputes/{dispute_id}", response=DisputeDetailOut, summary="Read a dispute")
def get_deal_dispute(request: HttpRequest, dispute_id: str) -> DisputeDetailOut:
    """Return one dispute with what was said and shown."""
    return _detail(asker(request), _id(dispute_id))


@router.post("/disputes/{dispute_id}/statements", response=DisputeDetailOut, summary="Add a statement")
def answer_deal_dispute(request: HttpRequest, dispute_id: str, body: StatementIn) -> DisputeDetailOut:
    """Say something in an open dispute."""
    actor, key = asker(request), _id(dispute_id)
    evidence = [piece.draft() for piece in body.evidence]
    commands.answer_dispute(actor=actor, dispute_id=key, statement=body.statement, evidence=evidence, now=utc_now())
    return _detail(actor, key)


@router.put("/disputes/{dispute_id}/arbiter", response=DisputeDetailOut, summary="Name the arbiter")
def name_deal_arbiter(request: HttpRequest, dispute_id: str, body: ArbiterIn) -> DisputeDetailOut:
    """Say who rules: somebody of the host who has no part in the deal. For program admins."""
    actor, key = asker(request), _id(dispute_id)
    arbiter_id = parse_public_id("person", body.person)
    commands.name_arbiter(actor=actor, dispute_id=key, arbiter_id=arbiter_id, now=utc_now())
    return _detail(actor, key)


@router.post("/disputes/{dispute_id}/ruling", response=DisputeDetailOut, summary="Rule on a dispute")
def rule_on_deal_dispute(request: HttpRequest, dispute_id: str, body: RulingIn) -> DisputeDetailOut:
    """Rule as the arbiter; the ruling is kept as it is."""
    actor, key = asker(request), _id(dispute_id)
    commands.rule_on_dispute(actor=actor, dispute_id=key, ruling=body.ruling, reason=body.reason, now=utc_now())
    return _detail(actor, key)


@router.post("/disputes/{dispute_id}/withdrawal", response=DisputeDetailOut, summary="Withdraw a dispute")
def withdraw_deal_dispute(request: HttpRequest, dispute_id: str) -> DisputeDetailOut:
    """Take a dispute back, by the side that filed it."""
    actor, key = asker(request), _id(dispute_id)
    commands.withdraw_dispute(actor=actor, dispute_id=key, now=utc_now())
    return _detail(actor, key)


@router.post("/disputes/{dispute_id}/appeal", response={201: DisputeDetailOut}, summary="Appeal against a ruling")
def appeal_deal_ruling(request: HttpRequest, dispute_id: str, body: StatementIn) -> Status[DisputeDetailOut]:
    """Bring a ruling before another arbiter, while there is time and only once."""
    actor = asker(request)
    evidence = [piece.draft() for piece in body.evidence]
    filed = commands.appeal_ruling(
        actor=actor, dispute_id=_id(dispute_id), statement=body.statement, evidence=evidence, now=utc_now()
    )
    return Status(201, _detail(actor, filed))


def _id(text: str) -> UUID:
    return Dispute.parse_id(text)


def _detail(actor: Actor, dispute_id: UUID) -> DisputeDetailOut:
    return DisputeDetailOut.of(get_dispute(actor, dispute_id, now=utc_now()))
