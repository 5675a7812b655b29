"""Counting who covers what, in a statement each for partners and prospects."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions
from steelyard.partners.coverage.policies import rank_gaps
from steelyard.partners.coverage.terms import Cell, Coverage, Gap, GapFilter, Words
from steelyard.partners.recruiting.terms import OPEN_STAGES
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.paging import cut
from steelyard.program.public import list_regions, rules_in_force

_MOST_WORDS = 15
_SERVING = (PartnerStatus.ACTIVE, PartnerStatus.ONBOARDING)

_PARTNERS = """
    select p.region_id, lower(v), lower(c), count(distinct p.id)
    from partners_partnerprofile f join partners_partner p on p.id = f.partner_id
        cross join unnest(f.verticals) v cross join unnest(f.capabilities) c
    where p.status = any(%(states)s) and p.merged_into_id is null
    group by 1, 2, 3
"""
_PROSPECTS = """
    select p.region_id, lower(v), lower(c), count(distinct p.id)
    from partners_prospect p cross join unnest(p.verticals) v cross join unnest(p.capabilities) c
    where p.stage = any(%(states)s) and p.region_id is not null
    group by 1, 2, 3
"""
_VERTICALS = """
    select lower(word), min(word) from (
        select unnest(verticals) word from partners_partnerprofile
        union all select unnest(verticals) from partners_prospect
    ) said group by 1 order by count(*) desc, 1 limit %(most)s
"""
_CAPABILITIES = """
    select lower(word), min(word) from (
        select unnest(capabilities) word from partners_partnerprofile
        union all select unnest(capabilities) from partners_prospect
    ) said group by 1 order by count(*) desc, 1 limit %(most)s
"""
"""The words that are said most, one spelling each: with all of them the gaps would be mostly typing errors."""


def list_gaps(actor: Actor, wanted: GapFilter, page: PageRequest, *, at: datetime) -> Page[Gap]:
    """Return a page of the gaps that the filter finds, the widest first. Raises: NotAllowed."""
    gaps = [
        gap
        for gap in rank_gaps(get_coverage(actor), enough=_enough(at))
        if wanted.region in {"", gap.region}
        and wanted.vertical.lower() in {"", gap.vertical.lower()}
        and wanted.capability.lower() in {"", gap.capability.lower()}
    ]
    return cut(gaps, page)


def get_coverage(actor: Actor) -> Coverage:
    """Return who covers what, in the regions where anybody is or may be. Raises: NotAllowed."""
    if not permissions.can_recruit(actor):
        raise NotAllowed
    partners = _count(_PARTNERS, [str(status) for status in _SERVING])
    prospects = _count(_PROSPECTS, sorted(str(stage) for stage in OPEN_STAGES))
    there = {cell[0] for cell in (*partners, *prospects)}
    return Coverage(
        partners=partners,
        prospects=prospects,
        regions=tuple(region.key for region in list_regions() if region.key in there),
        words=list_words(),
    )


def list_words() -> Words:
    """Return the industries and capabilities that partners and prospects say most, as far as the current asker may see them."""
    return Words(verticals=_words(_VERTICALS), capabilities=_words(_CAPABILITIES))


def _enough(at: datetime) -> int:
    enough: int = rules_in_force("partner_profile", region="", at=at).rules.enough_partners
    return enough


def _count(statement: str, states: list[str]) -> dict[Cell, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"states": states})
        return {(region, vertical, capability): count for region, vertical, capability, count in cursor.fetchall()}


def _words(statement: str) -> Mapping[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"most": _MOST_WORDS})
        return dict(cursor.fetchall())
