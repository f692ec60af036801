"""The promises of DESIGN.md that answers must keep over any store (numbers as there)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from facts.answering.desk import Desk
from facts.answering.roles import evidence_of
from facts.answers import Answer, CitedFact, Outcome, Status
from facts.model import BASE, Category, RelationKind, Side
from facts.questions import (
    Area,
    Asked,
    FactShow,
    Losses,
    PartialDate,
    Question,
    RelativePeriod,
    SourceShow,
    SpanPeriod,
    Timeline,
)
from facts.snapshot import Layer
from tests.generated_stores import (
    DAYS,
    FIRST_DAY,
    PLACES,
    SERIES,
    SOURCES,
    Store,
    days,
    guild_stores,
    series_runs,
    stores,
)

TODAY = FIRST_DAY + timedelta(days=DAYS)
MODEST = settings(max_examples=60, deadline=None)


class Layers:
    """Layers as they are, without a database."""

    def __init__(self, base: Layer, *guilds: Layer) -> None:
        self._base = base
        self._guilds = {layer.scope: layer for layer in guilds}

    def base(self) -> Layer:
        return self._base

    def guild(self, guild: str) -> Layer | None:
        return self._guilds.get(guild)


def partial(day: date) -> PartialDate:
    return PartialDate(day.month, day.day, day.year)


@st.composite
def spans(draw: st.DrawFn) -> SpanPeriod:
    first, last = sorted((draw(days), draw(days)))
    return SpanPeriod("some days", partial(first), partial(last))


periods = st.one_of(
    st.none(),
    st.sampled_from((1, 7, 30)).map(lambda n: RelativePeriod(f"{n} days", n)),
    spans(),
)
places = st.sampled_from(PLACES).map(lambda place: place.id)
as_of_days = st.none() | days.map(partial)
questions: st.SearchStrategy[Question] = st.one_of(
    st.builds(
        Losses,
        period=periods,
        category=st.sampled_from((None, None, Category.TANK, Category.HEAVY_EQUIPMENT)),
        side=st.sampled_from((None, None, *Side)),
        source=st.sampled_from((None, None, *(s.id for s in SOURCES))),
        place=st.none() | places,
        as_of=as_of_days,
    ),
    st.builds(Area, place=places, period=periods, as_of=as_of_days),
    st.builds(Timeline, place=st.none() | places, period=periods, as_of=as_of_days),
    st.builds(SourceShow, id=st.sampled_from(SOURCES).map(lambda source: source.id)),
)


totals: st.SearchStrategy[Question] = st.builds(
    Losses,
    period=periods,
    category=st.sampled_from((None, Category.TANK)),
    side=st.sampled_from((None, Side.RUSSIA)),
)
any_store = stores(min_facts=5) | stores()
"""Half of them hold enough to answer something."""


def answer(store: Store, question: Question, asked: Asked | None = None) -> Answer:
    desk = Desk(Layers(store.layer()))
    return asyncio.run(desk.answer_question(question, asked or Asked(TODAY), text="…"))


def shown(found: Answer) -> list[CitedFact]:
    """List every fact that an answer holds, wherever it stands."""
    lines = [line for s in found.sections for block in s.blocks for line in block.lines]
    return [
        *found.facts,
        *found.superseded,
        *found.closest,
        *(line.fact for line in lines),
        *(twin for line in lines for twin in line.also),
        *(dispute.fact for line in lines for dispute in line.disputes),
        *(end for d in found.derived for end in (d.earlier, d.later)),
    ]


@MODEST
@given(any_store, questions)
def test_no_fact_is_shown_without_originator_chain_date_and_caveats(
    store: Store, question: Question
) -> None:
    for fact in shown(answer(store, question)):
        body = store.bodies[fact.id]
        assert fact.originator_id == body.originator
        assert fact.originator
        assert len(fact.chain) == len(body.chain)
        assert all(hop.name for hop in fact.chain)
        assert fact.stated_on == body.stated_on
        assert len(fact.caveats) >= max(1, len(body.caveats))


@MODEST
@given(any_store, questions)
def test_every_number_is_stored_or_the_difference_of_one_series(
    store: Store, question: Question
) -> None:
    expect_stored_numbers(store, answer(store, question))


@MODEST
@given(series_runs(), totals)
def test_totals_are_subtracted_within_their_series_and_never_across_a_correction(
    store: Store, question: Question
) -> None:
    found = answer(store, question)
    expect_stored_numbers(store, found)
    drawn = [line.fact.id for s in found.sections for block in s.blocks for line in block.lines]
    for older in found.superseded:
        run = store.bodies[older.id].series
        assert [name for name in drawn if name > older.id and store.bodies[name].series == run]


def test_the_generated_totals_are_subtracted_and_barred_and_step_back() -> None:
    """Guard the test above: what it is about does occur in what it draws."""
    cases = st.tuples(series_runs(), totals)
    once = settings(max_examples=500, database=None, phases=[Phase.generate])
    for occurs in (_subtracted, _barred, _stepped_back):
        assert find(cases, seen_in(occurs), settings=once, random=Random(1))


def seen_in(occurs: Callable[[Answer], bool]) -> Callable[[tuple[Store, Question]], bool]:
    """Ask first, then look at the answer."""
    return lambda case: occurs(answer(*case))


def _subtracted(found: Answer) -> bool:
    return bool(found.derived)


def _barred(found: Answer) -> bool:
    return "corrected" in (found.note or "")


def _stepped_back(found: Answer) -> bool:
    return bool(found.superseded)


def expect_stored_numbers(store: Store, found: Answer) -> None:
    """Check every figure of an answer: stored as it is, or the difference of two of one series."""
    for fact in shown(found):
        assert fact.measure == store.bodies[fact.id].measure
    listed = {fact.id for fact in found.facts}
    series = {s.id: s for s in SERIES}
    for difference in found.derived:
        earlier, later = (store.bodies[end.id] for end in (difference.earlier, difference.later))
        assert {difference.earlier.id, difference.later.id} <= listed
        assert earlier.series == later.series == difference.series
        assert earlier.measure is not None
        assert later.measure is not None
        assert later.measure.low is not None
        assert earlier.measure.low is not None
        assert difference.value == later.measure.low - earlier.measure.low >= 0
        ends = [b.valid.end.latest for b in (earlier, later) if b.valid and b.valid.end]
        assert ends == sorted(ends)
        assert series[difference.series].corrected_between(*ends) is None


@MODEST
@given(any_store, questions)
def test_a_figure_brings_its_direct_contradictions(store: Store, question: Question) -> None:
    found = answer(store, question)
    layer = store.layer()
    as_of = found.as_of
    pairs = {frozenset(d.ids) for d in found.disagreements}

    def against(fact: str) -> set[str]:
        return {
            edge.other
            for edge in layer.edges.get(fact, ())
            if edge.kind is RelationKind.CONTRADICTS
            and not (other := layer.records[edge.other]).retracted
            and (as_of is None or (other.known_on is not None and other.known_on <= as_of))
        }

    for fact in found.facts:
        assert {frozenset((fact.id, other)) for other in against(fact.id)} <= pairs
    for section in found.sections:
        for block in section.blocks:
            for line in block.lines:
                expected = set().union(*(against(f.id) for f in (line.fact, *line.also)))
                assert {d.fact.id for d in line.disputes} <= expected
                assert len(line.disputes) + line.more_disputes == len(expected)


@MODEST
@given(any_store, questions)
def test_a_retracted_fact_is_never_shown(store: Store, question: Question) -> None:
    found = answer(store, question)
    assert not {fact.id for fact in shown(found)} & store.retracted
    assert not {link.id for fact in shown(found) for link in fact.relations} & store.retracted


@MODEST
@given(stores(min_facts=1))
def test_a_retracted_fact_is_shown_by_id_as_retracted(store: Store) -> None:
    for fact in store.bodies:
        found = answer(store, FactShow(fact))
        status = found.facts[0].status
        assert (status is Status.RETRACTED) == (fact in store.retracted)
        if fact in store.retracted:
            assert found.note is not None
            assert "It was wrong." in found.note


@MODEST
@given(any_store, questions, days)
def test_as_of_shows_nothing_known_later(store: Store, question: Question, day: date) -> None:
    found = answer(store, question, Asked(TODAY, as_of=day))
    assert found.as_of is not None
    layer = store.layer()
    for fact in shown(found):
        known_on = layer.records[fact.id].known_on
        assert known_on is not None
        assert known_on <= found.as_of


@MODEST
@given(any_store, questions, st.sampled_from(("en", "uk", "ru")))
def test_the_same_question_twice_gives_the_same_answer(
    store: Store, question: Question, locale: str
) -> None:
    asked = Asked(TODAY, locale)
    assert answer(store, question, asked) == answer(store, question, asked)


@MODEST
@given(st.data(), questions)
def test_one_servers_facts_stay_in_that_server(data: st.DataObject, question: Question) -> None:
    base = data.draw(stores())
    one, other = (data.draw(guild_stores(base, guild)) for guild in ("1", "2"))
    desk = Desk(Layers(base.layer(), one.layer(), other.layer()))

    def ask(guild: str | None) -> Answer:
        asked = Asked(TODAY, guild=guild)
        return asyncio.run(desk.answer_question(question, asked, text="…"))

    hidden = {overlay.fact for overlay in one.overlays if overlay.kind == "hide"}
    mine = shown(ask("1"))
    assert {fact.scope for fact in mine} <= {BASE, "1"}
    assert not {fact.id for fact in mine} & hidden
    assert {fact.scope for fact in shown(ask(None))} <= {BASE}
    assert not [note for fact in shown(ask(None)) for note in fact.annotations]
    # A server without anything of its own sees exactly the base.
    assert ask("3").facts == ask(None).facts


@MODEST
@given(any_store, questions)
def test_what_is_drawn_is_listed_and_each_fact_once(store: Store, question: Question) -> None:
    found = answer(store, question)
    listed = [fact.id for fact in found.facts]
    assert len(listed) == len(set(listed))
    lines = [line for s in found.sections for block in s.blocks for line in block.lines]
    assert {line.fact.id for line in lines} <= set(listed)
    assert {fact.id for fact in found.superseded} <= set(listed)
    if found.outcome is Outcome.NOTHING:
        assert found.why
        assert not listed


@MODEST
@given(any_store, questions)
def test_claimed_and_documented_figures_share_no_block(store: Store, question: Question) -> None:
    layer = store.layer()
    for section in answer(store, question).sections:
        for block in section.blocks:
            facts = [line.fact for line in block.lines]
            kinds = {
                evidence_of(layer.records[f.id], layer.sources[f.originator_id]) for f in facts
            }
            assert len(kinds) == 1
            assert len({(f.side, f.chain, f.url, f.stated_on) for f in facts}) == 1
