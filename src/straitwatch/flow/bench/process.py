"""Processes of this machine into what they cost: seconds of processor, bytes of memory."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "children_of", "usage_of"]

_TICK = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME, _PPID = 11, 12, 1  # fields of /proc/PID/stat behind the name: proc(5)


@dataclass(frozen=True)
class Usage:
    """What a process took so far.

    Attributes:
        cpu_s: seconds of processor, threads together.
        rss_bytes: memory that it holds now.
        peak_bytes: most that it held.
    """

    cpu_s: float
    rss_bytes: int
    peak_bytes: int


def usage_of(pid: int) -> Usage:
    """Measure a process of Linux.

    Raises:
        OSError: there is none.
    """
    fields = _stat(pid)
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    held = {line.split(":")[0]: line.split()[1] for line in status.splitlines() if "kB" in line}
    cpu_s = (int(fields[_UTIME]) + int(fields[_STIME])) / _TICK
    return Usage(cpu_s, int(held["VmRSS"]) << 10, int(held["VmHWM"]) << 10)


def children_of(pid: int) -> list[int]:
    """List the processes that one started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_stat(int(entry.name))[_PPID])
            except OSError:
                continue  # it ended meanwhile
            if parent == pid:
                found.append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """Read the fields behind the name, which may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
