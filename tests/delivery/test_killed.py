"""Killed before and after every step of the way, then started again: every part is there once.

The short form of `python -m benchmarks.delivery_kill`.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from tests.delivery.killed import arrived, call_points, forget, prepare, trial
from tests.delivery.program import Programs
from tests.loopback import LoopbackDiscord


def renew(file: Path, template: Path) -> None:
    """Put a fresh store in the place of a used one."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    shutil.copy(template, file)


async def test_a_process_killed_at_any_call_leaves_nothing_out_and_nothing_twice(
    tmp_path: Path,
) -> None:
    template, file = tmp_path / "template.db", tmp_path / "factline.db"
    async with LoopbackDiscord(validate=False) as server, Programs() as programs:
        case = await prepare(server, f"sqlite:///{template}")
        calm = replace(case.job, url=f"sqlite:///{file}")
        shutil.copy(template, file)
        ended, calls = await programs.run(calm)
        assert ended == 0
        assert arrived(server, case) == ""
        points = list(call_points(calls))
        died = 0
        for number, point in enumerate(points):
            forget(server)
            renew(file, template)
            # Every second one forgets nonces at once, so that the history must be looked into.
            safe = 120.0 if number % 2 else 0.0
            job = replace(calm, kill_call=point, nonce_safe=safe)
            wrong, killed = await trial(server, programs, case, job, faults=number % 5)
            assert wrong == "", point
            died += killed
        assert died > len(points) // 2
