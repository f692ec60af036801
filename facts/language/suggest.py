"""Complete what is being typed into an option, from memory: for autocomplete and for the console."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from facts.errors import FactlineError
from facts.language.commands import COMMANDS, FreeOrder, OneText
from facts.language.completion import starting
from facts.language.names import Found, Names, local_name
from facts.language.normalise import clean, fold, tokenise, words_of
from facts.language.periods import read_date, read_period
from facts.language.phrases import language_of
from facts.language.romanise import is_cyrillic, romanisations
from facts.language.words import vocabulary
from facts.model import Place
from facts.questions import Choice, PartialDate, SpanPeriod

MOST = 25
"""Discord shows so many choices, each of at most 100 characters."""

LONGEST = 100
_TYPED = 100
T = TypeVar("T")


def complete(option: str, typed: str, names: Names, locale: str) -> list[Choice]:
    """List up to 25 ways to end what was typed so far; `Choice.question` is the option's value.

    A whole name or alias comes first, then starts of names, of words in them, aliases, and any part;
    among equals the one with more facts. Labels follow the script that is typed, else the locale. An
    option without suggestions gives an empty list.
    """
    find = _OPTIONS.get(option)
    if find is None:
        return []
    fitting = (
        c for c in find(typed[:_TYPED], names, locale) if c.question and len(c.question) <= LONGEST
    )
    return [Choice(_short(c.label), c.question) for c in islice(fitting, MOST)]


def complete_line(before: str, names: Names, locale: str, *, prefix: str = "!") -> list[Choice]:
    """Complete the last word of a typed line; `Choice.question` is what replaces that word."""
    line = before.removeprefix(prefix).lstrip()
    *earlier, last = line.split(" ")
    tokens = tokenise(clean(" ".join(earlier)))
    found = vocabulary().commands.match(tokens, 0)
    lead = prefix if before.startswith(prefix) and not earlier else ""
    if found is None:
        return _commands(earlier, last, lead)
    command = COMMANDS[found[0]]
    options: tuple[str, ...] = ()
    if isinstance(command, FreeOrder):
        options = command.slots
    elif isinstance(command, OneText):
        options = (command.main,)
    if len(tokens) == 1 and (more := _commands(earlier, last, "")):
        return more
    choices: dict[str, Choice] = {}
    for count in (3, 2, 1):
        if count - 1 > len(earlier) - 1:
            continue
        typed = " ".join([*earlier[len(earlier) - count + 1 :], last])
        for choice in (c for o in options for c in complete(o, typed, names, locale)):
            words = choice.question.split(" ")
            if not last or fold(" ".join(words)).startswith(fold(typed)):
                rest = " ".join(words[count - 1 :])
                choices.setdefault(rest, Choice(choice.label, rest))
        if choices and last:
            break
    return list(choices.values())[:MOST]


def _commands(earlier: list[str], last: str, lead: str) -> list[Choice]:
    known = [name.split() for name in COMMANDS]
    at = len(earlier)
    fit = (n for n in known if [*earlier, last][:at] == n[:at] and len(n) > at)
    nexts = dict.fromkeys(n[at] for n in fit if n[at].startswith(last) and n[at] != last)
    return [Choice(word, lead + word) for word in nexts]


def _places(typed: str, names: Names, locale: str) -> Iterator[Choice]:
    hits: dict[str, tuple[int, int]] = {}
    for query in (typed, *_latin(typed)):
        for part in names.layers:
            for ident, rank in part.place_completion.find(query).items():
                hits[ident] = (rank, -part.place_completion.weight(ident))
        if hits:
            break
    for ident in sorted(hits, key=lambda i: (*hits[i], i)):
        place = names.get_place(ident)
        if place is not None:
            label = names.place_label(ident, _language(place, typed, locale))
            yield Choice(label, _value(label, ident, names.place))


def _sources(typed: str, names: Names, _locale: str) -> Iterator[Choice]:
    hits: dict[str, tuple[int, int]] = {}
    for query in (typed, *_latin(typed)):
        for part in names.layers:
            for ident, rank in part.source_completion.find(query).items():
                hits[ident] = (rank, -part.source_completion.weight(ident))
        if hits:
            break
    for ident in sorted(hits, key=lambda i: (*hits[i], i)):
        label = names.source_label(ident)
        yield Choice(label, _value(label, ident, names.source))


def _value(label: str, ident: str, read: Callable[[str], object]) -> str:
    """Give the label where it reads back as this very entity, else the id in its exact form."""
    exact = len(label) <= LONGEST and read(label) == Found(ident)
    return label if exact else f"#{ident}"


def _latin(typed: str) -> tuple[str, ...]:
    if not is_cyrillic(typed):
        return ()
    words = [romanisations(w) or (w, w) for w in words_of(typed)]
    return tuple(dict.fromkeys(" ".join(w[min(i, len(w) - 1)] for w in words) for i in (0, 1)))


def _language(place: Place, typed: str, locale: str) -> str:
    """Choose the language of a label: the locale's, else one of the typed script that fits."""
    language = language_of(locale)
    if language == "en" and is_cyrillic(typed):
        text = fold(typed)
        fits = (lang for lang in ("uk", "ru") if text in fold(local_name(place, lang)))
        return next(fits, "uk")
    return language


