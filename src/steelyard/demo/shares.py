"""What partners of the demo publish themselves, and what they used before their sales closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from steelyard.content import commands as content
from steelyard.content.contributions.terms import Confidence, ContributionDraft, ContributionKind
from steelyard.content.models import Asset, Audience
from steelyard.content.terms import EVERY_PARTNER, AssetState
from steelyard.demo.ecosystem import DemoPartner, Ecosystem
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import Refusal
from steelyard.partners.public import find_cards
from steelyard.pipeline.models import Opportunity
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.directory import find_people
from steelyard.program.public import adopt_rules

REVIEWER = "Helen Brodie"
_SEED = 1281
"""The year in which the Hanse merchants of London became one community."""
_SALES = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something that a partner published; `then` is what became of it."""

    title: str
    kind: ContributionKind
    slug: str
    then: str = "featured"
    family: str = ""
    language: str = "en"
    days: int = 60
    reach: int | None = None
    customer: str = ""


_WORKS = (
    Work(
        title="Three sites, one platform: what we learned",
        kind=ContributionKind.BLOG_POST,
        slug="three-sites",
        family="core",
        reach=2400,
        customer="A supplier of gear boxes",
    ),
    Work(
        title="Gateways in the cold: a field guide",
        kind=ContributionKind.GUIDE,
        slug="gateways-in-the-cold",
        family="edge",
        days=90,
        reach=640,
    ),
    Work(
        title="Schlüssel im eigenen Haus",
        kind=ContributionKind.VIDEO,
        slug="schluessel",
        family="guard",
        language="de",
        days=45,
        reach=1800,
    ),
    Work(
        title="Terraform modules for Core Platform",
        kind=ContributionKind.CODE,
        slug="terraform-core",
        family="core",
        days=120,
        reach=310,
    ),
    Work(
        title="Scrap is a decision: talk at the manufacturing days",
        kind=ContributionKind.TALK,
        slug="scrap",
        family="insight",
        then="acknowledged",
        days=70,
        reach=140,
    ),
    Work(
        title="Five questions before you consolidate",
        kind=ContributionKind.BLOG_POST,
        slug="five",
        then="submitted",
        days=6,
    ),
    Work(
        title="Our week with Edge Gateway",
        kind=ContributionKind.VIDEO,
        slug="our-week",
        then="submitted",
        days=3,
        family="edge",
    ),
    Work(title="We are a gold partner now", kind=ContributionKind.BLOG_POST, slug="gold", then="refused", days=30),
    Work(
        title="Backup that somebody tested",
        kind=ContributionKind.GUIDE,
        slug="backup",
        then="returned",
        days=12,
        family="guard",
    ),
    Work(title="Notes on sizing", kind=ContributionKind.GUIDE, slug="sizing", then="draft", days=2),
)


def build_shares(ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let partners use the library before their sales close, and have some of what they publish acknowledged."""
    random = Random(_SEED)  # noqa: S311 - a story, not a secret
    with as_system():
        adopt_rules(
            actor=SYSTEM,
            key="contributions",
            rules={"focus_families": ("edge",), "needed_languages": ("de",)},
            effective_from=ends_at - timedelta(days=150),
            now=ends_at,
        )
        reviewer = get_actor(ecosystem.people[REVIEWER], None)
    largest = sorted((one for one in ecosystem.partners if one.sellers), key=lambda one: -one.weight)
    _use_before_sales(random, ecosystem, ends_at)
    for place, work in enumerate(_WORKS):
        _publish(largest[place % 6], work, reviewer, ends_at)


def _use_before_sales(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let sellers open what they may in the weeks before a sale closes, a little more often before those that are won."""
    partners = {one.id: one for one in ecosystem.partners if one.sellers}
    with as_system():
        assets = list(Asset.objects.filter(state=AssetState.PUBLISHED).order_by("title").values_list("id", flat=True))
        closed = Opportunity.objects.filter(partner__in=list(partners), closed_at__gte=ends_at - timedelta(days=300))
        sales = list(closed.order_by("-closed_at", "id").values_list("partner_id", "outcome", "closed_at")[:_SALES])
    for partner_id, outcome, closed_at in sales:
        if closed_at is None or random.random() > (0.75 if outcome == "won" else 0.5):
            continue
        with as_system():
            actor = get_actor(random.choice(partners[partner_id].sellers), partner_id)
        with acting_as(actor):
            for asset_id in random.sample(assets, k=random.randint(1, 3)):
                at = closed_at - timedelta(days=random.uniform(1, 60))
                try:
                    content.open_asset(actor=actor, asset_id=asset_id, now=at)
                except Refusal:  # not for them, or a text
                    continue


def _publish(partner: DemoPartner, work: Work, reviewer: Actor, ends_at: datetime) -> None:
    now = ends_at - timedelta(days=work.days)
    with as_system():
        seller = get_actor(partner.sellers[0], partner.id)
        name = find_cards([partner.id])[partner.id].name
        author = find_people({partner.sellers[0]})[partner.sellers[0]].name
    draft = ContributionDraft(
        title=work.title,
        kind=work.kind,
        summary="What worked, what did not, and what we would do again.",
        address=f"https://blog.{name.split()[0].lower()}.example/{work.slug}",
        language=work.language,
        families=(work.family,) if work.family else (),
        published_on=(now - timedelta(days=4)).date(),
        credited_as=f"{name}, by {author}",
        author_ids=(partner.sellers[0],),
        customer=work.customer,
        reach=work.reach,
    )
    with acting_as(seller):
        key = content.save_contribution(actor=seller, draft=draft, now=now)
        if work.then == "draft":
            return
        content.submit_contribution(actor=seller, contribution_id=key, now=now)
    then = now + timedelta(days=2)
    with acting_as(reviewer):
        match work.then:
            case "returned":
                words = "Which version did you test, and how large was the vault?"
                content.return_contribution(actor=reviewer, contribution_id=key, words=words, now=then)
            case "refused":
                words = "This tells of the partnership, not of what customers do with it."
                content.refuse_contribution(actor=reviewer, contribution_id=key, reason=words, now=then)
            case "acknowledged" | "featured":
                content.verify_contribution(
                    actor=reviewer,
                    contribution_id=key,
                    confidence=Confidence.HIGH,
                    words="Thank you, this helps others.",
                    now=then,
                )
        if work.then == "featured":
            everybody = Audience.objects.get(name=EVERY_PARTNER).id
            content.feature_contribution(actor=reviewer, contribution_id=key, audience_id=everybody, now=then)
