"""Stores made up by hypothesis, for the promises that must hold over any store, not only the shipped.

Everything is built through the model, so that a generated store is as valid as a curated one. Shared by
the tests of answering, store and render.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from facts.curation.collection import Collection
from facts.model import (
    BASE,
    GENESIS,
    Action,
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
    Reliability,
    Series,
    SeriesCorrection,
    Side,
    Source,
    SourceKind,
    Topic,
    Unit,
    Verification,
    Withdrawal,
    body_json,
    revision_hash,
)
from facts.snapshot import Layer, Overlay, Record, RecordCorrection

FIRST_DAY = date(2022, 8, 25)
"""Generated records end on this day at the earliest; all within 40 days."""
DAYS = 40
RECORDED_AT = datetime(2023, 1, 1, 12, tzinfo=UTC)

SOURCES = (
    Source(
        id="general-staff",
        name="General Staff",
        kind=SourceKind.PARTY_OFFICIAL,
        party=Party.UKRAINE,
        standing_caveats=("Claims of a side; not verified.",),
        reliability=Reliability.C,
        reliability_reason="It is a party.",
    ),
    Source(id="ministry", name="Ministry", kind=SourceKind.PARTY_OFFICIAL, party=Party.RUSSIA),
    Source(
        id="tracker",
        name="Tracker",
        kind=SourceKind.OPEN_SOURCE_TRACKER,
        standing_caveats=("A floor: only what was filmed.",),
        reliability=Reliability.B,
        reliability_reason="Each entry has an image.",
    ),
    Source(id="think-tank", name="Think Tank", kind=SourceKind.THINK_TANK),
    Source(id="the-paper", name="The Paper", kind=SourceKind.NEWS_MEDIA),
    Source(id="agency", name="Agency", kind=SourceKind.NEWS_MEDIA),
)

PLACES = (
    Place(id="ukraine", name="Ukraine", kind=PlaceKind.COUNTRY, name_uk="Україна"),
    Place(
        id="kharkiv-oblast",
        name="Kharkiv Oblast",
        kind=PlaceKind.OBLAST,
        name_uk="Харківська область",
        parent="ukraine",
    ),
    Place(
        id="kharkiv",
        name="Kharkiv",
        kind=PlaceKind.CITY,
        name_uk="Харків",
        parent="kharkiv-oblast",
        aliases=("Kharkov",),
    ),
    Place(id="izium", name="Izium", kind=PlaceKind.CITY, parent="kharkiv-oblast"),
    Place(id="kherson-oblast", name="Kherson Oblast", kind=PlaceKind.OBLAST, parent="ukraine"),
)

SERIES = (
    Series(
        id="general-staff-tank",
        source="general-staff",
        metric="equipment_lost",
        category=Category.TANK,
        side=Side.RUSSIA,
        counting_rule="As claimed daily.",
        since=date(2022, 2, 24),
        corrections=(SeriesCorrection(FIRST_DAY + timedelta(days=25), "re-based"),),
    ),
    Series(
        id="tracker-tank",
        source="tracker",
        metric="equipment_lost",
        category=Category.TANK,
        side=Side.RUSSIA,
        counting_rule="As listed.",
        since=date(2022, 2, 24),
    ),
)

_METRICS = {
    Topic.EQUIPMENT_LOSSES: ("equipment_lost", "photo_caption"),
    Topic.EQUIPMENT_CAPTURED: ("equipment_captured",),
    Topic.PERSONNEL_LOSSES: ("personnel_killed", "soldier_testimony"),
    Topic.TERRITORY: ("area_regained",),
    Topic.SETTLEMENTS: ("settlements_liberated", "settlement_liberated", "settlement_control"),
    Topic.WITHDRAWAL: ("withdrawal",),
}


@dataclass(frozen=True)
class Store:
    """A generated store: what is in it, and the same as a snapshot layer or a collection."""

    bodies: Mapping[str, Body]
    relations: tuple[Relation, ...]
    retracted: frozenset[str] = frozenset()
    scope: str = BASE
    overlays: tuple[Overlay, ...] = ()

    def layer(self) -> Layer:
        """Give the store as one snapshot layer; retracted facts are tombstones with their reason."""
        shared = self.scope == BASE
        return Layer.build(
            scope=self.scope,
            position=len(self.bodies),
            records=[self._record(fact, body) for fact, body in self.bodies.items()],
            sources=SOURCES if shared else (),
            places=PLACES if shared else (),
            series=SERIES if shared else (),
            relations=self.relations,
            corrections=[
                RecordCorrection(fact, 2, Action.RETRACT, RECORDED_AT, "It was wrong.", None)
                for fact in sorted(self.retracted)
            ],
            overlays=self.overlays,
        )

    def collection(self) -> Collection:
        """Give what is not retracted as a collection."""
        live = {fact: body for fact, body in self.bodies.items() if fact not in self.retracted}
        return Collection.of(
            sources=SOURCES,
            places=PLACES,
            series=SERIES,
            facts=live,
            relations=[r for r in self.relations if {r.from_fact, r.to_fact} <= live.keys()],
        )

    def numbers(self) -> set[float]:
        """Give every bound that is stored."""
        measures = [b.measure for b in self.bodies.values() if b.measure]
        return {n for m in measures for n in (m.low, m.high) if n is not None}

    def _record(self, fact: str, body: Body) -> Record:
        gone = fact in self.retracted
        action, number = (Action.RETRACT, 2) if gone else (Action.CREATE, 1)
        return Record(
            id=fact,
            scope=self.scope,
            revision=number,
            action=action,
            recorded_at=RECORDED_AT,
            hash=revision_hash(
                GENESIS,
                fact=fact,
                scope=self.scope,
                number=number,
                action=action,
                recorded_at=RECORDED_AT,
                recorded_by="collection",
                reason="It was wrong." if gone else None,
                notice=None,
                body=body_json(body),
            ),
            body=body,
        )


days = st.integers(0, DAYS - 1).map(lambda n: FIRST_DAY + timedelta(days=n))


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    """Draw a date as it may be known: a day, or two or three days that it lies in."""
    day = draw(days)
    return DateRange(day, day + timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 2)))))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Draw a figure with open or closed bounds and its wording."""
    number = draw(st.integers(0, 9000))
    low, high, wording = draw(
        st.sampled_from(
            (
                (number, number, f"{number:,}"),
                (number, None, f"over {number:,}"),
                (None, number, f"up to {number:,}"),
                (number, number + 50, f"between {number:,} and {number + 50:,}"),
            )
        )
    )
    return Measure(unit=Unit.COUNT, wording=wording, low=low, high=high)


