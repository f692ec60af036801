"""What is wrong with a curated file: every problem at once, with file, line, field and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from rapidfuzz import fuzz, process

from facts.language.phrases import Phrases

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
    """Collect problems while files are read, so that a curator mends them all in one go.

    `say` writes them in the language of whoever reads them.
    """

    say: Phrases = field(default_factory=lambda: Phrases.of("en"))
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


def did_you_mean(word: str, known: Iterable[str], say: Phrases, *, else_say: str = "") -> str:
    """Suggest the nearest known words in one sentence, or fall back to another hint."""
    words = list(known)
    if len(words) > _MANY:
        # The same measure in C: a file may hold thousands of wrong words beside thousands of names.
        found = process.extract(word, words, scorer=fuzz.ratio, processor=None, score_cutoff=60)
        near = [name for name, _, _ in found[:3]]
    else:
        near = get_close_matches(word, words, n=3, cutoff=0.6)
    return say("records.did_you_mean", words=_either(near, say)) if near else else_say


def _either(words: list[str], say: Phrases) -> str:
    *first, last = (say("records.quoted", word=word) for word in words)
    return say("records.or").join([", ".join(first), last]) if first else last


def explain(error: dict[str, Any], field_name: str, say: Phrases) -> tuple[str, str]:
    """Turn one pydantic error into a sentence and what to do about it."""
    kind, context, given = error["type"], error.get("ctx", {}), error.get("input")
    named = isinstance(given, str | int | float)
    shown = say("records.quoted", word=_cut(given)) if named else say("records.this")
    label = field_name.removesuffix(".en").removesuffix(".uk").removesuffix(".ru")
    label = label.rsplit(".", 1)[-1].replace("_", " ")
    values = {"shown": shown, "label": label}
    if given is None and kind.endswith("_type"):
        kind = "missing"
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        words = [w.strip() for w in allowed.split(",")]
        fix = say("records.one_of", words=", ".join(words))
        said = say("records.unknown_word", **values)
        return said, did_you_mean(str(given), words, say, else_say=fix)
    if kind == "string_too_long":
        fix = say("records.shorten", most=context.get("max_length"))
        if isinstance(given, str):
            return say("records.too_long", count=len(given), **values), fix
        return say("records.too_many", **values), fix
    if kind == "too_long":
        fix = say("records.keep_most", most=context.get("max_length"))
        return say("records.too_many_entries", **values), fix
    if kind == "string_pattern_mismatch":
        fix = say(f"records.{_pattern(str(context.get('pattern')))}")
        return say("records.no_such_form", **values), fix
    if kind == "value_error":
        return _rule(str(context.get("error", error["msg"])), say)
    if kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        bound = least if least is not None else most
        said, fix = ("less_than", "or_more") if least is not None else ("greater_than", "or_less")
        return say(f"records.{said}", bound=bound, **values), say(f"records.{fix}", bound=bound)
    key, fix = _PLAIN.get(kind, ("otherwise", "correct_it"))
    return say(f"records.{key}", words=error["msg"], **values), say(f"records.{fix}")


_PLAIN = {
    "string_too_short": ("empty_text", "empty_text_fix"),
    "float_parsing": ("no_number", "no_number_fix"),
    "int_parsing": ("no_number", "no_number_fix"),
    "missing": ("missing", "add_it"),
    "finite_number": ("too_large", "too_large_fix"),
}


def _cut(given: Any) -> str:
    words = str(given)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


_RULES = {
    "earliest lies after latest": "earliest_after_latest",
    "the period ends before it starts": "period_backwards",
    "a measure needs low or high": "measure_open",
    "low is greater than high": "low_above_high",
    "a hop is either a source or words": "hop",
    "a caveat needs a code or a text": "caveat",
    "the originator (first hop of the chain) must be a source": "originator",
    "a statement in English is required": "english",
    "a point of a series needs a measure": "point_measure",
    "a fact cannot be related to itself": "itself",
    "a reliability other than F needs a reason": "reason",
}
"""What the model says of its rules, which knows no languages, and the phrase for it."""


def _rule(sentence: str, say: Phrases) -> tuple[str, str]:
    key = _RULES.get(sentence)
    if key is None:
        return f"{sentence[:1].upper()}{sentence[1:]}.", say("records.correct_it")
    return say(f"records.rule.{key}"), say(f"records.rule.{key}_fix")


def _pattern(pattern: str) -> str:
    """Name the phrase that says what a pattern wants."""
    if pattern.startswith("^https"):
        return "form_link"
    if "64" in pattern and "0-9a-f" in pattern:
        return "form_hash"
    return "form_name" if "_" in pattern else "form_id"
