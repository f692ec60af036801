"""Write Cyrillic in Latin letters, to find a name of which no Cyrillic alias is on record.

Ukrainian: resolution 55 of the Cabinet of Ministers of 27 January 2010 (KMU-2010),
https://zakon.rada.gov.ua/laws/show/55-2010-п. Russian: BGN/PCGN 1947 without its diacritics. Used for
exact comparison only; never to guess.
"""

from __future__ import annotations

_SHARED = {
    "а": "a", "б": "b", "в": "v", "д": "d", "ж": "zh", "з": "z", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "",
}  # fmt: skip
_UKRAINIAN = _SHARED | {
    "г": "h", "ґ": "g", "е": "e", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "ю": "iu",
    "я": "ia",
}  # fmt: skip
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_RUSSIAN = _SHARED | {
    "г": "g", "е": "e", "и": "i", "й": "y", "ъ": "", "ы": "y", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def is_cyrillic(text: str) -> bool:
    """Tell whether the text holds a Cyrillic letter."""
    return not text.isascii() and any("\u0400" <= c <= "\u052f" for c in text)


def ukrainian(word: str) -> str:
    """Romanise one folded Ukrainian word by KMU-2010; letters it does not know stay."""
    if not word:
        return word
    first = _UKRAINIAN_FIRST.get(word[0])
    rest = word.replace("зг", "з\0").replace("\0", "gh")
    if first is not None:
        return first + "".join(_UKRAINIAN.get(c, c) for c in rest[1:])
    return "".join(_UKRAINIAN.get(c, c) for c in rest)


def russian(word: str) -> str:
    """Romanise one folded Russian word (ё folded to е); letters it does not know stay."""
    return "".join(_RUSSIAN.get(c, c) for c in word)


def romanisations(word: str) -> tuple[str, ...]:
    """Give the distinct romanisations of a folded word, or nothing for a Latin one."""
    if not is_cyrillic(word):
        return ()
    return tuple(dict.fromkeys((ukrainian(word), russian(word))))
