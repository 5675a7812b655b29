"""What learners complete, pass and earn is told to a record store as xAPI statements: once each, and again until it is taken."""

import json
from base64 import b64encode
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from steelyard.kernel.ids import public_id
from steelyard.learning.events import QuizGraded
from steelyard.learning.models import Certificate
from steelyard.learning.records.jobs import StatementNotTaken
from steelyard.learning.records.policies import Teller, make_statement
from tests.jobs import run_jobs
from tests.learning.making import complete, make_certification, make_course
from tests.partners.making import Ecosystem
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def store(settings):
    """A record store of this machine."""
    with receiving() as receiver:
        settings.LRS_URL = f"{receiver.url.rstrip('/')}/xapi/"
        settings.LRS_CREDENTIALS = "steelyard:secret"
        yield receiver


def finish(ecosystem: Ecosystem, now: datetime) -> UUID:
    make_certification(now)
    course = make_course(now, certification="weigher")
    complete(now, ecosystem.acme_seller, course)
    return course


def test_completions_and_certificates_are_told(ecosystem: Ecosystem, store: Receiver, now: datetime, settings) -> None:
    course = finish(ecosystem, now)
    run_jobs()
    told = {one.event["verb"]["display"]["en"]: one for one in store.messages}
    assert sorted(told) == ["completed", "earned"]
    message = told["completed"]
    assert message.path.endswith("/xapi/statements")
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert headers["authorization"] == f"Basic {b64encode(b'steelyard:secret').decode()}"
    assert headers["x-experience-api-version"] == "1.0.3"
    statement = message.event
    person = public_id("person", ecosystem.acme_seller.person_id)
    assert statement["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": settings.BASE_URL, "name": person},
    }
    assert statement["object"]["id"] == f"{settings.BASE_URL}/learning/courses/{public_id('course', course)}/"
    assert (statement["result"], statement["timestamp"]) == ({"completion": True}, now.isoformat())
    assert told["earned"].event["object"]["id"].endswith(f"/certificates/{Certificate.objects.get().number}/")
    assert ecosystem.acme_seller.name not in message.body.decode()


def test_what_is_not_taken_is_tried_again_and_what_is_known_is_not(
    ecosystem: Ecosystem, store: Receiver, now: datetime
) -> None:
    store.statuses = [503]
    finish(ecosystem, now)
    with pytest.raises(StatementNotTaken, match="503"):  # the worker runs such a job again
        run_jobs()
    store.statuses = [409]
    run_jobs()
    assert len({one.event["id"] for one in store.messages}) == 2


def test_a_store_inside_the_network_is_not_asked(ecosystem: Ecosystem, now: datetime, settings) -> None:
    settings.LRS_URL = "https://10.0.0.1/xapi/"
    finish(ecosystem, now)
    with pytest.raises(StatementNotTaken, match="address_refused"):
        run_jobs()


def test_without_a_store_nothing_is_told(ecosystem: Ecosystem, now: datetime, settings) -> None:
    assert not settings.LRS_URL
    finish(ecosystem, now)
    run_jobs()


def test_quizzes_are_told_with_their_scores(now: datetime) -> None:
    event = QuizGraded(
        subject_id=UUID(int=1),
        subject_label="Weighing",
        person_id=UUID(int=2),
        course_id=UUID(int=3),
        person="Ana",
        lesson="Final exam",
        number=1,
        score=Decimal("66.6"),
        passed=False,
    )
    teller = Teller(address="https://portal.example", platform="Northgate")
    said = make_statement(event, event_id=UUID(int=4), at=now, teller=teller)
    assert said["verb"]["id"] == "http://adlnet.gov/expapi/verbs/failed"
    assert said["result"] == {"success": False, "score": {"scaled": 0.666, "raw": 66.6, "min": 0.0, "max": 100.0}}
    assert said["object"]["id"].endswith("#Final%20exam")
    assert said["context"]["contextActivities"]["parent"][0]["id"] == said["object"]["id"].partition("#")[0]


