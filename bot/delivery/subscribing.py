"""Making and changing subscriptions: the store's steps with the next occurrence worked out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.delivery.occurrences import Occurrence, clock_time, next_occurrence, zone_of
from facts.store import Store
from facts.store.delivery_model import NewSubscription, Subscription
from facts.store.delivery_subscriptions import Subscriptions


def next_of(subscription: Subscription | NewSubscription, now: datetime) -> Occurrence:
    """Give a subscription's next occurrence after `now`, on a date that it was not served yet."""
    last = subscription.last_occurrence if isinstance(subscription, Subscription) else None
    last_day = date.fromisoformat(last) if last else None
    zone = zone_of(subscription.zone)
    return next_occurrence(clock_time(subscription.at), zone, now, last_day=last_day)


async def subscribe(store: Store, wanted: NewSubscription) -> Subscription:
    """Subscribe from now on; raises UsageError for an unknown zone, Refused where there is no room."""
    next_at = next_of(wanted, store.now()).at
    position = await store.position()
    return await Subscriptions(store).create(wanted, next_at=next_at, position=position)


async def edit(store: Store, name: str, **changes: Any) -> Subscription:
    """Change fields of a subscription (see `NewSubscription`); raises NotOnRecord, UsageError, Refused."""
    subscriptions = Subscriptions(store)
    held = await subscriptions.get(name)
    last = date.fromisoformat(held.last_occurrence) if held.last_occurrence else None
    at, zone = changes.get("at", held.at), zone_of(changes.get("zone", held.zone))
    next_at = next_occurrence(clock_time(at), zone, store.now(), last_day=last).at
    return await subscriptions.edit(name, next_at=next_at, **changes)


async def resume(store: Store, name: str) -> Subscription:
    """Resume a subscription, whatever had stopped it; raises NotOnRecord."""
    subscriptions = Subscriptions(store)
    held = await subscriptions.get(name)
    return await subscriptions.resume(name, next_at=next_of(held, store.now()).at)
