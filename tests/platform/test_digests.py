"""Mails that wait: one mail for what is due, nothing twice, nothing lost, wherever a worker dies."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from smtplib import SMTPServerDisconnected
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from steelyard.identity.models import Person
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.ids import new_id
from steelyard.platform import digests, events, notifications
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.digests import send_digest, settle_due
from steelyard.platform.jobs import settle_history
from steelyard.platform.mail_times import MailTimes, Rhythm
from steelyard.platform.models import Notification, PersonalMailTimes
from steelyard.platform.notifications import Wish
from steelyard.platform.refusals import QuietHoursNotPossible
from tests.jobs import run_jobs
from tests.partners.making import browser_of
from tests.platform.test_notifications import BellRang, enroll, ring

NIGHT = MailTimes(
    quiet_from=(utc_now() - timedelta(hours=1)).time().replace(microsecond=0),
    quiet_until=(utc_now() + timedelta(hours=8)).time().replace(microsecond=0),
)
"""Quiet hours around the present: reactions run by the clock."""


@pytest.fixture
def person(system: None, now: datetime) -> UUID:
    key = enroll(now, "ada@host.example")
    run_jobs()
    mail.outbox.clear()
    return key


def wants(person: UUID, rhythm: Rhythm) -> None:
    notifications.choose(person, BellRang.type, Wish(mail=rhythm))


def in_a_week() -> datetime:
    """Return an instant behind every digest; reactions run by the clock, not by the test's instant."""
    return utc_now() + timedelta(days=9)


def digest_ids() -> list[str]:
    rows = Notification.objects.exclude(digest_id=None).order_by("digest_id").values_list("digest_id", flat=True)
    return [str(one) for one in dict.fromkeys(rows)]


def test_a_digest_tells_what_happened_since_in_one_mail(person: UUID, now: datetime) -> None:
    wants(person, Rhythm.DAILY)
    for _ in range(3):
        ring(now, person)
    assert mail.outbox == []
    assert settle_due(in_a_week()) == 1
    run_jobs()
    (told,) = mail.outbox
    assert told.subject.startswith("3 pieces of news")
    assert str(told.body).count("The bell rang 3 times") == 3
    assert str(told.body).count("/bell") == 1
    assert settle_due(in_a_week()) == 0


def test_a_digest_speaks_the_language_of_its_reader(person: UUID, now: datetime) -> None:
    Person.objects.filter(id=person).update(language="de", time_zone="Europe/Berlin")
    wants(person, Rhythm.WEEKLY)
    ring(now, person)
    ring(now, person)
    settle_due(in_a_week())
    run_jobs()
    (told,) = mail.outbox
    html = next(part.content for part in told.alternatives)  # type: ignore[attr-defined]
    assert '<html lang="de">' in html


def test_what_happens_in_quiet_hours_comes_in_the_morning(person: UUID, now: datetime) -> None:
    notifications.choose_mail_times(person, NIGHT)
    ring(now, person)
    assert mail.outbox == []
    row = Notification.objects.get(person_id=person, event_type=BellRang.type)
    assert row.mail_due_at is not None
    settle_due(row.mail_due_at - timedelta(seconds=1))
    run_jobs()
    assert mail.outbox == []
    settle_due(row.mail_due_at)
    run_jobs()
    assert [told.subject for told in mail.outbox] == ["The bell rang 3 times"]


def test_what_was_read_meanwhile_is_not_told_again(person: UUID, now: datetime) -> None:
    wants(person, Rhythm.DAILY)
    ring(now, person)
    notifications.mark_read(person, now=utc_now() + timedelta(hours=1))
    settle_due(in_a_week())
    run_jobs()
    assert mail.outbox == []
    assert settle_due(in_a_week()) == 0


def test_who_wants_no_mail_any_more_gets_none_of_what_waits(person: UUID, now: datetime) -> None:
    wants(person, Rhythm.DAILY)
    ring(now, person)
    wants(person, Rhythm.NEVER)
    assert settle_due(in_a_week()) == 0


def test_what_history_tells_is_not_mailed_later(person: UUID, now: datetime) -> None:
    wants(person, Rhythm.DAILY)
    happened = BellRang(subject_id=new_id(), subject_label="The bell", times=3, for_whom=(person,))
    events.record(happened, actor=SYSTEM, now=now)
    settle_history()
    assert Notification.objects.filter(person_id=person, event_type=BellRang.type).exists()
    assert settle_due(in_a_week()) == 0


