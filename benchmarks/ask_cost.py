"""What a question costs at 5,000 facts: time to answer, time to index, memory added."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle, islice

from facts.answering.ask import answer_ask, prepare
from facts.curation.collection import load_collection
from facts.model import BASE, Body
from facts.questions import Ask, Asked
from facts.snapshot import Layer, Record, View

SIZE = 5_000
_TODAY = date(2026, 11, 25)


def grown(size: int) -> Layer:
    """Grow the shipped facts to a size: the same claims about other days, each with an id of its own."""
    collection = load_collection()
    layer = collection.layer()
    records: list[Record] = []
    for at, record in enumerate(islice(cycle(layer.records.values()), size)):
        turn = at // len(layer.records)
        body = record.body if turn == 0 else _later(record.body, turn)
        records.append(
            Record(
                id=record.id if turn == 0 else f"{record.id}-{turn}",
                scope=BASE,
                revision=1,
                action=record.action,
                recorded_at=record.recorded_at,
                hash=record.hash,
                body=body,
            )
        )
    return Layer.build(
        scope=BASE,
        position=1,
        records=records,
        sources=layer.sources.values(),
        places=layer.places.values(),
        series=layer.series.values(),
    )


def _later(body: Body, turn: int) -> Body:
    english = f"{body.statement['en'][:180]} (copy {turn})"
    return replace(body, statement={**body.statement, "en": english}, series=None)


def cost(questions: Sequence[str]) -> None:
    """Print time and memory at 5,000 facts."""
    layer = grown(SIZE)
    view = View(layer)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    prepare(layer)
    gc.collect()
    added = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    asked = Asked(_TODAY)
    times, busy = [], []
    for question in questions:
        started, worked = time.perf_counter(), time.process_time()
        answer_ask(Ask(question), view, asked)
        times.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    times.sort()
    busy.sort()
    again = Layer.build(
        scope=BASE,
        position=2,
        records=list(layer.records.values())[:-1],
        sources=layer.sources.values(),
        places=layer.places.values(),
        series=layer.series.values(),
    )
    started = time.perf_counter()
    prepare(again)
    took = time.perf_counter() - started
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"\nat {SIZE:,} facts, {len(times)} questions:")
    print(
        f"  time to answer: median {p50:.1f} ms, 95th percentile {p95:.1f} ms (must <= 25, aim 5)"
    )
    p50, p95 = busy[len(busy) // 2], busy[int(len(busy) * 0.95)]
    print(f"  of this on the processor: median {p50:.1f} ms, 95th percentile {p95:.1f} ms")
    print(f"  memory added: {added / 1e6:.1f} MB (must <= 40, aim 20); indexing takes {took:.2f} s")
