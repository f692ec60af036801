"""Sources, settings, the audit, one's own data, a server's life; text versions of all."""

from __future__ import annotations

import json

import pytest

from tests.curation_discord.working import add_fact, attached, fact_in, fill_in
from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person, Program, payloads

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_sources_changed_caveat_shows_on_its_facts_at_once(
    moderator: Person, member: Person, channel: Channel
) -> None:
    form = await moderator.slash(channel, "source add", name="Village Chronicle")
    panel = await moderator.submit(form, kind="news_media", party="none", methodology="Reads mail.")
    form = await moderator.click(panel, "How far to rely on them")
    panel = await moderator.submit(form, reliability="B")
    assert "needs its reason" in panel.text
    form = await moderator.click(panel, "How far to rely on them")
    panel = await moderator.submit(form, reliability="B", reliability_reason="Right three times.")
    assert "On record" in (await moderator.click(panel, "Save")).text

    fact = fact_in(await add_fact(moderator, channel, originator="Village Chronicle"))
    form = await moderator.slash(channel, "source edit", name="Village Chronicle")
    panel = await moderator.submit(form)
    form = await moderator.click(panel, "How far to rely on them")
    panel = await moderator.submit(form, standing_caveats="Counts from a window.", reason="Seen")
    await moderator.click(panel, "Save")
    shown = await member.slash(channel, "fact show", id=fact)

    assert "Counts from a window." in shown.text


