"""Which records a question about losses may draw on: its filters, and what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from facts.answering.candidates import Candidates, Narrowed, OfTopics
from facts.answering.roles import answers_window, categories_in, is_figure
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.model import Topic
from facts.questions import Losses
from facts.snapshot import Record

TOPICS = (Topic.EQUIPMENT_LOSSES, Topic.EQUIPMENT_CAPTURED, Topic.PERSONNEL_LOSSES)
"""The topics that `losses` answers from."""


def loss_candidates(question: Losses, setting: Setting) -> Candidates:
    """Find what the question's filters allow.

    Windows are cut out by topic and day first: that is narrow, however much a source or place holds.
    """
    view = setting.view
    inside = view.within(question.place) if question.place else None
    indexed = []
    if question.category is not None:
        indexed.append(view.indexed("by_category", categories_in(question.category)))
    if inside is not None:
        indexed.append(view.indexed("by_place", inside))
    if question.source is not None:
        indexed.append(view.indexed("by_source", (question.source,)))
    return Narrowed.of(OfTopics(view, TOPICS, _filter(question, inside)), *indexed)


def _filter(question: Losses, inside: frozenset[str] | None) -> Callable[[Record], bool]:
    """Make the test that the question's category, side, source and place amount to."""
    kinds = categories_in(question.category) if question.category else None

    def keep(record: Record) -> bool:
        body = record.body
        return (
            (kinds is None or body.category in kinds)
            and (question.side is None or body.side is question.side)
            and (question.source is None or _speaks(record, question.source))
            and (inside is None or covers(record, inside))
        )

    return keep


def wider_figures(question: Losses, setting: Setting, window: Window) -> list[Record]:
    """List figures of these dates that name the place but cover more than it."""
    if question.place is None:
        return []
    inside = setting.view.within(question.place)
    keep = _filter(question, None)
    named = OfTopics(
        setting.view,
        TOPICS,
        lambda r: (
            keep(r) and not covers(r, inside) and any(p.place in inside for p in r.body.places)
        ),
    )
    within = named.within(window.first, window.last)
    return [r for r in within if is_figure(r) and answers_window(r, window.first)]


def kinds_held(question: Losses, setting: Setting, window: Window) -> str:
    """Say which kinds of losses these dates hold, where the question named one that they do not."""
    if question.category is None:
        return ""
    others = loss_candidates(replace(question, category=None), setting)
    kinds = dict.fromkeys(
        setting.label("category", r.body.category)
        for r in others.within(window.first, window.last)
        if is_figure(r)
    )
    if not kinds:
        return ""
    return setting.phrases("answering.nothing.held", kinds=", ".join(kinds))


def covers(record: Record, inside: frozenset[str]) -> bool:
    """Tell whether a figure is scoped within some places; one without a scope, by what it names."""
    body = record.body
    if body.scope_place is not None:
        return body.scope_place.place in inside
    return any(ref.place in inside for ref in body.places)


def _speaks(record: Record, source: str) -> bool:
    """Tell whether a source is the record's originator or one of its publishers."""
    body = record.body
    return body.originator == source or any(d.publisher == source for d in body.documents)
