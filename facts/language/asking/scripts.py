"""Which language a question is in, as far as it matters: one that is read here, or not."""

from __future__ import annotations

import unicodedata

from facts.language.asking.lexicon import Lexicon
from facts.language.asking.slots import Slots
from facts.language.romanise import is_cyrillic


def unread_language(text: str, slots: Slots) -> str | None:
    """Name why a text cannot be read: `other_script`, `other_language`, or None if it can.

    A Latin text of some length without a single common English word counts as another language.
    """
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    if not letters:
        return None if any(t.value is not None for t in slots.words) else "no_words"
    known = sum(1 for c in letters if c.isascii() or is_cyrillic(c) or "\u00c0" <= c <= "\u024f")
    if known * 2 < len(letters):
        return "other_script"
    lexicon = Lexicon.load()
    plain = [t for t in slots.words if t.value is None]
    foreign = len(slots.unexplained)
    if len(plain) >= 4 and foreign >= 2 and foreign * 2 >= len(plain):
        common = sum(1 for t in plain if t.text in lexicon.common and len(t.text) > 1)
        if common * 4 < len(plain):
            return "other_language"
    return None
