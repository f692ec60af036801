"""The log: one line an event, as text for people or as JSON for machines. Secrets never reach it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

_secrets: set[str] = set()

_QUIET = {
    "discord": logging.INFO,
    "discord.client": logging.WARNING,  # it says "logging in" at each try, before what came of it
    "aiohttp": logging.INFO,
    "asyncio": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
}
"""Libraries whose lower levels hold what users wrote, interaction tokens, or every statement."""


_CONNECTING = ("discord.client", "discord.shard")
"""Loggers that tell of a gateway that is away, and try it again."""


def hide(secret: str) -> None:
    """Keep a text, such as the bot's token, out of every log line from now on."""
    if secret:
        _secrets.add(secret)


def setup_logging(level: str = "INFO", style: Literal["text", "json"] = "text") -> None:
    """Send the log to standard error, replacing whatever handlers there were.

    `level` is one of DEBUG, INFO, WARNING, ERROR.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if style == "json" else _Text())
    handler.addFilter(_without_usual_traceback)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def _without_usual_traceback(record: logging.LogRecord) -> bool:
    """Say in one line that the gateway is away, and nothing of what strangers send to our pages."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, HttpProcessingError):
        return False  # somebody sent what is no HTTP; they were told, and it says nothing about us
    if record.name in _CONNECTING and isinstance(error, aiohttp.ClientError | OSError):
        record.msg, record.args = f"{record.getMessage()} ({error})", ()
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def _without_secrets(text: str) -> str:
    for secret in _secrets:
        text = text.replace(secret, "[hidden]")
    return text


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", "%Y-%m-%d %H:%M:%S", "{")

    def format(self, record: logging.LogRecord) -> str:
        return _without_secrets(super().format(record))


class _Json(logging.Formatter):
    """One object a line; `deliveries` are the ids that a line is about, from plan to stamp."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if hasattr(record, "deliveries"):
            line["deliveries"] = record.deliveries
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        # ASCII escapes could spell a secret differently; so could quotes, which tokens do not have.
        return _without_secrets(json.dumps(line, ensure_ascii=False))
