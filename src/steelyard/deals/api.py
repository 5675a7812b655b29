"""Deal registration over the API."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from steelyard.deals import commands, queries
from steelyard.deals.cards import RegistrationFilter
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.schemas import (
    AnswerIn,
    ApprovalIn,
    CommentIn,
    CommentOut,
    CountsOut,
    CreatedOut,
    DirectOpportunityIn,
    DraftOut,
    EvidenceIn,
    ExtensionDecisionIn,
    ExtensionIn,
    NewRegistrationDraftIn,
    PreviewIn,
    PreviewOut,
    QuestionIn,
    ReasonIn,
    RegistrationDetailOut,
    RegistrationDraftIn,
    RegistrationManagerIn,
    RegistrationOut,
    RejectionIn,
    ReviewOut,
    StateOut,
    SubmissionIn,
    SubmittedOut,
    VersionIn,
    chosen,
    id_or_nothing,
)
from steelyard.deals.terms import EvidenceKind, LineOutcome, RegistrationState, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import MAX_PAGE_SIZE, PageRequest
from steelyard.pipeline.public import LineDraft as OpportunityLine
from steelyard.pipeline.public import OpportunityDraft
from steelyard.platform import feed
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.schemas import PROBLEMS, PageSchema
from steelyard.platform.limits import count_use
from steelyard.platform.schemas import EventOut

router = Router(tags=["Deal registration"])

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE)]
Id = Annotated[str, Query(max_length=60)]
Sort = Annotated[str, Query(description="created, submitted, company, value, close_on, ends or due; - turns it round.")]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _id(text: str) -> UUID:
    return DealRegistration.parse_id(text)


def _detail(actor: Actor, registration_id: UUID) -> RegistrationDetailOut:
    return RegistrationDetailOut.of_record(queries.get_registration(actor, registration_id))


@router.post("/deal-registrations", response={201: SubmittedOut, **PROBLEMS}, summary="Register a deal")
def submit_deal_registration(request: HttpRequest, response: HttpResponse, body: SubmissionIn) -> Status[SubmittedOut]:
    """Register a deal and read at once what was decided, why, and what would change it."""
    actor = _actor(request)
    answer = commands.submit_registration(
        actor=actor,
        draft=body.draft(),
        now=utc_now(),
        partner_id=id_or_nothing("partner", body.partner),
        owner_id=id_or_nothing("person", body.owner),
        registration_id=id_or_nothing(DealRegistration.PREFIX, body.draft_id),
        version=body.version,
    )
    response["Location"] = f"/api/v1/deal-registrations/{answer.public_id}"
    return Status(201, SubmittedOut.of(answer, actor))


@router.get(
    "/deal-registrations", response={200: PageSchema[RegistrationOut], **PROBLEMS}, summary="List deal registrations"
)
def list_deal_registrations(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Words of the company, the contact or the division.")] = "",
    state: Annotated[list[RegistrationState], Query()] = [],  # noqa: B006 - ninja copies it
    partner: Id = "",
    company: Id = "",
    owner: Id = "",
    manager: Id = "",
    region: Annotated[str, Query(max_length=20)] = "",
    family: Annotated[str, Query(max_length=40)] = "",
    type: RegistrationType | None = None,  # noqa: A002 - the query parameter's public name
    ends_within_days: Annotated[int | None, Query(ge=0, le=3650, description="The protection ends that soon.")] = None,
    close_from: date | None = None,
    close_until: date | None = None,
    waits_for: Annotated[str, Query(pattern="^(host|partner)?$", description="host or partner.")] = "",
    sort: Sort = "-created",
    page: PageNumber = 1,
    page_size: PageSize = 50,
) -> PageSchema[RegistrationOut]:
    """Return a page of the registrations that the caller may see."""
    ends_before = None if ends_within_days is None else utc_now() + timedelta(days=ends_within_days)
    wanted = RegistrationFilter(
        text=q,
        states=tuple(state),
        partner_id=id_or_nothing("partner", partner),
        company_id=id_or_nothing("company", company),
        owner_id=id_or_nothing("person", owner),
        manager_id=id_or_nothing("person", manager),
        region=region,
        family=family,
        type=type or "",
        ends_before=ends_before,
        close_from=close_from,
        close_until=close_until,
        is_waiting_for_host=waits_for == "host",
        is_waiting_for_partner=waits_for == "partner",
    )
    found = queries.list_registrations(_actor(request), wanted, PageRequest(number=page, size=page_size, sort=sort))
    return PageSchema[RegistrationOut](items=[RegistrationOut.of(card) for card in found.items], total=found.total)


@router.post("/deal-registrations/preview", response={200: PreviewOut, **PROBLEMS}, summary="Preview a registration")
def preview_deal_registration(request: HttpRequest, body: PreviewIn) -> PreviewOut:
    """Return what a submission can expect, without a word about anybody else; nothing is kept."""
    now = utc_now()
    count_use(queries.preview_limit(), actor=_actor(request), now=now)
    partner_id = id_or_nothing("partner", body.partner)
    draft = body.draft(now.date())
    return PreviewOut.of(
        queries.preview_registration(actor=_actor(request), draft=draft, now=now, partner_id=partner_id)
    )


@router.get("/deal-registrations/counts", response={200: CountsOut, **PROBLEMS}, summary="Count registrations by view")
def count_deal_registrations(request: HttpRequest) -> CountsOut:
    """Return how many registrations each saved view of the caller holds."""
    return CountsOut(views=queries.count_views(_actor(request), utc_now()))


@router.get(
    "/deal-registrations/queue", response={200: PageSchema[RegistrationOut], **PROBLEMS}, summary="List what waits"
)
def list_approval_queue(
    request: HttpRequest, manager: Id = "", page: PageNumber = 1, page_size: PageSize = 50
) -> PageSchema[RegistrationOut]:
    """Return what waits for a decision of the host, the most urgent first."""
    asked = PageRequest(number=page, size=page_size)
    found = queries.list_queue(_actor(request), asked, manager_id=id_or_nothing("person", manager))
    return PageSchema[RegistrationOut](items=[RegistrationOut.of(card) for card in found.items], total=found.total)


@router.post("/deal-registrations/drafts", response={201: DraftOut, **PROBLEMS}, summary="Keep a draft")
def create_registration_draft(request: HttpRequest, body: NewRegistrationDraftIn) -> Status[DraftOut]:
    """Keep whatever is known so far as a new draft."""
    actor = _actor(request)
    partner_id = id_or_nothing("partner", body.partner)
    saved = commands.save_draft(actor=actor, typed=body.typed, now=utc_now(), partner_id=partner_id)
    return Status(201, DraftOut.of(queries.get_draft(actor, saved.id)))


@router.get("/deal-registrations/drafts/{draft_id}", response={200: DraftOut, **PROBLEMS}, summary="Read a draft")
def get_registration_draft(request: HttpRequest, draft_id: str) -> DraftOut:
    """Return what was typed so far."""
    return DraftOut.of(queries.get_draft(_actor(request), _id(draft_id)))


@router.put("/deal-registrations/drafts/{draft_id}", response={200: DraftOut, **PROBLEMS}, summary="Change a draft")
def put_registration_draft(request: HttpRequest, draft_id: str, body: RegistrationDraftIn) -> DraftOut:
    """Replace what a draft holds."""
    actor, key = _actor(request), _id(draft_id)
    commands.save_draft(actor=actor, typed=body.typed, now=utc_now(), registration_id=key, version=body.version)
    return DraftOut.of(queries.get_draft(actor, key))


@router.delete("/deal-registrations/drafts/{draft_id}", response={204: None, **PROBLEMS}, summary="Discard a draft")
def delete_registration_draft(request: HttpRequest, draft_id: str) -> Status[None]:
    """Throw a draft away."""
    commands.discard_draft(actor=_actor(request), registration_id=_id(draft_id))
    return Status(204, None)


@router.delete(
    "/deal-registrations/drafts/{draft_id}/evidence/{evidence_id}",
    response={204: None, **PROBLEMS},
    summary="Take evidence out of a draft",
)
def delete_draft_evidence(request: HttpRequest, draft_id: str, evidence_id: str) -> Status[None]:
    """Remove a piece of evidence from a draft; what was submitted stays."""
    commands.remove_evidence(actor=_actor(request), draft_id=_id(draft_id), evidence_id=Evidence.parse_id(evidence_id))
    return Status(204, None)


@router.get(
    "/deal-registrations/{registration_id}",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Read a registration",
)
def get_deal_registration(request: HttpRequest, registration_id: str) -> RegistrationDetailOut:
    """Return everything about a registration, with its decision as the caller may read it."""
    return _detail(_actor(request), _id(registration_id))


@router.get(
    "/deal-registrations/{registration_id}/review", response={200: ReviewOut, **PROBLEMS}, summary="Read its review"
)
def get_deal_registration_review(request: HttpRequest, registration_id: str) -> ReviewOut:
    """Return competing claims, match evidence and the ladder as evaluated. For the host."""
    return ReviewOut.of(queries.get_review(_actor(request), _id(registration_id), now=utc_now()))


@router.get(
    "/deal-registrations/{registration_id}/timeline",
    response={200: list[EventOut], **PROBLEMS},
    summary="Read its timeline",
)
def get_deal_registration_timeline(
    request: HttpRequest, registration_id: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[EventOut]:
    """Return what happened to a registration, newest first."""
    actor, key = _actor(request), _id(registration_id)
    queries.get_card(actor, key)
    return [EventOut.of(entry) for entry in feed.list_feed(actor, key, limit=limit)]


@router.post(
    "/deal-registrations/{registration_id}/approval",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Approve a registration",
)
def approve_deal_registration(request: HttpRequest, registration_id: str, body: ApprovalIn) -> RegistrationDetailOut:
    """Approve what is held, whole or by product family, alone or beside others."""
    outcome = LineOutcome.TEAMING if body.as_teaming else LineOutcome.APPROVED
    return _decide(request, registration_id, body, outcome, supersede=body.supersede)


@router.post(
    "/deal-registrations/{registration_id}/rejection",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Reject a registration",
)
def reject_deal_registration(request: HttpRequest, registration_id: str, body: RejectionIn) -> RegistrationDetailOut:
    """Reject what is held, whole or by product family, for a reason that the partner reads."""
    return _decide(request, registration_id, body, LineOutcome.REJECTED)


@router.post(
    "/deal-registrations/{registration_id}/hold",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Hold a registration",
)
def hold_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Say that a person is at it: the rules will not approve it provisionally."""
    return _decide(request, registration_id, RejectionIn(reason=body.reason, version=body.version), LineOutcome.HELD)


