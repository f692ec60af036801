"""The published series through Discord: daily totals of the General Staff, items that Oryx listed.

By hand-made rows for what they mean, and by the files themselves where they lie beside the checkout.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.bulk.published_rows import by_hand, oryx_items, staff_file
from tests.loopback import Channel, Person
from tests.loopback.exchanges import Reply
from tests.loopback.people import Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARTS = ("equipment_correction", "equipment", "personnel")
"""In the order in which they are loaded: what explains a fall comes before the fall."""


async def check(person: Person, channel: Channel, name: str, data: bytes) -> Reply:
    """Import a file; gives its report."""
    return await person.slash(channel, "fact import", uploads={"file": Upload(name, data)})


async def said(reply: Reply, words: str, *, by: Person) -> None:
    """Wait until a reply says something: at first it may say how far loading is."""
    await by.discord.until(lambda: words in reply.text or None, seconds=120)


async def test_daily_totals_answer_as_what_they_are(
    moderator: Person, member: Person, channel: Channel
) -> None:
    for part in PARTS:
        report = await check(moderator, channel, f"russia_losses_{part}.json", by_hand(part))
        assert "wrong: **0**" in report.text
        assert "Loaded" in (await moderator.click(report, "Load")).text

    difference = (await member.ask(channel, "!losses tanks 2-3 august 2022")).text
    assert "21 more: 1,768 (1 August 2022) → 1,789 (3 August 2022)" in difference
    fallen = (await member.ask(channel, "!losses afv 2 august 2022")).text
    assert "the totals were corrected on 2 August 2022" in fallen
    assert "-8" not in fallen, "a total that falls is a correction, never a negative loss"
    about = (await member.ask(channel, "!fact show own-gs-personnel-2022-08-01")).text
    assert "about 41,030 people" in about
    more = (await member.ask(channel, "!losses personnel 2 august 2022")).text
    assert "more than 41,170 people" in more


async def test_the_files_of_the_general_staff_load_whole_and_once(
    moderator: Person, member: Person, channel: Channel
) -> None:
    for part in PARTS:
        name, data = f"russia_losses_{part}.json", staff_file(part)
        report = await check(moderator, channel, name, data)
        assert "wrong: **0**" in report.text
        (new,) = re.findall(r"new: \*\*([\d,]+)\*\*", report.text)
        await said(await moderator.click(report, "Load"), f"Loaded: {new} new", by=moderator)
    days = {row["date"]: row for row in json.loads(staff_file("equipment"))}
    shown = await member.ask(channel, "!fact show own-gs-tank-2022-08-02")
    assert f"**{days['2022-08-02']['tank']:,}**" in shown.text
    again = await check(moderator, channel, "russia_losses_personnel.json", staff_file("personnel"))
    assert "Nothing to load" in again.text


async def test_what_oryx_listed_is_a_floor(
    moderator: Person, member: Person, channel: Channel
) -> None:
    report = await check(moderator, channel, "items.csv", oryx_items())
    await moderator.click(report, "Load")
    lead = "own-oryx-listed-russia-captured-2022-09"
    offered = await member.autocomplete(channel, "fact show", "id", lead)
    fact = next(str(one["value"]) for one in offered).removeprefix("#")
    shown = (await member.ask(channel, f"!fact show {fact}")).text
    assert fact.startswith(lead)
    assert "**at least " in shown
    assert "not the day of the loss" in shown
