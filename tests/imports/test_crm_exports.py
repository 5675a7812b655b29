"""Exports of three CRMs go through the wizard as they are; what is refused is refused for what the file lacks."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from tests.imports.test_wizard import STEWARD, check, queries, start, upload  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zoho_crm_sample/Accounts.csv", {"created": 2044, "refused": 3, "unchanged": 182}),
        ("fivetran_salesforce_seeds/sf_account_data.csv", {"created": 2, "refused": 8}),
        ("fivetran_hubspot_seeds/company_data.csv", {"created": 24}),
    ],
)
def test_an_export_goes_through_unedited(
    upload: Callable[..., UUID],  # noqa: F811 - the fixture
    shared_data: Path,
    now: datetime,
    name: str,
    expected: dict[str, int],
) -> None:
    key = upload("companies", content=(shared_data / name).read_bytes(), name=Path(name).name)
    assert dict(check(key, now).outcomes) == expected
    assert dict(start(key, now).outcomes) == expected
    assert sum(queries.get_import(STEWARD, key).outcomes.values()) == sum(expected.values())
