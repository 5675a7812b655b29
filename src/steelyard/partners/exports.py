"""The lists of partners and of their merges as files."""

from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.partners import queries
from steelyard.partners.agreements.filters import agreement_filter_from
from steelyard.partners.agreements.queries import list_standings as list_agreement_standings
from steelyard.partners.agreements.schemas import AgreementStandingOut
from steelyard.partners.filters import filter_from
from steelyard.partners.foreseeing import list_merges
from steelyard.partners.longtail.filters import rise_filter_from, tail_filter_from
from steelyard.partners.longtail.queries import list_rises, list_tail
from steelyard.partners.longtail.schemas import LongTailPartnerOut, RiseOut
from steelyard.partners.models import PortfolioAudit
from steelyard.partners.onboarding.filters import journey_filter_from
from steelyard.partners.onboarding.queries import list_journeys
from steelyard.partners.onboarding.schemas import JourneyLineOut
from steelyard.partners.portfolio.filters import audited_filter_from
from steelyard.partners.portfolio.queries import list_audited, list_moves
from steelyard.partners.portfolio.schemas import AuditedPartnerOut, AuditMoveOut
from steelyard.partners.quality.filters import score_filter_from, task_filter_from
from steelyard.partners.quality.queries import list_scores, list_tasks
from steelyard.partners.quality.schemas import DataTaskOut, ScoreLineOut
from steelyard.partners.recruiting.filters import prospect_filter_from
from steelyard.partners.recruiting.queries import list_prospects
from steelyard.partners.recruiting.schemas import ProspectLineOut
from steelyard.partners.requirements.filters import requirement_filter_from
from steelyard.partners.requirements.queries import list_standings as list_requirement_standings
from steelyard.partners.requirements.schemas import RequirementStandingOut
from steelyard.partners.schemas import PartnerLineOut, PartnerMergeOut
from steelyard.partners.tiers.filters import standing_filter_from
from steelyard.partners.tiers.queries import list_standings
from steelyard.partners.tiers.schemas import StandingLineOut
from steelyard.partners.vetting.filters import vetting_filter_from
from steelyard.partners.vetting.queries import list_standings as list_vetting_standings
from steelyard.partners.vetting.schemas import VettingStandingOut
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _partners(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    found = queries.list_partners(actor, filter_from(asked, actor), page, at=utc_now())
    scores = queries.find_esg_scores(actor, [card.id for card in found.items], on=queries.today(utc_now()))
    return found.holding(PartnerLineOut.of_cards(found.items, scores))


def _merges(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_merges(actor, None, page).map(PartnerMergeOut.of)


def _scores(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_scores(actor, score_filter_from(asked, actor), page, at=utc_now()).map(ScoreLineOut.of)


def _tasks(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_tasks(actor, task_filter_from(asked), page, at=utc_now()).map(DataTaskOut.of)


def _standings(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_standings(actor, standing_filter_from(asked, actor), page, at=utc_now()).map(StandingLineOut.of)


def _prospects(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_prospects(actor, prospect_filter_from(asked, actor), page).map(ProspectLineOut.of)


def _agreements(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_agreement_standings(actor, agreement_filter_from(asked, actor), page).map(AgreementStandingOut.of)


def _journeys(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_journeys(actor, journey_filter_from(asked, actor), page).map(JourneyLineOut.of)


def _vetting(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_vetting_standings(actor, vetting_filter_from(asked, actor), page).map(VettingStandingOut.of)


def _requirements(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    found = list_requirement_standings(actor, requirement_filter_from(asked, actor), page)
    return found.map(RequirementStandingOut.of)


def _audited(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    audit_id = PortfolioAudit.parse_id(asked.get("audit", ""))
    return list_audited(actor, audit_id, audited_filter_from(asked, actor), page).map(AuditedPartnerOut.of)


def _moves(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    before, after = (PortfolioAudit.parse_id(asked.get(name, "")) for name in ("before", "after"))
    return list_moves(actor, before, after, page).map(AuditMoveOut.of)


def _tail(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_tail(actor, tail_filter_from(asked), page, at=utc_now()).map(LongTailPartnerOut.of)


def _rises(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_rises(actor, rise_filter_from(asked), page).map(lambda card: RiseOut.of(card, actor))


register_export(
    ListExport(name="partners", shape=PartnerLineOut, read=_partners),
    ListExport(name="partner-scores", shape=ScoreLineOut, read=_scores),
    ListExport(name="partner-standings", shape=StandingLineOut, read=_standings),
    ListExport(name="agreement-standings", shape=AgreementStandingOut, read=_agreements),
    ListExport(name="vetting-standings", shape=VettingStandingOut, read=_vetting),
    ListExport(name="requirement-standings", shape=RequirementStandingOut, read=_requirements),
    ListExport(name="journeys", shape=JourneyLineOut, read=_journeys),
    ListExport(name="data-tasks", shape=DataTaskOut, read=_tasks),
    ListExport(name="prospects", shape=ProspectLineOut, read=_prospects),
    ListExport(name="audited-partners", shape=AuditedPartnerOut, read=_audited),
    ListExport(name="audit-moves", shape=AuditMoveOut, read=_moves),
    ListExport(name="long-tail-partners", shape=LongTailPartnerOut, read=_tail),
    ListExport(name="rising-partners", shape=RiseOut, read=_rises),
    ListExport(name="partner-merges", shape=PartnerMergeOut, read=_merges),
)
