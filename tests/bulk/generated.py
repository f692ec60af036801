"""Collections that no curator would write, but that the model allows: for the round trip."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from facts.curation.collection import Collection
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
    Reliability,
    SecondReading,
    Series,
    SeriesCorrection,
    Side,
    Source,
    SourceKind,
    Topic,
    Unit,
    Verification,
    Withdrawal,
)

AWKWARD = (
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "''@x",
    "+380",
    "-5",
    "-0.5",
    "@all",
    "null",
    "~",
    "true",
    "2022-09-12",
    "12.09.2022",
    "# no remark",
    "words: telethon",
    "interested_party",
    "interested_party | x",
    "| bar",
    "a\\nb",
    "back\\",
    "\\\\|",
    "_x0041_",
    "two\nlines",
    "a; b, c\td",
    'say "so"',
    "{x: [y]}",
    "Куп’янськ",
    "👍🏽",
    "<b>&amp;</b>",
    "Reuters (inferred)",
    "\x07bell",
    "cr\rhere",
)
_LETTERS = "abcXYZ іїЁ'’\"|\\;,:#=+-@_xn\n\t{}[]&<>%0()"

texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(_LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool),
)
lists = st.lists(texts, max_size=3).map(tuple)
days = st.dates(date(2022, 2, 24), date(2022, 12, 31))
measures = st.sampled_from(
    [
        Measure(Unit.COUNT, "2,500", 2500, 2500),
        Measure(Unit.KM2, "over 70", 70, None),
        Measure(Unit.KM2, "nearly 6,000", None, 6000),
        Measure(Unit.PEOPLE, "between 400 and 500", 400, 500),
        Measure(Unit.PERCENT, "36.5", 36.5, 36.5),
        Measure(Unit.COUNT, "0", 0, 0),
        Measure(Unit.COUNT, "a great many", 1e15, None),
    ]
)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    """Draw a day, a range, or either inferred."""
    first, last = sorted((draw(days), draw(days)))
    return DateRange(first, draw(st.sampled_from([first, last])), draw(st.booleans()))


@st.composite
def _bodies(draw: st.DrawFn, sources: list[str], places: list[str]) -> Body:
    source = st.sampled_from(sources)
    hops = st.builds(Hop, source=source, role=_maybe(texts)) | st.builds(
        Hop, words=texts, role=_maybe(texts)
    )
    start, end = draw(_maybe(date_ranges())), draw(_maybe(date_ranges()))
    if start and end and start.earliest > end.latest:
        start, end = end, start
    words = draw(_maybe(texts))
    refs = st.builds(PlaceRef, st.sampled_from(places), st.booleans())
    pages = st.builds(
        Document,
        publisher=source,
        url=_maybe(st.sampled_from(["https://example.org/a?b=c&d", "https://example.org"])),
        title=_maybe(texts),
        published_on=_maybe(date_ranges()),
        republished_by=_maybe(texts),
        text_sha256=_maybe(st.just("0a" * 32)),
    )
    caveats = st.sampled_from(list(CaveatCode)).flatmap(
        lambda code: st.builds(Caveat, code=st.just(code), text=_maybe(texts))
    ) | st.builds(Caveat, text=texts)
    first = draw(st.builds(Hop, source=source, role=_maybe(texts)))
    return Body(
        statement=draw(st.fixed_dictionaries({"en": texts}, optional={"uk": texts, "ru": texts})),
        topic=draw(st.sampled_from(Topic)),
        metric="some_metric",
        chain=(first, *draw(st.lists(hops, max_size=2))),
        documents=tuple(draw(st.lists(pages, max_size=3))),
        category=draw(_maybe(st.sampled_from(Category))),
        side=draw(_maybe(st.sampled_from(Side))),
        measure=draw(_maybe(measures)),
        scope_place=draw(_maybe(refs)),
        places=tuple(draw(st.lists(refs, max_size=2))),
        valid=Period(start, end, words) if start or end or words else None,
        stated_on=draw(_maybe(date_ranges())),
        caveats=tuple(draw(st.lists(caveats, max_size=4))),
        verification=draw(st.sampled_from(Verification)),
        credibility=draw(_maybe(st.integers(2, 6))),
        withdrawn=draw(_maybe(st.builds(Withdrawal, on=_maybe(date_ranges()), words=texts))),
        quote=draw(_maybe(texts)),
        aliases=draw(lists),
        second_reading=draw(
            _maybe(st.builds(SecondReading, result=st.just("corrected"), note=_maybe(texts)))
        ),
    )


@st.composite
def collections(draw: st.DrawFn, scope: str = BASE) -> Collection:
    """Draw a few records of every kind, in one scope, that refer to each other."""
    own = "" if scope == BASE else "own-"
    sources = [
        Source(
            f"{own}source-{n}",
            draw(texts),
            draw(st.sampled_from(SourceKind)),
            party=draw(st.sampled_from(Party)),
            scope=scope,
            aliases=draw(lists),
            methodology=draw(_maybe(texts)),
            methodology_pages=draw(st.sampled_from([(), ("https://example.org/how",)])),
            standing_caveats=draw(lists),
            reliability=draw(st.sampled_from(Reliability)),
            reliability_reason=draw(texts),
        )
        for n in range(2)
    ]
    # Half a position is refused.
    spots = _maybe(st.sampled_from([(-89.5, 37.27679), (0.0, -179.0), (49.20697, 0.0)]))
    places = [
        Place(
            f"{own}place-{n}",
            f"{draw(texts)} {n}",
            draw(st.sampled_from(PlaceKind)),
            name_uk=draw(st.sampled_from([None, f"Місце {n}"])),
            scope=scope,
            parent=f"{own}place-0" if n else None,
            lat=where and where[0],
            lon=where and where[1],
            not_to_confuse_with=draw(lists),
        )
        for n, where in enumerate(draw(st.tuples(spots, spots)))
    ]
    series = Series(
        f"{own}series",
        sources[0].id,
        "some_metric",
        draw(texts),
        draw(days),
        unit=draw(st.sampled_from(Unit)),
        side=draw(_maybe(st.sampled_from(Side))),
        scope=scope,
        corrections=tuple(
            SeriesCorrection(day, draw(texts)) for day in sorted(draw(st.sets(days, max_size=2)))
        ),
    )
    bodies = _bodies([s.id for s in sources], [p.id for p in places])
    facts = {f"{own}fact-{n}": draw(bodies) for n in range(draw(st.integers(0, 3)))}
    pairs = [(a, b) for a in facts for b in facts if a > b]
    relations = [
        Relation(kind, later, earlier, scope, draw(_maybe(texts)))
        for later, earlier in pairs
        for kind in draw(st.sets(st.sampled_from(RelationKind), max_size=2))
    ]
    return Collection.of(
        sources=sources, places=places, series=[series], facts=facts, relations=relations
    )
