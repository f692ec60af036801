"""The pictures in `docs/moderators.md` are what the program shows.

`FACTLINE_WRITE_PICTURES=1 pytest tests/curation_discord/test_page.py` draws them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.curation_discord.pictures import picture
from tests.curation_discord.working import ORIGINATOR, PAGE, WORDS, fact_in
from tests.loopback import Channel, Person
from tests.loopback.people import Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS = """facts:
- id: own-tanks-izium
  statement: ISW said that Russia lost over 44 tanks near Izium.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {low: 44, wording: over 44}
  scope_place: izium
  stated_on: 2022-09-12
  chain: [isw]
- id: own-tanks-lyman
  statement: ISW said that Russia lost tanks near Lyman.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: mars
  scope_place: Liman
  stated_on: 2022-09-31
  chain: [isw]
"""
FILE = Path(__file__).parents[2] / "docs" / "moderators.md"
_PICTURE = re.compile(r"(<!-- picture: ([a-z-]+) -->\n```text\n)(.*?)(\n```)", re.DOTALL)


async def test_the_page_shows_what_moderators_see(
    moderator: Person, member: Person, channel: Channel
) -> None:
    seen = await _work(moderator, member, channel)
    text = FILE.read_text("utf-8")
    shown = {name: drawn for _, name, drawn, _ in _PICTURE.findall(text)}
    assert shown.keys() == seen.keys()
    if os.environ.get("FACTLINE_WRITE_PICTURES"):
        written = _PICTURE.sub(lambda m: m[1] + seen[m[2]] + m[4], text)
        FILE.write_text(written, "utf-8")
    else:
        assert shown == seen


async def _work(moderator: Person, member: Person, channel: Channel) -> dict[str, str]:
    """Walk through a moderator's day and draw each thing that the page shows."""
    seen = {}
    form = await moderator.slash(channel, "fact add", place="Kharkiv Oblast", originator=ORIGINATOR)
    seen["first-form"] = picture(form)
    panel = await moderator.submit(form, **WORDS)
    form = await moderator.click(panel, "Continue")
    panel = await moderator.submit(form, **PAGE)
    seen["look"] = picture(panel)
    published = await moderator.click(panel, "Publish")
    seen["published"] = picture(published)
    fact = fact_in(published)

    panel = await moderator.submit(
        await moderator.slash(channel, "fact correct", id=fact), figure="over 80 tanks"
    )
    form = await moderator.click(panel, "we had it wrong")
    seen["reason"] = picture(form)
    await moderator.submit(form, reason="Misread", notice="The page says over 80, not 70.")
    seen["history"] = picture(await moderator.slash(channel, "fact history", id=fact))

    answer = await member.slash(channel, "fact show", id=fact)
    form = await member.click(answer, "This is wrong")
    await member.submit(form, words="The page says “nearly 80”.")
    seen["queue"] = picture(await moderator.slash(channel, "review"))
    file = {"file": Upload("tanks.yaml", ROWS.encode())}
    seen["import"] = picture(await moderator.slash(channel, "fact import", uploads=file))
    seen["settings"] = picture(await moderator.slash(channel, "settings show"))
    return seen
