"""A layer that was changed equals one that was built anew, in every index and in its digest."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from facts.model import (
    Action,
    DateRange,
    Hop,
    Measure,
    Place,
    PlaceKind,
    PlaceRef,
    Relation,
    RelationKind,
    Topic,
    Unit,
)
from facts.snapshot import Changes, Layer, Overlay, Record, RecordCorrection, changed
from tests.store.records import body

NOW = datetime(2022, 9, 12, tzinfo=UTC)
IDS = [f"fact-{number}" for number in range(8)]


@st.composite
def records(draw: st.DrawFn, fact: str) -> Record:
    day = draw(st.none() | st.integers(0, 3))
    said = body(
        draw(st.sampled_from(["One.", "Two."])),
        topic=draw(st.sampled_from([Topic.TERRITORY, Topic.STRIKES])),
        metric=draw(st.sampled_from(["tanks_lost", "area_regained"])),
        chain=(Hop(source=draw(st.sampled_from(["general-staff", "tracker"]))),),
        places=tuple(PlaceRef(p) for p in draw(st.sets(st.sampled_from(["izium", "kupiansk"])))),
        measure=Measure(Unit.COUNT, "some", low=1),
        series=draw(st.sampled_from([None, "tanks", "planes"])),
        stated_on=None if day is None else DateRange.on(date(2022, 9, 1) + timedelta(day)),
    )
    action = draw(st.sampled_from([Action.CREATE, Action.CORRECT, Action.RETRACT]))
    return Record(fact, "base", draw(st.integers(1, 3)), action, NOW, "0" * 64, said)


def some_records() -> st.SearchStrategy[dict[str, Record]]:
    return st.sets(st.sampled_from(IDS)).flatmap(
        lambda ids: st.fixed_dictionaries({fact: records(fact) for fact in sorted(ids)})
    )


LINKS = st.dictionaries(
    st.builds(
        lambda kind, ends: (kind, *ends),
        st.sampled_from([RelationKind.SUPERSEDES, RelationKind.CONTRADICTS]),
        st.sampled_from([(a, b) for a in IDS[:4] for b in IDS[:4] if a < b]),
    ),
    st.sampled_from([None, "Note."]),
    max_size=6,
)
PLACES = st.sets(st.sampled_from(["izium", "kupiansk", "farm"])).map(
    lambda ids: [Place(name, name, PlaceKind.CITY, parent="oblast") for name in sorted(ids)]
)
OVERLAYS = st.sampled_from([[], [Overlay("fact-1", "hide")], [Overlay("fact-1", "note", "So.")]])


def relations(links: dict[tuple[RelationKind, str, str], str | None]) -> list[Relation]:
    return [Relation(*key, scope="base", note=note) for key, note in links.items()]


def order_of(layer: Layer) -> dict[str, Any]:
    """Give the order of every index, which equality of mappings does not look at."""
    held = {f.name: getattr(layer, f.name) for f in fields(layer)}
    return {name: list(value) for name, value in held.items() if isinstance(value, dict)}


@given(some_records(), some_records(), LINKS, LINKS, PLACES, PLACES, OVERLAYS, OVERLAYS)
def test_changing_equals_building(
    held: dict[str, Record],
    news: dict[str, Record],
    links: dict[tuple[RelationKind, str, str], str | None],
    later: dict[tuple[RelationKind, str, str], str | None],
    places: list[Place],
    places_later: list[Place],
    laid: list[Overlay],
    laid_later: list[Overlay],
) -> None:
    told = RecordCorrection("fact-1", 2, Action.CORRECT, NOW, "Misread.", None)
    old = Layer.build(
        scope="base",
        position=5,
        records=held.values(),
        relations=relations(links),
        places=places,
        overlays=laid,
        corrections=[told],
    )
    more = RecordCorrection("fact-1", 3, Action.RETRACT, NOW, "Wrong.", None)
    ended = {key: note for key, note in links.items() if key not in later}
    changes = Changes(
        position=9,
        records=list(news.values()),
        relations=[
            *((link, True) for link in relations(later)),
            *((link, False) for link in relations(ended)),
        ],
        places=places_later,
        overlays=laid_later,
        corrections=[more],
    )
    built = Layer.build(
        scope="base",
        position=9,
        records=(held | news).values(),
        relations=relations(later),
        places=places_later,
        overlays=laid_later,
        corrections=[more, told],
    )
    new = changed(old, changes)
    assert new == built
    assert order_of(new) == order_of(built)


@given(some_records(), some_records())
def test_the_digest_names_the_content(one: dict[str, Record], other: dict[str, Record]) -> None:
    layers = [
        Layer.build(scope="base", position=position, records=held.values())
        for position, held in enumerate((one, other))
    ]
    assert (layers[0].digest == layers[1].digest) == (one == other)