def test_a_worker_that_dies_while_settling_leaves_everything_as_it_was(
    person: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(person, Rhythm.DAILY)
    ring(now, person)
    ring(now, person)

    def die(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(digests.send_digest, "defer", die)
        with pytest.raises(SystemExit):
            settle_due(in_a_week())
    assert digest_ids() == []
    settle_due(in_a_week())
    run_jobs()
    assert len(mail.outbox) == 1


def test_a_worker_that_dies_before_sending_sends_the_same_later(
    person: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(person, Rhythm.DAILY)
    ring(now, person)
    ring(now, person)
    settle_due(in_a_week())
    (digest_id,) = digest_ids()

    def break_off(_: EmailMultiAlternatives) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as breaking:
        breaking.setattr(EmailMultiAlternatives, "send", break_off)
        with pytest.raises(SMTPServerDisconnected):
            send_digest.func(digest_id=digest_id)
    ring(now, person)
    settle_due(in_a_week())
    send_digest.func(digest_id=digest_id)
    (told,) = mail.outbox
    assert told.subject.startswith("2 pieces")


def test_a_mail_whose_mark_was_lost_is_the_same_mail_again(person: UUID, now: datetime) -> None:
    wants(person, Rhythm.DAILY)
    ring(now, person)
    ring(now, person)
    settle_due(in_a_week())
    (digest_id,) = digest_ids()
    send_digest.func(digest_id=digest_id)
    Notification.objects.filter(digest_id=digest_id).update(mailed_at=None)
    send_digest.func(digest_id=digest_id)
    send_digest.func(digest_id=digest_id)
    first, again = mail.outbox
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert first.body == again.body


def test_quiet_hours_have_two_ends(person: UUID) -> None:
    for wrong in (MailTimes(quiet_from=time(22)), MailTimes(quiet_from=time(7), quiet_until=time(7))):
        with pytest.raises(QuietHoursNotPossible):
            notifications.choose_mail_times(person, wrong)


def test_nobody_reads_the_mail_times_of_another(person: UUID, now: datetime) -> None:
    notifications.choose_mail_times(person, NIGHT)
    with acting_as(Actor(kind=ActorKind.PARTNER, person_id=new_id(), partner_id=new_id())):
        assert not PersonalMailTimes.objects.exists()


def test_the_page_keeps_times_and_rhythms(person: UUID, now: datetime) -> None:
    browser = browser_of(get_actor(person, None))
    said = {
        "quiet_from": "22:00",
        "quiet_until": "07:30",
        "digest_at": "06:45",
        "digest_weekday": "4",
        f"{BellRang.type}:in_app": "on",
        f"{BellRang.type}:mail": "weekly",
    }
    assert browser.post("/notifications/preferences", said).status_code == 302
    times = notifications.get_mail_times(person)
    assert (times.quiet_from, times.quiet_until, times.digest_at) == (time(22), time(7, 30), time(6, 45))
    assert (times.digest_weekday, times.urgent_passes) == (4, False)
    wishes = {name: wish for name, _, wish in notifications.list_wishes(person)}
    assert wishes[BellRang.type] == Wish(in_app=True, mail=Rhythm.WEEKLY)
    refused = browser.post("/notifications/preferences", {**said, "quiet_until": ""})
    assert refused.status_code == 422


def test_programs_keep_times_too(person: UUID, now: datetime) -> None:
    browser = browser_of(get_actor(person, None))
    said = {"quiet_from": "22:00", "quiet_until": "07:30", "digest_weekday": 4}
    kept = browser.put("/api/v1/notification-times", said, content_type="application/json")
    assert kept.status_code == 200
    assert browser.get("/api/v1/notification-times").json() == {
        "quiet_from": "22:00",
        "quiet_until": "07:30",
        "urgent_passes": True,
        "digest_at": "07:00",
        "digest_weekday": 4,
        "time_zone": "UTC",
    }
    wrong = browser.put("/api/v1/notification-times", {"quiet_from": "22:00"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "quiet_hours_not_possible")


def test_programs_choose_rhythms_too(person: UUID, now: datetime) -> None:
    browser = browser_of(get_actor(person, None))
    path = f"/api/v1/notification-preferences/{BellRang.type}"
    kept = browser.put(path, {"in_app": True, "mail": "weekly"}, content_type="application/json")
    assert kept.json()["mail"] == "weekly"
    (own,) = [
        one for one in browser.get("/api/v1/notification-preferences").json() if one["event_type"] == BellRang.type
    ]
    assert (own["in_app"], own["mail"]) == (True, "weekly")


def test_what_is_urgent_passes_by_the_persons_choice(
    person: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(notifications._urgencies, BellRang.type, lambda _: True)
    wants(person, Rhythm.DAILY)
    notifications.choose_mail_times(person, NIGHT)
    ring(now, person)
    assert len(mail.outbox) == 1
    notifications.choose_mail_times(person, replace(NIGHT, urgent_passes=False))
    ring(now, person)
    assert len(mail.outbox) == 1
