"""Every code that a record may carry has plain words in all three languages."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files

import pytest
import yaml

from facts.curation.collection import load_collection
from facts.language.phrases import LANGUAGES
from facts.model import (
    Category,
    CaveatCode,
    Party,
    RelationKind,
    Reliability,
    Side,
    SourceKind,
    Topic,
    Unit,
    Verification,
)

CLOSED: dict[str, type[StrEnum]] = {
    "topic": Topic,
    "category": Category,
    "side": Side,
    "party": Party,
    "source_kind": SourceKind,
    "relation": RelationKind,
    "verification": Verification,
    "reliability": Reliability,
    "caveat": CaveatCode,
    "unit": Unit,
}
PLURALS = {"en": {"one", "other"}, "uk": {"one", "few", "many", "other"}}
PLURALS["ru"] = PLURALS["uk"]


def labels(language: str) -> dict[str, dict[str, object]]:
    file = files("facts") / "collection" / "phrases" / language / "labels.yaml"
    read: dict[str, dict[str, object]] = yaml.safe_load(file.read_text("utf-8"))
    return read


def words(tree: object) -> Iterable[str]:
    if isinstance(tree, dict):
        for value in tree.values():
            yield from words(value)
    else:
        yield str(tree)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", CLOSED)
def test_every_code_of_the_model_has_words(language: str, group: str) -> None:
    assert set(labels(language)[group]) == {str(code) for code in CLOSED[group]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_in_use_has_words_and_no_word_is_left_over(language: str) -> None:
    used = {body.metric for body in load_collection().facts.values()}
    assert set(labels(language)["metric"]) == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_credibility_is_explained(language: str) -> None:
    assert set(labels(language)["credibility"]) == set("123456")


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_have_all_plural_forms_of_their_language(language: str) -> None:
    for unit, forms in labels(language)["unit"].items():
        if isinstance(forms, dict):
            assert set(forms) == PLURALS[language], unit


def test_ukrainian_and_russian_are_really_written_in_their_letters() -> None:
    for language, foreign in (("uk", "ыэъё"), ("ru", "іїєґ")):
        for text in words(labels(language)):
            assert not set(foreign) & set(text.lower()), text
