"""Six years of real joins, leaves and tier changes of foundations' members, as the lifecycle of partners.

Each foundation is a program with a type of partner of its own; a partner is in the highest tier that it holds in any.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils.text import slugify

from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.events import (
    PartnerEnrolled,
    PartnerStatusChanged,
    RoleEnded,
    RoleGranted,
    TierAssigned,
    TierEnded,
)
from steelyard.partners.models import Dated, Partner, PartnerRole, TierAssignment
from steelyard.partners.refusals import AlreadyEnrolled
from steelyard.partners.terms import PartnerDraft, PartnerStatus
from steelyard.partners.tiers.queries import find_tiers_on
from steelyard.platform.models import EventRecord
from steelyard.program.public import set_up_program

TIERS = (
    *("Academic", "Nonprofit", "Associate", "End User Supporter", "End User", "General", "Silver", "Gold"),
    *("Strategic", "Founding", "Premier", "Platinum"),
)
RANKS = {name: rank for rank, name in enumerate(TIERS)}
ASKED = (date(2019, 7, 15), date(2021, 3, 1), date(2022, 12, 24), date(2023, 11, 30))
Held = dict[str, dict[str, str]]
"""What each organization holds: its tier by program, empty for a program without tiers."""


@dataclass(frozen=True)
class Snapshots:
    """The panel: who was a member of what in each month."""

    names: Mapping[str, tuple[str, str]]
    """Name and domain of each organization."""
    months: Mapping[date, Held]

    def holding_on(self, day: date) -> Held:
        """Return what was held on a day: as of the last snapshot that is not later, nothing before the first."""
        last = max((month for month in self.months if month <= day), default=day)
        return self.months.get(last, {})


def read_panel(folder: Path, foundations: frozenset[str]) -> Snapshots:
    """Read the monthly panel of some foundations, or of all where none is named."""
    names: dict[str, tuple[str, str]] = {}
    rows: defaultdict[tuple[str, date], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / "membership_panel_monthly_to_2023.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not foundations or row["foundation"] in foundations:
                rows[row["foundation"], date.fromisoformat(row["snapshot"])].append(row)
                names.setdefault(row["org_id"], (row["clean_name"] or row["name"], row["domain"]))
    every = sorted({month for _foundation, month in rows})
    last: dict[str, Held] = {}
    months: dict[date, Held] = {}
    for month in every:
        for foundation, there in ((name, found) for (name, when), found in rows.items() if when == month):
            last[foundation] = _held(there)
        # A foundation that has no snapshot in a month is as it was.
        together: Held = defaultdict(dict)
        for held in last.values():
            for organization, programs in held.items():
                together[organization].update(programs)
        months[month] = dict(together)
    return Snapshots(names, months)


def _held(rows: list[dict[str, str]]) -> Held:
    held: Held = defaultdict(dict)
    for row in rows:
        program = slugify(f"{row['foundation']} {row['program']}")
        held[row["org_id"]][program] = _higher(held[row["org_id"]].get(program, ""), row["tier_norm"])
    return held


def _higher(one: str, other: str) -> str:
    return max(one, other, key=lambda tier: RANKS.get(tier, -1))


@dataclass
class Replay:
    """Lives the panel: each difference between two months is a command at the month's instant."""

    panel: Snapshots
    partners: dict[str, UUID] = field(default_factory=dict)
    """The partner of each organization; two organizations may turn out to be one company."""

    def live(self) -> None:
        """Live all months, one after another."""
        before: Held = {}
        for month in sorted(self.panel.months):
            held = self._by_partner(self.panel.months[month])
            at = datetime.combine(month, time(12), tzinfo=UTC)
            for partner in sorted(before.keys() | held.keys()):
                if before.get(partner) != held.get(partner):
                    self._follow(partner, before.get(partner, {}), held.get(partner, {}), at)
            before = held

    def holding_on(self, day: date) -> Held:
        """Return what each partner holds on a day by the panel."""
        return self._by_partner(self.panel.holding_on(day), is_known=True)

    def _by_partner(self, held: Held, *, is_known: bool = False) -> Held:
        together: Held = defaultdict(dict)
        for organization, programs in held.items():
            key = str(self.partners[organization] if is_known else self._enroll(organization))
            for program, tier in programs.items():
                together[key][program] = _higher(together[key].get(program, ""), tier)
        return dict(together)

    def _enroll(self, organization: str) -> UUID:
        if organization not in self.partners:
            month = next(month for month, held in sorted(self.panel.months.items()) if organization in held)
            name, domain = self.panel.names[organization]
            draft = PartnerDraft(name=name, domain=domain, region="DACH")
            try:
                self.partners[organization] = commands.enroll_partner(
                    actor=SYSTEM, draft=draft, now=datetime.combine(month, time(12), tzinfo=UTC)
                )
            except AlreadyEnrolled as refusal:
                self.partners[organization] = Partner.objects.filter(name=refusal.params["name"]).earliest("id").id
        return self.partners[organization]

    def _follow(self, partner: str, before: Mapping[str, str], after: Mapping[str, str], at: datetime) -> None:
        asked: dict[str, Any] = {"actor": SYSTEM, "partner_id": UUID(partner), "now": at}
        for program in sorted(before.keys() - after.keys()):
            commands.end_role(**asked, type_key=program, until=at.date())
        if not after:
            commands.set_status(**asked, status=PartnerStatus.ENDED, reason="Left the last foundation")
            return
        if not before:
            for status in (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE):
                commands.set_status(**asked, status=status, reason="")
        for program in sorted(after.keys() - before.keys()):
            commands.grant_role(**asked, type_key=program, since_on=at.date())
        tier = best_of(after)
        if tier and tier != best_of(before):
            commands.assign_tier(**asked, tier=slugify(tier), since_on=at.date(), reason="As the panel says")


