"""A digest arrives once, in order, at its minute, and ends in a state that says what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.marks import carries
from bot.render.custom_ids import Press, decode
from facts.store import Store
from facts.store.delivery_model import DeliveryState, SubscriptionState
from facts.store.delivery_subscriptions import Subscriptions
from tests.delivery.outcomes import outcomes
from tests.delivery.world import (
    QUICK,
    Clock,
    Composing,
    by_dm,
    custom_ids,
    delivering,
    discord_http,
    eventually,
    here,
    posts,
    subscribed,
    texts,
)
from tests.loopback import Fault, LoopbackDiscord, Permission

POST = "POST /channels/{channel_id}/messages"


async def finished(store: Store, name: str, count: int = 1) -> list[DeliveryState]:
    """Wait until so many deliveries of a subscription are final."""

    async def look() -> list[DeliveryState]:
        states = [o.state for o in await outcomes(store, f"subscription:{name}")]
        pending = {DeliveryState.DUE, DeliveryState.CLAIMED} & set(states)
        return states if len(states) >= count and not pending else []

    found: list[DeliveryState] = await eventually(look)
    return found


async def test_a_digest_arrives_at_its_minute_in_parts(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    channel, owner = server.home.channel, server.owner.user
    made = await subscribed(timed, here(channel, owner))
    composer = Composing(3)
    async with discord_http(server) as http, delivering(timed, http, composer):
        assert texts(server, channel) == []
        clock.move(minutes=1)
        assert await finished(timed, made.id, 3) == [DeliveryState.SENT] * 3
    assert texts(server, channel) == [f"{made.id} 2026-11-25 {n}" for n in range(3)]
    after = await Subscriptions(timed).get(made.id)
    assert (after.last_state, after.last_occurrence) == ("sent", "2026-11-25")
    assert after.next_at is not None
    assert after.next_at.isoformat() == "2026-11-26T05:30:00+00:00"
    pressed = decode(custom_ids(posts(server, channel)[0])[0])
    assert pressed is not None
    assert (pressed.press, pressed.text) == (Press.UNSUBSCRIBE, made.id)


async def test_a_direct_message_s_channel_is_opened_once(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    owner = server.owner.user
    made = await subscribed(timed, by_dm(owner))
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        for _ in range(2):
            clock.move(days=1)
            await eventually(lambda: _sent_on(timed, made.id, clock))
    assert len(texts(server, server.world.direct(owner))) == 2
    assert len(server.made("POST /users/@me/channels")) == 1


async def _sent_on(store: Store, name: str, clock: Clock) -> bool:
    held = await Subscriptions(store).get(name)
    recent = held.last_at is not None and held.last_at > clock() - timedelta(hours=1)
    return recent and held.last_state == "sent"


async def test_three_days_of_downtime_are_one_digest_that_covers_them(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    clock.move(days=3, hours=2)
    composer = Composing()
    async with discord_http(server) as http, delivering(timed, http, composer):
        await finished(timed, made.id)
    assert texts(server, server.home.channel) == [f"{made.id} 2026-11-28 0"]
    (window,) = composer.windows
    assert window.first_day.isoformat() == "2026-11-25"
    assert window.since_at == made.covered_until


async def test_nothing_new_is_silence_with_a_reason(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    async with discord_http(server) as http, delivering(timed, http, Composing(None)):
        clock.move(minutes=1)
        assert await finished(timed, made.id) == [DeliveryState.SKIPPED]
    after = await Subscriptions(timed).get(made.id)
    assert (after.last_state, after.last_reason) == ("skipped", "nothing new on record")
    assert server.made(POST) == []


@pytest.mark.parametrize(
    "faults",
    [
        [Fault.lost_reply()],
        [Fault.cut(), Fault.unavailable(503)],
        [Fault.rate_limited(0.05), Fault.lost_reply(), Fault.lost_reply()],
    ],
    ids=["lost reply", "cut and 503", "429 and lost replies"],
)
async def test_whatever_discord_does_each_part_is_there_once(
    timed: Store, clock: Clock, server: LoopbackDiscord, faults: list[Fault]
) -> None:
    for fault in faults:
        server.faults.add(POST, fault)
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    async with discord_http(server) as http, delivering(timed, http, Composing(2)):
        clock.move(minutes=1)
        await finished(timed, made.id, 2)
    assert texts(server, server.home.channel) == [f"{made.id} 2026-11-25 {n}" for n in range(2)]


async def test_beyond_the_nonce_the_message_is_found_in_the_channel(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    server.faults.add(POST, Fault.lost_reply())
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    forgetful = replace(QUICK, nonce_safe=timedelta(0))
    async with (
        discord_http(server) as http,
        delivering(timed, http, Composing(), patience=forgetful),
    ):
        clock.move(minutes=1)
        await finished(timed, made.id)
    (outcome,) = await outcomes(timed, f"subscription:{made.id}")
    assert (outcome.state, outcome.reason) == (DeliveryState.SENT, "found in the channel")
    (post,) = posts(server, server.home.channel)
    assert outcome.sent_message == str(post.id)
    assert carries(post.payload, outcome.mark)
    assert len(server.made(POST)) == 1


async def test_what_never_arrived_is_sent_after_a_look(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    server.faults.add(POST, Fault.cut())
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    forgetful = replace(QUICK, nonce_safe=timedelta(0))
    async with (
        discord_http(server) as http,
        delivering(timed, http, Composing(), patience=forgetful),
    ):
        clock.move(minutes=1)
        assert await finished(timed, made.id) == [DeliveryState.SENT]
    assert len(posts(server, server.home.channel)) == 1
    assert len(server.made("GET /channels/{channel_id}/messages")) == 1


async def test_an_empty_history_that_may_not_be_read_is_not_taken_for_unsent(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    channel = server.home.channel
    channel.deny(server.bot, Permission.READ_MESSAGE_HISTORY)
    server.faults.add(POST, Fault.lost_reply())
    made = await subscribed(timed, here(channel, server.owner.user))
    forgetful = replace(QUICK, nonce_safe=timedelta(0))
    async with (
        discord_http(server) as http,
        delivering(timed, http, Composing(), patience=forgetful),
    ):
        clock.move(minutes=1)
        assert await finished(timed, made.id) == [DeliveryState.UNCERTAIN]
    assert len(posts(server, channel)) == 1
    assert len(server.made(POST)) == 1
    assert (await Subscriptions(timed).get(made.id)).state is SubscriptionState.ACTIVE


async def test_after_a_part_that_nobody_can_look_for_the_later_ones_arrive_and_list_tells(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    channel = server.home.channel
    channel.deny(server.bot, Permission.READ_MESSAGE_HISTORY)
    server.faults.add(POST, Fault.cut())
    made = await subscribed(timed, here(channel, server.owner.user))
    forgetful = replace(QUICK, nonce_safe=timedelta(0))
    async with (
        discord_http(server) as http,
        delivering(timed, http, Composing(3), patience=forgetful),
    ):
        clock.move(minutes=1)
        states = await finished(timed, made.id, 3)
    assert states == [DeliveryState.UNCERTAIN, DeliveryState.SENT, DeliveryState.SENT]
    assert texts(server, channel) == [f"{made.id} 2026-11-25 {n}" for n in (1, 2)]
    assert (await Subscriptions(timed).get(made.id)).last_state == "uncertain"


async def test_the_log_has_a_deliverys_id_from_plan_to_stamp(
    timed: Store, clock: Clock, server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "bot.delivery")
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        clock.move(minutes=1)
        await finished(timed, made.id)
    (outcome,) = await outcomes(timed, f"subscription:{made.id}")
    about = [r for r in caplog.records if getattr(r, "deliveries", None) == [outcome.mark]]
    assert all(outcome.mark in record.getMessage() for record in about)
    planned, claimed, sent = [record.getMessage() for record in about]
    assert planned.startswith(f"subscription {made.id} on 2026-11-25: due")
    assert "claimed" in claimed
    assert "part 1: sent" in sent
