"""Logs: one JSON object a line on standard error, ids only; names, phones and citizen ids never get here.

A :class:`~logging.LogRecord` brings its facts in ``extra``; only the names in :data:`FIELDS` are written, so a careless
``extra`` cannot leak.
"""

from __future__ import annotations

import logging
import sys
import traceback

import structlog

FIELDS = (
    "dossier_no",
    "paper",
    "problem",
    "part",
    "exit",
    "door",
    "code",
    "status",
    "correlation_id",
    "key_id",
    "account_id",
    "rows",
    "folder",
    "file_no",
    "agency_id",
    "office_id",
    "left",
    "day",
)


def where(error: BaseException) -> str:
    """The class of an error and the lines of code it passed; never its own text, which may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return " ".join([type(error).__name__, *(f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in frames)])


def configure(level: int = logging.INFO) -> None:
    """Send everything to one handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.ExtraAdder(allow=FIELDS),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("rq.worker", "zeep.transports", "werkzeug", "alembic.runtime.migration"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
