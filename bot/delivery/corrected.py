"""Put a correction into a message as it stands: one line on top, in the message's own language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facts.language.phrases import LANGUAGES
from facts.store.delivery_model import Components

LINES = {language: 9001 + at for at, language in enumerate(LANGUAGES)}
"""The component id of a correction in each language; a later one takes its place."""

_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def is_correction(components: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether an amendment holds lines to be put in, not a message to be shown as it is."""
    return bool(components) and all(c.get("id") in LINES.values() for c in components)


def corrected(shown: Components, lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give a message's components with the line in its language on top, in place of an earlier one."""
    wanted = LINES[_language_of(shown)]
    line = next((dict(c) for c in lines if c["id"] == wanted), dict(lines[0]))
    return [line, *(c for c in shown if c.get("id") not in LINES.values())]


def _language_of(shown: Components) -> str:
    """Tell the language of a message of ours from its letters."""
    text = " ".join(_texts(shown))
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic < len(_LATIN.findall(text)) / 2:
        return "en"
    return "uk" if len(_UKRAINIAN.findall(text)) * 50 > cyrillic else "ru"


def _texts(components: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in components:
        # Addresses are Latin in every language.
        yield re.sub(r"https?://\S+", "", one.get("content") or "")
        yield from _texts(one.get("components") or ())
