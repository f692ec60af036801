"""The desk: text or question in, one `Answer` out. The only door of this room for its callers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from facts.answering.area import answer_area
from facts.answering.ask import answer_ask
from facts.answering.ask_back import answer_ask_back
from facts.answering.candidates import Candidates, Listed, OfTopics
from facts.answering.corrections import answer_corrections
from facts.answering.fact import answer_fact, answer_history, answer_revision
from facts.answering.loss_records import loss_candidates
from facts.answering.losses import answer_losses
from facts.answering.setting import Read, Setting
from facts.answering.source import answer_source, answer_source_list
from facts.answering.texts import answer_about, answer_help
from facts.answering.timeline import answer_timeline
from facts.answering.window import day_of
from facts.answers import Answer, Outcome
from facts.errors import UnknownWords
from facts.language.canonical import canonical
from facts.language.names import Names
from facts.language.parser import read
from facts.language.phrases import language_of
from facts.model import Revision, Topic
from facts.questions import (
    About,
    Area,
    Ask,
    AskBack,
    Asked,
    Corrections,
    FactHistory,
    FactShow,
    Help,
    Losses,
    PartialDate,
    Question,
    SourceList,
    SourceShow,
    Timeline,
)
from facts.snapshot import Layer, View

REMEMBERED = 512
"""Answers kept; the same store, question and day give the same answer, so it may be handed out again."""


class LayerSource(Protocol):
    """Where the layers of the record come from; never waits."""

    def base(self) -> Layer:
        """Give the layer that everybody sees."""
        ...

    def guild(self, guild: str) -> Layer | None:
        """Give a server's own layer, or None if it has none (or none loaded yet)."""
        ...


class HistoryReader(Protocol):
    """Where earlier revisions are read from."""

    async def history(self, fact: str, scopes: Sequence[str]) -> Sequence[Revision]:
        """List a fact's revisions, of the first of these scopes that knows the fact."""
        ...


CITED = 4_000
"""Citations kept for answers to come; beyond that they are made anew, so memory stays bounded."""

VIEWS = 16
"""Views (of servers, as of days, in languages) that citations are kept of."""

_Key = tuple[str, Question | AskBack, Asked]


