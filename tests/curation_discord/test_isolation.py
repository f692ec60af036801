"""Two servers: nothing of one is seen, offered, counted, exported or changed in the other."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.curation_discord.working import add_fact, attached, fact_in, fill_in
from tests.loopback import Channel, LoopbackDiscord, Permission, Person, Program

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "Zmiivka"


@pytest_asyncio.fixture(loop_scope="module")
async def fact(moderator: Person, member: Person, channel: Channel) -> str:
    """Give a fact of one server, with a source of its own, a suggestion and a report waiting."""
    form = await moderator.slash(channel, "source add", name=f"{SECRET} Paper")
    panel = await moderator.submit(form, kind="news_media", party="none")
    await moderator.click(panel, "Save")
    words = {"statement": f"Russia lost over 70 tanks near {SECRET}."}
    made = fact_in(await add_fact(moderator, channel, originator=f"{SECRET} Paper", **words))
    panel = await fill_in(member, channel, statement=f"Something else about {SECRET}.")
    await member.click(panel, "Send to the moderators")
    return made


@pytest.fixture
def stranger(discord: LoopbackDiscord, program: Program) -> Person:
    """Give a moderator of another server, who is in no way part of the first."""
    elsewhere = discord.new_guild("Elsewhere")
    return discord.join(elsewhere, "Stranger", Permission.MANAGE_GUILD)


@pytest.fixture
def there(discord: LoopbackDiscord, stranger: Person) -> Channel:
    """Give the other server's channel."""
    guild = next(g for g in discord.world.guilds.values() if stranger.user.id in g.members)
    return guild.channel


async def test_answers_elsewhere_know_nothing_of_it(
    fact: str, stranger: Person, there: Channel
) -> None:
    for text in (
        "!losses tanks 6-12 september 2022",
        f"!fact show {fact}",
        f"!fact history {fact}",
        "!corrections",
        f"!ask how many tanks were lost near {SECRET}?",
    ):
        reply = await stranger.ask(there, text)
        said = reply.text.replace(fact, "") if fact in text else reply.text
        assert SECRET not in said.replace(f"near {SECRET}?", "")
        assert fact not in said
    listed = await stranger.ask(there, "!source list")
    assert f"{SECRET} Paper" not in listed.text


async def test_nothing_of_it_is_offered_while_typing(
    fact: str, stranger: Person, there: Channel, moderator: Person, channel: Channel
) -> None:
    assert fact in str(await moderator.autocomplete(channel, "fact show", "id", fact[:20]))
    for command, option, typed in (
        ("fact show", "id", fact[:20]),
        ("fact show", "id", "own-"),
        ("source show", "name", SECRET[:4]),
        ("losses", "source", SECRET[:4]),
        ("fact add", "originator", SECRET[:4]),
    ):
        offered = await stranger.autocomplete(there, command, option, typed)
        assert fact not in str(offered)
        assert SECRET not in str(offered)


async def test_nothing_of_it_is_in_the_queue_audit_settings_or_files_elsewhere(
    fact: str, stranger: Person, there: Channel, moderator: Person, channel: Channel
) -> None:
    assert "Nothing waits" in (await stranger.slash(there, "review")).text
    assert fact not in (await stranger.slash(there, "audit")).text
    for form in ("yaml", "csv"):
        exported = await stranger.slash(there, "fact export", format=form)
        data = attached(stranger, exported).decode("utf-8-sig")
        assert fact not in data
        assert SECRET not in data
    panel = await stranger.slash(there, "settings show")
    everything = attached(stranger, await stranger.click(panel, "Download everything")).decode()
    assert fact not in everything
    assert SECRET not in everything
    mine = attached(stranger, await stranger.slash(there, "mydata export")).decode()
    assert fact not in mine


async def test_it_is_not_changed_from_elsewhere(
    fact: str, stranger: Person, there: Channel, member: Person, channel: Channel
) -> None:
    for command in ("edit", "correct", "retract", "hide", "note", "pin"):
        refused = await stranger.slash(there, f"fact {command}", id=fact)
        assert refused.kind == "message"
        assert "no fact" in refused.text.lower()
    shown = await member.slash(channel, "fact show", id=fact)
    assert SECRET in shown.text


async def test_nothing_of_it_is_near_a_draft_elsewhere(
    fact: str, stranger: Person, there: Channel
) -> None:
    panel = await fill_in(stranger, there, statement=f"Russia lost over 70 tanks near {SECRET}.")
    assert fact not in panel.text


async def test_a_draft_of_one_is_opened_by_nobody_else(
    discord: LoopbackDiscord, moderator: Person, member: Person, channel: Channel
) -> None:
    panel = await fill_in(moderator, channel)
    taken = await member.click(panel, "What was said")
    assert "no longer here" in taken.text


async def test_in_direct_messages_only_owners_keep_a_record(
    fact: str, stranger: Person, there: Channel
) -> None:
    for command in ("review", "audit", "fact export"):
        refused = await stranger.slash(stranger.direct, command)
        assert "in a server" in refused.text
    assert SECRET not in (await stranger.ask(stranger.direct, f"fact show {fact}")).text.replace(
        fact, ""
    )
