"""What is wrong with a curated file: every problem at once, with file, line, field and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from rapidfuzz import fuzz, process

_LONGEST = 60
_MANY = 1000
"""Past so many known words they are compared in C."""

Severity = Literal["error", "warning"]
"""An error keeps the whole collection from loading; a warning is something to look at."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend in a curated file.

    Attributes:
        severity: `error` or `warning`.
        file: path relative to the folder that was read.
        line: line in that file, counted from 1; 0 where the file as a whole is meant.
        field: record and field, such as `kherson-area-2022-10-06-humeniuk.measure.low`.
        message: what is wrong, in one sentence.
        fix: what to do about it.
    """

    severity: Severity
    file: str
    line: int
    field: str
    message: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        about = f" {self.field}:" if self.field else ""
        return f"{self.severity}: {where}:{about} {self.message} {self.fix}".rstrip()


@dataclass(slots=True)
class Problems:
    """Collect problems while files are read, so that a curator mends them all in one go."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        file: str,
        line: int,
        name: str,
        message: str,
        fix: str = "",
        *,
        severity: Severity = "error",
    ) -> None:
        """Note one problem."""
        self.found.append(Problem(severity, file, line, name, message, fix))

    @property
    def errors(self) -> list[Problem]:
        """List only what keeps the collection from loading."""
        return [p for p in self.found if p.severity == "error"]

    def in_order(self) -> list[Problem]:
        """List every problem once, by file and line."""
        return sorted(set(self.found), key=lambda p: (p.file, p.line, p.field, p.message))


def did_you_mean(word: str, known: Iterable[str], *, else_say: str = "") -> str:
    """Suggest the nearest known words in one sentence, or fall back to another hint."""
    words = list(known)
    if len(words) > _MANY:
        # The same measure in C: a file may hold thousands of wrong words beside thousands of names.
        found = process.extract(word, words, scorer=fuzz.ratio, processor=None, score_cutoff=60)
        near = [name for name, _, _ in found[:3]]
    else:
        near = get_close_matches(word, words, n=3, cutoff=0.6)
    return f"Did you mean {_either(near)}?" if near else else_say


def _either(words: list[str]) -> str:
    quoted = [f"“{w}”" for w in words]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1]


def explain(error: dict[str, Any], field_name: str) -> tuple[str, str]:
    """Turn one pydantic error into a sentence and what to do about it."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    shown = f"“{_cut(given)}”" if isinstance(given, str | int | float) else "This"
    label = field_name.removesuffix(".en").removesuffix(".uk").removesuffix(".ru")
    label = label.rsplit(".", 1)[-1].replace("_", " ")
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        words = [w.strip() for w in allowed.split(",")]
        return f"{shown} is not a known {label}.", did_you_mean(
            str(given), words, else_say=f"Use one of: {', '.join(words)}."
        )
    if kind == "string_too_long":
        length = len(given) if isinstance(given, str) else "too many"
        limit = context.get("max_length")
        return f"The {label} has {length} characters.", f"Shorten it to {limit} at most."
    if kind == "string_too_short":
        return f"The {label} is empty.", "Write something or leave the field out."
    if kind in ("float_parsing", "int_parsing"):
        return f"{shown} is not a number.", "Write digits only, such as 2500 or 36.5."
    if kind == "string_pattern_mismatch":
        return f"{shown} does not look like a {label}.", _pattern_hint(str(context.get("pattern")))
    if kind == "missing" or (given is None and kind.endswith("_type")):
        return f"“{label}” is missing.", "Add it."
    if kind == "value_error":
        sentence = str(context.get("error", error["msg"]))
        return f"{sentence[:1].upper()}{sentence[1:]}.", _rule_hint(sentence)
    if kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        bound = f"less than {least}" if least is not None else f"greater than {most}"
        edge = f"{least} or more" if least is not None else f"{most} or less"
        return f"{shown} is {bound}.", f"Write {edge}."
    if kind == "finite_number":
        return f"{shown} is too large.", "Write the number that was said."
    return f"{shown}: {error['msg']}.", "Correct the entry."


def _cut(given: str | int | float) -> str:
    words = str(given)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _rule_hint(sentence: str) -> str:
    for part, hint in (
        ("greater than", "Correct one of the two bounds."),
        ("before it starts", "Correct one of the two dates."),
        ("in English", "Write it under “en”."),
        ("itself", "Name the other fact."),
        ("low or high", "Give at least one bound, or leave the measure out."),
        ("reason", "Say why in “reliability_reason”."),
    ):
        if part in sentence:
            return hint
    return "Correct the entry."


def _pattern_hint(pattern: str) -> str:
    if pattern.startswith("^https"):
        return "Write the whole address, beginning with https://, without a user name in it."
    if "64" in pattern and "0-9a-f" in pattern:
        return "Write 64 hexadecimal digits."
    if "_" in pattern:
        return "Use lower-case letters, digits and underscores, beginning with a letter."
    return "Use lower-case letters, digits and hyphens, 120 at most."
