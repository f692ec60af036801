"""Misspelt and transliterated words: read as the one known word that they nearly are, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Hit, Lexicon, word_concept
from facts.language.asking.tokens import Token
from facts.language.romanise import is_cyrillic, romanisations


def respell(
    words: list[Token], hits: Sequence[Hit], index: ViewIndex, lexicon: Lexicon
) -> tuple[list[Token], tuple[tuple[str, str], ...]]:
    """Read a misspelt or transliterated word as the one known word that it nearly is."""
    covered = {i for h in hits for i in range(h.start, h.end)}
    covered |= {
        i for h in (*lexicon.frame(words), *lexicon.sides(words)) for i in range(h.start, h.end)
    }
    covered |= {i for h in lexicon.refusals(words) for i in range(h.start, h.end)}
    mended = list(words)
    changed: list[tuple[str, str]] = []
    for at, token in enumerate(words):
        if at in covered or token.value is not None or lexicon.is_common(token):
            continue
        if index.count(word_concept(token)):
            continue
        better = _nearest(token.text, lexicon, index)
        if better is not None:
            mended[at] = Token(better)
            changed.append((token.text, better))
    return mended, tuple(changed)


def _nearest(word: str, lexicon: Lexicon, index: ViewIndex) -> str | None:
    if is_cyrillic(word):
        for latin in romanisations(word):
            if index.namings.matcher([Token(latin)]) or index.count(word_concept(Token(latin))):
                return latin
        return None
    if len(word) < 5 or not word.isalpha() or word in lexicon.vocabulary:
        return None  # the first word of a phrase is no misspelling
    limit = 1 if len(word) < 9 else 2
    if word.endswith("s") and len(word) > 4:
        word = word[:-1]  # the lexicon holds stems
    near = process.extract(
        word, lexicon.vocabulary, scorer=OSA.distance, score_cutoff=limit, limit=8, processor=None
    )
    alike = sorted((d, w) for w, d, _ in near if w[0] == word[0])
    nearest = [w for d, w in alike if d == alike[0][0]]
    meant = {tuple(h.concept for h in lexicon.content([Token(w)])) or w for w in nearest}
    return nearest[0] if len(meant) == 1 else None
