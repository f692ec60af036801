"""`/metrics` in the Prometheus text format, where the extra `metrics` is installed.

Counted here: answers by outcome. Read at each scrape: the outbox, the subscriptions, the gateway.
https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Mapping
from typing import Any

from facts.errors import StoreError
from facts.store import Store
from facts.store.delivery_counts import Counts, count

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

answers: Counter[str] = Counter()
"""Answers of this process by outcome (`facts.answers.Outcome`); `refused` and `failed` are errors."""


def answered(outcome: str | None) -> None:
    """Count an answer that was sent; what answers no question (None) is not counted."""
    if outcome is not None:
        answers[str(outcome)] += 1


def available() -> bool:
    """Tell whether the extra is installed."""
    return importlib.util.find_spec("prometheus_client") is not None


async def scrape(store: Store, health: Mapping[str, Any]) -> str:
    """Write every figure as Prometheus reads it; the store's are left out while it is away."""
    try:
        held: Counts | None = await count(store)
    except StoreError:
        held = None
    return _written(health, held)


def _written(health: Mapping[str, Any], held: Counts | None) -> str:
    # Imported here: an extra that not every host has.
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"factline_{name}", text, labels, registry=registry)

    connected = gauge("gateway_connected", "1 if every shard is connected to Discord's gateway")
    connected.set(1 if health.get("ok") else 0)
    gauge("gateway_shards_down", "Shards that are reconnecting").set(
        len(health.get("shards_down", ()))
    )
    gauge("servers", "Servers that this process serves").set(health.get("servers", 0))
    outcomes = gauge("answers", "Answers of this process since its start, by outcome", "outcome")
    for outcome, number in sorted(answers.items()):
        outcomes.labels(outcome).set(number)
    gauge("store_reachable", "1 if the store could be read").set(1 if held is not None else 0)
    if held is not None:
        deliveries = gauge(
            "deliveries", "Deliveries on record, by state and reason", "kind", "state", "reason"
        )
        for labels, number in sorted(held.deliveries.items()):
            deliveries.labels(*labels).set(number)
        standing = gauge("subscriptions", "Subscriptions by state", "state")
        for state, number in sorted(held.subscriptions.items()):
            standing.labels(state).set(number)
        gauge("delivery_lag_seconds", "How long the oldest due delivery has waited").set(held.lag)
        gauge("planning_lag_seconds", "How long the oldest due digest waits to be planned").set(
            held.unplanned
        )
        gauge("answers_kept", "Posted answers that corrections still reach").set(held.answers)
    return generate_latest(registry).decode()
