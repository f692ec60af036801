"""A subscription made, its digest arriving, a fact retracted, the earlier answer amended, and told.

The client runs inside the test, on a real socket and a store whose clock is moved.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.client import FactlineClient
from bot.conversation import Conversation
from bot.delivery.amending import Amending
from bot.delivery.subscribing import subscribe
from bot.render.custom_ids import ButtonId, Press, encode
from bot.settings import Settings
from facts.answering.desk import Desk
from facts.curation.settings import SettingsBook
from facts.model import Action, Measure, Unit
from facts.store import Store
from facts.store.delivery_answers import AnswerLog, PostedAnswer, ShownFact
from facts.store.delivery_counts import count
from facts.store.delivery_cursor import amended_to
from facts.store.delivery_model import NewSubscription
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.snapshots import Snapshots
from tests.client.connecting import connected
from tests.delivery.world import Clock
from tests.loopback import (
    ApiError,
    Channel,
    Fault,
    LoopbackDiscord,
    Permission,
    Person,
    Post,
    Reply,
)
from tests.loopback.exchanges import find_component, text_of
from tests.store.records import body, create

EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


@dataclass
class World:
    """The bot at work: its Discord, its record, its clock."""

    discord: LoopbackDiscord
    store: Store
    snapshots: Snapshots
    client: FactlineClient
    clock: Clock

    @property
    def channel(self) -> Channel:
        return self.discord.home.channel

    async def change(self, fact: str, action: Action, reason: str, **parts: Any) -> None:
        number = (await self.store.history(fact, ["base"]))[-1].number
        async with self.store.writing(actor="person:x") as w:
            changed = body(f"About {fact}.", **parts)
            await w.revise(fact, action, changed, reason=reason, notice=None, based_on=number)
        await self.snapshots.refresh()

    async def noted(self, answers: int = 1) -> None:
        """Wait until so many answers are in the answer log."""
        async with asyncio.timeout(10):
            while (await count(self.store)).answers < answers:
                await self.client._unasked.notes.flush()
                await asyncio.sleep(0.01)

    async def next_post(self, channel: Channel, after: int) -> Post:
        """Wait for the bot's next message."""

        def found() -> Post | None:
            posts = (p for p in channel.posts.values() if p.id > after)
            return next((p for p in posts if p.author is self.discord.bot), None)

        return await self.discord.until(found)

    async def shows(self, reply: Reply, words: str) -> None:
        """Wait until an answer shows certain words."""
        await self.discord.until(lambda: words in text_of(reply.message) or None)

    async def amended(self, reply: Reply) -> str:
        """Wait until an answer is edited, and give its text."""
        assert reply.post is not None
        post = reply.post
        await self.discord.until(lambda: post.edits or None)
        return text_of(post.payload)


@pytest.fixture
async def world(record: Store, snapshots: Snapshots, clock: Clock) -> AsyncIterator[World]:
    await create(record, "tanks", "guns")
    await snapshots.refresh()
    async with LoopbackDiscord(clock=clock.seconds) as discord:
        discord.person("Warm up")  # ids are given by the moved clock too
        desk = Desk(snapshots, record)
        conversation = Conversation(desk, snapshots)
        settings = Settings(DISCORD_TOKEN=discord.token)
        client = FactlineClient(settings, record, snapshots, conversation)
        async with connected(client, discord):
            await discord.until(lambda: discord.commands.get(None))
            yield World(discord, record, snapshots, client, clock)


