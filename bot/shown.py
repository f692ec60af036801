"""Which revisions a drawing shows: those of the answer's facts whose ids are written in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.sending import Json
from facts.answers import Answer, CitedFact
from facts.store.delivery_answers import ShownFact

_ID = re.compile(r"`([a-z0-9][a-z0-9-]{0,119})`")


def revisions(answer: Answer, components: Sequence[Json]) -> tuple[ShownFact, ...]:
    """List the facts of an answer that stand in its drawing; a screen shows only some of them."""
    written = ids_in(components)
    found = {f.id: ShownFact(f.scope, f.id, f.revision) for f in _facts(answer)}
    return tuple(found[fact] for fact in sorted(written & found.keys()))


def ids_in(components: Iterable[Json]) -> set[str]:
    """Find what is written like a fact's id in the texts of components."""
    ids: set[str] = set()
    for one in components:
        ids.update(_ID.findall(one.get("content") or ""))
        ids |= ids_in(one.get("components") or ())
    return ids


def _facts(answer: Answer) -> Iterator[CitedFact]:
    yield from answer.facts
    yield from answer.closest
    yield from answer.superseded
    for section in answer.sections:
        for line in (line for block in section.blocks for line in block.lines):
            yield from (line.fact, *line.also, *(d.fact for d in line.disputes))
            if line.difference is not None:
                yield from (line.difference.earlier, line.difference.later)
