"""An answer as lines of words, before any typography: what Discord and the terminal both draw.

A line knows its role and the ids of the facts on it; its parts know whether they are a figure, an id or
a link. Only `essentials` and `everything` turn cited facts into lines, so a figure cannot lose its
citation on the way to a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.render import wording
from bot.render.safe_text import address, clean, clip
from bot.render.wording import AMPLE, DOT, WHOLE, Room
from facts.answers import Block, CitedFact, Dispute, FigureLine
from facts.language.phrases import Phrases

SHOWN_CAVEATS = 2
"""Caveats of a block shown without a click; the rest are counted."""

SHOWN_COPIES = 2
"""Other publications of the same claim named without a click."""

LONGEST_LINK = 240
"""A longer address would crowd a small screen out; its host is named and the link is in the details."""


class Role(StrEnum):
    """What a line is there for; the drawings choose how it looks."""

    SECTION = "section"
    FIGURE = "figure"
    STATEMENT = "statement"
    DISPUTE = "dispute"
    COPY = "copy"
    CITATION = "citation"
    CAVEAT = "caveat"
    RELIABILITY = "reliability"
    TEXT = "text"
    ITEM = "item"


class Part(NamedTuple):
    """A run of words: `text`, a `figure` or other `strong` words, an `id`, a `link`, an `instant`.

    `prose` is our own text and may hold code spans; in `linked` prose addresses are links too.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """Parts of one line, to be joined by a middle dot, after a lead such as "Beware:"."""

    role: Role
    parts: tuple[Part, ...]
    lead: str = ""
    depth: int = 0
    facts: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Count the characters a reader sees; of a link that is its host."""
        shown = sum(len(p.text) if p.kind != "link" else 24 for p in self.parts)
        return shown + len(DOT) * (len(self.parts) - 1) + len(self.lead) + 1


def _text(*texts: str) -> tuple[Part, ...]:
    return tuple(Part("text", t) for t in texts if t)


def section(title: str) -> Line:
    """Write the heading of a section."""
    return Line(Role.SECTION, (Part("strong", clip(title, 120)),))


def essentials(
    block: Block, phrases: Phrases, room: Room = AMPLE, *, spoken: bool = True
) -> list[Line]:
    """Write what must be seen without a click: figures, disputes, one citation, caveats, ids."""
    alone = len(block.lines) == 1
    lines = [li for f in block.lines for li in figure(f, phrases, room, alone=alone, spoken=spoken)]
    return lines + citation(block, phrases, room, alone=alone)


def citation(
    block: Block, phrases: Phrases, room: Room = AMPLE, *, alone: bool = False
) -> list[Line]:
    """Write what the figures of a block share: who said it, caveats, reliability."""
    cited = block.cited
    last = _text(wording.reliability(cited, phrases), *_checked(cited, phrases))
    if alone:
        last += _ids(block.lines[0])
    return [
        _citation(block, phrases, room),
        _caveats(block, phrases, room),
        Line(Role.RELIABILITY, last, facts=tuple(f.fact.id for f in block.lines)),
    ]


def figure(
    line: FigureLine,
    phrases: Phrases,
    room: Room = AMPLE,
    *,
    alone: bool = False,
    spoken: bool = True,
) -> list[Line]:
    """Write a figure line with its disputes.

    `alone` in its block it leaves its id to the citation; `spoken` it also says its statement.
    """
    return list(_figure(line, phrases, room, alone=alone, spoken=spoken))


def _figure(
    line: FigureLine, phrases: Phrases, room: Room, *, alone: bool, spoken: bool = True
) -> Iterator[Line]:
    fact = line.fact
    said = wording.said(fact, phrases, room)
    place = wording.where(fact, phrases, room)
    dates = wording.when(fact.valid, phrases, room)
    if line.difference is not None:
        said, dates = (
            wording.difference(line.difference, phrases, room),
            "",
        )  # it names its own days
    standing = wording.standing(fact, phrases, room)
    if said:
        parts = (Part("figure", said), *_text(wording.what(fact, phrases), place, dates, standing))
    else:
        parts = _text(clean(fact.statement), place, dates, standing)
    yield Line(
        Role.FIGURE,
        parts if alone else parts + _ids(line),
        depth=line.depth,
        facts=tuple(p.text for p in _ids(line)),
    )
    if said and ((alone and spoken) or wording.needs_statement(fact, phrases)):
        yield Line(Role.STATEMENT, _text(clean(fact.statement)), depth=line.depth)
    for note in fact.annotations[:2] if room is not WHOLE else fact.annotations:
        yield Line(Role.STATEMENT, _text(room.part(note, 160)), depth=line.depth)
    copies, disputes = line.also[:SHOWN_COPIES], line.disputes
    if room.tight:
        copies, disputes = (), ()
    for copy in copies:
        yield _copy(copy, phrases, room, line.depth)
    for dispute in disputes:
        yield from _dispute(dispute, line, phrases, room)
    uncounted = line.more_disputes + len(line.disputes) - len(disputes)
    if uncounted:
        more = phrases.plural("render.more_disputes", uncounted)
        yield Line(Role.DISPUTE, _text(more), depth=line.depth)


def _ids(line: FigureLine) -> tuple[Part, ...]:
    if line.difference is None:
        return (Part("id", line.fact.id),)
    ends = (line.difference.earlier.id, line.difference.later.id)
    return tuple(Part("id", i) for i in dict.fromkeys(ends))


def _copy(fact: CitedFact, phrases: Phrases, room: Room, depth: int) -> Line:
    """Name another publication of the claim on the line above, with its own chain."""
    parts = _text(wording.chain(fact, room), wording.stated(fact, phrases))
    parts += _link(fact.url, phrases)
    lead = phrases("render.also")
    return Line(Role.COPY, (*parts, Part("id", fact.id)), lead, depth, (fact.id,))


def _link(url: str | None, phrases: Phrases) -> tuple[Part, ...]:
    if url is None:
        return _text(phrases("render.no_link"))
    if len(address(url)) <= LONGEST_LINK:
        return (Part("link", url),)
    return _text(phrases("render.long_link"))


def _dispute(dispute: Dispute, line: FigureLine, phrases: Phrases, room: Room) -> Iterator[Line]:
    fact, depth = dispute.fact, line.depth
    said = wording.said(fact, phrases, room)
    claim: tuple[Part, ...] = _text(room.part(fact.statement, 200))
    if said:
        elsewhere = fact.place != line.fact.place
        place = wording.where(fact, phrases, room) if elsewhere else ""
        dates = wording.when(fact.valid, phrases, room)
        claim = (Part("figure", said), *_text(wording.what(fact, phrases), place, dates))
    outside = phrases("render.outside_window") if dispute.outside_window else ""
    reason = room.part(dispute.note, 120) if dispute.note else ""
    cited = _text(
        wording.chain(fact, room, role=False), wording.stated(fact, phrases), outside, reason
    )
    parts = (*claim, *cited, Part("id", fact.id))
    yield Line(Role.DISPUTE, parts, phrases("render.disputed_by"), depth, (fact.id,))


def _citation(block: Block, phrases: Phrases, room: Room) -> Line:
    cited = block.cited
    parts = _text(wording.chain(cited, room), wording.stated(cited, phrases))
    parts += _link(cited.url, phrases)
    return Line(Role.CITATION, parts, facts=tuple(f.fact.id for f in block.lines))


def block_caveats(block: Block) -> list[str]:
    """List the caveats of a block once each, in the order of its lines."""
    facts = [f for line in block.lines for f in _cited_by(line)]
    return list(dict.fromkeys(clean(c) for f in facts for c in f.caveats))


def _cited_by(line: FigureLine) -> tuple[CitedFact, ...]:
    if line.difference is None:
        return (line.fact, *line.also)
    return (line.fact, line.difference.earlier, line.difference.later, *line.also)


def _caveats(block: Block, phrases: Phrases, room: Room) -> Line:
    every = block_caveats(block)
    shown = _text("; ".join(room.part(c, 110) for c in every[:SHOWN_CAVEATS]))
    if len(every) > SHOWN_CAVEATS:
        shown += _text(phrases.plural("render.more_caveats", len(every) - SHOWN_CAVEATS))
    return Line(Role.CAVEAT, shown, phrases("render.beware"))


def _checked(fact: CitedFact, phrases: Phrases) -> Iterable[str]:
    return (wording.credibility(fact, phrases), wording.verification(fact, phrases))


def everything(fact: CitedFact, phrases: Phrases) -> list[Line]:
    """Write all that is recorded about one fact, nothing shortened."""
    head = list(_figure(FigureLine(fact), phrases, WHOLE, alone=True))
    return [
        *head,
        *_people(fact, phrases),
        *_judged(fact, phrases),
        *_publications(fact, phrases),
        *_dates(fact, phrases),
        *_listed(phrases("render.detail.caveats"), fact.caveats),
        *_connected(fact, phrases),
    ]


def _row(phrases: Phrases, key: str, *parts: Part | str) -> Line:
    written = tuple(p if isinstance(p, Part) else Part("text", clean(p)) for p in parts if p)
    return Line(Role.TEXT, written, phrases(f"render.detail.{key}"))


def _listed(lead: str, texts: Iterable[str]) -> Iterator[Line]:
    yield Line(Role.TEXT, (), lead)
    for text in texts:
        yield Line(Role.ITEM, _text(clean(text)))


def _people(fact: CitedFact, phrases: Phrases) -> Iterator[Line]:
    yield _row(
        phrases,
        "said_by",
        fact.originator,
        fact.originator_role or "",
        wording.label(phrases, "source_kind", fact.originator_kind),
        wording.label(phrases, "party", fact.party),
    )
    yield _row(phrases, "chain", wording.chain(fact, WHOLE))
    if fact.quote:
        yield _row(phrases, "quote", f"“{clean(fact.quote)}”")


def _publications(fact: CitedFact, phrases: Phrases) -> Iterator[Line]:
    if not fact.documents:
        yield _row(phrases, "published", phrases("render.no_link"))
    for document in fact.documents:
        address = Part("link", document.url) if document.url else phrases("render.no_link")
        yield _row(phrases, "published", wording.published(document, phrases, WHOLE), address)


def _dates(fact: CitedFact, phrases: Phrases) -> Iterator[Line]:
    yield _row(phrases, "stated", phrases.dates(fact.stated_on))
    valid = fact.valid
    if valid is not None:
        dates = wording.when(valid, phrases, WHOLE)
        words = f"“{clean(valid.words)}”" if valid.words else ""
        yield _row(phrases, "valid", "" if words.strip("“”") == dates else dates, words)
    yield _row(phrases, "place", wording.where(fact, phrases, WHOLE))
    if fact.places:
        yield _row(phrases, "places", ", ".join(clean(p) for p in fact.places))
    about = (wording.label(phrases, "topic", fact.topic), wording.what(fact, phrases))
    side = wording.label(phrases, "side", fact.side) if fact.side else ""
    yield _row(phrases, "about", *about, side)


def _judged(fact: CitedFact, phrases: Phrases) -> Iterator[Line]:
    reason = _text(clean(fact.reliability_reason or ""))
    yield Line(Role.TEXT, (Part("strong", wording.reliability(fact, phrases)), *reason))
    checked = wording.verification(fact, phrases) or phrases("render.unverified")
    yield _row(phrases, "checked", checked, wording.credibility(fact, phrases))
    yield _row(phrases, "record", Part("id", fact.id), *_recorded(fact, phrases))


def _recorded(fact: CitedFact, phrases: Phrases) -> Iterator[str]:
    yield phrases("render.revision", number=fact.revision)
    yield phrases(f"render.status.{fact.status}")


def _connected(fact: CitedFact, phrases: Phrases) -> Iterator[Line]:
    for relation in fact.relations:
        forward = relation.outgoing or relation.kind.symmetric
        name = str(relation.kind) if forward else f"{relation.kind}_by"
        kind = phrases(f"render.relation.{name}")
        note = clean(relation.note or "")
        yield Line(Role.TEXT, (Part("id", relation.id), *_text(note)), kind)
    if fact.series:
        yield _row(
            phrases, "series", Part("id", fact.series), *_text(clean(fact.counting_rule or ""))
        )
