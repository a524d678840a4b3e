"""Runs inside Nuke on the farm (`nuke -t`): renders frames that the command line cannot name, or through a local file.

    nuke -t _worker.py node=Write1 frames=-5..10x2,20 [views=left,right] [local=1] [continue=1] [shift=-1000]
        script=/path/comp.nk

Ends with 0 only when every file that was asked for is there and whole. Imports nothing of the suite: it goes alone.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

import nuke

IS_WINDOWS = os.name == "nt"
PAUSES, PAUSE_SECONDS = 500, 0.01
"""Windows replaces no file that a viewer or a virus scanner has open."""

_RUN = re.compile(r"(-?\d+)(?:\.\.(-?\d+)(?:x(\d+))?)?")
_TOKEN = re.compile(r"%0?(\d*)d|(#+)")


class WorkError(Exception):
    """What keeps this task from being rendered."""


def main(words: Sequence[str]) -> int:
    """Do what `words` ask for; returns the exit code."""
    options = dict(word.partition("=")[::2] for word in words)
    try:
        return _Work(options).run()
    except WorkError as error:
        _say(f"ERROR: {error}")
    except Exception as error:
        _say(f"Node execution error: {type(error).__name__}: {error}")
    return 1


class _Work:
    """One task."""

    def __init__(self, options: dict[str, str]) -> None:
        missing = [name for name in ("node", "frames", "script") if not options.get(name)]
        if missing:
            raise WorkError(f"The command line lacks {', '.join(missing)}.")
        self.runs = list(runs_of(options["frames"]))
        os.makedirs(os.environ.get("NUKE_TEMP_DIR") or tempfile.gettempdir(), exist_ok=True)  # for plug-ins' caches
        nuke.scriptOpen(options["script"].replace(os.sep, "/"))
        node = nuke.toNode(options["node"])
        if node is None:
            raise WorkError(f"The script {options['script']} has no node {options['node']}.")
        self.node = node
        self.views = options["views"].split(",") if options.get("views") else list(nuke.views())
        self.is_local = options.get("local") == "1"
        self.goes_on = options.get("continue") == "1"
        self.is_whole = options.get("whole") == "1"
        self.shift = int(options.get("shift") or 0)
        is_proxy = bool(nuke.root().proxy()) and bool(self._text("proxy"))
        self.knob: Any = self.node["proxy" if is_proxy else "file"]

    def _text(self, name: str) -> str:
        knob = self.node.knob(name)
        return str(knob.value() or "") if knob is not None else ""

    def _written(self) -> str:
        """What the file knob says, nothing in it carried out."""
        return str(self.knob.getText() if hasattr(self.knob, "getText") else self.knob.value())

    def run(self) -> int:
        """Render; 1 when a frame failed."""
        parts = (
            self.runs if self.is_whole else [(f, f, 1) for run in self.runs for f in range(run[0], run[1] + 1, run[2])]
        )
        failed = []
        for number, (first, last, step) in enumerate(parts, 1):
            try:
                self._part(first, last, step)
            except Exception as error:
                if not self.goes_on:
                    raise
                failed.append(first)
                _say(f"Node execution error: {error}")
                continue
            _say(f"Frame {last} ({number} of {len(parts)})")
        if failed:
            _say(f"ERROR: These frames failed: {', '.join(map(str, failed))}")
        return 1 if failed else 0

    def _part(self, first: int, last: int, step: int) -> None:
        """Render these frames; with a shift, which is for one of them at a time, under the number that the file has."""
        before = self._written()
        try:
            if self.shift:
                self.knob.setValue(_TOKEN.sub(lambda found: _numbered(found, first + self.shift), before))
            self._render(first, last, step)
        finally:
            if self.shift:
                self.knob.setValue(before)

    def _render(self, first: int, last: int, step: int) -> None:
        by_file: dict[str, list[str]] = {}
        for view in self.views:
            by_file.setdefault(self._file(first, view), []).append(view)
        for file, views in by_file.items():
            os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
            if self.is_local:
                self._through_local(file, views, (first, last, step))
            else:
                nuke.execute(self.node, first, last, step, views)
            if not os.path.isfile(file) or os.path.getsize(file) == 0:
                raise WorkError(f"Nuke wrote no {file}")
            _say(f"@IMAGE@{file}")

    def _file(self, frame: int, view: str) -> str:
        """The file that the node writes; what Nuke leaves of the frame's notation is filled in here."""
        context = nuke.OutputContext()
        context.setFrame(frame)
        number = context.viewFromName(view)
        if number < 1:
            raise WorkError(f"The script has no view {view}.")
        context.setView(number)
        path = str(self.knob.getEvaluatedValue(context) or "")
        path = path.replace("%V", view).replace("%v", view[:1])
        path = _TOKEN.sub(lambda found: _numbered(found, frame), path)
        if not os.path.isabs(path):
            folder = self._root_folder()
            path = os.path.join(folder, path) if folder else os.path.abspath(path)
        return path

    @staticmethod
    def _root_folder() -> str:
        knob: Any = nuke.root().knob("project_directory")
        return str(knob.evaluate() or "") if knob is not None else ""

    def _through_local(self, file: str, views: list[str], frames: tuple[int, int, int]) -> None:
        """Render to this machine's disk, then put the whole file into place in one step."""
        before = self._written()
        folder = tempfile.mkdtemp(prefix="afsubmit-")
        local = os.path.join(folder, os.path.basename(file)).replace("\\", "/")
        try:
            self.knob.setValue(local)
            nuke.execute(self.node, *frames, views)
            if not os.path.isfile(local) or os.path.getsize(local) == 0:
                raise WorkError(f"Nuke wrote no {local}")
            into_place(local, file)
        finally:
            self.knob.setValue(before)
            shutil.rmtree(folder, ignore_errors=True)


def _numbered(token: re.Match[str], number: int) -> str:
    return f"{number:0{len(token[2] or '') or int(token[1] or 1)}d}"


def into_place(local: str, file: str) -> None:
    """Make `file` what `local` is; whoever looks sees the old file or the whole new one, never a part."""
    part = os.path.join(os.path.dirname(file), f".{os.path.basename(file)}.{os.getpid()}.part")
    try:
        shutil.copyfile(local, part)
        _replace(part, file)
    finally:
        if os.path.exists(part):
            os.remove(part)


def _replace(part: str, file: str) -> None:
    """Do os.replace, on Windows again and again for five seconds while somebody has the old file open."""
    for pause in [PAUSE_SECONDS] * (PAUSES if IS_WINDOWS else 0):
        try:
            os.replace(part, file)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(part, file)


def runs_of(text: str) -> Iterator[tuple[int, int, int]]:
    """First, last and step of each part of `-5..10x2,20`."""
    for part in text.split(","):
        found = _RUN.fullmatch(part.strip())
        if found is None or int(found[3] or 1) < 1:
            raise WorkError(f"{part!r} is no frame and no range such as 1..10 or 1..10x2.")
        first = int(found[1])
        yield first, int(found[2] or first), int(found[3] or 1)


def _say(text: Any) -> None:
    """Print a line in UTF-8: a path with letters that Windows' code page lacks must not fail the task."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main([word for word in sys.argv[1:] if "=" in word]))
