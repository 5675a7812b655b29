"""The ecosystem as it stood when the year began: program, people of the host, companies, partners and their people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from steelyard.companies.public import CompanyDraft, load_companies
from steelyard.demo.cast import PLAYERS, Player
from steelyard.demo.names import STEMS, InventedCompany, Place, invent_companies, invent_person
from steelyard.demo.profiles import describe_partner
from steelyard.identity.public import enroll_person
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.partners.public import (
    PartnerDraft,
    PartnerStatus,
    change_profile,
    enroll_partner,
    record_agreement,
    record_certification,
)
from steelyard.pipeline.public import assign_account, record_installed_product
from steelyard.program.public import ProductFamilyCard, define_product_family, set_up_program

COMPANIES = 2_000
PARTNERS = 60

FAMILIES = (
    ProductFamilyCard(key="core", name="Core Platform"),
    ProductFamilyCard(key="edge", name="Edge Gateway"),
    ProductFamilyCard(key="guard", name="Data Guard", requires_certification=True),
    ProductFamilyCard(key="insight", name="Insight Analytics"),
    ProductFamilyCard(key="care", name="Managed Care", requires_certification=True),
)

_PARTNER_WORDS = (
    *(
        "Systems",
        "Consulting",
        "Networks",
        "Digital",
        "Integrators",
        "Cloud",
        "Advisory",
        "Labs",
        "Partners",
        "Solutions",
    ),
    *("Data", "Security", "Software", "Technologies", "Services", "Group", "Works", "Collective", "Studio", "Alliance"),
)
_TYPES = (
    *(("reseller",),) * 14,
    *(("reseller", "services"),) * 6,
    *(("msp",),) * 8,
    *(("distributor",),) * 4,
    *(("gsi", "services"),) * 4,
    *(("boutique",),) * 4,
    *(("isv",),) * 4,
    *(("cloud_native_reseller",),) * 4,
    *(("consultant", "influencer"),) * 3,
    *(("referrer",),) * 3,
    *(("services",),) * 2,
    *(("hyperscaler",),) * 1,
    *(("peer_vendor",),) * 1,
    *(("hardware", "reseller"),) * 1,
    *(("influencer",),) * 1,
)
_TIERS = ("registered",) * 24 + ("silver",) * 20 + ("gold",) * 11 + ("platinum",) * 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPartner:
    """A partner and the people who do its business; `weight` says how much of the year's business is its own."""

    id: UUID
    name: str
    place: Place
    sellers: tuple[UUID, ...]
    manager: UUID
    certified: frozenset[str]
    is_active: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCompany:
    """A company of the shared directory with the words by which people mean it."""

    id: UUID
    invented: InventedCompany


@dataclass(slots=True, kw_only=True)
class Ecosystem:
    """Everything that the story of the year needs to know."""

    people: dict[str, UUID] = field(default_factory=dict)
    partners: list[DemoPartner] = field(default_factory=list)
    companies: list[DemoCompany] = field(default_factory=list)
    newcomers: Iterator[InventedCompany]
    """Companies that nobody knows yet."""

    @property
    def executives(self) -> list[UUID]:
        return [self.people["Priya Raman"], self.people["Jonas Weber"]]


def build_ecosystem(random: Random, starts_at: datetime) -> Ecosystem:
    """Make the ecosystem as of `starts_at`."""
    set_up_program(now=starts_at)
    for family in (*FAMILIES, ProductFamilyCard(key="general", name="All products", is_active=False)):
        define_product_family(actor=SYSTEM, family=family, now=starts_at)
    invented = invent_companies(random)
    ecosystem = Ecosystem(newcomers=invented)
    for player in PLAYERS:
        if player.partner is None:
            ecosystem.people[player.name] = _enroll_player(player, None, starts_at)
    _found_companies(ecosystem, starts_at)
    _enroll_partners(random, ecosystem, starts_at)
    _assign_accounts(random, ecosystem, starts_at)
    return ecosystem


def _found_companies(ecosystem: Ecosystem, now: datetime) -> None:
    invented = list(islice(ecosystem.newcomers, COMPANIES))
    drafts = [
        CompanyDraft(name=c.name, domain=c.domain, country=c.place.country, city=c.city, is_listed=True)
        for c in invented
    ]
    ids = load_companies(drafts=drafts, actor=SYSTEM, now=now)
    ecosystem.companies = [DemoCompany(id=i, invented=c) for i, c in zip(ids, invented, strict=True)]


