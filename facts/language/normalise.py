"""Make typed text comparable: folding, and cutting it into tokens that remember how it was typed.

Every pass is linear in the text's length and no expression backtracks, so that hostile text costs no
more than plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

APOSTROPHES = "'’ʼ`´‘‛′ʹʻ＇"
"""Everything people type for the apostrophe of Куп’янськ."""

_NO_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
_STRESS = str.maketrans("", "", "\u0301\u0300")
_FILLERS = "\u115f\u1160\u3164\uffa0\u034f\u2800"
"""Characters that are letters or marks by category, yet show nothing."""

_TOKEN = re.compile(
    rf"""(?P<word>[^\W_]+(?:[{APOSTROPHES}]+[^\W_]+)*)
    |(?P<dots>\.{{2,}})
    |(?P<dash>[-‐‑‒–—―−]+)
    |(?P<quote>["“”„‟«»])
    |(?P<key>[:=])
    |(?P<mark>[.,;!?()\[\]{{}}<>/\\@_{APOSTROPHES}|*~^+&%$])
    |(?P<id>\#)
    |(?P<other>[^\s\w])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """One piece of typed text.

    Attributes:
        text: the folded text.
        kind: `word`, `number`, `dots` (two or more), `dash`, `quote`, `key` (colon, equals),
            `mark` (punctuation without meaning), `id` (#) or `other` (emoji and the like).
        start: offset of its first character in the cleaned text.
        end: offset behind its last character.
    """

    text: str
    kind: str
    start: int
    end: int


def visible(text: str) -> str:
    """Drop what nobody sees (zero-width, bidi, control characters) and collapse white space."""
    if not text.isascii():
        text = "".join(c for c in text if _shows(c))
    return " ".join(text.replace("\x00", " ").translate(_CONTROLS).split())


_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")


def _shows(char: str) -> bool:
    if char < "\u00ad":
        return True
    if char in _FILLERS or "\ufe00" <= char <= "\ufe0f":
        return False
    return unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn")


def clean(text: str) -> str:
    """Write text in one way (NFKC, nothing invisible) but keep its letters' case and apostrophes."""
    shown = visible(text)
    if shown.isascii():
        return shown
    # An acute accent typed as an apostrophe would become a space under NFKC.
    shown = shown.replace("´", "'")
    return visible(unicodedata.normalize("NFKC", shown))


def fold(text: str) -> str:
    """Fold text for comparison: NFKC, casefold, apostrophes dropped, ё→е, nothing invisible.

    Stress marks are dropped too and white space is collapsed; folding twice changes nothing.
    """
    shown = clean(text)
    if shown.isascii():
        return " ".join(shown.lower().translate(_NO_APOSTROPHES).split())
    return " ".join(_fold_letters(shown).split())


def _fold_letters(text: str) -> str:
    text = text.translate(_NO_APOSTROPHES).casefold()
    text = unicodedata.normalize("NFKC", text).replace("ё", "е")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_STRESS)).casefold()
    return text.translate(_NO_APOSTROPHES)


def tokenise(cleaned: str) -> list[Token]:
    """Cut cleaned text (see `clean`) into tokens; white space separates and is left out."""
    tokens = []
    for found in _TOKEN.finditer(cleaned):
        kind = found.lastgroup or "other"
        text = found.group()
        if kind == "word":
            if text.isdecimal() and text.isascii():
                kind = "number"
            else:
                text = text.translate(_NO_APOSTROPHES).lower() if text.isascii() else fold(text)
                if not text:
                    kind = "mark"  # nothing but apostrophes that count as letters
        tokens.append(Token(text, kind, found.start(), found.end()))
    return tokens


def words_of(text: str) -> tuple[str, ...]:
    """Give the folded words and numbers of a text, without any punctuation."""
    return tuple(t.text for t in tokenise(clean(text)) if t.kind in ("word", "number"))


def typed(cleaned: str, tokens: Sequence[Token], *, limit: int = 60) -> str:
    """Quote how a run of tokens was typed, cut to `limit` characters."""
    if not tokens:
        return ""
    text = cleaned[tokens[0].start : tokens[-1].end]
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
