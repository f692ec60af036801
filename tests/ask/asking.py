"""Ask the shipped facts, once indexed for all tests of this folder."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from facts.answering.ask import answer_ask, check_message
from facts.answering.desk import Desk
from facts.answers import Answer
from facts.curation.collection import load_collection
from facts.questions import Ask, Asked
from facts.snapshot import Layer, View

TODAY = date(2026, 11, 25)


@lru_cache
def shipped() -> View:
    """Give a view of the shipped facts."""
    return View(load_collection().layer())


def ask(text: str, locale: str = "en", view: View | None = None) -> Answer:
    """Ask a plain question."""
    return answer_ask(Ask(text), view or shipped(), Asked(TODAY, locale))


def check(text: str, locale: str = "en") -> Answer:
    """Check somebody's message against the shipped facts."""
    return check_message(text, shipped(), Asked(TODAY, locale))


async def desk_answer(text: str) -> Answer:
    """Answer a text about the shipped facts as any surface does: a command or a plain question."""
    return await Desk(_Base()).answer(text, Asked(TODAY))


class _Base:
    """The shipped facts and no server."""

    def base(self) -> Layer:
        """Give the shipped facts."""
        return shipped().base

    def guild(self, guild: str) -> Layer | None:
        """Give no layer for any server."""
        return None
