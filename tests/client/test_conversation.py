"""Talking with the real program: `python -m bot run` as a process, Discord on a loopback socket."""

from __future__ import annotations

from itertools import count

import pytest

from tests.loopback import (
    ApiError,
    Channel,
    Fault,
    LoopbackDiscord,
    Permission,
    Person,
    Post,
    Program,
    payloads,
)
from tests.loopback.limits import SELECTS, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

POST = "POST /channels/{channel_id}/messages"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"

_numbers = count(1)


def answers(channel: Channel, after: Post | None = None) -> list[Post]:
    """List what the bot wrote in a channel, after a message."""
    since = after.id if after else 0
    return [p for p in channel.posts.values() if p.author.name == "Factline" and p.id > since]


# Asking


async def test_a_slash_command_is_answered_at_once_for_all(asker: Person, channel: Channel) -> None:
    reply = await asker.slash(channel, "losses", period="week")
    assert not reply.deferred
    assert not reply.ephemeral
    assert "2022" in reply.text


async def test_a_prefix_command_is_answered_with_sources(asker: Person, channel: Channel) -> None:
    reply = await asker.ask(channel, "!area kharkiv")
    assert "Kharkiv" in reply.text
    assert "http" in reply.text
    assert reply.message["message_reference"]


async def test_a_mention_is_a_command_too(asker: Person, channel: Channel) -> None:
    reply = await asker.mention(channel, "losses week tanks")
    assert "tank" in reply.text.lower()


async def test_all_three_ways_give_one_answer(asker: Person, channel: Channel) -> None:
    slash = await asker.slash(channel, "losses", period="week", category="tanks")
    prefix = await asker.ask(channel, "!losses week tanks")
    mention = await asker.mention(channel, "losses tanks week")
    assert slash.text == prefix.text == mention.text


async def test_an_empty_mention_gets_help(asker: Person, channel: Channel) -> None:
    reply = await asker.mention(channel, "")
    assert "losses" in reply.text