async def test_a_correction_reaches_the_earlier_answer_and_opens_the_next_digest(
    world: World,
) -> None:
    owner, channel = world.discord.owner, world.channel
    made = await owner.slash(
        channel, "digest subscribe", at="07:30", timezone="Europe/Kyiv", where="here"
    )
    assert made.ephemeral
    assert "07:30 (Europe/Kyiv)" in made.text
    assert "/digest unsubscribe" in made.text
    answer = await owner.slash(channel, "fact show", id="tanks")
    await create(world.store, "bridges")
    await world.noted()

    world.clock.move(seconds=61)
    first = await world.next_post(channel, answer.post.id if answer.post else 0)
    assert "About bridges." in text_of(first.payload)
    assert "Corrected" not in text_of(first.payload)

    await world.change("tanks", Action.RETRACT, "the page was misread")
    text = await world.amended(answer)
    assert text.startswith("**Correction: “over 70” no longer counts")
    assert "the page was misread" in text
    assert "over 70" in text.partition("\n")[2]

    world.clock.move(days=1)
    second = await world.next_post(channel, first.id)
    said = text_of(second.payload)
    assert said.index("Corrected or retracted since") < said.index("About tanks.")

    ended = await owner.click(second, "Unsubscribe")
    assert ended.ephemeral
    assert await Subscriptions(world.store).of_channel(str(channel.id)) == []


async def test_answers_to_text_and_slash_and_in_direct_messages_are_amended(world: World) -> None:
    owner, channel = world.discord.owner, world.channel
    replies = [
        await owner.slash(channel, "fact show", id="tanks"),
        await owner.ask(channel, "!fact tanks"),
        await owner.ask(owner.direct, "fact tanks"),
    ]
    other = await owner.slash(channel, "fact show", id="guns")
    await world.noted(4)
    seventy_five = Measure(Unit.COUNT, "over 75", low=75)
    await world.change("tanks", Action.CORRECT, "misread", measure=seventy_five)
    for reply in replies:
        assert "“over 70” → “over 75”" in await world.amended(reply)
    assert other.post is not None
    assert not other.post.edits


async def test_a_second_correction_takes_the_place_of_the_first(world: World) -> None:
    reply = await world.discord.owner.slash(world.channel, "fact show", id="tanks")
    await world.noted()
    for number in (75, 80):
        measure = Measure(Unit.COUNT, f"over {number}", low=number)
        await world.change("tanks", Action.CORRECT, "misread", measure=measure)
        await world.shows(reply, f"“over {number}”")
    assert text_of(reply.message).count("Correction:") == 1


async def test_an_answer_is_amended_in_its_own_language(world: World) -> None:
    reader = world.discord.join(world.discord.home, "Читач", locale="uk")
    reply = await reader.slash(world.channel, "fact show", id="tanks")
    await world.noted()
    await world.change("tanks", Action.RETRACT, "misread")
    assert (await world.amended(reply)).startswith("**Виправлення:")


async def test_where_nothing_can_be_edited_a_reply_tells_it_once(world: World) -> None:
    reply = await world.discord.owner.slash(world.channel, "fact show", id="tanks")
    assert reply.post is not None
    await world.noted()
    too_old = ApiError(400, 30046, "Maximum number of edits to messages older than 1 hour")
    world.discord.faults.add(EDIT, Fault("refuse", error=too_old))
    await world.change("tanks", Action.RETRACT, "misread")
    told = await world.next_post(world.channel, reply.post.id)
    assert told.payload["message_reference"]["message_id"] == str(reply.post.id)
    assert "no longer counts" in text_of(told.payload)
    assert find_component(told.payload, "All corrections")


async def test_what_only_the_asker_saw_ends_as_unreachable(world: World) -> None:
    listed = await world.discord.owner.slash(world.channel, "timeline", place="Kharkiv Oblast")
    curious = world.discord.join(world.discord.home, "Curious")
    menu = encode(ButtonId(Press.PICK, ""))
    assert menu is not None
    shown = await curious.choose(listed, menu, ["tanks"])
    assert shown.ephemeral
    await world.noted(2)
    await world.change("tanks", Action.RETRACT, "misread")
    await world.amended(listed)
    states = {state for (_, state, _) in (await count(world.store)).deliveries}
    assert "unreachable" in states
    assert shown.post is not None
    assert not shown.post.edits


