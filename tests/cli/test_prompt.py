"""The console at a real terminal: a prompt that completes, remembers, and shows screen by screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import ROOT, factline

PATIENCE = 20.0
"""Seconds that somebody at a terminal waits for what they were promised."""

ENTER, TAB, INTERRUPT, END = "\r", "\t", "\x03", "\x04"
ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x1b]*\x1b\\)")


class Terminal:
    """Somebody at a terminal of 100 columns and 40 lines, with a console open."""

    def __init__(self, folder: Path) -> None:
        self._keys, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FACTLINE_", "DISCORD_"))}
        kept |= {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        kept |= {"XDG_STATE_HOME": str(folder / "state")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot"],
            cwd=folder,
            env=kept,
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
        os.close(screen)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._keys, keys.encode())

    def until(self, words: str) -> str:
        """Read on until the words stand there; gives all that came, without escapes."""
        seen, deadline = b"", time.monotonic() + PATIENCE
        while words not in (text := ESCAPES.sub("", seen.decode(errors="replace"))):
            left = deadline - time.monotonic()
            assert left > 0, f"no {words!r} in {text!r}"
            if select.select([self._keys], [], [], left)[0]:
                seen += os.read(self._keys, 65_536)
        return text

    def close(self) -> None:
        """End the console if it has not ended by itself."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._keys)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    assert factline(tmp_path, "db", "upgrade").code == 0
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def test_a_prompt_completes_remembers_and_shows_screen_by_screen(
    terminal: Terminal, tmp_path: Path
) -> None:
    greeting = terminal.until("factline>")
    assert greeting.startswith("DISCORD_TOKEN is not set")
    terminal.type("!are")
    terminal.until("area")  # offered while typing
    terminal.type(f"{TAB} kharkiv{ENTER}")
    first = terminal.until("for the next screen")
    assert "Kharkiv Oblast" in first
    terminal.type(f"more{ENTER}")
    second = terminal.until("for the next screen")
    assert second != first
    terminal.type("half a line")
    terminal.until("half a line")
    terminal.type(INTERRUPT)  # takes the line back, and leaves nothing
    terminal.until("factline>")
    terminal.type(END)
    assert terminal.process.wait(PATIENCE) == 0
    history = tmp_path / "state" / "factline" / "history"
    assert re.findall(r"(?m)^\+(.*)$", history.read_text("utf-8")) == ["!area kharkiv", "more"]
    assert history.stat().st_mode & 0o077 == 0


def test_where_no_history_can_be_kept_the_prompt_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be", "utf-8")
    opened = Terminal(tmp_path)
    try:
        opened.until("factline>")
        opened.type(f"exit{ENTER}")
        assert opened.process.wait(PATIENCE) == 0
    finally:
        opened.close()
