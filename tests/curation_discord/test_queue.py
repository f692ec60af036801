"""The queue: suggestions, reports, questions; decisions, who is told, quotas, the two-person rule."""

from __future__ import annotations

import asyncio

import pytest

from tests.curation_discord.working import add_fact, fact_in, fill_in, told
from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person, Post

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_suggestion_is_approved_and_its_sender_told(
    moderator: Person, member: Person, channel: Channel
) -> None:
    panel = await fill_in(member, channel)
    assert "Publish" not in panel.buttons
    assert "will look at it" in (await member.click(panel, "Send to the moderators")).text
    queue = await moderator.slash(channel, "review")
    assert queue.ephemeral
    assert "over 70" in queue.text
    assert f"<@{member.user.id}>" in queue.text
    done = await moderator.click(queue, "Approve")
    assert "on record as" in done.text
    await told(member, "Your suggestion is on record now")
    assert "Nothing waits" in (await moderator.slash(channel, "review")).text
    assert "over 70" in (await member.ask(channel, "!losses tanks 6-12 september 2022 ISW")).text


async def test_a_suggestion_shows_what_is_near_and_brings_the_relation_that_was_chosen(
    moderator: Person, member: Person, channel: Channel
) -> None:
    known = fact_in(await add_fact(moderator, channel))
    panel = await fill_in(member, channel, figure="over 90 tanks")
    panel = await member.click(panel, "1. Contradicts this?")
    await member.click(panel, "Send to the moderators")
    queue = await moderator.slash(channel, "review")
    assert "Nearest on record" in queue.text
    assert f"contradicts `{known}`" in queue.text
    panel = await moderator.click(queue, "Edit and approve")
    assert "1. Chosen: Contradicts this?" in panel.buttons
    fact = fact_in(await moderator.click(panel, "Publish"))
    assert known in (await member.slash(channel, "fact show", id=fact)).text


async def test_a_suggestion_is_edited_and_approved(
    moderator: Person, member: Person, channel: Channel
) -> None:
    await member.click(await fill_in(member, channel), "Send to the moderators")
    panel = await moderator.click(await moderator.slash(channel, "review"), "Edit and approve")
    form = await moderator.click(panel, "What was said")
    panel = await moderator.submit(form, figure="over 77 tanks")
    published = await moderator.click(panel, "Publish")
    assert "On record" in published.text
    await told(member, "Your suggestion is on record now")
    assert "over 77" in (await member.ask(channel, "!losses tanks 6-12 september 2022 ISW")).text
    assert "Nothing waits" in (await moderator.slash(channel, "review")).text


async def test_a_rejection_gives_its_reason_where_it_was_sent_if_direct_messages_are_closed(
    discord: LoopbackDiscord, moderator: Person, member: Person, channel: Channel
) -> None:
    member.user.dms_open = False
    await member.click(await fill_in(member, channel), "Send to the moderators")
    form = await moderator.click(await moderator.slash(channel, "review"), "Reject")
    assert "Rejected" in (await moderator.submit(form, words="That page says nothing of it.")).text

    def said() -> Post | None:
        return next(
            (p for p in channel.posts.values() if "says nothing of it" in str(p.payload)), None
        )

    post = await discord.until(said)
    assert [m["id"] for m in post.payload["mentions"]] == [str(member.user.id)]


async def test_moderators_ask_back_and_the_answer_returns_to_the_queue(
    moderator: Person, member: Person, channel: Channel
) -> None:
    await member.click(await fill_in(member, channel), "Send to the moderators")
    form = await moderator.click(await moderator.slash(channel, "review"), "Ask back")
    await moderator.submit(form, words="Which page do you mean?")
    asked = await moderator.slash(channel, "review")
    assert "We asked: Which page do you mean?" in asked.text
    assert "not answered yet" in asked.text
    question = await told(member, "Which page do you mean?")
    form = await member.click(question, "Answer")
    assert "Thank you" in (await member.submit(form, words="The second one.")).text
    assert "The second one." in (await moderator.slash(channel, "review")).text


async def test_what_is_never_answered_comes_last_and_can_be_decided(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, member: Person, channel: Channel
) -> None:
    await member.click(await fill_in(member, channel), "Send to the moderators")
    form = await moderator.click(await moderator.slash(channel, "review"), "Ask back")
    await moderator.submit(form, words="Which page do you mean?")
    other = discord.join(guild, "Other")
    await other.click(await fill_in(other, channel, figure="over 61 tanks"), "Send to the")
    queue = await moderator.slash(channel, "review")
    assert "over 61" in queue.text
    last = await moderator.click(queue, "Next")
    assert "not answered yet" in last.text
    form = await moderator.click(last, "Reject")
    assert "Rejected" in (await moderator.submit(form, words="No answer came.")).text


