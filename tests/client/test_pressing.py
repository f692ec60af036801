"""What is a click away, by slash or by text, and what is said where a click or a command is too late."""

from __future__ import annotations

from itertools import count

import pytest

from tests.loopback import Channel, LoopbackDiscord, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

_numbers = count(1)


async def test_the_older_figures_open_for_the_one_who_clicks(
    asker: Person, channel: Channel
) -> None:
    reply = await asker.ask(channel, "!area kharkiv")
    label = next(label for label in reply.buttons if label.startswith("Older figures ("))
    older = await asker.click(reply, label)
    assert older.ephemeral
    assert "Older figures that a newer one replaced" in older.text
    assert "http" in older.text
    further = await asker.click(older, "Next")
    assert further.kind == "update"


async def test_who_asked_by_slash_turns_the_pages_and_nobody_else(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    reply = await asker.slash(channel, "timeline", place="kharkiv", period="september 2022")
    first = reply.text
    other = discord.join(discord.home, f"Onlooker {next(_numbers)}")
    theirs = await other.click(reply, "Next")
    assert (theirs.kind, theirs.ephemeral, reply.text) == ("message", True, first)
    assert (await asker.click(reply, "Next")).kind == "update"
    assert reply.text == theirs.text
    assert (await asker.click(reply, "Back")).kind == "update"
    assert reply.text == first


async def test_sources_are_listed_and_shown(asker: Person, channel: Channel) -> None:
    listed = await asker.slash(channel, "source list")
    assert "their reliability" in listed.text
    assert "Next" in listed.buttons
    shown = await asker.slash(channel, "source show", name="oryx")
    assert "Oryx" in shown.text
    assert "Reliability B" in shown.text
    unknown = await asker.slash(channel, "source show", name="orix of nowhere at all")
    assert unknown.ephemeral
    assert "There is no source" in unknown.text


async def test_a_message_without_words_cannot_be_checked(asker: Person, channel: Channel) -> None:
    picture = asker.say(channel, "")
    checked = await asker.message_menu("Check against facts", picture)
    assert checked.ephemeral
    assert "no text" in checked.text


async def test_a_command_that_is_no_longer_there_is_explained(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    gone = {"id": "1", "application_id": "1", "type": 1, "name": "battles", "description": "Old"}
    discord.commands[None].append(gone)
    reply = await asker.slash(channel, "battles")
    assert reply.ephemeral
    assert "has changed since Discord last showed it" in reply.text


async def test_nothing_is_posted_where_answers_have_become_private(
    discord: LoopbackDiscord, asker: Person, channel: Channel
) -> None:
    said = asker.say(channel, "Russia lost more than 70 tanks in a week, they say.")
    checked = await asker.message_menu("Check against facts", said)
    keeper = discord.owner
    await keeper.slash(channel, "settings set", setting="public_answers", value="nowhere")
    try:
        refused = await asker.click(checked, "Post")
        assert refused.ephemeral
        assert "no public answers" in refused.text
    finally:
        await keeper.slash(channel, "settings set", setting="public_answers", value="everywhere")
    assert not (await asker.click(checked, "Post")).ephemeral
