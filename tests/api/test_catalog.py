"""Whatever is refused, its code is in the catalog, and the problem's `type` leads to the page that explains it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from steelyard.config import reference
from steelyard.platform.http.catalog import all_refusals, list_problem_kinds
from tests.api.registering import JSON, REGISTER, as_json, body


def test_the_catalog_of_the_api_is_the_one_of_the_docs() -> None:
    offered = {kind.code for kind in list_problem_kinds()}
    reference.pages()  # which imports everything
    assert offered == {cls.code for cls in all_refusals()}


def test_every_code_says_what_is_the_case_and_what_to_do(db: None) -> None:
    listed = Client().get("/api/v1/problems").json()["items"]
    assert len(listed) > 100
    assert [kind["code"] for kind in listed if not kind["meaning"].endswith(".") or len(kind["fix"]) < 15] == []
    one = Client().get("/api/v1/problems/account_protected").json()
    assert one in listed
    assert Client().get("/api/v1/problems/no_such_code").status_code == 404


def _refused(headers: dict[str, str]) -> Iterator[tuple[str, object]]:
    client, keyed = Client(), {**headers, "Idempotency-Key": ""}
    yield "sign_in_required", client.get(REGISTER)
    yield "api_key_unknown", client.get(REGISTER, headers={"Authorization": "Bearer nothing"})
    yield "not_found", client.get(f"{REGISTER}/dealreg_1", headers=headers)
    yield "not_found", client.get("/api/v1/no-such-list", headers=headers)
    yield "malformed_json", client.post(REGISTER, b"{", content_type=JSON, headers=headers)
    yield "invalid_input", client.post(REGISTER, b"{}", content_type=JSON, headers=headers)
    yield "idempotency_key_invalid", client.post(REGISTER, as_json(body()), content_type=JSON, headers=keyed)
    yield "method_not_allowed", client.delete(REGISTER, headers=headers)


def test_the_type_of_every_problem_is_a_page(headers: dict[str, str]) -> None:
    for code, answer in _refused(headers):
        problem = answer.json()  # type: ignore[attr-defined]
        assert (problem["code"], answer["Content-Type"]) == (code, "application/problem+json")  # type: ignore[index]
        page = Client().get(problem["type"].removeprefix(settings.BASE_URL))
        assert page.status_code == 200
        assert f"<code>{code}</code>" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_list_every_code(db: None, language: str) -> None:
    page = Client().get("/api/problems", headers={"Accept-Language": language}).content.decode()
    assert [kind.code for kind in list_problem_kinds() if f"/api/problems/{kind.code}" not in page] == []


def test_a_secret_is_made_once_however_often_it_is_asked_for(browser: Client) -> None:
    client, asked = browser, as_json({"name": "Once", "scopes": ["deals:read"]})
    token = (
        client.get("/settings/keys/new/").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    )
    keyed = {"Idempotency-Key": "secret-1", "X-CSRFToken": token}
    first, again = (client.post("/api/v1/api-keys", asked, content_type=JSON, headers=keyed) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 409), first.content
    assert again.json()["code"] == "answer_shown_once"
    names = [key["name"] for key in client.get("/api/v1/api-keys").json()]
    assert names.count("Once") == 1
