"""Kill delivery before every step of its event loop, start it again, and see what arrived.

    python -m benchmarks.delivery_kill [--every N] [--first N] [--postgres] [--seconds S]

Two digests of two parts are due, one in a channel, one by direct message. A process delivers them and
is killed before its n-th callback of the event loop: between any two of them lies an await of the
delivery path (planning, claiming, requests, stamping, and all that aiohttp, SQLite and discord.py wait for
inside). Then another process goes on. Every part must be there once, in order. Trials take turns in
what Discord does (nothing, or up to four replies lost, cuts, 503s and 429s) and in how a repetition is
recognised (the nonce, or a look into the channel). Before that the same before and after every call of
the store's and Discord's ports.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.conftest import Server, postgres_server
from tests.delivery.killed import Case, arrived, call_points, forget, prepare, trial
from tests.delivery.program import Job, Programs
from tests.loopback import LoopbackDiscord


def _files(folder: Path) -> tuple[str, Callable[[], None]]:
    """Give the address of the store to use up, and what makes it as it was."""
    template, file = folder / "template.db", folder / "factline.db"

    def renew() -> None:
        for old in folder.glob("factline.db*"):
            old.unlink()
        shutil.copy(template, file)

    return f"sqlite:///{file}", renew


def _databases() -> tuple[str, str, Callable[[], None]]:
    server = postgres_server()
    if not isinstance(server, Server):
        raise SystemExit(f"PostgreSQL cannot run here: {server}")
    server.run("CREATE DATABASE kill_template")

    def renew() -> None:
        server.run("DROP DATABASE IF EXISTS kill_trial WITH (FORCE)")
        server.run("CREATE DATABASE kill_trial TEMPLATE kill_template")

    return server.url("kill_template"), server.url("kill_trial"), renew


async def main() -> int:
    """Run the campaign; gives 1 if anything arrived twice, not at all, or in another order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--every", type=int, default=1, help="take every n-th step only")
    parser.add_argument(
        "--first", type=int, default=1, help="begin with this step: to share them out"
    )
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after so long")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.postgres:
            template, url, renew = _databases()
        else:
            template = f"sqlite:///{folder / 'template.db'}"
            url, renew = _files(folder)
        async with LoopbackDiscord(validate=False) as server, Programs() as programs:
            case = await prepare(server, template)
            calm = replace(case.job, url=url, give_up=20.0)
            renew()
            _, calls = await programs.run(calm)
            assert arrived(server, case) == ""
            last = int(calls["steps"] * 1.1)
            jobs = [replace(calm, kill_call=point) for point in call_points(calls)]
            jobs += [replace(calm, kill_step=n) for n in range(chosen.first, last, chosen.every)]
            print(f"{len(jobs)} points; a calm run takes {calls['steps']} steps")
            return await _campaign(server, programs, case, jobs, renew, chosen.seconds)


async def _campaign(
    server: LoopbackDiscord,
    programs: Programs,
    case: Case,
    jobs: list[Job],
    renew: Callable[[], None],
    seconds: float,
) -> int:
    began, died, wrong, done = time.monotonic(), 0, 0, 0
    for number, job in enumerate(jobs):
        if time.monotonic() - began > seconds:
            break
        forget(server)
        renew()
        nonce_safe = 120.0 if number % 2 else 0.0
        faults = 0 if number % 3 == 0 else number + 1
        said, killed = await trial(
            server, programs, case, replace(job, nonce_safe=nonce_safe), faults=faults
        )
        done += 1
        died += killed
        if said:
            wrong += 1
            print(f"WRONG at {job.kill_call or job.kill_step} (trial {number}): {said}")
        if done % 100 == 0:
            print(f"{done}/{len(jobs)}: {died} killed, {wrong} wrong", file=sys.stderr)
    took = time.monotonic() - began
    print(f"{done} trials in {took:.0f} s: {died} processes killed, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
