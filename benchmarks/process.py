"""What another process has used so far, read from Linux's /proc (the benchmarks run on Linux only)."""

from __future__ import annotations

from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """Give the time that all threads of a process have spent on a processor, in seconds.

    From `schedstat`, which counts nanoseconds: the ticks of `stat` (10 ms) are too coarse here.
    """
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text("ascii").split()[0]) for task in tasks) / 1e9


def memory_mb(pid: int) -> float:
    """Give the resident memory of a process in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} has ended")
