"""The connection: refusals in one sentence, malformed events left out, silence noticed."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import Any, cast

import discord
import pytest

from bot import gateway


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _Closed:
    """What discord.py asks of a socket that was closed, where the code comes from elsewhere."""

    close_code = None


def test_a_malformed_event_is_logged_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    read: list[object] = []
    parsers = gateway.guarded({"GOOD": read.append, "BAD": lambda data: read.append(data["id"])})
    with caplog.at_level(logging.ERROR):
        parsers["BAD"]({})
        parsers["GOOD"](1)
    assert read == [1]
    assert "BAD could not be read" in caplog.text


def test_a_refused_token_is_one_sentence() -> None:
    refused = gateway.refusal(discord.LoginFailure("Improper token has been passed."))
    assert refused is not None
    assert refused.sentence == "Discord refused the token."


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, "Discord refused the token."),
        (4010, "Discord refused a shard id."),
        (4011, "Discord wants more shards."),
        (4012, "Discord no longer speaks this version of its gateway."),
        (4013, "Discord does not know the intents asked for."),
        (4000, None),
        (1006, None),
    ],
)
def test_a_close_is_final_only_where_no_retry_mends_it(code: int, sentence: str | None) -> None:
    closed = discord.ConnectionClosed(cast("Any", _Closed()), shard_id=None, code=code)
    refused = gateway.refusal(closed)
    assert (refused and refused.sentence) == sentence
    assert refused is None or refused.hint


def test_a_shard_whose_heartbeats_are_heard_is_never_silent() -> None:
    clock = Clock()
    hearing = gateway.Hearing(180, clock)
    hearing.up(0)
    for look in range(1_000):
        clock.now += 15
        assert hearing.silent({0: 0.05 + (look // 3) / 1e6}) == 0  # a beat every 45 s


@pytest.mark.parametrize("latency", [0.05, math.inf])
def test_a_shard_that_is_not_heard_any_more_is_noticed(latency: float) -> None:
    clock = Clock()
    hearing = gateway.Hearing(180, clock)
    hearing.up(0)
    hearing.silent({0: latency})
    clock.now += 180
    assert hearing.silent({0: latency}) == 0
    clock.now += 1
    assert hearing.silent({0: latency}) == 181


def test_a_socket_that_beats_without_a_session_is_silent_too() -> None:
    clock = Clock()
    hearing = gateway.Hearing(180, clock)
    hearing.up(0)
    hearing.silent({0: 0.05})
    hearing.down(0)
    clock.now += 200
    assert hearing.silent({0: 0.06}) == 200


async def test_identifying_waits_only_for_the_rest_of_five_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, slept = Clock(), []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    identifying = gateway.Identifying(clock)
    await identifying.turn()
    clock.now = 4.0
    await identifying.turn()
    clock.now = 60.0
    await identifying.turn()
    assert slept == [1.0, 0.0]
