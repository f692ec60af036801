"""The whole way, by the real program on the real clock, with what a user can do alone.

A digest is subscribed to and arrives at the next minute, a fact is retracted, the earlier answer is
amended where it stands, and the next digest opens with the correction.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.curation_discord.working import add_fact, fact_in
from tests.loopback import Channel, LoopbackDiscord, Permission, Post, Program
from tests.loopback.exchanges import text_of

ASKED = "!losses tanks 6-12 september 2022 ISW"
BRIDGES = "Ukraine's General Staff said that a bridge was hit."

WEST, EAST = "Pacific/Pago_Pago", "Pacific/Kiritimati"
"""A day and an hour apart: whoever moves from one to the other has a new day, and a new digest, at once."""


def next_minute(zone: str) -> tuple[str, datetime]:
    """Give the next full minute that leaves time to type, as a digest's `at`, and as an instant."""
    at = (datetime.now(UTC) + timedelta(seconds=70)).replace(second=0, microsecond=0)
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}", at


async def next_digest(discord: LoopbackDiscord, channel: Channel, after: int) -> Post:
    """Wait for the digest that comes after a message."""

    def found() -> Post | None:
        posts = (p for p in channel.posts.values() if p.id > after and p.author is discord.bot)
        return next((p for p in posts if "What is new on record" in text_of(p.payload)), None)

    return await discord.until(found, seconds=90)


def arrived(post: Post) -> datetime:
    """Give when a message was stored."""
    return datetime.fromisoformat(post.payload["timestamp"])


async def test_a_digest_arrives_at_its_minute_and_the_next_one_opens_with_the_correction(
    tmp_path: Path,
) -> None:
    async with LoopbackDiscord() as discord, Program(discord, tmp_path) as program:
        await program.commands()
        channel = discord.home.channel
        moderator = discord.join(discord.home, "Moderator", Permission.MANAGE_GUILD)
        member = discord.join(discord.home, "Member")
        tanks = fact_in(await add_fact(moderator, channel))
        answer = await member.ask(channel, ASKED)
        assert "over 70" in answer.text
        assert answer.post is not None

        at, due = next_minute(WEST)
        made = await moderator.slash(
            channel, "digest subscribe", at=at, timezone=WEST, where="here"
        )
        assert f"in this channel every day at {at} ({WEST})" in made.text
        await add_fact(moderator, channel, statement=BRIDGES, figure="1 bridge")
        first = await next_digest(discord, channel, answer.post.id)
        assert due <= arrived(first) < due + timedelta(seconds=5)
        assert "bridge" in text_of(first.payload)
        assert "Corrected or retracted since" not in text_of(first.payload)

        form = await moderator.slash(channel, "fact retract", id=tanks)
        retracted = await moderator.submit(form, reason="Misread", notice="There is no such page.")
        assert "revision 2" in retracted.text
        await discord.until(lambda: (answer.post and answer.post.edits) or None)
        amended = text_of(answer.message)
        assert amended.startswith("**Correction: “over 70")
        assert "no longer counts" in amended.partition("\n")[0]
        assert "Misread" in amended.partition("\n")[0]

        at, due = next_minute(EAST)
        edited = await moderator.slash(channel, "digest edit", at=at, timezone=EAST)
        assert f"every day at {at} ({EAST})" in edited.text
        second = await next_digest(discord, channel, first.id)
        assert due <= arrived(second) < due + timedelta(seconds=5)
        text = text_of(second.payload)
        assert text.index("Corrected or retracted since") < text.index("over 70 tanks")
        assert "bridge" not in text
