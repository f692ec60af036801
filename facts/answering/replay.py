"""The campaign day by day: what was claimed on one day of it, as it was known that day.

Never later knowledge: the view stands at that day, so that later claims, contradictions and successors
are not seen, and a change of mind by the originator is told on its own day only.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from facts.answering.blocks import recency
from facts.answering.digest import (
    MOST_FACTS,
    Digest,
    Interest,
    by_theatre,
    digest_answer,
    interest_words,
    within,
)
from facts.answering.setting import Setting
from facts.answers import Block, CitedFact, FigureLine, Section
from facts.questions import Asked
from facts.snapshot import Layer, Record, View

FIRST_DAY = date(2022, 8, 29)
"""The day that a replay starts from unless another is wanted: the Kherson offensive was announced."""

_KEPT = 16
_known_on: OrderedDict[str, Mapping[date, Sequence[str]]] = OrderedDict()


def campaign_day(from_date: date | None, started: date, today: date) -> date:
    """Give the day of the campaign that is replayed on `today`; `started` replayed the first one."""
    return (from_date or FIRST_DAY) + (today - started)


def replay_digest(
    day: date, number: int, interest: Interest, view: View, asked: Asked, *, days: int = 1
) -> Digest:
    """Compose what was claimed on a day of the campaign; with `days`, on that many ending there.

    `number` counts the days of the replay from 1.
    """
    then = Setting.of(View(view.base, view.guild, day), asked)
    say = then.phrases
    title = say("digest.replay_title", number=number, day=say.day(day))
    first = day - timedelta(days=days - 1)
    notes = [say("digest.replay_note", day=say.day(day))]
    if days > 1:
        notes.append(say("digest.replay_days", dates=say.span(first, day)))
    if interest != Interest():
        notes.append(say("digest.only", what=interest_words(interest, then)))
    wanted = within(interest, then)
    claims = [r for r in _claimed(first, day, then) if wanted(r)]
    shown = sorted(claims, key=recency, reverse=True)[:MOST_FACTS]
    if len(shown) < len(claims):
        notes.append(say("digest.more_facts", shown=len(shown), count=say.number(len(claims))))
    sections = tuple(_as_known(section, then.view) for section in by_theatre(shown, then))
    reason = None
    if not sections:
        reason = _why_empty(first, view)
    return Digest(digest_answer(title, notes, sections, then, reason), reason=reason)


def _claimed(first: date, last: date, setting: Setting) -> list[Record]:
    """List what was stated (else published) on these days."""
    found = []
    for layer in setting.view.layers:
        index = _by_day(layer)
        for at in range((last - first).days + 1):
            ids = index.get(first + timedelta(days=at), ())
            found += [layer.records[i] for i in ids if setting.view.listed(layer.records[i])]
    return found


def _why_empty(first: date, view: View) -> str:
    """Tell a day without claims from the first one after the last on record, and from later ones."""
    last = max(max(_by_day(layer), default=date.min) for layer in view.layers)
    if first <= last:
        return "nothing_said"
    return "replay_ends" if first == last + timedelta(days=1) else "replay_over"


def _by_day(layer: Layer) -> Mapping[date, Sequence[str]]:
    """Index the live facts of a layer by the day they were known; made once a layer."""
    key = f"{layer.scope}:{layer.digest}"
    known = _known_on.get(key)
    if known is None:
        made: dict[date, list[str]] = defaultdict(list)
        for record in layer.records.values():
            if record.known_on is not None and not record.retracted:
                made[record.known_on].append(record.id)
        known = _known_on[key] = dict(made)
        if len(_known_on) > _KEPT:
            _known_on.popitem(last=False)
    return known


def _as_known(section: Section, view: View) -> Section:
    blocks = tuple(Block(tuple(_line(line, view) for line in b.lines)) for b in section.blocks)
    return replace(section, blocks=blocks)


def _line(line: FigureLine, view: View) -> FigureLine:
    return replace(
        line,
        fact=_then(line.fact, view),
        also=tuple(_then(fact, view) for fact in line.also),
        disputes=tuple(replace(d, fact=_then(d.fact, view)) for d in line.disputes),
    )


def _then(fact: CitedFact, view: View) -> CitedFact:
    """Leave out a change of mind that came later, or on no recorded day."""
    record = view.get(fact.id)
    if fact.withdrawn is None or record is None or record.body.withdrawn is None:
        return fact
    on = record.body.withdrawn.on
    later = on is None or view.as_of is None or on.latest > view.as_of
    return replace(fact, withdrawn=None) if later else fact