class Desk:
    """Answer questions from the snapshot.

    Only a fact's earlier revisions are awaited from `history`; everything else is computed at once.
    """

    def __init__(self, layers: LayerSource, history: HistoryReader | None = None) -> None:
        self._layers = layers
        self._history = history
        self._remembered: OrderedDict[_Key, Answer] = OrderedDict()
        self._read: OrderedDict[tuple[str, date | None, str], Read] = OrderedDict()

    def view(self, asked: Asked) -> View:
        """Give what the asker may see; a server that recorded nothing sees what everybody sees."""
        guild = self._layers.guild(asked.guild) if asked.guild else None
        if guild is not None and guild.empty:
            guild = None
        return View(self._layers.base(), guild, asked.as_of)

    async def answer(self, text: str, asked: Asked, *, prefix: str = "!") -> Answer:
        """Answer a text: as a command if it starts with one, else as a plain question.

        A text without prefix that starts like a command but cannot be read as one may be a question too
        ("losses of retreating troops"): it is, if the record answers it.

        Raises:
            UsageError: if the words of a command cannot be read.
            NotOnRecord: if something named is not held.
        """
        view = self.view(asked)
        try:
            question = read(text, Names.of(view), prefix=prefix, locale=asked.locale)
        except UnknownWords as unknown:
            # A slip of a command's own word ("losses tankz") is named, not read as something else.
            if unknown.near is not None or text.lstrip().startswith((prefix, "/")):
                raise
            answer = await self.answer_question(Ask(text), asked, text=text)
            if answer.outcome is not Outcome.ANSWERED:
                raise
            return answer
        return await self.answer_question(question, asked, text=text)

    async def answer_question(
        self, question: Question | AskBack, asked: Asked, *, text: str
    ) -> Answer:
        """Answer a question that was read already; `text` is what the asker wrote.

        Raises:
            BadPeriod: if a date does not exist.
            NotOnRecord: if something named is not held.
        """
        setting = self._setting(question, asked)
        if isinstance(question, FactHistory) or (
            isinstance(question, FactShow) and question.revision is not None
        ):
            answer = await self._from_history(question, setting)
            return replace(answer, question=text, canonical=canonical(question))
        if setting.view.guild is None and asked.guild is not None:
            # Nothing of this server is in the answer: it is every server's.
            asked = replace(asked, guild=None)
        key = (setting.view.digest, question, asked)
        known = self._remembered.get(key)
        if known is None:
            known = _answer_now(question, setting)
            known = replace(known, canonical=known.canonical or _canonical(question))
            self._remembered[key] = known
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        else:
            self._remembered.move_to_end(key)
        return replace(known, question=text)

    def _setting(self, question: Question | AskBack, asked: Asked) -> Setting:
        view = self.view(asked)
        as_of = getattr(question, "as_of", None)
        if isinstance(as_of, PartialDate):
            day = day_of(as_of, asked.today, _subjects(question, view, asked))
            view = View(view.base, view.guild, day)
        return Setting.of(view, asked, self._shared(view, asked))

    def _shared(self, view: View, asked: Asked) -> Read:
        """Give what earlier answers read of this very view, in the asker's language."""
        key = (view.digest, view.as_of, language_of(asked.locale))
        read = self._read.get(key)
        if read is None:
            read = self._read[key] = Read()
        self._read.move_to_end(key)
        # Views of an older store are not asked about again, so they are the first to go.
        while len(self._read) > 1 and (
            len(self._read) > VIEWS or sum(len(r.cited) for r in self._read.values()) > CITED
        ):
            self._read.popitem(last=False)
        if len(read.cited) > CITED:
            read = self._read[key] = Read()
        return read

    async def _from_history(self, question: FactHistory | FactShow, setting: Setting) -> Answer:
        revisions: Sequence[Revision] = ()
        # Under as-of, a fact not known by that day has no history to tell.
        if self._history is not None and setting.view.get(question.id) is not None:
            scopes = [layer.scope for layer in setting.view.layers]
            revisions = await self._history.history(question.id, scopes)
        if isinstance(question, FactHistory):
            return answer_history(question, setting, revisions)
        return answer_revision(question, setting, revisions)


def _canonical(question: Question | AskBack) -> str:
    return "" if isinstance(question, AskBack) else canonical(question)


def _subjects(question: Question | AskBack, view: View, asked: Asked) -> Candidates:
    """Give the records whose dates tell which year an as-of date without one means."""
    if isinstance(question, Losses):
        return loss_candidates(question, Setting.of(view, asked))
    place = getattr(question, "place", None)
    if isinstance(place, str):
        return Listed.of(r for p in sorted(view.within(place)) for r in view.of_place(p))
    return OfTopics(view, tuple(Topic), lambda _record: True)


def _answer_now(question: Question | AskBack, setting: Setting) -> Answer:
    """Choose the answer's module by the kind of question."""
    match question:
        case Losses():
            return answer_losses(question, setting)
        case Area():
            return answer_area(question, setting)
        case Timeline():
            return answer_timeline(question, setting)
        case Ask():
            return answer_ask(question, setting.view, setting.asked)
        case FactShow():
            return answer_fact(question, setting)
        case SourceList():
            return answer_source_list(question, setting)
        case SourceShow():
            return answer_source(question, setting)
        case Corrections():
            return answer_corrections(question, setting)
        case Help():
            return answer_help(question, setting)
        case About():
            return answer_about(question, setting)
        case AskBack():
            return answer_ask_back(question, setting)
        case FactHistory():
            return answer_history(question, setting, ())
