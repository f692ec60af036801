"""Small words whose place in a question matters; their lists are data (`small_words.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

import yaml

from facts.language.asking.tokens import fold_plain


def small_words(name: str) -> frozenset[str]:
    """Give the whole words of a list, of all languages, folded. Raises KeyError for no such list."""
    return frozenset(w for w in _listed(name) if not w.endswith("*"))


def small_stems(name: str) -> tuple[str, ...]:
    """Give the beginnings of a list (`word*`), as `str.startswith` takes them; raises KeyError."""
    return tuple(dict.fromkeys(w.rstrip("*") for w in _listed(name) if w.endswith("*")))


def _listed(name: str) -> Iterator[str]:
    for text in _read()[name].values():
        yield from (fold_plain(w) for w in text.split(",") if w.strip())


@lru_cache
def _read() -> Mapping[str, Mapping[str, str]]:
    file = files("facts") / "collection" / "lexicon" / "small_words.yaml"
    # Every scalar as text: `no` and `on` are words here, not values.
    read: Mapping[str, Mapping[str, str]] = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506
    return read
