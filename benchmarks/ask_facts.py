"""Read a question set's facts (the JSON form of `../shared/research/ask-dev-facts.json`) as a collection.

That form names originators, places and units in free words. Where a word is a name or alias of the
shipped gazetteer or source list, that entry is used; everything else becomes a source or place of its
own. Ids become lower-case slugs (`F01` → `f01`); `fact_id` gives the mapping for gold answers.
Relations of kinds that the model does not know (`same_originator`) are left out.

As a command it writes the facts as a collection in Factline's own format, to be pointed at with
`FACTLINE_COLLECTION`: `python -m benchmarks.ask_facts FACTS.json FOLDER`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from textwrap import shorten
from typing import Any

from facts.curation.collection import Collection, load_collection
from facts.curation.writing import write_yaml
from facts.model import (
    BASE,
    Body,
    Category,
    Caveat,
    CaveatCode,
    DateRange,
    Document,
    Hop,
    Measure,
    Party,
    Period,
    Place,
    PlaceKind,
    PlaceRef,
    Relation,
    RelationKind,
    Side,
    Source,
    SourceKind,
    Topic,
    Unit,
    Verification,
)

Row = Mapping[str, Any]

_KINDS = {
    "party_ukraine": (SourceKind.PARTY_OFFICIAL, Party.UKRAINE),
    "party_russia": (SourceKind.PARTY_OFFICIAL, Party.RUSSIA),
    "media": (SourceKind.NEWS_MEDIA, Party.NONE),
    "osint": (SourceKind.OPEN_SOURCE_TRACKER, Party.NONE),
    "witness": (SourceKind.WITNESS, Party.NONE),
    "third_party": (SourceKind.FOREIGN_OFFICIAL, Party.NONE),
}
_UNITS = {
    "km2": (Unit.KM2, None),
    "km": (Unit.KM, None),
    "tanks": (Unit.COUNT, Category.TANK),
    "vehicles": (Unit.COUNT, Category.AFV),
    "items": (Unit.COUNT, Category.HEAVY_EQUIPMENT),
    "soldiers": (Unit.PEOPLE, Category.PERSONNEL),
    "people": (Unit.PEOPLE, None),
    "percent": (Unit.PERCENT, None),
    "days": (Unit.DAYS, None),
    "hours": (Unit.HOURS, None),
}
_TOPICS: tuple[tuple[str, Topic, str | None], ...] = (
    ("territory_regained", Topic.TERRITORY, "area_regained"),
    ("town_liberated", Topic.SETTLEMENTS, "settlement_liberated"),
    ("loss_", Topic.EQUIPMENT_LOSSES, "equipment_lost"),
    ("killed", Topic.PERSONNEL_LOSSES, "personnel_killed"),
    ("abandoned", Topic.EQUIPMENT_CAPTURED, "equipment_captured"),
    ("captured", Topic.EQUIPMENT_CAPTURED, "equipment_captured"),
    ("flight", Topic.WITHDRAWAL, "flight_of_troops"),
    ("strike", Topic.STRIKES, None),
    ("territory", Topic.TERRITORY, None),
)
_OPEN_ABOVE = ("more than", "over", "at least", "no fewer than")
_OPEN_BELOW = ("up to", "nearly", "almost", "fewer than", "less than")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"(?P<first>\d{1,2})(?:-(?P<last>\d{1,2}))? (?P<month>[A-Z][a-z]{2})[a-z]* (?P<year>\d{4})"
)
_DAYS_TO = re.compile(r"(\d+) days to")
_BRACKET = re.compile(r"\s*\([^)]*\)\s*$")


def fact_id(original: str) -> str:
    """Give our id for an id of the question set: `F01` → `f01`."""
    return _slug(original)


def load_ask_facts(path: Path) -> Collection:
    """Read the JSON file as a collection; raises ValueError (or OSError) if it has another form."""
    content = json.loads(path.read_text("utf-8"))
    book = _Book.of(load_collection())
    facts = {fact_id(row["id"]): _body(row, book) for row in content["facts"]}
    return Collection.of(
        sources=book.sources.values(),
        places=book.places.values(),
        series=(),
        facts=facts,
        relations=_relations(content.get("relations", ())),
    )


@dataclass(frozen=True, slots=True)
class _Book:
    """Names of the shipped sources and places, and those taken from the question set."""

    source_names: Mapping[str, Source]
    places: dict[str, Place]
    place_names: dict[str, str]
    sources: dict[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, shipped: Collection) -> _Book:
        names = {n.casefold(): s for s in shipped.sources for n in (*s.aliases, s.name)}
        places = {p.id: p for p in shipped.places}
        ordered = sorted(shipped.places, key=lambda p: p.kind is PlaceKind.OBLAST)
        place_names = {n.casefold(): p.id for p in ordered for n in p.names}
        for oblast in (p for p in ordered if p.kind is PlaceKind.OBLAST):
            # A bare name that an oblast shares with its city means the oblast.
            place_names[oblast.name.removesuffix(" Oblast").casefold()] = oblast.id
        return cls(names, places, place_names)

    def source(self, name: str, kind: str) -> str:
        """Give the id of a source, entering it on first sight."""
        known = self.source_names.get(name.casefold()) or self.source_names.get(
            _BRACKET.sub("", name).casefold()
        )
        if known is None:
            made, party = _KINDS.get(kind, (SourceKind.ANALYST, Party.NONE))
            known = Source(id=_slug(name), name=name, kind=made, party=party)
        return self.sources.setdefault(known.id, known).id

    def place(self, name: str) -> str:
        """Give the id of a place, entering it on first sight."""
        bare = _BRACKET.sub("", name)
        found = self.place_names.get(name.casefold()) or self.place_names.get(bare.casefold())
        if found is None:
            made = Place(id=_slug(name), name=name, kind=PlaceKind.FRONT)
            self.places[made.id] = made
            self.place_names[name.casefold()] = found = made.id
        return found


def _body(row: Row, book: _Book) -> Body:
    originator = book.source(row["originator"], row["originator_kind"])
    publisher = book.source(row["published_by"], "media")
    relay = row.get("relayed_by")
    hops = [originator, *([book.source(relay, "media")] if relay else []), publisher]
    topic, metric = _topic(row["topic"])
    measure, category = _measure(row.get("quantity"))
    place = row.get("place") or row.get("place_inferred")
    scope = PlaceRef(book.place(place), inferred=not row.get("place")) if place else None
    checked = "visually documented" in (row.get("verification") or "")
    return Body(
        statement={"en": shorten(row["statement"], 200, placeholder=" …")},
        topic=topic,
        metric=metric,
        category=category,
        side=Side(row["side"]) if row.get("side") else None,
        measure=measure,
        scope_place=scope,
        valid=_period(row.get("period")),
        stated_on=_stated(row.get("claim_date")),
        chain=tuple(Hop(source=s) for s in dict.fromkeys(hops)),
        documents=(Document(publisher=publisher),),
        caveats=_caveats(row),
        verification=Verification.VISUALLY_CONFIRMED if checked else Verification.UNVERIFIED,
    )


def _topic(word: str) -> tuple[Topic, str]:
    name = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")
    for part, topic, metric in _TOPICS:
        if part in name:
            return topic, metric or name
    return Topic.STATEMENTS, name


def _measure(quantity: Row | None) -> tuple[Measure | None, Category | None]:
    if not quantity or quantity.get("amount") is None:
        return None, None
    unit, category = _UNITS.get(str(quantity.get("unit")), (Unit.COUNT, None))
    amount = quantity["amount"]
    bounds = amount if isinstance(amount, list) else [amount, amount]
    low, high = (float(bound) for bound in bounds)
    qualifier = (quantity.get("qualifier") or "").strip()
    figure = f"{low:,g}" if low < 1e6 else f"{low:,.0f}"
    if low != high:
        return Measure(unit, f"between {figure} and {high:,.0f}", low, high), category
    wording = f"{qualifier} {figure}".strip() if "estimate" not in qualifier else f"about {figure}"
    open_above, open_below = qualifier in _OPEN_ABOVE, qualifier in _OPEN_BELOW
    measure = Measure(unit, wording, None if open_below else low, None if open_above else high)
    return measure, category


def _period(words: str | None) -> Period | None:
    if not words:
        return None
    match = _DAY.search(words)
    if match is None:
        return Period(words=words)
    month = _MONTHS.index(match["month"].lower()) + 1
    first = date(int(match["year"]), month, int(match["first"]))
    last = first.replace(day=int(match["last"] or match["first"]))
    inferred = "~" in words or "about" in words
    end = DateRange(first, last, inferred)
    span = _DAYS_TO.search(words)
    if span is None:
        return Period(None if words.startswith(("as of", "stated")) else end, end, words)
    start = first - timedelta(days=int(span[1]) - 1)
    return Period(DateRange(start, start, inferred), end, words)


def _stated(day: str | None) -> DateRange | None:
    return DateRange.on(date.fromisoformat(day)) if day else None


def _caveats(row: Row) -> tuple[Caveat, ...]:
    codes = []
    if row["originator_kind"].startswith("party_"):
        codes.append(CaveatCode.INTERESTED_PARTY)
    if row.get("place_inferred") and not row.get("place"):
        codes.append(CaveatCode.PLACE_INFERRED)
    return (*(Caveat(code=c) for c in codes), *(Caveat(text=t) for t in row.get("caveats", ())))


def _relations(rows: list[list[str]]) -> list[Relation]:
    known = {str(kind) for kind in RelationKind}
    return [
        Relation(RelationKind(kind), fact_id(one), fact_id(other), BASE)
        for one, kind, other in rows
        if kind in known
    ]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:120] or "unnamed"


def main(arguments: list[str]) -> None:
    """Write the facts of a JSON file as a collection into a folder."""
    source, folder = (Path(argument) for argument in arguments)
    folder.mkdir(parents=True, exist_ok=True)
    collection = load_ask_facts(source)
    (folder / "collection.yaml").write_text(write_yaml(collection), "utf-8")
    print(f"{len(collection.facts)} facts written.")


if __name__ == "__main__":
    main(sys.argv[1:])
