"""What is open to a partner over the API: for the host with the reasons, for the partner itself its pilots."""

from django.http import HttpRequest
from ninja import Router

from steelyard.kernel.ids import parse_public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.rollouts.queries.rollouts import explain_features, list_pilots
from steelyard.rollouts.schemas import OpennessOut, PilotOut

router = Router()


@router.get(
    "/partners/{partner_id}/features",
    response=list[OpennessOut],
    summary="Explain which features a partner has",
)
def explain_partner_features(request: HttpRequest, partner_id: str) -> list[OpennessOut]:
    """Return of each feature that is rolled out whether the partner has it, and why, phase by phase. For the host."""
    key = parse_public_id("partner", partner_id)
    return [OpennessOut.of(line) for line in explain_features(asker(request), key, at=utc_now())]


@router.get("/pilots", response=list[PilotOut], summary="List one's pilots")
def list_own_pilots(request: HttpRequest) -> list[PilotOut]:
    """Return the pilots that the caller's organization is in, and those about which it said something."""
    return [PilotOut.of(pilot) for pilot in list_pilots(asker(request), at=utc_now())]
