"""The shells that run tasks on POSIX systems: each runs many tasks of one block, one after another, and waits between.

The law: a shell waits for words on its standard input before it runs a command. The farm sends them after the run is
recorded; when the farm dies first, the shell reads the end of its input and runs nothing. It writes the command's exit
code to its file, so that the next farm learns it without being its parent, and then says it on its standard output,
which only it holds: the farm hears of the end of a command, and of the shell's own, without a thread that waits.
A command runs in a shell of its own. One program with its words needs none: the shell's fork becomes it.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ..studio import ownership, process_mark

SET_CHILD_SUBREAPER = 36
SCRIPT = """trap : TERM INT HUP
(umask 077; true >>"$2/$$.exits") || exit 125
exec 3>>"$2/$$.exits"
while read -r af_number af_task af_output af_own af_more
do
  IFS= read -r af_command || exit 125
  while [ "$af_more" -gt 0 ]
  do
    IFS= read -r af_line || exit 125
    af_command="$af_command
$af_line"
    af_more=$((af_more - 1))
  done
  if [ "$af_task" = - ]; then unset AF_TASK_ID; else export AF_TASK_ID="$af_task"; fi
  if [ "$af_own" = 1 ]
  then AFSUBMIT_RUN=$2:$af_number /bin/sh -c "$af_command" </dev/null >>"$1/$af_output" 2>&1 3>&-
  else (AFSUBMIT_RUN=$2:$af_number; export AFSUBMIT_RUN; eval "$af_command") </dev/null >>"$1/$af_output" 2>&1 3>&-
  fi
  af_code=$?
  echo "$af_number $af_code" >&3
  echo $af_code
done
exit 125"""
"""A signal to the group reaches the command at once; the waiting shell takes note and goes on to write the code."""
MOST_COMMANDS = 1000
"""Of one shell: its file of exit codes does not grow without end."""
_SIGNS = frozenset("$`;&|<>(){}\\\n\r")
_FIRST_WORD = re.compile(r"[A-Za-z0-9_./+][A-Za-z0-9_./+-]*(?=[ ]|$)")
_IN_FORK = frozenset(["echo", "exit", "false", "printf", "test", "true"])
"""What a shell does itself, and a fork of it as well."""
_OF_SHELL = frozenset(
    """. alias bg bind break builtin caller case cd chdir command compgen complete compopt continue coproc declare dirs
    disown do done elif else enable esac eval exec export fc fg fi for function getopts hash help history if in jobs
    kill let local logout mapfile popd print pushd pwd read readarray readonly return select set shift shopt source
    suspend then time times trap type typeset ulimit umask unalias unset until wait whence while""".split()
)
"""What has a meaning for one shell or another: a shell of its own shall read it."""


class ShellPlace(NamedTuple):
    """Where and as what a shell runs commands; tasks with the same place may have the same shell."""

    block: tuple[int, int]
    folder: str
    outputs: str
    runs: str
    nice: int
    environ: Mapping[str, str]


class TaskShell:
    """One shell, held until it is told what to run. `mark` tells its process from others of its number.

    `on_end` is called when there is something to read; `code` says what.
    """

    def __init__(self, place: ShellPlace, environ: Mapping[str, str]) -> None:
        """Start it in `environ`, which is that of the place with all that is the same for every task.

        Raises:
            OSError: it could not be started (no such folder, no memory).
        """
        self.place = place
        self.on_end: Callable[[], None] = lambda: None
        self._message, self.commands = b"", 0
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            ["/bin/sh", "-c", SCRIPT, "afsubmit-task", place.outputs, place.runs],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=place.folder,
            env=environ,
            bufsize=0,
            start_new_session=True,
            preexec_fn=_orphans_keeper(),
        )
        self.pid = self._process.pid
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, place.nice)
        self.mark = process_mark.start_mark(self.pid)

    @property
    def exit_file(self) -> str:
        """Where it writes exit codes."""
        return exit_file(self.place.runs, self.pid)

    def fileno(self) -> int:
        """Readable when a command or the shell ended."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def hold(self, command: str, *, number: int, task: int | None, output_file: str) -> None:
        """Make ready what `release` will run, with an empty file for what it prints; `task` None is a post command.

        Raises:
            OSError: the file cannot be made or is not ours, or the command is too long.
            ValueError: no shell takes the command.
        """
        if "\0" in command:
            raise ValueError("The command holds a null byte.")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        os.close(ownership.open_ours(output_file, flags))
        told = _for_fork(command)
        where = f"{number} {'-' if task is None else task} {os.path.basename(output_file)}"
        head = f"{where} {int(told is None)} {command.count(chr(10))}"
        line = os.fsencode(told or command)
        if len(line) >= _longest_command():
            raise OSError(errno.E2BIG, os.strerror(errno.E2BIG))
        self._message = os.fsencode(f"{head}\n") + line + b"\n"

    def release(self) -> None:
        """Let the command run."""
        self.commands += 1
        pipe = self._process.stdin
        assert pipe is not None
        left = memoryview(self._message)
        with contextlib.suppress(OSError):  # it is gone, and says so on its other end
            while left:
                left = left[pipe.write(left) or 0 :]

    def code(self) -> int:
        """The exit code of the command that ended, or of the shell when that did.

        What the shell leaves in its group is ended; its number is free only after that.
        """
        said = os.read(self.fileno(), 64)
        if said:
            return int(said.split()[-1])
        self._signal(signal.SIGKILL)
        return self._process.wait()

    def is_alone(self) -> bool:
        """Whether it lives, and nothing of what it ran does; False where the system does not say (all but Linux)."""
        try:
            with open(f"/proc/{self.pid}/task/{self.pid}/children", "rb") as file:
                return not file.read() and self._process.returncode is None
        except OSError:
            return False

    def end(self) -> None:
        """End it with all that is left in its group."""
        self._signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _signal(self, number: int) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(OSError):
                os.killpg(self.pid, number)


