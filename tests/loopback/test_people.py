"""People drive a bare discord.py bot; what they see is what it answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.loopback import LoopbackDiscord, Permission, Reply
from tests.loopback.bare import Bare, connected


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(check_responses=True) as running:
        yield running


@pytest.fixture
async def bot(loopback: LoopbackDiscord) -> AsyncIterator[Bare]:
    async with connected(loopback) as client:
        yield client


async def test_a_slash_command_is_answered_in_the_channel(
    loopback: LoopbackDiscord, bot: Bare
) -> None:
    channel = loopback.home.channel
    reply = await loopback.owner.slash(channel, "say", words="hello")
    assert reply.text == "said hello"
    assert not reply.ephemeral
    assert channel.latest() is reply.post
    assert 0 <= reply.seconds < 3


async def test_an_ephemeral_answer_stays_out_of_the_channel(
    loopback: LoopbackDiscord, bot: Bare
) -> None:
    reply = await loopback.owner.slash(loopback.home.channel, "say", words="psst", quietly=True)
    assert reply.ephemeral
    assert not loopback.home.channel.posts


async def test_a_deferred_answer_is_waited_for(loopback: LoopbackDiscord, bot: Bare) -> None:
    reply = await loopback.owner.slash(loopback.home.channel, "slow")
    assert reply.deferred
    assert reply.ephemeral
    await loopback.until(lambda: (reply.exchange is not None and reply.exchange.followups) or None)
    assert reply.exchange is not None
    assert reply.exchange.original is not None
    assert reply.exchange.original.payload["content"] == "done"


async def test_subcommands_carry_locale_and_rights(loopback: LoopbackDiscord, bot: Bare) -> None:
    reader = loopback.join(loopback.home, "Taras", locale="uk")
    reply = await reader.slash(loopback.home.channel, "fact show", id="x")
    rights = int(loopback.home.channel.rights(loopback.bot))
    assert reply.text == f"x uk {rights} general"


async def test_autocomplete_gives_choices(loopback: LoopbackDiscord, bot: Bare) -> None:
    choices = await loopback.owner.autocomplete(loopback.home.channel, "say", "words", "ab")
    assert choices == [{"name": "abab", "value": "abab"}]


async def test_buttons_change_the_message(loopback: LoopbackDiscord, bot: Bare) -> None:
    shown = await loopback.owner.slash(loopback.home.channel, "show")
    assert (shown.text, shown.buttons) == ("first", ["Next", "Form"])
    changed = await loopback.owner.click(shown, "Next")
    assert (changed.kind, changed.text) == ("update", "second")
    assert changed.post is shown.post


async def test_a_form_is_filled_in_and_sent(loopback: LoopbackDiscord, bot: Bare) -> None:
    shown = await loopback.owner.slash(loopback.home.channel, "show")
    form = await loopback.owner.click(shown, "form")
    assert form.kind == "form"
    with pytest.raises(LookupError):
        await loopback.owner.submit(form)
    reply = await loopback.owner.submit(form, words="why")
    assert reply.text == "heard why"


async def test_a_message_menu_gets_its_target(loopback: LoopbackDiscord, bot: Bare) -> None:
    said = loopback.owner.say(loopback.home.channel, "a claim")
    reply = await loopback.owner.message_menu("Check against facts", said)
    assert reply.text == "checked a claim"
    assert reply.ephemeral


async def test_messages_and_mentions_are_answered(loopback: LoopbackDiscord, bot: Bare) -> None:
    channel = loopback.home.channel
    typed = await loopback.owner.ask(channel, "!losses week")
    assert typed.text == "you said !losses week"
    assert typed.message["message_reference"]["message_id"] is not None
    mentioned = await loopback.owner.mention(channel, "losses")
    assert mentioned.text.endswith("losses")


async def test_direct_messages_and_threads_work_alike(loopback: LoopbackDiscord, bot: Bare) -> None:
    direct = loopback.owner.direct
    answers: list[Reply] = [
        await loopback.owner.ask(direct, "!hi"),
        await loopback.owner.slash(direct, "say", words="hi"),
    ]
    thread = loopback.new_thread(loopback.home.channel, "talk")
    answers += [
        await loopback.owner.ask(thread, "!hi"),
        await loopback.owner.slash(thread, "say", words="hi"),
    ]
    assert [a.text for a in answers] == ["you said !hi", "said hi"] * 2


async def test_the_client_sees_roles_and_overwrites(loopback: LoopbackDiscord, bot: Bare) -> None:
    hidden = loopback.new_channel(loopback.home, "hidden")
    hidden.deny(loopback.home.everyone, Permission.VIEW_CHANNEL)
    loopback.announce(hidden)
    await loopback.owner.ask(loopback.home.channel, "!sync")
    channel = bot.get_channel(hidden.id)
    assert channel is not None
    guild = bot.get_guild(loopback.home.id)
    assert guild is not None
    assert not channel.permissions_for(guild.me).view_channel  # type: ignore[union-attr]  # a text channel
    general = guild.get_channel(loopback.home.channel.id)
    assert general is not None
    assert general.permissions_for(guild.me).embed_links


async def test_the_client_offers_only_what_is_registered(
    loopback: LoopbackDiscord, bot: Bare
) -> None:
    with pytest.raises(LookupError, match="no command 'nothing'"):
        await loopback.owner.slash(loopback.home.channel, "nothing")
    with pytest.raises(LookupError, match="has no 'word'"):
        await loopback.owner.slash(loopback.home.channel, "say", word="x")
    with pytest.raises(LookupError, match="needs"):
        await loopback.owner.slash(loopback.home.channel, "say")
