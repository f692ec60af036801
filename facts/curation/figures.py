"""Reading a figure as it was worded: "over 70 tanks" → low 70, open above, wording "over 70".

English, Ukrainian and Russian at once. The words are content (`facts/collection/figures.yaml`); the
bounds follow the shipped records: "over" and "at least" give a low bound, "up to" and "nearly" a high
one, "about" both bounds as the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from facts.errors import UsageError
from facts.language.asking.numbers import Number, read_numbers
from facts.language.asking.tokens import Token, tokens
from facts.language.normalise import clean, fold, tokenise
from facts.language.phrases import Phrases
from facts.language.words import vocabulary
from facts.model import Category, Measure, Unit

_PIECE = re.compile(
    r"\d{1,3}(?:[ ,.'\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
    r"|[^\W\d_]+2(?!\d)|[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*|[<>]=|[-–—%~≈<>≥≤+]"
)
_PEOPLE = (Category.PERSONNEL, Category.CIVILIANS)
_MOST = 1e12


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as read. `unit` None: not said; `category` None: none recognised.

    `wording` is the figure's own words, without what is counted.
    """

    low: float | None
    high: float | None
    wording: str
    unit: Unit | None = None
    category: Category | None = None

    def measure(self) -> Measure:
        """Give the measure; people for personnel and civilians, a count where no unit was said."""
        people = self.category in _PEOPLE
        unit = self.unit or (Unit.PEOPLE if people else Unit.COUNT)
        return Measure(unit, self.wording, self.low, self.high)

    def shown(self, locale: str = "en") -> str:
        """Show how the figure was understood, for checking: "at least 70"."""
        say = Phrases.of(locale)
        if self.low is not None and self.low == self.high:
            return say("curation.figure.exactly", number=say.number(self.low))
        if self.low is not None and self.high is not None:
            numbers = {"low": say.number(self.low), "high": say.number(self.high)}
            return say("curation.figure.between", **numbers)
        key, number = ("low", self.low) if self.low is not None else ("high", self.high)
        return say(f"curation.figure.{key}", number=say.number(number or 0))


@dataclass(frozen=True, slots=True)
class _Words:
    """The tables of `figures.yaml`, each phrase as its folded words, the longest first."""

    bounds: tuple[tuple[tuple[str, ...], str], ...]
    behind: tuple[tuple[tuple[str, ...], str], ...]
    between: frozenset[str]
    through: frozenset[str]
    units: tuple[tuple[tuple[str, ...], str], ...]
    per_day: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    token: Token
    start: int
    end: int


def read_figure(text: str, locale: str = "en") -> Figure:
    """Read one figure with its wording, unit and category.

    Raises UsageError with a sentence where there is no number, more than one figure, or a range that
    runs backwards.
    """
    say = Phrases.of(locale)
    typed = clean(text)
    pieces = _pieces(typed)
    words = [piece.token for piece in pieces]
    numbers = _joined(words, read_numbers(words))
    if not numbers:
        raise UsageError(say("curation.figure.none", words=typed[:60]), _hint(say))
    if len(numbers) > 2:
        raise UsageError(say("curation.figure.several", words=typed[:60]), _hint(say))
    if any(number.value > _MOST for number in numbers):
        raise UsageError(say("curation.figure.too_large"), _hint(say))
    low: float | None
    high: float | None
    if len(numbers) == 2:
        low, high, start, ratio = _range(words, numbers, typed, say)
        end, unit = numbers[1].end, Unit.RATIO if ratio else None
    else:
        low, high, start, end = _single(words, numbers[0])
        unit = None
    behind = pieces[end - 1].end
    if typed[behind : behind + 1] == "." and words[end - 1].text in ("тис", "тыс"):
        behind += 1
    said = typed[pieces[start].start : behind]
    unit = unit or _unit(words[end:]) or _unit(words[:start])
    return Figure(low, high, said, unit, _category(typed))


def check_figure(
    figure: Figure, low: float | None, high: float | None, locale: str = "en"
) -> Figure:
    """Give the figure with bounds that were also given as numbers (None: not given).

    Raises UsageError where the wording contradicts them, or low exceeds high. A bound that the wording
    leaves open may be given; so may a range around "about 50".
    """
    say = Phrases.of(locale)
    if low is not None and high is not None and low > high:
        numbers = {"low": say.number(low), "high": say.number(high)}
        raise UsageError(say("curation.figure.backwards", **numbers), _swap(say))
    if low is None and high is None:
        return figure
    about = figure.low is not None and figure.low == figure.high
    new_low = figure.low if low is None else low
    new_high = figure.high if high is None else high
    fits = all(
        given is None or said is None or given == said
        for given, said in ((low, figure.low), (high, figure.high))
    )
    if about and not fits and low is not None and high is not None and _vague(figure.wording):
        fits = low <= (figure.low or 0) <= high
    if not fits or (new_low is not None and new_high is not None and new_low > new_high):
        given_as = "-".join("…" if n is None else say.number(n) for n in (low, high))
        raise UsageError(
            say("curation.figure.contradicts", words=figure.wording, figures=given_as),
            say("curation.figure.contradicts_hint", shown=figure.shown(locale)),
        )
    return Figure(new_low, new_high, figure.wording, figure.unit, figure.category)


