"""Runs the self-test in one program of an application, in a folder that is removed again, and tells it as it goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

from .. import __version__
from ..counted import counted
from ..errors import AfError
from ..selftest.checks import FOLDER, RENDER, STAND_IN, TOLD, Check
from ..studio import printed_text
from ..submission.hooks import hook_processes
from ..typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing import IO

    from ..studio.host_file import Application

INSIDE_SECONDS = 900.0
RENDER_SECONDS = 600.0
POLL_SECONDS = 0.1
STRANGE = ("AFSUBMIT_", "CGRU_", "AF_")
PRINTED = "printed.txt"


class Heading(NamedTuple):
    """What is tested: the application's version, the system, the day; `checks` is how many will come."""

    version: str
    system: str
    date: str
    checks: int

    @property
    def is_stand_in(self) -> bool:
        """Whether it is no application at all."""
        return self.version == STAND_IN

    def said(self, title: str) -> str:
        """It in a sentence; `title` is what people call the application."""
        if self.is_stand_in:
            return (
                f"On a stand-in for {title}, afsubmit {__version__}, {self.system}: it proves nothing of {title} itself"
            )
        return f"{title} {self.version}, afsubmit {__version__}, {self.system}"


def told(
    application: Application, program: str, is_ended: Callable[[], bool]
) -> Generator[Heading | Check, None, None]:
    """What is tested, then each check as soon as it is known. Nothing is left when this ends, in whatever way.

    Args:
        application: whose plugin is tested.
        program: the path of the program to start, the one that runs the checks.
        is_ended: asked often; when true, all that was started is ended.

    Raises:
        AfError: it could not be started, or did not come to the end; with the last lines that it printed.
        KeyboardInterrupt: as `is_ended` said.
    """
    with tempfile.TemporaryDirectory(prefix="afsubmit-selftest-") as place:
        run = _Run(Path(os.path.realpath(place)), application, program, is_ended)
        scene = ""
        for said in run.inside():
            if "name" in said:
                yield Check(**said)
            elif "version" in said:
                yield Heading(str(said["version"]), sys.platform, today(), int(said["count"]) + 1)
            else:
                scene = str(said["scene"])
        if not scene:
            raise run.failure()
        yield run.rendered(scene)


def today() -> str:
    """The day, the same wherever it is asked."""
    from datetime import datetime, timezone

    return datetime.now(timezone.utc).date().isoformat()


class _Run:
    """One program, tested in the folder `folder`."""

    def __init__(self, folder: Path, application: Application, program: str, is_ended: Callable[[], bool]) -> None:
        self._folder, self._application, self._program, self._is_ended = folder, application, program, is_ended
        self._environ = _environment(application, program, folder)
        self._code: int | None = None

    def inside(self) -> Iterator[dict[str, Any]]:
        """Put the plugin into the folder, start the application with it, and give what it tells, as it comes."""
        from ..install import recipe, tree

        said = self._application.selftest
        tree.write(self._folder / said["target"], recipe.of(self._application).files())
        yield from self._followed([self._program, *said["words"]], INSIDE_SECONDS)

    def failure(self) -> AfError:
        """That it did not come to its end, with the last lines that it printed."""
        end = "did not end in time" if self._code is None else f"ended too early (exit code {self._code})"
        return AfError(f"{self._program} {end}, so that the test is not complete: {self._last_lines()}")

    def rendered(self, scene: str) -> Check:
        """Whether the farm of this machine renders one frame of the scene, in a farm of the test's own."""
        name = "one frame is rendered by the farm of this machine"
        is_renderer = not self._application.selftest.get("program")  # else that lies beside it, on the PATH
        words = ("--executable", os.path.abspath(self._program)) if is_renderer else ()
        before = set(_files(scene))
        try:
            for _ in self._followed(
                _ours("submit", scene, "--frames", "1", "--local", "--wait", *words), RENDER_SECONDS
            ):
                pass
        except AfError as error:
            return Check(name, RENDER, False, "AfError", str(error))
        finally:
            subprocess.run(_ours("farm", "--stop"), env=self._environ, capture_output=True, timeout=RENDER_SECONDS)
        made = [path for path in set(_files(scene)) - before if "0001." in os.path.basename(path)]
        if self._code == 0 and made and all(map(os.path.getsize, made)):
            return Check(name, RENDER, True)
        where = (
            "it did not end in time" if self._code is None else f"exit code {self._code}, {counted(len(made), 'file')}"
        )
        return Check(name, RENDER, False, where, self._last_lines())

    def _followed(self, words: Sequence[str], seconds: float) -> Iterator[dict[str, Any]]:
        """Run a program, at most so long; the lines that it tells meanwhile."""
        end = time.monotonic() + seconds
        (self._folder / TOLD).touch()
        with (self._folder / PRINTED).open("wb") as output, (self._folder / TOLD).open("rb") as told:
            told.seek(0, os.SEEK_END)
            process = self._start(words, output)
            try:
                is_over = False
                while not is_over and time.monotonic() < end:
                    is_over = process.poll() is not None
                    yield from _lines(told)
                    if self._is_ended():
                        raise KeyboardInterrupt
                    if not is_over:
                        time.sleep(POLL_SECONDS)
            finally:
                self._code = process.poll()
                hook_processes.end(process)

    def _start(self, words: Sequence[str], output: IO[bytes]) -> subprocess.Popen[bytes]:
        streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT}
        try:
            return hook_processes.start(words, folder=str(self._folder), environ=self._environ, **streams)
        except OSError as error:
            raise AfError(f"{words[0]} could not be run: {error}") from error

    def _last_lines(self) -> str:
        text = printed_text.decoded((self._folder / PRINTED).read_bytes())
        return " / ".join(text.strip().splitlines()[-3:]) or "it printed nothing"


def _environment(application: Application, program: str, folder: Path) -> dict[str, str]:
    """This process's environment with nothing of ours, the farm's or the user's; `program` first on the PATH."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
    own = {name: str(folder / "own") for name in ("AFSUBMIT_HOME", "AFSUBMIT_STUDIO", "XDG_CONFIG_HOME", "APPDATA")}
    os.mkdir(folder / "own", 0o700)
    path = os.pathsep.join([os.path.dirname(os.path.abspath(program)), kept.get("PATH", "")])
    said = {name: text.format(folder=folder) for name, text in application.selftest.get("environment", {}).items()}
    return {**kept, **own, "PATH": path, FOLDER: str(folder), **said}


def _ours(*words: str) -> list[str]:
    from ..local.launch import command_line

    return command_line(sys.executable, list(words))


def _lines(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The whole lines that were written since the last time; half a line waits for its end."""
    place = file.tell()
    for line in file.readlines():
        if not line.endswith(b"\n"):
            file.seek(place)
            return
        place += len(line)
        yield dict(json.loads(line))


def _files(scene: str) -> Iterator[str]:
    for place, _, names in os.walk(os.path.dirname(scene)):
        yield from (os.path.join(place, name) for name in names)
