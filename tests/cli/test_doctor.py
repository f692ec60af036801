"""`factline doctor` names what is wrong and how to mend it, and asks the real Discord for the rest."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bot import doctor
from tests.cli.calling import Called, factline
from tests.loopback import Fault, LoopbackDiscord


async def _asked(discord: LoopbackDiscord, folder: Path, **variables: str) -> Called:
    there = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    return await asyncio.to_thread(factline, folder, "doctor", **{**there, **variables})


async def test_with_a_good_token_all_is_well(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        # A slash at the end of the address is how many people write it.
        called = await _asked(discord, tmp_path, DISCORD_API_URL=f"{discord.api_url}/")
    assert (called.code, "FAIL" in called.out) == (0, False)
    assert "ok    token: Discord knows it as factline\n" in called.out
    assert "ok    intents: message content is on" in called.out
    assert "ok    clock: within 30 seconds of Discord's" in called.out


async def test_without_message_content_it_says_what_is_lost(tmp_path: Path) -> None:
    async with LoopbackDiscord(refused_intents=("message_content",)) as discord:
        called = await _asked(discord, tmp_path)
    assert called.code == 0
    assert "message content is off" in called.out
    assert "Message Content Intent" in called.out


async def test_a_refused_token_is_named_and_not_printed(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        called = await _asked(discord, tmp_path, DISCORD_TOKEN="wrong.token.entirely")
    assert called.code == 1
    assert "FAIL  token: Discord refuses it\n      → Reset it" in called.out
    assert "wrong.token" not in called.out + called.err


async def test_a_discord_that_is_down_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        discord.faults.add("GET /users/@me", Fault.unavailable(503))
        down = await _asked(discord, tmp_path)
    away = await _asked(discord, tmp_path)  # it has ended meanwhile
    assert (down.code, away.code) == (1, 1)
    assert "FAIL  Discord: Discord answered 503" in down.out
    assert "FAIL  Discord: Discord could not be asked" in away.out


def test_a_clock_that_is_off_is_named() -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=2)
    (late,) = doctor._clock(format_datetime(ahead, usegmt=True))
    assert not late.success
    assert "seconds off" in late.detail
    assert "NTP" in late.mend


def test_a_bad_collection_and_a_tampered_store_fail(tmp_path: Path) -> None:
    assert factline(tmp_path, "answer", "losses").code == 0
    with sqlite3.connect(tmp_path / "factline.db") as file:
        file.execute("UPDATE fact SET low = 7 WHERE fact = 'gs-tank-2022-09-05'")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "facts.yaml").write_text("facts:\n  - id: x\n    statement: 5\n")
    called = factline(tmp_path, "doctor", FACTLINE_COLLECTION=str(tmp_path / "own"))
    assert called.code == 1
    assert "FAIL  store: 1 broken invariant\n      → Run “factline db verify”" in called.out
    checked = factline(tmp_path, "facts", "check", str(tmp_path / "own"))
    count = checked.out.splitlines()[-1].split(",")[0]
    assert f"FAIL  collection: {count}\n      → Run “factline facts check”" in called.out


def test_a_store_that_cannot_be_opened_fails_once(tmp_path: Path) -> None:
    called = factline(
        tmp_path,
        "doctor",
        FACTLINE_DATABASE_URL=f"sqlite:///{tmp_path / 'no' / 'such' / 'x.db'}",
        FACTLINE_COLLECTION="none",
    )
    assert called.code == 1
    assert called.out.count("FAIL") == 1
    assert "FAIL  store: " in called.out
    assert "ok    collection: none: the store starts empty" in called.out
    assert list(tmp_path.iterdir()) == []
