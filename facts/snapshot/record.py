"""One fact as it stands: its latest revision and what follows from its dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from facts.model import Action, Body


@dataclass(frozen=True, slots=True)
class Record:
    """The latest revision of a fact, with the days by which it is found.

    Attributes:
        known_on: the day by which the world knew it: latest bound of stated on, else of published
            on; None if neither is recorded.
        starts: first day of the valid period, or None.
        ends: last day of the valid period; where that is undated, `known_on`.
    """

    id: str
    scope: str
    revision: int
    action: Action
    recorded_at: datetime
    hash: str
    body: Body
    known_on: date | None = field(init=False)
    starts: date | None = field(init=False)
    ends: date | None = field(init=False)

    def __post_init__(self) -> None:
        body = self.body
        known = body.stated_on or body.published_on
        object.__setattr__(self, "known_on", known.latest if known else None)
        valid = body.valid
        starts = valid.start.earliest if valid and valid.start else None
        ends = valid.end.latest if valid and valid.end else self.known_on
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "ends", ends)

    @property
    def retracted(self) -> bool:
        """Tell whether the fact is a tombstone."""
        return self.action is Action.RETRACT

    @property
    def span_days(self) -> int | None:
        """Count the days of the valid period, both ends included; None where an end is open."""
        if self.starts is None or self.body.valid is None or self.body.valid.end is None:
            return None
        return (self.body.valid.end.latest - self.starts).days + 1
