"""Call `factline` as a shell does: a process of its own in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Called:
    """What a call printed and how it ended."""

    code: int
    out: str
    err: str


def factline(folder: Path, *words: str, typed: str = "", **variables: str) -> Called:
    """Run one call in `folder` with nothing but these variables set for Factline."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FACTLINE_", "DISCORD_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **variables},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Called(done.returncode, done.stdout, done.stderr)
