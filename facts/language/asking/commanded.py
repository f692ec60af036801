"""A plain question that turns out to be `losses`, `area` or `timeline`, with nothing asked beyond that."""

from __future__ import annotations

from dataclasses import dataclass, replace

from facts.errors import BadPeriod
from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.slots import Slots
from facts.language.periods import read_period
from facts.model import Category, PlaceKind, Side
from facts.questions import Area, Losses, PeriodWords, Timeline


@dataclass(frozen=True, slots=True)
class Commanded:
    """The command's question; `plainly` if its words are no narrower than what the command lists."""

    question: Losses | Area | Timeline
    plainly: bool


def command_in(slots: Slots, index: ViewIndex) -> Commanded | None:
    """Give the command that a question spells out in full, or None if it asks for anything more.

    A word that nothing explains, a person, a number, a day of the week, or a question of who, why, when
    or what was said is more than a command's slots hold.
    """
    asks_more = (
        slots.unexplained or slots.respelled or slots.speakers or slots.numbers or slots.weekday
    )
    if asks_more or slots.cue is not None or slots.contrary or slots.kinds & _BEYOND:
        return None
    keys = {c for c, kind in slots.concepts if kind != "place"}
    if len(slots.places) > 1 or len(slots.named_sides) > 1:
        return None
    period = _period(slots)
    if period is None and (slots.when is not None or slots.relative is not None):
        return None
    place = _place(slots, index)
    if place is None and slots.places:
        return None
    categories = [c for k in keys if (c := _category(k)) is not None]
    rest = keys - {k for k in keys if _category(k) is not None}
    if rest == {"lose"} and len(categories) < 2 and period is not None:
        category = categories[0] if categories else None
        return Commanded(Losses(period, category, slots.side, None, place), not categories)
    if place is None or categories:
        return None
    if rest == {"area", "retake"} and slots.side is not Side.RUSSIA:
        return Commanded(Area(place, period), plainly=False)
    if not rest and not slots.named_sides and "about" in slots.kinds:
        return Commanded(Timeline(place, period), plainly=period is not None)
    return None


_BEYOND = frozenset({"who", "when", "where", "why", "says", "true", "how_long"})


def _category(concept: str) -> Category | None:
    known = Lexicon.load().concepts.get(concept)
    return Category(known.category) if known is not None and known.category else None


def _period(slots: Slots) -> PeriodWords | None:
    when = slots.when
    words: str | None = slots.relative if slots.relative in _RELATIVE else None
    if when is not None and when.first is not None:
        words = f"since {when.first}" if when.last is None else f"{when.first}..{when.last}"
    if words is None:
        return None
    try:
        period = read_period(words)
    except BadPeriod:
        return None
    said = " ".join(t.text for t in slots.words[when.start : when.end]) if when else words
    return replace(period, words=said)


_RELATIVE = ("week", "month")


def _place(slots: Slots, index: ViewIndex) -> str | None:
    """Give the one place of the store that a name means: an oblast before the city that shares its name."""
    if not slots.places:
        return None
    (named,) = slots.places
    meant = [p for p, concepts in index.namings.of_place.items() if named in concepts[:1]]
    places = [place for p in meant if (place := index.view.place(p)) is not None]
    order = _TOWNS if slots.city else (PlaceKind.OBLAST, *_TOWNS)
    places.sort(key=lambda p: (order.index(p.kind) if p.kind in order else len(order), p.id))
    return places[0].id if places else None


_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
