"""Compose lines and blocks: one citation and one caveat list for what shares them.

The rules are DESIGN.md's: parts stand indented under their total, the direct contradictions of a line
under it (two at most, the rest counted), two records of one claim on one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from facts.answering.differences import Pair, cited_difference
from facts.answering.roles import Evidence, evidence_of
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Block, Dispute, FigureLine
from facts.model import Category, RelationKind
from facts.snapshot import Record

MOST_DISPUTES = 2
"""Contradictions shown under a line; the rest are counted."""

_LAST = (Category.PERSONNEL, Category.CIVILIANS)
_CATEGORY_ORDER = {
    category: at for at, category in enumerate([*(c for c in Category if c not in _LAST), *_LAST])
}
"""Equipment in the order of the closed list, people after it."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Records with the publications of one claim folded together: a lead, and its twins."""

    leads: tuple[Record, ...]
    twins: Mapping[str, tuple[Record, ...]]


def fold_same_claims(setting: Setting, records: Iterable[Record]) -> Claims:
    """Fold records of one claim into the one with the most complete chain, then dates, then id."""
    listed = {r.id: r for r in records}
    leads: list[Record] = []
    twins: dict[str, tuple[Record, ...]] = {}
    done: set[str] = set()
    for record in listed.values():
        if record.id in done:
            continue
        group = [record]
        for member in group:  # grows while it is walked: publications may be linked in a row
            done.add(member.id)
            for near in setting.linked(member, RelationKind.SAME_CLAIM):
                other = listed.get(near.record.id)
                if other is not None and other not in group and _same_figure(record, other):
                    group.append(other)
        group.sort(key=_completeness)
        leads.append(group[0])
        if len(group) > 1:
            twins[group[0].id] = tuple(group[1:])
    return Claims(tuple(leads), twins)


def _same_figure(one: Record, other: Record) -> bool:
    """Fold only what says the same: a claim relayed with another number stays a line of its own."""
    a, b = one.body.measure, other.body.measure
    if a is None or b is None:
        return a is b
    return (a.low, a.high, a.unit) == (b.low, b.high, b.unit)


def _completeness(record: Record) -> tuple[int, bool, bool, int, str]:
    body = record.body
    return (
        -len(body.chain),
        record.starts is None,
        body.stated_on is None,
        -len(body.documents),
        record.id,
    )


def split_superseded(
    setting: Setting, records: Sequence[Record]
) -> tuple[list[Record], list[Record]]:
    """Part records into those that stand and those whose successor is among them too.

    A successor counts only for the same metric, category, side and scope; among the points of one
    series the newest succeeds the others.
    """
    listed = {r.id: r for r in records}
    newest: dict[str, Record] = {}
    for record in records:
        series = record.body.series
        if series is not None:
            held = newest.get(series)
            if held is None or recency(record) > recency(held):
                newest[series] = record
    stands: list[Record] = []
    stepped_back: list[Record] = []
    for record in records:
        series = record.body.series
        older = series is not None and newest[series] is not record
        (stepped_back if older or _succeeded(setting, record, listed) else stands).append(record)
    return stands, stepped_back


def _succeeded(setting: Setting, record: Record, listed: Mapping[str, Record]) -> bool:
    seen = {record.id}
    todo = [record]
    while todo:
        for near in setting.linked(todo.pop(), RelationKind.SUPERSEDES):
            later = near.record
            if near.outgoing or later.id in seen or what_it_counts(later) != what_it_counts(record):
                continue
            if later.id in listed:
                return True
            seen.add(later.id)
            todo.append(later)
    return False


def what_it_counts(record: Record) -> tuple[Hashable, ...]:
    """Name what a record is about, for succession: metric, category, side and scope."""
    body = record.body
    scope = body.scope_place.place if body.scope_place else None
    return (body.topic, body.metric, body.category, body.side, scope)


def recency(record: Record) -> tuple[date, date, str]:
    """Order records by how new they are: the day they end, the day they were known, id."""
    return (record.ends or date.min, record.known_on or date.min, record.id)


