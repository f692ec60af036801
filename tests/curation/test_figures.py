"""A figure is read as it was worded, in three languages; words and numbers must agree."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.curation.collection import load_collection
from facts.curation.figures import check_figure, read_figure
from facts.errors import UsageError
from facts.model import Category, Unit

READ = [
    ("over 70 tanks", 70, None, "over 70", None, Category.TANK),
    ("between 400 and 500", 400, 500, "between 400 and 500", None, None),
    ("nearly 6,000", None, 6000, "nearly 6,000", None, None),
    ("about 20 to 30", 20, 30, "about 20 to 30", None, None),
    ("at least 9", 9, None, "at least 9", None, None),
    ("up to 50 km", None, 50, "up to 50", Unit.KM, None),
    ("понад 70", 70, None, "понад 70", None, None),
    ("близько 6 тис. людей", 6000, 6000, "близько 6 тис.", Unit.PEOPLE, None),
    ("более 1,5 тыс.", 1500, None, "более 1,5 тыс.", None, None),
    ("six thousand", 6000, 6000, "six thousand", None, None),
    ("one hundred and fifty", 150, 150, "one hundred and fifty", None, None),
    ("п'ятдесят танків", 50, 50, "п'ятдесят", None, Category.TANK),
    ("20-30 thousand", 20_000, 30_000, "20-30 thousand", None, None),
    ("від 400 до 500", 400, 500, "від 400 до 500", None, None),
    ("до 50 км", None, 50, "до 50", Unit.KM, None),
    ("70+", 70, None, "70+", None, None),
    ("60 or more a day", 60, None, "60 or more", Unit.COUNT_PER_DAY, None),
    ("8 to 1", 8, 8, "8 to 1", Unit.RATIO, None),
    ("over 2,500 km²", 2500, None, "over 2,500", Unit.KM2, None),
    ("понад 8 тис. кв. км", 8000, None, "понад 8 тис.", Unit.KM2, None),
    ("9%", 9, 9, "9", Unit.PERCENT, None),
    ("1,500", 1500, 1500, "1,500", None, None),
]


@pytest.mark.parametrize(("text", "low", "high", "wording", "unit", "category"), READ)
def test_a_figure_is_read_as_worded(
    text: str,
    low: float | None,
    high: float | None,
    wording: str,
    unit: Unit | None,
    category: Category | None,
) -> None:
    figure = read_figure(text)
    assert (figure.low, figure.high) == (low, high)
    assert (figure.wording, figure.unit) == (wording, unit)
    if category is not None:
        assert figure.category is category


@pytest.mark.parametrize("text", ["", "many tanks", "70 of 90 tanks", "500 to 400", "9" * 30])
def test_what_is_no_single_figure_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_figure(text)
    assert refused.value.sentence
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "low", "high", "fits"),
    [
        ("over 70", 70, None, True),
        ("over 70", 70, 90, True),  # a bound that the words leave open
        ("over 70", 60, None, False),
        ("up to 50", None, 60, False),
        ("about 50", 45, 55, True),
        ("about 50", 60, 70, False),
        ("50", 45, 55, False),
        ("between 400 and 500", 400, 500, True),
        ("between 400 and 500", 300, 500, False),
        ("over 70", 90, 80, False),
    ],
)
def test_words_and_numbers_must_agree(
    text: str, low: float | None, high: float | None, fits: bool
) -> None:
    figure = read_figure(text)
    if fits:
        checked = check_figure(figure, low, high)
        assert low is None or checked.low == low
        assert high is None or checked.high == high
        return
    with pytest.raises(UsageError):
        check_figure(figure, low, high)


def test_the_shipped_wordings_are_read_as_their_curators_did() -> None:
    wrong = []
    for name, body in load_collection().facts.items():
        measure = body.measure
        if measure is None:
            continue
        try:
            figure = read_figure(f"{measure.wording} {measure.unit.value}")
        except UsageError:
            wrong.append(name)
            continue
        if (figure.low, figure.high) != (measure.low, measure.high):
            wrong.append(name)
    assert len(wrong) <= 2, wrong  # "between 4 and several tens" has no second number


WORDS = (
    "over about nearly between and to at least 70 6,000 3.5 12 половини tanks km² people % - – ≈"
)
TYPED = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6).map(" ".join)


@given(TYPED | st.text(max_size=80))
def test_any_text_is_a_figure_or_a_sentence(text: str) -> None:
    with suppress(UsageError):
        figure = read_figure(text)
        assert figure.low is not None or figure.high is not None
        assert figure.wording
