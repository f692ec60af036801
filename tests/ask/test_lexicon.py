"""The lexicon is data under review: these are the rules a reviewer need not remember."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from facts.language import asking
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.small_words import small_stems, small_words
from facts.language.asking.tokens import tokens
from facts.model import Category

FOLDER = files("facts") / "collection" / "lexicon"
CONTENT = ("things", "events", "details", "speakers", "places")


def _pairs(name: str) -> Iterator[tuple[str, Any]]:
    node = yaml.compose(FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"), yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    for key, value in node.value:
        yield key.value, value


@pytest.mark.parametrize("name", [*CONTENT, "reading", "refusals", "small_words"])
def test_every_line_is_short_enough_to_review_and_no_list_breaks_without_its_comma(
    name: str,
) -> None:
    lines = FOLDER.joinpath(f"{name}.yaml").read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 115] == []
    for line, following in pairwise(lines):
        wrapped = line.startswith("   ") and following.startswith("   ")
        if wrapped and not line.endswith(">-") and ": " not in line + following:
            assert line.endswith(","), line


@pytest.mark.parametrize("name", [*CONTENT, "reading", "refusals", "common", "small_words"])
def test_no_entry_is_written_twice(name: str) -> None:
    keys = [key for key, _ in _pairs(name)]
    assert sorted(keys) == sorted(set(keys))


def test_no_concept_stands_in_two_files() -> None:
    keys = [key for name in CONTENT for key, _ in _pairs(name)]
    assert sorted(keys) == sorted(set(keys))


def test_every_concept_has_words_in_all_three_languages() -> None:
    lacking = [
        key
        for name in CONTENT
        for key, value in _pairs(name)
        if {"en", "uk", "ru"} - {k.value for k, _ in value.value}
    ]
    assert lacking == []


def test_wider_and_akin_concepts_surroundings_and_categories_exist() -> None:
    concepts = Lexicon.load().concepts
    for concept in concepts.values():
        assert set(concept.wider) <= set(concepts)
        assert set(concept.akin) <= set(concepts) - {concept.key}
        assert concept.within is None or concept.within in concepts
        assert concept.category is None or concept.category in set(Category)


def test_every_phrase_finds_its_own_concept_or_a_longer_reading() -> None:
    lexicon = Lexicon.load()
    for name in CONTENT:
        for key, value in yaml.safe_load(
            FOLDER.joinpath(f"{name}.yaml").read_text("utf-8")
        ).items():
            for language in ("en", "uk", "ru"):
                for phrase in value[language].split(","):
                    words = tokens(phrase.replace("*", ""))
                    assert words, (key, phrase)
                    assert lexicon.content(words), (key, phrase)


def test_every_list_of_small_words_is_asked_for_and_holds_each_word_as_it_is_compared() -> None:
    code = "".join(
        file.read_text("utf-8")
        for file in Path(asking.__file__).parent.glob("*.py")
        if file.stem != "small_words"
    )
    asked_for = set(re.findall(r'small_(?:words|stems)\("(\w+)"\)', code))
    assert asked_for == {key for key, _ in _pairs("small_words")}
    for name, value in _pairs("small_words"):
        assert {k.value for k, _ in value.value} == {"en", "uk", "ru"}
        listed = [w.strip() for _, v in value.value for w in v.value.split(",") if w.strip()]
        assert {w for w in listed if not w.endswith("*")} == small_words(name)
        assert {w.rstrip("*") for w in listed if w.endswith("*")} == set(small_stems(name))
