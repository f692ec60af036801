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
from facts.language.phrases import Phrases
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

    @property
    def say(self) -> Phrases:
        """Give the phrases in the language of whoever reads the problems."""
        return self.problems.say

    def wrong(
        self, line: int, name: str, message: str, fix: str, severity: Severity = "error"
    ) -> None:
        """Note a problem of this record's field."""
        field = f"{self.record}.{name}" if name else self.record
        self.problems.add(self.file, line, field, message, fix, severity=severity)

    def fields(self, tree: Tree, name: str, allowed: Iterable[str]) -> Fields | None:
        """Expect a mapping with no key beyond the allowed ones."""
        if not isinstance(tree, Fields):
            self._expected(tree, name, "fields")
            return None
        known = list(allowed)
        for key in tree.fields:
            if key not in known:
                hint = self.say("records.known_fields", words=", ".join(known))
                if tree.get(key) is None:
                    # What stands behind a comma in braces without quotes becomes a key.
                    hint = f"{self.say('records.braces')} {hint}"
                self.wrong(
                    tree.line_of(key),
                    f"{name}.{key}".lstrip("."),
                    self.say("records.unknown_field", word=key),
                    did_you_mean(key, known, self.say, else_say=hint),
                )
        return tree

    def text(self, tree: Tree | None, name: str) -> str | None:
        """Expect one text; None where the field is absent."""
        if tree is None:
            return None
        if isinstance(tree, Text):
            return tree.value.strip()
        self._expected(tree, name, "text")
        return None

    def items(self, tree: Tree | None, name: str) -> tuple[Tree, ...]:
        """Expect a list; a single text counts as a list of one."""
        if tree is None:
            return ()
        if isinstance(tree, Items):
            return tree.items
        if isinstance(tree, Text):
            return (tree,)
        self._expected(tree, name, "list")
        return ()

    def _expected(self, tree: Tree, name: str, what: str) -> None:
        said, fix = self.say(f"records.{what}_expected"), self.say(f"records.{what}_expected_fix")
        self.wrong(tree.line, name, said, fix)

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
            said = self.say("records.no_date", words=text)
            self.wrong(tree.line, name, said, self.say("records.date_fix"))
            return None
        first = self._day(match["first"], tree.line, name)
        last = self._day(match["last"] or match["first"], tree.line, name)
        if first is None or last is None:
            return None
        if first > last:
            said = self.say("records.days_backwards", first=first, last=last)
            self.wrong(tree.line, name, said, self.say("records.swap_days"))
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
            said = self.say("records.no_day" if impossible else "records.no_date", words=text)
            self.wrong(line, name, said, self.say("records.date_fix"))
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
            said, fix = self.say("records.period_empty"), self.say("records.period_empty_fix")
            self.wrong(tree.line, name, said, fix)
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
            said, fix = self.say("records.exactly"), self.say("records.exactly_fix")
            self.wrong(read.line_of("exactly"), f"{name}.exactly", said, fix)
        wording = self.text(read.get("wording"), f"{name}.wording")
        if wording is None and low is not None and low == high:
            wording = grouped(low)
        if wording is None and (low is not None or high is not None):
            said, fix = self.say("records.no_wording"), self.say("records.no_wording_fix")
            self.wrong(tree.line, f"{name}.wording", said, fix)
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
            said = self.say(f"records.several.{noun}", words=text)
            self.wrong(tree.line, name, said, self.say("records.write_id", words=", ".join(found)))
        else:
            said = self.say(f"records.unknown.{noun}", words=text)
            hint = self.say(f"records.unknown.{noun}_fix")
            near = did_you_mean(text, index.known(), self.say, else_say=hint)
            self.wrong(tree.line, name, said, near)
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


def grouped(number: str) -> str:
    """Write a number with grouped thousands: `2500` → `2,500`. What is no number stays as it is."""
    try:
        return f"{int(number):,}"
    except ValueError:
        return number
