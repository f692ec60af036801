"""The shipped facts, all of them, in every language, against Discord's limits."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest

from bot.render.layout import details, reading, sources, superseded
from bot.render.lines import LONGEST_LINK
from bot.render.safe_text import address
from bot.render.terminal import text
from facts.answering.citing import cite
from facts.answering.desk import Desk
from facts.answers import Answer, Block, CitedFact, FigureLine, Outcome, Section
from facts.curation.collection import load_collection
from facts.language.phrases import LANGUAGES, Phrases
from facts.questions import Asked
from facts.snapshot import Layer, View
from tests.render.reading import assert_discord_takes, assert_fits, every_screen, text_of

QUESTIONS = (
    "losses week",
    "losses week tanks as of 13 sep 2022",
    "area kharkiv",
    "timeline izium september 2022",
    "source show oryx",
    "source list",
    "corrections",
    "help",
    "about",
)


@lru_cache
def base() -> Layer:
    """Load the shipped collection once."""
    return load_collection().layer()


class Shipped:
    """The shipped facts as a source of layers, without any server's own."""

    def base(self) -> Layer:
        """Give the shipped facts."""
        return base()

    def guild(self, guild: str) -> Layer | None:
        """Know no server."""
        return None


@lru_cache
def cited(locale: str) -> tuple[CitedFact, ...]:
    """Cite every shipped fact."""
    view, phrases = View(base()), Phrases.of(locale)
    return tuple(cite(record, view, phrases) for record in view.all())


def in_eights(facts: tuple[CitedFact, ...], locale: str) -> Answer:
    """Make one answer of facts, eight to a block."""
    blocks = [
        Block(tuple(FigureLine(f, depth=n % 2) for n, f in enumerate(facts[i : i + 8])))
        for i in range(0, len(facts), 8)
    ]
    return Answer(
        question="everything",
        canonical="everything",
        outcome=Outcome.ANSWERED,
        read_as={"command": "losses"},
        title="Everything",
        store="digest",
        sections=(Section("Longest first", tuple(blocks)),),
        facts=facts,
    )


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_shipped_fact_can_be_shown_in_full(locale: str) -> None:
    for fact in cited(locale):
        for number in range(2):
            assert_fits(details(fact, screen=number, locale=locale))


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_longest_shipped_facts_fit_eight_to_a_block(locale: str) -> None:
    def length(fact: CitedFact) -> int:
        return len(fact.statement) + sum(map(len, fact.caveats)) + len(str(fact.chain))

    answer = in_eights(tuple(sorted(cited(locale), key=length, reverse=True)), locale)
    drawn = []
    for view in every_screen(answer, locale=locale):
        assert_fits(view)
        drawn.append(text_of(view))
    whole = "\n".join(drawn)
    assert all(f"`{fact.id}`" in whole for fact in answer.facts)


def test_no_shipped_link_is_too_long_for_a_first_screen() -> None:
    urls = [d.url for fact in cited("en") for d in fact.documents if d.url]
    assert max(len(address(url)) for url in urls) <= LONGEST_LINK


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
async def test_discord_takes_the_answers_to_real_questions(question: str, locale: str) -> None:
    answer = await Desk(Shipped()).answer(question, Asked(date(2026, 11, 25), locale))
    assert answer.title
    views = [*every_screen(answer, locale=locale, today=date(2026, 11, 25))]
    views += [f(answer, locale=locale) for f in (sources, superseded, reading)]
    for view in views:
        assert_fits(view)
    assert_discord_takes(views[0])
    assert text(answer, locale).strip()


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_shipped_code_has_words_in_every_language(locale: str) -> None:
    phrases = Phrases.of(locale)
    for fact in cited(locale):
        for key in (
            f"metric.{fact.metric}",
            f"topic.{fact.topic}",
            f"reliability.{fact.reliability}",
        ):
            assert phrases.has(f"labels.{key}")
        assert phrases.has(f"labels.verification.{fact.verification}")
