"""`losses`: what was lost by whom in a window, documented before claimed before estimated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from facts.answering.blocks import (
    blocks_of,
    evidence,
    fold_same_claims,
    split_superseded,
)
from facts.answering.candidates import Candidates, Listed, OfTopics
from facts.answering.differences import NoPair, Pair, pair_over, spans_window
from facts.answering.parts import (
    differences_in,
    disagreements,
    facts_in,
    nothing_found,
    reading,
    window_note,
)
from facts.answering.roles import (
    EVIDENCE_ORDER,
    answers_window,
    categories_in,
    is_figure,
)
from facts.answering.setting import Setting
from facts.answering.window import WEEK, Window, resolve, short_enough
from facts.answers import Answer, Outcome, Section
from facts.model import Side, Topic
from facts.questions import Losses
from facts.snapshot import Record

TOPICS = (Topic.EQUIPMENT_LOSSES, Topic.EQUIPMENT_CAPTURED, Topic.PERSONNEL_LOSSES)
_SIDES: tuple[Side | None, ...] = (Side.RUSSIA, Side.UKRAINE, None)


def answer_losses(question: Losses, setting: Setting) -> Answer:
    """Answer what was lost in a window; without a period, the last week on record.

    Raises:
        BadPeriod: for a date that does not exist.
    """
    candidates = loss_candidates(question, setting)

    def anchors(record: Record, days: int) -> bool:
        return is_figure(record) and (
            short_enough(record, days) or _closes_window(setting, record, days)
        )

    def answers(record: Record, window: Window) -> bool:
        return answers_window(record, window.first) or isinstance(
            _pair(setting, record, window), Pair
        )

    window = resolve(question.period or WEEK, setting.day, candidates, anchors, answers)
    read_as = reading(
        setting,
        "losses",
        window=window,
        category=question.category,
        side=question.side,
        source=question.source,
        place=question.place,
    )
    title = _title(question, setting)
    found = _sort_out(setting, list(candidates.within(window.first, window.last)), window)
    if found.empty:
        return nothing_found(setting, read_as, title, window, candidates, is_figure)
    setting.step_back(found.stepped_back)
    setting.step_back(pair.earlier for pair in found.pairs.values())
    sections = _sections(setting, found, window)
    facts = facts_in(sections, setting.cite_all(found.stepped_back))
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=title,
        store=setting.view.digest,
        note=_note(setting, window, found),
        sections=sections,
        facts=facts,
        superseded=setting.cite_all(found.stepped_back),
        derived=differences_in(sections),
        disagreements=disagreements(facts),
        as_of=setting.view.as_of,
    )


def _title(question: Losses, setting: Setting) -> str:
    about = [
        setting.label("category", question.category) if question.category else None,
        setting.label("side", question.side) if question.side else None,
        setting.place_name(question.place) if question.place else None,
        setting.view.source(question.source).name if question.source else None,
    ]
    said = ", ".join(word for word in about if word)
    plain = setting.phrases("answering.losses.title")
    return setting.phrases("answering.title_with", title=plain, about=said) if said else plain


def _note(setting: Setting, window: Window, found: _Found) -> str:
    """Say first which dates were understood, then what was subtracted and what could not be."""
    say = setting.phrases
    lines = [window_note(setting, window)]
    if found.pairs:
        lines.append(say("answering.losses.differences"))
    if not found.figures and not found.asides:
        lines.append(say("answering.losses.only_context"))
    for refused in found.refused:
        assert refused.earlier.ends is not None  # points of a pair are dated
        assert refused.later.ends is not None
        correction = refused.correction
        lines.append(
            say(
                "answering.losses.corrected" if correction else "answering.losses.fell",
                what=setting.label("category", refused.later.body.category),
                days=say.span(refused.earlier.ends, refused.later.ends),
                on=say.day(correction.on) if correction else "",
                note=correction.note if correction else "",
            )
        )
    return " ".join(lines)


def loss_candidates(question: Losses, setting: Setting) -> Candidates:
    """Find what the question's filters allow, by the index that is narrowest."""
    view = setting.view
    kinds = categories_in(question.category) if question.category else None
    inside = view.within(question.place) if question.place else None

    def keep(record: Record) -> bool:
        body = record.body
        return (
            (kinds is None or body.category in kinds)
            and (question.side is None or body.side is question.side)
            and (question.source is None or _speaks(record, question.source))
            and (inside is None or covers(record, inside))
        )

    if inside is not None:
        records: Iterable[Record] = (r for place in sorted(inside) for r in view.of_place(place))
    elif question.source is not None:
        records = view.of_source(question.source)
    else:
        return OfTopics(view, TOPICS, keep)
    return Listed.of(r for r in records if r.body.topic in TOPICS and keep(r))


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


