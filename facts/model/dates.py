"""Dates as they are known: a day, or the range a day lies in, and periods between such dates."""

from __future__ import annotations

from datetime import date

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from facts.model.base import STRICT, Line


@dataclass(frozen=True, slots=True, config=STRICT)
class DateRange:
    """A date as {earliest, latest}, so that "about 12-13 September" is a date (UTC calendar days).

    Raises:
        ValueError: if earliest lies after latest.
    """

    earliest: date
    latest: date
    inferred: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> DateRange:
        if self.earliest > self.latest:
            raise ValueError("earliest lies after latest")
        return self

    @classmethod
    def on(cls, day: date) -> DateRange:
        """Make the range that is exactly one day."""
        return cls(day, day)

    @property
    def exact(self) -> bool:
        """Tell whether the day itself is known."""
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True, config=STRICT)
class Period:
    """The valid period of a figure: when what it says happened, with the words it was said in.

    Either end may be unknown (None). Raises ValueError if it ends before it starts.
    """

    start: DateRange | None = None
    end: DateRange | None = None
    words: Line | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.start and self.end and self.start.earliest > self.end.latest:
            raise ValueError("the period ends before it starts")
        return self