async def test_an_answer_on_its_way_while_its_fact_is_corrected_is_amended_too(
    record: Store, snapshots: Snapshots, clock: Clock
) -> None:
    await create(record, "tanks")
    amending = Amending(record, snapshots, SettingsBook(record, snapshots))
    await amending.plan()
    seventy_five = Measure(Unit.COUNT, "over 75", low=75)
    async with record.writing(actor="person:x") as w:
        changed = body("About tanks.", measure=seventy_five)
        await w.revise("tanks", Action.CORRECT, changed, reason="misread", notice=None, based_on=1)
    assert await amending.plan() == 0
    late = PostedAnswer("11", "1", None, clock(), (ShownFact("base", "tanks", 1),))
    await AnswerLog(record).add([late])
    assert await amending.plan() == 1
    assert await amending.plan() == 0
    clock.move(seconds=31)
    assert await amending.plan() == 0
    position = await record.position()
    assert await amended_to(record) == position


@pytest.mark.parametrize("thread", [False, True], ids=["channel", "thread"])
async def test_a_deleted_channel_stops_its_digest_and_its_owner_is_told_once(
    world: World, thread: bool
) -> None:
    owner = world.discord.owner
    channel = world.discord.new_channel(world.discord.home, "figures")
    if thread:
        channel = world.discord.new_thread(channel, "talk")
    await known(lambda: world.client.get_channel(channel.id) is not None)
    await owner.slash(channel, "digest subscribe", where="here")
    world.discord.delete_channel(channel)
    told = await world.next_post(owner.direct, 0)
    assert "has stopped: its channel was deleted" in text_of(told.payload)
    (held,) = await Subscriptions(world.store).of_owner(str(owner.user.id))
    assert held.state == "channel_gone"


async def known(happened: Callable[[], bool]) -> None:
    """Wait until the client has heard of something that Discord told it."""
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 - nothing outside tells when
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("right", "named"),
    [
        (Permission.SEND_MESSAGES, "Send Messages"),
        (Permission.READ_MESSAGE_HISTORY, "Read Message History"),
    ],
)
async def test_subscribing_where_the_bot_may_not_write_or_read_the_history_is_refused_at_once(
    world: World, right: Permission, named: str
) -> None:
    channel = world.discord.new_channel(world.discord.home, "locked")
    channel.deny(world.discord.bot, right)
    world.discord.announce(channel)
    reply = await world.discord.owner.slash(channel, "digest subscribe", where="here")
    assert f"I lack “{named}”" in reply.text
    assert await Subscriptions(world.store).of_channel(str(channel.id)) == []


async def test_a_server_can_turn_the_answer_log_off(world: World) -> None:
    owner, channel = world.discord.owner, world.channel
    await owner.slash(channel, "settings set", setting="answer_log", value="off")
    reply = await owner.slash(channel, "fact show", id="tanks")
    told = await owner.ask(owner.direct, "fact tanks")
    await world.noted(1)
    await world.change("tanks", Action.RETRACT, "the page was misread")
    await world.amended(told)
    assert reply.post is not None
    assert not reply.post.edits


async def test_a_channels_digest_needs_a_moderator_and_a_direct_one_nobody(world: World) -> None:
    member = world.discord.join(world.discord.home, "Member")
    refused = await member.slash(world.channel, "digest subscribe", where="here")
    assert "by a moderator" in refused.text
    own = await member.slash(world.channel, "digest subscribe")
    assert "your direct messages" in own.text


async def test_nobody_ends_what_is_not_theirs(world: World) -> None:
    owner = world.discord.owner
    await owner.slash(world.channel, "digest subscribe", where="here")
    (held,) = await Subscriptions(world.store).of_channel(str(world.channel.id))
    member = world.discord.join(world.discord.home, "Member")
    refused = await member.slash(world.channel, "digest unsubscribe", id=held.id)
    assert "not yours" in refused.text
    assert len(await Subscriptions(world.store).of_channel(str(world.channel.id))) == 1


