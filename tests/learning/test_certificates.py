"""Certificates: issued, renewed, lapsing by time or release, verified, revoked, imported; and what they make of partners."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.identity.commands.people import deactivate_member, reactivate_member
from steelyard.identity.models import Membership
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Certificate, CompetencyGrant, Enrollment
from steelyard.learning.policies import compute_periods, compute_state, find_reminder
from steelyard.learning.queries.certificates import (
    get_certificate,
    list_certificates,
    list_standings,
    verify_certificate,
)
from steelyard.learning.refusals import (
    AlreadyRevoked,
    CertificationUnknown,
    CompletionKnown,
    CompletionNotPossible,
    EvidenceMissing,
    LearnerUnknown,
    NotBackdated,
    ReleaseMissing,
)
from steelyard.learning.terms import (
    CertificateFilter,
    CertificateState,
    ExternalCompletion,
    Lapse,
    Level,
    Validity,
)
from steelyard.partners.public import Evidence, get_standing
from steelyard.partners.tiers.metrics import find_metric
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from tests.jobs import run_jobs
from tests.learning.making import complete, make_certification, make_course
from tests.partners.making import Ecosystem

REMINDERS = (90, 60, 30, 7)


def certificate_of(actor, now: datetime) -> object:
    (card,) = list_certificates(SYSTEM, CertificateFilter(person_id=actor.person_id), PageRequest(), at=now).items
    return card


def define_competency(now: datetime, *, people: int = 1, family: str = "", key: str = "masters") -> None:
    commands.define_competency(
        actor=SYSTEM,
        key=key,
        name=key.title(),
        summary="",
        level=Level.PROFESSIONAL,
        certifications=["weigher"],
        people=people,
        family=family,
        now=now,
    )


def standing_of(partner, at: datetime):
    (standing,) = list_standings(SYSTEM, partner, at=at)
    return standing


def test_completing_certifies_and_anybody_can_verify_it(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=24, grace_days=30)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    card = certificate_of(ecosystem.acme_seller, now)
    assert (card.issued_on, card.valid_until, card.grace_until) == (
        date(2026, 11, 16),
        date(2028, 11, 16),
        date(2028, 12, 16),
    )
    typed = f"{card.number[:4]}-{card.number[4:]}".lower()
    found = verify_certificate(typed, at=now)
    assert (found.holder, found.certification, found.state) == ("Sami Acar", "Weigher", CertificateState.CURRENT)
    with pytest.raises(NotFound):
        verify_certificate("AAAABBBBCCCCDDDD", at=now)


def test_a_certificate_goes_from_current_to_grace_to_expired_by_itself(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=12, grace_days=30)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    key = certificate_of(ecosystem.acme_seller, now).id
    states = [
        get_certificate(SYSTEM, key, at=datetime.fromisoformat(f"{day}T12:00:00+00:00")).state
        for day in ("2027-11-15", "2027-11-16", "2027-12-15", "2027-12-16")
    ]
    assert states == [
        CertificateState.CURRENT,
        CertificateState.GRACE,
        CertificateState.GRACE,
        CertificateState.EXPIRED,
    ]


def test_a_certificate_of_a_leap_day_ends_on_the_last_day_of_february() -> None:
    valid_until, grace_until = compute_periods(Validity(months=12, grace_days=0), issued_on=date(2028, 2, 29))
    assert (valid_until, grace_until) == (date(2029, 2, 28), date(2029, 2, 28))


@given(
    st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    st.integers(1, 240),
    st.integers(0, 400),
    st.integers(-30, 10_000),
)
def test_states_follow_each_other_and_never_come_back(issued: date, months: int, grace: int, days: int) -> None:
    valid_until, grace_until = compute_periods(Validity(months=months, grace_days=grace), issued_on=issued)
    order = [CertificateState.CURRENT, CertificateState.GRACE, CertificateState.EXPIRED]

    def at(day: date) -> int:
        state = compute_state(day, valid_until=valid_until, grace_until=grace_until, revoked_on=None)
        return order.index(state)

    day = issued + timedelta(days=max(0, days))
    assert at(day) <= at(day + timedelta(days=1))
    assert at(issued) == 0


def test_each_reminder_comes_once_and_missed_days_are_caught_up() -> None:
    ends, sent, said = date(2027, 6, 1), None, []
    for left in (91, 90, 89, 60, 59, 31, 29, 29, 7, 6, 0):
        nearest = find_reminder(
            ends - timedelta(days=left), valid_until=ends, reminded_days=sent, days_before=REMINDERS
        )
        if nearest is not None:
            sent = nearest
            said.append((left, nearest))
    assert said == [(90, 90), (60, 60), (29, 30), (7, 7)]
    assert find_reminder(ends + timedelta(days=1), valid_until=ends, reminded_days=None, days_before=REMINDERS) is None


def test_holders_are_reminded_by_the_rules_until_they_renew(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=12)
    course, seller = make_course(now, certification="weigher"), ecosystem.acme_seller
    complete(now, seller, course)
    ends = certificate_of(seller, now).valid_until

    def run(days: int) -> int:
        at = now + (ends - now.date() - timedelta(days=days))
        return commands.remind_holders(now=at)

    assert [run(91), run(90), run(90), run(60)] == [0, 1, 0, 1]
    run_jobs()
    told = Notification.objects.filter(event_type="learning.certificate.expiring")
    assert set(told.values_list("person_id", flat=True)) == {seller.person_id}
    complete(now + timedelta(days=320), seller, course)
    assert [run(30), run(7)] == [0, 0]


def test_who_renews_early_loses_nothing_and_late_begins_anew(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=12, grace_days=30)
    course, seller = make_course(now, certification="weigher"), ecosystem.acme_seller
    complete(now, seller, course)
    complete(now + timedelta(days=300), seller, course)
    complete(now + timedelta(days=365 + 365 + 10), seller, course)  # in grace: it counts from that day
    ends = Certificate.objects.order_by("issued_on").values_list("valid_until", flat=True)
    assert list(ends) == [date(2027, 11, 16), date(2028, 11, 16), date(2029, 11, 25)]
    assert Certificate.objects.filter(renewed_by=None).count() == 1


RELEASES = {
    "1.28": date(2023, 8, 15),
    "1.29": date(2023, 12, 13),
    "1.30": date(2024, 4, 17),
    "1.31": date(2024, 8, 13),
    "1.32": date(2024, 12, 11),
    "1.33": date(2025, 4, 23),
}
"""When Kubernetes was released; three releases are supported at a time, so a certificate lapses with the third newer one."""


def test_certificates_by_release_lapse_and_renew_by_rule(ecosystem: Ecosystem, now: datetime) -> None:
    def at(day: date) -> datetime:
        return now.replace(year=day.year, month=day.month, day=day.day)

    seller, first = ecosystem.acme_seller, at(date(2023, 8, 15))
    make_certification(first, lapse=Lapse.BY_RELEASE, releases=3, grace_days=14)
    course = make_course(first, certification="weigher")
    with pytest.raises(ReleaseMissing):
        complete(first, seller, course)
    for name, day in RELEASES.items():
        commands.publish_release(actor=SYSTEM, certification="weigher", name=name, released_on=day, now=at(day))
        if name == "1.28":
            Certificate.objects.all().delete()
            complete_again(at(date(2023, 9, 1)), seller, course)
        if name == "1.31":
            # The third newer release is out: what was certified for 1.28 lapses on that day.
            old = Certificate.objects.get(release__name="1.28")
            assert (old.valid_until, old.grace_until) == (day, day + timedelta(days=14))
            complete_again(at(day + timedelta(days=5)), seller, course)
    newest = Certificate.objects.get(release__name="1.31")
    assert newest.valid_until is None
    assert Certificate.objects.get(release__name="1.28").renewed_by == newest
    states = [get_certificate(SYSTEM, newest.id, at=at(date(2025, 5, 1))).state]
    assert states == [CertificateState.CURRENT]
    for day in (date(2025, 1, 1), date(2025, 4, 23)):
        with pytest.raises(NotBackdated):
            commands.publish_release(
                actor=SYSTEM, certification="weigher", name="1.99", released_on=day, now=at(date(2025, 6, 1))
            )


def complete_again(now: datetime, actor, course) -> None:
    """Complete a course, going on with the enrollment that is open."""

    open_one = Enrollment.objects.filter(person=actor.person_id, completed_at=None).first()
    if open_one is None:
        complete(now, actor, course)
    else:
        commands.complete_lesson(actor=actor, enrollment_id=open_one.id, lesson="reading", now=now)


def test_a_changed_validity_holds_for_new_ones_unless_it_is_said_otherwise(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=24)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    said = {
        "actor": SYSTEM,
        "key": "weigher",
        "name": "Weigher",
        "summary": "",
        "level": Level.ASSOCIATE,
        "validity": Validity(months=6, grace_days=10),
    }
    commands.define_certification(**said, now=now)
    assert certificate_of(ecosystem.acme_seller, now).valid_until == date(2028, 11, 16)
    later = now + timedelta(days=365)
    commands.define_certification(**said, applies_to_issued=True, now=later)
    assert certificate_of(ecosystem.acme_seller, later).valid_until == later.date()  # never before today


def test_a_revoked_certificate_counts_no_more_and_says_why(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now)
    define_competency(now)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    assert standing_of(ecosystem.acme, now).since_on == now.date()
    key = certificate_of(ecosystem.acme_seller, now).id
    with pytest.raises(NotAllowed), acting_as(ecosystem.acme_admin):
        commands.revoke_certificate(actor=ecosystem.acme_admin, certificate_id=key, reason="No", now=now)
    commands.revoke_certificate(actor=ecosystem.admin, certificate_id=key, reason="Copied answers", now=now)
    assert standing_of(ecosystem.acme, now).since_on is None
    card = get_certificate(SYSTEM, key, at=now)
    assert (card.state, card.revoked_reason) == (CertificateState.REVOKED, "Copied answers")
    with pytest.raises(AlreadyRevoked):
        commands.revoke_certificate(actor=ecosystem.admin, certificate_id=key, reason="Again", now=now)


def test_a_competency_comes_with_enough_people_and_goes_at_once_when_one_leaves(
    ecosystem: Ecosystem, now: datetime
) -> None:
    make_certification(now)
    define_competency(now, people=2, family="general")
    course = make_course(now, certification="weigher")
    seller, admin = ecosystem.acme_seller, ecosystem.acme_admin
    complete(now, seller, course)
    assert (standing_of(ecosystem.acme, now).certified, standing_of(ecosystem.acme, now).missing) == (1, 1)
    complete(now, admin, course)
    run_jobs()
    assert standing_of(ecosystem.acme, now).since_on == now.date()
    assert "general" in get_standing(ecosystem.acme, at=now).certified_families
    later = now + timedelta(days=10)
    membership = Membership.objects.get(person=seller.person_id)
    deactivate_member(actor=admin, membership_id=membership.id, now=later)
    run_jobs()
    assert (standing_of(ecosystem.acme, later).certified, standing_of(ecosystem.acme, later).since_on) == (1, None)
    assert "general" not in get_standing(ecosystem.acme, at=later).certified_families
    assert standing_of(ecosystem.acme, later - timedelta(days=1)).certified == 2  # as of any day
    assert certificate_of(seller, later).state is CertificateState.CURRENT  # it is the person's
    types = set(EventRecord.objects.filter(partner_id=ecosystem.acme).values_list("type", flat=True))
    assert {"learning.competency.granted", "learning.competency.lost", "partners.certification.ended"} <= types
    reactivate_member(actor=admin, membership_id=membership.id, now=later)
    run_jobs()
    assert standing_of(ecosystem.acme, later).since_on == later.date()
    assert "general" in get_standing(ecosystem.acme, at=later).certified_families


def test_tiers_can_ask_for_certified_people_and_competencies(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now)
    define_competency(now)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    evidence = Evidence(as_of=now)
    for key in ("learning.certified_people", "learning.competencies_professional"):
        metric = find_metric(key)
        assert metric is not None
        assert dict(metric.measure([ecosystem.acme, ecosystem.beta], evidence)) == {ecosystem.acme: 1}, key
        assert metric.measure([ecosystem.acme], Evidence(as_of=now - timedelta(days=1))) == {}
    said = EventRecord.objects.get(type="learning.partner.certified_people_counted")
    assert (said.partner_id, said.payload["people"]) == (ecosystem.acme, 1)


def test_a_competency_is_lost_when_certificates_run_out(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=12, grace_days=30)
    define_competency(now)
    complete(now, ecosystem.acme_seller, make_course(now, certification="weigher"))
    in_grace, over = now + timedelta(days=366), now + timedelta(days=400)
    assert commands.note_expiries(now=in_grace) == 1
    assert commands.note_expiries(now=in_grace) == 0
    assert CompetencyGrant.objects.get().until is None  # people in grace count, say the rules
    assert commands.note_expiries(now=over) == 1
    assert CompetencyGrant.objects.get().until == over.date()
    said = EventRecord.objects.filter(type__startswith="learning.certificate.").order_by("occurred_at")
    assert [row.type.rpartition(".")[2] for row in said] == ["issued", "lapsed", "expired"]


def test_one_person_with_two_certificates_counts_once(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now)
    make_certification(now, "melter")
    commands.define_competency(
        actor=SYSTEM,
        key="metal",
        name="Metal",
        summary="",
        level=Level.EXPERT,
        certifications=["weigher", "melter"],
        people=2,
        now=now,
    )
    for key in ("weigher", "melter"):
        complete(now, ecosystem.acme_seller, make_course(now, key=f"by-{key}", certification=key))
    assert (standing_of(ecosystem.acme, now).certified, standing_of(ecosystem.acme, now).since_on) == (1, None)


def test_a_completion_from_elsewhere_keeps_its_own_day_and_its_evidence(ecosystem: Ecosystem, now: datetime) -> None:
    make_certification(now, months=24)
    completion = ExternalCompletion(
        email="Sami.Acar@example.com",
        certification="weigher",
        completed_on=date(2025, 3, 1),
        evidence="Report 4711",
    )

    def bring(**said: object) -> None:

        commands.import_completion(actor=ecosystem.admin, completion=replace(completion, **said), now=now)

    bring()
    card = certificate_of(ecosystem.acme_seller, now)
    assert (card.issued_on, card.valid_until, card.evidence) == (date(2025, 3, 1), date(2027, 3, 1), "Report 4711")
    event = EventRecord.objects.get(type="learning.certificate.imported")
    assert (event.actor_id, event.payload["evidence"]) == (ecosystem.admin.person_id, "Report 4711")
    for refusal, said in (
        (CompletionKnown, {}),
        (EvidenceMissing, {"evidence": " "}),
        (CompletionNotPossible, {"completed_on": date(2026, 11, 17)}),
        (CompletionNotPossible, {"valid_until": date(2025, 3, 1)}),
        (CertificationUnknown, {"certification": "unheard"}),
        (LearnerUnknown, {"email": "nobody@example.com"}),
    ):
        with pytest.raises(refusal):
            bring(**said)
    with pytest.raises(NotAllowed), acting_as(ecosystem.acme_admin):
        commands.import_completion(actor=ecosystem.acme_admin, completion=completion, now=now)
