"""The parts that every answer has: how it was read, its first line, its facts, what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from facts.answering.candidates import Candidates
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, CitedFact, Difference, Disagreement, Outcome, Section
from facts.language.canonical import canonical
from facts.model import Category, RelationKind, Side
from facts.questions import Area, Choice, Timeline
from facts.snapshot import Record


def reading(
    setting: Setting,
    command: str,
    *,
    window: Window | None = None,
    category: Category | None = None,
    side: Side | None = None,
    source: str | None = None,
    place: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Say how a question was understood, in plain values; only what was said or follows is named.

    A place and a source are given by name, as cited facts give them.
    """
    read: dict[str, Any] = {"command": command}
    if window is not None and (window.words is not None or not window.whole):
        read["period"] = window.as_json()
    if category is not None:
        read["category"] = category.value
    if side is not None:
        read["side"] = side.value
    if source is not None:
        read["source"] = setting.view.source(source).name
    if place is not None:
        read["place"] = setting.place_name(place)
    read.update({key: value for key, value in more.items() if value is not None})
    if setting.view.as_of is not None:
        read["as_of"] = setting.view.as_of.isoformat()
    return read


def window_note(setting: Setting, window: Window) -> str:
    """Write the answer's first line: which dates were understood, and as of when."""
    say = setting.phrases
    dates = window_dates(setting, window)
    if window.read_back:
        line = say("answering.window.read_back", asked=_asked_words(setting, window), dates=dates)
    elif window.whole:
        line = say("answering.window.everything")
    else:
        line = say("answering.window.plain", dates=dates[:1].upper() + dates[1:])
    if setting.view.as_of is not None:
        line = f"{line} {say('answering.window.as_of', day=say.day(setting.view.as_of))}"
    hidden = len(setting.view.hidden)
    if hidden:
        line = f"{line} {say.plural('answering.hidden', hidden)}"
    return line


def window_dates(setting: Setting, window: Window) -> str:
    """Write a window's dates in the reader's language, without a full stop."""
    say = setting.phrases
    if window.first is not None and window.last is not None:
        return say.span(window.first, window.last)
    if window.first is not None:
        return say("answering.window.since", day=say.day(window.first))
    if window.last is not None:
        return say("answering.window.until", day=say.day(window.last))
    return say("answering.window.all")


def _asked_words(setting: Setting, window: Window) -> str:
    """Name what a relative period asked for: "today", "yesterday", "the last 7 days"."""
    asked = window.asked
    if asked is None:
        return window.words or ""
    if asked.days == 1:
        key = {0: "today", 1: "yesterday"}.get(asked.ago)
        if key is not None:
            return setting.phrases(f"answering.window.{key}")
    return setting.phrases.plural("answering.window.last_days", asked.days)


def facts_in(sections: Iterable[Section], *more: Iterable[CitedFact]) -> tuple[CitedFact, ...]:
    """List the facts of an answer in the order they are drawn, each once; then what stepped back."""
    listed: dict[str, CitedFact] = {}
    for section in sections:
        for block in section.blocks:
            for line in block.lines:
                listed.setdefault(line.fact.id, line.fact)
                if line.difference is not None:
                    listed.setdefault(line.difference.earlier.id, line.difference.earlier)
                for twin in line.also:
                    listed.setdefault(twin.id, twin)
    for facts in more:
        for fact in facts:
            listed.setdefault(fact.id, fact)
    return tuple(listed.values())


def differences_in(sections: Iterable[Section]) -> tuple[Difference, ...]:
    """List the differences of an answer in the order they are drawn."""
    return tuple(
        line.difference
        for section in sections
        for block in section.blocks
        for line in block.lines
        if line.difference is not None
    )


def disagreements(facts: Sequence[CitedFact]) -> tuple[Disagreement, ...]:
    """List each pair that contradicts directly and has at least one end in the answer, once."""
    pairs: dict[tuple[str, str], Disagreement] = {}
    for fact in facts:
        for link in fact.relations:
            if link.kind is RelationKind.CONTRADICTS:
                ends = (min(fact.id, link.id), max(fact.id, link.id))
                pairs.setdefault(ends, Disagreement((fact.id, link.id), link.note))
    return tuple(pairs.values())


def nothing_found(
    setting: Setting,
    read_as: dict[str, Any],
    title: str,
    window: Window,
    candidates: Candidates,
    counts: Callable[[Record], bool],
    held: str = "",
) -> Answer:
    """Say that nothing is on record: what was looked for, and the nearest that is.

    `held` says what else these dates hold.
    """
    say = setting.phrases
    looked = say("answering.nothing.looked", title=title, dates=window_dates(setting, window))
    near = _nearest(window, candidates, counts)
    why = " ".join(filter(None, [looked, near_words(setting, near), held]))
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.NOTHING,
        read_as=read_as,
        title=title,
        store=setting.view.digest,
        note=say("answering.nothing.note"),
        why=why,
        as_of=setting.view.as_of,
    )


def near_words(setting: Setting, near: tuple[date | None, date | None]) -> str:
    """Say which dates nearest to an empty window do hold something."""
    before, after = near
    say = setting.phrases
    days = [say.day(day) for day in (before, after) if day is not None]
    if not days:
        return say("answering.nothing.none_at_all")
    if len(days) == 1:
        return say("answering.nothing.nearest", day=days[0])
    return say("answering.nothing.between", before=days[0], after=days[1])


def _nearest(
    window: Window, candidates: Candidates, counts: Callable[[Record], bool]
) -> tuple[date | None, date | None]:
    before = next((r.ends for r in candidates.backwards(window.first) if counts(r)), None)
    after = None
    if window.last is not None:
        after = next((r.ends for r in candidates.forwards(window.last) if counts(r)), None)
    return before, after


def shared_name(setting: Setting, question: Area | Timeline) -> list[tuple[str, Choice]]:
    """Say that a bare name means the oblast, and offer the city of the same name; else nothing."""
    if question.shared_name is None or question.place is None:
        return []
    say = setting.phrases
    city = setting.place_name(question.shared_name)
    text = say("answering.shared.note", oblast=setting.place_name(question.place), city=city)
    there = replace(question, place=question.shared_name, shared_name=None)
    return [(text, Choice(say("answering.shared.choice", city=city), canonical(there)))]


def text_answer(
    setting: Setting,
    read_as: dict[str, Any],
    title: str,
    text: str,
    *,
    outcome: Outcome = Outcome.ANSWERED,
) -> Answer:
    """Answer with a text alone: in the note, or as the reason where nothing was found."""
    nothing = outcome is Outcome.NOTHING
    return Answer(
        question="",
        canonical="",
        outcome=outcome,
        read_as=read_as,
        title=title,
        store=setting.view.digest,
        note=setting.phrases("answering.nothing.note") if nothing else text.rstrip(),
        why=text.rstrip() if nothing else None,
        as_of=setting.view.as_of,
    )
