"""The sentences Factline itself writes, by language: content under review, not code.

Kept as YAML in `facts/collection/phrases/<language>/<room>.yaml`, one nested mapping a file. A key is
written dotted, the file's name first: `answering.losses.title`. What a language lacks falls back to
English. Plural forms are a mapping with the CLDR categories (`one`, `few`, `many`, `other`); see
https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from facts.model import DateRange

LANGUAGES = ("en", "uk", "ru")


def language_of(locale: str) -> str:
    """Choose the language for a locale such as `uk`, `en-GB` or Discord's own; English if unknown."""
    base = locale.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else "en"


class Phrases:
    """The phrases of one language. Get one by `Phrases.of(locale)`; instances are shared."""

    def __init__(self, language: str, texts: Mapping[str, str], fallback: Phrases | None) -> None:
        self.language = language
        self._texts = texts
        self._fallback = fallback

    @staticmethod
    def of(locale: str) -> Phrases:
        """Give the phrases for a locale."""
        return _load(language_of(locale))

    def __call__(self, key: str, /, **values: object) -> str:
        """Write a phrase; raises KeyError for a key that English lacks too."""
        return self._text(key).format_map(values)

    def has(self, key: str) -> bool:
        """Tell whether a phrase exists here or in English."""
        return key in self._texts or (self._fallback is not None and self._fallback.has(key))

    def plural(self, key: str, count: int, /, **values: object) -> str:
        """Write a phrase that depends on a count, available in it as `{count}`."""
        form = f"{key}.{plural_category(self.language, count)}"
        chosen = form if self.has(form) else f"{key}.other"
        return self._text(chosen).format_map({"count": self.number(count), **values})

    def _text(self, key: str) -> str:
        if key in self._texts:
            return self._texts[key]
        if self._fallback is None:
            raise KeyError(key)
        return self._fallback._text(key)

    def number(self, value: float) -> str:
        """Write a number with grouped thousands and no needless decimals: 6,000 or 6 000."""
        plain = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")
        if self.language == "en":
            return plain
        return plain.replace(",", "\u00a0").replace(".", ",")

    def day(self, day: date, *, year: bool = True) -> str:
        """Write a calendar day as text, since Discord's timestamps shift calendar days."""
        month = self(f"dates.months.{day.month}")
        return f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"

    def span(self, first: date, last: date) -> str:
        """Write two days as a range, naming month and year once where they are shared."""
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}-{self.day(last)}"
        return f"{self.day(first, year=first.year != last.year)} - {self.day(last)}"

    def dates(self, known: DateRange | None) -> str:
        """Write a date as it is known: a day, "about 12-13 September 2022", or "undated"."""
        if known is None:
            return self("dates.undated")
        text = self.span(known.earliest, known.latest)
        return self("dates.about", when=text) if known.inferred or not known.exact else text


def plural_category(language: str, count: int) -> str:
    """Give the CLDR plural category of a whole number in English, Ukrainian or Russian."""
    if language == "en":
        return "one" if count == 1 else "other"
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
        return "few"
    return "many"


@lru_cache
def _load(language: str) -> Phrases:
    texts: dict[str, str] = {}
    folder = files("facts") / "collection" / "phrases" / language
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            read = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) or {}
            texts.update(_flat(file.name.removesuffix(".yaml"), read))
    return Phrases(language, texts, None if language == "en" else _load("en"))


def _flat(prefix: str, tree: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{key}", value)
        else:
            yield f"{prefix}.{key}", str(value)
