"""A folder with a farm of its own, for the self-test of a system: jobs are sent there, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from ..document.quoting import THIS_SYSTEM, command_line, quoter
from ..errors import AfError
from ..local import launch
from ..studio import farm_file, printed_text, process_mark
from ..typed import Any
from ..wire import Address, Client

STRANGE = ("AFSUBMIT_", "CGRU_", "AF_")
PATIENCE_SECONDS = 120.0
"""How long what must happen is waited for."""
PROGRAM = """
import os, sys, time
what, path, *words = sys.argv[1:]
if what == "print":
    print(path, *words, sep="\\n")
elif what == "last":
    with open(path, "x") as file:
        file.write(f"{os.getpid()} ")
    time.sleep(600)
elif what == "once":
    with open(path, "a", buffering=1) as file:
        file.write("begin ")
        while not os.path.exists(words[0]):
            time.sleep(0.05)
        file.write("end ")
"""
"""What the tasks run: it prints its words, or lasts until it is ended, or until a file is there."""

Found = TypeVar("Found")


class NotSeenError(AfError):
    """What must be seen was not."""


class Place:
    """The folder `folder` for the jobs' files, beside it the state and the settings of the farm of this test."""

    def __init__(self, top: Path, name: str) -> None:
        self.top, self.folder = top, top / name
        self.folder.mkdir(parents=True)
        self.program = top / "program.py"
        self.program.write_text(PROGRAM, "utf-8")
        self.settings = top / "settings"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
        own = {name: str(self.settings) for name in ("AFSUBMIT_STUDIO", "XDG_CONFIG_HOME", "APPDATA")}
        self.environ = {**kept, **own, "AFSUBMIT_HOME": str(top / "state")}

    @contextlib.contextmanager
    def open(self) -> Iterator[Place]:
        """Its farm is stopped at the end, with all that runs there."""
        try:
            yield self
        finally:
            self.afsubmit("farm", "--stop")

    def afsubmit(self, *words: str, more: Mapping[str, str] | None = None) -> tuple[int, str]:
        """The exit code of a command of ours, and what it said."""
        done = subprocess.run(
            launch.command_line(sys.executable, list(words)),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
            env={**self.environ, **(more or {})}, cwd=self.folder, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        return done.returncode, printed_text.decoded(done.stdout).strip()

    def start(self) -> None:
        """Let the farm run, as sending to it does.

        Raises:
            NotSeenError: it does not.
        """
        code, said = self.afsubmit("submit", "--command", "exit 0", "--local")
        if code:
            raise NotSeenError(f"exit code {code}: {said}")

    def pid(self) -> int:
        """The farm's process."""
        return int(self._told()["pid"])

    def client(self) -> Client:
        """Who asks the farm."""
        told = self._told()
        return Client(Address(told["socket"] or told["host"], told["port"], told["token"]))

    def _told(self) -> Mapping[str, Any]:
        return until(lambda: farm_file.read(farm_file.machine_name(), self.environ) or {}, "the farm runs")

    def sent(self, command: str, **fields: Any) -> int:
        """The number of a job of one task, sent to the farm as it runs."""
        block = {"name": "self-test", "service": "generic", "tasks": [{"name": "1", "command": command}]}
        return self.client().send_job({"name": "self-test", "user_name": "self-test", "blocks": [block], **fields}).id

    def done(self, job: int) -> str:
        """What a job's task printed, when it is done.

        Raises:
            NotSeenError: it failed, or did not end.
        """
        client = self.client()
        until(lambda: {"DON", "ERR"} & set(client.job(job).get("state", "").split()), "the task ends")
        printed = client.task_output(job, 0, 0) or ""
        if "ERR" in client.job(job).get("state", ""):
            raise NotSeenError(f"the task failed: {printed}")
        return printed

    def line(self, what: str, path: Path | str, *words: str) -> str:
        """The command that runs `PROGRAM` with these words."""
        line = [sys.executable, "-I", "-S", "-X", "utf8", str(self.program), what, str(path), *words]
        return command_line(" ".join(map(quoter(THIS_SYSTEM), line)), THIS_SYSTEM)


def process_in(path: Path) -> int:
    """The number of the process that says there that it runs, when it does."""
    return int(until(lambda: text_of(path), "it runs"))


def text_of(path: Path) -> str:
    """What a file holds, "" when it is not there or not whole: a blank ends it."""
    try:
        text = path.read_text("utf-8")
    except OSError:
        return ""
    return text.strip() if text.endswith(" ") else ""


def until(ask: Callable[[], Found], what: str, *, seconds: float = PATIENCE_SECONDS) -> Found:
    """What `ask` gives as soon as it is true.

    Raises:
        NotSeenError: it never was.
    """
    end = time.monotonic() + seconds
    while not (found := ask()):
        if time.monotonic() > end:
            raise NotSeenError(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)
    return found


def until_ended(pid: int) -> None:
    """Wait until there is no process of that number.

    Raises:
        NotSeenError: it goes on.
    """
    until(lambda: not process_mark.start_mark(pid), "its process is gone")
