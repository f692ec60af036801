"""What is claimed: the body of a fact's revision, with its measure, chain, documents and caveats."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

from facts.model.base import STRICT, Line, MetricName, Slug, Statement, Url
from facts.model.dates import DateRange, Period
from facts.model.vocabulary import (
    Category,
    CaveatCode,
    Side,
    Topic,
    Unit,
    Verification,
)

Figure = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, config=STRICT)
class Measure:
    """A number as it was said: bounds, unit and wording ("over 70", "nearly 6,000").

    Either bound may be open (None), not both. Raises ValueError if low exceeds high.
    """

    unit: Unit
    wording: Line
    low: Figure | None = None
    high: Figure | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Measure:
        if self.low is None and self.high is None:
            raise ValueError("a measure needs low or high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is greater than high")
        return self

    @property
    def sort_key(self) -> float:
        """Give the number to order by: high, else low. Never shown."""
        return self.high if self.high is not None else (self.low or 0.0)


@dataclass(frozen=True, slots=True, config=STRICT)
class Hop:
    """One station of a chain: a source (by id), or the words for a channel such as "telethon".

    `role` is the office held when it was said ("Deputy Minister of Defence").
    """

    source: Slug | None = None
    words: Line | None = None
    role: Line | None = None

    @model_validator(mode="after")
    def _named(self) -> Hop:
        if (self.source is None) == (self.words is None):
            raise ValueError("a hop is either a source or words")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class Document:
    """A page that carries the claim. What was not recorded is None."""

    publisher: Slug
    url: Url | None = None
    title: Line | None = None
    published_on: DateRange | None = None
    republished_by: Line | None = None
    archived_url: Url | None = None
    text_sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Caveat:
    """What to beware of: a code that follows from data, or a text of its own, or both."""

    code: CaveatCode | None = None
    text: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Caveat:
        if self.code is None and self.text is None:
            raise ValueError("a caveat needs a code or a text")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class PlaceRef:
    """A place that a fact covers or names, possibly inferred by the curator."""

    place: Slug
    inferred: bool = False


@dataclass(frozen=True, slots=True, config=STRICT)
class SecondReading:
    """What a second reader found on the cited page."""

    result: Literal["confirmed", "corrected", "page_not_found"]
    note: Line | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class Withdrawal:
    """The originator's own change of mind (not an error of ours)."""

    on: DateRange | None
    words: Line


@dataclass(frozen=True, slots=True, config=STRICT)
class Body:
    """Everything a revision says about its fact.

    `statement` maps a language (`en` required, `uk`, `ru`) to a text of 200 characters at most.
    `chain` runs originator → relays → publisher; its first hop is always a source.
    `scope_place` is what a figure covers, `places` what else it names.
    Raises ValueError where a rule of the record is broken.
    """

    statement: dict[Literal["en", "uk", "ru"], Statement]
    topic: Topic
    metric: MetricName
    chain: Annotated[tuple[Hop, ...], Field(min_length=1, max_length=8)]
    documents: Annotated[tuple[Document, ...], Field(max_length=12)] = ()
    category: Category | None = None
    side: Side | None = None
    measure: Measure | None = None
    series: Slug | None = None
    scope_place: PlaceRef | None = None
    places: Annotated[tuple[PlaceRef, ...], Field(max_length=40)] = ()
    valid: Period | None = None
    stated_on: DateRange | None = None
    caveats: Annotated[tuple[Caveat, ...], Field(max_length=25)] = ()
    verification: Verification = Verification.UNVERIFIED
    credibility: Annotated[int, Field(ge=1, le=6)] | None = None
    withdrawn: Withdrawal | None = None
    quote: Line | None = None
    aliases: tuple[Line, ...] = ()
    second_reading: SecondReading | None = None

    @model_validator(mode="after")
    def _attributed(self) -> Body:
        if self.chain[0].source is None:
            raise ValueError("the originator (first hop of the chain) must be a source")
        if "en" not in self.statement:
            raise ValueError("a statement in English is required")
        if self.series is not None and self.measure is None:
            raise ValueError("a point of a series needs a measure")
        return self

    @property
    def originator(self) -> str:
        """Give the id of the source who said it."""
        source = self.chain[0].source
        assert source is not None  # guaranteed by _attributed
        return source

    @property
    def published_on(self) -> DateRange | None:
        """Give the first dated publication's date, or None."""
        return next((d.published_on for d in self.documents if d.published_on), None)
