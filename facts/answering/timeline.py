"""`timeline`: claims about a place, oldest first, one line a day and claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from facts.answering.blocks import blocks_of, fold_same_claims, split_superseded
from facts.answering.candidates import Candidates, Listed, Narrowed, OfTopics
from facts.answering.parts import (
    disagreements,
    facts_in,
    nothing_found,
    reading,
    shared_name,
    window_note,
)
from facts.answering.roles import is_figure
from facts.answering.setting import Setting
from facts.answering.window import WEEK, Window, resolve, short_enough
from facts.answers import Answer, Outcome, Section
from facts.model import Topic
from facts.questions import Timeline
from facts.snapshot import Record


def answer_timeline(question: Timeline, setting: Setting) -> Answer:
    """Answer what was said, day by day; without place and period, of the last week on record.

    Raises:
        BadPeriod: for a date that does not exist.
    """
    view, say = setting.view, setting.phrases
    candidates = _candidates(question, setting)
    window = _window(question, setting, candidates)
    read_as = reading(setting, "timeline", window=window, place=question.place)
    title = say("answering.timeline.title")
    if question.place is not None:
        about = setting.place_name(question.place)
        title = say("answering.title_with", title=title, about=about)
    records = list(candidates.within(window.first, window.last))
    if not records:
        return nothing_found(setting, read_as, title, window, candidates, lambda _record: True)
    # An earlier claim is what a timeline is for: it is marked as superseded and keeps its line.
    setting.step_back(split_superseded(setting, records)[1])
    sections = _days(setting, records, window)
    facts = facts_in(sections)
    shared = shared_name(setting, question)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=title,
        store=view.digest,
        note=" ".join([window_note(setting, window), *(text for text, _ in shared)]),
        sections=sections,
        facts=facts,
        disagreements=disagreements(facts),
        choices=tuple(choice for _, choice in shared),
        as_of=view.as_of,
    )


def _candidates(question: Timeline, setting: Setting) -> Candidates:
    view = setting.view
    if question.place is None:
        return OfTopics(view, tuple(Topic), lambda _record: True)
    inside = view.within(question.place)
    if question.period is not None:
        wide = OfTopics(view, tuple(Topic), lambda record: _touches(record, inside))
        return Narrowed.of(wide, view.indexed("by_place", inside))
    # Without a period undated claims belong here too, and only the place's own index knows them.
    return Listed.of(r for place in sorted(inside) for r in view.of_place(place))


def _touches(record: Record, inside: frozenset[str]) -> bool:
    """Tell whether a record covers or names one of some places."""
    body = record.body
    if body.scope_place is not None and body.scope_place.place in inside:
        return True
    return any(ref.place in inside for ref in body.places)


def _window(question: Timeline, setting: Setting, candidates: Candidates) -> Window:
    period = question.period
    if period is None and question.place is None:
        period = WEEK
    window = resolve(
        period,
        setting.day,
        candidates,
        lambda record, days: is_figure(record) and short_enough(record, days),
    )
    if window.asked is None or any(True for _ in candidates.within(window.first, window.last)):
        return window
    # No figure to read back from: events without a number date a timeline as well.
    return resolve(period, setting.day, candidates, lambda _record, _days: True)


def _days(setting: Setting, records: Sequence[Record], window: Window) -> tuple[Section, ...]:
    by_day: dict[date | None, list[Record]] = defaultdict(list)
    for record in records:
        by_day[record.ends].append(record)
    sections = []
    for day in sorted(by_day, key=lambda d: d or date.max):
        claims = fold_same_claims(setting, by_day[day])
        title = setting.phrases.day(day) if day else setting.phrases("answering.timeline.undated")
        drawn = blocks_of(setting, claims.leads, window, twins=claims.twins)
        sections.append(Section(title, drawn))
    return tuple(sections)
