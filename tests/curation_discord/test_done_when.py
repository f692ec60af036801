"""The whole way of a fact: added, answering, corrected, retracted, restored: five revisions."""

from __future__ import annotations

import pytest

from tests.curation_discord.working import add_fact, fact_in
from tests.loopback import Channel, Person, Program

ASKED = "!losses tanks 6-12 september 2022 ISW"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_fact_is_added_corrected_retracted_and_restored(
    moderator: Person, member: Person, channel: Channel, program: Program
) -> None:
    published = await add_fact(moderator, channel)
    fact = fact_in(published)

    answer = await member.ask(channel, ASKED)
    assert "over 70" in answer.text

    form = await moderator.slash(channel, "fact clarify", id=fact)
    panel = await moderator.submit(form, statement="Ukraine said that Russia lost over 70 tanks.")
    form = await moderator.click(panel, "only clearer")
    done = await moderator.submit(form, reason="Plainer words")
    assert "revision 2" in done.text

    form = await moderator.slash(channel, "fact correct", id=fact)
    panel = await moderator.submit(form, figure="over 80 tanks")
    assert "over 80" in panel.text
    form = await moderator.click(panel, "we had it wrong")
    done = await moderator.submit(form, reason="Misread", notice="It was 80, not 70.")
    assert "revision 3" in done.text

    form = await moderator.slash(channel, "fact retract", id=fact)
    done = await moderator.submit(form, reason="No such page", notice="There is no such page.")
    assert "revision 4" in done.text
    assert "over 80" not in (await member.ask(channel, ASKED)).text

    form = await moderator.slash(channel, "fact restore", id=fact)
    done = await moderator.submit(form, reason="The page is back")
    assert "revision 5" in done.text
    assert "over 80" in (await member.ask(channel, ASKED)).text

    history = await member.slash(channel, "fact history", id=fact)
    text = history.text
    while "Next" in history.buttons:
        history = await member.click(history, "Next")
        text += history.text
    for words in ("Plainer words", "Misread", "No such page", "The page is back"):
        assert words in text
    assert "“Ukraine's General Staff” → “Ukraine”" in text, "a statement is compared word by word"
    assert "“over 70” → “over 80”" in text
    assert f"<@{moderator.user.id}>" not in text, "who they are is for moderators"
    told = await moderator.click(history, "By whom")
    assert told.ephemeral
    assert told.text.count(f"<@{moderator.user.id}>") == 5
    assert "No such page" in told.text
    assert "Only members who may manage" in (await member.click(history, "By whom")).text