def statement(activity: str, **said: Any) -> dict[str, Any]:
    """Return what another system says that Sami completed."""
    return {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:sami.acar@example.com"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": activity},
        "timestamp": "2026-02-01T10:00:00Z",
        **said,
    }


class Elsewhere:
    """Another system with the credentials that it was given."""

    def __init__(self, credentials: str) -> None:
        basic = b64encode(credentials.encode()).decode()
        self.client = Client(headers={"authorization": f"Basic {basic}", "x-experience-api-version": "1.0.3"})

    def send(self, said: Any) -> Any:
        return self.client.post("/xapi/statements", json.dumps(said), content_type="application/json")


@pytest.fixture
def weigher(ecosystem: Ecosystem, now: datetime, settings) -> str:
    """The activity of a certification, where statements about it are taken."""
    settings.XAPI_CREDENTIALS = "lms:secret"
    make_certification(now)
    return f"{settings.BASE_URL}/badges/achievements/weigher/"


def test_completions_told_from_elsewhere_are_recorded_once(ecosystem: Ecosystem, weigher: str, settings) -> None:
    lms, person = Elsewhere("lms:secret"), public_id("person", ecosystem.acme_seller.person_id)
    said = statement(weigher)
    other = statement("https://lms.example/other")
    for _ in range(2):
        answer = lms.send([said, other])
        assert (answer.status_code, answer.json()) == (200, [said["id"], other["id"]])
    account = {"account": {"homePage": settings.BASE_URL, "name": person}}
    assert lms.send(statement(weigher, actor=account)).status_code == 200
    certificate = Certificate.objects.get()
    assert (certificate.person_id, str(certificate.issued_on)) == (ecosystem.acme_seller.person_id, "2026-02-01")
    assert certificate.evidence == f"xAPI {said['id']}"
    put = statement(weigher, timestamp="2026-02-02T10:00:00Z")
    sent = lms.client.put(f"/xapi/statements?statementId={put['id']}", json.dumps(put), content_type="application/json")
    assert (sent.status_code, Certificate.objects.count()) == (204, 2)


@pytest.mark.parametrize(
    "said",
    [
        {"result": {"success": False}},
        {"result": {"completion": False}},
        {"verb": {"id": "http://adlnet.gov/expapi/verbs/attempted"}},
    ],
)
def test_what_is_no_completion_passes_by(ecosystem: Ecosystem, weigher: str, said: dict[str, Any]) -> None:
    assert Elsewhere("lms:secret").send(statement(weigher, **said)).status_code == 200
    assert not Certificate.objects.exists()


def test_all_statements_are_taken_or_none(ecosystem: Ecosystem, weigher: str) -> None:
    unknown = statement(weigher, actor={"mbox": "mailto:nobody@example.com"})
    answer = Elsewhere("lms:secret").send([statement(weigher), unknown])
    assert (answer.status_code, answer.json()["code"]) == (400, "learner_unknown")
    tomorrow = statement(weigher, timestamp="2999-01-01T10:00:00Z")
    assert Elsewhere("lms:secret").send(tomorrow).status_code == 400
    for wrong in (3, [], ["x"], [{}] * 501):
        assert Elsewhere("lms:secret").send(wrong).status_code == 400
    assert not Certificate.objects.exists()


def test_only_those_with_the_credentials_tell(ecosystem: Ecosystem, weigher: str, settings) -> None:
    said = statement(weigher)
    assert Elsewhere("lms:wrong").send(said).status_code == 401
    assert Client().post("/xapi/statements", json.dumps(said), content_type="application/json").status_code == 401
    assert Client().get("/xapi/about").json()["version"] == ["1.0.3", "2.0.0"]
    settings.XAPI_CREDENTIALS = ""
    assert Elsewhere("").send(said).status_code == 404
    assert Client().get("/xapi/about").status_code == 404
    assert not Certificate.objects.exists()
