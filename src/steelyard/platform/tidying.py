"""Collecting garbage when it suits: work that makes thousands of objects a batch would set the collector off all the time."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def tidying_by_batch() -> Iterator[Callable[[], object]]:
    """Collect garbage only when the block says so, between two batches, and only what is new."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(0)
    finally:
        if was_enabled:
            gc.enable()