def blocks_of(
    setting: Setting,
    claims: Sequence[Record],
    window: Window,
    *,
    pairs: Mapping[str, Pair] | None = None,
    twins: Mapping[str, tuple[Record, ...]] | None = None,
    order: Callable[[Sequence[Record]], tuple[int, ...]] | None = None,
) -> tuple[Block, ...]:
    """Group records into blocks, newest first, then id; parts indented under their total.

    `order` ranks blocks before that.
    """
    groups: dict[Hashable, list[Record]] = defaultdict(list)
    for record in claims:
        groups[citation_key(setting, record)].append(record)
    ordered = sorted(groups.values(), key=_newest_in)
    if order is not None:
        ordered.sort(key=order)  # stable: newest first within a rank
    return tuple(
        Block(
            tuple(
                figure_line(setting, record, window, depth, pairs or {}, twins or {})
                for record, depth in _with_parts(setting, group)
            )
        )
        for group in ordered
    )


def citation_key(setting: Setting, record: Record) -> Hashable:
    """Name the citation of a record; records of one key share a block.

    Beyond side, originator, publisher and date it holds the chain, the link and the kind of evidence:
    else the one citation of a block would be wrong for some of its lines.
    """
    body = record.body
    document = body.documents[0] if body.documents else None
    return (
        body.side,
        evidence_of(record, setting.view.source(body.originator)),
        body.chain,
        document and (document.publisher, document.url),
        body.stated_on,
    )


def evidence(setting: Setting, record: Record) -> Evidence:
    """Tell how a record's figure came about."""
    return evidence_of(record, setting.view.source(record.body.originator))


def figure_line(
    setting: Setting,
    record: Record,
    window: Window,
    depth: int = 0,
    pairs: Mapping[str, Pair] | None = None,
    twins: Mapping[str, tuple[Record, ...]] | None = None,
) -> FigureLine:
    """Draw up one line: the fact, its difference if it closes a pair, and what contradicts it."""
    pair = (pairs or {}).get(record.id)
    also = (twins or {}).get(record.id, ())
    against = {
        near.record.id: near
        for one in (*also, record)
        for near in setting.linked(one, RelationKind.CONTRADICTS)
    }
    disputed = sorted(
        against.values(), key=lambda n: (not window.holds(n.record), _newest(n.record))
    )
    return FigureLine(
        fact=setting.cite(record),
        depth=depth,
        difference=cited_difference(setting, pair) if pair else None,
        disputes=tuple(
            Dispute(setting.cite(n.record), n.note, outside_window=not window.holds(n.record))
            for n in disputed[:MOST_DISPUTES]
        ),
        more_disputes=max(0, len(disputed) - MOST_DISPUTES),
        also=tuple(setting.cite(r) for r in also),
    )


def _with_parts(setting: Setting, group: Sequence[Record]) -> list[tuple[Record, int]]:
    """Order a block's records, each part right under its total and one step in."""
    members = {r.id: r for r in group}
    parts: dict[str, list[Record]] = defaultdict(list)
    roots: list[Record] = []
    for record in sorted(group, key=_line_order):
        totals = [
            n.record.id
            for n in setting.linked(record, RelationKind.PART_OF)
            if n.outgoing and n.record.id in members
        ]
        if totals:
            parts[totals[0]].append(record)
        else:
            roots.append(record)
    lines: list[tuple[Record, int]] = []
    todo = [(root, 0) for root in reversed(roots)]
    while todo:
        record, depth = todo.pop()
        lines.append((record, depth))
        todo.extend((part, depth + 1) for part in reversed(parts.get(record.id, [])))
    return lines


def _line_order(record: Record) -> tuple[int, int, str, str]:
    """Order newest first, then totals before kinds of things, in the order of the closed list."""
    category = record.body.category
    rank = -1 if category is None else _CATEGORY_ORDER[category]
    return (-(record.ends or date.min).toordinal(), rank, record.body.metric, record.id)


def _newest(record: Record) -> tuple[int, str]:
    return (-(record.ends or date.min).toordinal(), record.id)


def _newest_in(group: Sequence[Record]) -> tuple[int, str]:
    return min(_newest(record) for record in group)
