"""An answer as JSON: one object whose keys are always present (the public contract of `--json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from facts.answers import Answer, CitedDocument, CitedFact, CitedRelation, Difference, Outcome
from facts.model import Measure, Period

_LINE_BREAKS = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"}
"""Characters that some readers take for the end of a line; JSON itself allows them raw."""


def to_json(answer: Answer, *, ms: float) -> dict[str, Any]:
    """Give the answer as plain values. `ms` is the time it took, in milliseconds.

    Where the question was put back, `why` ends with the choices, each as the question to ask.
    """
    return {
        "question": answer.question,
        "outcome": answer.outcome.value,
        "read_as": _plain(answer.read_as),
        "note": answer.note,
        "facts": [_fact(f) for f in answer.facts],
        "derived": [_difference(d) for d in answer.derived],
        "disagreements": [{"ids": list(d.ids), "note": d.note} for d in answer.disagreements],
        "closest": [_fact(f) for f in answer.closest],
        "why": _why(answer),
        "as_of": _iso(answer.as_of),
        "store": answer.store,
        "ms": round(ms, 3),
    }


def json_line(answer: Answer, *, ms: float) -> str:
    """Write the answer as one line of JSON that any UTF-8 stream takes."""
    text = json.dumps(to_json(answer, ms=ms), ensure_ascii=False)
    # Half a surrogate pair (from a broken terminal) cannot be written as UTF-8.
    whole = text.encode("utf-8", "replace").decode()
    return whole.translate(_LINE_BREAKS)


def _why(answer: Answer) -> str | None:
    if answer.outcome is not Outcome.ASK_BACK or not answer.choices:
        return answer.why
    ways = "; ".join(
        c.question if c.label == c.question else f"{c.label}: {c.question}" for c in answer.choices
    )
    return f"{answer.why or answer.note or ''} {ways}".strip()


def _fact(fact: CitedFact) -> dict[str, Any]:
    stated = fact.stated_on
    return {
        "id": fact.id,
        "revision": fact.revision,
        "statement": fact.statement,
        "topic": fact.topic.value,
        "side": fact.side.value if fact.side else None,
        "measure": _measure(fact, fact.measure) if fact.measure else None,
        "place": fact.place,
        "places": list(fact.places),
        "period": _period(fact.valid) if fact.valid else None,
        "stated_on": _iso(stated.earliest) if stated else None,
        "stated_on_latest": _iso(stated.latest) if stated else None,
        "originator": fact.originator,
        "chain": [hop.name for hop in fact.chain],
        "documents": [_document(d) for d in fact.documents],
        "url": fact.url,
        "caveats": list(fact.caveats),
        "reliability": fact.reliability.value,
        "credibility": fact.credibility,
        "status": fact.status.value,
        "relations": [_relation(r) for r in fact.relations],
    }


def _measure(fact: CitedFact, measure: Measure) -> dict[str, Any]:
    return {
        "metric": fact.metric,
        "low": _number(measure.low),
        "high": _number(measure.high),
        "unit": measure.unit.value,
        "wording": measure.wording,
        "category": fact.category.value if fact.category else None,
    }


def _period(valid: Period) -> dict[str, Any]:
    return {
        "from": _iso(valid.start.earliest) if valid.start else None,
        "to": _iso(valid.end.latest) if valid.end else None,
        "words": valid.words,
    }


def _document(document: CitedDocument) -> dict[str, Any]:
    dated = document.published_on
    return {
        "publisher": document.publisher,
        "url": document.url,
        "published_on": _iso(dated.earliest) if dated else None,
    }


def _relation(relation: CitedRelation) -> dict[str, Any]:
    kind = relation.kind.value
    if not relation.outgoing and not relation.kind.symmetric:
        kind = {"supersedes": "superseded_by", "part_of": "has_part"}[kind]
    return {"kind": kind, "id": relation.id, "note": relation.note}


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "kind": "difference",
        "series": found.series,
        "from": found.earlier.id,
        "to": found.later.id,
        "value": _number(found.value),
        "unit": found.unit,
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Any) -> Any:
    """Turn what a question was read as into JSON's own types (dates as ISO, mappings as objects)."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return _number(value) if isinstance(value, float) else value
