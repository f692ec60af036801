"""How words become numbers, days, sides and slots."""

from __future__ import annotations

from datetime import date

import pytest

from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.numbers import numbers_in
from facts.language.asking.slots import Slots, read_slots
from facts.language.asking.times import read_when
from facts.language.asking.tokens import stem, tokens
from facts.model import Side
from tests.ask.asking import shipped


def read(text: str) -> Slots:
    return read_slots(text, ViewIndex(shipped()))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,800 and 1.800 and 1 800 and 1'800", [1800, 1800, 1800, 1800]),
        ("36.5 km", [36.5]),
        ("six thousand", [6000]),
        ("one thousand eight hundred", [1800]),
        ("шість тисяч", [6000]),
        ("тысяча восемьсот", [1800]),
        ("6k and 2 млн", [6000, 2_000_000]),
        ("T-80BVM, 2S19, 7th", []),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, numbers: list[float]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "first", "last", "bound"),
    [
        ("on 12 September", "2022-09-12", "2022-09-12", "on"),
        ("september 11", "2022-09-11", "2022-09-11", "on"),
        ("5-12 sep", "2022-09-05", "2022-09-12", "on"),
        ("с 6 по 14 сентября", "2022-09-06", "2022-09-14", "on"),
        ("since 6 September by 11 September", "2022-09-06", "2022-09-11", "on"),
        ("since the beginning of October", "2022-10-01", None, "since"),
        ("з початку жовтня", "2022-10-01", None, "since"),
        ("станом на 12 жовтня", None, "2022-10-12", "until"),
        ("2022-09-12", "2022-09-12", "2022-09-12", "on"),
        ("12.09.2022", "2022-09-12", "2022-09-12", "on"),
        ("in early September", "2022-09-01", "2022-09-10", "on"),
        ("in 2023", "2023-01-01", "2023-12-31", "on"),
    ],
)
def test_days_are_read_in_three_languages(
    text: str, first: str | None, last: str | None, bound: str
) -> None:
    words = tokens(text)
    when = read_when(words, Lexicon.load().frame(words), 2022)
    assert when is not None
    assert when.first == (date.fromisoformat(first) if first else None)
    assert when.last == (date.fromisoformat(last) if last else None)
    assert when.bound == bound


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("how many tanks did russia lose", Side.RUSSIA),
        ("russian tank losses", Side.RUSSIA),
        ("how many ukrainian soldiers were killed", Side.UKRAINE),
        ("how many soldiers did russia kill", Side.UKRAINE),
        ("how many tanks did ukraine capture", Side.RUSSIA),
        ("how many tanks were destroyed by ukraine", Side.RUSSIA),
        ("скільки росіян загинуло", Side.RUSSIA),
        ("сколько гаубиц захватили украинцы", Side.RUSSIA),
        ("how much territory did russia retake", Side.RUSSIA),
        ("how much territory did ukraine lose", Side.RUSSIA),
        ("why did ukrainian troops retreat", Side.UKRAINE),
        ("when was izium liberated", None),
    ],
)
def test_whose_it_is_follows_from_where_the_side_stands(text: str, side: Side | None) -> None:
    assert read(text).side is side


def test_a_minister_is_no_side_and_a_country_that_claims_is_a_speaker() -> None:
    assert read("what did the russian defence ministry say about tanks").side is None
    assert "moscow" in read("how many ukrainian tanks did russia claim").speakers


def test_a_word_nobody_explains_is_named() -> None:
    assert read("how many zeppelins did russia lose").unexplained == ("zeppelins",)


def test_a_misspelt_word_is_read_as_its_one_neighbour_and_noted() -> None:
    slots = read("how many tnaks did russia lose in septemer")
    assert slots.unexplained == ()
    assert dict(slots.respelled)["tnaks"].startswith("tank")
    assert slots.when is not None


def test_stems_join_the_forms_of_a_word() -> None:
    assert stem("liberated") == stem("liberates")
    assert stem("херсонського") == stem("херсонською") or stem("танків") == stem("танками")
