"""What others build on the API with: a client generated from the document, and a loader that keeps a warehouse up to date.

Their tools live in an environment of their own (`make consumers`), since they need other versions than the product.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests.api.registering import REGISTER, body
from tests.database import ROOT
from tests.deals.making import make_deal_world, submit
from tests.identity.test_access import key_for
from tests.partners.making import Ecosystem, browser_of
from tests.serving import serving

TOOLS = Path(os.environ.get("STEELYARD_CONSUMERS", ROOT / ".venv-consumers")) / "bin"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (TOOLS / "dlt").exists(), reason="`make consumers` makes the environment with their tools"),
]
COMPANIES = ("Albatros", "Bernstein", "Cobalt", "Drossel", "Eider", "Falter")


@pytest.fixture
def world(own_database: str) -> Iterator[Ecosystem]:
    now = utc_now()
    with as_system():
        world = make_deal_world(now)
        for name in COMPANIES[:4]:
            submit(world.acme_seller, now - timedelta(days=1), f"{name} GmbH")
    yield world
    connection.close()


def run(*command: object, **environment: str) -> str:
    """Run a program of the consumers' environment, which knows nothing of the product's."""
    usual = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STEELYARD", "DJANGO"))
    }
    done = subprocess.run(
        [str(part) for part in command], env={**usual, **environment}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Generate a client from the document, and return its package's name."""
    document = tmp_path / "openapi.json"
    document.write_bytes(Client().get("/api/v1/openapi.json").content)
    said = run(
        *(TOOLS / "openapi-python-client", "generate", "--meta", "none"),
        *("--path", document, "--output-path", tmp_path / "steelyard_client"),
    )
    assert "unsupported" not in said.lower(), said
    assert "unable" not in said.lower(), said
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.split(".")[0] == "steelyard_client"]:
        del sys.modules[name]
    return "steelyard_client"


def test_a_generated_client_just_works(world: Ecosystem, generated: str) -> None:
    def call(place: str, **said: Any) -> Any:
        module = import_module(f"{generated}.api.{place}")
        return module.sync_detailed(**said)

    clients, models = import_module(f"{generated}.client"), import_module(f"{generated}.models")
    with serving() as address:
        browser = browser_of(world.acme_admin)
        token = _form_token(browser)
        person = clients.Client(
            base_url=address,
            cookies={name: morsel.value for name, morsel in browser.cookies.items()},
            headers={"X-CSRFToken": token},
        )
        wanted = models.ApiKeyIn(name="generated", scopes=["*"], expires_in_days=30)
        key = call("people_and_access.create_api_key", client=person, body=wanted, idempotency_key="k-1").parsed.key
        program = clients.AuthenticatedClient(base_url=address, token=key)

        names, cursor = [], ""
        while cursor is not None:
            page = call(
                "deal_registration.list_deal_registrations", client=program, page_size=3, cursor=cursor, sort="company"
            ).parsed
            names += [item.company_name for item in page.items]
            cursor = page.next_cursor
        assert names == [f"{name} GmbH" for name in COMPANIES[:4]]

        deal = models.SubmissionIn.from_dict(body("Generated GmbH"))
        said = {"client": program, "body": deal, "idempotency_key": "g-1"}
        answers = [call("deal_registration.submit_deal_registration", **said) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].parsed == answers[1].parsed
        made = answers[0].parsed
        read = call("deal_registration.get_deal_registration", client=program, registration_id=made.id)
        assert read.parsed.decision.outcome == made.decision.outcome
        assert read.parsed.decision.reasons

        old = read.headers["ETag"]
        withdrawal = {"client": program, "registration_id": made.id, "body": models.ReasonIn(reason="Lost")}
        stale = call("deal_registration.withdraw_deal_registration", **withdrawal, if_match='"stale"')
        assert (stale.status_code, stale.parsed.code) == (412, "precondition_failed")
        done = call("deal_registration.withdraw_deal_registration", **withdrawal, if_match=old)
        assert (done.status_code, done.parsed.state) == (200, "withdrawn")
        same = call(
            "deal_registration.get_deal_registration",
            client=program,
            registration_id=made.id,
            if_none_match=done.headers["ETag"],
        )
        assert same.status_code == 304

        many = models.BulkInSubmissionIn(items=[models.SubmissionIn.from_dict(body("Bulk GmbH")), deal])
        outcomes = call("deal_registration.submit_deal_registrations", client=program, body=many).parsed
        assert [item.index for item in outcomes.items] == [0, 1]
        missing = call(
            "deal_registration.get_deal_registration", client=program, registration_id=public_id("dealreg", world.acme)
        )
        assert missing.parsed.code == "not_found"


def _form_token(browser: Client) -> str:
    page = browser.get("/settings/keys/new/").content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


LOADER = """
import json, sys
import dlt
from dlt.sources.rest_api import rest_api_source

address, key, folder = sys.argv[1:]
source = rest_api_source({
    "client": {
        "base_url": f"{address}/api/v1/",
        "auth": {"type": "bearer", "token": key},
        "paginator": {"type": "cursor", "cursor_path": "next_cursor", "cursor_param": "cursor"},
        "headers": {"Accept": "application/json"},
    },
    "resources": [{
        "name": "deal_registrations",
        "primary_key": "id",
        "write_disposition": "merge",
        "endpoint": {
            "path": "deal-registrations",
            "data_selector": "items",
            "params": {
                "page_size": 2,
                "updated_since": {
                    "type": "incremental", "cursor_path": "updated_at", "initial_value": "2020-01-01T00:00:00Z",
                },
            },
        },
    }],
})
pipeline = dlt.pipeline(
    "steelyard", pipelines_dir=f"{folder}/pipelines", destination=dlt.destinations.duckdb(f"{folder}/warehouse.duckdb"),
    dataset_name="crm",
)
pipeline.run(source)
with pipeline.sql_client() as sql:
    rows = sql.execute_sql("select company_name, state from deal_registrations order by 1")
loaded = pipeline.last_trace.last_normalize_info.row_counts.get("deal_registrations", 0)
print(json.dumps({"rows": rows, "loaded": loaded}))
"""


def test_a_warehouse_is_kept_up_to_date_by_what_changed(world: Ecosystem, tmp_path: Path) -> None:
    loader = tmp_path / "load.py"
    loader.write_text(LOADER)
    headers = {"Authorization": f"Bearer {key_for(world.acme_seller)}"}

    def load(address: str) -> tuple[dict[str, str], int]:
        key = headers["Authorization"].removeprefix("Bearer ")
        said = run(
            *(TOOLS / "python", loader, address, key, tmp_path),
            RUNTIME__DLTHUB_TELEMETRY="false",
            HOME=str(tmp_path),
        )
        answer = json.loads(said.strip().splitlines()[-1])
        return dict(answer["rows"]), answer["loaded"]

    with serving() as address:
        rows, loaded = load(address)
        assert (sorted(rows), loaded) == ([f"{name} GmbH" for name in COMPANIES[:4]], 4)
        first = Client().get(REGISTER, {"sort": "company"}, headers=headers).json()["items"][0]["id"]
        withdrawn = Client().post(
            f"{REGISTER}/{first}/withdrawal", {"reason": "Lost"}, content_type="application/json", headers=headers
        )
        assert withdrawn.status_code == 200, withdrawn.content
        with as_system():
            submit(world.acme_seller, utc_now(), f"{COMPANIES[4]} GmbH")
        rows, loaded = load(address)
    assert sorted(rows) == [f"{name} GmbH" for name in COMPANIES[:5]]
    assert rows["Albatros GmbH"] == "withdrawn"
    assert loaded < 5, "only what changed was fetched again"
