"""Plain questions to the real program: every way to ask, and what comes with the answer."""

from __future__ import annotations

import pytest

from tests.loopback import Channel, LoopbackDiscord, Permission, Person, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "who said that nearly 6,000 square km were regained?"
SAID = "nearly 6,000 km²"
RECORD = "war-area-2022-09-12-maliar"
NEVER_RECORDED = "how many submarines did ukraine lose"


async def test_every_way_to_ask_gives_one_answer(asker: Person, channel: Channel) -> None:
    slash = await asker.slash(channel, "ask", question=QUESTION)
    prefix = await asker.ask(channel, f"!ask {QUESTION}")
    command = await asker.mention(channel, f"ask {QUESTION}")
    mention = await asker.mention(channel, QUESTION)
    assert SAID in slash.text
    assert RECORD in slash.text
    assert "Hanna Maliar" in slash.text
    assert slash.text == prefix.text == command.text == mention.text


async def test_in_a_direct_message_plain_words_are_a_question(
    asker: Person, program: Program
) -> None:
    reply = await asker.ask(asker.direct, "хто сказав, що звільнили майже 6000 км²?")
    assert RECORD in reply.text
    assert "майже 6 000 км²" in " ".join(reply.text.split())


async def test_plain_words_in_a_channel_are_left_alone(asker: Person, channel: Channel) -> None:
    said = asker.say(channel, QUESTION)
    await asker.ask(channel, "!about")  # what came before it would have been answered before
    after = [p for p in channel.posts.values() if p.author.name == "Factline" and p.id > said.id]
    assert len(after) == 1


async def test_how_a_question_was_read_is_a_click_away(asker: Person, channel: Channel) -> None:
    reply = await asker.slash(channel, "ask", question=QUESTION)
    read = await asker.click(reply, "How was this read?")
    assert read.ephemeral
    assert "6,000" in read.text
    assert "was not used: another number" in read.text  # a near match, and why it was passed over


async def test_what_found_nothing_reaches_the_moderators_by_one_click(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    reply = await asker.slash(channel, "ask", question=NEVER_RECORDED)
    moderator = discord.join(discord.home, "Moderator", Permission.MANAGE_GUILD)
    assert NEVER_RECORDED not in (await moderator.slash(channel, "review")).text
    await asker.click(reply, "moderators")
    queue = await moderator.slash(channel, "review")
    assert queue.ephemeral
    assert NEVER_RECORDED in queue.text


async def test_check_against_facts_shows_the_records_that_bear_on_a_message(
    asker: Person, channel: Channel
) -> None:
    said = asker.say(
        channel, "Lol. Maliar says almost 6,000 square km are free again! Cats are nice."
    )
    checked = await asker.message_menu("Check against facts", said)
    assert checked.ephemeral
    assert RECORD in checked.text
    posted = await asker.click(checked, "Post")
    assert RECORD in posted.text


async def test_check_against_facts_of_idle_talk_says_so(asker: Person, channel: Channel) -> None:
    said = asker.say(channel, "Good morning everyone, who wants coffee?")
    checked = await asker.message_menu("Check against facts", said)
    assert checked.ephemeral
    assert "Post it here" not in checked.buttons
