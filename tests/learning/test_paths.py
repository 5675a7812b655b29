"""Learning paths: courses in an order, for whom they are, assigned by hand or by themselves."""

from datetime import date, datetime, timedelta

import pytest

from steelyard.identity.commands.people import change_roles
from steelyard.identity.models import Membership
from steelyard.identity.public import enroll_person
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import commands
from steelyard.learning.models import Enrollment, LearningPath
from steelyard.learning.paths.commands import assign_path, define_path
from steelyard.learning.paths.jobs import assign_paths
from steelyard.learning.paths.queries import get_path, list_paths
from steelyard.learning.paths.terms import PathDraft, StepState
from steelyard.learning.refusals import CourseMissing, CourseNotForYou, NotAMember
from steelyard.learning.terms import Audience
from steelyard.platform.db import acting_as
from tests.jobs import run_jobs
from tests.learning.making import complete, make_course
from tests.partners.making import Ecosystem, browser_of, make_person

SELLERS = Audience(roles=(Role.SELLER,))


@pytest.fixture
def courses(ecosystem: Ecosystem, now: datetime):
    return make_course(now, "first"), make_course(now, "second"), make_course(now, "third", is_published=False)


def make_path(now: datetime, courses, **said) -> object:
    draft = PathDraft(**{"title": "Selling", "courses": tuple(courses), "audience": SELLERS, **said})
    return define_path(actor=SYSTEM, key="selling", draft=draft, now=now)


def assign(actor: Actor, path, person: Actor, now: datetime) -> int:
    return assign_path(actor=actor, path_id=path, person_ids=[person.person_id], partner_id=person.partner_id, now=now)


def taken_by(person_id) -> list[str]:
    rows = Enrollment.objects.filter(person=person_id, withdrawn_at=None).order_by("course__key")
    return list(rows.values_list("course__key", flat=True))


def test_a_path_enrolls_in_what_is_open_and_not_completed(ecosystem: Ecosystem, courses, now: datetime) -> None:
    seller = ecosystem.acme_seller
    complete(now, seller, courses[0])
    path = make_path(now, courses, due_days=30)
    with acting_as(seller):
        assert assign(seller, path, seller, now) == 1
        assert assign(seller, path, seller, now) == 0
        card = get_path(seller, path)
    assert [step.state for step in card.steps] == [StepState.COMPLETED, StepState.OPEN], "what is a draft is not shown"
    assert Enrollment.objects.get(course=courses[1]).due_on == date(2026, 12, 16)
    assert card.next_step.title == "The art of second"


def test_a_path_is_for_types_tiers_regions_and_roles(ecosystem: Ecosystem, courses, now: datetime) -> None:
    path = make_path(now, courses[:2])
    admin = ecosystem.acme_admin
    with acting_as(admin):
        assert not list_paths(admin, at=now)
        with pytest.raises(CourseNotForYou):
            assign(admin, path, admin, now)
    with acting_as(ecosystem.beta_seller):
        assert [card.draft.title for card in list_paths(ecosystem.beta_seller, at=now)] == ["Selling"]
        with pytest.raises(NotAllowed):
            assign(ecosystem.beta_seller, path, ecosystem.acme_seller, now)
    with pytest.raises(NotAMember):
        assign_path(
            actor=ecosystem.manager,
            path_id=path,
            person_ids=[ecosystem.acme_seller.person_id],
            partner_id=ecosystem.beta,
            now=now,
        )
    assert assign(ecosystem.manager, path, ecosystem.acme_seller, now) == 2


def test_partners_see_no_path_that_is_not_for_them(ecosystem: Ecosystem, courses, now: datetime) -> None:
    path = make_path(now, courses[:2], audience=Audience(for_partners=False, for_host=True))
    with acting_as(ecosystem.acme_seller):
        assert not LearningPath.objects.exists()
        with pytest.raises(NotFound):
            get_path(ecosystem.acme_seller, path)


