"""Killed before and after every call on the way, and between, then started again: every part is there once.

The short form of `python -m benchmarks.delivery_kill`, which takes every step of the event loop.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from tests.delivery.killed import Case, arrived, call_points, forget, prepare, trial
from tests.delivery.program import Job, Programs
from tests.loopback import LoopbackDiscord

LANES = 4
"""Trials side by side, each with a Discord and a store of its own: most of a trial waits for a lease."""


def renew(file: Path, template: Path) -> None:
    """Put a fresh store in the place of a used one."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    shutil.copy(template, file)


STEPS = 24
"""Steps of the event loop before which it is killed too, evenly over a run."""


async def test_a_process_killed_at_any_point_leaves_nothing_out_and_nothing_twice(
    tmp_path: Path,
) -> None:
    async with Programs() as programs, AsyncExitStack() as stack:
        lanes = []
        for number in range(LANES):
            server = await stack.enter_async_context(LoopbackDiscord(validate=False))
            file = tmp_path / f"{number}.template"
            lanes.append((server, file, await prepare(server, f"sqlite:///{file}")))
        server, file, case = lanes[0]
        copy = tmp_path / "calm.db"
        renew(copy, file)
        ended, calls = await programs.run(replace(case.job, url=f"sqlite:///{copy}"))
        assert ended == 0
        assert arrived(server, case) == ""
        last = calls["steps"]
        jobs = [replace(case.job, kill_call=point) for point in call_points(calls)]
        jobs += [replace(case.job, kill_step=n) for n in range(1, last, last // STEPS)]
        points = enumerate(jobs)
        killed = await asyncio.gather(*(take(programs, *lane, points) for lane in lanes))
    assert sum(killed) >= 30 + STEPS // 2


async def take(
    programs: Programs,
    server: LoopbackDiscord,
    template: Path,
    case: Case,
    points: Iterator[tuple[int, Job]],
) -> int:
    """Take points until there are no more; gives how many processes were killed."""
    killed, file = 0, template.with_suffix(".db")
    for number, wanted in points:
        forget(server)
        renew(file, template)
        # Every second one forgets nonces at once, so that the history must be looked into.
        nonce_safe = 120.0 if number % 2 else 0.0
        job = replace(case.job, url=f"sqlite:///{file}", nonce_safe=nonce_safe)
        job = replace(job, kill_call=wanted.kill_call, kill_step=wanted.kill_step)
        wrong, died = await trial(server, programs, case, job, faults=number % 5)
        assert wrong == "", wanted
        killed += died
    return killed
