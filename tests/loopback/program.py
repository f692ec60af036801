"""The real program as a process: started, watched, stopped, killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

ROOT = Path(__file__).resolve().parents[2]

_PASSED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")


class Program:
    """`python -m bot run` against a loopback Discord: `async with Program(discord, folder) as program`.

    `folder` becomes the working directory, so that the store (`factline.db` there, unless `settings`
    say otherwise) is the test's own. `settings` are further environment variables; nothing but what is
    needed is inherited, so that a developer's own settings cannot change a test.
    """

    def __init__(
        self,
        discord: LoopbackDiscord,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        command: Sequence[str] = (sys.executable, "-m", "bot", "run"),
    ) -> None:
        self._discord = discord
        self._folder = folder
        self._command = command
        self._settings = dict(settings or {})
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._lines: list[str] = []

    @property
    def output(self) -> str:
        """Give everything it has printed so far, both streams."""
        return "".join(self._lines)

    @property
    def pid(self) -> int:
        """Give its process id; raises LookupError if it was never started."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise LookupError("the program was not started")
        return self._process

    def environment(self) -> dict[str, str]:
        """Give the environment it is started with."""
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return {
            **passed,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DISCORD_TOKEN": self._discord.token,
            "DISCORD_API_URL": self._discord.api_url,
            "DISCORD_GATEWAY_URL": self._discord.gateway_url,
            "FACTLINE_DATABASE_URL": f"sqlite:///{self._folder / 'factline.db'}",
            **self._settings,
        }

    async def start(self) -> None:
        """Start it and go on at once."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=self._folder,
            env=self.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read(self._process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._lines.append(line.decode(errors="replace"))
            self._discord.moved()

    async def ready(self, *, seconds: float = 20.0) -> None:
        """Wait until the gateway has sent it READY; AssertionError if it ends first."""
        before = self._discord.gateway.readies

        async def watch() -> None:
            code = await self._running.wait()
            raise AssertionError(f"the program ended with {code}:\n{self.output}")

        watcher = asyncio.create_task(watch())
        waiting = asyncio.create_task(
            self._discord.until(
                lambda: self._discord.gateway.readies > before or None, seconds=seconds
            )
        )
        try:
            done, _ = await asyncio.wait({watcher, waiting}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    task.result()
                except TimeoutError:
                    raise AssertionError(f"no READY after {seconds} s:\n{self.output}") from None
        finally:
            watcher.cancel()
            waiting.cancel()

    async def commands(self, *, seconds: float = 20.0) -> None:
        """Wait until it has registered its commands."""
        await self._discord.until(lambda: self._discord.commands or None, seconds=seconds)

    async def says(self, words: str, *, seconds: float = 20.0) -> str:
        """Wait for a line of output that contains the words, and give it."""
        return await self._discord.until(
            lambda: next((line for line in self._lines if words in line), None), seconds=seconds
        )

    async def wait(self, *, seconds: float = 20.0) -> int:
        """Wait for its end and give the exit code."""
        code = await asyncio.wait_for(self._running.wait(), seconds)
        if self._reader is not None:
            await self._reader
        return code

    async def stop(self, *, seconds: float = 20.0) -> int:
        """Ask it to end (SIGTERM, as a service manager does), wait, and give the exit code."""
        if self._running.returncode is None:
            self._running.send_signal(signal.SIGTERM)
        return await self.wait(seconds=seconds)

    async def kill(self) -> None:
        """End it at once, as a crash or a power cut would."""
        if self._running.returncode is None:
            self._running.kill()
        await self.wait()

    async def __aenter__(self) -> Self:
        before = self._discord.gateway.readies
        await self.start()
        if self._discord.gateway.readies == before:
            try:
                await self.ready()
            except BaseException:
                await self.kill()
                raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is None:
            return
        if error is not None:
            sys.stdout.write(self.output)  # pytest shows it beside the failure
            await self.kill()
            return
        try:
            await self.stop()
        except TimeoutError:
            await self.kill()
            raise AssertionError(
                f"the program did not stop when asked to:\n{self.output}"
            ) from None
