"""Loading the demo: the ecosystem first, then its year."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from steelyard.companies.public import assess_companies
from steelyard.demo.agreements import build_agreements
from steelyard.demo.automations import build_automations
from steelyard.demo.ecosystem import build_ecosystem
from steelyard.demo.goals import build_goals
from steelyard.demo.journeys import build_journeys
from steelyard.demo.lessons import build_courses
from steelyard.demo.library import build_library
from steelyard.demo.portfolio import build_portfolio
from steelyard.demo.recruiting import build_prospects
from steelyard.demo.sessions import build_sessions
from steelyard.demo.shares import build_shares
from steelyard.demo.tiers import build_tiers
from steelyard.demo.vetting import build_vetting
from steelyard.demo.year import YEAR, Year
from steelyard.identity.public import list_host_people
from steelyard.partners.public import assess_everyone
from steelyard.platform.db import as_system
from steelyard.platform.jobs import settle_history
from steelyard.platform.notifications import mark_all_read


def is_empty() -> bool:
    """Tell whether nobody belongs to the host yet."""
    with as_system():
        return not list_host_people()


def load(seed: int, now: datetime, on_progress: Callable[[int], None] = lambda _: None) -> None:
    """Generate the year that ends at `now`; the same seed and hour give the same year."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    ends_at = now.replace(minute=0, second=0, microsecond=0)
    with as_system():
        ecosystem = build_ecosystem(random, ends_at - YEAR)
        settle_history()
    Year(random, ecosystem, ends_at - YEAR, ends_at).live(on_progress)
    with as_system():
        build_library(random, ecosystem, ends_at)
        build_courses(random, ecosystem, ends_at)
        build_sessions(ecosystem, ends_at)
        build_prospects(random, ecosystem, ends_at)
        settle_history()
        mark_all_read(before=ends_at - timedelta(days=5), now=now)
    assess_everyone(ends_at)
    with as_system():
        assess_companies(now=ends_at)
    build_agreements(ecosystem, ends_at)
    build_vetting(Random(seed), ecosystem, ends_at)  # noqa: S311 - a story, not a secret
    build_shares(ecosystem, ends_at)
    build_tiers(ends_at)
    build_automations(ends_at)
    build_journeys(ends_at)
    with as_system():
        build_goals(random, ecosystem, ends_at)
        settle_history()
    build_portfolio(random, ends_at)
