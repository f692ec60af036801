"""The short forms a curator writes, turned into the plain values the model is built from.

Dates: `2022-09-12`, `2022-09-12..2022-09-13`, each with `about` in front where inferred. Places: a name
or id, with `(inferred)` behind where the curator concluded it. The whole list is in
`docs/collection-format.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from facts.curation._names import NameIndex
from facts.curation._problems import Problems, Severity, did_you_mean
from facts.curation._yaml import Fields, Items, Text, Tree
from facts.model import CaveatCode

_DATE = re.compile(
    r"^(?P<about>about\s+)?(?P<first>\d{4}-\d\d?-\d\d?)(\.\.(?P<last>\d{4}-\d\d?-\d\d?))?$"
)
_INFERRED = re.compile(r"\s*\(inferred\)$")
_CODES = frozenset(CaveatCode)
_YEARS = range(1900, 2101)
"""The years that can be asked about; any other is a slip."""

Plain = dict[str, Any]

UNRESOLVED = "unresolved"
"""Stands in a chain for a source that was not found, so that the other hops keep their places."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record while it is read: where it stands, which names exist, whom to tell of mistakes."""

    file: str
    record: str
    problems: Problems
    sources: NameIndex
    places: NameIndex

    def wrong(
        self, line: int, name: str, message: str, fix: str, severity: Severity = "error"
    ) -> None:
        """Note a problem of this record's field."""
        field = f"{self.record}.{name}" if name else self.record
        self.problems.add(self.file, line, field, message, fix, severity=severity)

    def fields(self, tree: Tree, name: str, allowed: Iterable[str]) -> Fields | None:
        """Expect a mapping with no key beyond the allowed ones."""
        if not isinstance(tree, Fields):
            self.wrong(tree.line, name, "Fields are expected here.", "Write “field: value” lines.")
            return None
        known = list(allowed)
        for key in tree.fields:
            if key not in known:
                hint = f"Known fields: {', '.join(known)}."
                if tree.get(key) is None:
                    # What stands behind a comma in braces without quotes becomes a key.
                    hint = "Between { and } put a text that holds a comma into quotes. " + hint
                self.wrong(
                    tree.line_of(key),
                    f"{name}.{key}".lstrip("."),
                    f"“{key}” is not a field of this record.",
                    did_you_mean(key, known, else_say=hint),
                )
        return tree

    def text(self, tree: Tree | None, name: str) -> str | None:
        """Expect one text; None where the field is absent."""
        if tree is None:
            return None
        if isinstance(tree, Text):
            return tree.value.strip()
        self.wrong(tree.line, name, "One text is expected here.", "Write it on one line.")
        return None

    def items(self, tree: Tree | None, name: str) -> tuple[Tree, ...]:
        """Expect a list; a single text counts as a list of one."""
        if tree is None:
            return ()
        if isinstance(tree, Items):
            return tree.items
        if isinstance(tree, Text):
            return (tree,)
        self.wrong(tree.line, name, "A list is expected here.", "Begin each entry with “- ”.")
        return ()

    def texts(self, tree: Tree | None, name: str) -> list[str]:
        """Expect a list of texts."""
        read = (self.text(item, name) for item in self.items(tree, name))
        return [text for text in read if text is not None]

    def day(self, tree: Tree | None, name: str) -> date | None:
        """Expect one calendar day."""
        text = self.text(tree, name)
        return self._day(text, tree.line, name) if tree and text else None

    def dates(self, tree: Tree | None, name: str) -> Plain | None:
        """Expect a day or a range of days, `about` in front where it is inferred."""
        text = self.text(tree, name)
        if tree is None or text is None:
            return None
        match = _DATE.match(text)
        if match is None:
            self.wrong(tree.line, name, f"“{text}” is not a date.", _DATE_HINT)
            return None
        first = self._day(match["first"], tree.line, name)
        last = self._day(match["last"] or match["first"], tree.line, name)
        if first is None or last is None:
            return None
        if first > last:
            self.wrong(tree.line, name, f"{first} lies after {last}.", "Swap the two days.")
            return None
        return {"earliest": first, "latest": last, "inferred": match["about"] is not None}

    def _day(self, text: str, line: int, name: str) -> date | None:
        try:
            year, month, day = (int(part) for part in text.split("-"))
            if year not in _YEARS:
                raise ValueError("a year that no source means")
            return date(year, month, day)
        except ValueError:
            impossible = re.match(r"^\d{4}-\d\d?-\d\d?$", text) is not None
            said = f"There is no day {text}." if impossible else f"“{text}” is not a date."
            self.wrong(line, name, said, _DATE_HINT)
            return None

    def period(self, tree: Tree | None, name: str) -> Plain | None:
        """Expect `start`, `end` and `words`, each optional; a date alone is a period of that day."""
        if tree is None:
            return None
        if isinstance(tree, Text):
            day = self.dates(tree, name)
            return {"start": day, "end": day} if day else None
        read = self.fields(tree, name, ("start", "end", "words"))
        if read is None:
            return None
        period: Plain = {
            "start": self.dates(read.get("start"), f"{name}.start"),
            "end": self.dates(read.get("end"), f"{name}.end"),
            "words": self.text(read.get("words"), f"{name}.words"),
        }
        if not any(period.values()):
            self.wrong(tree.line, name, "The period is empty.", "Give a start, an end or words.")
            return None
        return period

    def measure(self, tree: Tree | None, name: str) -> Plain | None:
        """Expect `exactly`, or `low` and `high` (one may be open) with the `wording` as said."""
        if tree is None:
            return None
        read = self.fields(tree, name, ("exactly", "low", "high", "unit", "wording"))
        if read is None:
            return None
        exactly = self.text(read.get("exactly"), f"{name}.exactly")
        low = exactly or self.text(read.get("low"), f"{name}.low")
        high = exactly or self.text(read.get("high"), f"{name}.high")
        if exactly is not None and (read.get("low") or read.get("high")):
            self.wrong(
                read.line_of("exactly"),
                f"{name}.exactly",
                "“exactly” stands beside low or high.",
                "Keep either “exactly” or the two bounds.",
            )
        wording = self.text(read.get("wording"), f"{name}.wording")
        if wording is None and low is not None and low == high:
            wording = grouped(low)
        if wording is None and (low is not None or high is not None):
            self.wrong(
                tree.line,
                f"{name}.wording",
                "The wording is missing.",
                "Write the number as it was said, such as “over 70” or “nearly 6,000”.",
            )
        unit = self.text(read.get("unit"), f"{name}.unit") or "count"
        return {"low": low, "high": high, "unit": unit, "wording": wording or "?"}

    def source(self, tree: Tree | None, name: str) -> str | None:
        """Expect a source, by name, alias or id; give its id."""
        return self._find(self.sources, tree, name, "source")

    def place(self, tree: Tree | None, name: str) -> str | None:
        """Expect a place, by name, alias or id; give its id."""
        return self._find(self.places, tree, name, "place")

    def _find(self, index: NameIndex, tree: Tree | None, name: str, noun: str) -> str | None:
        text = self.text(tree, name)
        if tree is None or text is None:
            return None
        found = index.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            self.wrong(
                tree.line,
                name,
                f"“{text}” may be several {noun}s.",
                f"Write the id: {', '.join(found)}.",
            )
        else:
            hint = f"Add it to the {noun}s first, or correct the spelling."
            self.wrong(
                tree.line,
                name,
                f"There is no {noun} “{text}”.",
                did_you_mean(text, index.known(), else_say=hint),
            )
        return None

    def place_ref(self, tree: Tree | None, name: str) -> Plain | None:
        """Expect a place, with `(inferred)` behind it where the curator concluded it."""
        text = self.text(tree, name)
        if tree is None or text is None:
            return None
        bare = _INFERRED.sub("", text)
        found = self.place(Text(bare, tree.line), name)
        return {"place": found, "inferred": bare != text} if found else None

    def hop(self, tree: Tree, name: str) -> Plain:
        """Expect a source, or fields `source` or `words`, with the `role` held when it was said.

        A source that is not found keeps its station as `UNRESOLVED`, the problem being noted.
        """
        if isinstance(tree, Text):
            return {"source": self.source(tree, name) or UNRESOLVED}
        read = self.fields(tree, name, ("source", "words", "role"))
        if read is None:
            return {"source": UNRESOLVED}
        named = read.get("source")
        return {
            "source": (self.source(named, f"{name}.source") or UNRESOLVED) if named else None,
            "words": self.text(read.get("words"), f"{name}.words"),
            "role": self.text(read.get("role"), f"{name}.role"),
        }

    def caveat(self, tree: Tree, name: str) -> Plain | None:
        """Expect a caveat's code or own words, or fields `code` and `text` for both."""
        if isinstance(tree, Text):
            text = tree.value.strip()
            return {"code": text} if text in _CODES else {"text": text}
        read = self.fields(tree, name, ("code", "text"))
        if read is None:
            return None
        return {key: self.text(read.get(key), f"{name}.{key}") for key in ("code", "text")}


_DATE_HINT = (
    "Write year-month-day such as 2022-09-12, a range such as 2022-09-12..2022-09-13, "
    "and “about” in front where it is inferred."
)


def grouped(number: str) -> str:
    """Write a number with grouped thousands: `2500` → `2,500`. What is no number stays as it is."""
    try:
        return f"{int(number):,}"
    except ValueError:
        return number
