"""The walk's world: a host with people of every role, partner Anker with all its work, and, added later, everybody else.

What belongs to the others carries the words of `SECRETS`; what is the host's alone carries those of `INTERNALS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zlib import crc32

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from steelyard.companies.commands import merge_companies
from steelyard.companies.terms import MergeChoice
from steelyard.deals import commands as deals
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.models import DealRegistration, Evidence
from steelyard.deals.terms import DisputeGround, EvidenceKind, LineOutcome
from steelyard.identity.commands.clients import create_oauth_client
from steelyard.identity.commands.connections import ConnectionTerms, create_connection
from steelyard.identity.commands.erasing import request_erasure
from steelyard.identity.commands.exporting import request_export
from steelyard.identity.commands.invitations import invite_person
from steelyard.identity.commands.keys import create_api_key
from steelyard.identity.commands.reviews import start_review
from steelyard.identity.models import Membership, Person
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.partners import commands as partners
from steelyard.partners.terms import PartnerFilter
from steelyard.pipeline import commands as pipeline
from steelyard.pipeline.terms import ActivityKind
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.files import store_file
from steelyard.platform.imports.commands import check_import, upload_import
from steelyard.platform.saved_views import save_view
from steelyard.platform.webhooks.commands import create_webhook, send_test
from steelyard.platform.webhooks.events import WebhookTested
from steelyard.program.commands.rules import draft_rules
from steelyard.program.commands.simulations import request_simulation
from steelyard.program.public import ProductFamilyCard, define_product_family, set_up_program
from tests.deals.making import FAMILIES, make_draft
from tests.jobs import run_jobs
from tests.partners.making import browser_of, make_partner, make_person
from tests.pipeline.making import make_company, make_opportunity

SECRETS = ("Verborgen", "Geheimnis", "Zwiebelfisch")
"""In every name, note and file of the other partners."""
INTERNALS = ("Flüsterkreis", "Hinterzimmer")
"""In every note and record of the host that no partner may read."""

Ids = Mapping[str, tuple[UUID, ...]]
"""Rows of the world by the prefix of their outside ids."""


@dataclass(frozen=True)
class Side:
    """One partner with its people by role."""

    id: UUID
    people: Mapping[Role, Actor]

    @property
    def seller(self) -> Actor:
        return self.people[Role.SELLER]


@dataclass(frozen=True)
class World:
    """The host's people by role, and Anker."""

    host: Mapping[Role, Actor]
    anker: Side

    @property
    def manager(self) -> Actor:
        return self.host[Role.CHANNEL_MANAGER]


def read_ids() -> Ids:
    """Return the ids of every row that has an outside id."""
    with as_system():
        models = [model for model in apps.get_models() if hasattr(model, "PREFIX")]
        return {model.PREFIX: tuple(model._default_manager.values_list("id", flat=True)) for model in models}


def made_between(before: Ids, after: Ids) -> Ids:
    """Return the ids that are new."""
    return {prefix: tuple(sorted(set(after[prefix]) - set(before[prefix]))) for prefix in after}


def outside(ids: Ids, prefix: str) -> list[str]:
    """Return the outside ids of one kind."""
    return [public_id(prefix, value) for value in ids[prefix]]


def make_host(now: datetime) -> Mapping[Role, Actor]:
    """Make the host with its program and a person of every role."""
    past = now - timedelta(days=40, hours=12)
    with as_system():
        set_up_program(now=past)
        for key in FAMILIES:
            card = ProductFamilyCard(key=key, name=key.title(), requires_certification=key == "network")
            define_product_family(actor=SYSTEM, family=card, now=past)
        return {role: make_person(past, f"Host {role.value}", role) for role in sorted(HOST_ROLES)}


def make_anker(host: Mapping[Role, Actor], now: datetime) -> World:
    """Add Anker with registrations of several states, people, keys, files and all that follows them."""
    past = now - timedelta(days=40, hours=12)
    world = World(host=host, anker=make_side(past, "Anker", host[Role.CHANNEL_MANAGER]))
    _work(world, world.anker, past, "Anker", customers=("Albatros", "Bernstein", "Cobalt", "Drossel", "Eiche"))
    _keep_internal(world, world.anker, past)
    _simulate(world, past)
    _review(host[Role.PROGRAM_ADMIN], world.anker, "Anker", now)
    run_jobs(100_000)
    _forget_retries()
    return world


