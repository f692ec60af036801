"""What part a record plays in an answer: its evidence, its metric's role, totals, asides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import yaml

from facts.model import Category, CaveatCode, Party, Source, SourceKind, Verification
from facts.snapshot import Record

SLACK = timedelta(days=2)
"""How far a figure's own span may exceed a window and still answer for it."""


class Evidence(StrEnum):
    """How a figure came about, in the order answers list them; two kinds never share a block."""

    DOCUMENTED = "documented"
    CLAIMED = "claimed"
    ESTIMATED = "estimated"


EVIDENCE_ORDER = tuple(Evidence)
_DOCUMENTED = (Verification.VISUALLY_CONFIRMED, Verification.INDEPENDENTLY_VERIFIED)


def evidence_of(record: Record, originator: Source) -> Evidence:
    """Tell how a figure came about: documented item by item, claimed by a party, or estimated.

    What was visually confirmed or kept by a tracker is documented; otherwise a source that belongs to
    a side claims, and everybody else estimates.
    """
    if record.body.verification in _DOCUMENTED or originator.kind is SourceKind.OPEN_SOURCE_TRACKER:
        return Evidence.DOCUMENTED
    if originator.party is not Party.NONE or originator.kind is SourceKind.PARTY_OFFICIAL:
        return Evidence.CLAIMED
    return Evidence.ESTIMATED


@lru_cache(maxsize=1)
def roles() -> Mapping[str, frozenset[str]]:
    """Read which metrics play which role, from `facts/collection/composition.yaml`."""
    read = _composition()
    return {
        role: frozenset(read[role])
        for role in ("asides", "single_items", "area", "settlements", "control")
    }


@lru_cache(maxsize=32)
def categories_in(category: Category) -> frozenset[Category]:
    """Give a category and those that it takes in."""
    parts = _composition()["categories"].get(category.value, [category.value])
    return frozenset(Category(part) for part in parts)


@lru_cache(maxsize=1)
def _composition() -> Mapping[str, Mapping[str, list[str]]]:
    text = (files("facts") / "collection" / "composition.yaml").read_text("utf-8")
    read: Mapping[str, Mapping[str, list[str]]] = yaml.load(text, yaml.CSafeLoader)
    return read


def is_figure(record: Record) -> bool:
    """Tell whether a record holds a number that may answer (no caption, no single video)."""
    body, known = record.body, roles()
    return (
        body.measure is not None
        and body.metric not in known["asides"]
        and body.originator not in known["single_items"]
    )


def is_running_total(record: Record) -> bool:
    """Tell whether a record counts from some far day on: a point of a series, or said to be so."""
    body = record.body
    if body.series is not None or any(c.code is CaveatCode.CUMULATIVE for c in body.caveats):
        return True
    return record.span_days is not None and record.span_days > LONG_SPAN


LONG_SPAN = 60
"""Days beyond which a figure is a running total rather than a figure for a window."""


def answers_window(record: Record, first: date | None) -> bool:
    """Tell whether a record answers for a window that starts on `first`, or is only context.

    A running total answers where it counts from that day too (two days of slack).
    """
    if first is None or not is_running_total(record):
        return True
    return record.starts is not None and record.starts >= first - SLACK
