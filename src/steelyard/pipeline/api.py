"""The pipeline over the API. Direct opportunities are opened in `deals`, which decides on protection first."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.pipeline import commands, queries
from steelyard.pipeline.cards import AccountFilter, InstalledFilter
from steelyard.pipeline.filters import DIRECT, ME
from steelyard.pipeline.models import InstalledProduct, Opportunity, Stage
from steelyard.pipeline.queries import SORTS, Dimension
from steelyard.pipeline.schemas import (
    AccountAssignmentIn,
    AccountAssignmentOut,
    AccountReleaseIn,
    ActivityIn,
    ActivityOut,
    ForecastOut,
    ForecastRowOut,
    InstalledEndIn,
    InstalledProductIn,
    InstalledProductOut,
    LaneOut,
    LossIn,
    OpportunityDetailOut,
    OpportunityOut,
    OpportunityPatch,
    OwnerIn,
    ReopeningIn,
    StageDefinitionIn,
    StageIn,
    StageOut,
    WinIn,
)
from steelyard.pipeline.terms import ForecastCategory, OpportunityFilter
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, Line, MoneySchema, PageNumber, PageSchema, PageSize, UpdatedSince

router = Router(tags=["Pipeline"])

Found = Annotated[Line, Field(max_length=200, description="Part of the name, for the host also of the company's.")]
State = Annotated[str, Field(pattern="^(open|won|lost|closed|all)$")]
Word = Annotated[Line, Field(max_length=50)]
Id = Annotated[str, Field(max_length=60)]
StageKey = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$", max_length=50)]
AccountKind = Annotated[str, Field(pattern="^(house|named)?$", description="house or named.")]
InstalledState = Annotated[str, Field(pattern="^(live|all)$", description="What customers still have, or all.")]
_HOUSE = {"house": True, "named": False}
AccountSort = Annotated[str, Field(pattern="^-?(company|since|owner)$")]
InstalledSort = Annotated[str, Field(pattern="^-?(company|renews|since)$")]


def _detail(request: HttpRequest, key: UUID) -> OpportunityDetailOut:
    return OpportunityDetailOut.of_record(queries.get_record(asker(request), key))


def _stage(stage: Stage) -> StageOut:
    return StageOut.model_validate(
        {name: getattr(stage, name) for name in ("key", "name", "kind", "position", "probability")}
    )


def _key(prefix: str, text: str) -> UUID | None:
    return parse_public_id(prefix, text) if text else None


def _money(said: MoneySchema | None) -> Money | None:
    return Money(said.amount, said.currency) if said else None


# --- Opportunities ----------------------------------------------------------------------------------------------------


@router.get("/opportunities", response=PageSchema[OpportunityOut], summary="List opportunities")
def list_opportunities(
    request: HttpRequest,
    q: Found = "",
    state: State = "open",
    stage: Word = "",
    owner: Annotated[str, Field(max_length=60, description="A person's id, or `me`.")] = "",
    partner: Annotated[str, Field(max_length=60, description="A partner's id, or `direct`.")] = "",
    company: Id = "",
    region: Word = "",
    family: Word = "",
    forecast: ForecastCategory | None = None,
    close_from: date | None = None,
    close_until: date | None = None,
    sort: Annotated[str, Field(description=f"One of {', '.join(SORTS)}.")] = "close_on",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[OpportunityOut]:
    """Return the opportunities that the caller may see: all for the host, those it is in for a partner."""
    actor = asker(request)
    wanted = OpportunityFilter(
        text=q,
        state="" if state == "all" else state,
        stage=stage,
        owner_id=actor.person_id if owner == ME else _key("person", owner),
        partner_id=None if partner == DIRECT else _key("partner", partner),
        is_direct=True if partner == DIRECT else None,
        company_id=_key("company", company),
        region=region,
        family=family,
        forecast_category=forecast or "",
        close_from=close_from,
        close_until=close_until,
    )
    found = queries.list_opportunities(
        actor, wanted, PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    )
    return PageSchema[OpportunityOut].of(found.map(OpportunityOut.of))


@router.get("/opportunities/{opportunity_id}", response=OpportunityDetailOut, summary="Show an opportunity")
def get_opportunity(request: HttpRequest, opportunity_id: str) -> OpportunityDetailOut:
    """Return one opportunity with its lines and references."""
    return _detail(request, Opportunity.parse_id(opportunity_id))


@router.patch("/opportunities/{opportunity_id}", response=OpportunityDetailOut, summary="Change an opportunity")
def change_opportunity(request: HttpRequest, opportunity_id: str, body: OpportunityPatch) -> OpportunityDetailOut:
    """Change the terms that are sent; the others stay."""
    actor, key = asker(request), Opportunity.parse_id(opportunity_id)
    terms = queries.terms_of(queries.get_opportunity(actor, key))
    sent: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set - {"version"}}
    if body.amount is not None:
        sent["amount"] = _money(body.amount)
    if body.lines is not None:
        sent["lines"] = tuple(line.draft() for line in sorted(body.lines, key=lambda line: line.family))
    kept = {name: value for name, value in sent.items() if value is not None or name == "next_step_on"}
    commands.change_opportunity(
        actor=actor, opportunity_id=key, terms=replace(terms, **kept), version=body.version, now=utc_now()
    )
    return _detail(request, key)


@router.put("/opportunities/{opportunity_id}/stage", response=OpportunityDetailOut, summary="Move to a stage")
def move_opportunity(request: HttpRequest, opportunity_id: str, body: StageIn) -> OpportunityDetailOut:
    """Move an open opportunity to another open stage."""
    key = Opportunity.parse_id(opportunity_id)
    commands.move_stage(actor=asker(request), opportunity_id=key, stage=body.stage, version=body.version, now=utc_now())
    return _detail(request, key)


@router.post("/opportunities/{opportunity_id}/win", response=OpportunityDetailOut, summary="Close as won")
def win_opportunity(request: HttpRequest, opportunity_id: str, body: WinIn) -> OpportunityDetailOut:
    """Close an opportunity as won."""
    key = Opportunity.parse_id(opportunity_id)
    commands.close_won(
        actor=asker(request),
        opportunity_id=key,
        amount=_money(body.amount),
        order_reference=body.order_reference,
        transacted_by=body.transacted_by,
        version=body.version,
        now=utc_now(),
    )
    return _detail(request, key)


@router.post("/opportunities/{opportunity_id}/loss", response=OpportunityDetailOut, summary="Close as lost")
def lose_opportunity(request: HttpRequest, opportunity_id: str, body: LossIn) -> OpportunityDetailOut:
    """Close an opportunity as lost, for a reason."""
    key = Opportunity.parse_id(opportunity_id)
    commands.close_lost(
        actor=asker(request),
        opportunity_id=key,
        reason=body.reason,
        detail=body.detail,
        version=body.version,
        now=utc_now(),
    )
    return _detail(request, key)


@router.post("/opportunities/{opportunity_id}/reopening", response=OpportunityDetailOut, summary="Reopen")
def reopen_opportunity(request: HttpRequest, opportunity_id: str, body: ReopeningIn) -> OpportunityDetailOut:
    """Open a closed opportunity again."""
    key = Opportunity.parse_id(opportunity_id)
    commands.reopen(actor=asker(request), opportunity_id=key, stage=body.stage, now=utc_now())
    return _detail(request, key)


@router.put("/opportunities/{opportunity_id}/owner", response=OpportunityDetailOut, summary="Assign an owner")
def assign_opportunity_owner(request: HttpRequest, opportunity_id: str, body: OwnerIn) -> OpportunityDetailOut:
    """Say who of the host works the opportunity."""
    key = Opportunity.parse_id(opportunity_id)
    person = _key("person", body.person_id or "")
    commands.assign_owner(actor=asker(request), opportunity_id=key, person_id=person, now=utc_now())
    return _detail(request, key)


@router.put(
    "/opportunities/{opportunity_id}/partner-owner",
    response=OpportunityDetailOut,
    summary="Assign an owner at the partner",
)
def assign_opportunity_partner_owner(request: HttpRequest, opportunity_id: str, body: OwnerIn) -> OpportunityDetailOut:
    """Say who of the partner works the opportunity."""
    key = Opportunity.parse_id(opportunity_id)
    person = _key("person", body.person_id or "")
    commands.assign_partner_owner(actor=asker(request), opportunity_id=key, person_id=person, now=utc_now())
    return _detail(request, key)


@router.get("/opportunities/{opportunity_id}/activities", response=list[ActivityOut], summary="List activities")
def list_opportunity_activities(request: HttpRequest, opportunity_id: str) -> list[ActivityOut]:
    """Return the newest hundred activities that the caller may read."""
    entries = queries.list_activities(asker(request), Opportunity.parse_id(opportunity_id))
    return [
        ActivityOut(
            id=entry.id,
            kind=entry.kind,
            direction=entry.direction,
            summary=entry.summary,
            occurred_at=entry.occurred_at,
            logged_at=entry.logged_at,
            logged_by=entry.logged_by.name,
            is_internal=entry.is_internal,
        )
        for entry in entries
    ]


@router.post("/opportunities/{opportunity_id}/activities", response={201: ActivityOut}, summary="Log an activity")
def log_opportunity_activity(request: HttpRequest, opportunity_id: str, body: ActivityIn) -> Status[ActivityOut]:
    """Write down something that was done; when it was written down is kept beside when it happened."""
    actor, now = asker(request), utc_now()
    activity_id = commands.log_activity(
        actor=actor, opportunity_id=Opportunity.parse_id(opportunity_id), now=now, **body.model_dump()
    )
    created = ActivityOut(
        id=public_id("activity", activity_id), logged_at=now, logged_by=actor.name, **body.model_dump()
    )
    return Status(201, created)


# --- Views ------------------------------------------------------------------------------------------------------------


@router.get("/opportunity-stages", response=list[StageOut], summary="List stages")
def list_stages(request: HttpRequest) -> list[StageOut]:  # noqa: ARG001 - ninja passes it
    """Return the stages in their order, with what each means and how likely it wins."""
    return [_stage(stage) for stage in queries.list_stages()]


@router.put("/opportunity-stages/{key}", response=StageOut, summary="Define a stage")
def define_stage(request: HttpRequest, key: StageKey, body: StageDefinitionIn) -> StageOut:
    """Add an open stage, or change name, place and probability of the one with that key."""
    commands.define_stage(actor=asker(request), key=key, now=utc_now(), **body.model_dump())
    return _stage(queries.require_stage(key))


@router.get("/opportunity-board", response=list[LaneOut], summary="Show the board")
def get_board(request: HttpRequest, region: Word = "", family: Word = "", q: Found = "") -> list[LaneOut]:
    """Return a lane per open stage, with its count, sums and first 25 opportunities."""
    wanted = OpportunityFilter(text=q, region=region, family=family)
    return [LaneOut.of(lane) for lane in queries.get_board(asker(request), wanted).lanes]


@router.get("/forecast", response=ForecastOut, summary="Show the forecast")
def get_forecast(
    request: HttpRequest, by: Dimension = Dimension.STAGE, region: Word = "", family: Word = ""
) -> ForecastOut:
    """Return the open pipeline by stage, partner, region or month, in full and weighted."""
    forecast = queries.get_forecast(asker(request), OpportunityFilter(region=region, family=family), by)
    by_partner = by is Dimension.PARTNER
    return ForecastOut(
        by=by.value,
        rows=[ForecastRowOut.of(row, by_partner=by_partner) for row in forecast.rows],
        whole=ForecastRowOut.of(forecast.whole, by_partner=by_partner),
    )


# --- Accounts ---------------------------------------------------------------------------------------------------------


@router.get("/account-assignments", response=PageSchema[AccountAssignmentOut], summary="List named accounts")
def list_account_assignments(
    request: HttpRequest,
    company: Id = "",
    owner: Id = "",
    kind: AccountKind = "",
    q: Found = "",
    sort: AccountSort = "company",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[AccountAssignmentOut]:
    """Return whose named accounts companies are and were. For the host."""
    wanted = AccountFilter(
        text=q, company_id=_key("company", company), owner_id=_key("person", owner), is_house=_HOUSE.get(kind)
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = queries.list_named_accounts(asker(request), wanted, asked)
    return PageSchema[AccountAssignmentOut].of(found.map(AccountAssignmentOut.of))


@router.post("/account-assignments", response={201: AccountAssignmentOut}, summary="Name an account")
def assign_account(request: HttpRequest, body: AccountAssignmentIn) -> Status[AccountAssignmentOut]:
    """Make a company the named account of a person of the host from a day on."""
    actor, company_id = asker(request), parse_public_id("company", body.company_id)
    commands.assign_account(
        actor=actor,
        company_id=company_id,
        person_id=parse_public_id("person", body.person_id),
        since_on=body.since_on,
        is_house=body.is_house,
        now=utc_now(),
    )
    newest = PageRequest(size=1, sort="-since")
    return Status(
        201,
        AccountAssignmentOut.of(
            queries.list_named_accounts(actor, AccountFilter(company_id=company_id), newest).items[0]
        ),
    )


@router.post("/account-assignments/{company_id}/release", response={204: None}, summary="Release a named account")
def release_account(request: HttpRequest, company_id: str, body: AccountReleaseIn) -> Status[None]:
    """End that a company is a named account, from a day on."""
    key = parse_public_id("company", company_id)
    commands.release_account(actor=asker(request), company_id=key, until=body.until, now=utc_now())
    return Status(204, None)


@router.get("/installed-products", response=PageSchema[InstalledProductOut], summary="List what customers have")
def list_installed_products(
    request: HttpRequest,
    company: Id = "",
    family: Word = "",
    partner: Id = "",
    renews_before: date | None = None,
    state: InstalledState = "live",
    q: Found = "",
    sort: InstalledSort = "renews",
    page: PageNumber = 1,
    page_size: PageSize = 50,
    cursor: Cursor = "",
    updated_since: UpdatedSince = None,
) -> PageSchema[InstalledProductOut]:
    """Return what customers have: everything for the host, what it sold for a partner."""
    wanted = InstalledFilter(
        text=q,
        company_id=_key("company", company),
        family=family,
        partner_id=_key("partner", partner),
        renews_before=renews_before,
        with_ended=state == "all",
    )
    asked = PageRequest(number=page, size=page_size, sort=sort, cursor=cursor, updated_since=updated_since)
    found = queries.list_installed_base(asker(request), wanted, asked)
    return PageSchema[InstalledProductOut].of(found.map(InstalledProductOut.of))


@router.post("/installed-products", response={201: InstalledProductOut}, summary="Record what a company has")
def record_installed_product(request: HttpRequest, body: InstalledProductIn) -> Status[InstalledProductOut]:
    """Record that a company has a product family, when it renews and who sold it."""
    actor, company_id = asker(request), parse_public_id("company", body.company_id)
    commands.record_installed_product(
        actor=actor,
        company_id=company_id,
        family=body.family,
        since_on=body.since_on,
        renews_on=body.renews_on,
        partner_id=_key("partner", body.partner_id or ""),
        now=utc_now(),
    )
    wanted = InstalledFilter(company_id=company_id, family=body.family)
    return Status(201, InstalledProductOut.of(queries.list_installed_base(actor, wanted, PageRequest(size=1)).items[0]))


@router.post("/installed-products/{installed_id}/end", response={204: None}, summary="Record that a product is gone")
def end_installed_product(request: HttpRequest, installed_id: str, body: InstalledEndIn) -> Status[None]:
    """Record that a company does not have a product family any more."""
    key = InstalledProduct.parse_id(installed_id)
    commands.end_installed_product(actor=asker(request), installed_id=key, ended_on=body.ended_on, now=utc_now())
    return Status(204, None)
