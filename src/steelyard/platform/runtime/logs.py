"""Structured logs: one JSON object a line for machines, colored lines on a terminal. Ids only, no personal data."""

import logging
import os
import sys
from logging.config import dictConfig
from typing import Any

import structlog

_QUIET = ("granian", "_granian", "procrastinate", "psycopg", "asyncio")


def logging_config() -> dict[str, Any]:
    """Return the standard library's logging configuration: everything through one formatter to standard error.

    `STEELYARD_LOG_LEVEL` sets the level; `STEELYARD_LOG_FORMAT` (`json`, `console`) overrules what a terminal suggests.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared_processors(),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer()],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": _level()},
        "loggers": {
            **{name: {"level": "WARNING"} for name in _QUIET},
            # The request's own line (see `metrics`) already tells of 4xx; a 5xx brings its traceback here.
            "django.request": {"level": "ERROR"},
            # So it does of a missing form token; this one names the address, and that may be a link with a secret in it.
            "django.security.csrf": {"level": "ERROR"},
        },
    }


def configure_logging() -> None:
    """Send the standard library's logs and structlog's the same way."""
    dictConfig(logging_config())
    structlog.configure(
        processors=[*_shared_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(_level(), logging.INFO)),
        cache_logger_on_first_use=True,
    )


def _level() -> str:
    return os.environ.get("STEELYARD_LOG_LEVEL", "INFO").upper()


def _shared_processors() -> list[structlog.types.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderer() -> list[structlog.types.Processor]:
    if (os.environ.get("STEELYARD_LOG_FORMAT") or ("console" if sys.stderr.isatty() else "json")) == "console":
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    # Without the local variables: they hold what people typed.
    traceback = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(traceback), structlog.processors.JSONRenderer()]
