"""Who may read the metrics: this machine, or the token once there is one."""

import pytest
from django.conf import LazySettings
from django.test import Client

TOKEN = "a-token-of-this-test"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
        ("192.0.2.7", {"X-Forwarded-For": "127.0.0.1"}, 403),
    ],
)
def test_without_a_token_only_this_machine_reads_them(
    system: None, address: str, headers: dict[str, str], status: int
) -> None:
    assert Client().get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("authorization", "status"), [(f"Bearer {TOKEN}", 200), ("Bearer another", 403), ("", 403), (TOKEN, 403)]
)
@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.7"])
def test_with_a_token_only_its_bearer_reads_them(
    system: None, settings: LazySettings, address: str, authorization: str, status: int
) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", REMOTE_ADDR=address, headers={"Authorization": authorization})
    assert answer.status_code == status
    assert (b"steelyard_" in answer.content) is (status == 200)
