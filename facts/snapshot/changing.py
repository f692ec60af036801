"""A layer after some changes, without building it anew: only what a change touches is rebuilt.

The result equals a layer built from scratch, in every index and in its digest. Everything here is
short steps over copies, so that it can run beside the event loop; the old layer stays as it was.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from facts.model import Place, Relation, Series, Source, Topic
from facts.snapshot.digest import digest_of, mark
from facts.snapshot.layer import (
    Edge,
    Layer,
    Overlay,
    RecordCorrection,
    _children,
    _day,
    _Ended,
    _mark_of,
    _newest,
    _places_of,
    _sources_of,
)
from facts.snapshot.record import Record

Groups = Mapping[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became different in one scope up to a position of the store.

    `relations` holds those that changed, with whether each now stands. Sources, places, series and
    overlays are given whole, or None where nothing changed; `corrections` are only the new ones.
    """

    position: int
    records: Sequence[Record] = ()
    relations: Sequence[tuple[Relation, bool]] = ()
    sources: Sequence[Source] | None = None
    places: Sequence[Place] | None = None
    series: Sequence[Series] | None = None
    overlays: Sequence[Overlay] | None = None
    corrections: Sequence[RecordCorrection] = ()


def changed(layer: Layer, changes: Changes) -> Layer:
    """Give the layer with the changes made."""
    news = list({r.id: r for r in changes.records}.values())
    olds = [layer.records[r.id] for r in news if r.id in layer.records]
    gone, come = _live(olds), _live(news)
    edges, content = _edges(layer, changes.relations)
    content += sum(map(_mark_of, news)) - sum(map(_mark_of, olds))
    parts: dict[str, Any] = {}
    for name in ("sources", "places", "series"):
        given = getattr(changes, name)
        if given is not None:
            content += sum(map(mark, given)) - sum(map(mark, getattr(layer, name).values()))
            parts[name] = {e.id: e for e in sorted(given, key=attrgetter("id"))}
    if changes.overlays is not None:
        content += sum(map(mark, changes.overlays)) - sum(map(mark, layer.overlays))
        parts["overlays"] = tuple(changes.overlays)
    if changes.places is not None:
        parts["children"] = _children(parts["places"].values())
    if changes.corrections:
        joined = (*layer.corrections, *changes.corrections)
        parts["corrections"] = tuple(sorted(joined, key=_newest, reverse=True))
    if news:
        parts |= {
            "records": _records(layer.records, news),
            "by_place": _regrouped(layer.by_place, gone, come, _places_of),
            "by_originator": _regrouped(layer.by_originator, gone, come, _originator_of),
            "by_source": _regrouped(layer.by_source, gone, come, _sources_of),
            "by_metric": _regrouped(layer.by_metric, gone, come, _metric_of),
            "by_category": _regrouped(layer.by_category, gone, come, _category_of),
            "by_series": _regrouped(layer.by_series, gone, come, _series_of, by_day=True),
            "_ended": _ended_anew(layer._ended, gone, come),
        }
    return replace(
        layer,
        position=changes.position,
        digest=digest_of(content),
        edges=edges,
        _content=content,
        **parts,
    )


def _live(records: Iterable[Record]) -> list[Record]:
    return [r for r in records if not r.retracted]


def _originator_of(record: Record) -> Iterable[str]:
    return (record.body.originator,)


def _metric_of(record: Record) -> Iterable[str]:
    return (record.body.metric,)


def _category_of(record: Record) -> Iterable[str]:
    return (record.body.category,) if record.body.category else ()


def _series_of(record: Record) -> Iterable[str]:
    return (record.body.series,) if record.body.series else ()


def _records(known: Mapping[str, Record], news: Sequence[Record]) -> dict[str, Record]:
    if all(r.id in known for r in news):
        same_order = dict(known)
        same_order.update({r.id: r for r in news})
        return same_order
    # The known ids are in order already; sorting all of them would hold the interpreter.
    ids = list(known)
    for record in news:
        if record.id not in known:
            insort(ids, record.id)
    joined: dict[str, Any] = dict.fromkeys(ids)
    joined.update(known)
    joined.update({r.id: r for r in news})
    return joined


