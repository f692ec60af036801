"""The commands, one row each. A later command is one more row, in this table or in its own module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from facts.errors import UnknownWords
from facts.language.ask_back import ask_back
from facts.language.free_order import Values, doubts, missing, read_free
from facts.language.normalise import clean
from facts.language.slots import SLOTS, Reading, read_option
from facts.language.texts import ask, fact_history, fact_show, help_, source_list, source_show
from facts.questions import About, Area, AskBack, Corrections, Losses, Question, Timeline


class Command(Protocol):
    """How a command's words, or its typed options, become a question."""

    @property
    def name(self) -> str:
        """The name in INTERFACE.md."""

    def read_text(self, reading: Reading, at: int) -> Question | AskBack:
        """Read everything from a token on; raises UsageError and NotOnRecord."""

    def read_options(self, reading: Reading, options: Mapping[str, str]) -> Question | AskBack:
        """Read typed options; an error names its option."""


@dataclass(frozen=True, slots=True)
class FreeOrder:
    """A command of slots, which its text may hold in any order."""

    name: str
    slots: tuple[str, ...]
    build: Callable[[Values], Question]
    needed: tuple[str, ...] = ()

    def read_text(self, reading: Reading, at: int) -> Question | AskBack:
        """Read the slots in any order."""
        values = read_free(reading, at, self.slots, self.name, self.needed)
        return self._finish(reading, values)

    def read_options(self, reading: Reading, options: Mapping[str, str]) -> Question | AskBack:
        """Read each option with its slot."""
        _known(self.name, self.slots, options, reading)
        values = {
            name: read_option(SLOTS[name], text, reading)
            for name, text in options.items()
            if text.strip()
        }
        return self._finish(reading, values)

    def _finish(self, reading: Reading, values: Values) -> Question | AskBack:
        missing(values, self.needed, self.name, reading)
        open_slots = doubts(values)
        if open_slots:
            return ask_back(self.name, open_slots, values, self.build, reading)
        return self.build(values)


@dataclass(frozen=True, slots=True)
class OneText:
    """A command that takes the rest of its text whole; `main` is the option that holds it."""

    name: str
    main: str
    read: Callable[[Reading, str], Question | AskBack]
    extra: tuple[str, ...] = ()

    def read_text(self, reading: Reading, at: int) -> Question | AskBack:
        """Hand the remaining text on as it was typed."""
        tokens = reading.tokens
        rest = reading.text[tokens[at].start :] if at < len(tokens) else ""
        return self.read(reading, rest)

    def read_options(self, reading: Reading, options: Mapping[str, str]) -> Question | AskBack:
        """Put the extra options before the text, as the text form would have them."""
        _known(self.name, (self.main, *self.extra), options, reading)
        led = [f"{n}:{clean(options[n])}" for n in self.extra if options.get(n, "").strip()]
        return self.read(reading, " ".join([*led, clean(options.get(self.main, ""))]).strip())


def _known(
    command: str, names: Sequence[str], options: Mapping[str, str], reading: Reading
) -> None:
    for option in options:
        if option not in names:
            raise UnknownWords(
                reading.say("language.unknown.option", option=option, command=command),
                reading.say("language.unknown.options", options=", ".join(f"`{n}`" for n in names)),
            )


def _place(values: Values) -> dict[str, Any]:
    place, shared = values.get("place"), values.get("shared")
    if place is None:
        return {"place": None}
    return {"place": place.id, "shared_name": shared.id if shared else place.shared_name}


def _losses(values: Values) -> Losses:
    source, place = values.get("source"), values.get("place")
    return Losses(
        period=values.get("period"),
        category=values.get("category"),
        side=values.get("side"),
        source=source.id if source else None,
        place=place.id if place else None,
        as_of=values.get("as_of"),
    )


def _area(values: Values) -> Area:
    return Area(period=values.get("period"), as_of=values.get("as_of"), **_place(values))


def _timeline(values: Values) -> Timeline:
    return Timeline(period=values.get("period"), as_of=values.get("as_of"), **_place(values))


def table(rows: Iterable[Command]) -> dict[str, Command]:
    """Key rows by name; raises ValueError for a name given twice."""
    known: dict[str, Command] = {}
    for row in rows:
        if row.name in known:
            raise ValueError(f"two commands are called {row.name}")
        known[row.name] = row
    return known


COMMANDS: Mapping[str, Command] = table(
    (
        FreeOrder("losses", ("period", "side", "category", "source", "place", "as_of"), _losses),
        FreeOrder("area", ("place", "period", "as_of", "shared"), _area, needed=("place",)),
        FreeOrder("timeline", ("place", "period", "as_of", "shared"), _timeline),
        OneText("ask", "question", ask, extra=("as_of",)),
        OneText("fact show", "id", fact_show, extra=("as_of",)),
        OneText("fact history", "id", fact_history),
        OneText("source list", "name", source_list),
        OneText("source show", "name", source_show),
        FreeOrder("corrections", ("period",), lambda values: Corrections(values.get("period"))),
        OneText("help", "topic", help_),
        FreeOrder("about", (), lambda _values: About()),
    )
)
