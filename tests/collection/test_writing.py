"""What is written as YAML reads back as the same collection."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.curation.collection import Collection, check_collection, load_collection
from facts.curation.writing import write_yaml
from tests.collection.files import GOOD, written


@pytest.fixture(scope="module")
def shipped() -> Collection:
    return load_collection()


def test_the_shipped_collection_survives_the_round_trip(
    tmp_path: Path, shipped: Collection
) -> None:
    folder = written(tmp_path, write_yaml(shipped))
    assert load_collection(folder) == shipped


def test_a_written_file_uses_the_short_forms(tmp_path: Path) -> None:
    text = write_yaml(load_collection(written(tmp_path, GOOD)))
    assert "exactly: 1000" in text
    assert "published_on: about 2022-11-09..2022-11-10" in text
    assert "null" not in text
    assert "  - words: telethon\n" in text


def test_texts_that_look_like_codes_numbers_or_nothing_survive(tmp_path: Path) -> None:
    awkward = "'yes'", "'12'", "'null'", "'# no comment'", "'a: b'", "'[x]'", "'~'", "'  edge '"
    listed = "".join(f"\n  - {text}" for text in awkward)
    text = GOOD.replace("  stated_on: 2022-11-09", "  quote: '~'\n  stated_on: 2022-11-09")
    text = text.replace("caveats: [lower_bound_by_method, read in a copy]", f"caveats:{listed}")
    first = load_collection(written(tmp_path / "first", text))
    again = written(tmp_path / "again", write_yaml(first))
    assert check_collection(again) == []
    assert load_collection(again) == first
