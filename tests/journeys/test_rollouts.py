"""A program admin gives a feature to one partner first, its people say what they think, and are answered."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page

from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.rollouts import commands
from steelyard.rollouts.models import PilotFeedback
from steelyard.rollouts.terms import FeedbackDraft, FeedbackKind
from tests import browser as browsers
from tests.partners.making import Ecosystem, make_ecosystem
from tests.rollouts.making import add_phase, make_rollout, start

SignIn = Callable[..., Page]

pytestmark = pytest.mark.journey


@pytest.fixture
def ecosystem(address: str) -> Ecosystem:
    with as_system():
        return make_ecosystem(utc_now())


def test_a_pilot_goes_from_plan_to_answer(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    host = sign_in(ecosystem.admin)
    host.goto("/rollouts/")
    host.get_by_role("link", name="Roll out: Lists as files").click()
    host.get_by_label("Name").fill("Files first")
    host.get_by_label("What it is about").fill("Do the columns fit?")
    host.get_by_role("button", name="Save the draft").click()
    host.get_by_role("button", name="Save the phase").click()
    host.get_by_text("Saved. The phase admits 0 partners.").first.wait_for()
    host.get_by_label("Pick a partner by hand").type("Acme", delay=20)
    host.get_by_role("option", name="Acme Systems GmbH").click()
    host.get_by_role("button", name="Pick", exact=True).click()
    host.get_by_text("Saved. The phase admits 1 partner.").first.wait_for()
    host.get_by_role("link", name="Back to the rollout").click()
    host.get_by_role("link", name="Start", exact=True).click()
    host.get_by_role("button", name="Start", exact=True).click()
    host.get_by_text("1 of 2").wait_for()

    seller = sign_in(ecosystem.acme_seller)
    seller.goto("/deals/")
    seller.get_by_role("link", name="Pilot", exact=True).click()
    assert seller.get_by_label("On which page?").input_value() == "/deals/"
    seller.get_by_label("Something does not work").check()
    seller.get_by_label("In your words").fill("The notes are missing.")
    seller.get_by_role("button", name="Send").click()
    seller.get_by_text("The notes are missing.").wait_for()
    others = sign_in(ecosystem.beta_seller)
    others.goto("/deals/")
    assert others.get_by_role("link", name="Pilot", exact=True).count() == 0

    host.get_by_role("link", name="The notes are missing.").click()
    host.get_by_label("State").select_option("fixed")
    host.get_by_role("textbox", name="Answer").fill("They are in the file now.")
    host.get_by_role("button", name="Save the answer").click()
    host.get_by_text("Saved. Whoever said it has been told.").first.wait_for()
    seller.get_by_role("link", name="The notes are missing.").click()
    seller.get_by_text("They are in the file now.").first.wait_for()
    for page in (host, seller, others):
        browsers.close(page)


def test_the_pages_are_clean_at_every_size(ecosystem: Ecosystem, sign_in: SignIn) -> None:
    now = utc_now()
    later = now.date() + timedelta(days=7)
    with as_system():
        running = start(ecosystem.admin, now, partner_ids={ecosystem.acme})
        phase = public_id("phase", add_phase(ecosystem.admin, running, now, name="Half", share=50, starts_on=later))
        make_rollout(ecosystem.admin, now, feature="keys", name="Keys later")
    with acting_as(ecosystem.acme_seller):
        draft = FeedbackDraft(kind=FeedbackKind.IDEA, text="Add PDF.", rating=4, page="/deals/")
        commands.give_feedback(actor=ecosystem.acme_seller, rollout_id=running, draft=draft, now=now)
    with as_system():
        said = PilotFeedback.objects.get().public_id
    one, acme = public_id("rollout", running), public_id("partner", ecosystem.acme)
    pages = {
        "list": (ecosystem.admin, "/rollouts/"),
        "record": (ecosystem.admin, f"/rollouts/{one}/"),
        "phase": (ecosystem.admin, f"/rollouts/{one}/phases/{phase}/"),
        "partners": (ecosystem.admin, f"/rollouts/{one}/partners/"),
        "ending": (ecosystem.admin, f"/rollouts/{one}/steps/ending/"),
        "feedback": (ecosystem.manager, "/rollouts/feedback/"),
        "answer": (ecosystem.manager, f"/rollouts/feedback/{said}/"),
        "panel": (ecosystem.manager, f"/partners/{acme}/"),
        "home": (ecosystem.acme_seller, "/"),
        "pilots": (ecosystem.acme_seller, "/pilots/"),
        "say": (ecosystem.acme_seller, f"/pilots/{one}/feedback/?page=/deals/"),
        "answered": (ecosystem.acme_seller, f"/rollouts/feedback/{said}/"),
    }
    problems: list[str] = []
    modes = ((browsers.PHONE, "dark", "de"), (browsers.DESKTOP, "light", "en"))
    for (name, (actor, path)), (width, theme, language) in product(pages.items(), modes):
        page = sign_in(actor, width=width, theme=theme, language=language)
        page.goto(path)
        browsers.screenshot(page, f"rollouts-{name}-{width}-{theme}-{language}")
        found = [
            *browsers.axe(page),
            *browsers.no_overflow(page),
            *browsers.no_overlap(page),
            *browsers.complaints(page),
        ]
        problems += [f"{name} {width}: {one}" for one in found]
        browsers.close(page)
    assert problems == []
