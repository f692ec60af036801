"""Whatever happens to one destination ends in a named state and touches no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.delivery.composing import Nothing, Part, Window
from bot.delivery.subscribing import resume
from facts.store import Store
from facts.store.delivery_model import DeliveryState, Subscription, SubscriptionState
from facts.store.delivery_subscriptions import Subscriptions
from tests.delivery.outcomes import outcomes
from tests.delivery.test_once import finished
from tests.delivery.world import (
    Clock,
    Composing,
    by_dm,
    delivering,
    discord_http,
    eventually,
    here,
    subscribed,
    texts,
)
from tests.loopback import Fault, LoopbackDiscord, Permission


@pytest.mark.parametrize("how", ["forbidden", "unseen", "deleted", "removed"])
async def test_a_channel_that_is_lost_ends_its_digest_and_tells_its_owner_once(
    timed: Store, clock: Clock, server: LoopbackDiscord, how: str
) -> None:
    guild = server.new_guild("Elsewhere")
    lost, kept, owner = guild.channel, server.home.channel, server.owner.user
    gone = await subscribed(timed, here(lost, owner))
    other = await subscribed(timed, here(kept, owner))
    states = {
        "forbidden": (DeliveryState.FORBIDDEN, SubscriptionState.FORBIDDEN),
        "unseen": (DeliveryState.FORBIDDEN, SubscriptionState.FORBIDDEN),
        "deleted": (DeliveryState.GONE, SubscriptionState.CHANNEL_GONE),
        "removed": (DeliveryState.GONE, SubscriptionState.BOT_REMOVED),
    }
    if how == "deleted":
        server.delete_channel(lost)
    elif how == "removed":
        server.remove_bot(guild)
    else:
        right = Permission.SEND_MESSAGES if how == "forbidden" else Permission.VIEW_CHANNEL
        lost.deny(server.bot, right)
    composer = Composing(2)
    async with discord_http(server) as http, delivering(timed, http, composer):
        clock.move(minutes=1)
        ended = (await finished(timed, gone.id, 3))[:2]
        assert await finished(timed, other.id, 2) == [DeliveryState.SENT] * 2
        clock.move(days=1)
        await finished(timed, other.id, 4)
    after = await Subscriptions(timed).get(gone.id)
    assert (ended, after.state) == ([states[how][0]] * 2, states[how][1])
    assert after.reason
    assert after.covered_position == gone.covered_position  # what it would have held is kept
    assert after.covered_until == gone.covered_until
    assert texts(server, server.world.direct(owner)) == [f"{gone.id} is {after.state}"]
    assert len(texts(server, kept)) == 4


async def test_closed_direct_messages_end_their_digest_alone(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    shy, open_one = server.person("Shy").user, server.owner.user
    shy.dms_open = False
    ended = await subscribed(timed, by_dm(shy))
    goes_on = await subscribed(timed, by_dm(open_one))
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        clock.move(minutes=1)
        assert await finished(timed, ended.id) == [DeliveryState.DMS_CLOSED]
        assert await finished(timed, goes_on.id) == [DeliveryState.SENT]
    state = (await Subscriptions(timed).get(ended.id)).state
    assert state is SubscriptionState.DMS_CLOSED


async def test_a_digest_that_cannot_be_composed_stops_no_other(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    class Stumbling(Composing):
        async def compose(
            self, subscription: Subscription, window: Window
        ) -> Sequence[Part] | Nothing:
            if subscription.id == bad.id:
                raise ZeroDivisionError
            return await super().compose(subscription, window)

    bad = await subscribed(timed, here(server.home.channel, server.owner.user))
    good = await subscribed(timed, here(server.home.channel, server.owner.user))
    async with discord_http(server) as http, delivering(timed, http, Stumbling()):
        clock.move(minutes=1)
        assert await finished(timed, bad.id) == [DeliveryState.FAILED]
        assert await finished(timed, good.id) == [DeliveryState.SENT]
    after = await Subscriptions(timed).get(bad.id)
    assert after.state is SubscriptionState.ACTIVE
    assert after.covered_until == bad.covered_until  # tomorrow's digest covers today too


async def test_what_a_resumed_digest_had_missed_is_covered(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    await Subscriptions(timed).pause(made.id)
    composer = Composing()
    async with discord_http(server) as http, delivering(timed, http, composer):
        clock.move(days=2)
        await resume(timed, made.id)
        clock.move(days=1)
        await finished(timed, made.id)
    (window,) = composer.windows
    assert window.since_at == made.covered_until


async def test_unsubscribing_cancels_what_is_due(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    owner = server.owner.user
    made = await subscribed(timed, by_dm(owner))
    server.faults.add("POST /users/@me/channels", Fault.unavailable(), times=None)

    async def due() -> bool:
        return bool(await outcomes(timed, f"subscription:{made.id}"))

    async with discord_http(server) as http, delivering(timed, http, Composing()):
        clock.move(minutes=1)
        await eventually(due)
        await Subscriptions(timed).end(made.id)
        assert await finished(timed, made.id) == [DeliveryState.CANCELLED]
