"""The walk's world: a host with people of every role, partner Anker with all its work, and, added later, everybody else.

What belongs to the others carries the words of `SECRETS`; what is the host's alone carries those of `INTERNALS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zlib import crc32

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from steelyard.companies.commands import merge_companies
from steelyard.companies.terms import MergeChoice
from steelyard.content import commands as content
from steelyard.content.contributions.terms import Confidence, ContributionDraft, ContributionKind
from steelyard.content.kits.terms import KitTerms
from steelyard.content.roadmap.terms import RoadmapStatus, RoadmapTerms
from steelyard.content.terms import AssetFilter
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
from steelyard.learning import commands as learning
from steelyard.learning.badges.commands import ensure_key
from steelyard.learning.models import Course, LiveSession
from steelyard.learning.packages.commands import launch_package
from steelyard.learning.paths.commands import define_path
from steelyard.learning.paths.terms import PathDraft
from steelyard.learning.practice.commands import hand_in_work
from steelyard.learning.terms import Audience, ExternalCompletion, Level
from steelyard.partners import commands as partners
from steelyard.partners.agreements.terms import AgreementKind, TextDraft, VersionDraft
from steelyard.partners.goals.terms import GoalDraft, RevisionDraft
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.lifecycle.terms import OffboardingDraft, OffboardingReason
from steelyard.partners.models import AgreementText, JourneyTask, Rise
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.portfolio import terms as portfolio
from steelyard.partners.recruiting.terms import ProspectDraft, ProspectSource
from steelyard.partners.terms import PartnerFilter, PartnerStatus
from steelyard.partners.vetting.files import keep_vetting_file
from steelyard.partners.vetting.terms import FlagDraft, FlagKind
from steelyard.pipeline import commands as pipeline
from steelyard.pipeline.terms import ActivityKind
from steelyard.platform.bulk_edits.commands import prepare_edit
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.files import store_file
from steelyard.platform.imports.commands import check_import, upload_import
from steelyard.platform.saved_views import save_view
from steelyard.platform.webhooks.commands import create_webhook, send_test
from steelyard.platform.webhooks.events import WebhookTested
from steelyard.program.commands.rules import draft_rules
from steelyard.program.commands.simulations import request_simulation
from steelyard.program.public import (
    ProductFamilyCard,
    adopt_rules,
    define_product_family,
    rules_in_force,
    set_up_program,
)
from steelyard.rollouts import commands as rollouts
from steelyard.rollouts.terms import Cohort, Ending, FeedbackDraft, FeedbackKind, PhaseDraft, RolloutDraft
from tests.content.making import add_file, make_asset, make_audience, make_pdf
from tests.deals.making import FAMILIES, make_draft
from tests.jobs import run_jobs
from tests.learning.making import QUESTIONS, READING, SURVEY, enroll, make_certification, make_course, quiz_lesson
from tests.learning.meeting import make_session, register
from tests.learning.packaging import package_lesson
from tests.partners.automating import adopt as automate
from tests.partners.automating import automation, step
from tests.partners.journey_plan import PLAN
from tests.partners.making import browser_of, make_partner, make_person
from tests.partners.tier_programs import PORTAL
from tests.partners.vetting_rules import MIDDLING, VETTING, requirement
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
        _teach(past)
        adopt_rules(actor=SYSTEM, key="tiers", rules=PORTAL, effective_from=past, now=past)
        adopt_rules(actor=SYSTEM, key="onboarding", rules=PLAN, effective_from=past, now=past)
        asked = automation("told", event="partners.task.opened")
        automate(past, asked, steps=[step("call_webhook", automation="told", target="crm")])
        _agreement(AgreementKind.PARTNER, "2026", past)
        adopt_rules(actor=SYSTEM, key="vetting", rules=VETTING, effective_from=past, now=past)
        insured = {"requirements": [requirement("insurance", metric="")]}
        adopt_rules(actor=SYSTEM, key="requirements", rules=insured, effective_from=past, now=past)
        partners.define_benefit(
            actor=SYSTEM, key="portal_support", name="Support line", value=Money(Decimal(1200), "EUR"), now=past
        )
        return {role: make_person(past, f"Host {role.value}", role) for role in sorted(HOST_ROLES)}


def _teach(now: datetime) -> None:
    """Let the host have a course with an exam, in two versions of which one is a draft, and something to be certified for."""
    make_certification(now)
    learning.define_competency(
        actor=SYSTEM,
        key="masters",
        name="Masters of weighing",
        summary="",
        level=Level.EXPERT,
        certifications=["weigher"],
        people=1,
        now=now,
    )
    course = make_course(now, lessons=(READING, quiz_lesson(), SURVEY, package_lesson(now)), questions=QUESTIONS)
    learning.begin_version(actor=SYSTEM, course_id=course, now=now)
    define_path(actor=SYSTEM, key="starting", draft=PathDraft(title="Starting", courses=(course,)), now=now)
    ensure_key(now=now)
    make_session(now, starts_at=now + timedelta(days=365))


def make_anker(host: Mapping[Role, Actor], now: datetime) -> World:
    """Add Anker with registrations of several states, people, keys, files and all that follows them."""
    past = now - timedelta(days=40, hours=12)
    world = World(host=host, anker=make_side(past, "Anker", host[Role.CHANNEL_MANAGER]))
    _work(world, world.anker, past, "Anker", customers=("Albatros", "Bernstein", "Cobalt", "Drossel", "Eiche"))
    _keep_internal(world, world.anker, past)
    _simulate(world, past)
    _publish(world, world.anker, past, "Anker")
    _review(host[Role.PROGRAM_ADMIN], world.anker, "Anker", now)
    _pilot(host[Role.PROGRAM_ADMIN], world.anker, "Anker", past, feature="exports")
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
    _publish(world, other, past, SECRETS[0], types=frozenset({"services"}))
    with acting_as(admin := world.host[Role.PROGRAM_ADMIN]):
        draft = draft_rules(actor=admin, key="deal_registration", region="DACH", now=past)
        request_simulation(actor=admin, draft_id=draft, since=past - timedelta(days=60), until=past, now=past)
        _trust(admin, other, past)
    with as_system():
        _agreement(AgreementKind.CONDUCT, INTERNALS[0], past, types=("services",))
        inside = Audience(for_partners=False, for_host=True)
        course = make_course(past, "inside", title=f"{INTERNALS[1]} inside", audience=inside)
        path = PathDraft(title=f"{INTERNALS[1]} path", courses=(course,), audience=inside)
        define_path(actor=SYSTEM, key="inside", draft=path, now=past)
        make_session(past, starts_at=past + timedelta(days=365), title=f"{INTERNALS[1]} live", audience=inside)
    _review(admin, other, SECRETS[0], now)
    _release(admin, _pilot(admin, other, SECRETS[0], past, feature="keys"), now)
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


def _publish(world: World, side: Side, now: datetime, word: str, **conditions: frozenset[str]) -> None:
    """Let the host publish a document for an audience, keep another one to itself, and a seller use what is published."""
    author = world.host[Role.ENABLEMENT]
    with acting_as(author):
        audience = make_audience(now, author, f"{word} readers", **conditions)
        guide = make_asset(now, author, f"{word} guide", text=f"{word} knows", audience_id=audience, publish=False)
        add_file(now, author, guide, f"{word}.pdf", make_pdf(f"{word} inside"))
        content.publish_asset(actor=author, asset_id=guide, now=now)
        make_asset(now, author, f"{INTERNALS[0]} {word_of(side.id)}", text=INTERNALS[1], publish=False)
        kit = content.define_kit(actor=author, terms=KitTerms(title=f"{word} kit", cover=f"{word} first"), now=now)
        content.arrange_kit(actor=author, kit_id=kit, asset_ids=[guide], now=now)
        content.publish_kit(actor=author, kit_id=kit, now=now)
        _plan_ahead(author, word, now, conditions)
    _contribute(world, side, now, word)
    if not conditions:
        with acting_as(side.seller):
            content.note_kit_reading(actor=side.seller, kit_id=kit, now=now)
            content.open_asset(actor=side.seller, asset_id=guide, now=now)


def _contribute(world: World, side: Side, now: datetime, word: str) -> None:
    """Let a partner hand in what it published, of which one thing is acknowledged, and begin something else."""
    seller, reviewer = side.seller, world.host[Role.MARKETING]
    said = {
        "published_on": now.date(),
        "credited_as": f"{word} wrote it",
        "author_ids": (seller.person_id,),
        "customer": f"{word} customer",
    }
    with acting_as(seller):
        uploaded = SimpleUploadedFile(f"{word} talk.txt", f"{word} said.".encode())
        file = store_file(uploaded=uploaded, partner_id=side.id, actor=seller, now=now)
        talk = ContributionDraft(title=f"{word} talks", kind=ContributionKind.TALK, **said)
        key = content.save_contribution(actor=seller, draft=talk, file_id=file.id, now=now)
        content.submit_contribution(actor=seller, contribution_id=key, now=now)
        post = ContributionDraft(title=f"{word} writes", address=f"https://{word.lower()}.example/post", **said)
        key = content.save_contribution(actor=seller, draft=post, now=now)
        content.submit_contribution(actor=seller, contribution_id=key, now=now)
        content.save_contribution(actor=seller, draft=ContributionDraft(title=f"{word} begins"), now=now)
    with acting_as(reviewer):
        content.verify_contribution(
            actor=reviewer, contribution_id=key, confidence=Confidence.HIGH, words=f"Thanks, {word}", now=now
        )


def _plan_ahead(author: Actor, word: str, now: datetime, conditions: Mapping[str, frozenset[str]]) -> None:
    """Let the host say what is to come, and have looked for something in vain."""
    audience = make_audience(now, author, f"{word} under agreement", agreements={"partner"}, **conditions)
    terms = RoadmapTerms(
        title=f"{word} ahead",
        words=f"{word} soon",
        quarter_on=now.date(),
        status=RoadmapStatus.PLANNED,
        audience_id=audience,
        confidentiality=f"{word} only",
    )
    content.define_roadmap_item(actor=author, terms=terms, now=now)
    content.note_unanswered(wanted=AssetFilter(text=f"{INTERNALS[0]} {word}"), now=now)


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


def _pilot(admin: Actor, side: Side, word: str, now: datetime, *, feature: str) -> UUID:
    """Let a partner have a feature ahead of others and say something about it; return the rollout."""
    cohort = Cohort(partner_ids=frozenset({side.id}))
    with acting_as(admin):
        key = rollouts.draft_rollout(actor=admin, draft=RolloutDraft(feature=feature, name=f"{word} first"), now=now)
        phase = PhaseDraft(name=INTERNALS[1], starts_on=now.date(), cohort=cohort)
        rollouts.keep_phase(actor=admin, rollout_id=key, draft=phase, now=now)
        rollouts.start_rollout(actor=admin, rollout_id=key, now=now)
    said = FeedbackDraft(kind=FeedbackKind.IDEA, text=f"{word} wants more")
    with acting_as(side.seller):
        rollouts.give_feedback(actor=side.seller, rollout_id=key, draft=said, now=now)
    return key


def _release(admin: Actor, rollout_id: UUID, now: datetime) -> None:
    """Give everybody what was rolled out, so that nobody has less than before."""
    with acting_as(admin):
        rollouts.end_rollout(
            actor=admin, rollout_id=rollout_id, ending=Ending.RELEASED, reason="Everybody wants it", now=now
        )


def _customers(*names: str) -> tuple[str, ...]:
    """Return names that are unlike each other and each carry a secret."""
    return tuple(f"{name}{word.lower()}" for name, word in zip(names, SECRETS * 2, strict=False))


def _agree(actor: Actor, partner_id: UUID, remark: str, now: datetime) -> None:
    """Propose a goal for a partner."""
    said = RevisionDraft(target=Decimal(5), reason=remark)
    goal = GoalDraft(metric="pipeline.won_count", starts_on=now.date(), until=date(2028, 1, 1), revision=said)
    partners.propose_goal(actor=actor, partner_id=partner_id, draft=goal, now=now)


def make_side(now: datetime, name: str, manager: Actor, **said: object) -> Side:
    """Enroll a partner with a person of every role."""
    with as_system():
        partner_id = make_partner(
            now,
            f"{name} GmbH",
            types=("reseller",),
            manager_ids=(manager.person_id,),
            status=PartnerStatus.ONBOARDING,
            **said,
        )
        partners.start_journeys(partner_ids=[partner_id], now=now)
        people = {
            role: make_person(now, f"{name} {role.value}", role, partner_id=partner_id)
            for role in sorted(PARTNER_ROLES)
        }
        today = now.date()
        _agree(SYSTEM, partner_id, f"{name} grows", now)
        _accept(people[Role.PARTNER_ADMIN], now, name)
        partners.assign_tier(
            actor=SYSTEM, partner_id=partner_id, tier="gold", since_on=today, reason=f"{name} grew", now=now
        )
        partners.record_certification(
            actor=SYSTEM, partner_id=partner_id, family="network", since_on=today, until=None, credential=name, now=now
        )
        partners.set_status(actor=SYSTEM, partner_id=partner_id, status=PartnerStatus.ACTIVE, reason="", now=now)
        _ask(partner_id, now, name)
    _get_started(people[Role.PARTNER_ADMIN], now, name)
    _vet(people[Role.PARTNER_ADMIN], now, name)
    return Side(partner_id, people)


def _ask(partner_id: UUID, now: datetime, word: str) -> None:
    """Let a partner be asked to do something, of which an automation hears, and let it have been there."""
    partners.open_partner_task(
        actor=SYSTEM,
        partner_id=partner_id,
        title=f"{word} sends its forecast",
        text=f"Only {word} can know it.",
        doer=Doer.PARTNER_ADMIN,
        due_on=now.date(),
        now=now,
    )
    partners.note_signs(partner_id=partner_id, signals=tuple(Signal), on=now.date() - timedelta(days=90))


def _agreement(kind: AgreementKind, version: str, now: datetime, types: tuple[str, ...] = ()) -> None:
    """Let the host publish an agreement."""
    text = TextDraft(language="en", title=f"Agreement {version}", body=f"Agreed: {version}.")
    draft = VersionDraft(kind=kind, version=version, valid_from=now.date(), texts=(text,), types=types)
    partners.publish_agreement(actor=SYSTEM, draft=draft, now=now)


def _accept(admin: Actor, now: datetime, word: str) -> None:
    """Let a partner accept the agreement that is asked of it."""
    assert admin.partner_id is not None
    partners.settle_agreements(partner_ids=[admin.partner_id], now=now)
    with acting_as(admin):
        text = AgreementText.objects.get(version__kind=AgreementKind.PARTNER)
        partners.accept_agreement(actor=admin, text_id=text.id, digest=text.digest, name=f"{word} signs", now=now)


def _vet(admin: Actor, now: datetime, word: str) -> None:
    """Let a partner answer a questionnaire, with a file, and give a document that is required; both wait for the host."""
    partner_id = admin.partner_id
    assert partner_id is not None
    with acting_as(admin):
        code = SimpleUploadedFile(f"{word} code.txt", f"{word} is fair.".encode())
        answers = {**MIDDLING, "code": keep_vetting_file(code, partner_id=partner_id, actor=admin, now=now)}
        case_id = partners.save_vetting_answers(actor=admin, questionnaire="bribery", answers=answers, now=now)
        partners.submit_vetting(actor=admin, case_id=case_id, now=now)
        policy = SimpleUploadedFile(f"{word} policy.txt", f"{word} is insured.".encode())
        file = store_file(uploaded=policy, partner_id=partner_id, actor=admin, now=now)
        partners.give_evidence(
            actor=admin,
            partner_id=partner_id,
            requirement="insurance",
            file_id=file.id,
            valid_until=now.date() + timedelta(days=300),
            remark=f"{word} pays",
            now=now,
        )


def _get_started(admin: Actor, now: datetime, word: str) -> None:
    """Let a partner close a task of its journey, and show why."""
    with acting_as(admin):
        task = JourneyTask.objects.get(partner=admin.partner_id, key="accounts")
        uploaded = SimpleUploadedFile(f"{word} accounts.txt", f"{word} listed them.".encode())
        file = store_file(uploaded=uploaded, partner_id=task.partner_id, actor=admin, now=now)
        partners.close_journey_task(
            actor=admin, task_id=task.id, remark=f"{word} listed ten", evidence_id=file.id, now=now
        )


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
    with acting_as(seller):
        prepare_edit(
            actor=seller, list_name="opportunities", change="stage", value="propose", ids=[opportunity], now=following
        )
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
    _learn(side, word, now)


def _learn(side: Side, word: str, now: datetime) -> None:
    """Let a seller take the course as far as the exam, and have a certificate from elsewhere."""
    seller = side.seller
    with acting_as(seller):
        course = Course.objects.get(key="weighing").id
        enrollment = enroll(now, seller, course)
        learning.complete_lesson(actor=seller, enrollment_id=enrollment, lesson="reading", now=now)
        learning.start_attempt(actor=seller, enrollment_id=enrollment, lesson="exam", now=now)
        hand_in_work(actor=seller, enrollment_id=enrollment, lesson="survey", text=f"{word} survey", now=now)
        launch_package(actor=seller, enrollment_id=enrollment, lesson="scales", unit="unit-1", now=now)
        register(now, seller, LiveSession.objects.get(title="Weighing live").id)
    with as_system():
        completion = ExternalCompletion(
            email=Person.objects.get(id=seller.person_id).email,
            certification="weigher",
            completed_on=now.date(),
            evidence=f"{word} report",
        )
        learning.import_completion(actor=SYSTEM, completion=completion, now=now)


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


def _recruit(manager: Actor, word: str, now: datetime) -> None:
    """Let the host look for a partner, of which nobody else may know."""
    with acting_as(manager):
        draft = ProspectDraft(name=f"{word} GmbH", type="reseller", country="DE", note=word)
        partners.add_prospect(actor=manager, draft=draft, source=ProspectSource.HAND, now=now)


def _judge(manager: Actor, partner_id: UUID, now: datetime) -> None:
    """Let the host audit its partners, decide about one, count it among the small ones, and see it rise."""
    with acting_as(manager):
        scope = portfolio.AuditScope(as_of=now.date(), name=f"{INTERNALS[0]} {word_of(partner_id)}")
        audit = partners.begin_audit(actor=manager, scope=scope, now=now)
    with as_system():
        partners.measure_audit(audit_id=audit, now=now)
        partners.evaluate_tail(partner_ids=[partner_id], now=now)
        rules = rules_in_force("long_tail", region=None, at=now)
        Rise.objects.create(
            partner_id=partner_id,
            raised_on=now.date(),
            facts={"figures": {}, "past_days": 400},
            rules=rules.label,
            version_ids=[str(one) for one in rules.version_ids],
        )
    with acting_as(manager):
        said = portfolio.DecisionDraft(
            partner_class=portfolio.PartnerClass.DORMANT,
            course=portfolio.Course.EXIT,
            reason=INTERNALS[1],
            note=INTERNALS[0],
        )
        partners.decide_partnership(actor=manager, audit_id=audit, partner_id=partner_id, draft=said, now=now)


def _keep_internal(world: World, side: Side, now: datetime) -> None:
    """Let the host write what no partner may read, about the partner and beside it."""
    manager, word = world.manager, INTERNALS[0]
    following = now + timedelta(days=2)
    _recruit(manager, word, now)
    _judge(manager, side.id, now)
    with as_system():
        mine = DealRegistration.objects.filter(partner_id=side.id).exclude(state="draft").order_by("id")
        converted, protected, held, *_ = mine
    with acting_as(manager):
        flag = FlagDraft(kind=FlagKind.THIRD_COUNTRY, text=f"{word} was paid elsewhere", reference=word)
        partners.record_red_flag(actor=manager, partner_id=side.id, draft=flag, now=following)
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
        _offboard(word_of(side.id), now)
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


def _offboard(word: str, now: datetime) -> None:
    """Let the host begin to part with a partner."""
    leaving = make_partner(now, f"Abendroth Systeme {word}")
    draft = OffboardingDraft(reason=OffboardingReason.OWN_WISH, explanation=f"{word} sells elsewhere")
    partners.begin_offboarding(actor=SYSTEM, partner_id=leaving, draft=draft, now=now)


def by_state(partner_id: UUID) -> Mapping[str, str]:
    """Return the outside id of one registration of the partner in each state."""
    with as_system():
        return {row.state: row.public_id for row in DealRegistration.objects.filter(partner_id=partner_id)}


def closed_task(partner_id: UUID) -> str:
    """Return the outside id of a task of a partner's journey that is a seller's, and was shown to be done."""
    with as_system():
        found: str = JourneyTask.objects.get(partner=partner_id, key="accounts").public_id
        return found


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
