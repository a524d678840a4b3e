"""Processes of tasks: found again after the farm died, ended with all that belongs to them, on Windows also started.

On Windows a task is a job object (`studio/job_objects.py`), which the farm and the task's shell hold open: whichever of
them dies, what the task started is ended before it runs again. Its shell (task_shell.py) keeps the law of those that
other systems have (task_shells.py).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from ..studio import job_objects, ownership
from ..studio.process_mark import boot_mark, is_running, start_mark

IS_WINDOWS = os.name == "nt"
OUT_OF_JOB = 0x01000000
"""CREATE_BREAKAWAY_FROM_JOB: access is denied where the job does not allow it."""
NICE = 10
"""How far tasks step back for the artist's own work (0 to 19); afrender 3.4.1 uses the same value."""
KILL_SECONDS = 5.0
"""How long to wait for processes to be gone that were ended with SIGKILL."""


def windows_arguments(command: str, exit_file: str, python: str, task_shell: str) -> str:
    """The command line of the same on Windows, where `task_shell` (task_shell.py) does what sh does elsewhere.

    cmd strips the outer quotes after /s and takes the rest as it stands.
    """
    inner = f'cmd.exe /d /s /c "{command}"'
    return subprocess.list2cmdline([python, "-I", task_shell, exit_file, inner])


def windows_options(nice: int = NICE) -> dict[str, Any]:
    """What Popen is told so that a task has a process group and a console of its own.

    Windows has a priority class in place of `nice`: normal for 0, below normal up to 14, idle from 15 on.
    """
    new_group, no_window = 0x00000200, 0x08000000
    normal, below_normal, idle = 0x00000020, 0x00004000, 0x00000040
    return {"creationflags": new_group | no_window | (idle if nice > 14 else below_normal if nice else normal)}


def detached_options(is_windows: bool) -> dict[str, Any]:
    """What Popen is told so that the farm outlives the application that starts it."""
    if is_windows:
        new_group, no_window = 0x00000200, 0x08000000
        return {"creationflags": new_group | no_window | OUT_OF_JOB}
    return {"start_new_session": True}


def detached(words: list[str], *, output: IO[bytes], environ: dict[str, str], folder: str) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one, and the job object of Windows that this one may be in, if that allows it.

    Raises:
        OSError: it could not be started.
    """
    streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
    options: dict[str, Any] = {"env": environ, "cwd": folder, **streams, **detached_options(IS_WINDOWS)}
    try:
        return subprocess.Popen(words, **options)
    except PermissionError:
        if not IS_WINDOWS:
            raise
    return subprocess.Popen(words, **{**options, "creationflags": options["creationflags"] & ~OUT_OF_JOB})


def spawn(
    command: str,
    *,
    folder: str,
    environ: Mapping[str, str],
    output_file: str,
    exit_file: str,
    token: str,
    nice: int = NICE,
) -> job_objects.JobProcess:
    """Start the process of a task on Windows; it runs nothing until `release`, and `token` finds it again.

    Raises:
        OSError: it could not be started (no such folder, command too long, no memory), or a file is not ours.
    """
    task_shell = os.path.join(os.path.dirname(os.path.abspath(__file__)), "task_shell.py")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(exit_file)
    with open(ownership.open_ours(output_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND), "wb") as output:
        return job_objects.JobProcess(
            windows_arguments(command, exit_file, sys.executable, task_shell),
            name=job_name(token),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**environ, "AFSUBMIT_RUN": token},
            bufsize=0,
            **windows_options(nice),
        )


def job_name(token: str) -> str:
    """The name of the job object of a run on Windows, where a name holds no backslash and is not long."""
    return f"afsubmit-{hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()[:32]}"


def descendants(pid: int) -> dict[int, str]:
    """The living processes below `pid`, with their start marks; none where the system has no /proc."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc") if os.path.exists("/proc/self/stat") else ():
        with contextlib.suppress(OSError, IndexError, ValueError), open(f"/proc/{name}/stat", "rb") as file:
            children.setdefault(int(file.read().rpartition(b")")[2].split()[1]), []).append(int(name))
    found: dict[int, str] = {}
    left = [pid]
    while left:
        for one in children.get(left.pop(), ()):
            if one not in found:
                found[one] = start_mark(one)
                left.append(one)
    return {one: mark for one, mark in found.items() if mark}


