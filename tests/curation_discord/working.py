"""What moderators do again and again in these tests."""

from __future__ import annotations

import re
from typing import Any

from tests.loopback import Channel, Person, Post, Reply
from tests.loopback.exchanges import text_of

WORDS: dict[str, Any] = {
    "statement": "Ukraine's General Staff said that Russia lost over 70 tanks.",
    "figure": "over 70 tanks",
    "stated_on": "12 September 2022",
    "happened": "6-12 September 2022",
    "side": "russia",
}
PAGE: dict[str, Any] = {
    "publisher": "Reuters",
    "url": "https://example.org/tanks",
    "published_on": "13 Sep 2022",
}
ORIGINATOR = "ISW"


async def fill_in(
    person: Person, channel: Channel, *, originator: str = ORIGINATOR, **words: str
) -> Reply:
    """Use `/fact add` and both forms; gives the panel with the fact as readers will see it."""
    form = await person.slash(channel, "fact add", place="Kharkiv Oblast", originator=originator)
    assert form.kind == "form"
    panel = await person.submit(form, **{**WORDS, **words})
    assert panel.ephemeral
    form = await person.click(panel, "Continue")
    return await person.submit(form, **PAGE)


async def add_fact(person: Person, channel: Channel, **words: str) -> Reply:
    """Add a fact and publish it; gives what the moderator then sees."""
    return await person.click(await fill_in(person, channel, **words), "Publish")


def fact_in(reply: Reply) -> str:
    """Read the id of the fact that a reply names."""
    found = re.search(r"`([a-z0-9-]+)`", reply.text)
    assert found is not None, reply.text
    return found.group(1)


def attached(person: Person, reply: Reply) -> bytes:
    """Give the bytes of the one file that came with a reply."""
    (file,) = reply.message["attachments"]
    discord = person.discord
    return discord.world.files[file["url"].removeprefix(discord.base_url)]


async def told(person: Person, words: str) -> Post:
    """Wait for a direct message to somebody that holds some words."""

    def found() -> Post | None:
        posts = person.direct.posts.values()
        return next((p for p in posts if words in text_of(p.payload)), None)

    return await person.discord.until(found)
