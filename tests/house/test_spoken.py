"""Every phrase is said somewhere: one that no code asks for is dead, or its place lost its voice.

A key is said if it stands in the code, or if an f-string there makes it of words that the program
knows: names and values in the code, codes in the shipped records.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from facts.language.phrases import Phrases

ROOT = Path(__file__).parents[2]
RECORDS = ("composition.yaml", "published", "facts")
"""Where in the collection codes stand that phrases are named for, such as metrics."""

KEY = re.compile(r"[a-z_]+(\.[\w-]+)+")
HOLE = r"([\w-]+(?:\.[\w-]+)*)"
DEPTH = 3
"""A word may itself be made by an f-string, whose words may be again; not deeper."""


def _keys() -> set[str]:
    """List the phrases of English, those with plural forms once."""
    texts = Phrases.of("en")._texts
    counted = {key.rpartition(".")[0] for key in texts if key.endswith(".other")}
    counted = {stem for stem in counted if f"{stem}.one" in texts}
    return {stem if (stem := key.rpartition(".")[0]) in counted else key for key in texts}


def _nodes() -> Iterator[ast.AST]:
    """Go through the program's code, without its docstrings."""
    for path in (p for room in ("bot", "facts") for p in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        yield from (n for n in ast.walk(tree) if id(n) not in said)


def _codes() -> Iterator[str]:
    """List the one-word values of the shipped records."""
    for name in RECORDS:
        place = ROOT / "facts" / "collection" / name
        for path in [place] if place.is_file() else place.rglob("*.yaml"):
            yield from re.findall(r"(?m)^[\s-]*\w+: ([\w-]+)$", path.read_text("utf-8"))


class Code:
    """What the program's code holds: its texts, its words, and the patterns of its f-strings."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.words = set(_codes())
        self.patterns: set[re.Pattern[str]] = set()
        for node in _nodes():
            match node:
                case ast.Constant(value=str(text)):
                    self.texts.add(text)
                    if not KEY.fullmatch(text):
                        self.words.update(re.findall(r"[\w-]+", text))
                case ast.JoinedStr(values=parts):
                    fixed = [p.value for p in parts if isinstance(p, ast.Constant)]
                    if any(re.search(r"[a-z]{2}[._]|[._][a-z]{2}", str(text)) for text in fixed):
                        self.patterns.add(re.compile("".join(map(_pattern, parts))))
                case ast.AnnAssign(target=ast.Name(name)) | ast.keyword(arg=str(name)):
                    self.words.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    self.words.add(name)
        self.known = cache(self._known)

    def says(self, key: str) -> bool:
        """Tell whether the code asks for a phrase."""
        return key in self.texts or self._made(key, DEPTH)

    def _made(self, text: str, depth: int) -> bool:
        found = (pattern.fullmatch(text) for pattern in self.patterns)
        return any(all(self.known(fill, depth - 1) for fill in m.groups()) for m in found if m)

    def _known(self, fill: str, depth: int) -> bool:
        if fill in self.texts or fill in self.words or fill.isdecimal():
            return True
        if depth and self._made(fill, depth):
            return True
        spaced = fill.replace("_", " ")
        return spaced in self.texts or any(spaced in text for text in self.texts if "|" in text)


def _pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else HOLE


@pytest.fixture(scope="module")
def code() -> Code:
    return Code()


def test_every_phrase_is_said_somewhere(code: Code) -> None:
    assert sorted(key for key in _keys() if not code.says(key)) == []


def test_a_phrase_that_nothing_says_would_be_noticed(code: Code) -> None:
    assert code.says("console.nothing_asked")
    assert code.says("digest.describe.digest_about")
    silent = ("console.nothing_heard", "labels.caveat.never_recorded", "answering.window.unheard")
    assert [key for key in silent if code.says(key)] == []
