"""Benefits follow tiers, types and the catalog, each granted and revoked once."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands
from steelyard.partners.benefits.policies import decide_benefits
from steelyard.partners.benefits.queries import list_benefits, list_held
from steelyard.partners.benefits.terms import BenefitTerms, Holder
from steelyard.partners.models import BenefitGrant
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

WORTH = Money(Decimal(1200), "EUR")


@pytest.fixture
def now() -> datetime:
    """Return the present: reactions read the clock."""
    return utc_now()


@pytest.fixture
def offering(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Return the ecosystem with a benefit from Gold up, and one for services partners."""
    said = {"actor": ecosystem.admin, "value": WORTH, "now": now}
    commands.define_benefit(**said, key="support", name="Support line", from_tier="gold")
    commands.define_benefit(**said, key="toolkit", name="Toolkit", types=["services"])
    run_jobs()
    return ecosystem


def held(offering: Ecosystem, now: datetime) -> dict[str, set[str]]:
    """Return what the two partners hold today."""
    return {
        name: {one.benefit.key for one in list_held(SYSTEM, partner, on=now.date())}
        for name, partner in (("acme", offering.acme), ("beta", offering.beta))
    }


def put(partner: object, tier: str, now: datetime) -> None:
    """Put a partner into a tier by hand, and let everything follow."""
    commands.assign_tier(actor=SYSTEM, partner_id=partner, tier=tier, since_on=now.date(), reason="", now=now)  # type: ignore[arg-type]
    run_jobs()


def test_benefits_are_granted_and_revoked_by_what_happens(offering: Ecosystem, now: datetime) -> None:
    assert held(offering, now) == {"acme": set(), "beta": {"toolkit"}}
    put(offering.acme, "platinum", now)
    assert held(offering, now) == {"acme": {"support"}, "beta": {"toolkit"}}
    put(offering.acme, "silver", now)
    assert held(offering, now)["acme"] == set()
    commands.set_status(
        actor=SYSTEM, partner_id=offering.beta, status=PartnerStatus.SUSPENDED, reason="Unpaid", now=now
    )
    run_jobs()
    assert held(offering, now)["beta"] == set()
    told = EventRecord.objects.filter(type__startswith="partners.benefit.", partner_id=offering.acme)
    assert list(told.order_by("id").values_list("type", flat=True)) == [
        "partners.benefit.granted",
        "partners.benefit.revoked",
    ]


def test_everybody_follows_a_changed_catalog_and_nothing_happens_twice(offering: Ecosystem, now: datetime) -> None:
    commands.define_benefit(
        actor=offering.admin, key="support", name="Support line", value=WORTH, from_tier="", now=now
    )
    run_jobs()
    assert held(offering, now) == {"acme": {"support"}, "beta": {"support", "toolkit"}}
    commands.settle_benefits(partner_ids=[offering.acme, offering.beta], now=now)
    assert BenefitGrant.objects.filter(until=None).count() == 3


def test_the_catalog_says_what_it_costs_to_the_host_alone(offering: Ecosystem, now: datetime) -> None:
    put(offering.acme, "gold", now)
    cards = {card.key: card for card in list_benefits(offering.manager, PageRequest()).items}
    assert (cards["support"].holders, cards["support"].cost) == (1, WORTH)
    with acting_as(offering.acme_seller):
        own = {card.key: card for card in list_benefits(offering.acme_seller, PageRequest()).items}
        assert own["support"].holders is None
        assert own["support"].cost is None


def test_a_partner_sees_and_writes_no_grants_of_others(offering: Ecosystem, now: datetime) -> None:
    put(offering.acme, "gold", now)
    with acting_as(offering.acme_seller):
        assert {row.partner_id for row in BenefitGrant.objects.all()} == {offering.acme}
        assert list_held(offering.acme_seller, offering.beta, on=now.date()) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            BenefitGrant.objects.update(until=now.date() + timedelta(days=1))


def test_only_a_program_admin_keeps_the_catalog(offering: Ecosystem, now: datetime) -> None:
    for actor in (offering.manager, offering.acme_admin):
        with pytest.raises(NotAllowed):
            commands.define_benefit(actor=actor, key="other", name="Other", value=WORTH, now=now)


def test_pages_and_api_keep_and_show_benefits(offering: Ecosystem, now: datetime) -> None:
    admin = browser_of(offering.admin)
    form = {
        "key": "fund",
        "name": "Marketing fund",
        "value_amount": "5000",
        "value_currency": "EUR",
        "from_tier": "gold",
    }
    assert admin.post("/partners/benefits/new/", {**form, "is_offered": "on"}).status_code in {302, 303}
    assert "Marketing fund" in admin.get("/partners/benefits/").content.decode()
    put(offering.acme, "gold", now)
    acme = public_id("partner", offering.acme)
    said = browser_of(offering.acme_seller).get(f"/api/v1/partners/{acme}/benefits").json()
    assert {one["key"] for one in said} == {"support", "fund"}
    listed = admin.get("/api/v1/benefits").json()
    assert {one["key"]: one["holders"] for one in listed["items"]} == {"fund": 1, "support": 1, "toolkit": 1}
    assert "Support line" in browser_of(offering.acme_seller).get(f"/partners/{acme}/roadmap/").content.decode()


catalogs = st.lists(
    st.builds(
        BenefitTerms,
        key=st.sampled_from("abcdef"),
        from_rank=st.none() | st.integers(10, 40),
        types=st.frozensets(st.sampled_from(["reseller", "services"])),
    ),
    unique_by=lambda terms: terms.key,
)


@given(catalogs, st.none() | st.integers(0, 50), st.integers(0, 50), st.sampled_from(["reseller", "services"]))
def test_a_higher_tier_never_has_less(offered: list[BenefitTerms], rank: int | None, more: int, kind: str) -> None:
    lower = decide_benefits(Holder(is_active=True, rank=rank, types=frozenset({kind})), offered)
    higher = decide_benefits(Holder(is_active=True, rank=(rank or 0) + more, types=frozenset({kind})), offered)
    assert lower <= higher
    assert not decide_benefits(Holder(is_active=False, rank=rank, types=frozenset({kind})), offered)
