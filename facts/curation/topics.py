"""What a claim is about, where its curator did not say: rules under review in `figures.yaml`."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from facts.curation.figures import Figure
from facts.language.normalise import fold, words_of
from facts.language.phrases import LANGUAGES, Phrases
from facts.model import Category, Topic, Unit


def guess_topic(text: str, figure: Figure | None, category: Category | None) -> tuple[Topic, str]:
    """Give topic and metric by the first rule that the words, category and unit of a claim fit."""
    words = words_of(text)
    unit = figure.unit if figure is not None else None
    for rule in _rules():
        if _fits(rule, words, figure is not None, category, unit):
            return Topic(rule["topic"]), str(rule["metric"])
    raise AssertionError("the last rule fits everything")


def read_topic(text: str) -> Topic | None:
    """Read a topic by its code or its label in any language; None if it is none."""
    return next((t for t in Topic if fold(text) in _labels("topic", t.value)), None)


def _labels(group: str, code: str) -> set[str]:
    said = {fold(Phrases.of(language)(f"labels.{group}.{code}")) for language in LANGUAGES}
    return said | {code, code.replace("_", " ")}


def _fits(
    rule: dict[str, Any],
    words: tuple[str, ...],
    has_figure: bool,
    category: Category | None,
    unit: Unit | None,
) -> bool:
    beginnings = tuple(rule.get("words", ()))
    if beginnings and not any(word.startswith(beginnings) for word in words):
        return False
    if "categories" in rule and category not in rule["categories"]:
        return False
    if "units" in rule and unit not in rule["units"]:
        return False
    return has_figure or not rule.get("figure", False)


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, Any]]:
    file = files("facts") / "collection" / "figures.yaml"
    read: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    rules: list[dict[str, Any]] = read["topics"]
    return rules
