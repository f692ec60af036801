"""The bot's owners keep the shared record in direct messages, and are nobody special in a server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.curation_discord.working import WORDS, add_fact, fact_in
from tests.loopback import Channel, LoopbackDiscord, Person, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(
    discord: LoopbackDiscord, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    """Run the program with an owner."""
    settings = {"FACTLINE_OWNER_IDS": str(discord.application_owner.id)}
    folder = tmp_path_factory.mktemp("owners")
    async with Program(discord, folder, settings=settings) as running:
        await running.commands()
        yield running


@pytest.fixture
def owner(discord: LoopbackDiscord) -> Person:
    """Give the bot's owner."""
    return Person(discord, discord.application_owner)


async def test_an_owners_fact_is_seen_everywhere_and_changed_in_no_server(
    owner: Person, moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(owner, owner.direct, figure="over 66 tanks"))
    assert not fact.startswith("own-")
    answer = await moderator.ask(channel, "!losses tanks 6-12 september 2022 ISW")
    assert "over 66" in answer.text
    assert "shared fact" in (await moderator.slash(channel, "fact retract", id=fact)).text
    form = await owner.slash(owner.direct, "fact retract", id=fact)
    done = await owner.submit(form, reason="No such page", notice="There is no such page.")
    assert "revision 2" in done.text


async def test_an_owner_has_no_rights_in_a_server(
    discord: LoopbackDiscord, owner: Person, channel: Channel
) -> None:
    assert channel.guild is not None
    discord.add_member(channel.guild, owner.user)
    assert "may manage this server" in (await owner.slash(channel, "review")).text


async def test_what_is_suggested_in_a_direct_message_waits_for_the_owners(
    owner: Person, member: Person
) -> None:
    form = await member.slash(member.direct, "fact add", place="Kharkiv Oblast", originator="ISW")
    panel = await member.submit(form, **WORDS)
    await member.click(panel, "Send to the moderators")
    assert "over 70" in (await owner.slash(owner.direct, "review")).text
