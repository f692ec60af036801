"""What each view of an answer holds, in order, before it is cut into screens.

The answer itself, its caveats and sources, the figures that stepped back, how it was read, one fact in full:
each is a title, a short note and pieces. A piece is a block of figures or a few lines of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.render import wording
from bot.render.lines import Line, Part, Role, block_caveats, everything
from bot.render.safe_text import clean, clean_lines
from bot.render.wording import WHOLE
from facts.answers import Answer, Block, CitedFact, FigureLine, HistoryEntry, Outcome
from facts.language.phrases import Phrases

SPOKEN = 3
"""Records up to which a view says the statement under each figure; the details always do."""

SHORT_NOTE = 500
"""A longer note (help, a source's method) is the text of the view, not small print above it."""


_OWN_TEXTS = ("source show", "about", "help")
"""Commands whose text is reviewed content without a word of the asker: addresses in it are links."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Figures or text under an optional heading; figures may be split between screens, text lines too."""

    heading: str | None
    block: Block | None = None
    text: tuple[Line, ...] = ()

    @property
    def figures(self) -> int:
        """Count the figure lines."""
        return len(self.block.lines) if self.block else 0


@dataclass(frozen=True, slots=True)
class Contents:
    """One view before paging: title, note for its first screen, pieces in order."""

    title: str
    note: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def figures(self) -> int:
        """Count the figure lines of all screens."""
        return sum(p.figures for p in self.pieces)

    @property
    def spoken(self) -> bool:
        """Tell whether there is room to say each figure's statement too: a few records only."""
        return self.figures <= SPOKEN


def alone(fact: CitedFact) -> Block:
    """Make a block of one fact."""
    return Block((FigureLine(fact),))


def of_answer(answer: Answer, phrases: Phrases) -> Contents:
    """Lay out an answer: its note, then figures with contexts last, or the closest records."""
    note = clean_lines(answer.note or "")
    if answer.as_of is not None and (day := phrases.day(answer.as_of)) not in (answer.note or ""):
        note.append(phrases("render.as_of", when=day))
    pieces: list[Piece] = []
    if sum(map(len, note)) > SHORT_NOTE:
        kind = "linked" if answer.read_as.get("command") in _OWN_TEXTS else "prose"
        pieces.append(Piece(None, text=tuple(_texts(note, kind))))
        note = []
    if answer.outcome is not Outcome.ANSWERED:
        why = clean_lines(answer.why or phrases("render.nothing"))
        if answer.why or answer.outcome is Outcome.NOTHING:
            pieces.append(Piece(None, text=tuple(_texts(why))))
    pieces.extend(_sections(answer, phrases))
    if answer.history:
        entries = tuple(_history(answer.history, phrases))
        pieces.append(Piece(phrases("render.history"), text=entries))
    heading = phrases("render.closest")
    pieces.extend(Piece(heading, alone(fact)) for fact in answer.closest)
    return Contents(clean(answer.title), tuple(note), tuple(pieces))


def _sections(answer: Answer, phrases: Phrases) -> Iterator[Piece]:
    if _is_details(answer):
        for fact in answer.facts:
            yield Piece(None, text=tuple(everything(fact, phrases)))
        return
    for section in sorted(answer.sections, key=lambda s: s.context):
        for block in section.blocks:
            yield Piece(section.title or None, block)
    drawn = {line.fact.id for s in answer.sections for b in s.blocks for line in b.lines}
    drawn.update(c.id for s in answer.sections for b in s.blocks for li in b.lines for c in li.also)
    drawn.update(end.id for d in answer.derived for end in (d.earlier, d.later))
    drawn.update(fact.id for fact in answer.superseded)  # they stand behind a click
    heading = phrases("render.records") if answer.sections else None
    for fact in answer.facts:
        if fact.id not in drawn:
            yield Piece(heading, alone(fact))


def _is_details(answer: Answer) -> bool:
    return answer.read_as.get("command") == "fact show"


def _texts(texts: Iterable[str], kind: str = "prose") -> Iterator[Line]:
    for text in texts:
        if text.startswith("- "):
            yield Line(Role.ITEM, (Part(kind, text[2:]),))
        else:
            yield Line(Role.TEXT, (Part(kind, text),) if text else ())


def _history(entries: Iterable[HistoryEntry], phrases: Phrases) -> Iterator[Line]:
    for entry in entries:
        action = phrases(f"render.action.{entry.action}")
        head = (
            Part("strong", phrases("render.revision", number=entry.revision)),
            Part("text", action),
            Part("instant", clean(entry.recorded_at)),
            Part("text", clean(entry.recorded_by)),
        )
        yield Line(Role.FIGURE, head)
        yield Line(Role.STATEMENT, (Part("text", clean(entry.statement)),))
        told = (("reason", entry.reason), ("notice", entry.notice))
        for key, text in told:
            if text:
                lead = phrases(f"render.history_{key}")
                yield Line(Role.TEXT, (Part("text", clean(text)),), lead)
        if entry.changes:
            yield Line(Role.TEXT, (), phrases("render.history_changes"))
            yield from (Line(Role.ITEM, (Part("text", clean(c)),)) for c in entry.changes)


def of_details(facts: Iterable[CitedFact], phrases: Phrases) -> Contents:
    """Lay out everything that is recorded about facts."""
    pieces = [Piece(None, text=tuple(everything(f, phrases))) for f in facts]
    return Contents(phrases("render.button.details"), (), tuple(pieces))


def of_superseded(answer: Answer, phrases: Phrases) -> Contents:
    """Lay out the older figures that stepped back because the answer holds their successors."""
    pieces = tuple(Piece(None, alone(fact)) for fact in answer.superseded)
    return Contents(phrases("render.superseded"), (clean(answer.title),), pieces)


def of_sources(blocks: Iterable[Block], title: str, phrases: Phrases) -> Contents:
    """Lay out all caveats and publications of blocks, and what their reliability letters mean."""
    pieces = []
    letters: dict[str, CitedFact] = {}
    for block in blocks:
        cited = block.cited
        letters.setdefault(cited.reliability.value, cited)
        pieces.append(Piece(None, text=tuple(_sources(block, phrases))))
    legend = tuple(
        Line(Role.ITEM, (Part("text", wording.reliability(letters[letter], phrases)),))
        for letter in sorted(letters)
    )
    pieces.append(Piece(phrases("render.legend"), text=legend))
    return Contents(phrases("render.caveats_and_sources"), (clean(title),), tuple(pieces))


def _sources(block: Block, phrases: Phrases) -> Iterator[Line]:
    cited = block.cited
    for line in block.lines:
        said = wording.said(line.fact, phrases)
        about = wording.what(line.fact, phrases) if said else clean(line.fact.statement)
        figure = (Part("figure", said),) if said else ()
        yield Line(Role.FIGURE, (*figure, Part("text", about), Part("id", line.fact.id)))
    chain = (wording.chain(cited, WHOLE), wording.stated(cited, phrases))
    yield Line(Role.TEXT, tuple(Part("text", t) for t in chain))
    documents = dict.fromkeys(d for line in block.lines for d in line.fact.documents)
    for document in documents:
        address = Part("link", document.url) if document.url else None
        words = Part("text", wording.published(document, phrases, WHOLE))
        yield Line(Role.TEXT, (words, address) if address else (words,))
    reason = clean(cited.reliability_reason or "")
    judged = (wording.reliability(cited, phrases), reason)
    yield Line(Role.TEXT, tuple(Part("text", t) for t in judged if t))
    yield from (Line(Role.ITEM, (Part("text", c),)) for c in block_caveats(block))


def of_reading(answer: Answer, phrases: Phrases) -> Contents:
    """Lay out how the question was read: what the desk explains, else the slots it understood."""
    texts = answer.explanation or tuple(_slots(answer.read_as, phrases))
    lines = tuple(Line(Role.ITEM, (Part("text", clean(t)),)) for t in texts)
    return Contents(phrases("render.how_read"), (clean(answer.title),), (Piece(None, text=lines),))


def _slots(read_as: Mapping[str, Any], phrases: Phrases) -> Iterator[str]:
    for slot, value in read_as.items():
        key = f"render.slot.{slot}"
        name = phrases(key) if phrases.has(key) else slot.replace("_", " ")
        if value is not None:
            yield f"{name}: {_slot(slot, value, phrases)}"


def _slot(slot: str, value: object, phrases: Phrases) -> str:
    if isinstance(value, Mapping):
        dates = [str(value[end]) for end in ("from", "to") if value.get(end)]
        words = f"“{value['words']}”" if value.get("words") else ""
        return ", ".join(filter(None, (words, " - ".join(dates)))) or ", ".join(map(str, value))
    if slot in ("category", "side"):
        return wording.label(phrases, slot, str(value))
    return str(value)
