"""What a digest is made of: the window it covers, and the protocol of whoever composes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from facts.store.delivery_model import Components, Subscription, SubscriptionState


@dataclass(frozen=True, slots=True)
class Window:
    """What one digest covers.

    Changes of the record after position `since` (recorded after `since_at`) up to position `until`
    (`until_at`), all instants in UTC. `day` is the digest's local date: it names the occurrence.
    `first_day` is the earliest local date whose digest it stands for: before `day` only after downtime.
    """

    day: date
    first_day: date
    due_at: datetime
    since: int
    since_at: datetime
    until: int
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a digest: components as Discord takes them (a layout within its limits).

    One custom id in it must end in `facts.store.delivery_model.UNSIGNED`, the place of the delivery's
    mark: `bot.delivery.marks.marked(button)` writes such an id. The unsubscribe button is the usual one.
    """

    components: Components


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to send, and why; `digest list` shows the reason."""

    reason: str


class Composer(Protocol):
    """Compose what is sent. Called again if the process dies before its result is stored."""

    async def compose(self, subscription: Subscription, window: Window) -> Sequence[Part] | Nothing:
        """Give the parts of a digest, in order, or Nothing.

        What is raised ends this occurrence as failed, with its window left for the next one;
        StoreError alone is taken as passing and tried again.
        """
        ...

    async def notice(self, subscription: Subscription, ended: SubscriptionState) -> Part | None:
        """Give the word to the owner of a channel's digest that ended like this; None for none."""
        ...
