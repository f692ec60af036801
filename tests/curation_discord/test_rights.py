"""Rights are checked when a button is pressed: what a moderator opened is of no use once they are none."""

from __future__ import annotations

import pytest

from tests.curation_discord.test_files import ROWS
from tests.curation_discord.working import add_fact, fact_in, fill_in
from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person
from tests.loopback.people import Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONLY = "Only members who may manage this server"
ASKED = "!losses 6-12 september 2022 ISW"


async def test_nothing_that_was_opened_before_works_after(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    await member.click(await fill_in(member, channel, figure="over 33 tanks"), "Send to the")
    late = discord.join(guild, "Late", Permission.MANAGE_GUILD)
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    opened = {
        "Approve": await late.slash(channel, "review"),
        "Load": await late.slash(channel, "fact import", uploads=upload),
        "Delete everything": await late.slash(channel, "settings show"),
    }
    draft = await fill_in(late, channel, figure="over 55 tanks")
    edit = await late.submit(await late.slash(channel, "fact correct", id=fact))
    source = await late.submit(
        await late.slash(channel, "source add", name="Late Paper"), kind="news_media"
    )

    guild.members[late.user.id].roles.clear()

    for label, panel in opened.items():
        assert ONLY in (await late.click(panel, label)).text, label
    assert ONLY in (await late.click(source, "Save")).text
    form = await late.click(edit, "we had it wrong")
    assert ONLY in (await late.submit(form, reason="So", notice="So.")).text
    sent = await late.click(draft, "Publish")
    assert "moderators will look at it" in sent.text, "who may not publish suggests"
    answer = (await member.ask(channel, ASKED)).text
    assert "over 70" in answer
    for figure in ("over 33", "over 44", "over 55"):
        assert figure not in answer
    assert "Late Paper" not in (await member.ask(channel, "!source list")).text
