"""What tells a process from an earlier or later one with the same number."""

from __future__ import annotations

import functools
import os
import sys
import time

QUERY_LIMITED_INFORMATION = 0x1000
STILL_ACTIVE = 259
MOST_PID = 2**32 - 1


def start_mark(pid: int) -> str:
    """A text that tells this process from an earlier or later one with the same number; "" when there is none.

    A zombie counts as none.
    """
    if not 0 < pid <= MOST_PID:
        return ""
    if os.name == "nt":
        return _start_mark_on_windows(pid)
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return "" if os.path.exists("/proc/self/stat") else _start_mark_by_ps(pid)
    return "" if fields[0] in (b"Z", b"X") else f"{boot_mark()}:{int(fields[19])}"


@functools.cache
def boot_mark() -> str:
    """A text that changes when the machine starts anew; "" where the system has none."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return _said_by("sysctl", "-n", "kern.bootsessionuuid").strip()


def _start_mark_by_ps(pid: int) -> str:
    """The start time as `ps` prints it, for POSIX systems without /proc."""
    state, _, started = _said_by("ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)).strip().partition(" ")
    return "" if not state or state.startswith("Z") else f"{boot_mark()}:{' '.join(started.split())}"


def _said_by(*words: str) -> str:
    """What a program of the system prints; "" when it cannot say."""
    import subprocess

    environ = {**os.environ, "LC_ALL": "C"}
    try:
        found = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environ, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.decode("ascii", "replace")


def is_running(pid: int, mark: str) -> bool:
    """Whether the process `pid` that was started at `mark` still runs."""
    return bool(mark) and start_mark(pid) == mark


def age_seconds(mark: str) -> float | None:
    """How long ago the process of that mark was started, by the clock that counts from the machine's own start.

    None where the system does not count so (all but Linux), and for a mark from before the machine was started anew.
    """
    boot, _, ticks = mark.rpartition(":")
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is None or boot != boot_mark() or not ticks.isdecimal():
        return None
    return time.clock_gettime(clock) - int(ticks) / os.sysconf("SC_CLK_TCK")


def _start_mark_on_windows(pid: int) -> str:
    """The creation time of a living process as a text; "" when there is none (and on any other system)."""
    if sys.platform != "win32":
        return ""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        return ""
    handle = wintypes.HANDLE(handle)
    times = [wintypes.FILETIME() for _ in range(4)]
    code = wintypes.DWORD()
    try:
        known = kernel.GetProcessTimes(handle, *(ctypes.byref(time) for time in times))
        alive = kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value == STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)
    return f"{times[0].dwHighDateTime}:{times[0].dwLowDateTime}" if known and alive else ""