class ShellPool:
    """Shells that wait for their next task, and those that run one.

    `watch` calls a function when a shell has something to say, `unwatch` ends that.
    """

    def __init__(self, watch: Callable[[int, Callable[[], None]], None], unwatch: Callable[[int], None]) -> None:
        self._watch, self._unwatch = watch, unwatch
        self._idle: list[TaskShell] = []
        self.left: list[str] = []
        """Files of shells that ended, to be removed when what they say is kept."""

    def take(self, place: ShellPlace, environ: Callable[[], Mapping[str, str]]) -> TaskShell:
        """A shell for the next task there; `environ` makes its environment when it has to be started.

        Raises:
            OSError: it could not be started.
        """
        for shell in self._idle:
            if shell.place == place:
                self._idle.remove(shell)
                return shell
        shell = TaskShell(place, environ())
        self._watch(shell.fileno(), lambda: shell.on_end())
        return shell

    def give_back(self, shell: TaskShell, *, is_clean: bool) -> None:
        """A command ended; when it was `is_clean` and left nothing, its shell may run the next one."""
        shell.on_end = lambda: None
        if is_clean and shell.commands < MOST_COMMANDS and shell.is_alone():
            self._idle.append(shell)
        else:
            self.end(shell)

    def end(self, shell: TaskShell) -> None:
        """End a shell with all that it left in its group."""
        self._unwatch(shell.fileno())
        shell.end()
        self.left.append(shell.exit_file)

    def end_idle(self) -> None:
        """End the shells that nobody took."""
        for shell in self._idle:
            self.end(shell)
        self._idle.clear()


def exit_file(runs: str, pid: int) -> str:
    """Where the shell with that process writes exit codes, in the folder `runs`."""
    return os.path.join(runs, f"{pid}.exits")


def exit_code(path: str, number: int) -> int | None:
    """The exit code of the run with that number by a shell's file, None when it did not come to that."""
    try:
        with open(path, encoding="ascii") as file:
            lines = file.read().split("\n")[:-1]
    except (OSError, UnicodeDecodeError):
        return None
    found = [line.split() for line in lines]
    codes = [one[1] for one in found if len(one) == 2 and one[0] == str(number)]
    return int(codes[-1]) if codes and codes[-1].isdecimal() else None


def _for_fork(command: str) -> str | None:
    """What a fork of a shell does to run `command` as a shell of its own would; None when only that can say.

    A fork has the number, the variables and the arguments of the shell, and its environment tells nothing of the run.
    """
    word = _FIRST_WORD.match(command)
    if word is None or not _SIGNS.isdisjoint(command) or word[0] in _OF_SHELL:
        return None
    return command if word[0] in _IN_FORK else f"exec {command}"


@functools.cache
def _longest_command() -> int:
    """How many bytes a command must stay below (execve(2)): on Linux one argument has 32 pages, elsewhere all share."""
    if sys.platform.startswith("linux"):
        return 32 * os.sysconf("SC_PAGE_SIZE")
    return os.sysconf("SC_ARG_MAX") // 2


@functools.cache
def _orphans_keeper() -> Callable[[], object] | None:
    """What a task's shell does before it runs: keep what loses its parent below it (prctl(2), Linux).

    So a descendant is found as long as the shell lives, whatever session, environment and output it chose. Looked up
    once, in the farm: between fork and exec there is only the call.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        prctl = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return None
    return functools.partial(prctl, SET_CHILD_SUBREAPER, 1, 0, 0, 0)
