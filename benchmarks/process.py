"""What another process has used so far, read from Linux's /proc (the benchmarks run on Linux only)."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Give user and system time of a process, all its threads and its ended children, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    # utime, stime, cutime, cstime: fields 14-17 of proc(5), counted from the state (field 3)
    return sum(int(f) for f in fields[11:15]) / _TICKS


def memory_mb(pid: int) -> float:
    """Give the resident memory of a process in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"process {pid} has ended")
