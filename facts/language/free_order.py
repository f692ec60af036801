"""Read a command's words in any order: each word is explained by a slot, or named as unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facts.errors import NotOnRecord, UnknownWords, UsageError
from facts.language.names import Doubt, Found
from facts.language.normalise import Token, fold, typed
from facts.language.slots import SLOTS, Reading, Slot, near_word
from facts.language.words import Phrasebook, vocabulary
from facts.questions import RelativePeriod, SpanPeriod

_SILENT = frozenset({"mark", "quote", "dash", "dots", "key"})
_SHOWN = 3

MOST_WORDS = 120
"""A command of more words is refused; nobody types one, and reading each word costs time."""

Values = dict[str, Any]


def read_free(
    reading: Reading, start: int, slots: Sequence[str], command: str, needed: Sequence[str] = ()
) -> Values:
    """Read all tokens from `start` on into the slots, earlier slots first where two fit equally.

    A value may be a `Doubt`, to be asked back. Raises UnknownWords for words that nothing explains,
    UsageError for a slot that is given twice or is missing, BadPeriod, NotOnRecord.
    """
    values: Values = {}
    unknown: list[list[Token]] = []
    tokens = reading.tokens
    if sum(t.kind not in _SILENT for t in tokens[start:]) > MOST_WORDS:
        raise UsageError(
            reading.say("language.too_many_words", command=command, most=MOST_WORDS),
            reading.say("language.example", text=reading.say(_example_of(command))),
        )
    at, last_unknown = start, -2
    while at < len(tokens):
        keyed = _keyed(reading, at, slots, command)
        best = keyed or _best(reading, at, slots)
        if best is not None:
            slot, value, at = best
            _put(values, slot, value, reading)
            continue
        filler = vocabulary().fillers.match(tokens, at)
        if filler is not None:
            at = filler[1]
            continue
        named = vocabulary().options.match(tokens, at)
        if named is not None and _holds(reading, named[1], named[0], slots):
            at = named[1]  # "source oryx": the value says it all
            continue
        if tokens[at].kind not in _SILENT:
            if last_unknown == at - 1:
                unknown[-1].append(tokens[at])
            else:
                unknown.append([tokens[at]])
            last_unknown = at
        at += 1
    if unknown:
        _explain(values, unknown, reading, slots, command, needed)
    return values


def missing(values: Values, needed: Sequence[str], command: str, reading: Reading) -> None:
    """Raise UsageError, with an example, for the first slot that a command cannot do without."""
    for name in needed:
        if name not in values:
            say = reading.say
            raise UsageError(
                say(f"language.missing.{name}", command=command),
                say("language.example", text=say(_example_of(command))),
            )


def _best(reading: Reading, at: int, slots: Sequence[str]) -> tuple[Slot, Any, int] | None:
    if reading.tokens[at].kind not in ("word", "number", "id", "dots"):
        return None
    best: tuple[Slot, Any, int] | None = None
    for name in slots:
        slot = SLOTS[name]
        found = slot.match(reading, at)
        if found is not None and (best is None or found[1] > best[2]):
            best = slot, found[0], found[1]
    return best


def _keyed(
    reading: Reading, at: int, slots: Sequence[str], command: str
) -> tuple[Slot, Any, int] | None:
    """Read `option:value`, `option="several words"`; an option the command lacks is refused."""
    tokens = reading.tokens
    option = vocabulary().options.match(tokens, at)
    if option is None or not _kind(tokens, option[1], "key"):
        return None
    name, start = option[0], option[1] + 1
    if name not in slots:
        raise UnknownWords(
            reading.say("language.unknown.option", option=name, command=command),
            reading.say("language.unknown.options", options=_listed(slots)),
        )
    slot = SLOTS[name]
    if _kind(tokens, start, "quote"):
        close = next((i for i in range(start + 1, len(tokens)) if tokens[i].kind == "quote"), None)
        if close is not None:
            return slot, slot.read(reading.part(start + 1, close)), close + 1
        start += 1
    found = (slot.keyed or slot.match)(reading, start) if start < len(tokens) else None
    if found is not None:
        return slot, found[0], found[1]
    end = start + 1
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end:
        end += 1
    return slot, slot.read(reading.part(start, end)), end


def _holds(reading: Reading, at: int, option: str, slots: Sequence[str]) -> bool:
    """Tell whether the value of an option that was named without a colon stands at a token."""
    if option not in slots or at >= len(reading.tokens):
        return False
    slot = SLOTS[option]
    return (slot.keyed or slot.match)(reading, at) is not None


def _put(values: Values, slot: Slot, value: Any, reading: Reading) -> None:
    known = values.get(slot.name)
    if known is None:
        values[slot.name] = value
    elif isinstance(known, Found) and isinstance(value, Found) and known.id == value.id:
        # "kharkiv kharkiv oblast": the fuller name leaves nothing to say about the city.
        values[slot.name] = known if known.shared_name is None else value
    elif slot.name == "place" and (joined := reading.names.narrowed(known, value)) is not None:
        values[slot.name] = joined
    elif _same(known, value):
        return
    else:
        raise UsageError(
            reading.say(f"language.twice.{slot.name}"), reading.say("language.twice.hint")
        )


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, RelativePeriod) and isinstance(other, RelativePeriod):
        return (one.days, one.ago) == (other.days, other.ago)
    if isinstance(one, SpanPeriod) and isinstance(other, SpanPeriod):
        return (one.start, one.end) == (other.start, other.end)
    return bool(one == other)


def _explain(
    values: Values,
    unknown: list[list[Token]],
    reading: Reading,
    slots: Sequence[str],
    command: str,
    needed: Sequence[str],
) -> None:
    """Turn unknown words into a question where a name is near, else name them in an error."""
    first = typed(reading.text, unknown[0])
    words = vocabulary()
    books: dict[str, tuple[Phrasebook[Any], ...]] = {
        "category": (words.categories,),
        "side": (words.sides,),
        "period": (words.months, words.days_ago, words.units, words.last),
    }
    near = near_word(first, *(b for s in slots for b in books.get(s, ())))
    near = near if near != fold(first) else None  # a right word that lacks its companion
    if len(unknown) == 1 and near is None:
        for name, find in (
            ("place", reading.names.near_places),
            ("source", reading.names.near_sources),
        ):
            if name in slots and name not in values and (doubt := find(first)) is not None:
                values[name] = doubt
                return
    say = reading.say
    if len(unknown) == 1 and near is None and "place" in needed and "place" not in values:
        raise NotOnRecord(say("language.place.unknown", words=first), say("language.place.hint"))
    shown = ", ".join(
        say("language.quoted", words=typed(reading.text, run)) for run in unknown[:_SHOWN]
    )
    more = len(unknown) - _SHOWN
    if more > 0:
        shown = say("language.unknown.and_more", words=shown, count=more)
    hint = (
        say("language.unknown.did_you_mean", word=near)
        if near
        else say("language.example", text=say(_example_of(command)))
    )
    raise UnknownWords(say("language.unknown.words", words=shown, command=command), hint, near=near)


def _example_of(command: str) -> str:
    return f"language.examples.{command.split()[0]}"


def _listed(slots: Sequence[str]) -> str:
    return ", ".join(f"`{s}`" for s in slots if s != "shared")


def _kind(tokens: Sequence[Token], at: int, kind: str) -> bool:
    return at < len(tokens) and tokens[at].kind == kind


def doubts(values: Values) -> list[str]:
    """List the slots whose value is still in doubt."""
    return [name for name, value in values.items() if isinstance(value, Doubt)]
