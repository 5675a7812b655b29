"""The life of a partner: states with guards, kept for any day; leaving by a checklist, coming back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from steelyard.identity.commands.keys import create_api_key
from steelyard.identity.models import ApiKey, Membership
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.lifecycle.queries import (
    count_statuses,
    find_statuses_on,
    get_life,
    get_offboarding,
    list_lives,
    list_offboardings,
)
from steelyard.partners.lifecycle.rules import ChecklistItem, LifecycleRules
from steelyard.partners.lifecycle.terms import (
    DataWish,
    LifeFilter,
    OffboardingDraft,
    OffboardingReason,
    OffboardingState,
    Requirement,
    ReturnPath,
    Way,
)
from steelyard.partners.models import Offboarding, Partner, PartnerProfile, StatusPeriod
from steelyard.partners.refusals import (
    CannotLeave,
    CannotReturn,
    HeirNotPossible,
    OffboardingClosed,
    ReasonMissing,
    RequirementsMissing,
    StepsOpen,
    StillOpen,
    WayNotPossible,
)
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.db import acting_as
from steelyard.platform.events import load
from steelyard.platform.merging.refusals import MergeCollides
from steelyard.platform.models import EventRecord
from steelyard.platform.privacy.retention import run_retention
from steelyard.program.public import adopt_rules
from tests.partners.making import Ecosystem, browser_of, make_partner

DRAFT = OffboardingDraft(reason=OffboardingReason.OWN_WISH, explanation="They sell elsewhere.")
NEEDS = (Requirement.AGREEMENT,)
KIT = LifecycleRules(activation_needs=NEEDS, checklist=(ChecklistItem(key="kit", text="Demo kit is back"),))


def adopt(rules: LifecycleRules, now: datetime) -> None:
    """Let other rules of the lifecycle hold from now on."""
    adopt_rules(actor=SYSTEM, key="lifecycle", rules=rules.dump(), effective_from=now, now=now)


def begin(ecosystem: Ecosystem, now: datetime, draft: OffboardingDraft = DRAFT) -> Offboarding:
    """Begin to offboard Acme."""
    key = commands.begin_offboarding(actor=ecosystem.manager, partner_id=ecosystem.acme, draft=draft, now=now)
    return Offboarding.objects.get(id=key)


def sign(ecosystem: Ecosystem, now: datetime) -> None:
    """Let Acme sign the agreement."""
    commands.record_agreement(
        actor=SYSTEM, partner_id=ecosystem.acme, version="2026", signed_on=now.date(), valid_until=None, now=now
    )


def set_status(ecosystem: Ecosystem, status: PartnerStatus, now: datetime, reason: str = "Because") -> None:
    """Move Acme to another state."""
    commands.set_status(actor=ecosystem.manager, partner_id=ecosystem.acme, status=status, reason=reason, now=now)


def test_becoming_active_needs_what_the_rules_say(ecosystem: Ecosystem, now: datetime) -> None:
    adopt(LifecycleRules(activation_needs=NEEDS), now)
    set_status(ecosystem, PartnerStatus.SUSPENDED, now)
    with pytest.raises(RequirementsMissing, match="agreement"):
        set_status(ecosystem, PartnerStatus.ACTIVE, now)
    (move,) = [one for one in get_life(SYSTEM, ecosystem.acme, now=now).moves if one.missing]
    assert (move.status, move.missing) == (PartnerStatus.ACTIVE, (Requirement.AGREEMENT,))
    sign(ecosystem, now)
    set_status(ecosystem, PartnerStatus.ACTIVE, now)
    assert Partner.objects.get(id=ecosystem.acme).status == "active"


def test_history_holds_on_any_day_and_is_what_the_events_say(ecosystem: Ecosystem) -> None:
    joined = datetime(2020, 2, 29, 23, 30, tzinfo=UTC)
    partner_id = make_partner(joined, "Ancient GmbH", status=PartnerStatus.ONBOARDING)
    moves = [
        (datetime(2021, 1, 1, tzinfo=UTC), PartnerStatus.SUSPENDED),
        (datetime(2021, 3, 28, 1, 30, tzinfo=UTC), PartnerStatus.ENDED),
        (datetime(2022, 6, 1, tzinfo=UTC), PartnerStatus.ONBOARDING),
    ]
    for at, status in moves:
        commands.set_status(actor=SYSTEM, partner_id=partner_id, status=status, reason="So", now=at)
    days = {
        date(2020, 2, 28): None,
        date(2020, 2, 29): PartnerStatus.ONBOARDING,
        date(2020, 12, 31): PartnerStatus.ONBOARDING,
        date(2021, 1, 1): PartnerStatus.SUSPENDED,
        date(2021, 3, 1): PartnerStatus.SUSPENDED,
        date(2021, 3, 28): PartnerStatus.ENDED,
        date(2022, 6, 1): PartnerStatus.ONBOARDING,
    }
    assert {day: find_statuses_on(day, partner_ids=[partner_id]).get(partner_id) for day in days} == days
    told = EventRecord.objects.filter(subject_id=partner_id, type__startswith="partners.partner.").order_by("sequence")
    states = [(row.occurred_at, getattr(load(row), "after", None) or getattr(load(row), "status", "")) for row in told]
    kept = StatusPeriod.objects.filter(partner=partner_id).order_by("since_at")
    assert list(kept.values_list("since_at", "status")) == states
    on = LifeFilter(on=date(2021, 3, 1))
    page = list_lives(SYSTEM, on, PageRequest())
    assert [(line.partner, line.status) for line in page.items] == [("Ancient GmbH", PartnerStatus.SUSPENDED)]
    assert count_statuses(SYSTEM, on)[PartnerStatus.SUSPENDED] == 1


def test_a_record_that_was_merged_never_was_a_partner_of_its_own(ecosystem: Ecosystem, now: datetime) -> None:
    kept, gone = make_partner(now, "Twin GmbH"), make_partner(now, "Twin Holding GmbH")
    merge = commands.merge_partners(survivor_id=kept, merged_id=gone, taken=(), actor=SYSTEM, now=now)
    wanted = LifeFilter(on=now.date(), text="Twin Holding")
    assert list_lives(SYSTEM, wanted, PageRequest()).total == 0
    commands.undo_partner_merge(merge_id=merge, actor=SYSTEM, now=now)
    assert [line.status for line in list_lives(SYSTEM, wanted, PageRequest()).items] == [PartnerStatus.ACTIVE]


def test_who_is_leaving_is_not_merged(ecosystem: Ecosystem, now: datetime) -> None:
    begin(ecosystem, now)
    with pytest.raises(MergeCollides, match="being offboarded"):
        commands.merge_partners(
            survivor_id=ecosystem.beta, merged_id=ecosystem.acme, taken=(), actor=ecosystem.manager, now=now
        )


def test_leaving_ends_all_access_at_once(ecosystem: Ecosystem, now: datetime) -> None:
    seat = Membership.objects.get(person=ecosystem.acme_admin.person_id)
    create_api_key(actor=ecosystem.acme_admin, membership_id=seat.id, name="Sync", now=now)
    browser = browser_of(ecosystem.acme_seller)
    assert browser.get("/").status_code == 200
    offboarding = begin(ecosystem, now)
    assert browser.get("/").status_code == 302
    assert not ApiKey.objects.filter(membership=seat, revoked_at=None).exists()
    assert not Membership.objects.filter(partner_id=ecosystem.acme, until=None).exists()
    assert len(offboarding.member_ids) == 2
    assert Partner.objects.get(id=ecosystem.acme).status == "leaving"
    assert offboarding.due_on == now.date() + timedelta(days=30)


def test_a_partner_leaves_once_at_a_time(ecosystem: Ecosystem, now: datetime) -> None:
    offboarding = begin(ecosystem, now)
    with pytest.raises(CannotLeave):
        begin(ecosystem, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Offboarding.objects.create(
            partner_id=ecosystem.acme, reason="other", explanation="x", data="keep", status_before="active",
            begun_at=now, due_on=now.date(),
        )  # fmt: skip
    commands.complete_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, now=now)
    with pytest.raises(OffboardingClosed):
        commands.complete_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, now=now)
    with pytest.raises(CannotLeave):
        begin(ecosystem, now)


def test_what_a_person_does_by_hand_is_asked_for(ecosystem: Ecosystem, now: datetime) -> None:
    adopt(KIT, now)
    offboarding = begin(ecosystem, now)
    said = {"actor": ecosystem.manager, "offboarding_id": offboarding.id, "now": now}
    with pytest.raises(StepsOpen, match="Demo kit"):
        commands.complete_offboarding(**said)
    with pytest.raises(WayNotPossible):
        commands.settle_step(**said, step="kit", way=Way.CLOSE)
    with pytest.raises(ReasonMissing):
        commands.settle_step(**said, step="kit", way=Way.NOT_NEEDED)
    with pytest.raises(NotFound):
        commands.settle_step(**said, step="nothing", way=Way.DONE)
    commands.settle_step(**said, step="kit", way=Way.NOT_NEEDED, note="They never had one")
    assert get_offboarding(SYSTEM, offboarding.id, now=now).may_complete
    commands.complete_offboarding(**said)
    card = get_offboarding(SYSTEM, offboarding.id, now=now)
    assert card.state is OffboardingState.COMPLETED
    assert Partner.objects.get(id=ecosystem.acme).status == "ended"


def test_partners_under_it_are_handed_over_or_stand_alone(ecosystem: Ecosystem, now: datetime) -> None:
    child = make_partner(now, "Child GmbH", parent_id=ecosystem.acme)
    with pytest.raises(StillOpen):
        set_status(ecosystem, PartnerStatus.ENDED, now)
    offboarding = begin(ecosystem, now)
    said = {"actor": ecosystem.manager, "offboarding_id": offboarding.id, "step": "partners.children", "now": now}
    for heir in (None, ecosystem.acme, child):
        with pytest.raises(HeirNotPossible):
            commands.settle_step(**said, way=Way.HAND_OVER, heir_id=heir)
    assert commands.settle_step(**said, way=Way.HAND_OVER, heir_id=ecosystem.beta) == 1
    assert Partner.objects.get(id=child).parent_id == ecosystem.beta
    with acting_as(ecosystem.beta_seller):
        assert Partner.visible_to(ecosystem.beta_seller).filter(id=child).exists()


def test_data_is_kept_for_its_time_or_erased_at_once(ecosystem: Ecosystem, now: datetime) -> None:
    PartnerProfile.objects.filter(partner=ecosystem.acme).update(description="We build", capabilities=["cloud"])
    offboarding = begin(
        ecosystem, now, OffboardingDraft(reason=OffboardingReason.OTHER, explanation="So", data=DataWish.ERASE)
    )
    commands.complete_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, now=now)
    profile = PartnerProfile.objects.get(partner=ecosystem.acme)
    assert (profile.description, profile.capabilities) == ("", [])


def test_what_is_kept_goes_when_its_period_is_over(ecosystem: Ecosystem, now: datetime) -> None:
    PartnerProfile.objects.update(description="We build")
    offboarding = begin(ecosystem, now)
    commands.complete_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, now=now)
    assert run_retention(now=now + timedelta(days=1095))["former-profiles"] == 0
    assert run_retention(now=now + timedelta(days=1096))["former-profiles"] == 1
    assert PartnerProfile.objects.get(partner=ecosystem.acme).description == ""
    assert PartnerProfile.objects.get(partner=ecosystem.beta).description == "We build"


def test_calling_it_off_gives_state_and_access_back(ecosystem: Ecosystem, now: datetime) -> None:
    offboarding = begin(ecosystem, now)
    with pytest.raises(ReasonMissing):
        commands.cancel_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, reason="", now=now)
    commands.cancel_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, reason="They stay", now=now)
    assert Partner.objects.get(id=ecosystem.acme).status == "active"
    assert Membership.objects.filter(partner_id=ecosystem.acme, until=None).count() == 2
    assert not ApiKey.objects.filter(membership__partner_id=ecosystem.acme, revoked_at=None).exists()


@pytest.mark.parametrize(("signs", "path"), [(True, ReturnPath.FAST_TRACK), (False, ReturnPath.ONBOARDING)])
def test_a_partner_comes_back_by_the_path_that_the_rules_say(
    ecosystem: Ecosystem, now: datetime, signs: bool, path: ReturnPath
) -> None:
    adopt(LifecycleRules(activation_needs=NEEDS), now)
    if signs:
        sign(ecosystem, now)
    offboarding = begin(ecosystem, now)
    with pytest.raises(CannotReturn):
        commands.return_partner(actor=ecosystem.manager, partner_id=ecosystem.acme, now=now)
    commands.complete_offboarding(actor=ecosystem.manager, offboarding_id=offboarding.id, now=now)
    later = now + timedelta(days=40)
    assert commands.return_partner(actor=ecosystem.manager, partner_id=ecosystem.acme, now=later) is path
    assert Partner.objects.get(id=ecosystem.acme).status == path.status
    assert Membership.objects.filter(partner_id=ecosystem.acme, until=None).count() == 2
    with pytest.raises(CannotReturn):
        commands.return_partner(actor=ecosystem.manager, partner_id=ecosystem.acme, now=later)


def test_an_offboarding_that_is_late_is_told_once(ecosystem: Ecosystem, now: datetime) -> None:
    offboarding = begin(ecosystem, now)
    due = datetime.combine(offboarding.due_on, now.timetz())
    assert commands.remind_of_offboardings(now=due) == 0
    assert commands.remind_of_offboardings(now=due + timedelta(days=1)) == 1
    assert commands.remind_of_offboardings(now=due + timedelta(days=2)) == 0


def test_partners_see_their_own_states_and_nothing_of_offboardings(ecosystem: Ecosystem, now: datetime) -> None:
    offboarding = begin(ecosystem, now)
    with acting_as(ecosystem.beta_seller):
        assert set(StatusPeriod.objects.values_list("partner_id", flat=True)) == {ecosystem.beta}
        assert not Offboarding.objects.exists()
        with pytest.raises(NotFound):
            get_offboarding(ecosystem.beta_seller, offboarding.id, now=now)
        with pytest.raises(NotAllowed):
            list_offboardings(ecosystem.beta_seller, None, PageRequest())
        with pytest.raises(NotAllowed):
            list_lives(ecosystem.beta_seller, LifeFilter(on=now.date()), PageRequest())
        with pytest.raises(DatabaseError), transaction.atomic():
            StatusPeriod.objects.create(partner_id=ecosystem.beta, status="ended", since_at=now, until_at=now)
    with pytest.raises(NotAllowed):
        commands.begin_offboarding(actor=ecosystem.seller_of_host, partner_id=ecosystem.beta, draft=DRAFT, now=now)


def test_pages_lead_through_an_offboarding_and_back(ecosystem: Ecosystem, now: datetime) -> None:
    adopt(KIT, now)
    sign(ecosystem, now)
    browser, acme = browser_of(ecosystem.manager), public_id(Partner.PREFIX, ecosystem.acme)
    life = browser.get(f"/partners/{acme}/life/").content.decode()
    assert "Offboard" in life
    asked = browser.post(f"/partners/{acme}/offboarding/", {"reason": "inactive", "explanation": "", "wish": "keep"})
    assert asked.status_code == 422
    begun = browser.post(
        f"/partners/{acme}/offboarding/", {"reason": "inactive", "explanation": "Quiet", "wish": "keep"}
    )
    page = begun["Location"]
    shown = browser.get(page).content.decode()
    assert "Demo kit is back" in shown
    assert "The access of 2 people has ended." in shown
    assert "Complete" not in shown
    assert browser.get(f"{page}steps/kit/").status_code == 200
    assert browser.post(f"{page}steps/kit/", {"way": "done", "note": ""}).status_code == 302
    assert "Complete" in browser.get(page).content.decode()
    assert browser.post(f"{page}completion/").status_code == 302
    assert "Acme" in browser.get("/partners/offboardings/?state=completed").content.decode()
    assert "Acme" in browser.get("/partners/states/?status=ended").content.decode()
    assert "active again at once" in browser.get(f"/partners/{acme}/return/").content.decode()
    assert browser.post(f"/partners/{acme}/return/", {"with_people": "on", "reason": ""}).status_code == 302
    assert Partner.objects.get(id=ecosystem.acme).status == "active"


def test_the_api_does_the_same(ecosystem: Ecosystem, now: datetime) -> None:
    adopt(KIT, now)
    browser, acme = browser_of(ecosystem.manager), public_id(Partner.PREFIX, ecosystem.acme)
    said = {"reason": "acquired", "explanation": "Bought by Beta"}
    begun = browser.post(f"/api/v1/partners/{acme}/offboardings", said, content_type="application/json")
    assert begun.status_code == 201, begun.content
    address = f"/api/v1/offboardings/{begun.json()['id']}"
    assert not begun.json()["may_complete"]
    assert browser.post(f"{address}/completion").status_code == 409
    settled = browser.post(f"{address}/steps/kit", {"way": "done"}, content_type="application/json")
    assert settled.json()["may_complete"]
    assert browser.post(f"{address}/completion").json()["state"] == "completed"
    life = browser.get(f"/api/v1/partners/{acme}/life").json()
    assert (life["status"], life["return_offer"]["path"]) == ("ended", "onboarding")
    back = browser.post(f"/api/v1/partners/{acme}/return", {}, content_type="application/json").json()
    assert back["status"] == "onboarding"
    states = browser.get("/api/v1/partner-states", {"status": "onboarding"}).json()
    assert [line["partner_id"] for line in states["items"]] == [acme]
    counts = browser.get("/api/v1/partner-state-counts").json()
    assert {"status": "onboarding", "count": 1} in counts
