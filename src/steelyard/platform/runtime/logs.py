"""Structured logs: one JSON object a line for machines, colored lines on a terminal. Ids only, no personal data."""

import logging
import os
import sys
from logging.config import dictConfig

import structlog

_QUIET = ("granian", "_granian", "procrastinate", "psycopg", "tldextract", "filelock", "asyncio")


def configure_logging() -> None:
    """Send the standard library's logs and structlog's through one formatter to standard error.

    `STEELYARD_LOG_LEVEL` sets the level; `STEELYARD_LOG_FORMAT` (`json`, `console`) overrules what a terminal suggests.
    """
    chosen = os.environ.get("STEELYARD_LOG_FORMAT") or ("console" if sys.stderr.isatty() else "json")
    level = os.environ.get("STEELYARD_LOG_LEVEL", "INFO").upper()
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if chosen == "console"
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                **{name: {"level": "WARNING"} for name in _QUIET},
                # The request's own line (see `metrics`) already tells of 4xx; a 5xx brings its traceback here.
                "django.request": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level, logging.INFO)),
        cache_logger_on_first_use=True,
    )
