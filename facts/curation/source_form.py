"""A source as the fields of a form, and back, with every problem named by its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from facts.curation._problems import explain
from facts.curation.form_parts import FieldProblem
from facts.curation.naming import source_ids
from facts.language.normalise import fold, visible
from facts.language.phrases import Phrases
from facts.model import Party, Reliability, Source, SourceKind
from facts.snapshot import View

SOURCE_FIELDS = (
    "name",
    "kind",
    "party",
    "aliases",
    "methodology",
    "reliability",
    "reliability_reason",
    "standing_caveats",
)
"""Every field that a form of a source may hold; `name` is required."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What a form says: the source, or the problems that keep it from being one."""

    source: Source | None
    problems: tuple[FieldProblem, ...] = ()


def source_fields(source: Source) -> dict[str, str]:
    """Write a source as form fields."""
    fields = {
        "name": source.name,
        "kind": source.kind.value,
        "party": source.party.value,
        "aliases": "; ".join(source.aliases),
        "methodology": source.methodology or "",
        "reliability": source.reliability.value,
        "reliability_reason": source.reliability_reason or "",
        "standing_caveats": "\n".join(source.standing_caveats),
    }
    return {name: text for name, text in fields.items() if text}


def read_source(
    fields: Mapping[str, str],
    view: View,
    *,
    scope: str,
    base: Source | None = None,
    locale: str = "en",
) -> SourceReading:
    """Read a form into a source of a scope; with `base` it keeps that source's id and pages.

    A new source gets an id from its name that nobody has, and may not take the name of another one.
    """
    say, problems = Phrases.of(locale), list[FieldProblem]()
    text = {name: visible(fields.get(name, "")) for name in SOURCE_FIELDS}
    if not text["name"]:
        problems.append(FieldProblem("name", say("moderating.source.no_name")))
    taken = next((s for s in view.sources() if fold(s.name) == fold(text["name"])), None)
    if taken is not None and text["name"] and (base is None or taken.id != base.id):
        known = say("moderating.source.known", name=taken.name)
        problems.append(FieldProblem("name", known, say("moderating.source.known_hint")))
    if text["reliability"] not in ("", "F") and not text["reliability_reason"]:
        needed = say("moderating.source.no_reason")
        problems.append(FieldProblem("reliability_reason", needed))
    if problems:
        return SourceReading(None, tuple(problems))
    given: dict[str, Any] = {
        "name": text["name"],
        "kind": SourceKind(text["kind"] or SourceKind.ANALYST),
        "party": Party(text["party"] or Party.NONE),
        "aliases": tuple(_listed(fields.get("aliases", ""), ";,\n")),
        "methodology": text["methodology"] or None,
        "reliability": Reliability(text["reliability"] or Reliability.F),
        "reliability_reason": text["reliability_reason"] or None,
        "standing_caveats": tuple(_listed(fields.get("standing_caveats", ""), "\n")),
    }
    try:
        if base is not None:
            return SourceReading(replace(base, **given))
        known_ids = {s.id for s in view.sources()}
        ident = next(i for i in source_ids(text["name"], scope) if i not in known_ids)
        return SourceReading(Source(id=ident, scope=scope, **given))
    except ValidationError as failed:
        for error in failed.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else "reliability_reason"
            problems.append(FieldProblem(name, *explain(dict(error), name, say)))
        return SourceReading(None, tuple(problems))


def _listed(text: str, marks: str) -> Iterator[str]:
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    for part in text.replace("\r", "").split(marks[0]):
        if entry := visible(part):
            yield entry
