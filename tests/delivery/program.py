"""Delivery as a process that can be killed at any point: `python -m tests.delivery.program`.

It reads jobs, one JSON object a line, and forks a fresh process for each: everything is imported by
then, so that a start costs a tenth of a second. Each process delivers until nothing is due any more, or
until it is killed where its job says. See `Job`.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import signal
import sys
import traceback
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, NoReturn

from bot.delivery.discord_port import DiscordHttp
from bot.delivery.running import Ports
from facts.errors import StoreError
from facts.store import Store
from facts.store.delivery_counts import count
from facts.store.delivery_model import DeliveryState
from tests.delivery.world import QUICK, Composing, delivering, discord_http


@dataclass(frozen=True)
class Job:
    """What one process does.

    `kill_call` is such as `before outbox.claim 2`: killed right before (after) the second call of that
    method. `kill_step` is the number of the event loop's callback before which it is killed: between
    any two of them the process may die, and every await ends in one. Zero and "" kill nothing.
    Times in seconds.
    """

    url: str
    api: str
    gateway: str
    token: str
    parts: int = 3
    kill_call: str = ""
    kill_step: int = 0
    lease: float = 0.5
    margin: float = 0.1
    nonce_safe: float = 120.0
    give_up: float = 10.0


class Killing:
    """A port whose process dies at one call; counts all calls."""

    def __init__(self, port: Any, name: str, kill: str, calls: Counter[str]) -> None:
        self._port = port
        self._name = name
        self._kill = kill
        self._calls = calls

    def __getattr__(self, method: str) -> Any:
        call = getattr(self._port, method)

        async def counted(*args: Any, **kwargs: Any) -> Any:
            self._calls[f"{self._name}.{method}"] += 1
            point = f"{self._name}.{method} {self._calls[f'{self._name}.{method}']}"
            if self._kill == f"before {point}":
                die()
            result = await call(*args, **kwargs)
            if self._kill == f"after {point}":
                die()
            return result

        return counted


def die() -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch_steps(kill: int) -> Counter[str]:
    """Count the event loop's callbacks from now on, and die before the one with this number."""
    steps: Counter[str] = Counter()
    run = asyncio.Handle._run

    def counted(handle: Any) -> None:
        steps["steps"] += 1
        if steps["steps"] == kill:
            die()
        run(handle)

    asyncio.Handle._run = counted  # type: ignore  # typeshed's name for self; the process is ours
    return steps


async def work(job: Job) -> dict[str, int]:
    """Deliver until nothing is due; gives how often what was called."""
    patience = replace(
        QUICK,
        lease=timedelta(seconds=job.lease),
        margin=timedelta(seconds=job.margin),
        nonce_safe=timedelta(seconds=job.nonce_safe),
        pauses=QUICK.pauses * 5,
    )
    store = await Store.open(job.url)
    server = type(
        "Server", (), {"api_url": job.api, "gateway_url": job.gateway, "token": job.token}
    )
    calls: Counter[str] = Counter()
    async with discord_http(server()) as http:
        ports = Ports(store, DiscordHttp(http))
        for name in ("outbox", "planning", "stamping", "discord"):
            setattr(ports, name, Killing(getattr(ports, name), name, job.kill_call, calls))
        composer: Any = Killing(Composing(job.parts), "composer", job.kill_call, calls)
        steps = watch_steps(job.kill_step)
        async with delivering(store, http, composer, patience=patience, ports=ports):
            async with asyncio.timeout(job.give_up):
                await nothing_due(store, ports)
    await store.close()
    return dict(calls + steps)


async def nothing_due(store: Store, ports: Ports) -> None:
    """Wait until nothing is on its way and no subscription is due."""
    while True:
        await asyncio.sleep(0.03)
        try:
            # In this order: what is planned between the two looks is seen by the second.
            next_due = await ports.planning.next_due()
            held = await count(store)
        except StoreError:
            continue
        waiting = held.of(DeliveryState.DUE) + held.of(DeliveryState.CLAIMED)
        if not waiting and (next_due is None or next_due > store.now()):
            return


def serve() -> None:
    """Fork a process for each job read, any number side by side; report how each ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the reporters end on their own
    for number, line in enumerate(sys.stdin):
        job = Job(**json.loads(line))
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            report(number, job)


def report(number: int, job: Job) -> NoReturn:
    """Do a job in a process of its own, and tell how it ended."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        faulthandler.dump_traceback_later(job.give_up + 3.0, exit=True)
        code = 1
        try:
            os.write(write, json.dumps(asyncio.run(work(job))).encode())
            code = 0
        except BaseException:  # noqa: BLE001 - whatever ended it is what we want to see
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(write)
    tell({"job": number, "pid": child})
    with os.fdopen(read) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    tell({"job": number, "ended": ended, "calls": json.loads(said or "{}")})
    os._exit(0)


def tell(what: dict[str, Any]) -> None:
    """Say something to who gave the job; one write, so that reports do not mix."""
    os.write(1, json.dumps(what).encode() + b"\n")


class Running:
    """A job under way: the id of its process, and how it ends."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.pid: asyncio.Future[int] = loop.create_future()
        self.ended: asyncio.Future[tuple[int, dict[str, int]]] = loop.create_future()


class Programs:
    """The other side: hands jobs to the forking process. `async with Programs() as programs`."""

    async def __aenter__(self) -> Programs:
        self._jobs: list[Running] = []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.delivery.program",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            job = self._jobs[told["job"]]
            if "pid" in told:
                job.pid.set_result(told["pid"])
            else:
                job.ended.set_result((told["ended"], told["calls"]))

    def start(self, job: Job) -> Running:
        """Start a job and go on at once."""
        assert self._process.stdin is not None
        self._jobs.append(Running())
        self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        return self._jobs[-1]

    async def run(self, job: Job) -> tuple[int, dict[str, int]]:
        """Run one job to its end; gives the exit code (-9 for killed) and its counts."""
        return await self.start(job).ended

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        self._reading.cancel()


if __name__ == "__main__":
    serve()