def release(process: job_objects.JobProcess) -> None:
    """Let the command run."""
    pipe = process.stdin
    if pipe is None:
        return
    with contextlib.suppress(OSError):
        pipe.write(b"go\n")
    with contextlib.suppress(OSError):
        pipe.close()


def wait(process: job_objects.JobProcess) -> None:
    """Wait until the task's shell ended, and end what it left behind."""
    process.wait()
    process.end(wait_seconds=KILL_SECONDS)


def relatives(pid: int, mark: str, *, token: str, output_file: str) -> list[int]:
    """Living processes that belong to the run that `pid` led; a negative number is its whole group.

    They carry the run's token in their environment, which children inherit even into a session of their own, or they
    write to its output. Numbers of processes and sessions prove nothing: they are given away again.
    """
    if os.path.exists("/proc/self/environ"):
        return list(_marked(f"AFSUBMIT_RUN={token}".encode(), _identity(output_file)))
    return _group(pid, mark)


def _marked(entry: bytes, output: tuple[int, int] | None) -> Iterator[int]:
    """Numbers of the living processes with `entry` in their environment, or that print into the file `output`."""
    for name in os.listdir("/proc"):
        if not name.isdecimal() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                is_ours = entry in file.read().split(b"\0")
        except OSError:
            continue
        streams = (f"/proc/{name}/fd/{number}" for number in (1, 2))
        if is_ours or (output is not None and any(_identity(stream) == output for stream in streams)):
            yield int(name)


def _identity(path: str) -> tuple[int, int] | None:
    """What tells one file from every other; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _group(pid: int, mark: str) -> list[int]:
    """The group that `pid` led, where nothing tells more: never one that came after the machine started anew."""
    boot = "" if IS_WINDOWS else boot_mark()
    if pid <= 1 or not boot or not mark.startswith(f"{boot}:") or start_mark(pid) not in ("", mark):
        return []
    try:
        os.killpg(pid, 0)
    except OSError:
        return []
    return [-pid]


def interrupt(pid: int, *, token: str, is_final: bool) -> None:
    """Ask the group that `pid` leads to end, or end it at once (`is_final`). Nobody there is no error.

    Windows knows no asking of a program without a window: the run of that `token` ends at once, as on afrender 3.4.1.
    """
    if IS_WINDOWS:
        if not _end_job(token):  # it was started in another session: its shell alone holds the rest
            end_all([pid])
        return
    if pid <= 1:  # kill(2): these mean our own group, and everything there is
        return
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL if is_final else signal.SIGTERM)


def _end_job(token: str) -> bool:
    """End a run on Windows and see it gone; False when there is nothing of it, or nothing that we may end."""
    job = job_objects.JobObject.find(job_name(token))
    if job is None:
        return False
    job.end(wait_seconds=KILL_SECONDS)
    job.close()
    return True


def end_all(pids: Sequence[int]) -> None:
    """End these processes at once; a negative number is a group, as for kill(2)."""
    for pid in pids:
        if pid in (-1, 0, 1):
            continue
        with contextlib.suppress(OSError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def end_relatives(pid: int, mark: str, *, token: str, output_file: str, seen: Mapping[int, str]) -> None:
    """End what a run left (see `relatives`), and wait until it is gone, at most `KILL_SECONDS`.

    `seen` are processes that were below it while it lived, with their start marks.
    """
    if IS_WINDOWS:
        _end_job(token)
        return
    end = time.monotonic() + KILL_SECONDS
    while time.monotonic() < end:
        left = relatives(pid, mark, token=token, output_file=output_file)
        left += [one for one, its_mark in seen.items() if is_running(one, its_mark)]
        if not left:
            return
        end_all(left)
        time.sleep(0.01)


def exit_code(exit_file: str) -> int | None:
    """The code that a task's shell left on Windows, or elsewhere an older farm's; None when it did not come to that."""
    try:
        with open(exit_file, encoding="ascii") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    if not text.endswith("\n"):
        return None
    try:
        return int(text)
    except ValueError:
        return None
