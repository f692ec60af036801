"""`losses`: what was lost by whom in a window, documented before claimed before estimated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from facts.answering.blocks import (
    blocks_of,
    evidence,
    fold_same_claims,
    split_superseded,
)
from facts.answering.differences import NoPair, Pair, pair_over, spans_window
from facts.answering.loss_records import kinds_held, loss_candidates, wider_figures
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
    is_figure,
    is_running_total,
)
from facts.answering.setting import Setting
from facts.answering.window import WEEK, Window, resolve, short_enough
from facts.answers import Answer, Outcome, Section
from facts.model import Side, Topic
from facts.questions import Losses
from facts.snapshot import Record

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

    period = question.period or WEEK
    window = resolve(period, setting.day, candidates, anchors, answers)
    if window.asked is not None and not window.read_back:
        # Nothing there and nothing of known length to read back from: a figure that only says up to
        # when still answers better than silence.
        window = resolve(period, setting.day, candidates, _of_unknown_length, answers)
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
    wider = wider_figures(question, setting, window)
    if found.empty and not wider:
        held = kinds_held(question, setting, window)
        return nothing_found(setting, read_as, title, window, candidates, is_figure, held)
    setting.step_back(found.stepped_back)
    setting.step_back(pair.earlier for pair in found.pairs.values())
    sections = _sections(setting, found, wider, window)
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
    lines.extend(_refusals(setting, found.refused))
    return " ".join(lines)


def _refusals(setting: Setting, refused: Iterable[NoPair]) -> Iterator[str]:
    """Say where no difference is shown and why: one sentence for all totals corrected on one day."""
    say = setting.phrases
    together: dict[tuple[date, date, date | None], list[NoPair]] = {}
    for pair in refused:
        first, last = pair.earlier.ends, pair.later.ends
        if first is not None and last is not None:  # points of a pair are dated
            on = pair.correction.on if pair.correction else None
            together.setdefault((first, last, on), []).append(pair)
    for (first, last, on), pairs in together.items():
        kinds = dict.fromkeys(setting.label("category", p.later.body.category) for p in pairs)
        yield say(
            "answering.losses.fell" if on is None else "answering.losses.corrected",
            what=", ".join(kinds),
            days=say.span(first, last),
            on=say.day(on) if on else "",
        )


def _of_unknown_length(record: Record, _days: int) -> bool:
    return is_figure(record) and record.span_days is None and not is_running_total(record)


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


def _sections(
    setting: Setting, found: _Found, wider: Sequence[Record], window: Window
) -> tuple[Section, ...]:
    sections: list[Section] = []

    def rank(group: Sequence[Record]) -> tuple[int, ...]:
        kind = evidence(setting, group[0])
        return (_SIDES.index(group[0].body.side), EVIDENCE_ORDER.index(kind))

    def add(title: str, records: Sequence[Record], *, context: bool = False) -> None:
        if records:
            drawn = blocks_of(
                setting, records, window, pairs=found.pairs, twins=found.twins, order=rank
            )
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
    add(setting.phrases("answering.losses.wider"), wider, context=True)
    add(setting.phrases("answering.losses.context"), found.context, context=True)
    return tuple(sections)
