"""Cut a text into words and numbers, the same way for questions and for records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from facts.language.normalise import clean, fold

_MARKUP = re.compile(r"https?://\S+|<[@#:/!a-z][^<>\n]{0,80}>|\bwww\.\S+")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’ʼ]s\b")
_SHAPE = re.compile(
    r"\d{1,3}(?:[ ,.'\u00a0\u202f\u2009]\d{3})+(?![\d])"  # 1,800  1.800  1 800
    r"|\d+(?:[.,]\d+)?(?![\w-]*[^\W\d_])"  # 70  36.5, but not the 72 of a longer name
    r"|[^\W_]*\d[^\W_]*(?:-[^\W_]+)*"  # 2s19, 7th
    r"|[^\W\d_]+-\d[^\W_]*"  # t-80bvm, t-72
    r"|[^\W\d_]+"
)
_GROUPING = re.compile(r"[ ,.'\u00a0\u202f\u2009]")
_ISE = re.compile(r"(?<=[a-z]{3})iz(?=(e|ed|es|er|ing|ation|ations)$)")
_TIGHT = re.compile(r"(?<=\d)(?=(?:k|km|kms|km2|sq|тис|тыс|км)\b)")


@dataclass(frozen=True, slots=True)
class Token:
    """One word (folded) or number; `value` is set for numbers written in digits."""

    text: str
    value: float | None = None


def fold_plain(text: str) -> str:
    """Fold a text for reading: links, markup and possessives go, the rest as names are folded."""
    plain = _POSSESSIVE.sub("", _MARKUP.sub(" ", clean(text).casefold()))
    return fold(plain).replace("²", "2")


def tokens(text: str) -> list[Token]:
    """Cut a text into folded words and numbers, spelling made British where lists differ."""
    return list(_cut(text)) if len(text) <= _SHORT else folded_tokens(fold_plain(text))


_SHORT = 200


@lru_cache(maxsize=8_000)
def _cut(text: str) -> tuple[Token, ...]:
    """Cut a name, role or statement; many records repeat them."""
    return tuple(folded_tokens(fold_plain(text)))


def folded_tokens(folded: str) -> list[Token]:
    """Cut an already folded text."""
    found = []
    for match in _SHAPE.finditer(_TIGHT.sub(" ", folded)):
        piece = match.group()
        if piece[0].isdigit() and not any(c.isalpha() for c in piece):
            found.append(Token(piece, _value(piece)))
        else:
            found.append(Token(_spelled(piece)))
    return found


def _value(piece: str) -> float:
    grouped = _GROUPING.split(piece)
    if len(grouped) > 1 and all(len(part) == 3 for part in grouped[1:]):
        return float("".join(grouped))
    return float(piece.replace(",", "."))


@lru_cache(maxsize=4_000)
def _spelled(word: str) -> str:
    """Write American spellings as British ones, and drop the accents of Latin letters."""
    if word.isascii():
        word = word.replace("defense", "defence").replace("armor", "armour")
        if word == "center":
            return "centre"
        return _ISE.sub("is", word)
    if any("\u00c0" <= c <= "\u024f" for c in word):
        bare = unicodedata.normalize("NFD", word)
        return "".join(c for c in bare if not unicodedata.combining(c))
    return word


_SUFFIXES = (
    "isations", "isation", "ations", "ation", "ingly", "edly", "ments", "ment", "ings", "ing",
    "ies", "ied", "ers", "er", "est", "ed", "es", "ly", "s", "y", "e",
)  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Give a light stem: English endings, or the vowels at the end of a Cyrillic word."""
    if not word[0].isalpha() or any(c.isdigit() for c in word) or len(word) < 4:
        return word
    if not word.isascii():
        return _cyrillic_stem(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word


_CYRILLIC_ENDINGS = (
    "ського", "ському", "ского", "скому", "ами", "ями", "ого", "ому", "ими", "ыми", "ових",
    "ах", "ях", "ам", "ям", "ів", "їв", "ов", "ев", "ом", "ем", "єм", "ою", "ею", "єю", "ой", "ей",
    "ий", "ый", "ій", "их", "ых", "им", "ым", "ую", "юю", "ая", "яя", "ое", "ее", "ие", "ые",
)  # fmt: skip


def _cyrillic_stem(word: str) -> str:
    for ending in _CYRILLIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    bare = word.rstrip("аяоеєиіїйьыуюэ")
    return bare if len(bare) >= 3 else word
