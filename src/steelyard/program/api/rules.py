"""Rules, decisions, regions and product families over the API."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize
from steelyard.program.commands.catalog import define_product_family, define_region
from steelyard.program.commands.rules import discard_draft, draft_rules, publish_rules, revise_draft
from steelyard.program.models import Decision, RuleVersion
from steelyard.program.permissions import can_read_rules, knows_everything
from steelyard.program.queries.catalog import (
    get_product_family,
    get_region,
)
from steelyard.program.queries.catalog import (
    list_product_families as find_product_families,
)
from steelyard.program.queries.catalog import (
    list_regions as find_regions,
)
from steelyard.program.queries.decisions import explain_decision, find_decision_id, list_decisions, replay_decision
from steelyard.program.queries.rules import (
    compare_versions,
    find_predecessor,
    find_row,
    get_rules_text,
    get_version,
    list_versions,
    rules_in_force,
)
from steelyard.program.registry import rulebook_of, rulebooks
from steelyard.program.schemas.catalog import ProductFamilyIn, ProductFamilyOut, RegionIn, RegionOut
from steelyard.program.schemas.decisions import DecisionOut, ExplanationOut, ReplayIn, ReplayOut
from steelyard.program.schemas.fields import FamilyKey, Moment, RegionKey
from steelyard.program.schemas.rules import (
    DifferenceOut,
    DraftIn,
    PublicationIn,
    RevisionIn,
    RulebookOut,
    RulesOut,
    VersionOut,
)
from steelyard.program.terms import ProductFamilyCard, RegionCard
from steelyard.program.wording import translate

router = Router()


def reader(request: HttpRequest) -> Actor:
    """Return who is asking. Raises: NotAllowed for whoever may not read rules."""
    actor = asker(request)
    if not can_read_rules(actor):
        raise NotAllowed
    return actor


def _version(actor: Actor, version_id: str, now: datetime) -> VersionOut:
    row = find_row(actor, RuleVersion.parse_id(version_id))
    settings = row.rules if knows_everything(actor) else None
    return VersionOut.of(get_version(actor, row.id, now=now), settings)


@router.get("/rulebooks", response=list[RulebookOut], summary="List rulebooks")
def list_rulebooks(request: HttpRequest) -> list[RulebookOut]:
    """Return every rulebook of the program."""
    reader(request)
    return [
        RulebookOut(
            key=key,
            title=translate(model.title),
            summary=translate(model.summary),
            prefix=model.prefix,
            overridable=sorted(model.overridable),
        )
        for key, model in rulebooks().items()
    ]


@router.get("/rulebooks/{key}", response=RulesOut, summary="Read the rules in force")
def get_rulebook(
    request: HttpRequest,
    key: str,
    region: RegionKey | None = None,
    at: Annotated[Moment | None, Query(description="An instant; now without it.")] = None,
) -> RulesOut:
    """Return the rules that hold in a region (or globally) at an instant, in plain words."""
    actor, instant = reader(request), at or utc_now()
    text = get_rules_text(actor, key, region=region, at=instant)
    rules = rules_in_force(key, region=region, at=instant).rules
    return RulesOut.of(text, rules.dump() if knows_everything(actor) else None)


@router.get("/rulebooks/{key}/schema", response=dict, summary="Describe a rulebook's settings")
def get_rulebook_schema(request: HttpRequest, key: str) -> dict[str, object]:
    """Return the JSON Schema of a rulebook's settings, with their words, units and limits."""
    reader(request)
    return rulebook_of(key).model_json_schema()


@router.get("/rulebooks/{key}/versions", response=PageSchema[VersionOut], summary="List versions of rules")
def list_rule_versions(
    request: HttpRequest,
    key: str,
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
) -> PageSchema[VersionOut]:
    """Return the versions of a rulebook on all its lines, drafts first, then the newest."""
    found = list_versions(reader(request), key, PageRequest(number=page, size=page_size, cursor=cursor), now=utc_now())
    return PageSchema[VersionOut].of(found.map(VersionOut.of))


@router.post("/rulebooks/{key}/versions", response={201: VersionOut}, summary="Draft rules")
def create_rule_draft(request: HttpRequest, key: str, body: DraftIn) -> Status[VersionOut]:
    """Begin the next version of a rulebook, globally or for a region; an open draft of that line is gone on with."""
    actor, now = reader(request), utc_now()
    draft = draft_rules(actor=actor, key=key, region=body.region, now=now)
    if body.settings is not None:
        revise_draft(actor=actor, draft_id=draft, rules=body.settings, note=body.note, now=now)
    row = find_row(actor, draft)
    return Status(201, VersionOut.of(get_version(actor, draft, now=now), row.rules))


@router.get("/rule-versions/{version_id}", response=VersionOut, summary="Read a version of rules")
def get_rule_version(request: HttpRequest, version_id: str) -> VersionOut:
    """Return a version; its settings for the host only."""
    return _version(reader(request), version_id, utc_now())