def _simulate(world: World, past: datetime) -> None:
    """Begin a draft of the rules and try it on what Anker registered."""
    admin, now = world.host[Role.PROGRAM_ADMIN], past + timedelta(days=1)
    with acting_as(admin):
        draft = draft_rules(actor=admin, key="deal_registration", region=None, now=now)
        request_simulation(actor=admin, draft_id=draft, since=past, until=now, now=now)


def make_others(world: World, now: datetime) -> None:
    """Add a partner that competes for a customer of Anker's, a distributor with its child, and rules that are not published."""
    past = now - timedelta(days=20, hours=12)
    manager = world.manager
    other = make_side(past, SECRETS[0], manager)
    customers = _customers("Falke", "Granit", "Hafen", "Iltis", "Nelke")
    _work(world, other, past, SECRETS[1], customers=customers)
    with acting_as(other.seller):
        deals.submit_registration(actor=other.seller, draft=make_draft("Albatros GmbH"), now=past)
    distributor = make_side(past, f"{SECRETS[1]} Distribution", manager)
    child = make_side(past, f"{SECRETS[2]} Child", manager, parent_id=distributor.id)
    _work(world, child, past, SECRETS[2], customers=_customers("Jaspis", "Kranich", "Linde", "Marder", "Otter"))
    _keep_internal(world, other, past)
    with acting_as(admin := world.host[Role.PROGRAM_ADMIN]):
        draft = draft_rules(actor=admin, key="deal_registration", region="DACH", now=past)
        request_simulation(actor=admin, draft_id=draft, since=past - timedelta(days=60), until=past, now=past)
        _trust(admin, other, past)
    _review(admin, other, SECRETS[0], now)
    for person in (*other.people.values(), *child.people.values()):
        browser_of(person)
    run_jobs(100_000)


def _trust(admin: Actor, side: Side, now: datetime) -> None:
    """Let a partner's people have an identity provider; switched off, since the door of one that is on is open to everybody."""
    create_connection(
        actor=admin,
        kind=ConnectionKind.OIDC,
        issuer="https://login.example.org",
        client_id="steelyard",
        partner_id=side.id,
        terms=ConnectionTerms(name=f"{SECRETS[0]} Login", domains=("login.example.org",), secret="s", is_enabled=False),
        now=now,
    )


def _review(admin: Actor, side: Side, name: str, now: datetime) -> None:
    """Have the access of a partner's sellers reviewed."""
    with acting_as(admin):
        start_review(
            actor=admin,
            partner_id=side.id,
            name=name,
            role=Role.SELLER,
            due_on=now.date() + timedelta(days=90),
            removes_undecided=False,
            now=now,
        )


def _customers(*names: str) -> tuple[str, ...]:
    """Return names that are unlike each other and each carry a secret."""
    return tuple(f"{name}{word.lower()}" for name, word in zip(names, SECRETS * 2, strict=False))


def make_side(now: datetime, name: str, manager: Actor, **said: object) -> Side:
    """Enroll a partner with a person of every role."""
    with as_system():
        partner_id = make_partner(now, f"{name} GmbH", types=("reseller",), manager_ids=(manager.person_id,), **said)
        people = {
            role: make_person(now, f"{name} {role.value}", role, partner_id=partner_id)
            for role in sorted(PARTNER_ROLES)
        }
        today = now.date()
        partners.record_agreement(
            actor=SYSTEM, partner_id=partner_id, version="2026", signed_on=today, valid_until=None, now=now
        )
        partners.assign_tier(
            actor=SYSTEM, partner_id=partner_id, tier="gold", since_on=today, reason=f"{name} grew", now=now
        )
        partners.record_certification(
            actor=SYSTEM, partner_id=partner_id, family="network", since_on=today, until=None, credential=name, now=now
        )
    return Side(partner_id, people)


