"""A task's program for every system: writes when it begins and ends, and meanwhile sleeps.

Words: the file of lines, the frame, seconds, and what the first process of all does instead of sleeping so long:
nothing, `stays` until it is ended, or `ends-shell` (the second process above it) at once and then stays.
"""

from __future__ import annotations

import os
import signal
import sys
import time

STAYS_SECONDS = 600


def note(path: str, word: str, frame: str) -> None:
    """Add a line: what, which frame, who, when."""
    with open(path, "a", encoding="ascii") as file:
        file.write(f"{word} {frame} {os.getpid()} {time.time()}\n")


def end_shell() -> None:
    """End the parent of the parent: the process that the farm started for this task."""
    if os.name != "nt":
        with open(f"/proc/{os.getppid()}/stat", "rb") as file:
            os.kill(int(file.read().rpartition(b")")[2].split()[1]), signal.SIGKILL)
        return
    os.kill(parent_of(os.getppid()), signal.SIGTERM)


def parent_of(pid: int) -> int:
    """The parent of a process of Windows."""
    import ctypes

    told = (ctypes.c_void_p * 6)()
    handle = ctypes.windll.kernel32.OpenProcess(0x400, False, pid)
    ctypes.windll.ntdll.NtQueryInformationProcess(
        ctypes.c_void_p(handle), 0, ctypes.byref(told), ctypes.sizeof(told), None
    )
    return int(told[5])


if __name__ == "__main__":
    lines, frame, seconds, first = sys.argv[1:]
    is_first = bool(first) and not os.path.exists(lines)
    note(lines, "begin", frame)
    if is_first and first == "ends-shell":
        end_shell()
    time.sleep(STAYS_SECONDS if is_first else float(seconds))
    note(lines, "end", frame)
