"""Shortcuts: a dry run beside a small record, and what it says."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from facts.curation.bulk import Beside, Format, Report, dry_run, write_file
from facts.curation.collection import Collection, load_collection
from facts.curation.rules import with_rule_caveats
from facts.snapshot import Layer
from tests.collection.files import GOOD, written

TODAY = date(2026, 11, 1)
GUILD, OTHER = "111111111111111111", "222222222222222222"


def empty(scope: str = "base") -> Layer:
    """Give a layer without records."""
    return Layer.build(scope=scope, position=0, records=())


@cache
def good() -> Collection:
    """Give the small collection of `tests/collection/files.py`."""
    with TemporaryDirectory() as folder:
        return load_collection(written(Path(folder), GOOD))


def ruled(collection: Collection) -> Collection:
    """Give a collection as it would stand on record: with the caveats that follow from its data."""
    sources = {source.id: source for source in collection.sources}
    return Collection.of(
        sources=collection.sources,
        places=collection.places,
        series=collection.series,
        facts={k: with_rule_caveats(b, sources) for k, b in collection.facts.items()},
        relations=collection.relations,
    )


def run(name: str, data: bytes | str, beside: Beside | None = None, locale: str = "en") -> Report:
    """Read a file beside the good collection, or another record."""
    raw = data.encode() if isinstance(data, str) else data
    return dry_run(name, raw, beside or Beside(ruled(good()).layer()), today=TODAY, locale=locale)


def said(report: Report) -> list[str]:
    """List the errors of a report as text."""
    return [str(problem) for problem in report.errors]


def good_as(form: Format) -> bytes:
    """Write the good collection in a format."""
    return write_file(good(), form)