def _facts(typed: str, names: Names, locale: str) -> Iterator[Choice]:
    seen: set[str] = set()
    for ident in _fact_ids(typed, names):
        if ident in seen:
            continue
        seen.add(ident)
        record = next((r for n in names.layers if (r := n.layer.records.get(ident))), None)
        if record is not None:
            told = record.body.statement
            texts: Mapping[str, str] = {str(k): v for k, v in told.items()}
            yield Choice(f"{ident} - {texts.get(language_of(locale), texts['en'])}", ident)


def _fact_ids(typed: str, names: Names) -> Iterator[str]:
    words = words_of(typed)
    text = "-".join(words)
    for part in names.layers:
        yield from starting(part.fact_ids.ids, text, MOST)
    if not words:
        return
    for part in names.layers:
        yield from part.fact_ids.holding(f"-{text}", MOST)
    for part in names.layers:
        yield from part.fact_ids.holding(text, MOST)
    if len(words) > 1:
        for part in names.layers:
            yield from part.fact_ids.holding_all(words)[:MOST]


def _categories(typed: str, _names: Names, locale: str) -> Iterator[Choice]:
    words = vocabulary()
    meanings = words.categories.meanings
    labels = words.category_labels[language_of(locale)]
    for category in _matching(typed, meanings.items(), labels):
        yield Choice(labels[category], str(category))


def _sides(typed: str, _names: Names, locale: str) -> Iterator[Choice]:
    words = vocabulary()
    labels = words.side_labels[language_of(locale)]
    for side in _matching(typed, words.sides.meanings.items(), labels):
        yield Choice(labels[side], str(side))


def _matching(
    typed: str, meanings: Iterable[tuple[tuple[str, ...], T]], order: Iterable[T]
) -> Iterator[T]:
    text = " ".join(words_of(typed))
    hits: dict[T, int] = {}
    for words, meaning in meanings:
        key = " ".join(words)
        if text in key:
            rank = 0 if key.startswith(text) else 1
            hits[meaning] = min(rank, hits.get(meaning, 1))
    yield from sorted((m for m in order if m in hits), key=lambda m: hits[m])


def _periods(typed: str, names: Names, locale: str) -> Iterator[Choice]:
    text = fold(typed)
    seen: set[str] = set()
    for words in (*_as_typed(typed, names, locale), *_known_periods(names, locale)):
        known = fold(words)
        if known not in seen and (text in known or text == ""):
            seen.add(known)
            yield Choice(words, words)


def _as_typed(typed: str, names: Names, locale: str) -> Iterator[str]:
    """Give the typed period if it is one, with the years of the record where it names none."""
    try:
        period = read_period(typed, locale)
    except FactlineError:
        return
    words = clean(typed)
    if isinstance(period, SpanPeriod) and (date := period.end or period.start) and not date.year:
        for year in dict.fromkeys(year for year, _ in _months(names)):
            yield f"{words} {year}"
    yield words


def _known_periods(names: Names, locale: str) -> Iterator[str]:
    words, language = vocabulary(), language_of(locale)
    months = [f"{words.month_names[language][m - 1]} {y}" for y, m in _months(names)]
    # What was typed in another language is completed in that language, too.
    for lang in (language, *(other for other in words.month_names if other != language)):
        yield from words.period_examples[lang]
        if lang == language:
            yield from months
        else:
            yield from (f"{words.month_names[lang][m - 1]} {y}" for y, m in _months(names))


def _days(typed: str, names: Names, locale: str) -> Iterator[Choice]:
    """Complete a date for `as_of` with the months and years that the record speaks of."""
    months = _months(names)
    try:
        date = read_date(typed, locale)
    except FactlineError:
        tokens = tokenise(clean(typed))
        days = [int(t.text) for t in tokens[:1] if t.kind == "number" and len(t.text) <= 2]
        for day in days if len(tokens) == 1 else []:
            for year, month in months:
                yield from _dated(PartialDate(month, day, year))
        if not tokens:
            for year, month in months:
                yield from _dated(PartialDate(month, None, year))
        return
    if date.year is not None:
        yield from _dated(date)
        return
    for year in dict.fromkeys(year for year, _ in months):
        yield from _dated(PartialDate(date.month, date.day, year))


def _dated(date: PartialDate) -> Iterator[Choice]:
    day = "" if date.day is None else f"-{date.day:02}"
    value = f"{date.year}-{date.month:02}{day}"
    try:
        read_date(value)
    except FactlineError:
        return
    yield Choice(value, value)


def _months(names: Names) -> list[tuple[int, int]]:
    return [month for part in names.layers for month in part.months]


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


def _topics(typed: str, _names: Names, _locale: str) -> Iterator[Choice]:
    yield from (Choice(c, c) for c in COMMANDS if fold(typed) in c)


_OPTIONS: Mapping[str, Callable[[str, Names, str], Iterator[Choice]]] = {
    "place": _places,
    "source": _sources,
    "name": _sources,
    "originator": _sources,
    "id": _facts,
    "category": _categories,
    "side": _sides,
    "period": _periods,
    "as_of": _days,
    "topic": _topics,
}
