"""Publishing in the open over the API: submit a draft, confirm a version, see who has."""

from django.http import HttpRequest
from ninja import Router

from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.program.api.rules import reader
from steelyard.program.commands.announcing import acknowledge_rules
from steelyard.program.commands.rules import submit_draft
from steelyard.program.models import RuleVersion
from steelyard.program.permissions import can_read_drafts
from steelyard.program.queries.publication import find_own_acknowledgement, get_publication, list_readers
from steelyard.program.queries.rules import find_row
from steelyard.program.refusals import NothingToAcknowledge
from steelyard.program.schemas.publication import AcknowledgementOut, PublicationStateOut, ReaderOut

router = Router()


@router.post(
    "/rule-versions/{version_id}/submission", response=PublicationStateOut, summary="Submit a draft for publication"
)
def submit_rule_draft(request: HttpRequest, version_id: str) -> PublicationStateOut:
    """Lay a draft before the other program administrators, with the newest simulation of it."""
    actor, key = reader(request), RuleVersion.parse_id(version_id)
    submit_draft(actor=actor, draft_id=key, now=utc_now())
    return PublicationStateOut.of(get_publication(actor, key))


@router.post(
    "/rule-versions/{version_id}/acknowledgement", response=AcknowledgementOut, summary="Confirm to have read a version"
)
def acknowledge_rule_version(request: HttpRequest, version_id: str) -> AcknowledgementOut:
    """Keep that the person has read a version of the rules; the first time counts."""
    actor, key = reader(request), RuleVersion.parse_id(version_id)
    acknowledge_rules(actor=actor, version_id=key, now=utc_now())
    asked = find_own_acknowledgement(actor, key)
    if asked is None:
        raise NothingToAcknowledge
    return AcknowledgementOut(asked_at=asked.asked_at, acknowledged_at=asked.acknowledged_at)


@router.get(
    "/rule-versions/{version_id}/acknowledgements",
    response=list[ReaderOut],
    summary="List who was asked to read a version",
)
def list_rule_acknowledgements(request: HttpRequest, version_id: str) -> list[ReaderOut]:
    """Return who was asked to read a version, those who have not confirmed first."""
    actor = reader(request)
    if not can_read_drafts(actor):
        raise NotAllowed
    row = find_row(actor, RuleVersion.parse_id(version_id))
    return [ReaderOut.of(one) for one in list_readers(actor, row.id)]
