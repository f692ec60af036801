"""What may stand in a command: each slot reads its words at a token, or a whole option's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from facts.errors import BadPeriod, FactlineError, NotOnRecord, UnknownWords
from facts.language.names import Doubt, Found, Names
from facts.language.normalise import Token, clean, fold, tokenise, typed
from facts.language.periods import as_of_date_at, period_at
from facts.language.phrases import Phrases
from facts.language.words import Phrasebook, vocabulary

NEAR_WORD = 0.7
_QUOTED = 3
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,119}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The text being read, its tokens, and what its words may refer to."""

    text: str
    tokens: Sequence[Token]
    names: Names
    say: Phrases
    locale: str

    @classmethod
    def of(cls, text: str, names: Names, locale: str) -> Reading:
        """Clean and cut a text."""
        cleaned = clean(text)
        return cls(cleaned, tokenise(cleaned), names, Phrases.of(locale), locale)

    def part(self, start: int, end: int) -> Reading:
        """Take a run of tokens as a reading of its own (offsets stay those of the whole text)."""
        return Reading(self.text, self.tokens[start:end], self.names, self.say, self.locale)

    def typed(self) -> str:
        """Quote the text as typed, shortened for a sentence."""
        return typed(self.text, self.tokens)


Match = tuple[Any, int] | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a command may hold.

    Attributes:
        name: the option's name.
        match: reads a value at a token: the value and the index behind it, or None.
        refuse: says what is wrong with a whole text that is no value; may give a Doubt instead.
        keyed: reads a value behind the option's own name, where that differs from `match`.
    """

    name: str
    match: Callable[[Reading, int], Match]
    refuse: Callable[[Reading], Doubt]
    keyed: Callable[[Reading, int], Match] | None = None

    def read(self, reading: Reading) -> Any:
        """Read a whole text as this slot's value; raises UsageError & co, or gives a Doubt."""
        match = self.keyed or self.match
        tokens = reading.tokens
        at = 0
        while at < len(tokens):
            found = match(reading, at)
            if found is not None:
                rest = tokens[found[1] :]
                if all(t.kind in ("mark", "quote") for t in rest):
                    return found[0]
                break
            filler = vocabulary().fillers.match(tokens, at)
            if filler is not None:
                at = filler[1]
            elif tokens[at].kind in ("mark", "quote", "dash"):
                at += 1
            else:
                break
        return self.refuse(reading)


def _period(reading: Reading, at: int) -> Match:
    return period_at(reading.tokens, at, reading.text, reading.say)


def _refuse_period(reading: Reading) -> Doubt:
    say = reading.say
    raise BadPeriod(
        say("language.period.not_understood", words=reading.typed()), say("language.period.hint")
    )


def _as_of(reading: Reading, at: int) -> Match:
    """Read `as of DATE`; raises BadPeriod where no date follows: nothing else is meant by the words."""
    marker = vocabulary().as_of.match(reading.tokens, at)
    if marker is None:
        return None
    found = as_of_date_at(reading.tokens, marker[1], reading.say)
    if found is None:
        say, behind = reading.say, reading.tokens[marker[1] : marker[1] + _QUOTED]
        words = typed(reading.text, behind or reading.tokens[at : marker[1]])
        raise BadPeriod(say("language.date.not_understood", words=words), say("language.date.hint"))
    return found


def _date(reading: Reading, at: int) -> Match:
    return _as_of(reading, at) or as_of_date_at(reading.tokens, at, reading.say)


def _refuse_date(reading: Reading) -> Doubt:
    say = reading.say
    raise BadPeriod(
        say("language.date.not_understood", words=reading.typed()), say("language.date.hint")
    )


def _category(reading: Reading, at: int) -> Match:
    return vocabulary().categories.match(reading.tokens, at)


def _side(reading: Reading, at: int) -> Match:
    return vocabulary().sides.match(reading.tokens, at)