def _decide(
    request: HttpRequest,
    registration_id: str,
    body: ApprovalIn | RejectionIn,
    outcome: LineOutcome,
    *,
    supersede: bool = False,
) -> RegistrationDetailOut:
    actor, key = _actor(request), _id(registration_id)
    commands.decide_registration_by_hand(
        actor=actor,
        registration_id=key,
        outcomes=chosen(body.families, outcome),
        reason=body.reason,
        supersede=supersede,
        version=body.version,
        now=utc_now(),
    )
    return _detail(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/information-requests",
    response={201: CreatedOut, **PROBLEMS},
    summary="Ask the partner",
)
def request_deal_information(request: HttpRequest, registration_id: str, body: QuestionIn) -> Status[CreatedOut]:
    """Ask the partner a question; until it answers, the review's clocks stand still."""
    asked = commands.request_information(
        actor=_actor(request),
        registration_id=_id(registration_id),
        question=body.question,
        version=body.version,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("inforeq", asked)))


@router.post(
    "/deal-registrations/{registration_id}/information",
    response={200: StateOut, **PROBLEMS},
    summary="Answer the host",
)
def give_deal_information(request: HttpRequest, registration_id: str, body: AnswerIn) -> StateOut:
    """Answer the host's question, or hand in the evidence that the rules asked for; then the rules decide again."""
    key = _id(registration_id)
    state = commands.give_information(
        actor=_actor(request),
        registration_id=key,
        answer=body.answer,
        evidence=[piece.draft() for piece in body.evidence],
        version=body.version,
        now=utc_now(),
    )
    return StateOut.of(key, state)