@router.put("/rule-versions/{version_id}", response=VersionOut, summary="Change a draft of rules")
def put_rule_draft(request: HttpRequest, version_id: str, body: RevisionIn) -> VersionOut:
    """Replace the settings of a draft. What does not type-check is refused with the setting and the reason."""
    actor, now = reader(request), utc_now()
    revise_draft(
        actor=actor,
        draft_id=RuleVersion.parse_id(version_id),
        rules=body.settings,
        note=body.note,
        revision=body.revision,
        now=now,
    )
    return _version(actor, version_id, now)


@router.delete("/rule-versions/{version_id}", response={204: None}, summary="Discard a draft of rules")
def delete_rule_draft(request: HttpRequest, version_id: str) -> Status[None]:
    """Throw a draft away; published versions stay for ever."""
    discard_draft(actor=reader(request), draft_id=RuleVersion.parse_id(version_id), now=utc_now())
    return Status(204, None)


@router.post("/rule-versions/{version_id}/publication", response=VersionOut, summary="Publish a draft of rules")
def publish_rule_draft(request: HttpRequest, version_id: str, body: PublicationIn) -> VersionOut:
    """Publish a draft; it holds from its effect until the next version of its line and never changes again."""
    actor, now = reader(request), utc_now()
    publish_rules(
        actor=actor,
        draft_id=RuleVersion.parse_id(version_id),
        effective_from=body.effective_from,
        note=body.note,
        now=now,
    )
    return _version(actor, version_id, now)


@router.get("/rule-versions/{version_id}/changes", response=DifferenceOut, summary="Compare versions of rules")
def get_rule_changes(
    request: HttpRequest,
    version_id: str,
    against: Annotated[str, Query(description="Another version's id; the one before without it.")] = "",
) -> DifferenceOut:
    """Return what a version changes, in rules and in settings."""
    actor, now = reader(request), utc_now()
    new = find_row(actor, RuleVersion.parse_id(version_id))
    old = find_row(actor, RuleVersion.parse_id(against)) if against else find_predecessor(new)
    if old is None:
        return DifferenceOut(old_label="", new_label=new.label, rules=[], settings=[])
    return DifferenceOut.of(compare_versions(actor, old.id, new.id, now=now))


@router.get("/decisions", response=list[DecisionOut], summary="List decisions about a thing")
def list_decisions_about(
    request: HttpRequest,
    about: Annotated[str, Query(description="The outside id of what was decided about.", max_length=100)],
) -> list[DecisionOut]:
    """Return every decision about one thing, newest first."""
    subject = parse_public_id(about.rpartition("_")[0], about)
    return [DecisionOut.of(view) for view in list_decisions(reader(request), subject)]


@router.get("/decisions/{decision_id}", response=ExplanationOut, summary="Explain a decision")
def get_decision(
    request: HttpRequest,
    decision_id: Annotated[str, Path(description="A decision's id, or the id of the thing that it is about.")],
) -> ExplanationOut:
    """Return a decision with the rules of its day; for the host also the ladder and the facts."""
    actor = reader(request)
    return ExplanationOut.explaining(explain_decision(actor, find_decision_id(actor, decision_id)))


@router.post("/decisions/{decision_id}/replay", response=ReplayOut, summary="Make a decision again")
def replay_a_decision(request: HttpRequest, decision_id: str, body: ReplayIn) -> ReplayOut:
    """Decide again from the stored facts, under the rules of the day or under other versions; nothing is kept."""
    actor = reader(request)
    under = tuple(RuleVersion.parse_id(text) for text in body.version_ids) if body.version_ids else None
    return ReplayOut.of(replay_decision(actor, Decision.parse_id(decision_id), under=under), decision_id)


@router.get("/regions", response=list[RegionOut], summary="List regions")
def list_regions(request: HttpRequest) -> list[RegionOut]:
    """Return the regions with their countries."""
    reader(request)
    return [RegionOut.of(card) for card in find_regions()]


@router.put("/regions/{key}", response=RegionOut, summary="Define a region")
def put_region(request: HttpRequest, key: RegionKey, body: RegionIn) -> RegionOut:
    """Add a region, or change the one with that key."""
    card = RegionCard(key=key, name=body.name, parent=body.parent, countries=tuple(body.countries))
    define_region(actor=reader(request), region=card, now=utc_now())
    return RegionOut.of(get_region(key))


@router.get("/product-families", response=list[ProductFamilyOut], summary="List product families")
def list_product_families(
    request: HttpRequest,
    include_inactive: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> list[ProductFamilyOut]:
    """Return what the host sells, part by part."""
    reader(request)
    return [ProductFamilyOut.of(card) for card in find_product_families(include_inactive=include_inactive)]


@router.put("/product-families/{key}", response=ProductFamilyOut, summary="Define a product family")
def put_product_family(request: HttpRequest, key: FamilyKey, body: ProductFamilyIn) -> ProductFamilyOut:
    """Add a product family, or change the one with that key."""
    card = ProductFamilyCard(
        key=key, name=body.name, requires_certification=body.requires_certification, is_active=body.is_active
    )
    define_product_family(actor=reader(request), family=card, now=utc_now())
    return ProductFamilyOut.of(get_product_family(key))