async def test_the_bots_own_role_is_taken_for_its_name(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    role = discord.world.new_role(discord.home, "Factline", Permission(0))
    own = payloads.role(role) | {"managed": True, "tags": {"bot_id": str(discord.bot.id)}}
    made = {"guild_id": str(discord.home.id), "role": own}
    discord.gateway.dispatch("GUILD_ROLE_CREATE", made, guild=discord.home)
    reply = await asker.ask(channel, f"<@&{role.id}> area kharkiv")
    assert "Kharkiv" in reply.text


async def test_it_answers_in_threads(discord: LoopbackDiscord, asker: Person) -> None:
    thread = discord.world.new_thread(discord.home.channel, "figures", asker.user)
    data = payloads.channel(thread)
    discord.gateway.dispatch("THREAD_CREATE", data, guild=discord.home)
    assert (await asker.ask(thread, "!losses week")).text
    assert (await asker.slash(thread, "losses", period="week")).text


async def test_direct_messages_need_no_prefix(asker: Person, program: Program) -> None:
    reply = await asker.ask(asker.direct, "area izyum")
    assert "Izium" in reply.text
    assert (await asker.slash(asker.direct, "about")).text


async def test_the_askers_language_is_used(discord: LoopbackDiscord, channel: Channel) -> None:
    asker = discord.join(discord.home, "Оксана", locale="uk")
    reply = await asker.slash(channel, "help")
    assert any(letter in reply.text for letter in "іїє")


async def test_choices_come_while_typing(asker: Person, channel: Channel) -> None:
    places = await asker.autocomplete(channel, "area", "place", "khar")
    assert any("Kharkiv" in choice["name"] for choice in places)
    for option in ("period", "category", "source"):
        choices = await asker.autocomplete(channel, "losses", option, "")
        assert 0 < len(choices) <= 25
    assert await asker.autocomplete(channel, "fact show", "id", "oryx")
    assert await asker.autocomplete(channel, "source show", "name", "isw")


async def test_a_mistyped_command_gets_one_suggestion(asker: Person, channel: Channel) -> None:
    reply = await asker.ask(channel, "!lossse week")
    assert reply.buttons == ["losses week"]
    taken = await asker.click(reply, "losses week")
    assert taken.kind == "update"
    assert "Losses" in reply.text


async def test_what_nobody_meant_for_it_is_left_alone(asker: Person, channel: Channel) -> None:
    first = asker.say(channel, "Hello")
    for text in ("!!!", "!", "! hi", "!play some music", "just talking", "I lost <@1> my losses"):
        asker.say(channel, text)
    last = asker.say(channel, "!about")
    await asker.answer_to(last)
    assert len(answers(channel, after=first)) == 1


async def test_other_bots_are_never_answered(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    other = discord.join(discord.home, "Other bot", bot=True)
    first = other.say(channel, "!losses week")
    other.say(channel, f"<@{discord.bot.id}> losses week")
    await asker.ask(channel, "!about")
    assert len(answers(channel, after=first)) == 1


# What goes wrong on the asker's side


async def test_a_wrong_date_is_said_to_the_asker_only(asker: Person, channel: Channel) -> None:
    reply = await asker.slash(channel, "losses", period="31 february")
    assert reply.ephemeral
    assert "Traceback" not in reply.text
    assert reply.text


@pytest.mark.parametrize(
    "payload",
    [
        "@everyone",
        "<@&1> <@2> @here",
        "```\n# big **bold**",
        "'; DROP TABLE fact; --",
        "\u202egnol",
    ],
)
async def test_payloads_ping_nobody(payload: str, asker: Person, channel: Channel) -> None:
    for reply in (
        await asker.ask(channel, f"!area {payload}"),
        await asker.slash(channel, "area", place=payload),
        await asker.slash(channel, "ask", question=payload),
    ):
        assert not reply.message["mention_everyone"]
        assert not reply.message["mentions"]
        assert not reply.message["mention_roles"]


@pytest.mark.parametrize("letter", ["x", "я", "\N{PILE OF POO}", "week "])
async def test_four_thousand_characters_are_answered(
    letter: str, asker: Person, channel: Channel
) -> None:
    text = (letter * 4_000)[:4_000]
    assert (await asker.slash(channel, "ask", question=text)).text
    assert (await asker.slash(channel, "area", place=text)).text
    assert (await asker.ask(channel, f"!losses {text[:3_900]}")).text


async def test_a_flood_is_told_to_wait_and_others_are_not(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    replies = [await asker.slash(channel, "about") for _ in range(14)]
    assert "wait" in replies[-1].text
    assert replies[-1].ephemeral
    other = discord.join(discord.home, "Patient")
    assert "wait" not in (await other.slash(channel, "about")).text


async def test_a_missing_right_is_named_to_the_asker(
    discord: LoopbackDiscord, asker: Person
) -> None:
    quiet = discord.world.new_channel(discord.home, "quiet")
    quiet.deny(discord.home.everyone, Permission.SEND_MESSAGES)
    quiet.allow(asker.user, Permission.SEND_MESSAGES)
    announce_channel(discord, quiet)
    asker.say(quiet, "!losses week")
    told = await discord.until(lambda: next(iter(answers(asker.direct)), None))
    text = str(told.payload)
    assert "Send Messages" in text
    assert "quiet" in text
    assert (await asker.slash(quiet, "losses", period="week")).text


async def test_without_the_history_the_answer_comes_and_names_the_right(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    needs_history = ApiError(400, 160002, "Cannot reply without permission to read message history")
    discord.faults.add(
        POST,
        Fault("refuse", error=needs_history),
        where=lambda call: "message_reference" in call.json,
    )
    reply = await asker.ask(channel, "!area kharkiv")
    assert "Kharkiv" in reply.text
    assert "Read Message History" in reply.text


def announce_channel(discord: LoopbackDiscord, channel: Channel) -> None:
    """Tell the gateway's clients about a channel that was made."""
    assert channel.guild is not None
    discord.gateway.dispatch("CHANNEL_CREATE", payloads.channel(channel), guild=channel.guild)


# Clicking


async def test_details_open_for_the_one_who_clicks(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    reply = await asker.slash(channel, "losses", period="week")
    opened = await asker.click(reply, "Caveats")
    assert opened.kind == "message"
    assert opened.ephemeral
    assert opened.text != reply.text


async def test_the_asker_turns_pages_and_others_open_their_own(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    reply = await asker.ask(channel, "!timeline kharkiv september 2022")
    first = reply.text
    other = discord.join(discord.home, f"Reader {next(_numbers)}")
    theirs = await other.click(reply, "Next")
    assert theirs.ephemeral
    assert reply.text == first
    own = await asker.click(reply, "Next")
    assert own.kind == "update"
    assert reply.text == theirs.text != first


async def test_a_fact_is_picked_from_the_menu(asker: Person, channel: Channel) -> None:
    reply = await asker.slash(channel, "losses", period="week")
    menu = next(c for c in walk(reply.message["components"]) if c["type"] in SELECTS)
    chosen = menu["options"][0]["value"]
    opened = await asker.choose(reply, menu["custom_id"], [chosen])
    assert opened.ephemeral
    assert chosen in opened.text
    history = await asker.click(opened, "History")
    assert history.ephemeral


async def test_check_against_facts_is_private_until_posted(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    said = asker.say(
        channel, "Russia lost more than 70 tanks in a week, they say. " + "Really? " * 20
    )
    before = len(answers(channel))
    checked = await asker.message_menu("Check against facts", said)
    assert checked.ephemeral
    assert len(answers(channel)) == before
    posted = await asker.click(checked, "Post")
    assert not posted.ephemeral
    assert "Post it here" not in posted.buttons
    assert len(answers(channel)) == before + 1
    assert not posted.message["mention_everyone"]


async def test_an_unknown_button_is_explained(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": "v0:x"}]}
    old = discord.new_post(channel, discord.bot, {"content": "old", "components": [row]})
    reply = await asker.click(old, "Old")
    assert reply.ephemeral
    assert "older" in reply.text


# What goes wrong on Discord's side


@pytest.mark.parametrize("fault", [Fault.unavailable(), Fault.cut(), Fault.lost_reply()])
async def test_a_reply_arrives_once(
    fault: Fault, discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    discord.faults.add(POST, fault)
    calls = len(discord.made(POST))
    said = asker.say(channel, "!losses week")
    await discord.until(lambda: len(discord.made(POST)) >= calls + 2 or None)
    await asker.answer_to(said)
    assert len(answers(channel, after=said)) == 1


async def test_a_lost_first_response_is_not_repeated(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    discord.faults.add(CALLBACK, Fault.lost_reply())
    before = len(answers(channel))
    await asker.slash(channel, "losses", period="week")
    await asker.slash(channel, "about")
    assert len(answers(channel)) == before + 2


async def test_a_malformed_event_ends_nothing(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    for event in ("MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE"):
        discord.gateway.dispatch(event, {"id": "1", "guild_id": str(discord.home.id)})
    assert (await asker.ask(channel, "!about")).text


async def test_it_resumes_and_reconnects(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    resumes, readies = len(discord.gateway.resumes), discord.gateway.readies
    discord.gateway.drop()
    said = asker.say(channel, "!about")  # while nobody listens: replayed
    await asker.answer_to(said)
    assert len(discord.gateway.resumes) > resumes
    discord.gateway.invalidate()
    await discord.until_ready(readies + 1)
    assert (await asker.ask(channel, "!about")).text
    assert len(answers(channel, after=said)) == 2


async def test_buttons_work_after_a_restart_and_commands_stay_registered(
    discord: LoopbackDiscord, asker: Person, channel: Channel, program: Program
) -> None:
    reply = await asker.slash(channel, "losses", period="week")
    registrations = len(discord.made("PUT /applications/{application_id}/commands"))
    assert await program.stop() == 0
    await program.start()
    await program.ready()
    opened = await asker.click(reply, "Caveats")
    assert opened.ephemeral
    assert opened.text
    assert len(discord.made("PUT /applications/{application_id}/commands")) == registrations
