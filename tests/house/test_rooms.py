"""Files stay small, folders say what lives in them, and no name is a mere bucket."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "facts", "tests", "benchmarks")
FILES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
WALL = 400
BUCKET = re.compile(r"^_?(utils?|helpers?|misc|common|managers?)$")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_past_the_wall() -> None:
    long = {_name(p): n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) > WALL}
    assert long == {}


def test_no_name_is_a_bucket() -> None:
    names = [part for p in FILES for part in (*p.relative_to(ROOT).parts[:-1], p.stem)]
    assert [name for name in names if BUCKET.match(name)] == []


@pytest.mark.parametrize("room", ["bot", "facts", "benchmarks"])
def test_every_file_says_what_it_is_for(room: str) -> None:
    silent = [
        _name(p)
        for p in FILES
        if p.is_relative_to(ROOT / room) and not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert silent == []


def test_pages_link_to_what_exists() -> None:
    broken = []
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
        broken += [f"{_name(page)}: {t}" for t in targets if not (page.parent / t).exists()]
    assert broken == []


def test_the_lists_of_packages_name_no_host() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
