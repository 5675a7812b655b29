"""Where partners are missing, and which prospects would close the gap."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands
from steelyard.partners.coverage.policies import rank_gaps
from steelyard.partners.coverage.queries import list_gaps
from steelyard.partners.coverage.terms import Coverage, GapFilter, Words
from steelyard.partners.terms import ProfileDraft
from steelyard.platform.db import acting_as
from tests.partners.making import Ecosystem, browser_of, make_partner
from tests.partners.test_recruiting import NORD, add

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["DACH", "UKI"]), st.sampled_from(["public", "health"]), st.sampled_from(["cloud"])),
    st.integers(0, 4),
)


@given(partners=COUNTS, prospects=COUNTS, enough=st.integers(1, 4))
def test_every_cell_is_covered_or_a_gap(
    partners: dict[tuple[str, str, str], int], prospects: dict[tuple[str, str, str], int], enough: int
) -> None:
    coverage = Coverage(
        partners=partners,
        prospects=prospects,
        regions=("DACH", "UKI"),
        words=Words(verticals={"public": "Public", "health": "Health"}, capabilities={"cloud": "Cloud"}),
    )
    gaps = rank_gaps(coverage, enough=enough)
    covered = sum(count >= enough for count in partners.values())
    assert len(gaps) == 4 - covered
    assert [gap.missing for gap in gaps] == sorted((gap.missing for gap in gaps), reverse=True)
    assert all(gap.partners + gap.missing == enough for gap in gaps)


def describe(ecosystem: Ecosystem, partner_id: object, now: datetime, *verticals: str) -> None:
    """Let a partner say that it knows the cloud in these industries."""
    profile = ProfileDraft(capabilities=("Cloud",), verticals=verticals)
    commands.change_profile(actor=ecosystem.manager, partner_id=partner_id, profile=profile, now=now)  # type: ignore[arg-type]


def test_gaps_name_where_to_recruit_and_who_would_close_them(ecosystem: Ecosystem, now: datetime) -> None:
    describe(ecosystem, ecosystem.acme, now, "Health")
    for name in ("London One", "London Two"):
        describe(ecosystem, make_partner(now, name, country="GB", region="UKI"), now, "public", "Health")
    add(ecosystem, now, replace(NORD, verticals=("Public",), capabilities=("cloud", "Data")))
    manager = ecosystem.manager
    with acting_as(manager):
        gaps = list_gaps(manager, GapFilter(region="DACH", capability="Cloud"), PageRequest(), at=now).items
    shown = [(gap.vertical.lower(), gap.partners, gap.missing, gap.elsewhere, gap.prospects) for gap in gaps]
    assert shown == [("public", 0, 2, 2, 1), ("health", 1, 1, 2, 0)]
    browser = browser_of(manager)
    assert "Where partners are missing" in browser.get("/partners/coverage/?region=DACH").content.decode()
    told = browser.get("/api/v1/coverage-gaps?region=DACH&vertical=public&capability=cloud").json()
    assert (told["total"], told["items"][0]["prospects"]) == (1, 1)
    found = browser.get("/api/v1/prospects?region=DACH&vertical=Public&capability=cloud").json()
    assert [one["name"] for one in found["items"]] == [NORD.name]


def test_only_who_recruits_sees_gaps(ecosystem: Ecosystem, now: datetime) -> None:
    for actor in (ecosystem.seller_of_host, ecosystem.acme_admin):
        with acting_as(actor), pytest.raises(NotAllowed):
            list_gaps(actor, GapFilter(), PageRequest(), at=now)
