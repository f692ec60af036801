"""One claimed delivery, from the claim to its stamp: look, send or edit, judge."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.delivery.composing import Composer
from bot.delivery.corrected import corrected, is_correction
from bot.delivery.discord_port import DiscordPort, Looked
from bot.delivery.pacing import LeaseLost, sending_as
from bot.delivery.verdicts import NO_ACCESS, Lost, Refusal, Verdict, judge
from facts.errors import NotOnRecord
from facts.store.delivery_model import (
    LANES,
    Delivery,
    DeliveryState,
    Kind,
    NewDelivery,
    Stamp,
    SubscriptionState,
)
from facts.store.delivery_subscriptions import Subscriptions

log = logging.getLogger(__name__)

Got = TypeVar("Got")

NONCE_SAFE = timedelta(seconds=120)
"""How long a repetition is surely recognised by its nonce: Discord says "a few minutes"."""

LEASE_MARGIN = timedelta(seconds=5)
"""What a lease keeps for the stamp: nothing leaves in its last seconds."""

RETRY_PAUSES = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 30, 60, 120, 300, 600, 900, 900))
"""How long a delivery waits after each try that failed; after the last of them it is given up."""


_HIDES_EARLIER = (DeliveryState.FORBIDDEN, DeliveryState.DMS_CLOSED, DeliveryState.FAILED)
"""Refusals of a repetition that say nothing about what the first try came to."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The times that decide how a repetition is made safe. Tests shorten them together."""

    lease: timedelta = timedelta(seconds=60)
    margin: timedelta = LEASE_MARGIN
    nonce_safe: timedelta = NONCE_SAFE
    pauses: tuple[timedelta, ...] = RETRY_PAUSES