def _enroll_partners(random: Random, ecosystem: Ecosystem, starts_at: datetime) -> None:
    named = list(dict.fromkeys(player.partner for player in PLAYERS if player.partner))
    tiers = list(_TIERS)
    random.shuffle(tiers)
    distributors: list[UUID] = []
    for number, types in enumerate(_TYPES):
        invented = next(ecosystem.newcomers)
        name = named[number] if number < len(named) else _partner_name(number)
        tier = "gold" if number < len(named) else tiers[number]
        domain = _domain_of(name)
        # Half were there before the year began; the others join during its first two thirds.
        joined = starts_at if number < PARTNERS // 2 else starts_at + timedelta(days=random.randrange(240))
        is_child = "reseller" in types and len(distributors) > 0 and random.random() < 0.5
        partner_id = enroll_partner(
            actor=SYSTEM,
            draft=PartnerDraft(
                name=name,
                domain=domain,
                country=invented.place.country,
                city=invented.city,
                types=types,
                tier=tier,
                status=PartnerStatus.ACTIVE if number < PARTNERS - 4 else PartnerStatus.ONBOARDING,
                manager_ids=(manager := _manager_of(ecosystem, invented.place),),
                parent_id=random.choice(distributors) if is_child else None,
            ),
            now=joined,
        )
        profile = describe_partner(name, domain, invented.place.country)
        change_profile(actor=SYSTEM, partner_id=partner_id, profile=profile, now=joined)
        if "distributor" in types:
            distributors.append(partner_id)
        certified = _equip(random, partner_id, joined.date(), joined, number)
        ecosystem.partners.append(
            DemoPartner(
                id=partner_id,
                name=name,
                place=invented.place,
                sellers=_enroll_people(random, name, partner_id, invented.place, joined),
                manager=manager,
                certified=certified,
                is_active=number < PARTNERS - 4,
                weight=4.0 if number < len(named) else random.choice((0.3, 0.6, 1.0, 1.0, 1.6, 2.5)),
            )
        )


def _partner_name(number: int) -> str:
    return f"{STEMS[(number * 7) % len(STEMS)]} {_PARTNER_WORDS[number % len(_PARTNER_WORDS)]}"


def _domain_of(name: str) -> str:
    return f"{''.join(c for c in name.lower() if c.isalnum())}.example"


def _manager_of(ecosystem: Ecosystem, place: Place) -> UUID:
    is_overseas = place.country in {"US", "CA", "MX", "JP", "AU"}
    return ecosystem.people["Daniel Osei" if is_overseas else "Marta Lind"]


def _equip(random: Random, partner_id: UUID, on: date, now: datetime, number: int) -> frozenset[str]:
    """Give the partner its agreement (two have none yet) and its certifications."""
    if number not in {41, 52}:
        record_agreement(actor=SYSTEM, partner_id=partner_id, version="2025.2", signed_on=on, valid_until=None, now=now)
    certified = {f.key for f in FAMILIES if f.requires_certification and random.random() < 0.6}
    for family in sorted(certified):
        record_certification(actor=SYSTEM, partner_id=partner_id, family=family, since_on=on, until=None, now=now)
    return frozenset(certified)


def _enroll_people(random: Random, partner: str, partner_id: UUID, place: Place, now: datetime) -> tuple[UUID, ...]:
    players = [player for player in PLAYERS if player.partner == partner]
    people = [_enroll_player(player, partner_id, now) for player in players]
    domain = _domain_of(partner)
    if not players:
        people.append(_enroll_stranger(random, place, domain, partner_id, (Role.PARTNER_ADMIN, Role.SELLER), now))
    sellers = range(random.randrange(1, 3))
    people += [_enroll_stranger(random, place, domain, partner_id, (Role.SELLER,), now) for _ in sellers]
    return tuple(people)


def _enroll_stranger(
    random: Random, place: Place, domain: str, partner_id: UUID, roles: tuple[Role, ...], now: datetime
) -> UUID:
    person = invent_person(random, place.language, domain)
    return enroll_person(
        actor=SYSTEM, email=person.email, name=person.name, partner_id=partner_id, roles=roles, now=now
    )


def _enroll_player(player: Player, partner_id: UUID | None, now: datetime) -> UUID:
    return enroll_person(
        actor=SYSTEM,
        email=player.email,
        name=player.name,
        partner_id=partner_id,
        roles=player.roles,
        now=now,
        language=player.language,
        title=player.title,
    )


def _assign_accounts(random: Random, ecosystem: Ecosystem, now: datetime) -> None:
    """Name sixty accounts, make a dozen house accounts, and install products at four hundred companies."""
    companies = random.sample(ecosystem.companies, 472)
    for number, company in enumerate(companies[:72]):
        assign_account(
            actor=SYSTEM,
            company_id=company.id,
            person_id=random.choice(ecosystem.executives),
            since_on=now.date(),
            is_house=number < 12,
            now=now,
        )
    sellers = [partner for partner in ecosystem.partners if partner.is_active]
    for company in companies[72:]:
        since = now.date() - timedelta(days=random.randrange(60, 900))
        record_installed_product(
            actor=SYSTEM,
            company_id=company.id,
            family=random.choice(FAMILIES).key,
            since_on=since,
            # Counted from the beginning of the year: at its end a few are overdue, most lie ahead.
            renews_on=now.date() + timedelta(days=300 + random.randrange(30, 700)),
            partner_id=random.choice(sellers).id if random.random() < 0.6 else None,
            now=now,
        )
