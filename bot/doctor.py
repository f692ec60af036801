"""`factline doctor`: check settings, store, deliveries, token, intents and clock; say how to mend them."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.maintenance import counted
from bot.settings import Settings
from facts.curation.collection import check_collection
from facts.errors import FactlineError
from facts.store import Store
from facts.store.delivery_counts import Counts, Stuck, count, stuck
from facts.store.delivery_model import DeliveryState, SubscriptionState

# Flags of an application object; https://discord.com/developers/docs/resources/application
MESSAGE_CONTENT = 1 << 18
MESSAGE_CONTENT_LIMITED = 1 << 19
TOLERATED_CLOCK_SECONDS = 30
STUCK_AFTER = timedelta(minutes=5)
"""What is late by more than this is named."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; `mend` says what to do where it failed or is only a warning."""

    label: str
    success: bool
    detail: str
    mend: str = ""

    def __str__(self) -> str:
        sign = "ok  " if self.success else "FAIL"
        lines = [f"{sign}  {self.label}: {self.detail}"]
        if self.mend:
            lines.append(f"      → {self.mend}")
        return "\n".join(lines)


async def doctor(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Run every check in order and print it; gives 1 if any failed."""
    results = [CheckResult("settings", True, "every variable has a value that can be used")]
    checks: tuple[Callable[[Settings], Awaitable[list[CheckResult]]], ...] = (
        _collection,
        _store,
        _deliveries,
        _discord,
    )
    for check in checks:
        results.extend(await check(settings))
    for result in results:
        print(result)
    return 0 if all(result.success for result in results) else 1


async def _collection(settings: Settings) -> list[CheckResult]:
    if settings.starts_empty:
        return [CheckResult("collection", True, "none: the store starts empty")]
    problems = await asyncio.to_thread(check_collection, settings.collection_path)
    errors = sum(problem.severity == "error" for problem in problems)
    if errors:
        mend = "Run “factline facts check” and mend what it lists."
        return [CheckResult("collection", False, counted(errors, "error"), mend)]
    return [CheckResult("collection", True, f"valid, {counted(len(problems), 'warning')}")]


async def _store(settings: Settings) -> list[CheckResult]:
    try:
        store = await Store.open(settings.database_url)
    except FactlineError as error:
        return [CheckResult("store", False, error.sentence, error.hint)]
    try:
        findings = await store.verify()
    except FactlineError as error:
        return [CheckResult("store", False, error.sentence, error.hint)]
    finally:
        await store.close()
    if findings:
        mend = "Run “factline db verify” to see them; restore the last good backup if in doubt."
        broken = counted(len(findings), "broken invariant")
        return [CheckResult("store", False, broken, mend)]
    return [CheckResult("store", True, "opens, and every hash and invariant holds")]


async def _deliveries(settings: Settings) -> list[CheckResult]:
    """Name what should have been sent by now, and what Discord does not let us send."""
    try:
        store = await Store.open(settings.database_url)
    except FactlineError:
        return []  # the store's own check says why
    try:
        late = await stuck(store, after=STUCK_AFTER)
        held = await count(store)
    except FactlineError as error:
        return [CheckResult("deliveries", False, error.sentence, error.hint)]
    finally:
        await store.close()
    results = [CheckResult("deliveries", False, _named(one), _mend(one)) for one in late]
    if not late:
        sent = held.of(DeliveryState.SENT)
        results.append(CheckResult("deliveries", True, f"nothing is late; {sent} sent"))
    return results + _told(held)


def _named(one: Stuck) -> str:
    since = f"{one.since:%Y-%m-%d %H:%M} UTC"
    if one.what == "subscription":
        return f"the digest of subscription {one.subject} was due at {since} and is not planned"
    why = f", last: {one.reason}" if one.reason else ""
    return f"{one.what} of {one.subject} is due since {since}, {one.tries} tries{why}"


def _mend(one: Stuck) -> str:
    if one.what == "subscription" or not one.tries:
        return "Is “factline run” running, and connected? Digests leave only while it is."
    return "It is tried again by itself; look for its subject in the log."


def _told(held: Counts) -> list[CheckResult]:
    """Tell what ended badly, by reason, and which subscriptions wait for somebody."""
    results = []
    for (kind, state, reason), number in sorted(held.deliveries.items()):
        if state in (DeliveryState.FAILED, DeliveryState.UNCERTAIN):
            results.append(CheckResult("deliveries", True, f"{number} {kind} {state}: {reason}"))
    waiting = (s for s in SubscriptionState if s not in _AS_WANTED and held.subscriptions.get(s))
    for state in waiting:
        detail = f"{held.subscriptions[state]} stopped: {state.replace('_', ' ')}"
        mend = "Their owners were told; /digest list names what each one needs."
        results.append(CheckResult("subscriptions", True, detail, mend))
    return results


_AS_WANTED = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED, SubscriptionState.ENDED)


async def _discord(settings: Settings) -> list[CheckResult]:
    """Check token, intents and clock by two harmless requests."""
    token = settings.token
    if token is None:
        mend = "Put DISCORD_TOKEN into .env to connect to Discord; the console needs none."
        return [CheckResult("token", True, "not set, so only the console works", mend)]
    headers = {"Authorization": f"Bot {token}"}
    timeout = aiohttp.ClientTimeout(total=15)
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            async with session.get(f"{settings.discord_api_url}/users/@me") as reply:
                clock = _clock(reply.headers.get("Date"))
                if reply.status == 401:
                    mend = "Reset it on the bot's page of the developer portal, put it into .env."
                    return [CheckResult("token", False, "Discord refuses it", mend), *clock]
                reply.raise_for_status()
                name = (await reply.json()).get("username", "?")
            async with session.get(f"{settings.discord_api_url}/applications/@me") as reply:
                reply.raise_for_status()
                flags = int((await reply.json()).get("flags", 0))
    except aiohttp.ClientResponseError as refused:
        detail = f"Discord answered {refused.status} instead of saying who the bot is"
        return [CheckResult("Discord", False, detail, "Check DISCORD_API_URL, or try again later.")]
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        detail = f"Discord could not be asked ({type(error).__name__})"
        return [CheckResult("Discord", False, detail, "Check the network and DISCORD_API_URL.")]
    return [CheckResult("token", True, f"Discord knows it as {name}"), _intents(flags), *clock]


def _intents(flags: int) -> CheckResult:
    if flags & (MESSAGE_CONTENT | MESSAGE_CONTENT_LIMITED):
        return CheckResult("intents", True, "message content is on: text commands work")
    mend = "Switch “Message Content Intent” on in the developer portal if you want text commands."
    return CheckResult("intents", True, "message content is off: / and mentions work", mend)


def _clock(date: str | None) -> list[CheckResult]:
    """Compare this machine's clock with the Date header of a reply."""
    if date is None:
        return []
    away = abs(parsedate_to_datetime(date) - datetime.fromtimestamp(time.time(), UTC))
    seconds = round(away.total_seconds())
    if seconds > TOLERATED_CLOCK_SECONDS:
        mend = "Switch on time synchronisation (NTP); digests depend on the clock."
        return [CheckResult("clock", False, f"{seconds} seconds off", mend)]
    return [CheckResult("clock", True, f"within {TOLERATED_CLOCK_SECONDS} seconds of Discord's")]
