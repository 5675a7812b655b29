"""Others change nothing for Anker: whatever it reads is the same, letter by letter, as before they were there."""

import json

from tests.api.registering import REGISTER, as_json, body
from tests.walk.browsing import Visitor, first_difference
from tests.walk.conftest import Walk
from tests.walk.ecosystem import INTERNALS, SECRETS, outside


def test_lists_counts_searches_and_exports_are_those_of_a_world_without_others(walk: Walk) -> None:
    changed = [
        (who, address, first_difference(answer, walk.beside[who][address]))
        for who, answers in walk.alone.items()
        for address, answer in answers.items()
        if walk.beside[who][address] != answer
    ]
    assert not changed, "\n".join(map(str, changed))


def test_nothing_says_a_word_or_an_id_of_others_or_of_the_hosts_own(walk: Walk) -> None:
    words = [word.lower() for word in (*SECRETS, *INTERNALS)]
    words += [one for prefix in walk.foreign for one in outside(walk.foreign, prefix)]
    words += [str(value) for values in walk.foreign.values() for value in values]
    said = [
        (who, address, word)
        for who, answers in walk.beside.items()
        for address, answer in answers.items()
        for word in words
        if word in answer.body.lower().replace(address.partition("q=")[2].lower() or "\0", "")
    ]
    assert not said, "\n".join(map(str, said))


def test_everything_was_really_read(walk: Walk) -> None:
    for who, answers in walk.alone.items():
        assert {answer.status for answer in answers.values()} <= {200, 204, 302, 303, 403, 404, 405, 409, 410, 422}, who
        read = [address for address, answer in answers.items() if answer.status == 200]
        assert len(read) > 60, who


def test_naming_a_customer_that_others_know_tells_nothing_of_them(walk: Walk, visitors: dict[str, Visitor]) -> None:
    """The id of the company is the one thing shared; it is random, and so does not tell who was first."""
    program = visitors["key"]
    foreign = [one for prefix in walk.foreign if prefix != "company" for one in outside(walk.foreign, prefix)]
    for typed in ("falke VERBORGEN", "Granit Geheimnis"):
        sent = as_json(body(typed))
        answer = program.client.post(REGISTER, sent, content_type="application/json", headers=program.headers)
        assert answer.status_code == 201, answer.content
        made = json.loads(answer.content)["id"]
        read = program.ask("GET", f"{REGISTER}/{made}")
        company = json.loads(read.body)["company"]
        paths = (f"{REGISTER}/{made}/timeline", f"/api/v1/decisions?about={made}", f"/api/v1/companies/{company}")
        said = answer.content.decode() + read.body + "".join(program.ask("GET", path).body for path in paths)
        said = said.replace(typed, "")
        assert not [one for one in foreign if one in said]
        assert not [word for word in SECRETS if word.lower() in said.lower()]