async def test_of_two_who_edit_a_source_the_slower_is_told_and_loses_nothing(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    second = discord.join(guild, "Second", Permission.MANAGE_GUILD)
    panel = await moderator.submit(
        await moderator.slash(channel, "source add", name="Mill Paper"), kind="news_media"
    )
    await moderator.click(panel, "Save")
    mine = await moderator.submit(
        await moderator.slash(channel, "source edit", name="Mill Paper"), methodology="Reads mail."
    )
    theirs = await second.submit(
        await second.slash(channel, "source edit", name="Mill Paper"), methodology="Counts sacks."
    )
    await second.click(theirs, "Save")
    told = await moderator.click(mine, "Save")
    assert "changed by somebody else" in told.text
    assert "Counts sacks." in told.text
    assert "Reads mail." in told.text
    assert "On record" in (await moderator.click(told, "Save")).text


async def test_a_shared_source_is_not_changed_from_a_server(
    moderator: Person, channel: Channel
) -> None:
    refused = await moderator.slash(channel, "source edit", name="isw")
    assert "shared source" in refused.text


async def test_settings_say_what_they_do_and_who_changed_them(
    moderator: Person, member: Person, channel: Channel
) -> None:
    shown = await moderator.slash(channel, "settings set", setting="time_zone", value="Europe/Kyiv")
    assert "Europe/Kyiv" in shown.text
    assert f"<@{moderator.user.id}>" in shown.text
    assert "Every change waits until a second moderator approves it." in shown.text
    wrong = await moderator.slash(channel, "settings set", setting="time_zone", value="Kiev")
    assert "Europe/" in wrong.text
    refused = await member.slash(channel, "settings set", setting="two_person", value="on")
    assert "may manage this server" in refused.text


async def test_a_setting_is_changed_from_the_menu(moderator: Person, channel: Channel) -> None:
    panel = await moderator.slash(channel, "settings show")
    form = await moderator.choose(panel, "M1:set", ["who_may_suggest"])
    panel = await moderator.submit(form, value="moderators")
    assert "moderators only" in panel.text


async def test_the_language_of_a_server_holds_for_its_answers(
    moderator: Person, member: Person, channel: Channel
) -> None:
    await moderator.slash(channel, "settings set", setting="language", value="uk")
    assert "Втрати" in (await member.slash(channel, "losses", period="8-14 november 2022")).text
    # Not only answers: whatever is said to what was written there.
    assert "календарі немає" in (await member.ask(channel, "!losses 31 sep")).text
    assert "призначено лише для того, хто запитує" in (await member.ask(channel, "!review")).text
    assert "дайджест" in (await member.ask(channel, "!digest list")).text.lower()


async def test_a_named_role_moderates(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    keeper = discord.join(guild, "Keeper", Permission(0))
    role = guild.members[keeper.user.id].roles[0]
    made = {"guild_id": str(guild.id), "role": payloads.role(role)}
    discord.gateway.dispatch("GUILD_ROLE_CREATE", made, guild=guild)
    assert "may manage" in (await keeper.slash(channel, "review")).text
    await moderator.slash(channel, "settings set", setting="moderator_role", value=f"<@&{role.id}>")
    assert "Nothing waits" in (await keeper.slash(channel, "review")).text


async def test_where_answers_are_not_public_only_the_asker_sees_them(
    moderator: Person, member: Person, channel: Channel
) -> None:
    await moderator.slash(channel, "settings set", setting="public_answers", value="nowhere")
    assert (await member.slash(channel, "losses", period="8-14 november 2022")).ephemeral
    offered = await member.ask(channel, "!losses 8-14 november 2022")
    assert "no public answers" in offered.text
    shown = await member.click(offered, "Show me")
    assert shown.ephemeral
    assert "General Staff" in shown.text


async def test_every_change_is_in_the_audit_by_whom_and_as_a_file(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    await moderator.slash(channel, "settings set", setting="two_person", value="on")
    shown = await moderator.slash(channel, "audit")
    assert shown.ephemeral
    assert f"<@{moderator.user.id}>: added `{fact}`" in shown.text
    assert "two_person" in shown.text
    assert "No change" in (await moderator.slash(channel, "audit", who=f"<@{member.user.id}>")).text
    assert fact in (await moderator.slash(channel, "audit", period="today")).text
    file = attached(moderator, await moderator.click(shown, "All as a file"))
    assert fact in file.decode("utf-8-sig")
    assert str(moderator.user.id) not in file.decode("utf-8-sig")
    assert "may manage" in (await member.slash(channel, "audit")).text


async def test_a_user_gets_their_data_and_is_forgotten(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    kept = json.loads(attached(moderator, await moderator.slash(channel, "mydata export")))
    assert kept["pseudonym"].startswith("person:")
    panel = await moderator.slash(channel, "mydata delete")
    assert "Done" in (await moderator.click(panel, "Yes, forget me")).text
    assert (
        json.loads(attached(moderator, await moderator.slash(channel, "mydata export")))[
            "pseudonym"
        ]
        is None
    )
    assert "over 70" in (await member.slash(channel, "fact show", id=fact)).text
    second = await moderator.slash(channel, "audit")
    assert "somebody who was forgotten: added" in second.text


async def test_a_server_takes_everything_along_and_deletes_it(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.slash(channel, "settings show")
    assert fact in attached(moderator, await moderator.click(panel, "Download everything")).decode()
    panel = await moderator.click(
        await moderator.slash(channel, "settings show"), "Delete everything"
    )
    assert "over 70" in (await member.slash(channel, "fact show", id=fact)).text, "asked once more"
    await moderator.click(panel, "Yes, delete everything")
    assert "over 70" not in (await member.slash(channel, "fact show", id=fact)).text


async def test_a_bot_that_was_removed_and_returns_finds_everything_as_it_was(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel, program: Program
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    discord.remove_bot(guild)
    await program.says(f"removed from server {guild.id}")
    discord.add_member(guild, discord.bot)
    discord.gateway.dispatch("GUILD_CREATE", payloads.guild_create(guild), guild=guild)
    await program.says(f"back in server {guild.id}")
    assert "over 70" in (await moderator.slash(channel, "fact show", id=fact)).text


async def test_a_removal_that_nobody_heard_is_noted_at_the_next_start(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel, program: Program
) -> None:
    await add_fact(moderator, channel)
    await program.kill()
    discord.remove_bot(guild)
    await program.start()
    await program.ready()
    await program.says(f"removed from server {guild.id}")


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ("fact add place: Kharkiv Oblast originator: ISW", "form"),
        ("source add Some Paper", "form"),
        ("review", "Nothing waits"),
        ("settings show", "Settings of this server"),
        ("audit period: today", "No change"),
        ("mydata delete", "pseudonym"),
        ("fact template csv", "Fill in one row"),
    ],
)
async def test_text_versions_answer_with_a_button_that_opens_it(
    moderator: Person, channel: Channel, words: str, opens: str
) -> None:
    reply = await moderator.ask(channel, f"!{words}")
    assert len(reply.buttons) == 1
    opened = await moderator.click(reply, reply.buttons[0])
    if opens == "form":
        assert opened.kind == "form"
    else:
        assert opened.ephemeral
        assert opens in opened.text


async def test_the_open_form_button_of_one_is_pressed_with_the_rights_of_another(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    reply = await moderator.mention(channel, f"fact retract {fact}")
    refused = await member.click(reply, "Open form")
    assert "may manage this server" in refused.text
    assert (await moderator.click(reply, "Open form")).kind == "form"


async def test_drafts_and_panels_go_on_after_a_restart(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel, program: Program
) -> None:
    panel = await fill_in(moderator, channel, figure="over 63 tanks")
    await program.kill()
    await program.start()
    await program.ready()
    published = await moderator.click(panel, "Publish")
    assert "On record" in published.text
