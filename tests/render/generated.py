"""Arbitrary answers: any text that a collection, a server or an asker could bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from facts.answers import (
    Answer,
    Block,
    CitedDocument,
    CitedFact,
    CitedRelation,
    Difference,
    Dispute,
    FigureLine,
    NamedHop,
    Outcome,
    Section,
    Status,
)
from facts.model import (
    Category,
    DateRange,
    Measure,
    Party,
    Period,
    RelationKind,
    Reliability,
    Side,
    SourceKind,
    Topic,
    Unit,
    Verification,
)

NASTY = (
    "@everyone **bold** [x](https://evil.example) <@123456789012345678> <#1> ||spoiler||",
    "\x1b[31mred\x1b[0m\x07 \u202eright to left\u202c zero\u200bwidth\ufeff",
    "# heading\n- list\r\n> quote\u2028next\x85line",
    "``` fence ``` _under_ ~~gone~~ `code` \\",
    "Куп’янськ і Харків, «лапки»",
    "😀" * 20,
)


def texts(longest: int, *, digits: bool = False) -> st.SearchStrategy[str]:
    """Make texts of letters, marks and mischief, without digits unless asked for."""
    letters = st.characters(exclude_categories=("Cs", "Nd", "Nl", "No"))
    written = st.one_of(
        st.text(letters, min_size=1, max_size=longest),
        st.sampled_from([n for n in NASTY if not any(c.isdigit() for c in n)]),
        st.text(st.sampled_from("*_`~|[]<>@#-. aЖ"), min_size=1, max_size=longest),
    )
    made = written.map(lambda t: t[:longest] if t.strip() else "x")
    return made.filter(lambda t: any(c.isalpha() for c in t)) if not digits else made


NUMBERS = st.integers(0, 10_000_000)

DAYS = st.dates(date(2022, 2, 24), date(2023, 1, 31))


@st.composite
def date_ranges(draw: st.DrawFn) -> DateRange:
    """Make a day or a range of days."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return DateRange(first, draw(st.sampled_from([first, last])), draw(st.booleans()))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Make a valid period with open or closed ends."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    start = draw(st.none() | st.just(DateRange.on(first)))
    end = draw(st.none() | st.just(DateRange.on(last)))
    return Period(start, end, draw(st.none() | st.just("in those days")))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Make a measure whose wording holds its number."""
    number = draw(NUMBERS)
    before = draw(st.sampled_from(["over ", "nearly ", "about ", "", "ein gutes Stück über "]))
    wording = f"{before}{number:,}" if draw(st.booleans()) else f"{before}{number}"
    return Measure(draw(st.sampled_from(Unit)), wording, low=float(number))


@st.composite
def facts(draw: st.DrawFn) -> CitedFact:
    """Make a cited fact with any number of hops, documents and caveats."""
    hops = draw(st.lists(texts(300), max_size=7))
    originator = draw(texts(300))
    url = st.from_regex(r"https://[a-z]{1,20}\.example/[a-zA-Z()\[\]é_*-]{0,400}", fullmatch=True)
    documents = draw(st.lists(st.tuples(texts(300), st.none() | url), max_size=3))
    relations = draw(st.lists(st.sampled_from(RelationKind), max_size=3))
    return CitedFact(
        id=draw(st.from_regex(r"[a-z][a-z-]{0,99}", fullmatch=True)),
        revision=1,
        scope=draw(st.sampled_from(["base", "123456789012345678"])),
        statement=draw(texts(200)),
        topic=draw(st.sampled_from(Topic)),
        metric=draw(st.sampled_from(["equipment_lost", "area_regained", "unheard_of"])),
        side=draw(st.none() | st.sampled_from(Side)),
        category=draw(st.none() | st.sampled_from(Category)),
        measure=draw(st.none() | measures()),
        place=draw(st.none() | texts(300)),
        places=tuple(draw(st.lists(texts(300), max_size=4))),
        valid=draw(st.none() | periods()),
        stated_on=draw(st.none() | date_ranges()),
        originator=originator,
        originator_id="someone",
        originator_role=draw(st.none() | texts(300)),
        originator_kind=draw(st.sampled_from(SourceKind)),
        party=draw(st.sampled_from(Party)),
        chain=(NamedHop(originator), *map(NamedHop, hops)),
        documents=tuple(CitedDocument(p, u, None) for p, u in documents),
        caveats=tuple(draw(st.lists(texts(300), min_size=1, max_size=6))),
        reliability=draw(st.sampled_from(Reliability)),
        reliability_reason=draw(st.none() | texts(300)),
        credibility=None,
        verification=draw(st.sampled_from(Verification)),
        status=draw(st.sampled_from(Status)),
        relations=tuple(
            CitedRelation(k, "other-fact", None, draw(st.booleans())) for k in relations
        ),
        withdrawn=draw(st.none() | texts(300)),
        quote=draw(st.none() | texts(300)),
        annotations=tuple(draw(st.lists(texts(300), max_size=3))),
    )


@st.composite
def lines(draw: st.DrawFn) -> FigureLine:
    """Make a figure line, with disputes, copies or a difference."""
    fact = draw(facts())
    disputes = draw(st.lists(facts(), max_size=2))
    found = None
    if fact.measure is not None and draw(st.integers(0, 4)) == 0:
        earlier = replace(fact, id="earlier-point", measure=draw(measures()))
        low, high = sorted((earlier.measure.sort_key, fact.measure.sort_key))  # type: ignore[union-attr]  # both have one
        found = Difference("a-series", earlier, fact, high - low, "count")
    return FigureLine(
        fact,
        depth=draw(st.integers(0, 2)),
        difference=found,
        disputes=tuple(Dispute(f, draw(st.none() | texts(300))) for f in disputes),
        more_disputes=0,
        also=tuple(draw(st.lists(facts(), max_size=1))),
    )


def _sharing_one_citation(found: list[FigureLine]) -> list[FigureLine]:
    """Let the lines of a block be said by one originator through one chain, as a block's are."""
    first = found[0].fact
    return [
        replace(
            line,
            fact=replace(
                line.fact,
                originator=first.originator,
                originator_role=first.originator_role,
                chain=first.chain,
                documents=first.documents,
                stated_on=first.stated_on,
                side=first.side,
            ),
        )
        for line in found
    ]


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Make an answer of some sections, or the closest records, or a long text."""
    drawn = draw(st.lists(st.lists(lines(), min_size=1, max_size=3), max_size=3))
    blocks = [_sharing_one_citation(found) for found in drawn]
    sections = tuple(
        Section(draw(texts(100)), (Block(tuple(found)),), draw(st.booleans())) for found in blocks
    )
    near = tuple(draw(st.lists(facts(), max_size=2))) if not blocks else ()
    shown = tuple(li.fact for found in blocks for li in found)
    values: dict[str, Any] = {
        "question": draw(texts(4000)),
        "canonical": draw(texts(120)),
        "outcome": Outcome.ANSWERED if shown else Outcome.CLOSEST,
        "read_as": {"command": "losses"},
        "title": draw(texts(300)),
        "store": "digest",
        "note": draw(st.none() | texts(3000)),
        "sections": sections,
        "facts": shown,
        "closest": near,
        "why": draw(st.none() | texts(500)),
    }
    return Answer(**values)
