"""Factline against a bare bot: the same loopback Discord, the same questions, interleaved in one run.

`python -m benchmarks.against_bare [--starts N] [--rounds N] [--json FILE]`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.deck import Card, deck
from benchmarks.load import Crowd, Result, play
from benchmarks.process import memory_mb
from tests.loopback import Program

BOTS = {
    "bare": (sys.executable, "-m", "benchmarks.bare_bot"),
    "factline": (sys.executable, "-m", "benchmarks.unpaced", "run"),
}
MODES = ("slash", "prefix")
FIGURES: dict[str, Callable[[Result], float]] = {
    "commands/s": lambda r: r.rate,
    "CPU s per 1,000": lambda r: r.cpu_per_thousand,
    "p50 ms": lambda r: r.p50 * 1000,
    "p95 ms": lambda r: r.p95 * 1000,
    "load busy": lambda r: r.busy,
}
SETTLE = 2.0
"""Seconds between READY and the first question: what a bot does right after its start is no answer.

Factline registers its commands and indexes the facts for plain questions then, half a second of CPU.
"""


@dataclass(slots=True)
class Measured:
    """Everything measured about one bot; results by (mode, cold or warm)."""

    ready: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    results: dict[tuple[str, str], list[Result]] = field(default_factory=dict)

    def add(self, mode: str, state: str, result: Result) -> None:
        """Keep a round."""
        self.results.setdefault((mode, state), []).append(result)


async def started(program: Program, crowd: Crowd) -> float:
    """Start a bot and give the seconds until the gateway has sent it READY."""
    at = time.perf_counter()
    readies = crowd.gateway.readies
    await program.start()
    if crowd.gateway.readies == readies:
        await program.ready(seconds=120)
    took = time.perf_counter() - at
    await program.commands()
    await asyncio.sleep(SETTLE)
    return took


async def one_start(
    folders: dict[str, Path],
    measured: dict[str, Measured],
    cards: list[Card],
    first: str,
    rounds: int,
) -> None:
    """Start both bots once; a cold pass in the mode `first`, then warm rounds in both, interleaved.

    Cold: the bot has met each server, but not the questions. Warm: it has met the questions in both
    forms.
    """
    crowds = {name: Crowd() for name in BOTS}
    programs = {n: Program(crowds[n], folders[n], command=BOTS[n]) for n in BOTS}
    try:
        for name, crowd in crowds.items():
            await crowd.__aenter__()
            measured[name].ready.append(await started(programs[name], crowd))
        meeting = [Card("losses", (("period", "yesterday"),))] * len(crowds["bare"].world.guilds)
        for name, crowd in crowds.items():
            await play(crowd, programs[name].pid, meeting, typed=False)
        other = next(mode for mode in MODES if mode != first)
        plan = [(first, "cold"), (other, "first time in this form")]
        plan += [(mode, "warm") for _ in range(rounds) for mode in MODES]
        for mode, state in plan:
            for name, crowd in crowds.items():
                pid = programs[name].pid
                asked = cards * 4 if state == "warm" else cards
                result = await play(crowd, pid, asked, typed=mode == "prefix")
                measured[name].add(mode, state, result)
                if state == "warm":
                    alone = await play(crowd, pid, cards, typed=mode == "prefix", at_once=1)
                    measured[name].add(mode, "one at a time", alone)
        for name in BOTS:
            measured[name].memory.append(memory_mb(programs[name].pid))
    finally:
        for name, crowd in crowds.items():
            await programs[name].kill()
            await crowd.__aexit__(None, None, None)


async def make_store(folder: Path) -> float:
    """Let Factline make its store once; give the seconds from its start to READY."""
    async with Crowd(guilds=1, people=1) as crowd:
        program = Program(crowd, folder, command=BOTS["factline"])
        try:
            return await started(program, crowd)
        finally:
            await program.kill()


async def measure(starts: int, rounds: int) -> tuple[dict[str, Measured], float]:
    """Measure both bots over several starts; gives also the seconds of Factline's very first start."""
    cards = deck()
    measured = {name: Measured() for name in BOTS}
    with tempfile.TemporaryDirectory(prefix="factline-bench-") as base:
        folders = {name: Path(base) / name for name in BOTS}
        for folder in folders.values():
            folder.mkdir()
        first = await make_store(folders["factline"])
        for number in range(starts):
            await one_start(folders, measured, cards, MODES[number % 2], rounds)
    return measured, first


def rows(measured: dict[str, Measured]) -> list[dict[str, float | str]]:
    """Put the medians of all rounds side by side, with Factline's share of the bare bot's figure."""
    bare, ours = measured["bare"], measured["factline"]
    table: list[dict[str, float | str]] = []
    for key in sorted(ours.results):
        for name, figure in FIGURES.items():
            a = median(figure(r) for r in bare.results[key])
            b = median(figure(r) for r in ours.results[key])
            row: dict[str, float | str] = {
                "what": f"{key[0]}, {key[1]}: {name}",
                "bare": a,
                "factline": b,
                "ratio": b / a,
            }
            table.append(row)
    for name, x, y in (
        ("memory MB", bare.memory, ours.memory),
        ("start to READY s", bare.ready, ours.ready),
    ):
        a, b = median(x), median(y)
        table.append({"what": name, "bare": a, "factline": b, "ratio": b / a})
    return table


def main() -> None:
    """Measure and print a Markdown table."""
    chosen = argparse.ArgumentParser(description=__doc__)
    chosen.add_argument("--starts", type=int, default=4, help="starts of each bot (2 or more)")
    chosen.add_argument("--rounds", type=int, default=3, help="warm rounds a start and mode")
    chosen.add_argument("--json", type=Path, help="also write the rows to this file")
    options = chosen.parse_args()
    measured, first = asyncio.run(measure(options.starts, options.rounds))
    table = rows(measured)
    print(f"| {len(deck())} questions | bare | Factline | ratio |\n|---|---|---|---|")
    for row in table:
        cells = (row["bare"], row["factline"], row["ratio"])
        print(f"| {row['what']} | " + " | ".join(f"{c:,.2f}" for c in cells) + " |")
    print(f"\nFactline's first start, making its store: {first:.2f} s to READY.")
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    main()
