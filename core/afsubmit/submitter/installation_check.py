"""Checks an installation from inside the application: `afsubmit selftest` as a process of its own, followed live.

The law: the process ends when its standard input is closed, and takes away all it made. So it does when the application
that started it is killed.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import AfError
from ..local.launch import command_line
from ..studio import child_environment, hosts, printed_text
from ..submission.hooks import hook_processes

log = logging.getLogger(__name__)

NO_PYTHON = "No Python was found that can run the check; name one in the preferences."
SPEAKER = "afsubmit: "
"""What a sentence of the process on what went wrong begins with."""
TOO_LITTLE = "The check did not come to its end."


class CheckRow(NamedTuple):
    """What was looked at, what came of it in a word, and what was seen in a sentence; `key` is its place.

    `is_kept` is None where there is no answer.
    """

    key: int
    name: str
    is_kept: bool | None
    result: str
    sentence: str


class InstallationCheck:
    """One check. `start` it once; everything else can be asked on the main thread as often as one likes."""

    def __init__(self, name: str, program: str, python: Callable[[], str]) -> None:
        """Do nothing yet.

        Args:
            name: of the application ("nuke").
            program: the path of the program that is checked; "" for every one that is found.
            python: gives the interpreter for the process, "" when there is none; it may take a while.

        Raises:
            SceneError: there is no plugin of that name.
        """
        self.title = hosts.named(name).title
        self._words = ["selftest", name, "--json-lines", *(["--program", program] if program else [])]
        self._python = python
        self.heading = ""
        """What is checked; "" until that is known."""
        self.rows: Sequence[CheckRow] = ()
        self.trouble = ""
        """Why it could not be done; "" when all is well."""
        self.is_over = self.is_stopped = self.is_stand_in = False
        self._count = 0
        self._report: Any = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, on a thread of its own."""
        threading.Thread(target=self._work, name="afsubmit check", daemon=True).start()

    def stop(self) -> None:
        """End it as soon as it can be; does not wait."""
        with self._lock:
            self.is_stopped = self.is_stopped or not self.is_over
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    @property
    def progress(self) -> tuple[int, int]:
        """How many checks are done, and how many there are; 0 while that is not known."""
        return len(self.rows), self._count

    def summary(self) -> str:
        """How far it is, or what came of it."""
        broken = sum(row.is_kept is False for row in self.rows)
        silent = sum(row.is_kept is None for row in self.rows)
        parts = [f"{len(self.rows) - broken - silent} of {len(self.rows)} kept or answered"]
        parts += [f"{broken} not kept"] * bool(broken) + [f"{silent} not answered"] * bool(silent)
        if not self.is_over:
            parts = [f"Checking: {len(self.rows)} of {self._count}" if self._count else "Starting", *parts[1:]]
        elif self.is_stopped:
            parts = [f"Stopped after {len(self.rows)} of {self._count}", *parts[1:]]
        return "; ".join(parts) + "."

    def text(self) -> str:
        """The table as a text."""
        width = max((len(row.result) for row in self.rows), default=0)
        lines = (f"{row.result:{width}}  {row.name}: {row.sentence}" for row in self.rows)
        return "\n".join([self.heading, *lines, self.summary(), *filter(None, [self.trouble])])

    @property
    def has_report(self) -> bool:
        """Whether there is something to save: only when it came to its end."""
        return self._report is not None

    def save(self, path: str) -> None:
        """Write the report into a file: JSON without a name of a person, a machine or a project.

        Raises:
            AfError: it cannot be written.
        """
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(json.dumps(self._report, indent=1) + "\n")
        except OSError as error:
            raise AfError(f"{path} cannot be written: {error.strerror}.") from error

    def _work(self) -> None:
        try:
            self._run()
        except Exception as error:  # of a thread: shown in the window
            log.exception("The check of the installation ended")
            self.trouble = str(error)
        finally:
            self.is_over = True

    def _run(self) -> None:
        python = self._python()
        if not python:
            self.trouble = NO_PYTHON
            return
        words, environ = command_line(python, self._words), child_environment.cleaned(os.environ)
        with self._lock:
            if self.is_stopped:
                return
            self._process = process = hook_processes.start(
                words, folder=tempfile.gettempdir(), environ=environ, stderr=subprocess.STDOUT
            )
        said = [line for line in map(self._take, process.stdout or ()) if line]
        code = process.wait()
        hook_processes.end(process)
        if self._report is None and not self.is_stopped:
            self.trouble = said[-1] if said else f"{TOO_LITTLE} (exit code {code})"

    def _take(self, line: bytes) -> str:
        """Take in what the process printed; what is none of its answers is given back, as a text."""
        try:
            said = json.loads(line)
        except ValueError:
            text = printed_text.decoded(line).strip()
            return text[len(SPEAKER) :] if text.startswith(SPEAKER) else text
        if isinstance(said, Mapping):
            self._understand(said)
        return ""

    def _understand(self, said: Mapping[str, Any]) -> None:
        if "report" in said:
            self._report = said["report"]
        elif "heading" in said:
            self.heading, self.is_stand_in = said["heading"], said["is_stand_in"]
            self._count += said["count"]
        else:
            self.rows = [*self.rows, CheckRow(len(self.rows), **said)]
