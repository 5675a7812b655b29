"""The API's documentation: every operation with its parameters, body and answer, in our own look."""

from django.test import Client

from steelyard.config.docs import _groups
from steelyard.platform.http.api import api


def test_every_operation_is_documented_on_the_page(db: None) -> None:
    page = Client().get("/api/docs").content.decode()
    schema = api.get_openapi_schema()
    operations = [
        said["operationId"] for item in schema["paths"].values() for said in item.values() if "operationId" in said
    ]
    assert len(operations) > 50
    assert [name for name in operations if f'id="{name}"' not in page] == []


def test_every_operation_says_what_it_does() -> None:
    silent = [o.id for group in _groups() for o in group.operations if not o.summary or not o.description]
    assert silent == []


def test_a_nested_body_is_shown_by_path(db: None) -> None:
    submit = next(
        o for g in _groups() for o in g.operations if (o.method, o.path) == ("POST", "/api/v1/deal-registrations")
    )
    assert {"lines", "value.amount"} <= {field.name for field in submit.body}
