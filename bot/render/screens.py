"""Cut a view into screens that a phone can read; Discord and the terminal share the cuts.

A first screen has at most 8 figure lines and 1,800 characters as read. Every screen also keeps within what
Discord takes in one message, whatever the data: see `MARKUP` and `BYTES`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.render.contents import Contents, Piece
from bot.render.lines import Line, Part, essentials, section
from bot.render.markup import write
from bot.render.wording import Room
from facts.answers import Block
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
    """One screen: its lines, and how many figure lines stand before and after it."""

    number: int
    title: str
    note: tuple[str, ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    before: int
    after: int
    last: bool

    @property
    def figures(self) -> int:
        """Count the figure lines on this screen."""
        return sum(len(b.lines) for b in self.blocks)


@dataclass(slots=True)
class _Draft:
    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    heading: str | None = None
    figures: int = 0
    read: int = 0
    markup: int = 0
    bytes: int = 0

    def fits(self, lines: list[Line], figures: int = 0) -> bool:
        if self.figures + figures > FIGURES:
            return False
        written = [write(line) for line in lines]
        return (
            self.read + sum(line.length for line in lines) <= CHARACTERS
            and self.markup + sum(map(len, written)) + len(written) <= MARKUP
            and self.bytes + sum(len(w.encode()) + 1 for w in written) <= BYTES
        )

    def add(self, lines: list[Line], block: Block | None = None) -> None:
        for line in lines:
            text = write(line)
            self.read += line.length
            self.markup += len(text) + 1
            self.bytes += len(text.encode()) + 1
        self.lines.extend(lines)
        if block:
            self.blocks.append(block)
            self.figures += len(block.lines)


def screen(contents: Contents, phrases: Phrases, number: int = 0) -> Screen:
    """Give one screen of a view, counted from 0; past the end, the last one."""
    return next(s for s in screens(contents, phrases) if s.number == number or s.last)


def screens(contents: Contents, phrases: Phrases) -> Iterator[Screen]:
    """Go through the screens of a view, drawing each only when it is reached."""
    total, before, number = contents.figures, 0, 0
    drafts = _cut(contents, phrases)
    draft = next(drafts)
    while draft is not None:
        following = next(drafts, None)
        yield Screen(
            number=number,
            title=contents.title,
            note=contents.note if number == 0 else (),
            lines=tuple(draft.lines),
            blocks=tuple(draft.blocks),
            before=before,
            after=total - before - draft.figures,
            last=following is None,
        )
        before += draft.figures
        number += 1
        if following is None:
            return
        draft = following


def _cut(contents: Contents, phrases: Phrases) -> Iterator[_Draft]:
    draft = _Draft()
    taken = len(contents.title) + sum(len(n) + 1 for n in contents.note)
    draft.read = draft.markup = taken
    draft.bytes = 2 * taken
    for piece in contents.pieces:
        todo = piece
        while True:
            rest = _place(draft, todo, phrases)
            if rest is None:
                break
            if draft.lines:
                yield draft
                draft = _Draft()
            todo = rest
    yield draft


def _place(draft: _Draft, piece: Piece, phrases: Phrases) -> Piece | None:
    """Put as much of a piece on the draft as fits; give what is left, or None."""
    head = [section(piece.heading)] if piece.heading and piece.heading != draft.heading else []
    if piece.block is None:
        return _place_text(draft, piece, head)
    lines = piece.block.lines
    take = min(len(lines), FIGURES - draft.figures)
    while take > 0:
        part = Block(lines[:take])
        drawn = head + essentials(part, phrases)
        if draft.fits(drawn, take):
            break
        take -= 1
    if take == 0 and not draft.lines:
        take, part = 1, Block(lines[:1])
        drawn = head + _squeezed(part, phrases)
    # A block is not torn apart for one or two lines at the foot of a screen.
    if take == 0 or (take < min(3, len(lines)) and draft.lines):
        return piece
    draft.add(drawn, part)
    draft.heading = piece.heading
    return Piece(piece.heading, Block(lines[take:])) if take < len(lines) else None


def _squeezed(block: Block, phrases: Phrases) -> list[Line]:
    for room in _ROOMS:
        drawn = essentials(block, phrases, room)
        if _Draft().fits(drawn):
            return drawn
    return drawn


def _place_text(draft: _Draft, piece: Piece, head: list[Line]) -> Piece | None:
    text = tuple(short for line in piece.text for short in _short(line))
    for index, line in enumerate(text):
        new = [*head, line] if index == 0 else [line]
        if draft.lines and not draft.fits(new):
            return Piece(piece.heading, text=text[index:])
        draft.add(new)
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