@st.composite
def periods(draw: st.DrawFn) -> Period | None:
    """Draw a valid period: none, open at the start, some days, or since February."""
    end = draw(days)
    length = draw(st.sampled_from((None, 1, 1, 3, 7, 7, 9, 14, 180)))
    if length is None:
        return draw(st.sampled_from((None, Period(end=DateRange.on(end)))))
    start = end - timedelta(days=length - 1)
    return Period(DateRange.on(start), DateRange.on(end), f"{length} days")


@st.composite
def series_points(draw: st.DrawFn) -> Body:
    """Draw a point of one of the cumulative series; totals need not rise."""
    series = draw(st.sampled_from(SERIES))
    day = draw(days)
    total = draw(st.integers(1900, 3000))
    return Body(
        statement={"en": f"{series.source} counted {total} tanks lost by {day}."},
        topic=Topic.EQUIPMENT_LOSSES,
        metric=series.metric,
        category=series.category,
        side=series.side,
        measure=Measure(unit=Unit.COUNT, wording=f"{total:,}", low=total, high=total),
        series=series.id,
        scope_place=PlaceRef("ukraine"),
        valid=Period(DateRange.on(series.since), DateRange.on(day)),
        stated_on=DateRange.on(day),
        chain=(Hop(source=series.source), Hop(source="agency")),
        documents=(Document(publisher="agency", url="https://agency.example/totals"),),
        caveats=(Caveat(CaveatCode.CUMULATIVE),),
    )


@st.composite
def series_runs(draw: st.DrawFn) -> Store:
    """Draw a store of nothing but series, in which each point supersedes the one before."""
    points = draw(st.lists(series_points(), min_size=3, max_size=12, unique_by=_point))
    points.sort(key=_point)
    facts = {f"fact-{at:02}": body for at, body in enumerate(points)}
    newer = [
        Relation(RelationKind.SUPERSEDES, later, earlier, BASE, "a newer total")
        for (earlier, before), (later, after) in pairwise(facts.items())
        if before.series == after.series
    ]
    return Store(facts, tuple(newer))