def test_who_joins_or_gets_the_role_is_put_on_it_at_once(ecosystem: Ecosystem, courses, now: datetime) -> None:
    make_path(now, courses[:2], assigns_itself=True)
    joined = enroll_person(
        actor=SYSTEM, email="nia@example.com", name="Nia New", partner_id=ecosystem.acme, roles=[Role.SELLER], now=now
    )
    other = make_person(now, "Otis Other", Role.ARCHITECT, partner_id=ecosystem.acme)
    run_jobs()
    assert taken_by(joined) == ["first", "second"]
    assert not taken_by(other.person_id)
    member = Membership.objects.get(person=other.person_id)
    change_roles(actor=ecosystem.acme_admin, membership_id=member.id, roles=[Role.SELLER], now=now)
    run_jobs()
    assert taken_by(other.person_id) == ["first", "second"]


def test_the_night_puts_everybody_on_it_and_nobody_back_who_left(ecosystem: Ecosystem, courses, now: datetime) -> None:
    run_jobs()
    make_path(now, courses[:2], assigns_itself=True)
    assign_paths.func(0)
    assert [taken_by(one.person_id) for one in (ecosystem.acme_seller, ecosystem.beta_seller)] == [
        ["first", "second"]
    ] * 2
    assert not taken_by(ecosystem.acme_admin.person_id)
    left = Enrollment.objects.get(person=ecosystem.acme_seller.person_id, course=courses[0])
    commands.withdraw_learner(actor=ecosystem.acme_seller, enrollment_id=left.id, now=now + timedelta(hours=1))
    assign_paths.func(0)
    assert taken_by(ecosystem.acme_seller.person_id) == ["second"]


def test_a_path_names_courses_that_there_are(ecosystem: Ecosystem, courses, now: datetime) -> None:
    with pytest.raises(CourseMissing):
        make_path(now, ())
    with pytest.raises(CourseMissing):
        make_path(now, (courses[0], ecosystem.acme))
    with acting_as(ecosystem.acme_admin), pytest.raises(NotAllowed):
        define_path(actor=ecosystem.acme_admin, key="own", draft=PathDraft(title="Own", courses=courses[:1]), now=now)


def test_pages_and_api_take_a_path_from_writing_to_its_end(ecosystem: Ecosystem, courses, now: datetime) -> None:
    author = browser_of(make_person(now, "Ena Blem", Role.ENABLEMENT))
    said = {"title": "Selling", "key": "selling", "courses": "second\nfirst", "for_partners": "on", "is_active": "on"}
    assert author.post("/learning/paths/new/", {**said, "courses": "nowhere"}).status_code == 422
    page = author.post("/learning/paths/new/", said)["Location"]
    assert author.post(f"{page}change/", {**said, "summary": "For sellers."})["Location"] == page
    assert author.get(f"{page}change/").status_code == 200
    learner = browser_of(ecosystem.acme_seller)
    assert "For sellers." in learner.get("/learning/paths/").content.decode()
    learner.post(f"{page}start/")
    shown = learner.get(page).content.decode()
    assert shown.index("The art of second") < shown.index("The art of first")
    assert "Go on" in shown
    leader = browser_of(ecosystem.acme_admin)
    person = public_id("person", ecosystem.acme_admin.person_id)
    assert leader.post(f"{page}assignments/new/", {"people": [person]})["Location"] == page
    assert Enrollment.objects.count() == 4

    api = author.put(
        "/api/v1/learning-paths/selling",
        {"title": "Selling on", "courses": ["first"], "due_days": 10},
        content_type="application/json",
    )
    assert api.json()["audience"]["for_partners"] is True
    (found,) = learner.get("/api/v1/learning-paths").json()
    assert (found["title"], found["audience"], found["steps"][0]["state"]) == ("Selling on", None, "open")
    body = {"person_ids": [public_id("person", ecosystem.beta_seller.person_id)]}
    other = browser_of(ecosystem.beta_seller)
    made = other.post("/api/v1/learning-paths/selling/assignments", body, content_type="application/json")
    assert made.json() == {"enrolled": 1}
    assert learner.get("/api/v1/learning-paths/selling").json()["completed"] == 0
