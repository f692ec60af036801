"""A button's custom id says all it means, in 100 characters, after any restart."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.custom_ids import LIMIT, ButtonId, Press, decode, encode

FRAME = len("F1:s:zzzz.zzzz:zzzz:")
"""What stands around the text at most."""

IDS = st.builds(
    ButtonId,
    st.sampled_from(Press),
    st.text(max_size=LIMIT),
    st.integers(0, 36**3),
    st.integers(0, 36**3),
    st.none() | st.dates(date(2022, 1, 1), date(2400, 1, 1)),
)


@given(IDS)
def test_what_fits_comes_back_the_same(meaning: ButtonId) -> None:
    written = encode(meaning)
    if len(meaning.text) <= LIMIT - FRAME:
        assert written is not None
    if written is not None:
        assert len(written) <= LIMIT
        assert decode(written) == meaning


def test_the_day_asked_on_travels_with_the_button() -> None:
    written = encode(ButtonId(Press.SCREEN, "losses week", 2, day=date(2026, 11, 25)))
    assert written == "F1:s:2:1dp:losses week"


def test_a_question_that_does_not_fit_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "bot.render.custom_ids"):
        assert encode(ButtonId(Press.READING, "secret " * 20)) is None
    assert "READING" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("foreign", ["", "F1", "F1:z:0::x", "F9:s:0::x", "hello", "F1:s:!::x"])
def test_ids_of_others_are_not_read(foreign: str) -> None:
    assert decode(foreign) is None
