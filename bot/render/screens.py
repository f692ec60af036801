"""Cut a view into screens that a phone can read; Discord and the terminal share the cuts.

A first screen has at most 8 figure lines and 1,800 characters as read. Every screen also keeps within what
Discord takes in one message, whatever the data: see `MARKUP` and `BYTES`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.render.contents import Contents, Piece
from bot.render.lines import Line, Part, citation, essentials, figure, section
from bot.render.markup import write
from bot.render.wording import Room
from facts.answers import Block, FigureLine
from facts.language.phrases import Phrases

FIGURES = 8
"""Figure lines on one screen."""

CHARACTERS = 1800
"""Characters on one screen as a reader sees them: a link counts as its host."""

MARKUP = 3300
"""Characters with Markdown and addresses: 4,000, less 300 for a correction and 400 for the frame."""

BYTES = 7400
"""UTF-8 bytes with Markdown: 9,000, less the correction's and the frame's share."""

PARAGRAPH = 900
"""Characters with Markdown from which a line of text is broken into several."""

_ROOMS = (Room(1.0), Room(0.6), Room(0.3), Room(0.1))


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its lines (and the same as Markdown), and how many figure lines stand around it."""

    number: int
    title: str
    note: tuple[str, ...]
    lines: tuple[Line, ...]
    written: tuple[str, ...]
    blocks: tuple[Block, ...]
    before: int
    after: int
    last: bool

    @property
    def figures(self) -> int:
        """Count the figure lines on this screen."""
        return sum(len(b.lines) for b in self.blocks)


class _Written:
    """Lines as Markdown with their size; each line is written once, however often it is tried."""

    __slots__ = ("bytes", "lines", "markup", "read", "texts")

    @classmethod
    def joined(cls, parts: list[_Written]) -> _Written:
        """Put lines that were written already after each other."""
        whole = cls.__new__(cls)
        whole.lines = [line for part in parts for line in part.lines]
        whole.texts = [text for part in parts for text in part.texts]
        whole.read = sum([part.read for part in parts])
        whole.markup = sum([part.markup for part in parts])
        whole.bytes = sum([part.bytes for part in parts])
        return whole

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.texts = [write(line) for line in lines]
        self.read = sum([line.length for line in lines])
        self.markup = sum(map(len, self.texts)) + len(lines)
        self.bytes = self.markup
        if not all(map(str.isascii, self.texts)):
            self.bytes = sum([len(t.encode()) + 1 for t in self.texts])


@dataclass(slots=True)
class _Draft:
    spoken: bool
    lines: list[Line] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    heading: str | None = None
    figures: int = 0
    read: int = 0
    markup: int = 0
    bytes: int = 0

    def fits(self, found: _Written, figures: int = 0) -> bool:
        return (
            self.figures + figures <= FIGURES
            and self.read + found.read <= CHARACTERS
            and self.markup + found.markup <= MARKUP
            and self.bytes + found.bytes <= BYTES
        )

    def add(self, found: _Written, block: Block | None = None) -> None:
        self.read += found.read
        self.markup += found.markup
        self.bytes += found.bytes
        self.lines.extend(found.lines)
        self.texts.extend(found.texts)
        if block:
            self.blocks.append(block)
            self.figures += len(block.lines)


def screen(contents: Contents, phrases: Phrases, number: int = 0) -> Screen:
    """Give one screen of a view, counted from 0; past the end, the last one."""
    return next(s for s in screens(contents, phrases) if s.number == number or s.last)


def screens(contents: Contents, phrases: Phrases) -> Iterator[Screen]:
    """Go through the screens of a view, drawing each only when it is reached."""
    total, before = contents.figures, 0
    for number, (draft, last) in enumerate(_cut(contents, phrases)):
        yield Screen(
            number=number,
            title=contents.title,
            note=contents.note if number == 0 else (),
            lines=tuple(draft.lines),
            written=tuple(draft.texts),
            blocks=tuple(draft.blocks),
            before=before,
            after=total - before - draft.figures,
            last=last,
        )
        before += draft.figures


def _cut(contents: Contents, phrases: Phrases) -> Iterator[tuple[_Draft, bool]]:
    draft = _Draft(contents.spoken)
    taken = len(contents.title) + sum(len(n) + 1 for n in contents.note)
    draft.read = draft.markup = taken
    draft.bytes = 2 * taken
    for piece in contents.pieces:
        todo = _place(draft, piece, phrases)
        while todo is not None:
            yield draft, False
            draft = _Draft(contents.spoken)
            todo = _place(draft, todo, phrases)
    yield draft, True


def _place(draft: _Draft, piece: Piece, phrases: Phrases) -> Piece | None:
    """Put as much of a piece on the draft as fits (on an empty one something); give what is left."""
    head = [section(piece.heading)] if piece.heading and piece.heading != draft.heading else []
    if piece.block is None:
        return _place_text(draft, piece, head)
    lines = piece.block.lines
    take, found = _fitting(draft, head, lines, phrases)
    part = Block(lines[: take or 1])
    if take == 0 and not draft.lines:
        take, found = 1, _squeezed(draft, head, part, phrases)
    # A block is not torn apart for one or two lines at the foot of a screen.
    if take == 0 or (take < min(3, len(lines)) and draft.lines):
        return piece
    draft.add(found, part)
    draft.heading = piece.heading
    return Piece(piece.heading, Block(lines[take:])) if take < len(lines) else None


def _fitting(
    draft: _Draft, head: list[Line], lines: tuple[FigureLine, ...], phrases: Phrases
) -> tuple[int, _Written]:
    """Find how many of a block's figure lines fit together with their citation, and write them."""
    alone = len(lines) == 1
    written = [_Written(head)]
    for number, line in enumerate(lines[: FIGURES - draft.figures], 1):
        written.append(_Written(figure(line, phrases, alone=alone, spoken=draft.spoken)))
        if not draft.fits(_Written.joined(written), number):
            written.pop()
            break
    while len(written) > 1:
        take = len(written) - 1
        shared = _Written(citation(Block(lines[:take]), phrases, alone=alone))
        found = _Written.joined([*written, shared])
        if draft.fits(found, take):
            return take, found
        written.pop()
    return 0, written[0]


def _squeezed(draft: _Draft, head: list[Line], block: Block, phrases: Phrases) -> _Written:
    for room in _ROOMS:
        found = _Written(head + essentials(block, phrases, room, spoken=draft.spoken))
        if draft.fits(found):
            break
    return found


def _place_text(draft: _Draft, piece: Piece, head: list[Line]) -> Piece | None:
    text = tuple(short for line in piece.text for short in _short(line))
    for index, line in enumerate(text):
        found = _Written([*head, line] if index == 0 else [line])
        if draft.lines and not draft.fits(found):
            return Piece(piece.heading, text=text[index:])
        draft.add(found)
        draft.heading = piece.heading
    return None


def _short(line: Line) -> Iterator[Line]:
    """Break a line of text that would crowd a screen out; a short one stays as it is."""
    if len(write(line)) <= PARAGRAPH:
        yield line
        return
    lead = line.lead
    for part in line.parts:
        pieces = [part.text]
        if part.kind != "link":
            pieces = textwrap.wrap(part.text, PARAGRAPH // 2, break_on_hyphens=False)
        for text in pieces:
            yield Line(line.role, (Part(part.kind, text),), lead, line.depth, line.facts)
            lead = ""