def best_of(held: Mapping[str, str]) -> str:
    """Return the highest tier of a member in any of its programs; empty for none."""
    return max(held.values(), key=lambda tier: RANKS.get(tier, -1), default="")


@pytest.fixture(
    params=[
        pytest.param(frozenset({"ASWF", "CDF", "LF Energy"}), id="three foundations", marks=pytest.mark.slow),
        pytest.param(frozenset({"CNCF"}), id="the largest program", marks=pytest.mark.long),
    ]
)
def lived(request: pytest.FixtureRequest, shared_data: Path, system: None) -> Replay:
    """Six years of foundations, lived."""
    panel = read_panel(shared_data / "lf_landscapes", request.param)
    now = datetime(2018, 1, 1, tzinfo=UTC)
    set_up_program(now=now)
    for program in sorted({program for held in panel.months.values() for one in held.values() for program in one}):
        commands.define_partner_type(actor=SYSTEM, key=program, name=program, transacts=False, now=now)
    for tier, rank in RANKS.items():
        commands.define_tier(actor=SYSTEM, key=slugify(tier), name=tier, rank=rank, now=now)
    replay = Replay(panel)
    replay.live()
    return replay


def test_real_memberships_hold_as_of_any_day_and_are_made_again_from_events(lived: Replay) -> None:
    for day in ASKED:
        held = {partner: programs for partner, programs in lived.holding_on(day).items() if programs}
        assert roles_on(day) == {partner: frozenset(programs) for partner, programs in held.items()}
        # A tier is kept where only programs without tiers are left.
        tiers = {str(partner): tier for partner, tier in find_tiers_on(day).items()}
        ranked = {partner: slugify(best_of(programs)) for partner, programs in held.items() if best_of(programs)}
        assert {partner: tiers[partner] for partner in ranked} == ranked
        assert tiers.keys() <= held.keys()
    assert made_from_events() == kept()


def roles_on(day: date) -> dict[str, frozenset[str]]:
    """Return the roles of each partner as of a day."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for partner, role in PartnerRole.objects.filter(Dated.holds_on(day)).values_list("partner_id", "type__key"):
        found[str(partner)].add(role)
    return {partner: frozenset(roles) for partner, roles in found.items()}


History = dict[str, tuple[str, list[tuple[str, str, str]]]]
"""The status of each partner with its roles and tiers: each with its first day, and the first after it (empty: none)."""


def kept() -> History:
    """Return the history of each partner as the tables have it."""
    found: History = {str(partner): (status, []) for partner, status in Partner.objects.values_list("id", "status")}
    for model, word in ((PartnerRole, "type__key"), (TierAssignment, "tier__key")):
        for partner, key, since, until in model.objects.values_list("partner_id", word, "since_on", "until"):
            found[str(partner)][1].append((key, str(since), str(until or "")))
    return {partner: (status, sorted(periods)) for partner, (status, periods) in found.items()}


def made_from_events() -> History:
    """Return the same from nothing but events."""
    statuses: dict[str, str] = {}
    begun: defaultdict[str, dict[str, str]] = defaultdict(dict)
    periods: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)

    def end(partner: str, key: str, until: str) -> None:
        periods[partner].append((key, begun[partner].pop(key), until))

    for kind, subject, said in EventRecord.objects.order_by("sequence").values_list("type", "subject_id", "payload"):
        partner = str(subject)
        match kind:
            case PartnerEnrolled.type:
                statuses[partner] = said["status"]
            case PartnerStatusChanged.type:
                statuses[partner] = said["after"]
            case RoleGranted.type:
                begun[partner][said["role"]] = said["since_on"]
            case RoleEnded.type:
                end(partner, said["role"], said["until"])
            case TierAssigned.type:
                if said["before"]:
                    end(partner, said["before"], said["since_on"])
                begun[partner][said["tier"]] = said["since_on"]
            case TierEnded.type:
                end(partner, said["tier"], said["until"])
    return {
        partner: (status, sorted([*periods[partner], *((key, since, "") for key, since in begun[partner].items())]))
        for partner, status in statuses.items()
    }
