"""Plain values as the trees that the strict reader of collections understands, and JSON with lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any

from facts.curation._yaml import Fields, Items, Text, Tree

MAX_DEPTH = 12
"""No record of ours nests deeper; a file that does is no collection."""

_SPACE = re.compile(r"[ \t\r\n]*")
_HALF = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")


class NotJson(ValueError):
    """The text breaks the grammar of JSON, or a rule of ours for it; holds the line and the reason.

    `reason` names a phrase under `bulk.json`.
    """

    def __init__(self, line: int, reason: str, key: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.key = key


def tree_of(plain: Any, line: int) -> Tree:
    """Give texts, lists and mappings as a tree, all of it on one line."""
    if isinstance(plain, dict):
        fields = {str(key): tree_of(value, line) for key, value in plain.items()}
        return Fields(fields, dict.fromkeys(fields, line), line)
    if isinstance(plain, list | tuple):
        return Items(tuple(tree_of(item, line) for item in plain), line)
    return Text("" if plain is None else str(plain), line, blank=plain is None)


def read_json(text: str, first_line: int = 1) -> Tree:
    """Parse JSON (RFC 8259) into a tree with line numbers; duplicate keys are refused.

    Numbers keep their digits as written. Raises NotJson.
    """
    return _Json(text, first_line).document()


class _Json:
    """A reader in plain Python, so that a large file is read beside the event loop without holding it."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first = first_line
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        return self.first + bisect_right(self.breaks, at - 1)

    def fail(self, at: int, reason: str, key: str = "") -> NotJson:
        return NotJson(self.line(at), reason, key)

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def document(self) -> Tree:
        tree, at = self.value(self.skip(0), 0)
        if self.skip(at) != len(self.text):
            raise self.fail(at, "more_behind")
        return tree

    def value(self, at: int, depth: int) -> tuple[Tree, int]:
        if depth > MAX_DEPTH:
            raise self.fail(at, "too_deep")
        sign = self.text[at : at + 1]
        if sign == '"':
            found, end = self.string(at)
            return Text(found, self.line(at)), end
        if sign == "{":
            return self.mapping(at, depth)
        if sign == "[":
            return self.list(at, depth)
        match = _WORD.match(self.text, at)
        if match is None:
            raise self.fail(at, "cut_off" if at >= len(self.text) else "unexpected")
        word = match.group()
        return Text("" if word == "null" else word, self.line(at), word == "null"), match.end()

    def string(self, at: int) -> tuple[str, int]:
        try:
            found, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise self.fail(error.pos, "bad_string") from error
        if _HALF.search(found):
            raise self.fail(at, "bad_string")
        return found, end

    def list(self, at: int, depth: int) -> tuple[Tree, int]:
        line, items = self.line(at), []
        at = self.skip(at + 1)
        if self.text[at : at + 1] == "]":
            return Items((), line), at + 1
        while True:
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self.skip(at)
            if self.text[at : at + 1] == "]":
                return Items(tuple(items), line), at + 1
            at = self.expect(",", at)

    def mapping(self, at: int, depth: int) -> tuple[Tree, int]:
        line = self.line(at)
        fields: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        at = self.skip(at + 1)
        if self.text[at : at + 1] == "}":
            return Fields(fields, lines, line), at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise self.fail(at, "cut_off" if at >= len(self.text) else "unexpected")
            start = at
            key, at = self.string(at)
            if key in fields:
                raise self.fail(start, "twice", key)
            at = self.expect(":", self.skip(at))
            fields[key], at = self.value(at, depth + 1)
            lines[key] = self.line(start)
            at = self.skip(at)
            if self.text[at : at + 1] == "}":
                return Fields(fields, lines, line), at + 1
            at = self.expect(",", at)

    def expect(self, sign: str, at: int) -> int:
        if self.text[at : at + 1] != sign:
            raise self.fail(at, "cut_off" if at >= len(self.text) else "unexpected")
        return self.skip(at + 1)