@router.post(
    "/deal-registrations/{registration_id}/extension-requests",
    response={201: StateOut, **PROBLEMS},
    summary="Ask for an extension",
)
def request_deal_extension(request: HttpRequest, registration_id: str, body: ExtensionIn) -> Status[StateOut]:
    """Ask for a longer protection; with evidence of activity the rules grant it at once."""
    key = _id(registration_id)
    state = commands.request_extension(
        actor=_actor(request),
        registration_id=key,
        reason=body.reason,
        evidence=[piece.draft() for piece in body.evidence],
        version=body.version,
        now=utc_now(),
    )
    return Status(201, StateOut.of(key, state))


@router.post(
    "/deal-registrations/{registration_id}/extension-decision",
    response={200: StateOut, **PROBLEMS},
    summary="Decide an extension",
)
def decide_deal_extension(request: HttpRequest, registration_id: str, body: ExtensionDecisionIn) -> StateOut:
    """Grant or refuse the extension that waits. For the host."""
    key = _id(registration_id)
    state = commands.decide_extension(
        actor=_actor(request), registration_id=key, granted=body.granted, reason=body.reason, now=utc_now()
    )
    return StateOut.of(key, state)


@router.post(
    "/deal-registrations/{registration_id}/withdrawal",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Withdraw a registration",
)
def withdraw_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Give a claim up for good."""
    actor, key = _actor(request), _id(registration_id)
    commands.withdraw_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return _detail(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/appeal",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Appeal against a rejection",
)
def appeal_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """Bring a rejection before a person, while there is time to appeal."""
    actor, key = _actor(request), _id(registration_id)
    commands.appeal_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return _detail(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/cancellation",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Revoke a protection",
)
def cancel_deal_registration(request: HttpRequest, registration_id: str, body: ReasonIn) -> RegistrationDetailOut:
    """End a protection, for a reason that the partner reads. For the host."""
    actor, key = _actor(request), _id(registration_id)
    commands.cancel_registration(
        actor=actor, registration_id=key, reason=body.reason, version=body.version, now=utc_now()
    )
    return _detail(actor, key)


@router.post(
    "/deal-registrations/{registration_id}/conversion",
    response={201: CreatedOut, **PROBLEMS},
    summary="Convert a registration",
)
def convert_deal_registration(request: HttpRequest, registration_id: str, body: VersionIn) -> Status[CreatedOut]:
    """Open the opportunity that the registration is about, and return its id; the protection goes on."""
    opened = commands.convert_registration(
        actor=_actor(request), registration_id=_id(registration_id), version=body.version, now=utc_now()
    )
    return Status(201, CreatedOut(id=public_id("opp", opened)))


@router.put(
    "/deal-registrations/{registration_id}/manager",
    response={200: RegistrationDetailOut, **PROBLEMS},
    summary="Hand a registration to a manager",
)
def reassign_deal_manager(
    request: HttpRequest, registration_id: str, body: RegistrationManagerIn
) -> RegistrationDetailOut:
    """Say who of the host looks after the registration."""
    actor, key = _actor(request), _id(registration_id)
    manager_id = id_or_nothing("person", body.person or "")
    commands.reassign_manager(actor=actor, registration_id=key, manager_id=manager_id, now=utc_now())
    return _detail(actor, key)


@router.get(
    "/deal-registrations/{registration_id}/comments",
    response={200: list[CommentOut], **PROBLEMS},
    summary="List comments",
)
def list_deal_comments(request: HttpRequest, registration_id: str) -> list[CommentOut]:
    """Return what was said about a registration, oldest first; internal comments for the host only."""
    actor, key = _actor(request), _id(registration_id)
    queries.get_card(actor, key)
    return [CommentOut.of(card) for card in queries.list_comments(actor, key)]


@router.post(
    "/deal-registrations/{registration_id}/comments",
    response={201: CreatedOut, **PROBLEMS},
    summary="Comment on a registration",
)
def add_deal_comment(request: HttpRequest, registration_id: str, body: CommentIn) -> Status[CreatedOut]:
    """Say something to both sides, or within the host."""
    said = commands.add_comment(
        actor=_actor(request),
        registration_id=_id(registration_id),
        body=body.body,
        is_internal=body.is_internal,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("comment", said)))


@router.post(
    "/deal-registrations/{registration_id}/evidence", response={201: CreatedOut, **PROBLEMS}, summary="Add evidence"
)
def add_deal_evidence(request: HttpRequest, registration_id: str, body: EvidenceIn) -> Status[CreatedOut]:
    """Add evidence in words, as a link or as an uploaded file; where the rules asked for it, they decide again."""
    added = commands.add_evidence(
        actor=_actor(request), registration_id=_id(registration_id), evidence=body.draft(), now=utc_now()
    )
    return Status(201, CreatedOut(id=public_id(Evidence.PREFIX, added)))


@router.post(
    "/deal-registrations/{registration_id}/evidence-files",
    response={201: CreatedOut, **PROBLEMS},
    summary="Upload evidence",
)
def upload_deal_evidence(
    request: HttpRequest,
    registration_id: str,
    file: Annotated[UploadedFile, File(description="A PDF, picture, text or office document.")],
    kind: Annotated[EvidenceKind, Form()] = EvidenceKind.OTHER,
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Status[CreatedOut]:
    """Upload a file as evidence."""
    actor, key, now = _actor(request), _id(registration_id), utc_now()
    card = queries.get_card(actor, key)
    stored = store_file(uploaded=file, partner_id=card.partner_id, actor=actor, now=now)
    piece = EvidenceDraft(kind=kind, note=note, file_id=stored.id)
    added = commands.add_evidence(actor=actor, registration_id=key, evidence=piece, now=now)
    return Status(201, CreatedOut(id=public_id(Evidence.PREFIX, added)))


@router.get("/deal-evidence/{evidence_id}/file", response={200: bytes, **PROBLEMS}, summary="Download evidence")
def download_deal_evidence(request: HttpRequest, evidence_id: str) -> FileResponse:
    """Return the file of a piece of evidence, as a download."""
    return queries.open_evidence(_actor(request), Evidence.parse_id(evidence_id))


@router.post("/direct-opportunities", response={201: CreatedOut, **PROBLEMS}, summary="Open a direct opportunity")
def create_direct_opportunity(request: HttpRequest, body: DirectOpportunityIn) -> Status[CreatedOut]:
    """Open an opportunity without a partner. Where one is protected, that takes an override on record for both sides."""
    draft = OpportunityDraft(
        company_id=parse_public_id("company", body.company),
        name=body.name,
        region=body.region,
        amount=Money(body.amount.amount, body.amount.currency),
        close_on=body.close_on,
        lines=tuple(OpportunityLine(family=family) for family in dict.fromkeys(body.families)),
        owner_id=_actor(request).person_id,
    )
    opened = commands.open_direct_opportunity(
        actor=_actor(request),
        draft=draft,
        division=body.division,
        override_reason=body.override_reason,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("opp", opened)))
