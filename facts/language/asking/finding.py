"""What comes of a plain question: the records found, or the reason why none is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml

from facts.language.asking.slots import Slots
from facts.snapshot import Record


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure is sure enough; fitted by `python -m benchmarks.fit_ask` on development questions only.

    Attributes:
        evidence: least share of what is asked that the record must bear on.
        agreement: least share of the best letter score that the record must reach.
        confidence: least value of evidence, agreement and lead together.
        near: least evidence to be shown among the closest.
        topic: least share of what is asked, names of people and places aside, that it must bear on.
        translated: as `agreement`, for questions whose letters are compared through a translation.
    """

    evidence: float
    agreement: float
    confidence: float
    near: float
    translated: float = 0.0
    topic: float = 0.5

    @staticmethod
    @lru_cache
    def load() -> Thresholds:
        """Read the fitted values."""
        file = files("facts") / "collection" / "lexicon" / "thresholds.yaml"
        read = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
        return Thresholds(**{key: float(value) for key, value in read.items()})


@dataclass(frozen=True, slots=True)
class Rejected:
    """A near match that may not answer, and every constraint it breaks."""

    record: Record
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a question.

    Attributes:
        outcome: answered, closest or nothing.
        records: the records of the answer, or the closest; the first is meant.
        reason: why it was not answered: the name of a constraint or of doubt; None if answered.
        about: what the reason is about: concepts or words.
        rejected: near matches with the constraints they break.
        evidence: of the first record, 0 to 1; likewise `agreement` and `confidence`.
    """

    outcome: Literal["answered", "closest", "nothing"]
    slots: Slots
    records: tuple[Record, ...] = ()
    reason: str | None = None
    about: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = field(default=())
    evidence: float = 0.0
    agreement: float = 0.0
    confidence: float = 0.0
