"""The page on the collection format is right: its examples load, and it names every field and code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facts.curation import _schema
from facts.curation.collection import check_collection, load_collection
from facts.model import (
    Category,
    CaveatCode,
    Party,
    PlaceKind,
    RelationKind,
    Side,
    SourceKind,
    Topic,
    Unit,
    Verification,
)
from tests.collection.files import written

PAGE = (Path(__file__).parents[2] / "docs" / "collection-format.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_the_first_example_can_be_pasted(tmp_path: Path) -> None:
    folder = written(tmp_path, EXAMPLES[0])
    assert [str(p) for p in check_collection(folder) if p.field.startswith("kharkiv-area")] == []
    assert "kharkiv-area-2022-09-13-example" in load_collection(folder).facts


def test_the_other_examples_together_are_a_collection(tmp_path: Path) -> None:
    around = {
        "General Staff of the Armed Forces of Ukraine": "Oryx",
        "Kharkiv Oblast": "Izium area",
    }
    sources, places, series = EXAMPLES[1:]
    for old, new in around.items():
        places, series = places.replace(old, new), series.replace(old, new)
    places += "- {id: izium-area, name: Izium area, kind: front}\n"
    assert check_collection(written(tmp_path, sources + places + series)) == []


@pytest.mark.parametrize(
    "codes",
    [Category, CaveatCode, Party, PlaceKind, RelationKind, Side, SourceKind, Topic, Unit, Verification],
)  # fmt: skip
def test_every_code_stands_on_the_page(codes: type[Topic]) -> None:
    assert [str(code) for code in codes if f"`{code}`" not in PAGE] == []


@pytest.mark.parametrize(
    "fields",
    ["SOURCE_FIELDS", "PLACE_FIELDS", "SERIES_FIELDS", "FACT_FIELDS", "DOCUMENT_FIELDS"],
)
def test_every_field_stands_on_the_page(fields: str) -> None:
    named = getattr(_schema, fields)
    assert [f for f in named if f"`{f}`" not in PAGE and f"{f}:" not in PAGE] == []
