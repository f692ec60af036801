"""A process is started with settings of the test's own, watched, stopped and killed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.loopback import LoopbackDiscord, Program


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


async def test_a_program_that_ends_early_is_reported_with_its_words(tmp_path: Path) -> None:
    async with LoopbackDiscord() as loopback:
        ends = Program(loopback, tmp_path, command=script("print('no token'); exit(3)"))
        await ends.start()
        with pytest.raises(AssertionError, match="ended with 3:\nno token"):
            await ends.ready()
        assert await ends.wait() == 3


async def test_only_what_is_given_reaches_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTLINE_PREFIX", "?")
    names = "sorted(k for k in os.environ if k.startswith(('FACTLINE', 'DISCORD')))"
    async with LoopbackDiscord() as loopback:
        shows = Program(loopback, tmp_path, command=script(f"import os; print({names})"))
        await shows.start()
        assert await shows.wait() == 0
    expected = "DISCORD_API_URL DISCORD_GATEWAY_URL DISCORD_TOKEN FACTLINE_DATABASE_URL"
    assert shows.output.strip() == str(expected.split())


async def test_a_program_is_killed_or_stopped(tmp_path: Path) -> None:
    waits = script("import time; print('up', flush=True); time.sleep(60)")
    async with LoopbackDiscord() as loopback:
        program = Program(loopback, tmp_path, command=waits)
        await program.start()
        assert "up" in await program.says("up")
        await program.kill()
        assert await program.wait() == -9
        await program.start()
        assert await program.stop() == -15
