"""The pages of audits and of the long tail hold together at every size."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.partners import commands as partners
from steelyard.partners.longtail.jobs import evaluate_long_tail
from steelyard.partners.models import Partner, Rise
from steelyard.partners.portfolio.terms import AuditScope, Course, DecisionDraft, PartnerClass
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem, make_partner
from tests.pipeline.making import make_opportunity

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey
_NAMES = ("Albatros GmbH", "Bernstein AG", "Cobalt Systems", "Drossel IT", "Eiche Consulting", "Falke Networks")


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now() - timedelta(days=900))


@pytest.fixture
def made(ecosystem: Ecosystem) -> Mapping[str, str]:
    """Two audits, one of them closed, and a small partner that rises."""
    now, actor = utc_now(), ecosystem.manager
    with as_system():
        others = [make_partner(now - timedelta(days=800), name, types=("reseller",)) for name in _NAMES]
        Partner.objects.update(enrolled_at=now - timedelta(days=900))
        for number, partner in enumerate((ecosystem.acme, *others)):
            for days in range(5, 5 + 20 * number, 20):
                amount = Money(Decimal(2_500 * number), "EUR")
                at = now - timedelta(days=days)
                won = make_opportunity(at, f"Won {number} {days}", partner_id=partner, amount=amount, lines=())
                close_opportunity(actor=SYSTEM, opportunity_id=won, won=True, now=at)
    keys = []
    for name in ("Spring", "Autumn"):
        with acting_as(actor):
            key = partners.begin_audit(actor=actor, scope=AuditScope(as_of=now.date(), name=name), now=now)
        with as_system():
            partners.measure_audit(audit_id=key, now=now)
        said = DecisionDraft(partner_class=PartnerClass.STRATEGIC, course=Course.INVEST, reason=f"{name}: a new team.")
        with acting_as(actor):
            partners.decide_partnership(actor=actor, audit_id=key, partner_id=others[-1], draft=said, now=now)
            if name == "Autumn":
                more = DecisionDraft(
                    partner_class=PartnerClass.PLATFORM_FIT, course=Course.WATCH, reason="Wait and see."
                )
                partners.decide_partnership(actor=actor, audit_id=key, partner_id=ecosystem.acme, draft=more, now=now)
        keys.append(key)
    with acting_as(actor):
        partners.close_audit(actor=actor, audit_id=keys[0], now=now)
    evaluate_long_tail(now)
    with as_system():
        rise = public_id("rise", Rise.objects.values_list("id", flat=True).first())
    before, after = (public_id("portfolioaudit", key) for key in keys)
    return {
        "before": before,
        "after": after,
        "rise": rise,
        "partner": public_id("partner", others[2]),
        "decided": public_id("partner", others[-1]),
    }


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, made: Mapping[str, str], sign_in: SignIn) -> None:
    before, after = made["before"], made["after"]
    pages = {
        "audits": "/partners/audits/",
        "new": "/partners/audits/new/",
        "audit": f"/partners/audits/{after}/",
        "partner": f"/partners/audits/{after}/partners/{made['partner']}/",
        "closed": f"/partners/audits/{before}/partners/{made['decided']}/",
        "comparison": f"/partners/audits/{after}/comparison/?before={before}",
        "record": f"/partners/{made['decided']}/",
        "tail": "/partners/long-tail/",
        "members": "/partners/long-tail/partners/",
        "rises": "/partners/rising/",
        "rise": f"/partners/rising/{made['rise']}/",
        "dismissal": f"/partners/rising/{made['rise']}/dismissal/",
        "rules": "/rules/portfolio/",
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, address), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(ecosystem.manager, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"portfolio-{name}-{width}-{theme}")
        found = (browsers.axe(page), browsers.no_overflow(page), browsers.complaints(page))
        assert found == ([], [], []), name
        browsers.close(page)


def test_a_manager_decides_one_partner_after_the_other(
    ecosystem: Ecosystem, made: Mapping[str, str], sign_in: SignIn
) -> None:
    page = sign_in(ecosystem.manager)
    page.goto(f"/partners/audits/{made['after']}/")
    page.get_by_role("link", name="Decide", exact=True).click()
    first = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="Accept").click()
    page.wait_for_function("before => document.querySelector('h1').innerText !== before", arg=first)
    page.get_by_label("What is done").select_option("watch")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_text("Say why you decide otherwise than proposed.").first.wait_for()
    browsers.close(page)
