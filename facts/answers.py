"""What comes back: one `Answer`, made of cited facts only, drawn later in three ways.

A cited fact cannot exist without originator, chain and caveats ("none recorded" counts and is shown), so
no renderer can show a figure torn from its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from facts.model import (
    Category,
    DateRange,
    Measure,
    Party,
    Period,
    RelationKind,
    Reliability,
    Side,
    SourceKind,
    Topic,
    Verification,
)
from facts.questions import Choice


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOTHING = "nothing"
    ASK_BACK = "ask_back"


class Status(StrEnum):
    """Where a fact stands, derived within its answer, never typed in."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class NamedHop:
    """One station of a chain as shown: a source's name, or the words for a channel."""

    name: str
    source: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A page that carries the claim; unknown parts are None."""

    publisher: str
    url: str | None
    published_on: DateRange | None
    republished_by: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class CitedRelation:
    """A link to another fact; `outgoing` is False where the other fact points here."""

    kind: RelationKind
    id: str
    note: str | None
    outgoing: bool


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A fact as it may be shown: never without who said it, through whom, when and what to beware of.

    Raises ValueError on an empty originator, chain or caveat list (where none is recorded the list holds
    that sentence).
    """

    id: str
    revision: int
    scope: str
    statement: str
    topic: Topic
    metric: str
    side: Side | None
    category: Category | None
    measure: Measure | None
    place: str | None
    places: tuple[str, ...]
    valid: Period | None
    stated_on: DateRange | None
    originator: str
    originator_id: str
    originator_role: str | None
    originator_kind: SourceKind
    party: Party
    chain: tuple[NamedHop, ...]
    documents: tuple[CitedDocument, ...]
    caveats: tuple[str, ...]
    reliability: Reliability
    reliability_reason: str | None
    credibility: int | None
    verification: Verification
    status: Status
    relations: tuple[CitedRelation, ...] = ()
    series: str | None = None
    counting_rule: str | None = None
    withdrawn: str | None = None
    quote: str | None = None
    annotations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.originator.strip() or not self.chain or not self.caveats:
            raise ValueError("a cited fact needs originator, chain and caveats")

    @property
    def url(self) -> str | None:
        """Give the first link, or None."""
        return next((d.url for d in self.documents if d.url), None)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A direct contradiction, shown under the line that it disputes."""

    fact: CitedFact
    note: str | None
    outside_window: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """The one arithmetic there is: later minus earlier point of one series, both ends cited.

    `value` may not be negative: a falling total is a correction, and no difference is taken across it.
    """

    series: str
    earlier: CitedFact
    later: CitedFact
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line of a block: a fact, or a difference of two; indented under its total by `depth`.

    `also` holds other records of the very same claim (another publication of it): one line, not two.
    """

    fact: CitedFact
    depth: int = 0
    difference: Difference | None = None
    disputes: tuple[Dispute, ...] = ()
    more_disputes: int = 0
    also: tuple[CitedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that share side, originator, publisher and stated-on date: one citation, one caveat list."""

    lines: tuple[FigureLine, ...]

    @property
    def cited(self) -> CitedFact:
        """Give the fact whose citation stands for the block."""
        return self.lines[0].fact


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading, such as "Russia: documented" or "Totals since February (context)"."""

    title: str
    blocks: tuple[Block, ...]
    context: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Facts of this answer that contradict each other."""

    ids: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One revision as readers see it; `changes` are word-level differences in plain text."""

    revision: int
    action: str
    recorded_at: str
    recorded_by: str
    reason: str | None
    notice: str | None
    statement: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that comes back for one question; the same store, question and day give the same.

    Attributes:
        question: the words as asked.
        canonical: the question's own text, short enough for a button (100 characters with its tag).
        read_as: how it was understood, as plain JSON values, `command` first.
        title: what this answer is about, in a few words.
        note: the dates understood and anything to know first; texts such as help stand here.
        sections: what a screen draws, in order; every fact in it is also in `facts`.
        facts: the whole ordered list of facts shown (no disputes from outside, no closest).
        superseded: older figures that stepped back behind a click.
        closest: up to three records near the question, when unsure.
        choices: ways on, as buttons or suggestions.
        why: what was looked for, when nothing was found; how it was read, when asked.
        explanation: the lines behind "How was this read?".
    """

    question: str
    canonical: str
    outcome: Outcome
    read_as: Mapping[str, Any]
    title: str
    store: str
    note: str | None = None
    sections: tuple[Section, ...] = ()
    facts: tuple[CitedFact, ...] = ()
    superseded: tuple[CitedFact, ...] = ()
    derived: tuple[Difference, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    closest: tuple[CitedFact, ...] = ()
    choices: tuple[Choice, ...] = ()
    why: str | None = None
    explanation: tuple[str, ...] = ()
    as_of: date | None = None
    history: tuple[HistoryEntry, ...] = field(default=())
