"""Opening an opportunity without a partner."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.schemas.answers import CreatedOut
from steelyard.deals.schemas.direct import DirectOpportunityIn
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.pipeline.public import LineDraft as OpportunityLine
from steelyard.pipeline.public import OpportunityDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.bulk import BulkIn, BulkOut, do_each

router = Router()


@router.post("/direct-opportunities", response={201: CreatedOut}, summary="Open a direct opportunity")
def create_direct_opportunity(request: HttpRequest, body: DirectOpportunityIn) -> Status[CreatedOut]:
    """Open an opportunity without a partner. Where one is protected, that takes an override on record for both sides."""
    return Status(201, _open(asker(request), body))


@router.post(
    "/bulk/direct-opportunities", response={207: BulkOut[CreatedOut]}, summary="Open many direct opportunities"
)
def create_direct_opportunities(request: HttpRequest, body: BulkIn[DirectOpportunityIn]) -> Status[BulkOut[CreatedOut]]:
    """Open up to 100 opportunities without a partner, each for itself: what is refused leaves the others as they are."""
    actor = asker(request)
    return Status(207, do_each(request, body.items, lambda one: _open(actor, one)))


def _open(actor: Actor, body: DirectOpportunityIn) -> CreatedOut:
    draft = OpportunityDraft(
        company_id=parse_public_id("company", body.company),
        name=body.name,
        region=body.region,
        amount=Money(body.amount.amount, body.amount.currency),
        close_on=body.close_on,
        lines=tuple(OpportunityLine(family=family) for family in dict.fromkeys(body.families)),
        owner_id=actor.person_id,
    )
    opened = commands.open_direct_opportunity(
        actor=actor,
        draft=draft,
        division=body.division,
        override_reason=body.override_reason,
        now=utc_now(),
    )
    return CreatedOut(id=public_id("opp", opened))
