"""Folding makes different typings of one name equal, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.language.normalise import clean, fold, tokenise, typed, words_of


@pytest.mark.parametrize(
    "typing",
    [
        "Куп'янськ", "Куп’янськ", "Купʼянськ", "Куп`янськ", "Куп´янськ", "Куп‘янськ", "КУП′ЯНСЬК",
        "  Куп\u200b’янськ\u200f ", "Ку\u00adп’янськ", "Куп＇янськ", "\u202eКуп’янськ\u202c",
    ],
)  # fmt: skip
def test_kupiansk_is_one_word_with_any_apostrophe(typing: str) -> None:
    assert fold(typing) == "купянськ"
    assert words_of(typing) == ("купянськ",)


@pytest.mark.parametrize(
    ("typing", "folded"),
    [
        ("ЁЛКА", "елка"),
        ("Ізю́м", "ізюм"),
        ("Київ", "київ"),
        ("И\u0306", "й"),
        ("ＩＳＷ", "isw"),
        ("a\x00b\tc\n d", "a b c d"),
        ("Straße", "strasse"),
        ("", ""),
        ("\u200d\ufe0f", ""),
    ],
)
def test_folding(typing: str, folded: str) -> None:
    assert fold(typing) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(max_size=60))
def test_tokens_point_into_the_cleaned_text(text: str) -> None:
    cleaned = clean(text)
    last = 0
    for token in tokenise(cleaned):
        assert last <= token.start < token.end <= len(cleaned)
        last = token.end


def test_a_quotation_of_what_was_typed_is_cut() -> None:
    cleaned = clean("a" * 100)
    assert typed(cleaned, tokenise(cleaned), limit=10) == "aaaaaaaaa…"
