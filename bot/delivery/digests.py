"""What each subscription gets: its digest composed, drawn, and remembered for those who get the same.

Most subscribers want the same digest at the same minute. What was read and drawn for one of them serves
the others; only the button that unsubscribes differs.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.delivery.composing import Nothing, Part, Window
from bot.delivery.occurrences import clock_time, next_occurrence, zone_of
from bot.notices import notice as words_alone
from bot.render.digest import parts, unsubscribe_button
from bot.sending import Json, drawing
from facts.answering.digest import Covers, Digest, Interest, changes_digest
from facts.answering.replay import campaign_day, replay_digest
from facts.answering.setting import Setting
from facts.language.phrases import Phrases, language_of
from facts.model import Topic
from facts.questions import Asked
from facts.snapshot import View
from facts.store import Store
from facts.store.delivery_model import Components, Subscription, SubscriptionState
from facts.store.happened import Happened, happened, scopes_held
from facts.store.snapshots import Snapshots

_KEPT = 64
_ROW = 1
_PLACE = "__________"
"""Stands for a subscription's id in drawings that are kept; no id has underscores."""

Kept = TypeVar("Kept")

_NOTICED = (
    SubscriptionState.FORBIDDEN,
    SubscriptionState.CHANNEL_GONE,
    SubscriptionState.BOT_REMOVED,
)


class Digests:
    """The Composer of digests. The snapshot is brought up to the window's end before it is read."""

    def __init__(self, store: Store, snapshots: Snapshots) -> None:
        self._store = store
        self._snapshots = snapshots
        self._read: OrderedDict[Hashable, tuple[Happened, ...]] = OrderedDict()
        self._scopes: tuple[int, frozenset[str]] = (-1, frozenset())
        self._drawn: OrderedDict[Hashable, tuple[str | None, list[str]]] = OrderedDict()

    async def compose(self, subscription: Subscription, window: Window) -> Sequence[Part] | Nothing:
        """Give the parts of a digest, or why there are none.

        `Nothing.reason` is a code: `nothing_new`, `nothing_said`, `replay_over`. Raises StoreError.
        """
        view = await self._view(subscription, window)
        key = _same_for(subscription, window, view)
        known = self._drawn.get(key)
        if known is None:
            digest = await self._digest(subscription, window, view)
            known = digest.reason, _draw(digest, subscription)
            _keep(self._drawn, key, known)
        reason, drawn = known
        if reason is not None and not told_when_empty(subscription, reason):
            return Nothing(reason)
        return [Part(json.loads(text.replace(_PLACE, subscription.id))) for text in drawn]

    async def look(self, subscription: Subscription, window: Window) -> Digest:
        """Compose a digest for its preview: the same content, drawn by the caller."""
        return await self._digest(subscription, window, await self._view(subscription, window))

    async def window_now(self, subscription: Subscription) -> Window:
        """Give the window that the next digest would cover if it ran now."""
        await self._snapshots.refresh()
        now, zone = self._store.now(), zone_of(subscription.zone)
        last = subscription.last_occurrence
        last_day = date.fromisoformat(last) if last else None
        at = clock_time(subscription.at)
        after = (subscription.next_at - timedelta(seconds=1)) if subscription.next_at else now
        following = next_occurrence(at, zone, after, last_day=last_day)
        return Window(
            day=following.day,
            first_day=following.day,
            due_at=following.at,
            since=subscription.covered_position,
            since_at=subscription.covered_until,
            until=max(self._snapshots.position, subscription.covered_position),
            until_at=now,
        )

    async def notice(self, subscription: Subscription, ended: SubscriptionState) -> Part | None:
        """Give the word to the owner of a channel's digest that ended; None where there is nobody."""
        if ended not in _NOTICED or not subscription.owner:
            return None
        say = Phrases.of(subscription.locale)
        said = say(f"digest.notice.{ended}", id=subscription.id, channel=subscription.channel or "")
        return Part(with_button(words_alone(said).components, subscription.id, say))

    async def _view(self, subscription: Subscription, window: Window) -> View:
        if self._snapshots.position < window.until:
            await self._snapshots.refresh()
        guild = subscription.guild
        if guild is None or guild not in await self._held():
            return View(self._snapshots.base())
        return View(self._snapshots.base(), await self._snapshots.ensure_guild(guild))

    async def _held(self) -> frozenset[str]:
        """List the servers with facts of their own; the others' layers need not be read."""
        position = self._snapshots.position
        if self._scopes[0] != position:
            self._scopes = (position, await scopes_held(self._store))
        return self._scopes[1]

    async def _digest(self, subscription: Subscription, window: Window, view: View) -> Digest:
        asked = Asked(window.day, language_of(subscription.locale), subscription.guild)
        interest = interest_of(subscription)
        if subscription.kind == "replay":
            day, number = replayed(subscription, window.day)
            days = (window.day - max(window.first_day, started_on(subscription))).days + 1
            return replay_digest(day, number, interest, view, asked, days=max(1, days))
        covers = Covers(window.since_at, window.until_at, subscription.zone)
        changes: list[Happened] = []
        for layer in view.layers:
            changes += await self._changes(layer.scope, window)
        return changes_digest(changes, covers, interest, Setting.of(view, asked))

    async def _changes(self, scope: str, window: Window) -> tuple[Happened, ...]:
        key = (scope, window.since, window.until)
        known = self._read.get(key)
        if known is None:
            known = await happened(self._store, scope, window.since, window.until)
            _keep(self._read, key, known)
        return known


