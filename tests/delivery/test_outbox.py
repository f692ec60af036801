"""The outbox by itself: amendments and what stands in for them, limits, hand-backs, schedules."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.delivery.composing import Part
from bot.delivery.discord_port import DiscordHttp
from bot.delivery.opener import Opener
from bot.delivery.planner import Planner
from bot.delivery.running import Ports
from bot.delivery.stamper import Stamper
from bot.delivery.subscribing import edit
from facts.errors import Refused
from facts.store import Store
from facts.store.delivery_model import (
    UNSIGNED,
    Components,
    DeliveryState,
    Kind,
    Lane,
    NewDelivery,
)
from facts.store.delivery_outbox import Outbox, enqueue
from facts.store.delivery_planning import Planning
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.delivery_tables import delivery
from tests.delivery.outcomes import outcomes
from tests.delivery.world import (
    Clock,
    Composing,
    by_dm,
    components,
    delivering,
    discord_http,
    eventually,
    here,
    posts,
    subscribed,
    texts,
)
from tests.loopback import Fault, LoopbackDiscord, Post

LEASE = timedelta(seconds=60)


def old_answer(server: LoopbackDiscord) -> Post:
    body = {"components": components("the old figure", "x")}
    return server.new_post(server.home.channel, server.bot, body, flags=1 << 15)


def amendment(post: Post, otherwise: Components | None = None) -> NewDelivery:
    return NewDelivery(
        Kind.AMENDMENT,
        f"message:{post.id}",
        "position:7",
        components("corrected: the new figure", "x"),
        channel=str(post.channel.id),
        message=str(post.id),
        otherwise=otherwise,
    )


async def put(store: Store, *rows: NewDelivery) -> int:
    async with store.keeping() as connection:
        return await enqueue(connection, rows, now=store.now())


async def states(store: Store, subject: str) -> list[DeliveryState]:
    return [one.state for one in await outcomes(store, subject)]


async def test_an_answer_is_amended_in_place_and_once(
    timed: Store, server: LoopbackDiscord
) -> None:
    post = old_answer(server)
    assert await put(timed, amendment(post)) == 1
    assert await put(timed, amendment(post)) == 0  # the same correction again
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        await eventually(lambda: _final(timed, f"message:{post.id}"))
    assert texts(server, server.home.channel) == ["corrected: the new figure"]
    assert post.edits == 1


async def test_an_answer_that_cannot_be_edited_gets_one_reply(
    timed: Store, server: LoopbackDiscord
) -> None:
    post = old_answer(server)
    post.author = server.owner.user  # whose message nobody else edits: Discord says 50005
    otherwise = components("this answer was corrected", "x")
    await put(timed, amendment(post, otherwise))
    server.faults.add("POST /channels/{channel_id}/messages", Fault.lost_reply())
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        await eventually(lambda: _final(timed, f"message:{post.id}", 2))
    assert await states(timed, f"message:{post.id}") == [
        DeliveryState.FORBIDDEN,
        DeliveryState.SENT,
    ]
    (reply,) = posts(server, server.home.channel)
    assert reply.payload["message_reference"]["message_id"] == str(post.id)


async def test_an_answer_that_was_deleted_ends_as_gone(
    timed: Store, server: LoopbackDiscord
) -> None:
    post = old_answer(server)
    server.delete_post(post)
    await put(timed, amendment(post))
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        await eventually(lambda: _final(timed, f"message:{post.id}"))
    assert await states(timed, f"message:{post.id}") == [DeliveryState.GONE]


async def _final(store: Store, subject: str, count: int = 1) -> bool:
    found = await states(store, subject)
    return len(found) >= count and not {DeliveryState.DUE, DeliveryState.CLAIMED} & set(found)


def digest(server: LoopbackDiscord, part: int) -> NewDelivery:
    return NewDelivery(
        Kind.DIGEST,
        "subscription:x",
        "2026-11-25",
        components(f"part {part}", "x"),
        part=part,
        channel=str(server.home.channel.id),
    )


async def test_a_later_part_is_not_claimed_before_the_earlier_one_is_done(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    await put(timed, digest(server, 0), digest(server, 1))
    outbox = Outbox(timed)
    first = await outbox.claim("a", (Lane.DIGEST,), limit=10, lease=LEASE)
    assert [one.part for one in first] == [0]
    assert await outbox.claim("b", (Lane.DIGEST,), limit=10, lease=LEASE) == []
    clock.move(seconds=61)
    again = await outbox.claim("b", (Lane.DIGEST,), limit=10, lease=LEASE)
    assert [(one.part, one.repeated, one.tries) for one in again] == [(0, True, 2)]
    assert again[0].first_try_at < clock() - timedelta(seconds=60)


async def test_two_claims_at_once_share_what_is_due(
    timed: Store, database: str, clock: Clock, server: LoopbackDiscord
) -> None:
    rows = [
        NewDelivery(Kind.DIGEST, f"subscription:{n}", "x", components("t", "x"), channel=str(n))
        for n in range(40)
    ]
    await put(timed, *rows)
    other = await Store.open(database, clock=clock)
    outboxes = [Outbox(timed), Outbox(other)] * 4
    claims = await asyncio.gather(
        *(box.claim(str(n), (Lane.DIGEST,), limit=8, lease=LEASE) for n, box in enumerate(outboxes))
    )
    await other.close()
    marks = [one.mark for claim in claims for one in claim]
    assert len(marks) == len(set(marks))


async def test_stopping_hands_back_what_has_not_left(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    await put(timed, digest(server, 0))
    async with discord_http(server) as http:
        http._global_over.clear()  # as if Discord's global limit were reached: nothing leaves
        async with delivering(timed, http, Composing()):
            await eventually(lambda: _claimed(timed))
        http._global_over.set()
        assert await states(timed, "subscription:x") == [DeliveryState.DUE]
        async with delivering(timed, http, Composing()):
            await eventually(lambda: _final(timed, "subscription:x"))
    assert texts(server, server.home.channel) == ["part 0"]


async def _claimed(store: Store) -> bool:
    return await states(store, "subscription:x") == [DeliveryState.CLAIMED]


async def test_direct_message_channels_are_opened_apart(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    people = [server.person(f"Reader {n}").user for n in range(4)]
    rows = [
        NewDelivery(Kind.DIGEST, f"subscription:{n}", "x", components("t", "x"), user_id=str(u.id))
        for n, u in enumerate(people)
    ]
    await put(timed, *rows)
    async with discord_http(server) as http:
        ports = Ports(timed, DiscordHttp(http))
        opener = Opener(
            ports.outbox,
            ports.discord,
            Stamper(ports.stamping.stamp),
            clock,
            lambda: None,
            name="w",
            apart=0.1,
        )
        running = asyncio.create_task(opener.run())
        opened = "POST /users/@me/channels"
        await server.until(lambda: len(server.made(opened)) == 4 or None)
        running.cancel()
    times = [call.at for call in server.made(opened)]
    assert min(b - a for a, b in pairwise(times)) > 0.09


async def test_the_26th_subscription_is_refused(timed: Store, server: LoopbackDiscord) -> None:
    channel, owner = server.home.channel, server.owner.user
    for _ in range(25):
        last = await subscribed(timed, here(channel, owner))
    with pytest.raises(Refused, match="25 digests already"):
        await subscribed(timed, here(channel, owner))
    await subscribed(timed, by_dm(owner))  # its own count
    await Subscriptions(timed).end(last.id)
    await subscribed(timed, here(channel, owner))


async def test_however_many_subscribe_at_once_there_is_no_26th(
    timed: Store, database: str, clock: Clock, server: LoopbackDiscord
) -> None:
    channel, owner = server.home.channel, server.owner.user
    for _ in range(23):
        await subscribed(timed, here(channel, owner))
    others = [await Store.open(database, clock=clock) for _ in range(4)]
    tried = await asyncio.gather(
        *(subscribed(store, here(channel, owner)) for store in others * 2), return_exceptions=True
    )
    for store in others:
        await store.close()
    assert len(await Subscriptions(timed).of_channel(str(channel.id))) == 25
    assert sum(isinstance(one, Refused) for one in tried) == 6


async def test_moving_today_s_digest_to_a_later_hour_does_not_repeat_it(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    async with discord_http(server) as http, delivering(timed, http, Composing()):
        clock.move(minutes=1)
        await eventually(lambda: _final(timed, f"subscription:{made.id}"))
        moved = await edit(timed, made.id, at="21:00")
    assert moved.next_at is not None
    assert moved.next_at.isoformat() == "2026-11-26T19:00:00+00:00"


async def test_new_rules_of_a_zone_move_what_is_not_due_yet(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    planning = Planning(timed)
    assert made.next_at is not None
    await planning.reschedule({made: made.next_at + timedelta(hours=1)})  # as by the old rules
    planner = Planner(planning, Composing(), timed.position, clock, lambda: None)
    await planner.follow_rules()
    assert (await Subscriptions(timed).get(made.id)).next_at == made.next_at


async def test_one_occurrence_is_put_once_whoever_plans_it(
    timed: Store, clock: Clock, server: LoopbackDiscord
) -> None:
    made = await subscribed(timed, here(server.home.channel, server.owner.user))
    clock.move(minutes=1)
    planners = [
        Planner(Planning(timed), Composing(), timed.position, clock, lambda: None) for _ in range(4)
    ]
    await asyncio.gather(*(planner.plan() for planner in planners))
    assert len(await states(timed, f"subscription:{made.id}")) == 1


def test_a_message_that_nobody_could_find_again_is_no_delivery() -> None:
    with pytest.raises(ValueError, match="carries its mark"):
        NewDelivery(Kind.DIGEST, "s", "o", [{"type": 10, "content": "x"}], channel="1")
    assert Part(components("x", "y")).components[1]["components"][0]["custom_id"].endswith(UNSIGNED)


async def test_forgetting_a_user_leaves_nothing_of_theirs(
    timed: Store, server: LoopbackDiscord
) -> None:
    owner = server.owner.user
    await subscribed(timed, by_dm(owner))
    kept = await subscribed(timed, here(server.home.channel, owner))
    async with timed.keeping() as connection:
        await Subscriptions(timed).forget_user(connection, str(owner.id))
        left = (await connection.execute(delivery.select())).all()
    assert left == []
    assert await Subscriptions(timed).of_owner(str(owner.id)) == []
    assert (await Subscriptions(timed).get(kept.id)).owner == ""
