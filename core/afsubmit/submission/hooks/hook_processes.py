"""The processes of a hook: started so that what it leaves behind can be found, and ended with all of it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ...studio import job_objects

KILL_SECONDS = 5.0
"""How long to go on ending what a hook has started."""

ADOPTING = """
import ctypes
PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
"""
"""On Linux the children of children that ended go to the process that has run this, also after it became another
program: in its tree they are found whatever they did to their session, streams and environment."""

ADOPTING_PROGRAM = f"""
import os, sys
try:{ADOPTING.replace(chr(10), chr(10) + "    ")}
except (ImportError, OSError, AttributeError):
    pass
try:
    os.execv(sys.argv[1], sys.argv[1:])
except OSError as error:
    sys.exit("it could not be started: " + (error.strerror or str(error)))
"""
"""Becomes the program that its words name."""

KNOWS_ADOPTION = sys.platform.startswith("linux")


def adopting_words(python: str, path: str) -> list[str]:
    """The words that run the program `path` so that `end` finds all it started, where `python` is one that starts."""
    return [python, "-I", "-c", ADOPTING_PROGRAM, path] if python and KNOWS_ADOPTION else [path]


def start(words: Sequence[str], *, folder: str, environ: Mapping[str, str], **streams: Any) -> subprocess.Popen[bytes]:
    """Start a hook with pipes for its three streams, in a session (on Windows a job object) of its own.

    `streams` are others in place of the pipes, by the names that Popen has for them.

    Raises:
        OSError, ValueError: it cannot be started.
    """
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options: dict[str, Any] = {"cwd": folder, "env": environ, **pipes, **streams}
    if os.name == "nt":
        no_window = 0x08000000
        return job_objects.JobProcess(words, creationflags=no_window, **options)
    process: subprocess.Popen[bytes] = subprocess.Popen(words, start_new_session=True, **options)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a hook and all it started, unless it ended by itself.

    It is held before its tree is looked at, so that it starts nothing meanwhile, and ended last: its children's
    children would go elsewhere.
    """
    if isinstance(process, job_objects.JobProcess):
        if process.poll() is None:
            process.end(wait_seconds=KILL_SECONDS)
        process.job.close()
    elif process.poll() is None:
        _end_tree(process)


def _end_tree(process: subprocess.Popen[bytes]) -> None:
    _signal(process.pid, signal.SIGSTOP)
    until = time.monotonic() + KILL_SECONDS
    while (below := _below(process.pid)) and time.monotonic() < until:
        for pid in below:
            _signal(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def _below(pid: int) -> list[int]:
    """The living processes that `pid` started, and those that they started."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, left = [], [pid]
    while left:
        below = children.pop(left.pop(), [])
        found += below
        left += below
    return found


def _parents() -> list[tuple[int, int]]:
    """Each living process with the one that started it."""
    if os.path.exists("/proc/self/stat"):
        return [pair for name in os.listdir("/proc") if name.isdecimal() for pair in _parent(int(name))]
    words = ["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "stat="]
    try:
        said = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=KILL_SECONDS).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = [line.split() for line in said.decode("ascii", "replace").splitlines()]
    return [(int(pid), int(parent)) for pid, parent, state in lines if not state.startswith("Z")]


def _parent(pid: int) -> list[tuple[int, int]]:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            state, parent = file.read().rpartition(b")")[2].split()[:2]
    except (OSError, ValueError):
        return []
    return [] if state in (b"Z", b"X") else [(pid, int(parent))]
