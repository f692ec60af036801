"""Standard input and output in every state a shell can hand them over in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import ROOT, factline

COMMAND = [sys.executable, "-m", "bot"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose store is already made."""
    made = tmp_path_factory.mktemp("store")
    assert factline(made, "db", "upgrade").code == 0
    return made


def surroundings(**variables: str) -> dict[str, str]:
    """Give the variables of a shell in which nothing is set for Factline but these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FACTLINE_", "DISCORD_", "LC_", "LANG", "PYTHON"))
    }
    return {**kept, "PYTHONPATH": str(ROOT), **variables}


def shell(folder: Path, line: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `$F` is Factline."""
    return subprocess.run(
        ["sh", "-c", line.replace("$F", f"'{sys.executable}' -m bot")],
        cwd=folder,
        env=surroundings(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", ["answer losses week", "answer --json losses", "--help"])
def test_a_full_disk_behind_the_output_is_one_line(folder: Path, words: str) -> None:
    done = shell(folder, f"$F {words} > /dev/full")
    assert done.returncode == 1
    assert done.stderr == b"The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("words", ["answer --json -", "console"])
def test_closed_input_is_one_line(folder: Path, words: str) -> None:
    done = shell(folder, f"$F {words} <&-")
    assert done.returncode == 1
    assert done.stderr.startswith(b"Standard input is closed")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("words", ["answer -", "console"])
def test_ctrl_c_while_waiting_for_a_line_leaves_quietly(folder: Path, words: str) -> None:
    with subprocess.Popen(
        [*COMMAND, *words.split()],
        cwd=folder,
        env=surroundings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as waiting:
        assert waiting.stdin is not None
        assert waiting.stdout is not None
        waiting.stdin.write(b"about\n")
        waiting.stdin.flush()
        while b"mydata" not in waiting.stdout.readline():
            assert waiting.poll() is None
        waiting.send_signal(signal.SIGINT)
        # The pipe stays open: only the signal can end it.
        assert waiting.wait(20) == 130
        assert waiting.stderr is not None
        assert waiting.stderr.read() == b""


def test_any_locale_reads_and_writes_utf8(folder: Path) -> None:
    done = shell(
        folder,
        "$F answer --json area харків; echo 'area Ізюм' | $F answer --json -;"
        " $F answer --locale uk area харків",
        LC_ALL="POSIX",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    told, piped, *drawn = done.stdout.decode("utf-8").splitlines()
    assert json.loads(told)["read_as"]["place"] == "Kharkiv Oblast"
    assert json.loads(piped)["read_as"]["place"] == "Izium"
    assert "Харківська область" in drawn[0]
    assert done.stderr == b""


def test_letters_that_the_output_lacks_become_question_marks(folder: Path) -> None:
    called = factline(folder, "answer", "area харків", "--locale", "uk", PYTHONIOENCODING="ascii")
    assert (called.code, called.err) == (0, "")
    assert "???" in called.out
    assert "kharkiv-area-" in called.out


def test_bytes_that_are_no_text_cost_only_their_own_line(folder: Path) -> None:
    typed = b"\xff\xfe area\nlosses\x00week\r\n\n" + b"x" * 4000 + b"\nlosses week"
    done = subprocess.run(
        [*COMMAND, "answer", "--json", "-"],
        cwd=folder,
        env=surroundings(),
        input=typed,
        capture_output=True,
        timeout=60,
        check=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 5
    assert lines[-1]["outcome"] == "answered"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("area", 1),
        ("losses flurb", 1),
        ("losses 31 feb", 1),
        ("fact show no-such-fact-anywhere", 0),
        ("source show nobody-at-all", 0),
        ("area nowhereland", 0),
        ("losses 1990", 0),
    ],
)
def test_json_and_text_end_alike(folder: Path, words: str, code: int) -> None:
    """Refused is 1; that nothing is on record is an answer."""
    drawn = factline(folder, "answer", *words.split())
    written = factline(folder, "answer", "--json", *words.split())
    assert (drawn.code, written.code) == (code, code)
    assert json.loads(written.out)["outcome"] == "nothing"
    assert bool(drawn.err) == bool(code)
    assert bool(drawn.out) != bool(code)