def _work(world: World, side: Side, now: datetime, word: str, *, customers: tuple[str, ...]) -> None:
    """Let a partner do everything once: register, ask, answer, convert, sell, invite, make keys, keep views."""
    seller, admin, manager = side.seller, side.people[Role.PARTNER_ADMIN], world.manager
    following = now + timedelta(days=1)
    converted, protected, held, asked, refused = customers
    with acting_as(seller):
        file = store_file(
            uploaded=SimpleUploadedFile(f"{word}.txt", f"{word} wrote this.".encode()),
            partner_id=side.id,
            actor=seller,
            now=now,
        )
        evidence = (
            EvidenceDraft(kind=EvidenceKind.QUOTE, note=f"{word} quote"),
            EvidenceDraft(kind=EvidenceKind.MEETING, file_id=file.id),
        )
        said = {"description": f"{word} plans", "contact_name": f"{word} Contact", "evidence": evidence}

        def submit(customer: str, *families: str, **more: object) -> UUID:
            draft = make_draft(f"{customer} GmbH", *families, **said, **more)
            return deals.submit_registration(actor=seller, draft=draft, now=now).id

        first, second = submit(converted, "cloud", "backup"), submit(protected, division=f"{word} Rail")
        _, third = (submit(customer, value=Money(Decimal(2_000_000), "EUR")) for customer in (held, asked))
        fourth = submit(refused)
        submit(protected, division=f"{word} Rail")
        deals.save_draft(actor=seller, typed={"company_name": f"{word} Later", "description": word}, now=now)
        deals.convert_registration(actor=seller, registration_id=first, now=following)
        deals.add_comment(actor=seller, registration_id=second, body=f"{word} asks", is_internal=False, now=following)
        deals.request_extension(
            actor=seller, registration_id=second, reason=f"{word} needs time", evidence=evidence[:1], now=following
        )
        deals.file_dispute(
            actor=seller,
            registration_id=second,
            ground=DisputeGround.OTHER,
            statement=f"{word} objects",
            evidence=evidence[:1],
            now=following,
        )
        deals.withdraw_registration(actor=seller, registration_id=fourth, reason=f"{word} lost", now=following)
        save_view(
            actor=seller,
            list_key="deals.registrations",
            name=f"{word} view",
            query=f"q={word}",
            is_shared=True,
            now=now,
        )
        create_api_key(actor=seller, membership_id=_seat(seller), name=f"{word} key", now=now)
        _import_deals(seller, word, now)
        create_oauth_client(actor=seller, membership_id=_seat(seller), name=f"{word} client", now=now)
        request_export(actor=seller, now=now)
    with acting_as(manager):
        opportunity = deals_opportunity(first)
        pipeline.log_activity(
            actor=manager,
            opportunity_id=opportunity,
            kind=ActivityKind.MEETING,
            summary=f"{word} met",
            occurred_at=now,
            now=following,
        )
        deals.request_information(actor=manager, registration_id=third, question=f"Who signs at {word}?", now=following)
    with acting_as(admin):
        invite_person(
            actor=admin,
            email=f"{word.lower()}.new@example.com",
            name=f"{word} Newcomer",
            partner_id=side.id,
            roles=[Role.SELLER],
            now=now,
        )
        create_api_key(actor=admin, membership_id=_seat(admin), name=f"{word} admin key", now=now)
        create_oauth_client(actor=admin, membership_id=_seat(admin), name=f"{word} admin client", now=now)
        _tell_a_program(admin, word, now)
        _plan_erasure(admin, side, word, now)


def _plan_erasure(admin: Actor, side: Side, word: str, now: datetime) -> None:
    """Let an administrator ask for the erasure of a colleague, and not confirm it."""
    colleague = side.people[Role.ARCHITECT].person_id
    with as_system():
        email = Person.objects.get(id=colleague).email
    request_erasure(actor=admin, email=email, reason=f"{word} asked", now=now)


def _import_deals(seller: Actor, word: str, now: datetime) -> None:
    """Let a partner upload a file of deals, one of them refused, and have it checked."""
    lines = ("company;families;value;currency;close_on", f"{word} Kunde;cloud;1000;EUR;2031-01-31", f"{word};;x;EUR;")
    file = SimpleUploadedFile(f"{word}.csv", "\n".join(lines).encode())
    key = upload_import(actor=seller, kind="submissions", uploaded=file, now=now)
    check_import(actor=seller, import_id=key, now=now)


def _tell_a_program(admin: Actor, word: str, now: datetime) -> None:
    """Let an organization have a webhook, to which something is sent."""
    webhook_id, _ = create_webhook(
        actor=admin,
        url="http://127.0.0.1:9/hook",  # where nobody answers
        description=f"{word} hook",
        event_types=[WebhookTested.type],
        now=now,
    )
    send_test(actor=admin, webhook_id=webhook_id, now=now)


