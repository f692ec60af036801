"""Readable ids for new facts and sources, from what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from facts.language.normalise import fold
from facts.language.romanise import ukrainian
from facts.model import BASE, Body

OWN = "own-"
"""How ids that a server gives begin, so that no later shared fact or source takes the same one."""

_LONGEST = 100


def fact_ids(body: Body, scope: str) -> Iterator[str]:
    """Give ids for a new fact, the best first: place, what, day, originator, then numbered."""
    day = body.stated_on or body.published_on
    parts = (
        body.scope_place.place if body.scope_place else None,
        body.category.value if body.category else body.metric,
        day.latest.isoformat() if day else None,
        body.originator.removeprefix(OWN),
    )
    return _numbered("-".join(part for part in parts if part), scope)


def source_ids(name: str, scope: str) -> Iterator[str]:
    """Give ids for a new source, from its name."""
    return _numbered(name, scope)


def slug(text: str) -> str:
    """Write a text as an id: lower-case ASCII letters, digits and hyphens; `x` if nothing is left."""
    plain = " ".join(word if word.isascii() else ukrainian(word) for word in fold(text).split())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "x"


def _numbered(text: str, scope: str) -> Iterator[str]:
    first = slug(text)
    if scope != BASE:
        first = OWN + first
    yield first
    for number in count(2):
        yield f"{first}-{number}"
