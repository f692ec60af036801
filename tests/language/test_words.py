"""The word lists and sentences are content: each language has the same, and no word has two meanings."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
import yaml

from facts.language.commands import COMMANDS
from facts.language.names import Names
from facts.language.parser import read, read_options
from facts.language.slots import SLOTS
from facts.language.words import Phrasebook, vocabulary
from facts.model import Category, Side
from facts.questions import Ask, AskBack


def _flat(tree: dict[str, Any], lead: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        inner = (
            _flat(value, f"{lead}{key}.") if isinstance(value, dict) else {f"{lead}{key}": value}
        )
        flat.update(inner)
    return flat


def _sentences(language: str) -> dict[str, str]:
    file = files("facts") / "collection" / "phrases" / language / "language.yaml"
    return _flat(yaml.safe_load(file.read_text("utf-8")))


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_sentence_exists_in_every_language_with_the_same_values(language: str) -> None:
    english, other = _sentences("en"), _sentences(language)
    assert english.keys() == other.keys()
    for key, text in english.items():
        wanted, held = (set(re.findall(r"{(\w+)}", t)) for t in (text, other[key]))
        assert held <= wanted, key


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_category_and_side_has_a_label(language: str) -> None:
    words = vocabulary()
    assert set(words.category_labels[language]) == set(Category)
    assert set(words.side_labels[language]) == set(Side)
    assert len(words.month_names[language]) == 12


def test_every_command_has_words_and_every_word_a_command() -> None:
    known = vocabulary().commands.meanings
    assert set(known.values()) == set(COMMANDS)
    assert all(tuple(name.split()) in known for name in COMMANDS)


def test_every_example_in_a_hint_works(names: Names) -> None:
    for language in ("en", "uk", "ru"):
        for key, text in _sentences(language).items():
            if key.startswith("examples.") and "ID" not in text:
                question = read(text, names)
                assert not isinstance(question, AskBack)
                assert isinstance(question, Ask) == (key == "examples.ask"), text


def test_every_offered_period_is_one(names: Names) -> None:
    for examples in vocabulary().period_examples.values():
        for words in examples:
            assert read_options("corrections", {"period": words}, names)


def test_every_slot_a_command_names_exists() -> None:
    for command in COMMANDS.values():
        assert set(getattr(command, "slots", ())) <= set(SLOTS)


def test_one_phrase_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="means both 1 and 2"):
        Phrasebook([("may", 1), ("May", 2)])


def test_every_command_has_the_sentences_that_reading_it_may_need() -> None:
    sentences = _sentences("en")
    for command in COMMANDS.values():
        for slot in getattr(command, "slots", ()):
            assert f"twice.{slot}" in sentences
            assert f"examples.{command.name.split()[0]}" in sentences
        for slot in getattr(command, "needed", ()):
            assert f"missing.{slot}" in sentences
