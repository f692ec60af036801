"""The language to answer in where nobody has set one: what the letters of a question show."""

from __future__ import annotations

import re

_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)


def language_by_letters(text: str) -> str:
    """Give `uk` or `ru` if a letter stands in the text that only that language has, else `en`."""
    if _UKRAINIAN.search(text):
        return "uk"
    return "ru" if _RUSSIAN.search(text) else "en"
