"""Each language has the same phrases with the same blanks; plural forms are those of the language."""

from __future__ import annotations

import string
from datetime import date

import pytest

from facts.language.phrases import LANGUAGES, Phrases, language_of, plural_category
from facts.model import DateRange

ENGLISH = Phrases.of("en")._texts
FORMS = ("one", "few", "many", "other")


def _plain(texts: dict[str, str]) -> dict[str, set[str]]:
    """Map each key, plural forms folded together, to the names of its blanks."""
    blanks: dict[str, set[str]] = {}
    for key, text in texts.items():
        stem, _, last = key.rpartition(".")
        name = stem if last in FORMS else key
        found = {field for _, field, _, _ in string.Formatter().parse(text) if field}
        blanks.setdefault(name, set()).update(found)
    return blanks


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_a_translation_has_every_phrase_and_every_blank(language: str) -> None:
    english, other = _plain(dict(ENGLISH)), _plain(dict(Phrases.of(language)._texts))
    assert {k for k in english if k not in other} == set()
    assert {k for k in other if k not in english} == set()
    differing = {k: (english[k], other[k]) for k in english if english[k] != other[k]}
    assert differing == {}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_plural_phrases_have_the_forms_of_their_language(language: str) -> None:
    texts = Phrases.of(language)._texts
    counted = {key.rpartition(".")[0] for key in ENGLISH if key.endswith(".other")}
    stems = {key.rpartition(".")[0] for key in texts if key.endswith(".one")} & counted
    lacking = [
        f"{s}.{form}" for s in stems for form in ("few", "many") if f"{s}.{form}" not in texts
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("count", "category"),
    [(1, "one"), (2, "few"), (5, "many"), (11, "many"), (21, "one"), (112, "many")],
)
def test_slavic_plurals(count: int, category: str) -> None:
    assert plural_category("uk", count) == plural_category("ru", count) == category


def test_dates_and_numbers_are_written_as_each_language_does() -> None:
    about = DateRange(date(2022, 9, 12), date(2022, 9, 13), inferred=True)
    written = {language: Phrases.of(language).dates(about) for language in LANGUAGES}
    assert written == {
        "en": "about 12-13 September 2022",
        "uk": "близько 12-13 вересня 2022",
        "ru": "около 12-13 сентября 2022",
    }
    assert Phrases.of("uk").number(6000) == "6\u00a0000"
    assert Phrases.of("en").number(2.5) == "2.5"


def test_an_unknown_language_is_english() -> None:
    assert (language_of("de-AT"), language_of("uk-UA"), language_of("")) == ("en", "uk", "en")