def _closes_window(setting: Setting, record: Record, days: int) -> bool:
    if record.body.series is None or record.ends is None:
        return False
    first = date.fromordinal(max(1, record.ends.toordinal() - days + 1))
    pair = pair_over(setting, record, first, days)
    return isinstance(pair, Pair) and spans_window(pair, days)


@dataclass(frozen=True, slots=True)
class _Found:
    """The records of a window, sorted out by the part they play."""

    figures: tuple[Record, ...]
    asides: tuple[Record, ...]
    context: tuple[Record, ...]
    stepped_back: tuple[Record, ...]
    twins: Mapping[str, tuple[Record, ...]]
    pairs: Mapping[str, Pair]
    refused: tuple[NoPair, ...]

    @property
    def empty(self) -> bool:
        return not (self.figures or self.asides or self.context)


def _sort_out(setting: Setting, records: Sequence[Record], window: Window) -> _Found:
    stands, stepped_back = split_superseded(setting, records)
    claims = fold_same_claims(setting, stands)
    figures, asides, context = [], [], []
    pairs: dict[str, Pair] = {}
    refused: list[NoPair] = []
    for record in claims.leads:
        if not is_figure(record):
            asides.append(record)
        elif answers_window(record, window.first):
            figures.append(record)
        else:
            pair = _pair(setting, record, window)
            if isinstance(pair, Pair):
                pairs[record.id] = pair
                figures.append(record)
            else:
                context.append(record)
                if pair is not None:
                    refused.append(pair)
    return _Found(
        tuple(figures),
        tuple(asides),
        tuple(context),
        tuple(stepped_back),
        claims.twins,
        pairs,
        tuple(refused),
    )


def _pair(setting: Setting, record: Record, window: Window) -> Pair | NoPair | None:
    if window.first is None or record.body.series is None or record.ends is None:
        return None
    last = window.last or setting.day
    days = max(1, (last - window.first).days + 1)
    return pair_over(setting, record, window.first, days)


def _sections(setting: Setting, found: _Found, window: Window) -> tuple[Section, ...]:
    sections: list[Section] = []

    def add(title: str, records: Sequence[Record], *, context: bool = False) -> None:
        if records:
            drawn = blocks_of(setting, records, window, pairs=found.pairs, twins=found.twins)
            sections.append(Section(title, drawn, context=context))

    for side in _SIDES:
        mine = [r for r in found.figures if r.body.side is side]
        name = setting.label("side", side)
        for captured in (False, True):
            for kind in EVIDENCE_ORDER:
                key = f"answering.losses.{'captured' if captured else 'lost'}.{kind}"
                add(
                    setting.phrases(key, side=name),
                    [
                        r
                        for r in mine
                        if (r.body.topic is Topic.EQUIPMENT_CAPTURED) == captured
                        and evidence(setting, r) is kind
                    ],
                )
    add(setting.phrases("answering.losses.asides"), found.asides)
    add(setting.phrases("answering.losses.context"), found.context, context=True)
    return tuple(sections)