def with_button(components: Components, subscription: str, phrases: Phrases) -> list[Json]:
    """Put the button that ends a digest under components."""
    last = unsubscribe_button(subscription, phrases, signed=True).to_component_dict()
    return [*map(dict, components), {"type": _ROW, "components": [dict(last)]}]


def interest_of(subscription: Subscription) -> Interest:
    """Read what a subscriber wants to hear about."""
    return Interest(Topic(subscription.about) if subscription.about else None, subscription.place)


def started_on(subscription: Subscription) -> date:
    """Give the local date on which a replay tells its first day."""
    if subscription.first_on is not None:
        return subscription.first_on
    at, zone = clock_time(subscription.at), zone_of(subscription.zone)
    return next_occurrence(at, zone, subscription.created_at).day


def replayed(subscription: Subscription, today: date) -> tuple[date, int]:
    """Give the day of the campaign that is replayed on a local date, and its number from 1."""
    started = started_on(subscription)
    day = campaign_day(subscription.from_date, started, today)
    return day, (today - started).days + 1


def _draw(digest: Digest, subscription: Subscription) -> list[str]:
    views = parts(digest, _PLACE, locale=subscription.locale)
    return [json.dumps(drawing(view).components, ensure_ascii=False) for view in views]


def told_when_empty(subscription: Subscription, reason: str) -> bool:
    """Tell whether an empty digest is sent: that a replay ends is told to everybody, and only once."""
    if reason in ("replay_ends", "replay_over"):
        return reason == "replay_ends"
    return subscription.when_empty == "say"


def _same_for(subscription: Subscription, window: Window, view: View) -> Hashable:
    """Name what a drawing depends on, but for the subscription's id."""
    own = view.guild is not None and (view.guild.records or view.guild.overlays)
    wanted: tuple[Hashable, ...] = (
        subscription.kind,
        subscription.about,
        subscription.place,
        language_of(subscription.locale),
        view.base.digest,
        subscription.guild if own else None,
        view.guild.digest if own and view.guild else None,
    )
    if subscription.kind == "replay":
        return (*wanted, replayed(subscription, window.day), window.day - window.first_day)
    minutes = (_minute(window.since_at), _minute(window.until_at))
    return (*wanted, window.since, window.until, *minutes, subscription.zone)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _keep(kept: OrderedDict[Hashable, Kept], key: Hashable, value: Kept) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
