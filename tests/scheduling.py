"""In which order files run on several workers: long ones first, so that at the end no worker waits for another."""

from typing import Any

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/walk/",)
"""Folders whose world takes so long to make that all their files run on the worker that has made it."""

LONGEST = (
    "tests/walk/",
    "tests/demo/test_year.py",
    "tests/imports/test_crm_exports.py",
    "tests/imports/test_shared_data.py",
    "tests/api/test_contract.py",
    "tests/insights/test_pages.py",
    "tests/runtime/",
    "tests/api/test_exports.py",
    "tests/deals_pages/",
    "tests/ui/test_gallery.py",
)
"""What takes longest, in this order; all else follows as it is found."""


def rank(nodeid: str) -> int:
    """Return the place of a test among the longest, or the one behind them."""
    return next((place for place, path in enumerate(LONGEST) if nodeid.startswith(path)), len(LONGEST))


class LongestFirst(LoadScopeScheduling):
    """Gives out whole files (or folders) in the order in which the tests were collected."""

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = (
            False  # which would begin with files of many tests, and end with long ones of a few
        )
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])
