"""The deck of questions: distinct, answerable, in three languages, as people would ask them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

PERIODS = (
    "week",
    "month",
    "last 10 days",
    "since 6 sep",
    "5-12 sep",
    "6 to 12 September 2022",
    "september",
    "october 2022",
    "2022-09-05..2022-09-12",
    "тиждень",
    "вересень 2022",
    "с 6 сентября",
)
CATEGORIES = ("tanks", "aircraft", "artillery", "personnel", "helicopters", "drones", "танки")
SIDES = ("russia", "ukraine")
PLACES = (
    "kharkiv oblast",
    "харків",
    "Харьков",
    "kherson",
    "Херсон",
    "izyum",
    "Ізюм",
    "Изюм",
    "balakliya",
    "Балаклія",
    "kupiansk",
    "Куп’янськ",
    "lyman",
    "Лиман",
    "donetsk oblast",
    "luhansk oblast",
    "snihurivka",
    "dnipro river",
)


@dataclass(frozen=True, slots=True)
class Card:
    """One question, as a slash command with options and as typed text (without the prefix)."""

    command: str
    options: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Give the typed form."""
        words = (f"as of {v}" if name == "as_of" else v for name, v in self.options)
        return " ".join((self.command, *words))


def deck() -> list[Card]:
    """Lay out every question, always in the same order, the commands mixed."""
    cards = [
        *(_card("losses", category=c, period=p) for c, p in product(CATEGORIES, PERIODS)),
        *(_card("losses", side=s, period=p) for s, p in product(SIDES, PERIODS)),
        *(_card("area", place=place) for place in PLACES),
        *(_card("area", place=p, as_of="13 sep 2022") for p in PLACES),
        *(_card("timeline", place=p) for p in PLACES),
        *(_card("timeline", place=p, period=w) for p, w in product(PLACES, PERIODS[3:8])),
    ]
    # A step without a common factor walks through all of them, mixing the commands.
    step = next(s for s in range(89, len(cards)) if len(cards) % s)
    return sorted(cards, key=lambda c: (cards.index(c) * step) % len(cards))


def _card(command: str, **options: str) -> Card:
    return Card(command, tuple(options.items()))
