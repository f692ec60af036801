"""The planner: has the digests of due subscriptions composed, and puts them into the outbox.

What makes a digest due is one transaction: its rows, and the subscription's step to its next
occurrence. A planner that dies before it has done nothing; one that dies after it is not needed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic

from bot.delivery.composing import Composer, Nothing, Window
from bot.delivery.occurrences import (
    Occurrence,
    clock_time,
    latest_occurrence,
    next_occurrence,
    zone_of,
)
from facts.errors import StoreError
from facts.store.delivery_model import Components, DeliveryState, Kind, NewDelivery, Subscription
from facts.store.delivery_planning import Planning, Run

log = logging.getLogger(__name__)

BATCH = 50
HOLD = timedelta(seconds=60)
POLL = 1.0
STORE_AWAY = 2.0


class Planner:
    """Plan until cancelled. `position` brings the snapshot up to date and gives where it stands.

    `planned` is called when there is something new to send.
    """

    def __init__(
        self,
        planning: Planning,
        composer: Composer,
        position: Callable[[], Awaitable[int]],
        clock: Callable[[], datetime],
        planned: Callable[[], None],
        *,
        poll: float = POLL,
        hold: timedelta = HOLD,
    ) -> None:
        self._planning = planning
        self._composer = composer
        self._position = position
        self._clock = clock
        self._planned = planned
        self._poll = poll
        self._hold = hold

    async def run(self) -> None:
        """Work out anew what the zones' rules say, then plan whatever becomes due, until cancelled."""
        follows_rules = False
        while True:
            try:
                if not follows_rules:
                    await self.follow_rules()
                    follows_rules = True
                while await self._plan_apart():
                    self._planned()
            except StoreError as away:
                log.warning("nothing can be planned: %s", away)
                await asyncio.sleep(STORE_AWAY)
            await asyncio.sleep(self._poll)

    async def _plan_apart(self) -> int:
        """Plan a batch, and begin the next one no sooner than half a look later.

        That is faster than anything is sent, however slow this process is just now, and no faster:
        composing holds up answers.
        """
        next_at = monotonic() + self._poll / 2
        planned = await self.plan()
        if planned:
            await asyncio.sleep(max(next_at - monotonic(), self._poll / 20))
        return planned

    async def follow_rules(self) -> None:
        """Set when active subscriptions are due by the present rules, which an update may have changed.

        What is due already stays due.
        """
        now, moved = self._clock(), {}
        for held in await self._planning.active():
            if held.next_at is None or held.next_at <= now:
                continue
            by_rules = _next(held, now).at
            if by_rules != held.next_at:
                log.info("subscription %s is next due at %s: new rules", held.id, by_rules)
                moved[held] = by_rules
        if moved:
            await self._planning.reschedule(moved)

    async def plan(self) -> int:
        """Plan one batch of what is due; gives how many subscriptions it took."""
        due = await self._planning.due(limit=BATCH, hold=self._hold)
        if not due:
            return 0
        position = await self._position()
        runs = []
        for held in due:
            run = await self._run(held, position)
            if run is not None:
                runs.append(run)
            await asyncio.sleep(0)  # answers go first
        for run, put in zip(runs, await self._planning.put(runs), strict=True):
            _tell(run, put=put)
        return len(due)

    async def _run(self, held: Subscription, position: int) -> Run | None:
        now = self._clock()
        last = date.fromisoformat(held.last_occurrence) if held.last_occurrence else None
        zone, at = zone_of(held.zone), clock_time(held.at)
        latest = latest_occurrence(at, zone, now, last_day=last)
        if latest is None:
            # Its time has moved on (other rules, an edit): only the schedule is set right.
            await self._planning.reschedule({held: _next(held, now).at})
            return None
        next_at = next_occurrence(at, zone, now, last_day=latest.day).at
        window = _window(held, latest, position, now)
        since = (held.covered_until, held.covered_position)
        until = (window.until_at, window.until)
        state, reason, rows = await self._compose(held, window)
        return Run(held, latest.key, next_at, rows, since, until, state, reason)

    async def _compose(
        self, held: Subscription, window: Window
    ) -> tuple[DeliveryState, str | None, list[NewDelivery]]:
        try:
            parts = await self._composer.compose(held, window)
            if not isinstance(parts, Nothing):
                shown = [part.components for part in parts]
                rows = [_row(held, window, n, components) for n, components in enumerate(shown)]
                if rows:
                    return DeliveryState.DUE, None, rows
                parts = Nothing("nothing to send")
        except StoreError:
            raise
        except Exception:  # one subscription must not stop the others
            log.exception("the digest of subscription %s cannot be composed", held.id)
            row = _row(held, window, 0, ())
            return DeliveryState.FAILED, "it could not be composed", [row]
        return DeliveryState.SKIPPED, parts.reason, [_row(held, window, 0, ())]


def _tell(run: Run, *, put: bool) -> None:
    marks = [row.mark for row in run.rows]
    log.info(
        "subscription %s on %s: %s%s, %s",
        run.subscription.id,
        run.occurrence,
        run.state if put else "left to another planner",
        f" ({run.reason})" if run.reason else "",
        "delivery " + " ".join(marks),
        extra={"deliveries": marks},
    )


def _window(held: Subscription, latest: Occurrence, position: int, now: datetime) -> Window:
    due = held.next_at or latest.at
    first = min(due.astimezone(zone_of(held.zone)).date(), latest.day)
    return Window(
        day=latest.day,
        first_day=first,
        due_at=latest.at,
        since=held.covered_position,
        since_at=held.covered_until,
        until=max(position, held.covered_position),
        until_at=now.astimezone(UTC),
    )


def _next(held: Subscription, now: datetime) -> Occurrence:
    last = date.fromisoformat(held.last_occurrence) if held.last_occurrence else None
    return next_occurrence(clock_time(held.at), zone_of(held.zone), now, last_day=last)


def _row(held: Subscription, window: Window, part: int, components: Components) -> NewDelivery:
    return NewDelivery(
        Kind.DIGEST,
        f"subscription:{held.id}",
        window.day.isoformat(),
        components,
        part=part,
        channel=held.channel,
        user_id=None if held.channel else held.owner,
        guild=held.guild,
        subscription=held.id,
    )
