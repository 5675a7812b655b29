"""cmi5: a unit fetches its credentials once, says in order what it has to say, and reaches nothing but its registration."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import Error, transaction
from django.test import Client

from steelyard.learning.models import Enrollment, Package, PackageRun, PackageStatement
from steelyard.learning.packages.cmi5.policies import read_statement
from steelyard.learning.packages.cmi5.terms import CATEGORY, SESSION, History, Registration, Said, Verb
from steelyard.learning.packages.commands import launch_package
from steelyard.learning.packages.terms import MoveOn, PackageUnit
from steelyard.learning.packages.tokens import address_of
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.learning.making import enroll, make_course
from tests.learning.packaging import cmi5, package_lesson
from tests.partners.making import Ecosystem

AGENT = {"objectType": "Agent", "account": {"homePage": "http://localhost:8000", "name": "person_1"}}


def statement(launched: dict[str, Any], verb: str, **result: Any) -> dict[str, Any]:
    """Return what a unit says by the template that it was given."""
    template = deepcopy(launched["contextTemplate"])
    template["contextActivities"]["category"] = [{"id": CATEGORY}]
    return {
        "id": str(uuid4()),
        "actor": launched["actor"],
        "verb": {"id": str(verb)},
        "object": {"id": launched["activityId"]},
        "context": template,
        "result": result,
        "timestamp": "2026-03-01T10:00:00Z",
    }


REGISTRATION = Registration(
    id=UUID(int=1),
    session=UUID(int=2),
    actor=AGENT,
    activity="urn:uuid:3",
    unit=PackageUnit(key="unit-1", title="One", entry="a.html", move_on=MoveOn.BOTH),
)
TEMPLATE = {"registration": str(UUID(int=1)), "contextActivities": {}, "extensions": {SESSION: str(UUID(int=2))}}
PLAIN = {"contextTemplate": TEMPLATE, "actor": AGENT, "activityId": "urn:uuid:3"}
BEGUN = History(in_session=frozenset({Verb.INITIALIZED}), of_unit=frozenset({Verb.INITIALIZED}))


@pytest.mark.parametrize(
    ("verb", "result", "history", "is_accepted"),
    [
        (Verb.INITIALIZED, {}, History(), True),
        (Verb.INITIALIZED, {}, BEGUN, False),
        (Verb.COMPLETED, {"completion": True}, History(), False),
        (Verb.COMPLETED, {"completion": True}, BEGUN, True),
        (Verb.COMPLETED, {}, BEGUN, False),
        (Verb.PASSED, {"success": False}, BEGUN, False),
        (Verb.SATISFIED, {}, BEGUN, False),
        (Verb.TERMINATED, {}, BEGUN, True),
        (Verb.TERMINATED, {}, History(in_session=frozenset({Verb.INITIALIZED, Verb.TERMINATED})), False),
        (Verb.PASSED, {"success": True}, History(in_session=BEGUN.in_session, of_unit=frozenset({Verb.PASSED})), False),
        (
            Verb.FAILED,
            {"success": False},
            History(in_session=BEGUN.in_session, of_unit=frozenset({Verb.PASSED})),
            False,
        ),
    ],
)
def test_statements_come_in_order(verb: Verb, result: dict, history: History, is_accepted: bool) -> None:
    found = read_statement(statement(PLAIN, verb, **result), REGISTRATION, history)
    assert isinstance(found, Said) is is_accepted


@pytest.mark.parametrize("part", ["actor", "registration", "session", "object"])
def test_statements_are_about_their_own_launch(part: str) -> None:
    said = statement(PLAIN, Verb.INITIALIZED)
    if part == "actor":
        said["actor"] = {"account": {"homePage": "http://localhost:8000", "name": "person_2"}}
    elif part == "object":
        said["object"] = {"id": "urn:uuid:4"}
    elif part == "registration":
        said["context"]["registration"] = str(uuid4())
    else:
        said["context"]["extensions"] = {SESSION: str(uuid4())}
    assert isinstance(read_statement(said, REGISTRATION, History()), str)


class Unit:
    """A unit as a browser would run it: it knows its address, and what its page was opened with."""

    def __init__(self, launch_id: UUID) -> None:
        address = urlsplit(address_of(launch_id, Package.objects.get().file_id))
        self.there, self.path = Client(headers={"host": address.netloc}), address.path
        page = self.there.get(self.path).content.decode()
        entry = page.partition('src="files/')[2].partition('"')[0].replace("&amp;", "&")
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(entry).query).items()}
        self.headers: dict[str, str] = {}

    def begin(self) -> dict[str, Any]:
        """Fetch the credentials, and return what the unit was launched with."""
        given = self.there.post(urlsplit(self.query["fetch"]).path).json()
        self.headers = {"authorization": f"Basic {given['auth-token']}", "x-experience-api-version": "1.0.3"}
        found = self.ask("get", "activities/state?stateId=LMS.LaunchData").json()
        return {**found, "actor": json.loads(self.query["actor"]), "activityId": self.query["activityId"]}

    def ask(self, method: str, resource: str, said: Any = None) -> Any:
        """Ask the record store."""
        given = {} if said is None else {"data": json.dumps(said), "content_type": "application/json"}
        return getattr(self.there, method)(f"{self.path}lrs/{resource}", headers=self.headers, **given)


@pytest.fixture
def enrollment(ecosystem: Ecosystem, now: datetime, settings) -> UUID:
    settings.PACKAGES_URL = "http://packages.localhost:8000"
    return enroll(now, ecosystem.acme_seller, make_course(now, lessons=(package_lesson(now, cmi5()),)))


def launch(ecosystem: Ecosystem, enrollment: UUID) -> Unit:
    return Unit(
        launch_package(
            actor=ecosystem.acme_seller, enrollment_id=enrollment, lesson="scales", unit="unit-1", now=utc_now()
        )
    )


def verbs() -> list[str]:
    return [one.rpartition("/")[2] for one in PackageStatement.objects.order_by("id").values_list("verb", flat=True)]


def test_a_unit_says_its_way_to_the_end(ecosystem: Ecosystem, enrollment: UUID) -> None:
    unit = launch(ecosystem, enrollment)
    assert unit.query["step"] == "1"
    told = unit.begin()
    assert (told["launchMode"], told["moveOn"], told["masteryScore"]) == ("Normal", "CompletedAndPassed", 0.8)
    assert told["launchParameters"] == "careful"
    for verb, result in (
        (Verb.INITIALIZED, {}),
        (Verb.COMPLETED, {"completion": True}),
        (Verb.PASSED, {"success": True, "score": {"scaled": 0.9}}),
    ):
        assert Enrollment.objects.get().completed_at is None
        assert unit.ask("post", "statements", statement(told, verb, **result)).status_code == 200, verb
    last = statement(told, Verb.TERMINATED, duration="PT5M")
    assert unit.ask("put", f"statements?statementId={last['id']}", last).status_code == 204
    assert Enrollment.objects.get().completed_at is not None
    run = PackageRun.objects.get()
    assert (run.is_passed, run.score, run.seconds) == (True, 90, 300)
    assert sorted(verbs()) == sorted(["launched", "initialized", "completed", "passed", "satisfied", "terminated"])
    found = unit.ask("get", f"statements?statementId={last['id']}").json()
    assert found["verb"]["id"] == Verb.TERMINATED
    assert len(unit.ask("get", "statements").json()["statements"]) == 6
    with pytest.raises(Error, match="said_once"), transaction.atomic():
        PackageStatement.objects.update(verb="x")


def test_replays_change_nothing_and_other_words_under_the_same_id_are_refused(
    ecosystem: Ecosystem, enrollment: UUID
) -> None:
    unit = launch(ecosystem, enrollment)
    told = unit.begin()
    first = statement(told, Verb.INITIALIZED)
    passed = statement(told, Verb.PASSED, success=True, score={"scaled": 0.9}, duration="PT5M")
    for _ in range(2):
        assert unit.ask("post", "statements", [first, passed]).status_code == 200
    assert (PackageRun.objects.get().seconds, PackageStatement.objects.count()) == (300, 3)
    assert unit.ask("post", "statements", {**passed, "result": {"success": True}}).status_code == 409
    assert unit.ask("post", "statements", statement(told, Verb.SATISFIED)).status_code == 403
    wrong = [statement(told, Verb.COMPLETED, completion=True), statement(told, Verb.LAUNCHED)]
    assert unit.ask("post", "statements", wrong).status_code == 403
    assert PackageStatement.objects.count() == 3  # all or nothing


def test_credentials_are_given_once_and_for_one_launch(ecosystem: Ecosystem, enrollment: UUID) -> None:
    unit = launch(ecosystem, enrollment)
    assert unit.ask("get", "statements").status_code == 401
    told = unit.begin()
    again = unit.there.post(urlsplit(unit.query["fetch"]).path)
    assert (again.status_code, again.json()["error-code"]) == (200, "1")
    unit.ask("post", "statements", statement(told, Verb.INITIALIZED))
    other = launch(ecosystem, enrollment)
    other.headers = unit.headers
    assert other.ask("get", "statements").status_code == 401
    assert unit.ask("post", "statements", statement(told, Verb.PASSED, success=True)).status_code == 409
    assert verbs().count("abandoned") == 1


def test_documents_stay_with_the_unit(ecosystem: Ecosystem, enrollment: UUID) -> None:
    unit = launch(ecosystem, enrollment)
    unit.begin()
    assert unit.ask("get", "activities/state?stateId=page").status_code == 404
    assert unit.ask("put", "activities/state?stateId=page", {"at": 2}).status_code == 204
    assert unit.ask("post", "activities/state?stateId=page", {"of": 9}).status_code == 204
    assert unit.ask("put", "activities/state?stateId=LMS.LaunchData", {}).status_code == 422
    again = launch(ecosystem, enrollment)
    again.begin()
    assert again.ask("get", "activities/state?stateId=page").json() == {"at": 2, "of": 9}
    assert again.ask("get", "activities/state").json() == ["page"]
    assert again.ask("delete", "activities/state?stateId=page").status_code == 204
    assert again.ask("get", "agents/profile?profileId=cmi5LearnerPreferences").status_code == 404
    for wrong in ("[", "3", "[3]", "[]"):
        answer = again.there.post(
            f"{again.path}lrs/statements", wrong, content_type="application/json", headers=again.headers
        )
        assert answer.status_code == 422, wrong
    with acting_as(ecosystem.acme_seller):
        assert not PackageStatement.objects.exists()
