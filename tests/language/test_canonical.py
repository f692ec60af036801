"""A question's own text reads back to the question, and no text breaks the reader."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.errors import FactlineError
from facts.language.canonical import LONGEST, canonical
from facts.language.names import Names
from facts.language.parser import read, read_options
from facts.language.periods import read_period
from facts.model import Category, Side
from facts.questions import (
    About,
    Area,
    Ask,
    AskBack,
    Corrections,
    FactHistory,
    FactShow,
    Help,
    Losses,
    PartialDate,
    Question,
    RelativePeriod,
    SourceList,
    SourceShow,
    SpanPeriod,
    Timeline,
)
from tests.language.test_periods import SPANS
from tests.language.world import FACTS, KH, PLACES, SOURCES, view

NAMES = Names.of(view())
RELATIVE = ["week", "last 7 days", "yesterday", "3 days ago", "останні 7 днів", "month"]

maybe_day = st.builds(
    PartialDate,
    month=st.integers(1, 12),
    day=st.none() | st.integers(1, 28),
    year=st.none() | st.integers(1990, 2030),
)
periods = st.none() | st.sampled_from([s[0] for s in SPANS] + RELATIVE).map(read_period)
places = st.sampled_from([p.id for p in PLACES])
sources = st.sampled_from([s.id for s in SOURCES])
fact_ids = st.sampled_from(FACTS)
as_of = st.none() | maybe_day
shared = st.sampled_from([(KH, "kharkiv"), (KH, None), ("izium", None)])

questions: st.SearchStrategy[Question] = st.one_of(
    st.builds(
        Losses,
        periods,
        st.none() | st.sampled_from(Category),
        st.none() | st.sampled_from(Side),
        st.none() | sources,
        st.none() | places,
        as_of,
    ),
    st.builds(lambda s, p, d: Area(s[0], p, d, s[1]), shared, periods, as_of),
    st.builds(lambda s, p, d: Timeline(s[0], p, d, s[1]), shared, periods, as_of),
    st.builds(Timeline, st.none(), periods, as_of),
    st.builds(FactShow, fact_ids, st.none() | st.integers(1, 99), as_of),
    st.builds(FactHistory, fact_ids),
    st.builds(SourceShow, sources),
    st.builds(SourceList, st.none() | st.sampled_from(["isw", "mod", "Зеленський"])),
    st.builds(Corrections, periods),
    st.builds(Help, st.none() | st.sampled_from(["losses", "area", "fact show", "corrections"])),
    st.just(About()),
    st.builds(Ask, st.sampled_from(["who said 70 tanks?", "хто?"]), as_of),
)


def _bare(question: object) -> object:
    """Forget the words of a period, which long ones give up for shortness."""
    text = repr(question)
    start = text.find("words=")
    return text if start < 0 else text[:start] + text[text.find(", ", start) :]


@given(questions)
@settings(max_examples=300, deadline=None)
def test_canonical_text_reads_back(question: Question) -> None:
    text = canonical(question)
    again = read(text, NAMES)
    assert not isinstance(again, AskBack)
    assert canonical(again) == text
    period = getattr(question, "period", None)
    if period is None or len(period.words) <= 24:
        assert again == question
    else:
        assert _bare(again) == _bare(question)


@given(questions)
@settings(max_examples=100, deadline=None)
def test_canonical_text_fits_a_button(question: Question) -> None:
    # Everything at once (source, place, dates) may take a little more; a button holds 100.
    assert len(canonical(question)) <= LONGEST + 19


def test_a_long_question_is_cut_at_a_word() -> None:
    text = canonical(Ask("how many tanks " * 20))
    assert len(text) <= LONGEST
    assert text.endswith(("how", "many", "tanks"))


def test_periods_that_no_words_made_are_written_as_dates() -> None:
    span = SpanPeriod("a window of its own", PartialDate(9, 6, 2022), PartialDate(9, 12, 2022))
    assert canonical(Losses(span)) == "losses 2022-09-06..2022-09-12"
    assert canonical(Losses(RelativePeriod("", 5))) == "losses last 5 days"
    open_end = SpanPeriod("", PartialDate(9, 6), None)
    assert canonical(Corrections(open_end)) == "corrections since 6 sep"
    open_start = SpanPeriod("", None, PartialDate(9, None, 2022))
    assert canonical(Corrections(open_start)) == "corrections until 2022-09"


WORDS = (
    'losses area timeline fact source help ! ask as of : " # @ 5 31 sep 2022 9999 - .. kharkiv '
    "ivanivka pokrovsk харків у last 7 days place: period: as_of: side:russia oryx tanks 🔥 "
    "\u202e ' ’ DROP ; ( category: show history id: shared: name: *** since to week"
)
BITS = st.sampled_from(WORDS.split())
TEXTS = st.text(max_size=80) | st.lists(BITS, max_size=10).map(" ".join)


def _sentence(ask: Callable[[], Question | AskBack]) -> Question | AskBack | str:
    try:
        return ask()
    except FactlineError as refusal:
        return refusal.sentence


@given(TEXTS, st.sampled_from(["", "!", "losses ", "area ", "fact show ", "source "]))
@settings(max_examples=500, deadline=None)
def test_any_text_gives_a_question_or_a_refusal(text: str, lead: str) -> None:
    question = _sentence(lambda: read(lead + text, NAMES))
    assert question
    if not isinstance(question, AskBack | Ask | SourceList | str):
        again = read(canonical(question), NAMES)
        assert again == question or _bare(again) == _bare(question)


@given(
    st.sampled_from(["losses", "area", "timeline", "ask", "fact show", "source show", "help"]),
    st.dictionaries(
        st.sampled_from(["period", "place", "as_of", "question", "id", "name", "side", "topic"]),
        TEXTS,
        max_size=3,
    ),
)
@settings(max_examples=200, deadline=None)
def test_any_options_give_a_question_or_a_refusal(command: str, options: dict[str, str]) -> None:
    assert _sentence(lambda: read_options(command, options, NAMES))