def _forget_retries() -> None:
    """Nobody answers the webhook; without its next attempts, what its log says depends on nothing but what was done."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where queue_name like 'webhooks%' and status = 'todo'")


def _keep_internal(world: World, side: Side, now: datetime) -> None:
    """Let the host write what no partner may read, about the partner and beside it."""
    manager, word = world.manager, INTERNALS[0]
    following = now + timedelta(days=2)
    with as_system():
        mine = DealRegistration.objects.filter(partner_id=side.id).exclude(state="draft").order_by("id")
        converted, protected, held, *_ = mine
    with acting_as(manager):
        for registration in (converted, protected, held):
            deals.add_comment(
                actor=manager, registration_id=registration.id, body=f"{word} says no", is_internal=True, now=following
            )
        pipeline.log_activity(
            actor=manager,
            opportunity_id=deals_opportunity(converted.id),
            kind=ActivityKind.NOTE,
            summary=f"{word} doubts it",
            occurred_at=following,
            now=following,
            is_internal=True,
        )
        deals.decide_registration_by_hand(
            actor=manager,
            registration_id=held.id,
            outcomes=LineOutcome.HELD,
            reason="Legal looks at it.",
            now=following,
        )
        partners.define_segment(
            actor=manager, name=f"{INTERNALS[1]} {word_of(side.id)}", wanted=PartnerFilter(text="a"), now=now
        )
        save_view(
            actor=manager,
            list_key="deals.registrations",
            name=f"{INTERNALS[1]} view",
            query="q=x",
            is_shared=True,
            now=now,
        )
        create_api_key(actor=manager, membership_id=_seat(manager), name=f"{INTERNALS[1]} key", now=now)
        create_oauth_client(actor=manager, membership_id=_seat(manager), name=f"{INTERNALS[1]} client", now=now)
        pipeline.record_installed_product(
            actor=manager,
            company_id=converted.company_id,
            family="cloud",
            since_on=now.date(),
            now=following,
            partner_id=side.id,
        )
        pipeline.assign_account(
            actor=manager,
            company_id=converted.company_id,
            person_id=world.host[Role.ACCOUNT_EXECUTIVE].person_id,
            since_on=now.date(),
            now=following,
        )
        _merge_two(manager, word_of(side.id), following)
    with as_system():
        _merge_partners(word_of(side.id), now)
        direct = make_opportunity(now, f"{INTERNALS[1]} {word_of(side.id)}")
        pipeline.assign_owner(
            actor=SYSTEM, opportunity_id=direct, person_id=world.host[Role.ACCOUNT_EXECUTIVE].person_id, now=now
        )


def word_of(id_: UUID) -> str:
    """Return a word for names that belong to that side: ids made in one instant hardly differ, and like names are one company."""
    return f"{crc32(id_.bytes):08x}"


def _merge_two(manager: Actor, word: str, now: datetime) -> None:
    """Let the host find out that two of its companies are one."""
    kept, gone = (make_company(now, f"{name} {word}") for name in INTERNALS)
    merge_companies(survivor_id=kept, merged_id=gone, choice=MergeChoice(), actor=manager, now=now)


def _merge_partners(word: str, now: datetime) -> None:
    """Let the host find out that two of its partners are one."""
    kept, gone = (make_partner(now, f"{name} {word}") for name in ("Zwillbrock Systeme", "Quellhorst Netzwerke"))
    partners.merge_partners(survivor_id=kept, merged_id=gone, taken=(), actor=SYSTEM, now=now)


def by_state(partner_id: UUID) -> Mapping[str, str]:
    """Return the outside id of one registration of the partner in each state."""
    with as_system():
        return {row.state: row.public_id for row in DealRegistration.objects.filter(partner_id=partner_id)}


def filed_evidence(partner_id: UUID) -> str:
    """Return the outside id of a piece of the partner's evidence that is a file."""
    with as_system():
        found: str = Evidence.objects.filter(partner_id=partner_id, file_id__isnull=False).order_by("id")[0].public_id
        return found


def named_companies(partner_id: UUID) -> tuple[UUID, ...]:
    """Return the companies that the partner registered, the first one first."""
    with as_system():
        rows = DealRegistration.objects.filter(partner_id=partner_id, company_id__isnull=False).order_by("id")
        return tuple(dict.fromkeys(rows.values_list("company_id", flat=True)))


def deals_opportunity(registration_id: UUID) -> UUID:
    """Return the opportunity that a registration became."""
    found: UUID = DealRegistration.objects.get(id=registration_id).opportunity_id
    return found


def _seat(actor: Actor) -> UUID:
    seat: UUID = Membership.objects.get(person_id=actor.person_id, partner_id=actor.partner_id, until=None).id
    return seat
