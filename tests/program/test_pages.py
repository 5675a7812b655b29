"""The program's pages: read by everyone, written by few, a form drawn from the rulebook itself."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.program.models import ProductFamily, Region, RuleVersion
from steelyard.program.public import record_decision, rules_in_force
from tests.identity.conftest import World, signed_in
from tests.program.conftest import KEY
from tests.program.rulebook import ReferralRules, decide_referral


def begin(admin: Client, region: str = "") -> str:
    """Begin a draft on its page and return the address of its editor."""
    response = admin.post(reverse("program:begin-draft", args=[KEY]), {"region": region})
    assert response.status_code == 302
    return str(response["Location"])


def typed(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send for the editor as it is drawn, with some inputs changed."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False, "", []):
            sent[bound.html_name] = "on" if value is True else value
    return {name: value for name, value in (sent | changes).items() if value is not None}


def draft_of(address: str) -> RuleVersion:
    with as_system():
        return RuleVersion.objects.get(id=RuleVersion.parse_id(address.rstrip("/").rpartition("/")[2]))


def test_everyone_signed_in_reads_the_rules_in_force(seller: Client, admin: Client) -> None:
    for client in (seller, admin):
        page = client.get(reverse("program:rulebook", args=[KEY])).content.decode()
        assert "A referral is protected for 90 days, at most 180." in page
        assert "RF v1" in page
    assert "Direct sales count" in admin.get(reverse("program:rulebook", args=[KEY])).content.decode()
    assert "Direct sales count" not in seller.get(reverse("program:rulebook", args=[KEY])).content.decode()


def test_the_form_drawn_from_the_rulebook_reads_back_the_same_rules(admin: Client) -> None:
    address = begin(admin)
    assert admin.post(address, typed(admin, address)).status_code == 302
    assert draft_of(address).rules == ReferralRules().dump()


def test_settings_of_every_kind_are_saved(admin: Client) -> None:
    address = begin(admin)
    changes = {
        "window_days": "60",
        "capacity": None,
        "share": "0.25",
        "reminders-days": "30; 3",
        "reminders-by_mail": None,
        "ladder-0-verdict": "refuse",
        "ladder-1-is_on": None,
        "overridable_fields": ["share"],
        "note": "Shorter",
    }
    assert admin.post(address, typed(admin, address, **changes)).status_code == 302
    rules = ReferralRules.load(draft_of(address).rules)
    assert (rules.window_days, rules.capacity, str(rules.share)) == (60, None, "0.25")
    assert (rules.reminders.days, rules.reminders.by_mail) == ((30, 3), False)
    assert [(rung.verdict, rung.is_on) for rung in rules.ladder] == [
        ("refuse", True),
        ("refuse", False),
        ("refuse", True),
    ]
    assert rules.overridable_fields == ("share",)
    assert draft_of(address).note == "Shorter"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"window_days": "0"}, "window_days", "Enter 1 or more."),
        ({"window_days": "ninety"}, "window_days", "Enter a whole number."),
        ({"window_days": ""}, "window_days", "This field is required."),
        ({"share": "2"}, "share", "Enter 1 or less."),
        ({"reminders-days": "7, soon"}, "reminders-days", "Enter a whole number."),
        (
            {"ladder-2-verdict": "x"},
            "ladder-2-verdict",
            "Select a valid choice. x is not one of the available choices.",
        ),
        (
            {"window_days": "200", "longest_days": "100"},
            "__all__",
            "Protection cannot be longer than the longest protection.",
        ),
    ],
)
def test_a_setting_that_is_wrong_is_marked_and_nothing_typed_is_lost(
    admin: Client, changes: dict[str, str], field: str, message: str
) -> None:
    address = begin(admin)
    response = admin.post(address, typed(admin, address, look_back_days="77", **changes))
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]
    assert 'value="77"' in response.content.decode()
    assert draft_of(address).rules == ReferralRules().dump()


def test_a_rung_moves_without_script(admin: Client) -> None:
    address = begin(admin)
    page = admin.post(address, typed(admin, address, edit="ladder-2-up", window_days="61"))
    assert page.status_code == 200
    moved = [
        row.title for section in page.context["form"].sections for e in section.entries if e.rows for row in e.rows
    ]
    assert moved == ["Existing customer", "Direct sales", "Other partner"]
    assert 'value="61"' in page.content.decode()
    assert draft_of(address).rules == ReferralRules().dump()


def test_the_preview_says_what_would_change(admin: Client) -> None:
    address = begin(admin)
    page = admin.post(f"{address}preview/", typed(admin, address, window_days="61"), headers={"HX-Request": "true"})
    text = page.content.decode()
    assert "protected for 61 days" in text
    assert "protected for 90 days" in text
    assert "<html" not in text
    wrong = admin.post(f"{address}preview/", typed(admin, address, window_days="x")).content.decode()
    assert "Correct the marked settings" in wrong


def test_a_region_sees_and_keeps_only_what_it_may_change(admin: Client) -> None:
    address = begin(admin, "DACH")
    form = admin.get(address).context["form"]
    assert form.names == ["window_days", "longest_days", "share", "ladder"]
    sent = {"own-window_days": "on", "window_days": "45", "share": "0.9", "capacity": "1", "ladder-count": "0"}
    assert admin.post(address, typed(admin, address, **sent)).status_code == 302
    assert draft_of(address).rules == {"window_days": 45}


def test_a_draft_is_published_on_its_page(admin: Client, seller: Client) -> None:
    address = begin(admin)
    assert admin.post(address, typed(admin, address, window_days="60", publish="yes"))["Location"].endswith(
        "/publication/"
    )
    past = admin.post(f"{address}publication/", {"effective_from": "2020-01-01T00:00"})
    assert past.status_code == 422
    assert "effective_from" in past.context["form"].errors
    done = admin.post(f"{address}publication/", {"note": "Shorter protection"})
    assert done.status_code == 302
    assert draft_of(address).state == "published"
    for client in (admin, seller):
        page = client.get(done["Location"]).content.decode()
        assert "protected for 60 days" in page
        assert "Shorter protection" in page
    history = seller.get(reverse("program:versions", args=[KEY])).content.decode()
    assert "RF v2" in history


def test_a_draft_is_discarded_after_a_question(admin: Client) -> None:
    address = begin(admin)
    assert "Discard" in admin.get(f"{address}discard/").content.decode()
    assert admin.post(f"{address}discard/").status_code == 302
    assert admin.get(address).status_code == 404


def test_drafts_and_editing_are_closed_to_partners(admin: Client, seller: Client) -> None:
    address = begin(admin)
    for path in ("", "publication/", "discard/"):
        assert seller.get(f"{address}{path}").status_code == 404
        assert seller.post(f"{address}{path}").status_code == 404
    assert seller.post(f"{address}preview/").status_code == 404
    assert seller.post(reverse("program:begin-draft", args=[KEY])).status_code == 403
    for name in ("program:region-new", "program:family-new"):
        assert seller.get(reverse(name)).status_code == 403


def test_nobody_reads_without_signing_in(world: World) -> None:
    for name in ("program:rules", "program:regions", "program:families"):
        assert Client().get(reverse(name)).status_code == 302


def _decide(world: World, found: dict[str, str]) -> str:
    now = utc_now()
    with acting_as(world.hansa.seller):
        rules = rules_in_force(KEY, region=None, at=now)
        decision: UUID = record_decision(
            kind=KEY,
            subject_id=world.hansa.id,
            partner_id=world.hansa.id,
            facts={"found": found},
            rules=rules,
            decision=decide_referral({"found": found}, rules.rules),
            actor=world.hansa.seller,
            now=now,
        )
    return public_id("decision", decision)


def test_a_decision_is_explained_to_each_as_far_as_they_may_know(world: World, admin: Client, seller: Client) -> None:
    address = reverse("program:decision", args=[_decide(world, {"rival": "Globex"})])
    told = admin.get(address).content.decode()
    assert "Globex came first." in told
    assert re.search(r"Under RF v1 it comes out the same", told)
    assert "Direct sales count" in told
    own = seller.get(address).content.decode()
    assert "Somebody came first." in own
    assert "Globex" not in own
    assert "comes out" not in own
    assert signed_in("sam@baltic.example").get(address).status_code == 404


def test_a_decision_can_be_tried_under_another_version(world: World, admin: Client) -> None:
    address = begin(admin)
    admin.post(address, typed(admin, address, **{"ladder-1-is_on": None}))
    admin.post(f"{address}publication/", {})
    page = admin.get(
        reverse("program:decision", args=[_decide(world, {"rival": "Globex"})]), {"under": draft_of(address).public_id}
    )
    assert "Under RF v2 it comes out different: protected." in page.content.decode()


def test_regions_and_families_are_defined_on_their_pages(admin: Client) -> None:
    new = reverse("program:region-new")
    assert (
        admin.post(new, {"key": "IBERIA", "name": "Iberia", "parent": "EMEA", "countries": "es, pt"}).status_code == 302
    )
    with as_system():
        assert set(Region.objects.get(key="IBERIA").countries.values_list("country", flat=True)) == {"ES", "PT"}
    for wrong, field in (
        ({"countries": "DE"}, "countries"),
        ({"countries": "QQ"}, "countries"),
        ({"parent": "IBERIA2"}, "parent"),
    ):
        refused = admin.post(reverse("program:region", args=["EMEA"]), {"name": "EMEA"} | wrong)
        assert refused.status_code == 422
        assert field in refused.context["form"].errors
    loop = admin.post(reverse("program:region", args=["EMEA"]), {"name": "EMEA", "parent": "DACH"})
    assert "parent" in loop.context["form"].errors
    family = {"key": "backup", "name": "Backup", "requires_certification": "on", "is_active": "on"}
    assert admin.post(reverse("program:family-new"), family).status_code == 302
    assert admin.post(reverse("program:family", args=["backup"]), {"name": "Backup"}).status_code == 302
    with acting_as(SYSTEM):
        assert not ProductFamily.objects.get(key="backup").is_active
    assert "Backup" in admin.get(reverse("program:families")).content.decode()
    assert "IBERIA" in admin.get(reverse("program:regions")).content.decode()