class Sender:
    """Try claimed deliveries. `clock` gives the present instant (UTC)."""

    def __init__(
        self,
        discord: DiscordPort,
        composer: Composer,
        subscriptions: Subscriptions,
        clock: Callable[[], datetime],
        patience: Patience,
    ) -> None:
        self._discord = discord
        self._composer = composer
        self._subscriptions = subscriptions
        self._clock = clock
        self._patience = patience

    async def attempt(self, one: Delivery) -> Stamp:
        """Try once; gives what to stamp.

        Cancelled before anything left, it hands the delivery back (and is not cancelled).
        """
        looked = left_us = False

        def may_leave() -> bool:
            return self._mine(one) and (looked or self._nonce_protects(one))

        def leaves() -> None:
            nonlocal left_us
            left_us = True

        try:
            if not self._nonce_protects(one):
                # Beyond the nonce's memory only the channel itself knows.
                found = await self._in_time(one, self._look(one))
                if found is not None:
                    return found
                looked = True
            with sending_as(LANES[one.kind], may_leave, leaves):
                message = await self._in_time(one, self._send(one))
        except LeaseLost:
            if not left_us:
                return self._unsent(one, "its turn did not come in time")
            # discord.py had tried before, by itself
            return self._lost(one, "no answer in time", may_be_stored=True)
        except Refusal as refused:
            return await self._refused(one, refused, may_have_arrived=one.repeated and not looked)
        except Lost as lost:
            return self._lost(one, str(lost), may_be_stored=left_us or one.repeated)
        except TimeoutError:
            if not left_us:
                return self._unsent(one, "its turn did not come in time")
            return self._lost(one, "no answer in time", may_be_stored=True)
        except asyncio.CancelledError:
            if left_us:
                raise
            return self._unsent(one, "handed back at the stop")
        return self._stamp(one, DeliveryState.SENT, sent_message=message)

    async def _in_time(self, one: Delivery, work: Coroutine[Any, Any, Got]) -> Got:
        """Wait for requests while the lease lasts; raises TimeoutError, and lets them end by themselves.

        They are not cancelled: a bucket of discord.py 2.7 whose request is cancelled at its end stays
        shut for 30 seconds.
        """
        task = asyncio.create_task(work)
        left = (one.lease_until - self._patience.margin - self._clock()).total_seconds()
        try:
            await asyncio.wait((task,), timeout=max(left, 0.0))
        except asyncio.CancelledError:
            task.cancel()  # the client is closing
            raise
        if task.done():
            return task.result()
        task.add_done_callback(_unheard)
        raise TimeoutError

    def _mine(self, one: Delivery) -> bool:
        return self._clock() < one.lease_until - self._patience.margin

    def _nonce_protects(self, one: Delivery) -> bool:
        """Tell whether sending (again) surely makes no second message."""
        if one.kind is Kind.AMENDMENT or not one.repeated:
            return True
        return self._clock() < one.first_try_at + self._patience.nonce_safe

    async def _send(self, one: Delivery) -> str:
        if one.kind is Kind.AMENDMENT:
            assert one.message is not None  # NewDelivery sees to it
            components = one.components
            if is_correction(components):
                shown = await self._discord.read(one.channel, one.message)
                components = corrected(shown, components)
            await self._discord.edit(one.channel, one.message, components)
            return one.message
        return await self._discord.send(one.channel, one.components, one.mark, reply_to=one.message)

    async def _look(self, one: Delivery) -> Stamp | None:
        """Find an earlier try's message; None where it surely is not there."""
        with sending_as(LANES[one.kind], lambda: self._mine(one)):
            found = await self._discord.find(one.channel, one.mark, one.first_try_at)
        if found is Looked.NOT_THERE:
            return None
        if found is Looked.CANNOT:
            reason = "an earlier try may have arrived, and the history cannot be read"
            return self._stamp(one, DeliveryState.UNCERTAIN, reason)
        return self._stamp(one, DeliveryState.SENT, "found in the channel", sent_message=found)

    async def _refused(self, one: Delivery, refused: Refusal, *, may_have_arrived: bool) -> Stamp:
        verdict = judge(one.kind, refused)
        if verdict.state is DeliveryState.DUE:
            return self._again(one, verdict.reason, not_stored=not one.repeated)
        if refused.code == NO_ACCESS and one.guild and not await self._still_in(one.guild):
            verdict = judge(one.kind, Refusal(404, 10004))
        told = instead = None
        if verdict.reply_instead and one.otherwise is not None:
            instead = _reply(one)
        if verdict.ends is not None and one.subscription is not None:
            told = await self._word_to_owner(one, verdict)
        state, reason = verdict.state, verdict.reason
        if may_have_arrived and state in _HIDES_EARLIER and one.kind is not Kind.AMENDMENT:
            state, reason = (
                DeliveryState.UNCERTAIN,
                f"{reason}, but an earlier try may have arrived",
            )
        return self._stamp(one, state, reason, ends=verdict.ends, told=told, instead=instead)

    async def _still_in(self, guild: str) -> bool:
        try:
            return await self._discord.in_guild(guild)
        except (Lost, Refusal, LeaseLost):
            return True  # not known: the weaker claim stands

    async def _word_to_owner(self, one: Delivery, verdict: Verdict) -> NewDelivery | None:
        assert one.subscription is not None
        assert verdict.ends is not None
        try:
            held = await self._subscriptions.get(one.subscription)
        except NotOnRecord:
            return None
        if held.to == "dm" or not held.owner or verdict.ends is SubscriptionState.DMS_CLOSED:
            return None
        part = await self._composer.notice(held, verdict.ends)
        if part is None:
            return None
        occurrence = f"{verdict.ends}:{one.occurrence}"
        subject = f"subscription:{held.id}"
        return NewDelivery(Kind.NOTICE, subject, occurrence, part.components, user_id=held.owner)

    def _lost(self, one: Delivery, reason: str, *, may_be_stored: bool) -> Stamp:
        gave_up = one.tries > len(self._patience.pauses)
        if gave_up and may_be_stored and one.kind is not Kind.AMENDMENT:
            return self._stamp(one, DeliveryState.UNCERTAIN, f"{reason}, after {one.tries} tries")
        return self._again(one, reason, not_stored=not may_be_stored)

    def _again(self, one: Delivery, reason: str, *, not_stored: bool = False) -> Stamp:
        """Put it back; after the last try give it up, as nothing of it was stored."""
        if one.tries > len(self._patience.pauses):
            return self._stamp(one, DeliveryState.FAILED, f"{reason}, after {one.tries} tries")
        pause = self._patience.pauses[one.tries - 1]
        return self._stamp(
            one,
            DeliveryState.DUE,
            reason,
            try_after=self._clock() + pause,
            not_stored=not_stored,
        )

    def _unsent(self, one: Delivery, reason: str) -> Stamp:
        """Put back what this claim has not sent; it does not count as a try."""
        return replace(
            self._stamp(one, DeliveryState.DUE, reason, not_stored=not one.repeated),
            uncounted=True,
        )

    def _stamp(
        self,
        one: Delivery,
        state: DeliveryState,
        reason: str | None = None,
        *,
        sent_message: str | None = None,
        try_after: datetime | None = None,
        not_stored: bool = False,
        ends: SubscriptionState | None = None,
        told: NewDelivery | None = None,
        instead: NewDelivery | None = None,
    ) -> Stamp:
        return Stamp(
            one.mark,
            one.claimed_by,
            one.tries,
            state,
            self._clock(),
            reason=reason,
            sent_message=sent_message,
            try_after=try_after,
            not_stored=not_stored,
            ends=ends,
            told=told,
            instead=instead,
        )


def _unheard(task: asyncio.Task[Any]) -> None:
    """Note what a request came to that nobody waits for any more."""
    if not task.cancelled() and task.exception() is not None:
        log.debug("a request that was given up failed: %s", task.exception())


def _reply(one: Delivery) -> NewDelivery:
    """Make the reply that stands in for an amendment, a part of the same run."""
    assert one.otherwise is not None
    return NewDelivery(
        Kind.REPLY,
        one.subject,
        one.occurrence,
        one.otherwise,
        part=one.part + 1,
        channel=one.channel,
        guild=one.guild,
        message=one.message,
        subscription=one.subscription,
    )
