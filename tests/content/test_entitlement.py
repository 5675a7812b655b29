"""A partner learns of exactly what it is entitled to: by policy, by query, by the database, in counts, search and by id."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands, queries
from steelyard.content.models import Asset, AssetUsage, AssetVersion, Audience, Use, VersionReading
from steelyard.content.policies import CLOSED, OPEN, decide_entitlement
from steelyard.content.terms import AssetFilter, AudienceTerms, Material, Reader
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands as partners
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.models import Agreement
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.content.making import make_asset, make_audience
from tests.partners.making import Ecosystem, make_person

WORDS = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3)
AUDIENCES = st.builds(AudienceTerms, tiers=WORDS, types=WORDS, roles=WORDS, regions=WORDS, agreements=WORDS)
READERS = st.builds(
    Reader,
    is_in_program=st.booleans(),
    tier=st.sampled_from(["", "a", "b"]),
    types=WORDS,
    roles=WORDS,
    regions=WORDS,
    agreements=WORDS,
)


@given(reader=READERS, audience=AUDIENCES)
def test_whoever_is_kept_out_is_told_each_reason_and_nobody_else_is(reader: Reader, audience: AudienceTerms) -> None:
    decision = decide_entitlement(reader, audience)
    codes = {reason.code for reason in decision.reasons}
    held = {
        "content_not_in_program": reader.is_in_program,
        "content_tier_missing": not audience.tiers or reader.tier in audience.tiers,
        "content_type_missing": not audience.types or bool(audience.types & reader.types),
        "content_role_missing": not audience.roles or bool(audience.roles & reader.roles),
        "content_region_missing": not audience.regions or bool(audience.regions & reader.regions),
        "content_agreement_missing": not audience.agreements or bool(audience.agreements & reader.agreements),
    }
    missed = {code for code, is_held in held.items() if not is_held}
    assert decision.outcome == (CLOSED if missed else OPEN)
    assert codes == (missed or {"content_entitled"})


@given(reader=READERS, audience=AUDIENCES)
def test_more_standing_never_closes_what_was_open(reader: Reader, audience: AudienceTerms) -> None:
    more = Reader(
        is_in_program=True,
        tier=reader.tier,
        types=reader.types | {"a"},
        roles=reader.roles | {"b"},
        regions=reader.regions | {"c"},
        agreements=reader.agreements | {"b"},
    )
    if decide_entitlement(reader, audience).outcome == OPEN:
        assert decide_entitlement(more, audience).outcome == OPEN


@pytest.fixture
def audiences(ecosystem: Ecosystem, author: Actor, now: datetime) -> dict[str, UUID]:
    """Audiences of every kind; Acme is a reseller in DACH, Beta also a services partner, neither in a tier or signed."""
    said: dict[str, dict[str, object]] = {
        "gold": {"tiers": {"gold", "platinum"}},
        "services": {"types": {"services"}},
        "sellers": {"roles": {"seller"}},
        "emea": {"regions": {"EMEA"}},
        "americas": {"regions": {"NA"}},
        "signed": {"agreements": {"partner"}},
        "secret": {"agreements": {"non_disclosure"}},
        "internal": {"is_internal": True},
        "all-of-it": {"tiers": {"gold"}, "types": {"reseller"}, "regions": {"DACH"}, "agreements": {"partner"}},
    }
    return {name: make_audience(now, author, name, **conditions) for name, conditions in said.items()}


@pytest.fixture
def assets(audiences: dict[str, UUID], author: Actor, now: datetime) -> dict[str, UUID]:
    said = {
        name: make_asset(now, author, f"For {name}", text=f"Zebra {name}", audience_id=key)
        for name, key in audiences.items()
    }
    said["everyone"] = make_asset(now, author, "For everyone", text="Zebra everyone")
    said["draft"] = make_asset(now, author, "Not yet", text="Zebra draft", publish=False)
    return said


def seen_by(actor: Actor, assets: dict[str, UUID], now: datetime) -> set[str]:
    """Return the names of the assets that the actor sees, after making sure that every way of looking agrees."""
    names = {key: name for name, key in assets.items()}
    with acting_as(actor):
        listed = queries.list_assets(actor, AssetFilter(), PageRequest(size=200), at=now).page
        found = queries.list_assets(actor, AssetFilter(text="zebra"), PageRequest(size=200), at=now).page
        seen = {names[card.id] for card in listed.items}
        assert listed.total == len(seen)
        assert ({names[card.id] for card in found.items}, found.total) == (seen, len(seen))
        assert {names[key] for key in Asset.objects.values_list("id", flat=True)} == seen
        assert {names[key] for key in AssetVersion.objects.values_list("asset_id", flat=True)} == seen
        assert VersionReading.objects.count() == len(seen)
        assert {one.name for one in Audience.objects.all()} >= seen - {"everyone"}
        assert set(Audience.objects.values_list("id", flat=True)) == set(Audience.open_ids(actor, at=now))
        with connection.cursor() as cursor:
            cursor.execute("select asset_id from content_matches('zebra', '{english}')")
            assert {names[key] for (key,) in cursor.fetchall()} == seen
    return seen


def test_a_partner_sees_what_is_published_for_it(ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime) -> None:
    assert seen_by(ecosystem.acme_seller, assets, now) == {"everyone", "sellers", "emea"}
    assert seen_by(ecosystem.beta_seller, assets, now) == {"everyone", "sellers", "emea", "services"}
    assert seen_by(ecosystem.acme_admin, assets, now) == {"everyone", "emea"}


def test_what_changes_about_a_partner_changes_at_once_what_it_sees(
    ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime
) -> None:
    today = now.date()
    partners.assign_tier(
        actor=ecosystem.manager, partner_id=ecosystem.acme, tier="gold", since_on=today, reason="Grew", now=now
    )
    assert "gold" in seen_by(ecosystem.acme_seller, assets, now)
    partners.record_agreement(
        actor=ecosystem.manager,
        partner_id=ecosystem.acme,
        version="2026",
        signed_on=today,
        valid_until=None,
        now=now,
    )
    seen = seen_by(ecosystem.acme_seller, assets, now)
    assert {"signed", "all-of-it"} <= seen
    assert "secret" not in seen
    partners.record_agreement(
        actor=ecosystem.manager,
        partner_id=ecosystem.acme,
        kind=AgreementKind.NON_DISCLOSURE,
        version="2026",
        signed_on=today,
        valid_until=None,
        now=now,
    )
    assert "secret" in seen_by(ecosystem.acme_seller, assets, now)
    partners.set_status(
        actor=ecosystem.manager, partner_id=ecosystem.acme, status=PartnerStatus.SUSPENDED, reason="Unpaid", now=now
    )
    assert seen_by(ecosystem.acme_seller, assets, now) == set()


def test_an_agreement_opens_as_long_as_it_binds(ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime) -> None:
    today = now.date()
    Agreement.objects.create(
        partner_id=ecosystem.acme,
        version="2025",
        signed_on=today - timedelta(days=400),
        valid_until=today - timedelta(days=30),
        binds_until=utc_now().date() + timedelta(days=1),
    )
    assert "signed" in seen_by(ecosystem.acme_seller, assets, now)
    Agreement.objects.update(binds_until=today)
    assert "signed" not in seen_by(ecosystem.acme_seller, assets, now)


def test_a_role_that_is_not_used_opens_nothing_by_query(
    ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime
) -> None:
    both = make_person(now, "Berta Both", Role.SELLER, Role.ARCHITECT, partner_id=ecosystem.acme)
    assert "sellers" in seen_by(both, assets, now)


def test_nothing_tells_that_something_else_exists(ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime) -> None:
    actor = ecosystem.acme_seller
    with acting_as(actor):
        for hidden in (assets["gold"], assets["internal"], assets["draft"], new_id()):
            with pytest.raises(NotFound):
                queries.get_record(actor, hidden, at=now)
            with pytest.raises(NotFound):
                commands.open_asset(actor=actor, asset_id=hidden, now=now)
        wanted = AssetFilter(text="gold")
        assert queries.list_assets(actor, wanted, PageRequest(), at=now) == queries.list_assets(
            actor, AssetFilter(text="nothing"), PageRequest(), at=now
        )
        with pytest.raises(NotAllowed):
            queries.list_audiences(actor)
        assert AssetUsage.objects.count() == 0
        assert queries.find_names(assets.values()).keys() == {assets[name] for name in ("everyone", "sellers", "emea")}


def test_the_words_of_documents_lie_where_the_application_cannot_read_them(
    ecosystem: Ecosystem, assets: dict[str, UUID]
) -> None:
    for table in ("document", "passage"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from content_index.{table}")
    with acting_as(ecosystem.acme_seller), connection.cursor() as cursor:
        versions = list(AssetVersion.objects.values_list("id", flat=True))
        cursor.execute("select count(*) from content_snippets('zebra', '{english}', %s, '')", [versions])
        assert cursor.fetchone() == (3,)
    with acting_as(ecosystem.acme_seller), pytest.raises(ProgrammingError), transaction.atomic():
        commands.reindex(assets.values())


def test_versions_that_hold_no_more_are_not_there_for_partners(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = make_asset(now, author, "Price list", text="Prices of spring")
    first = AssetVersion.objects.get(asset=key)
    later = now + timedelta(days=1)
    commands.add_version(actor=author, asset_id=key, material=Material(text="Prices of autumn"), now=later)
    actor = ecosystem.acme_seller
    for words, total in (("spring", 1), ("autumn", 0)):
        with acting_as(actor):
            found = queries.list_assets(actor, AssetFilter(text=words), PageRequest(), at=later).page
        assert found.total == total
    commands.publish_asset(actor=author, asset_id=key, now=later)
    with acting_as(actor):
        record = queries.get_record(actor, key, at=later)
        assert [version.number for version in record.versions] == [2]
        assert not AssetVersion.objects.filter(id=first.id).exists()
        assert queries.list_assets(actor, AssetFilter(text="spring"), PageRequest(), at=later).page.total == 0
    commands.withdraw_asset(actor=author, asset_id=key, reason="Wrong", now=later)
    with acting_as(actor), pytest.raises(NotFound):
        queries.get_record(actor, key, at=later)


def test_what_a_partner_used_is_its_own(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Guide")
    for actor in (ecosystem.acme_seller, ecosystem.beta_seller):
        with acting_as(actor):
            version = AssetVersion.objects.get(asset=key)
            commands.note_reading(actor=actor, asset_id=key, version_id=version.id, now=now)
            commands.note_reading(actor=actor, asset_id=key, version_id=version.id, now=now)
            assert set(Use.objects.values_list("partner_id", flat=True)) == {actor.partner_id}
    assert queries.get_record(author, key, at=now).usage.opened == 2


def test_the_host_is_told_why_somebody_may_not_read(
    ecosystem: Ecosystem, assets: dict[str, UUID], now: datetime
) -> None:
    decision = queries.explain_entitlement(
        ecosystem.manager, assets["all-of-it"], partner_id=ecosystem.acme, role=None, at=now
    )
    assert {reason.code for reason in decision.reasons} == {"content_tier_missing", "content_agreement_missing"}
