"""Which formats are read and written, by a file's name, and what is refused before it is read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from facts.errors import Refused, UsageError
from facts.language.phrases import Phrases

MAX_BYTES = 20_000_000
"""Larger files are refused before they are read: about 15,000 facts in the longest format."""

MAX_RECORDS = 20_000
"""More records than this in one file are refused; they are loaded in one transaction."""


class Format(StrEnum):
    """A format that facts come and go in."""

    YAML = "yaml"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def tabular(self) -> bool:
        """Tell whether records are rows with a column for each field."""
        return self in (Format.CSV, Format.XLSX)


_SUFFIXES = {
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".xlsx": Format.XLSX,
}


def format_of(name: str, locale: str = "en") -> Format:
    """Give the format that a file's name promises; raises UsageError for any other."""
    found = _SUFFIXES.get(PurePath(name).suffix.lower())
    if found is None:
        say = Phrases.of(locale)
        raise UsageError(say("bulk.unknown_format", name=shown_name(name)), say("bulk.formats"))
    return found


def expect_small(name: str, size: int, locale: str = "en") -> None:
    """Raise Refused for a file of too many bytes; call it before anything is downloaded or read."""
    if size > MAX_BYTES:
        say = Phrases.of(locale)
        raise Refused(
            say("bulk.too_large", name=shown_name(name), megabytes=say.number(size // 1_000_000)),
            say("bulk.too_large_hint", most=say.number(MAX_BYTES // 1_000_000)),
        )


def shown_name(name: str) -> str:
    """Give a file's name as it may be shown and kept: no folders, no line breaks, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:80] or "file"
