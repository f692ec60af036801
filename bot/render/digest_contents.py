"""What a digest holds before it is cut into parts or drawn: corrections first, then its figures."""

from __future__ import annotations

from collections.abc import Iterator

from bot.render import contents, wording
from bot.render.contents import Contents, Piece
from bot.render.lines import Line, Part, Role
from bot.render.safe_text import clean, clip
from facts.answering.digest import Correction, Digest
from facts.language.phrases import Phrases

MOST_CHANGES = 4
"""Differences shown for one correction; the fact's history has all."""


def contents_of(digest: Digest, phrases: Phrases) -> Contents:
    """Lay out a digest before it is cut into parts."""
    found = contents.of_answer(digest.answer, phrases)
    told = [piece for one in digest.corrections for piece in _correction(one, phrases)]
    return Contents(found.title, found.note, (*told, *found.pieces))


def _correction(one: Correction, phrases: Phrases) -> Iterator[Piece]:
    heading = phrases("digest.corrected_heading")
    yield Piece(heading, text=tuple(_told(one, phrases)))
    if one.stands:
        yield Piece(heading, contents.alone(one.fact))


def _told(one: Correction, phrases: Phrases) -> Iterator[Line]:
    """Say what was said before, who had said it, what changed and why."""
    lead = phrases(f"digest.told.{one.action}", when=phrases.day(one.on))
    figure = (Part("text", clean(one.figure)),) if one.figure else ()
    said = (*figure, Part("text", clean(one.before)), Part("id", one.fact.id))
    yield Line(Role.TEXT, said, lead, facts=(one.fact.id,))
    if not one.stands:
        cited = (wording.chain(one.fact), wording.stated(one.fact, phrases))
        yield Line(Role.ITEM, tuple(Part("text", text) for text in cited))
    for change in one.changes[:MOST_CHANGES]:
        yield Line(Role.ITEM, (Part("text", clip(change, 200)),))
    yield Line(Role.ITEM, (Part("text", clean(one.reason)),), phrases("digest.why"))
    if one.notice:
        yield Line(Role.ITEM, (Part("text", clean(one.notice)),))
