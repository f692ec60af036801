"""Who speaks: sources with their method and standing caveats, and the cumulative series they keep."""

from __future__ import annotations

from datetime import date

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from facts.model.base import STRICT, Line, MetricName, Slug, Url
from facts.model.vocabulary import (
    BASE,
    Category,
    Party,
    Reliability,
    Scope,
    Side,
    SourceKind,
    Unit,
)


@dataclass(frozen=True, slots=True, config=STRICT)
class Source:
    """A person, office, tracker or publication that says or publishes things; unnamed ones too.

    Reliability is an editorial judgement and needs its reason unless it is F (cannot be judged).
    """

    id: Slug
    name: Line
    kind: SourceKind
    party: Party = Party.NONE
    scope: Scope = BASE
    aliases: tuple[Line, ...] = ()
    methodology: str | None = None
    methodology_pages: tuple[Url, ...] = ()
    standing_caveats: tuple[str, ...] = ()
    reliability: Reliability = Reliability.F
    reliability_reason: str | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Source:
        if self.reliability is not Reliability.F and not self.reliability_reason:
            raise ValueError("a reliability other than F needs a reason")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class SeriesCorrection:
    """A day on which the keeper of a series re-based its totals; no difference is taken across it."""

    on: date
    note: Line


@dataclass(frozen=True, slots=True, config=STRICT)
class Series:
    """A cumulative series: one source, metric, category and counting rule.

    Only two points of one series may be subtracted, and never across one of its corrections.
    """

    id: Slug
    source: Slug
    metric: MetricName
    counting_rule: str
    since: date
    unit: Unit = Unit.COUNT
    category: Category | None = None
    side: Side | None = None
    scope: Scope = BASE
    corrections: tuple[SeriesCorrection, ...] = ()

    def corrected_between(self, earlier: date, later: date) -> SeriesCorrection | None:
        """Find the first correction after `earlier` and up to `later`, or None."""
        return next((c for c in self.corrections if earlier < c.on <= later), None)
