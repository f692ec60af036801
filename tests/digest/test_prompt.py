"""`digest …` at the console: what one would hold, which there are, and what only Discord can do."""

from __future__ import annotations

import pytest

from bot.opening import Factline
from bot.render.terminal import text
from bot.settings import Settings
from bot.typed import answered, as_answer
from facts.answering.desk import Desk
from facts.answering.digest import Digest
from facts.errors import FactlineError, Refused
from facts.model import Action, Measure, Unit
from facts.questions import Asked
from facts.store import Store
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.snapshots import Snapshots
from tests.delivery.world import Clock, by_dm, subscribed
from tests.loopback import LoopbackDiscord
from tests.store.records import body, create


@pytest.fixture
def factline(record: Store, snapshots: Snapshots) -> Factline:
    """Give what the console opens, over the small record."""
    return Factline(Settings(_env_file=None), record, snapshots, Desk(snapshots, record))


async def said(factline: Factline, line: str, locale: str = "en") -> str:
    """Type a line, and give what is said."""
    await factline.snapshots.refresh()
    today = factline.store.now().date()
    found = await answered(factline, line, Asked(today, locale))
    return text(as_answer(found, locale), locale, width=500)


async def corrected(store: Store, fact: str) -> None:
    async with store.writing(actor="person:x") as w:
        seventy_five = Measure(Unit.COUNT, "over 75", low=75)
        changed = body(f"About {fact}.", measure=seventy_five)
        await w.revise(fact, Action.CORRECT, changed, reason="misread", notice=None, based_on=1)


async def test_a_preview_holds_what_the_last_day_brought_corrections_too(
    factline: Factline, clock: Clock
) -> None:
    await create(factline.store, "old", "tanks")
    clock.move(days=2)
    await create(factline.store, "bridges")
    await corrected(factline.store, "tanks")
    told = await said(factline, "!digest preview")
    assert "a digest of the last 24 hours would hold" in told
    assert "bridges" in told
    assert "Corrected on 27 November 2026. It said: over 70 · About tanks." in told
    assert "Why: misread" in told
    assert "(old)" not in told


async def test_a_correction_is_drawn_before_what_is_new(factline: Factline, clock: Clock) -> None:
    await create(factline.store, "tanks")
    clock.move(days=2)
    await create(factline.store, "bridges")
    await corrected(factline.store, "tanks")
    await factline.snapshots.refresh()
    found = await answered(factline, "digest preview", Asked(clock().date()))
    assert isinstance(found, Digest)
    assert [one.fact.id for one in found.corrections] == ["tanks"]
    assert [fact.id for fact in found.answer.facts] == ["bridges"]


async def test_a_preview_of_a_replay_tells_a_day_of_the_campaign(factline: Factline) -> None:
    await create(factline.store, "tanks")
    told = await said(factline, "digest preview replay from 12 sep")
    assert "12 September 2022" in told
    assert "tanks" in told
    assert "No claim of this day" in await said(factline, "digest preview replay from 1 sep")


async def test_the_preview_of_a_subscription_is_what_its_next_digest_holds(
    factline: Factline, server: LoopbackDiscord
) -> None:
    held = await subscribed(factline.store, by_dm(server.owner.user))
    told = await said(factline, f"digest preview {held.id}")
    assert f"This is what digest {held.id} would hold if it ran now" in told
    assert "It would stay silent." in told
    await create(factline.store, "bridges")
    assert "bridges" in await said(factline, f"digest preview {held.id}")


async def test_the_host_sees_each_digest_and_how_it_stands(
    factline: Factline, server: LoopbackDiscord
) -> None:
    assert "Nobody has subscribed to a digest yet" in await said(factline, "digest")
    held = await subscribed(factline.store, by_dm(server.owner.user))
    listed = await said(factline, "digest list")
    assert f"{held.id}: what is new on record, everything, to somebody's direct messages" in listed
    assert "Active. Next run: 25 November 2026, 07:30 (Europe/Kyiv)." in listed
    assert str(server.owner.user.id) not in listed


@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
async def test_what_only_discord_can_do_is_given_as_the_command_for_it(
    factline: Factline, locale: str
) -> None:
    with pytest.raises(Refused) as refused:
        await said(factline, "digest subscribe 07:30 Europe/Kyiv dm", locale)
    assert "/digest subscribe where:dm at:07:30 timezone:Europe/Kyiv" in refused.value.sentence
    assert "digest preview" in refused.value.hint
    assert await Subscriptions(factline.store).standing() == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("digest subscribe 25:00", "There is no “25:00” on the clock"),
        ("digest subscribe Europe/Kiyv", "Europe/Kyiv"),
        ("digest subscribe at sevenish", "cannot read “sevenish” as a time"),
        ("digest preview about cheese", "“cheese” is no topic on record"),
        ("digest preview place atlantis", "No place “atlantis” is on record"),
        ("digest dance", "There is no “digest dance”"),
        ("digest preview zzzzzz", "“zzzzzz”"),
    ],
)
async def test_bad_input_is_named_at_once(factline: Factline, line: str, words: str) -> None:
    with pytest.raises(FactlineError) as failed:
        await said(factline, line)
    assert words in str(failed.value)


async def test_help_explains_digests(factline: Factline) -> None:
    assert "digest subscribe at 08:00" in await said(factline, "help digest")