def _regrouped(
    groups: Groups,
    gone: Sequence[Record],
    come: Sequence[Record],
    keys: Callable[[Record], Iterable[str]],
    *,
    by_day: bool = False,
) -> Groups:
    """Rebuild the groups that lose or gain a record; within one, records stay in their order."""
    lost: dict[str, set[str]] = defaultdict(set)
    gained: dict[str, list[Record]] = defaultdict(list)
    for record in gone:
        for key in keys(record):
            lost[key].add(record.id)
    for record in come:
        for key in keys(record):
            gained[key].append(record)
    if not lost and not gained:
        return groups
    anew = dict(groups)
    for key in lost.keys() | gained.keys():
        kept = [r for r in groups.get(key, ()) if r.id not in lost[key]]
        kept.extend(gained[key])
        kept.sort(key=(lambda r: (_day(r), r.id)) if by_day else attrgetter("id"))
        if kept:
            anew[key] = tuple(kept)
        else:
            anew.pop(key, None)
    if anew.keys() == groups.keys():
        return anew
    return {key: anew[key] for key in sorted(anew)}


def _ended_anew(
    ended: Mapping[Topic, _Ended], gone: Sequence[Record], come: Sequence[Record]
) -> Mapping[Topic, _Ended]:
    anew = dict(ended)
    for topic in {r.body.topic for r in (*gone, *come)}:
        lost = {r.id for r in gone if r.body.topic is topic}
        before = ended[topic].records if topic in ended else ()
        kept = [r for r in before if r.id not in lost]
        kept.extend(r for r in come if r.body.topic is topic and r.ends is not None)
        kept.sort(key=lambda r: (_day(r), r.id))
        if kept:
            anew[topic] = _Ended([_day(r) for r in kept], kept)
        else:
            anew.pop(topic, None)
    return {topic: anew[topic] for topic in sorted(anew)}


def _edges(
    layer: Layer, relations: Iterable[tuple[Relation, bool]]
) -> tuple[Mapping[str, tuple[Edge, ...]], int]:
    """Rebuild the edges of facts whose relations changed; gives the new content's sum too."""
    content = layer._content
    lists: dict[str, list[Edge]] = {}
    for given, stands in relations:
        link = given.canonical
        for fact in (link.from_fact, link.to_fact):
            lists.setdefault(fact, list(layer.edges.get(fact, ())))
        for edge in _found(lists[link.from_fact], link):
            content -= mark(replace(link, note=edge.note))
            lists[link.from_fact].remove(edge)
            lists[link.to_fact].remove(Edge(link.kind, link.from_fact, edge.note, False))
        if stands:
            content += mark(link)
            lists[link.from_fact].append(Edge(link.kind, link.to_fact, link.note, True))
            lists[link.to_fact].append(Edge(link.kind, link.from_fact, link.note, False))
    if not lists:
        return layer.edges, content
    anew = dict(layer.edges)
    for fact, edges in lists.items():
        edges.sort(key=partial(_place_in_order, fact))
        if edges:
            anew[fact] = tuple(edges)
        else:
            anew.pop(fact, None)
    if anew.keys() != layer.edges.keys():
        anew = {fact: anew[fact] for fact in sorted(anew)}
    return anew, content


def _found(edges: Sequence[Edge], link: Relation) -> Iterator[Edge]:
    wanted = (link.kind, link.to_fact, True)
    yield from [e for e in edges if (e.kind, e.other, e.outgoing) == wanted]


def _place_in_order(here: str, edge: Edge) -> tuple[str, str, str]:
    ends = (here, edge.other) if edge.outgoing else (edge.other, here)
    return (ends[0], edge.kind, ends[1])
