"""Standard input and output as the contract has them: UTF-8 wherever they lead, and interruptible."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from typing import TextIO

from facts.errors import FactlineError


def write_utf8() -> None:
    """Let output hold every language: UTF-8 where it is piped, its own encoding at a terminal.

    A terminal, or `PYTHONIOENCODING`, may know only some letters; the others become a question mark
    rather than an error in the middle of an answer.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if chosen else "utf-8", errors="replace")


def words_of(arguments: list[str]) -> list[str]:
    """Read arguments as UTF-8 where the locale could not: Python kept their bytes."""
    if os.name != "posix":
        return arguments
    return [os.fsencode(word).decode("utf-8", "replace") for word in arguments]


def typed_lines(stream: TextIO | None = None) -> Iterator[str]:
    """Give the lines of standard input without their ends, read as UTF-8.

    Bytes that are none are marked. Until the last line Ctrl-C ends at once, as it does outside an event
    loop: nothing else runs meanwhile, and a loop's own way waits for the line to end. Raises
    FactlineError where standard input is closed.
    """
    stream = sys.stdin if stream is None else stream
    if stream is None:
        raise FactlineError(
            "Standard input is closed, so there is nothing to read.", "Pipe the questions into it."
        )
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors="replace")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        while line := stream.readline():
            yield line.rstrip("\r\n")
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