async def test_of_two_moderators_who_press_at_once_one_wins_and_the_other_is_told(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, member: Person, channel: Channel
) -> None:
    second = discord.join(guild, "Second", Permission.MANAGE_GUILD)
    await member.click(await fill_in(member, channel), "Send to the moderators")
    queues = [await person.slash(channel, "review") for person in (moderator, second)]
    replies = await asyncio.gather(
        moderator.click(queues[0], "Approve"), second.click(queues[1], "Approve")
    )
    assert sorted("Another moderator was faster" in reply.text for reply in replies) == [
        False,
        True,
    ]
    answer = await member.ask(channel, "!losses tanks 6-12 september 2022 ISW")
    assert answer.text.count("own-") == 1, "published once"


async def test_this_is_wrong_reaches_the_moderators_who_correct_the_fact(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    answer = await member.slash(channel, "fact show", id=fact)
    form = await member.click(answer, "This is wrong")
    thanks = await member.submit(form, words="The page says 71.")
    assert thanks.ephemeral
    queue = await moderator.slash(channel, "review")
    assert "The page says 71." in queue.text
    form = await moderator.click(queue, "Correct the fact")
    panel = await moderator.submit(form, figure="over 71 tanks")
    form = await moderator.click(panel, "we had it wrong")
    done = await moderator.submit(form, reason="A member saw it", notice="The page says 71.")
    assert "revision 2" in done.text
    await told(member, "dealt with your report")
    assert "Nothing waits" in (await moderator.slash(channel, "review")).text


async def test_under_an_answer_of_several_facts_one_is_chosen(
    member: Person, moderator: Person, channel: Channel
) -> None:
    answer = await member.slash(channel, "losses", period="8-14 november 2022")
    panel = await member.click(answer, "This is wrong")
    assert panel.ephemeral
    menu = panel.message["components"][1]["components"][0]
    form = await member.choose(panel, menu["custom_id"], [menu["options"][0]["value"]])
    await member.submit(form, words="Not so.")
    assert "Not so." in (await moderator.slash(channel, "review")).text


async def test_a_question_that_found_nothing_names_nobody(
    member: Person, moderator: Person, channel: Channel
) -> None:
    answer = await member.slash(channel, "timeline", place="Izium", period="march 1999")
    assert "Send to moderators" in answer.buttons
    await member.click(answer, "Send to moderators")
    await member.click(answer, "Send to moderators")
    queue = await moderator.slash(channel, "review")
    assert "asked 2 times" in queue.text
    assert str(member.user.id) not in str(queue.message)
    assert "Dealt with" in (await moderator.click(queue, "Dealt with")).text


async def test_a_member_who_sends_too_much_is_stopped(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    answer = await member.slash(channel, "fact show", id=fact)
    await member.submit(await member.click(answer, "This is wrong"), words="Spam")
    form = await moderator.click(await moderator.slash(channel, "review"), "Take no more")
    await moderator.submit(form, words="Only jokes so far")
    refused = await member.submit(await member.click(answer, "This is wrong"), words="More spam")
    assert "Only jokes so far" in refused.text
    nothing = await member.slash(channel, "timeline", place="Izium", period="march 1999")
    assert "Only jokes so far" in (await member.click(nothing, "Send to moderators")).text
    await member.click(await member.slash(channel, "mydata delete"), "Yes, forget me")
    refused = await member.submit(await member.click(answer, "This is wrong"), words="Again")
    assert "Only jokes so far" in refused.text, "who asks to be forgotten stays stopped"


async def test_a_stopped_member_is_listed_and_welcome_again(
    moderator: Person, member: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    answer = await member.slash(channel, "fact show", id=fact)
    await member.submit(await member.click(answer, "This is wrong"), words="Spam")
    panel = await moderator.slash(channel, "review")
    await moderator.submit(await moderator.click(panel, "Take no more"), words="Only jokes")
    listed = await moderator.click(await moderator.slash(channel, "review"), "Stopped members (1)")
    assert f"<@{member.user.id}>" in listed.text
    assert "Only jokes" in listed.text
    assert "Nobody is stopped" in (await moderator.click(listed, "Take from 1 again")).text
    thanks = await member.submit(await member.click(answer, "This is wrong"), words="A typo")
    assert "Thank you" in thanks.text
    seen = (await moderator.slash(channel, "audit")).text
    assert f"takes no more from <@{member.user.id}>" in seen
    assert f"takes things again from <@{member.user.id}>" in seen


async def test_the_daily_quota_is_said(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    eager = discord.join(guild, "Eager")
    answer = await eager.slash(channel, "fact show", id=fact)
    for number in range(10):
        form = await eager.click(answer, "This is wrong")
        assert "Thank you" in (await eager.submit(form, words=f"Number {number}")).text
    refused = await eager.submit(await eager.click(answer, "This is wrong"), words="Eleven")
    assert "used all 10" in refused.text


async def test_under_the_two_person_rule_another_moderator_approves(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    second = discord.join(guild, "Second", Permission.MANAGE_GUILD)
    await moderator.slash(channel, "settings set", setting="two_person", value="on")
    waiting = await add_fact(moderator, channel)
    assert "second moderator" in waiting.text
    own = await moderator.click(await moderator.slash(channel, "review"), "Approve")
    assert "your own" in own.text
    done = await second.click(await second.slash(channel, "review"), "Approve")
    assert "on record as" in done.text
