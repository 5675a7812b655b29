"""The web server: granian, with worker processes forked from one that has the application loaded."""

import gc
import importlib
import os
from collections.abc import Callable
from typing import Any

from django.template import engines
from django.urls import get_resolver
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from steelyard.platform.runtime import lifeline
from steelyard.platform.runtime.logs import logging_config

WORKERS = 2
THREADS = 4
COLLECT_AFTER = (20_000, 20, 50)
"""A page makes some ten thousand objects that all go with it: looking for cycles among them more often only costs time."""


def serve(target: str, *, host: str, port: int, workers: int = WORKERS, threads: int = THREADS) -> None:
    """Serve the WSGI application `module:name` until told to stop.

    The application is loaded once, before the workers fork: they share its memory and start at once.
    """
    load_application(target)
    _load_what_the_first_request_needs()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig=logging_config(),
    ).serve(target_loader=_load_in_worker)


def load_application(target: str) -> Callable[..., Any]:
    """Import and return the application `module:name`."""
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return application


def _load_what_the_first_request_needs() -> None:
    """Import every view and template tag now: a mistake ends the start instead of answering 500."""
    get_resolver().url_patterns  # noqa: B018 - loads them
    for engine in engines.all():
        engine.from_string("")


def _load_in_worker(target: str) -> Callable[..., Any]:
    lifeline.end_with(os.getppid())
    return load_application(target)
