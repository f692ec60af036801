"""Other people's text may say anything on a screen, but do nothing to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.safe_text import address, clean, clip, code, host, link, markdown, prose
from tests.render.reading import seen


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("a\u202eb\u200bc\ufeffd\u2066e", "abcde"),
        ("two\nlines\u2028three\x85four", "two lines three four"),
        ("  many   spaces ", "many spaces"),
        ("6\u00a0000 км²", "6\u00a0000 км²"),
        ("hidden\U000e0041\U000e0042", "hidden"),
        ("\ud800half", "half"),
        ("Куп’янськ", "Куп’янськ"),
    ],
)
def test_invisible_and_control_characters_are_dropped(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize(
    "raw",
    ["@everyone", "@here", "<@123456789012345678>", "<@&123>", "<#123>", "<t:1:f>", "</losses:1>"],
)
def test_nothing_in_data_reads_as_a_mention(raw: str) -> None:
    written = markdown(f"see {raw} now")
    assert raw not in written.replace("\\<", "")
    assert "@everyone" not in written
    assert "@here" not in written
    assert not written.replace("\\<", "").count("<")


@pytest.mark.parametrize("raw", ["# title", "- item", "> quote", "-# small", "1. first", "+ plus"])
def test_a_text_cannot_start_a_heading_list_or_quote(raw: str) -> None:
    assert markdown(raw) != raw
    assert seen(markdown(raw)) == raw


def test_formatting_is_shown_and_not_done() -> None:
    assert markdown("**b** __u__ ~~s~~ ||x|| `c` [a](https://x.example)") == (
        r"\*\*b\*\* \_\_u\_\_ \~\~s\~\~ \|\|x\|\| \`c\` \[a\](https\://x.example)"
    )


@given(st.text(max_size=200))
def test_escaped_text_reads_as_the_cleaned_text(raw: str) -> None:
    assert seen(markdown(raw)) == clean(raw)


def test_prose_keeps_code_spans_and_lines_but_escapes_the_rest() -> None:
    assert prose("Type `!losses week` *now*\n\n\n- or later") == (
        "Type `!losses week` \\*now\\*\n\n\\- or later"
    )


def test_a_code_span_cannot_be_left() -> None:
    assert code("a`b`\nc") == "`ab c`"


def test_a_link_names_its_host_and_stays_one_link() -> None:
    assert link("https://www.reuters.com/a_(b)?x=1") == (
        "[reuters.com](https://www.reuters.com/a_%28b%29?x=1)"
    )
    assert host("https://user.example:8080/") == "user.example"


def test_an_address_that_is_none_is_only_text() -> None:
    assert link("javascript:alert(1)") == "javascript:alert(1)"


def test_an_address_too_long_when_encoded_is_shown_as_text() -> None:
    long = "https://x.example/" + "é" * 900
    assert link(long) == f"`{long}`"
    assert address("https://x.example/a b>") == "https://x.example/a%20b%3E"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two three", 8, "one two…"),
        ("lost 12345 tanks", 9, "lost…"),
        ("about 6 000 people", 9, "about…"),
        ("about 6\u00a0000 people", 9, "about…"),
        ("1234567890", 5, "…"),
        ("short", 10, "short"),
    ],
)
def test_clipping_never_cuts_into_a_number(text: str, limit: int, short: str) -> None:
    assert clip(text, limit) == short


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_clipped_text_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit
