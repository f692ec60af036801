"""Small records to write: the least a body needs, and what a test cares about."""

from __future__ import annotations

from datetime import date
from typing import Any

from facts.model import (
    Body,
    DateRange,
    Document,
    Hop,
    Measure,
    Party,
    Place,
    PlaceKind,
    PlaceRef,
    Relation,
    RelationKind,
    Series,
    Source,
    SourceKind,
    Topic,
    Unit,
)
from facts.store import Store

STAFF = Source("general-staff", "General Staff", SourceKind.PARTY_OFFICIAL, party=Party.UKRAINE)
TRACKER = Source("tracker", "Tracker", SourceKind.OPEN_SOURCE_TRACKER)
PAPER = Source("paper", "Paper", SourceKind.NEWS_MEDIA)
OBLAST = Place("kharkiv-oblast", "Kharkiv Oblast", PlaceKind.OBLAST, name_uk="Харківська область")
CITY = Place("izium", "Izium", PlaceKind.CITY, parent="kharkiv-oblast", aliases=("Izyum",))
TOTALS = Series(
    "staff-tanks", "general-staff", "tanks_lost", "Since 24 February.", date(2022, 2, 24)
)


def body(words: str = "Seventy tanks were lost.", **parts: Any) -> Body:
    """Make a body of one claim by the General Staff that a paper published."""
    given: dict[str, Any] = {
        "statement": {"en": words},
        "topic": Topic.EQUIPMENT_LOSSES,
        "metric": "tanks_lost",
        "chain": (Hop(source="general-staff"), Hop(source="paper")),
        "documents": (Document("paper", "https://example.org/1", "Losses"),),
        "measure": Measure(Unit.COUNT, "over 70", low=70),
        "scope_place": PlaceRef("kharkiv-oblast"),
        "stated_on": DateRange.on(date(2022, 9, 12)),
    }
    return Body(**(given | parts))


def link(kind: str, start: str, end: str, scope: str = "base", note: str | None = None) -> Relation:
    """Make a relation."""
    return Relation(RelationKind(kind), start, end, scope, note)


async def furnish(store: Store) -> None:
    """Put the sources, places and the series that bodies speak of into the shared record."""
    async with store.writing(actor="collection") as w:
        for source in (STAFF, TRACKER, PAPER):
            await w.put_source(source)
        for place in (OBLAST, CITY):
            await w.put_place(place)
        await w.put_series(TOTALS)


async def create(store: Store, *facts: str, scope: str = "base", **parts: Any) -> None:
    """Create facts that say something each."""
    async with store.writing(actor="user:1", scope=scope) as w:
        for fact in facts:
            await w.create(fact, body(f"About {fact}.", **parts))
