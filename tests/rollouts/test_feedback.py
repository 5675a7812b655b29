"""People of a pilot say what they think, the host answers, and nobody reads what others said."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.commands import merge_partners
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from steelyard.rollouts import commands
from steelyard.rollouts.models import PilotFeedback
from steelyard.rollouts.queries.feedback import get_feedback, list_feedback
from steelyard.rollouts.queries.rollouts import get_record, list_pilots
from steelyard.rollouts.refusals import AnswerMissing, AssigneeUnknown
from steelyard.rollouts.terms import Ending, FeedbackDraft, FeedbackFilter, FeedbackKind, FeedbackState, PilotVerdict
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_ecosystem
from tests.rollouts.making import start

NOW = utc_now()
BUG = FeedbackDraft(kind=FeedbackKind.BUG, text="The file lacks the notes.", rating=3, page="/deals/")


@pytest.fixture
def ecosystem(system: None) -> Ecosystem:
    return make_ecosystem(NOW)


def say(actor: Actor, rollout: object, draft: FeedbackDraft = BUG) -> object:
    with acting_as(actor):
        return commands.give_feedback(actor=actor, rollout_id=rollout, draft=draft, now=NOW)  # type: ignore[arg-type]


def test_who_is_in_the_pilot_is_told_so_and_speaks(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.acme})
    browser, rollout = browser_of(ecosystem.acme_seller), public_id("rollout", key)
    home = browser.get("/").content.decode()
    assert "/pilots/feedback/?page=%2F" in home
    assert "Lists as files first" in home
    led = browser.get("/pilots/feedback/?page=%2Fdeals%2F")
    assert led["Location"] == f"/pilots/{rollout}/feedback/?page=%2Fdeals%2F"
    assert 'value="/deals/"' in browser.get(led["Location"]).content.decode()
    said = browser.post(led["Location"], {"kind": "bug", "text": "It is slow.", "rating": "2", "page": "/deals/"})
    assert said["Location"] == "/pilots/"
    assert "It is slow." in browser.get("/pilots/").content.decode()
    others = browser_of(ecosystem.beta_seller)
    assert "/pilots/feedback/" not in others.get("/").content.decode()
    assert others.get(led["Location"]).status_code == 404
    run_jobs()
    assert Notification.objects.filter(person_id=ecosystem.admin.person_id).count() == 1


def test_feedback_is_answered_and_counted(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.acme})
    first = say(ecosystem.acme_seller, key)
    for rating in (5, 4):
        say(ecosystem.acme_admin, key, FeedbackDraft(kind=FeedbackKind.PRAISE, text="Good.", rating=rating))
    record = get_record(ecosystem.admin, key, at=NOW)
    assert (record.tally.answers, record.tally.rating, record.tally.open_bugs) == (3, 4.0, 1)
    assert record.verdict.outcome == PilotVerdict.NO_GO
    browser = browser_of(ecosystem.manager)
    page = f"/rollouts/feedback/{public_id('feedback', first)}/"  # type: ignore[arg-type]
    assert "The file lacks the notes." in browser.get("/rollouts/feedback/?kind=bug").content.decode()
    assert browser.post(page, {"state": "declined", "answer": ""}).status_code == 422
    assert browser.post(page, {"state": "fixed", "answer": "It has them now."}).status_code == 302
    me = public_id("person", ecosystem.manager.person_id)
    assert browser.post(f"{page}assignee/", {"assignee": me}).status_code == 302
    assert browser.get("/rollouts/feedback/?kind=bug").content.decode().count("The file lacks the notes.") == 0
    assert get_record(ecosystem.admin, key, at=NOW).verdict.outcome == PilotVerdict.GO
    run_jobs()
    told = Notification.objects.get(person_id=ecosystem.acme_seller.person_id)
    assert told.params["answer"] == "It has them now."
    read = browser_of(ecosystem.acme_seller).get(page).content.decode()
    assert "It has them now." in read
    assert "Mara Lind looks" not in read
    assert "id_assignee" not in read


def test_answers_have_their_rules(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.acme})
    said = say(ecosystem.acme_seller, key)
    answering = {"feedback_id": said, "now": NOW}
    with pytest.raises(AnswerMissing):
        commands.answer_feedback(
            actor=ecosystem.admin,
            state=FeedbackState.DECLINED,
            answer=" ",
            **answering,  # type: ignore[arg-type]
        )
    with pytest.raises(AssigneeUnknown):
        commands.assign_feedback(
            actor=ecosystem.admin,
            assignee_id=ecosystem.acme_admin.person_id,
            **answering,  # type: ignore[arg-type]
        )
    for actor in (ecosystem.seller_of_host, ecosystem.acme_admin):
        with acting_as(actor), pytest.raises(NotAllowed):
            commands.answer_feedback(
                actor=actor,
                state=FeedbackState.ACCEPTED,
                answer="",
                **answering,  # type: ignore[arg-type]
            )
    with pytest.raises(IntegrityError, match="who_declines_says_why"), transaction.atomic():
        PilotFeedback.objects.filter(id=said).update(state=FeedbackState.DECLINED)


def test_nobody_reads_what_others_said_nor_changes_an_answer(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.acme, ecosystem.beta})
    said = say(ecosystem.acme_seller, key)
    with acting_as(ecosystem.beta_seller):
        assert not PilotFeedback.objects.exists()
        assert list_feedback(ecosystem.beta_seller, FeedbackFilter(), PageRequest()).total == 0
        with pytest.raises(NotFound):
            get_feedback(ecosystem.beta_seller, said)  # type: ignore[arg-type]
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PilotFeedback.objects.create(
                rollout_id=key, partner_id=ecosystem.acme, author_id=ecosystem.beta_seller.person_id, given_at=NOW
            )
    with acting_as(ecosystem.acme_seller):
        assert PilotFeedback.objects.filter(id=said).update(answer="We agree to everything") == 0
        assert PilotFeedback.objects.filter(id=said).delete()[0] == 0


def test_what_was_said_stays_readable_after_the_pilot(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.acme})
    say(ecosystem.acme_seller, key)
    commands.end_rollout(actor=ecosystem.admin, rollout_id=key, ending=Ending.WITHDRAWN, reason="No", now=NOW)
    with acting_as(ecosystem.acme_seller):
        (pilot,) = list_pilots(ecosystem.acme_seller, at=NOW + timedelta(days=1))
        assert (pilot.is_open, pilot.said) == (False, 1)
        with pytest.raises(NotFound):
            commands.give_feedback(actor=ecosystem.acme_seller, rollout_id=key, draft=BUG, now=NOW)


def test_feedback_and_picks_follow_a_merge_of_partners(ecosystem: Ecosystem) -> None:
    key = start(ecosystem.admin, NOW, partner_ids={ecosystem.beta})
    say(ecosystem.beta_seller, key)
    merge_partners(survivor_id=ecosystem.acme, merged_id=ecosystem.beta, taken=(), actor=ecosystem.admin, now=NOW)
    run_jobs()
    with acting_as(ecosystem.acme_admin):
        assert list_feedback(ecosystem.acme_admin, FeedbackFilter(), PageRequest()).total == 1
        assert [pilot.is_open for pilot in list_pilots(ecosystem.acme_admin, at=NOW)] == [True]


def test_both_sides_speak_over_the_api(ecosystem: Ecosystem) -> None:
    key = public_id("rollout", start(ecosystem.admin, NOW, partner_ids={ecosystem.acme}))
    seller, host = browser_of(ecosystem.acme_seller), browser_of(ecosystem.manager)
    assert [pilot["id"] for pilot in seller.get("/api/v1/pilots").json()] == [key]
    said = seller.post(
        f"/api/v1/rollouts/{key}/feedback", {"kind": "idea", "text": "Add PDF."}, content_type="application/json"
    ).json()
    one = f"/api/v1/pilot-feedback/{said['id']}"
    answer = {"state": "accepted", "answer": "Next month."}
    assert host.put(f"{one}/answer", answer, content_type="application/json").json()["state"] == "accepted"
    me = {"person": public_id("person", ecosystem.manager.person_id)}
    assert host.put(f"{one}/assignee", me, content_type="application/json").json()["assignee"] == "Mara Lind"
    read = seller.get(one).json()
    assert (read["answer"], read["assignee"], read["author"]) == ("Next month.", None, "Sami Acar")
    assert seller.get("/api/v1/pilot-feedback").json()["total"] == 1
    assert seller.put(f"{one}/answer", answer, content_type="application/json").status_code == 403
