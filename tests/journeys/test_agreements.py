"""An administrator reads an agreement, accepts it by name, and has a record of it; the host sees who is due."""

from collections.abc import Callable
from itertools import product
from uuid import UUID

import pytest
from playwright.sync_api import Page

from steelyard.kernel.ids import public_id
from steelyard.partners import commands
from steelyard.partners.agreements.terms import AgreementKind, TextDraft, VersionDraft
from steelyard.partners.models import AgreementText
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey

TEXTS = (
    TextDraft(language="de", title="Partnervertrag", body="## Laufzeit\n\nDieser Vertrag gilt **zwölf Monate**."),
    TextDraft(language="en", title="Our agreement", body="## Term\n\nThis agreement holds for **twelve months**."),
)


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    """Two partners that are asked to accept the partner agreement."""
    with as_system():
        made = make_ecosystem(utc_now())
        publish(made, AgreementKind.PARTNER)
    return made


def publish(ecosystem: Ecosystem, kind: AgreementKind) -> UUID:
    """Publish a kind of agreement, and ask for it."""
    now = utc_now()
    draft = VersionDraft(kind=kind, version="2027.1", valid_from=now.date(), texts=TEXTS, term_months=12)
    version_id = commands.publish_agreement(actor=ecosystem.admin, draft=draft, now=now)
    commands.settle_agreements(partner_ids=[ecosystem.acme, ecosystem.beta], now=now)
    return version_id


def test_an_administrator_accepts_by_typing_a_name(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    page = sign_in(ecosystem.acme_admin)
    page.goto("/")
    page.get_by_role("link", name="Partner agreement 2027.1").first.click()
    page.get_by_text("twelve months").wait_for()
    page.get_by_label("Your full name").fill("Anna Acar")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Accepted. This is your record of it.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert "Anna Acar" in download.value.path().read_text(encoding="utf-8")
    browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    with as_system():
        conduct = publish(ecosystem, AgreementKind.CONDUCT)
        text = AgreementText.objects.get(version=conduct, language="en")
    with acting_as(ecosystem.acme_admin):
        signed = commands.accept_agreement(
            actor=ecosystem.acme_admin, text_id=text.id, digest=text.digest, name="Anna Acar", now=utc_now()
        )
    with as_system():
        asked = AgreementText.objects.get(version__kind=AgreementKind.PARTNER, language="en").version_id
    version, agreement = public_id("agreementversion", asked), public_id("agreement", signed)
    acme = public_id("partner", ecosystem.acme)
    pages = {
        "own": (ecosystem.acme_admin, "/organization/agreements/"),
        "accept": (ecosystem.acme_admin, f"/organization/agreements/{version}/"),
        "record": (ecosystem.acme_admin, f"/partners/agreements/{agreement}/"),
        "list": (ecosystem.manager, "/partners/agreements/"),
        "versions": (ecosystem.admin, "/partners/agreements/versions/"),
        "version": (ecosystem.admin, f"/partners/agreements/versions/{version}/"),
        "publish": (ecosystem.admin, "/partners/agreements/versions/new/"),
        "partner": (ecosystem.manager, f"/partners/{acme}/agreements/"),
    }
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, address)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(address)
        browsers.screenshot(page, f"agreements-{name}-{width}-{theme}-{language}")
        assert browsers.axe(page) == [], name
        assert browsers.no_overflow(page) == [], name
        assert browsers.no_overlap(page) == [], name
        assert browsers.complaints(page) == [], name
        browsers.close(page)