def _point(body: Body) -> tuple[str, date]:
    assert body.series is not None
    assert body.stated_on is not None  # a point is stated on the day it counts up to
    return body.series, body.stated_on.latest


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Draw any claim: with or without figure, dates, relays, documents and caveats."""
    topic = draw(st.sampled_from(tuple(_METRICS)))
    metric = draw(st.sampled_from(_METRICS[topic]))
    people = topic is Topic.PERSONNEL_LOSSES
    kinds = (Category.PERSONNEL,) if people else (None, Category.TANK, Category.AFV)
    originator = draw(st.sampled_from(SOURCES)).id
    relays = draw(st.sampled_from(((), (Hop(words="telethon"),), (Hop(source="the-paper"),))))
    publisher = draw(st.sampled_from(("agency", "the-paper")))
    places = draw(st.lists(st.sampled_from(PLACES), max_size=2, unique_by=lambda p: p.id))
    scope = draw(st.sampled_from((None, *PLACES)))
    return Body(
        statement={"en": f"{originator} said something about {metric}."},
        topic=topic,
        metric=metric,
        category=draw(st.sampled_from(kinds)),
        side=draw(st.sampled_from((None, Side.RUSSIA, Side.UKRAINE))),
        measure=draw(st.none() | measures()),
        scope_place=PlaceRef(scope.id) if scope else None,
        places=tuple(PlaceRef(p.id) for p in places),
        valid=draw(periods()),
        stated_on=draw(st.none() | date_ranges()),
        chain=(Hop(source=originator, role="spokesperson"), *relays, Hop(source=publisher)),
        documents=(
            Document(
                publisher=publisher,
                url=f"https://{publisher}.example/story",
                published_on=draw(st.none() | date_ranges()),
            ),
        ),
        caveats=draw(
            st.sampled_from(
                (
                    (),
                    (Caveat(CaveatCode.SECOND_HAND),),
                    (Caveat(CaveatCode.INTERESTED_PARTY), Caveat(text="Counted twice perhaps.")),
                )
            )
        ),
        verification=draw(st.sampled_from(tuple(Verification))),
        withdrawn=draw(st.sampled_from((None, None, None, Withdrawal(None, "a slip of the pen")))),
    )


@st.composite
def stores(draw: st.DrawFn, *, min_facts: int = 0, max_facts: int = 14) -> Store:
    """Draw a store with its relations; some of its facts are retracted."""
    drawn = draw(st.lists(bodies() | series_points(), min_size=min_facts, max_size=max_facts))
    facts = {f"fact-{at:02}": body for at, body in enumerate(drawn)}
    retracted = draw(st.sets(st.sampled_from(sorted(facts)), max_size=3)) if facts else set()
    return Store(facts, draw(relations(tuple(facts))), frozenset(retracted))


@st.composite
def relations(draw: st.DrawFn, facts: tuple[str, ...]) -> tuple[Relation, ...]:
    """Draw relations among facts: no self loops, none twice, supersedes and part_of acyclic."""
    if len(facts) < 2:
        return ()
    pairs = st.tuples(st.integers(0, len(facts) - 1), st.integers(0, len(facts) - 1))
    kinds = st.sampled_from((RelationKind.CONTRADICTS, *RelationKind))
    drawn = draw(st.lists(st.tuples(pairs, kinds), max_size=12))
    links = {}
    for (one, other), kind in drawn:
        if one != other:
            # From the higher number to the lower: such links cannot run in a circle.
            later, earlier = facts[max(one, other)], facts[min(one, other)]
            links[kind, later, earlier] = Relation(kind, later, earlier, BASE, f"{kind} indeed")
    return tuple(links.values())


@st.composite
def guild_stores(draw: st.DrawFn, base: Store, guild: str) -> Store:
    """Draw what one server has of its own: facts, and overlays on base facts."""
    drawn = draw(st.lists(bodies(), max_size=4))
    facts = {f"server-{guild}-{at}": body for at, body in enumerate(drawn)}
    overlays = []
    for fact in sorted(base.bodies):
        kind = draw(st.sampled_from((None, None, "hide", "note")))
        if kind == "hide":
            overlays.append(Overlay(fact, "hide"))
        elif kind == "note":
            overlays.append(Overlay(fact, "note", f"see channel of {guild}"))
    return Store(facts, (), frozenset(), guild, tuple(overlays))
