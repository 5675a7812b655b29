"""Opening an opportunity without a partner."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.deals import commands
from steelyard.deals.api.asking import asker
from steelyard.deals.schemas.answers import CreatedOut
from steelyard.deals.schemas.direct import DirectOpportunityIn
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.pipeline.public import LineDraft as OpportunityLine
from steelyard.pipeline.public import OpportunityDraft
from steelyard.platform.clock import utc_now
from steelyard.platform.http.schemas import PROBLEMS

router = Router()


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
        owner_id=asker(request).person_id,
    )
    opened = commands.open_direct_opportunity(
        actor=asker(request),
        draft=draft,
        division=body.division,
        override_reason=body.override_reason,
        now=utc_now(),
    )
    return Status(201, CreatedOut(id=public_id("opp", opened)))
