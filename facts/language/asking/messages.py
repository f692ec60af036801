"""Find the records that bear on the claims in somebody's message, sentence by sentence."""

from __future__ import annotations

import re

from facts.language.asking.index import ViewIndex
from facts.language.asking.objections import objections
from facts.language.asking.ranking import by_evidence, items_of
from facts.language.asking.slots import Slots, read_slots
from facts.snapshot import Record, View

MOST_FOUND = 5
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_LONGEST = 12_000
_MOST_SENTENCES = 60
_SURE, _ENOUGH, _EACH = 0.5, 3, 3
"""A sentence bears on a record that holds half of what it says, and says three things at least."""


def bearing_on(text: str, view: View) -> tuple[Record, ...]:
    """List records that speak of what a message claims, best first, five at most.

    A record of another number or of the other side still bears on the claim: that is what a reader
    wants to see. One about another place or another kind of thing does not.
    """
    index = ViewIndex(view)
    pieces = [p for p in _SENTENCE.split(text[:_LONGEST]) if p.strip()][:_MOST_SENTENCES]
    ranked = [found for piece in pieces if (found := _bearing(piece, index))]
    best: dict[str, Record] = {}
    for place in range(_EACH):  # every sentence's best first, then every sentence's second
        row = [found[place] for found in ranked if place < len(found)]
        for _, record in sorted(row, key=lambda f: (-f[0], f[1].id)):
            best.setdefault(record.id, record)
    return tuple(best.values())[:MOST_FOUND]


def _bearing(piece: str, index: ViewIndex) -> list[tuple[float, Record]]:
    """Rank what bears on one sentence; a record of the very number or day comes first."""
    slots = read_slots(piece, index)
    if not _claims(slots):
        return []
    found: list[tuple[float, Record]] = []
    for candidate in by_evidence(index, items_of(slots, index), slots):
        if candidate.evidence < _SURE:
            break
        against = set(objections(slots, candidate))
        if {"place", "category"} & against:
            continue
        same_number = bool(slots.numbers) and "number" not in against
        same_side = "side" not in against
        found.append((candidate.evidence + 0.5 * same_number + 0.1 * same_side, candidate.record))
    return sorted(found, key=lambda f: (-f[0], f[1].id))[:_EACH]


def _claims(slots: Slots) -> bool:
    """Tell whether a sentence says enough about the war to be held against records."""
    told = [c for c, kind in slots.concepts if kind != "word"]
    return len(told) + len(slots.numbers) + bool(slots.named_sides) >= _ENOUGH
