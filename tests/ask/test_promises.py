"""The promises of DESIGN.md that `ask` touches, over generated stores (numbers as there)."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.json_answer import to_json
from facts.answering.ask import answer_ask, check_message
from facts.answers import Answer, Outcome
from facts.model import RelationKind
from facts.questions import Ask, Asked
from facts.snapshot import View
from tests.generated_stores import DAYS, FIRST_DAY, Store, guild_stores, stores

TODAY = FIRST_DAY + timedelta(days=DAYS)
WORDS = [
    "how",
    "many",
    "tanks",
    "lost",
    "russia",
    "ukraine",
    "kharkiv",
    "kherson",
    "izium",
    "who",
    "said",
    "area",
    "regained",
    "settlements",
    "when",
    "скільки",
    "танків",
    "втратила",
    "росія",
    "сколько",
    "солдат",
    "убито",
    "claim",
    "official",
    "week",
    "september",
    "70",
    "6,000",
    "general",
    "staff",
]

questions = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def _ask(text: str, view: View) -> Answer:
    return answer_ask(Ask(text), view, Asked(TODAY))


SPELT_OUT = [
    "what did russia lose since 25 august 2022",
    "what did ukraine lose since 25 august 2022",
    "що втратила Росія з 25 серпня 2022",
    "how much land in kharkiv oblast was retaken",
    "what happened in izium",
    "what happened in kharkiv in september 2022",
    "что случилось в Харькове",
]
"""Questions that are no more than a command: they are handed over, and every promise still holds."""


@st.composite
def grounded(draw: st.DrawFn) -> tuple[Store, str]:
    """Draw a store and a question in the words of one of its facts, or one that is a command."""
    store = draw(stores(min_facts=1))
    if draw(st.booleans()):
        return store, draw(st.sampled_from(SPELT_OUT))
    body = draw(st.sampled_from(sorted(store.bodies.items())))[1]
    start = draw(st.sampled_from(["", "how many ", "who said ", "when ", "is it true that "]))
    return store, start + body.statement["en"]


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_1_no_record_is_shown_without_originator_chain_and_caveats(
    drawn: tuple[Store, str],
) -> None:
    store, text = drawn
    view = View(store.layer())
    for answer in (_ask(text, view), check_message(text, view, Asked(TODAY))):
        for fact in (*answer.facts, *answer.closest):
            assert fact.originator.strip()
            assert fact.chain
            assert fact.caveats


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_2_every_figure_shown_is_a_figure_stored(drawn: tuple[Store, str]) -> None:
    store, text = drawn
    answer = _ask(text, View(store.layer()))
    for fact in (*answer.facts, *answer.closest):
        assert fact.measure == store.bodies[fact.id].measure
    assert answer.derived == () or answer.read_as["command"] == "losses"


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_3_a_record_brings_what_contradicts_it(drawn: tuple[Store, str]) -> None:
    store, text = drawn
    view = View(store.layer())
    answer = _ask(text, view)
    if answer.outcome is Outcome.ANSWERED:
        first = answer.facts[0]
        against = {n.record.id for n in view.neighbours(first.id, RelationKind.CONTRADICTS)}
        listed = {f.id for f in answer.facts}
        pointed_at = {i for d in answer.disagreements for i in d.ids}
        assert against <= listed | pointed_at or len(answer.facts) == 8


@settings(max_examples=60, deadline=None)
@given(stores(), questions)
def test_4_silence_says_what_was_looked_for(store: Store, text: str) -> None:
    answer = _ask(text, View(store.layer()))
    if answer.outcome is Outcome.ANSWERED:
        assert answer.facts
        assert answer.closest == ()
    else:
        assert answer.facts == ()
        assert answer.why
        assert len(answer.closest) <= 3


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_5_a_retracted_record_is_never_shown(drawn: tuple[Store, str]) -> None:
    store, text = drawn
    answer = _ask(text, View(store.layer()))
    assert not store.retracted & {f.id for f in (*answer.facts, *answer.closest)}


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_6_every_record_shown_names_the_revision_by_which_a_correction_finds_its_readers(
    drawn: tuple[Store, str],
) -> None:
    store, text = drawn
    view = View(store.layer())
    answer = _ask(text, view)
    for fact in (*answer.facts, *answer.closest):
        record = view.get(fact.id)
        assert record is not None
        assert fact.revision == record.revision


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_8_one_servers_facts_stay_there_and_what_it_hides_stays_hidden(data: st.DataObject) -> None:
    base, text = data.draw(grounded())
    own = data.draw(guild_stores(base, "123"))
    seen_elsewhere = _ask(text, View(base.layer()))
    shown = {f.id for f in (*seen_elsewhere.facts, *seen_elsewhere.closest)}
    assert shown <= set(base.bodies)
    here = View(base.layer(), own.layer())
    answer = _ask(text, here)
    assert not here.hidden & {f.id for f in (*answer.facts, *answer.closest)}


@settings(max_examples=40, deadline=None)
@given(grounded())
def test_9_the_same_store_and_question_give_the_same_answer(drawn: tuple[Store, str]) -> None:
    store, text = drawn
    once, again = (
        json.dumps(to_json(_ask(text, View(store.layer())), ms=0), sort_keys=True) for _ in range(2)
    )
    assert once == again


@settings(max_examples=40, deadline=None)
@given(grounded(), st.integers(0, DAYS))
def test_as_of_shows_only_what_was_known_by_then(drawn: tuple[Store, str], days: int) -> None:
    store, text = drawn
    day = FIRST_DAY + timedelta(days=days)
    view = View(store.layer(), as_of=day)
    for fact in (*(a := _ask(text, view)).facts, *a.closest):
        record = view.get(fact.id)
        assert record is not None
        assert record.known_on is not None
        assert record.known_on <= day
