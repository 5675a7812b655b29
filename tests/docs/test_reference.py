"""The reference cannot lag behind the code."""

import re
from collections import Counter

import pytest

from steelyard.config import reference
from steelyard.config.variables import INTERNAL, VARIABLES
from steelyard.platform.http.catalog import all_refusals
from tests.database import ROOT

_READ = re.compile(r"""(?:environ(?:\.get|\.pop|\.setdefault)?\(|environ\[|envvar=)\s*["']([A-Z_]+)["']""")


@pytest.mark.parametrize("name", ["events.md", "refusals.md", "settings.md"])
def test_the_page_says_what_the_code_says(name: str) -> None:
    committed = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")
    assert committed == reference.pages()[name], "run `make reference`"


def test_every_variable_that_is_read_is_documented_or_internal() -> None:
    read = {name for path in ROOT.glob("src/steelyard/**/*.py") for name in _READ.findall(path.read_text())}
    documented = {variable.name for variable in VARIABLES}
    assert read - documented - INTERNAL == set()
    assert documented - read - {"STEELYARD_APP_DATABASE_URL"} == set()


def test_every_refusal_has_a_code_of_its_own() -> None:
    reference.pages()
    codes = Counter(cls.code for cls in set(all_refusals()))
    assert [code for code, times in codes.items() if times > 1] == []
