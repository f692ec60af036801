"""Changing facts: who was faster, what readers are told, what an originator took back, shared facts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.curation_discord.working import add_fact, fact_in
from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "!losses tanks 6-12 september 2022 ISW"
SHARED = "war-tanks-lost-2022-11-14-general-staff"


async def test_of_two_moderators_the_slower_is_told_and_loses_nothing(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    second = discord.join(guild, "Second", Permission.MANAGE_GUILD)
    fact = fact_in(await add_fact(moderator, channel))
    slow_form = await second.slash(channel, "fact correct", id=fact)
    form = await moderator.slash(channel, "fact retract", id=fact)
    await moderator.submit(form, reason="Wrong page", notice="There is no such page.")

    panel = await second.submit(slow_form, figure="over 90 tanks")
    form = await second.click(panel, "we had it wrong")
    told = await second.submit(form, reason="Typo", notice="It was 90.")
    assert "changed by somebody else" in told.text
    form = await second.click(told, "Look again")
    assert form.form is not None
    kept = {p["component"]["custom_id"]: p["component"]["value"] for p in form.form["components"]}
    assert kept == {"reason": "Typo", "notice": "It was 90."}


async def test_a_correction_needs_a_reason_and_a_sentence_for_readers(
    moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.submit(await moderator.slash(channel, "fact edit", id=fact))
    assert "Nothing changes yet" in panel.text
    form = await moderator.click(panel, "we had it wrong")
    with pytest.raises(LookupError, match="filled in"):
        await moderator.submit(form, reason="Typo")


async def test_readers_see_why_a_fact_was_corrected(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.submit(
        await moderator.slash(channel, "fact correct", id=fact), figure="over 75 tanks"
    )
    assert "“over 70” → “over 75”" in panel.text, "what changes is shown before it is saved"
    form = await moderator.click(panel, "we had it wrong")
    await moderator.submit(form, reason="Misread", notice="The paper said 75.")
    assert "The paper said 75." in (await member.slash(channel, "corrections")).text


async def test_an_originators_change_of_mind_is_not_our_error(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.submit(await moderator.slash(channel, "fact edit", id=fact))
    form = await moderator.click(panel, "Its originator took it back")
    done = await moderator.submit(
        form,
        withdrawn_words="We counted twice.",
        withdrawn_on="20 September 2022",
        reason="Read it",
    )
    assert "revision 2" in done.text
    assert "We counted twice." in (await member.slash(channel, "fact show", id=fact)).text


async def test_an_earlier_revision_comes_back_as_a_new_one(
    moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.submit(
        await moderator.slash(channel, "fact clarify", id=fact), figure="over 88 tanks"
    )
    form = await moderator.click(panel, "only clearer")
    await moderator.submit(form, reason="Trying")
    panel = await moderator.slash(channel, "fact restore", id=fact)
    menu = panel.message["components"][1]["components"][0]
    form = await moderator.choose(panel, menu["custom_id"], ["1"])
    done = await moderator.submit(form, reason="It was right before")
    assert "revision 3" in done.text
    assert "over 70" in (await moderator.ask(channel, ASKED)).text


async def test_two_facts_are_related_and_the_relation_is_ended(
    moderator: Person, channel: Channel
) -> None:
    one = fact_in(await add_fact(moderator, channel))
    other = fact_in(await add_fact(moderator, channel, figure="over 20 tanks"))
    options: dict[str, Any] = {"id": one, "kind": "contradicts", "to": other}
    form = await moderator.slash(channel, "fact link", **options)
    assert "Done" in (await moderator.submit(form, reason="Same week")).text
    assert other in (await moderator.slash(channel, "fact show", id=one)).text
    panel = await moderator.slash(channel, "fact link", **options)
    form = await moderator.click(panel, "End this relation")
    assert "Done" in (await moderator.submit(form, reason="Other week")).text


async def test_a_shared_fact_is_hidden_annotated_pinned_here_and_never_changed(
    discord: LoopbackDiscord, moderator: Person, member: Person, channel: Channel
) -> None:
    refused = await moderator.slash(channel, "fact edit", id=SHARED)
    assert "shared fact" in refused.text
    form = await moderator.slash(channel, "fact note", id=SHARED)
    await moderator.submit(form, text="Our own count differs.")
    assert "Our own count differs." in (await member.slash(channel, "fact show", id=SHARED)).text
    await moderator.slash(channel, "fact pin", id=SHARED)
    form = await moderator.slash(channel, "fact hide", id=SHARED)
    await moderator.submit(form, reason="Off topic here")
    hidden = await member.slash(channel, "losses", period="8-14 november 2022", category="tanks")
    assert SHARED not in hidden.text
    assert "1 fact is hidden by this server" in hidden.text
    elsewhere = discord.home.channel
    theirs = discord.join(discord.home, "Elsewhere")
    shown = await theirs.slash(elsewhere, "losses", period="8-14 november 2022", category="tanks")
    assert SHARED in shown.text
    panel = await moderator.slash(channel, "fact hide", id=SHARED)
    form = await moderator.click(panel, "Take it back")
    await moderator.submit(form, reason="It matters after all")
    again = await member.slash(channel, "losses", period="8-14 november 2022", category="tanks")
    assert SHARED in again.text


async def test_members_change_nothing(member: Person, moderator: Person, channel: Channel) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    for command in ("edit", "clarify", "correct", "retract", "restore"):
        refused = await member.slash(channel, f"fact {command}", id=fact)
        assert refused.kind == "message"
        assert refused.ephemeral
        assert "Only members who may manage this server" in refused.text


async def test_rights_are_checked_when_the_button_is_pressed(
    guild: Guild, moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    form = await moderator.slash(channel, "fact retract", id=fact)
    guild.members[moderator.user.id].roles.clear()
    refused = await moderator.submit(form, reason="Wrong", notice="Wrong.")
    assert "Only members who may manage this server" in refused.text
    assert "over 70" in (await moderator.ask(channel, ASKED)).text


async def test_an_earlier_revision_is_named_behind_the_id(
    moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    panel = await moderator.submit(
        await moderator.slash(channel, "fact clarify", id=fact), figure="over 88 tanks"
    )
    await moderator.submit(await moderator.click(panel, "only clearer"), reason="Trying")
    form = await moderator.slash(channel, "fact restore", id=f"{fact}@1")
    assert "revision 3" in (await moderator.submit(form, reason="It was right before")).text
    assert "over 70" in (await moderator.ask(channel, ASKED)).text