async def talk(person: Person, channel: Channel, *commands: str) -> list[str]:
    """Say text commands one after the other, as slowly as people do."""
    return [(await person.ask(channel, command)).text for command in commands]


async def test_a_life_in_text(world: World) -> None:
    owner, direct = world.discord.owner, world.discord.owner.direct
    made, listed, paused, resumed, edited, ended, after = await talk(
        owner,
        direct,
        "digest subscribe 07:30 Europe/Kyiv kharkiv",
        "digest list",
        "digest pause",
        "digest resume",
        "digest edit 08:00 replay from 6 sep",
        "digest unsubscribe",
        "digest list",
    )
    assert "Kharkiv Oblast" in made
    assert "Active. Next run: 25 November 2026, 07:30 (Europe/Kyiv)" in listed
    assert "does not come until" in paused
    assert "It covers the pause too" in resumed
    assert "08:00 (Europe/Kyiv). The next one, about 6 September 2022" in edited
    assert "will not come any more" in ended
    assert "You have no digest" in after


async def test_zones_topics_places_and_ones_own_digests_complete(world: World) -> None:
    owner, channel, command = world.discord.owner, world.channel, "digest subscribe"
    await owner.slash(channel, command, where="here")
    (held,) = await Subscriptions(world.store).of_channel(str(channel.id))
    zones = await owner.autocomplete(channel, command, "timezone", "kyi")
    assert zones[0]["value"] == "Europe/Kyiv"
    topics = await owner.autocomplete(channel, command, "about", "loss")
    assert "equipment_losses" in [choice["value"] for choice in topics]
    assert await owner.autocomplete(channel, command, "place", "izi")
    offered = await owner.autocomplete(channel, "digest edit", "id", "")
    assert [choice["value"] for choice in offered] == [held.id]
    stranger = world.discord.join(world.discord.home, "Stranger")
    assert await stranger.autocomplete(channel, "digest edit", "id", "") == []


async def test_without_options_it_is_everything_at_nine_in_the_servers_time_zone(
    world: World,
) -> None:
    owner = world.discord.owner
    zone = "America/New_York"
    await owner.slash(world.channel, "settings set", setting="time_zone", value=zone)
    made = await owner.slash(world.channel, "digest subscribe")
    assert "what is new on record, everything" in made.text
    assert f"in this channel every day at 09:00 ({zone})" in made.text
    assert "The next one: 25 November 2026, 09:00" in made.text
    assert "stays silent" in made.text


async def test_silence_is_explained_by_list(world: World) -> None:
    owner = world.discord.owner
    await owner.slash(world.channel, "digest subscribe", at="07:30", timezone="Europe/Kyiv")
    world.clock.move(seconds=61)
    subscriptions = Subscriptions(world.store)
    async with asyncio.timeout(10):
        # Nothing outside tells when.
        while not (await subscriptions.of_channel(str(world.channel.id)))[0].last_at:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    listed = await owner.slash(world.channel, "digest list")
    assert "Last run 25 November 2026, 07:30: nothing new." in listed.text


async def test_the_26th_digest_is_refused(world: World) -> None:
    owner = world.discord.owner

    for _ in range(25):
        one = NewSubscription(str(owner.user.id), "dm", "changes", "09:00", "UTC")
        await subscribe(world.store, one)
    refused = await owner.slash(world.channel, "digest subscribe", where="dm")
    assert "25 digests already" in refused.text


async def test_a_preview_is_what_the_next_one_holds(world: World) -> None:
    owner = world.discord.owner
    await owner.slash(world.channel, "digest subscribe", at="07:30", timezone="Europe/Kyiv")
    await create(world.store, "bridges")
    shown = await owner.slash(world.channel, "digest preview")
    assert shown.ephemeral
    assert "would hold if it ran now" in shown.text
    world.clock.move(seconds=61)
    sent = await world.next_post(world.channel, 0)
    figure = "About bridges."
    assert figure in shown.text
    assert figure in text_of(sent.payload)