def _vague(wording: str) -> bool:
    words = [piece.token.text for piece in _pieces(clean(wording))]
    return any(kind == "about" and _at(words, 0, phrase) for phrase, kind in _words().bounds)


def _pieces(typed: str) -> list[_Piece]:
    """Cut a text into numbers, words and signs that remember where they stood."""
    found = []
    for match in _PIECE.finditer(typed.replace("²", "2")):
        piece = match.group()
        made = tokens(piece)
        token = made[0] if made else Token(piece)
        if not made and piece in ("–", "—"):
            token = Token("-")
        found.append(_Piece(token, match.start(), match.end()))
    return found


def _joined(words: Sequence[Token], numbers: Sequence[Number]) -> list[Number]:
    """Join "one hundred and fifty", which is one number."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.worded
            and number.worded
            and number.start == last.end + 1
            and words[last.end].text == "and"
            and last.value % 100 == 0
            and 0 < number.value < 100
            and not (last.start > 0 and words[last.start - 1].text == "between")
        ):
            joined[-1] = Number(last.value + number.value, last.start, number.end, True)
        else:
            joined.append(number)
    return joined


def _range(
    words: Sequence[Token], numbers: Sequence[Number], typed: str, say: Phrases
) -> tuple[float, float, int, bool]:
    """Read "between 400 and 500", "20 to 30", "8 to 1": low, high, first word, whether a ratio."""
    first, second = numbers
    between = words[first.end : second.start]
    if len(between) != 1 or between[0].text not in _words().through:
        raise UsageError(say("curation.figure.several", words=typed[:60]), _hint(say))
    low, high, start = first.value, second.value, first.start
    if low < 1000 <= high and words[second.end - 1].value is None and first.end == first.start + 1:
        # "20 to 30 thousand", "5-6 тис.": the multiplier belongs to both.
        digits = words[second.start].value
        if digits and digits >= low and digits < high:
            low *= high / digits
    if start > 0 and words[start - 1].text in _words().between:
        start -= 1
    elif (bound := _before(words, start)) is not None and bound[0] == "about":
        start = bound[1]
    if low > high and high == 1 and between[0].text in ("to", "до", "-"):
        return low, low, start, True
    if low > high:
        shown = {"low": say.number(low), "high": say.number(high)}
        raise UsageError(say("curation.figure.backwards", **shown), _swap(say))
    return low, high, start, False


def _single(words: Sequence[Token], number: Number) -> tuple[float | None, float | None, int, int]:
    """Read one number with what stands before or behind it: low, high, first word, word behind."""
    value, start, end = number.value, number.start, number.end
    bound = _before(words, start)
    texts = [word.text for word in words]
    if bound is not None:
        kind, start = bound
    else:
        kind = "exactly"
        for phrase, meaning in _words().behind:
            if _at(texts, end, phrase):
                kind, end = meaning, end + len(phrase)
                break
    if kind in ("over", "at_least"):
        return value, None, start, end
    if kind in ("up_to", "under"):
        return None, value, start, end
    return value, value, start, end


def _before(words: Sequence[Token], at: int) -> tuple[str, int] | None:
    texts = [word.text for word in words]
    for phrase, kind in _words().bounds:
        if at >= len(phrase) and _at(texts, at - len(phrase), phrase):
            return kind, at - len(phrase)
    return None


def _unit(words: Sequence[Token]) -> Unit | None:
    """Find the first unit, at its longest; "a day" makes a rate of it."""
    texts = [word.text for word in words]
    found = _first(texts, _words().units)
    daily = _first(texts, _words().per_day) is not None
    if daily:
        return Unit.PEOPLE_PER_DAY if found == Unit.PEOPLE else Unit.COUNT_PER_DAY
    return Unit(found) if found is not None else None


def _first(texts: Sequence[str], table: Iterable[tuple[tuple[str, ...], str]]) -> str | None:
    phrases = list(table)
    for at in range(len(texts)):
        for phrase, meaning in phrases:
            if _at(texts, at, phrase):
                return meaning
    return None


def _at(texts: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    return tuple(texts[at : at + len(phrase)]) == phrase


def _category(typed: str) -> Category | None:
    words = tokenise(typed)
    for at in range(len(words)):
        found = vocabulary().categories.match(words, at)
        if found is not None:
            return found[0]
    return None


def _hint(say: Phrases) -> str:
    return say("curation.figure.hint")


def _swap(say: Phrases) -> str:
    return say("curation.figure.swap")


@lru_cache(maxsize=1)
def _words() -> _Words:
    file = files("facts") / "collection" / "figures.yaml"
    # Strings only: `to` and `no` are words here, not truth values.
    read: Mapping[str, Any] = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 (it makes no objects)
    bounds = {kind: [w for words in lists for w in words] for kind, lists in read["bounds"].items()}
    return _Words(
        _table(bounds),
        _table(read["behind"]),
        frozenset(fold(word) for word in read["between"]),
        frozenset(fold(word) for word in read["through"]),
        _table(read["units"]),
        _table({"per_day": read["per_day"]}),
    )


def _table(meanings: Mapping[str, Sequence[str]]) -> tuple[tuple[tuple[str, ...], str], ...]:
    made = {
        tuple(piece.token.text for piece in _pieces(clean(phrase))): meaning
        for meaning, phrases in meanings.items()
        for phrase in phrases
    }
    return tuple(sorted(made.items(), key=lambda entry: (-len(entry[0]), entry[0])))
