"""A task's program for every system: writes when it begins and ends, and meanwhile sleeps or ends its own shell.

Words: the file of lines, the frame, seconds, and "" or a file: the first to find it missing makes it, and ends the
task's shell (the second process above this one) at once.
"""

from __future__ import annotations

import os
import signal
import sys
import time


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
    lines, frame, seconds, once = sys.argv[1:]
    note(lines, "begin", frame)
    if once and not os.path.exists(once):
        open(once, "x").close()
        end_shell()
    time.sleep(float(seconds))
    note(lines, "end", frame)