def _refuse_word(option: str, book: Phrasebook[Any], labels: Iterable[str]) -> Callable[..., Doubt]:
    known = ", ".join(labels)

    def refuse(reading: Reading) -> Doubt:
        say = reading.say
        near = near_word(reading.typed(), book)
        hint = (
            say("language.unknown.did_you_mean", word=near)
            if near
            else say("language.unknown.known", words=known)
        )
        raise UnknownWords(
            say("language.unknown.value", words=reading.typed(), option=option), hint
        )

    return refuse


def _place(reading: Reading, at: int) -> Match:
    token = reading.tokens[at] if at < len(reading.tokens) else None
    if token is not None and token.kind == "id":
        return _by_id(reading, at, lambda i: reading.names.get_place(i) is not None)
    return reading.names.place_at(reading.tokens, at)


def _refuse_place(reading: Reading) -> Doubt:
    near = reading.names.near_places(reading.typed())
    if near is not None:
        return near
    say = reading.say
    raise NotOnRecord(
        say("language.place.unknown", words=reading.typed()), say("language.place.hint")
    )


def _source(reading: Reading, at: int) -> Match:
    token = reading.tokens[at] if at < len(reading.tokens) else None
    if token is not None and token.kind == "id":
        return _by_id(reading, at, lambda i: reading.names.get_source(i) is not None)
    return reading.names.source_at(reading.tokens, at)


def _refuse_source(reading: Reading) -> Doubt:
    near = reading.names.near_sources(reading.typed())
    if near is not None:
        return near
    say = reading.say
    raise NotOnRecord(
        say("language.source.unknown", words=reading.typed()), say("language.source.hint")
    )


def _by_id(reading: Reading, at: int, known: Callable[[str], bool]) -> Match:
    """Read `#id`, the form that buttons carry, because an id is never ambiguous."""
    found = _ID.match(reading.text, reading.tokens[at].end)
    if found is None or not known(ident := fold(found.group())):
        return None
    end = at + 1
    while end < len(reading.tokens) and reading.tokens[end].start < found.end():
        end += 1
    return Found(ident), end


def near_word(text: str, *books: Phrasebook[Any]) -> str | None:
    """Give the known word that is likest to a mistyped one, or None where none is like it.

    Of several words, each is tried, too. Of two equally like, the longer one is taken (tanks, not tank).
    """
    known = [w for book in books for words in book.meanings if len(w := " ".join(words)) > 3]
    whole = fold(text)
    for query in dict.fromkeys((whole, *whole.split()[:3])):
        best = process.extract(
            query,
            known,
            scorer=OSA.normalized_similarity,
            processor=None,
            score_cutoff=NEAR_WORD,
        )
        if best:
            return max(best, key=lambda b: (b[1], len(b[0])))[0]
    return None


def _never(_reading: Reading, _at: int) -> Match:
    """Match nothing in free text: such a slot must be named."""
    return None


SLOTS = {
    slot.name: slot
    for slot in (
        Slot("period", _period, _refuse_period),
        Slot(
            "category",
            _category,
            _refuse_word(
                "category", vocabulary().categories, vocabulary().category_labels["en"].values()
            ),
        ),
        Slot("side", _side, _refuse_word("side", vocabulary().sides, ("russia", "ukraine"))),
        Slot("source", _source, _refuse_source),
        Slot("place", _place, _refuse_place),
        Slot("shared", _never, _refuse_place, keyed=_place),
        Slot("as_of", _as_of, _refuse_date, keyed=_date),
    )
}


def read_option(slot: Slot, text: str, reading: Reading) -> Any:
    """Read one typed option; an error names the option it is about."""
    cleaned = clean(text)
    own = Reading(cleaned, tokenise(cleaned), reading.names, reading.say, reading.locale)
    try:
        return slot.read(own)
    except FactlineError as error:
        raise type(error)(f"`{slot.name}`: {error.sentence}", error.hint) from None
