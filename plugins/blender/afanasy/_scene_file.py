"""A .blend file without an open Blender: read by one in the background where there is one, else by its header.

`describe` is the other half: it runs inside that Blender, with the add-on's own eyes.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import _frames, _header
from ._blend_paths import RepointsBlends, can_be_changed
from ._facts import BlenderFacts
from .afsubmit.document.frames import FrameList
from .afsubmit.errors import Problem, SceneError
from .afsubmit.submission.planning import scene_json
from .afsubmit.submission.planning.file_host import FileHost
from .afsubmit.submission.planning.scene import Output, SceneState

PATIENCE_SECONDS = 180.0
"""How long Blender may take to open the file."""

APPLICATION = "/Applications/Blender.app/Contents/MacOS/Blender"
"""Where it lies on a Mac, which has no PATH to it."""

INSIDE = (
    "import sys, importlib; add_on, core, answer = sys.argv[-3:]; sys.path.insert(0, add_on); sys.path.append(core); "
    "importlib.import_module('afanasy._scene_file').describe(answer)"
)
FACTORY = ["--background", "--factory-startup", "--disable-autoexec", "-noaudio"]
"""Nothing of the user's preferences, and none of the scripts that the file may hold."""


COMPRESSED = "The scene file is compressed, and the paths in its copy cannot be changed."
UNREAD = "What the scene reads is not known without a Blender here, so that it cannot be gathered."


class BlendFile(RepointsBlends, FileHost):
    """A .blend file without an open Blender."""

    def take_settings(self, settings: Mapping[str, Any]) -> None:
        """Say where the files that it reads are wanted beside its copy and cannot be."""
        others = [problem for problem in self._state.problems if problem.where != "gather"]
        self._state = replace(self._state, problems=(*others, *(self._troubles() if settings["gather"] else ())))

    def _troubles(self) -> Iterator[Problem]:
        if not self._state.can_gather:
            yield Problem("error", "gather", UNREAD, "Put Blender on the PATH, or do not gather files.")
        elif not can_be_changed(self._state.path):
            fix = "Submit it from Blender, save it with Compress off, or do not gather files."
            yield Problem("error", "gather", COMPRESSED, fix)


def open_scene(path: str, program: str | None = None) -> FileHost:
    """The file `path` as a host; `program` is the Blender that reads it, "" for none, None for the one on PATH.

    A whole file that this Blender cannot open may be of a newer one: the farm's can perhaps.

    Raises:
        SceneError: it is no .blend file, or is damaged.
    """
    header = _header.read(path)
    blender = shutil.which("blender") or shutil.which(APPLICATION) if program is None else program
    if not blender:
        return from_header(path, header, "No Blender was found here")
    try:
        return _read_by(blender, path)
    except (OSError, subprocess.SubprocessError) as error:
        return from_header(path, header, f"{blender} could not be asked ({_short(error)})", blender)
    except SceneError as error:
        if not _header.is_complete(path):
            raise
        return from_header(path, header, str(error).rstrip("."), blender)


def _read_by(blender: str, path: str) -> FileHost:
    """What `blender` says of the file."""
    here = Path(__file__).resolve().parent
    own_core = Path(scene_json.__file__).parents[3]
    with tempfile.TemporaryDirectory(prefix="afsubmit-") as folder:
        answer = Path(folder) / "scene.json"
        words = [*FACTORY, "--python-exit-code", "3", path, "--python-expr", INSIDE]
        done = subprocess.run(
            [blender, *words, "--", str(here.parent), str(own_core), str(answer)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
        )
        if done.returncode or not answer.is_file():
            raise SceneError(f"{blender} cannot read {path}: {_reason(done)}.")
        return scene_json.from_json(answer.read_text("utf-8"), BlenderFacts, BlendFile)


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Why a Blender that was asked gave no answer, as far as it can be told.

    A shell that started Blender says 128 and the signal for one that died of it; Windows says a number of its own.
    """
    text = (done.stderr + done.stdout).decode("utf-8", "replace")
    said = next((line.strip() for line in reversed(text.splitlines()) if "rror" in line), "")
    is_dead = done.returncode < 0 or done.returncode > 128
    return "it stopped in the middle of it" if is_dead else said.rstrip(".") or f"it ended with {done.returncode}"


def describe(answer: str) -> None:
    """Inside Blender: write what the open file holds into the file `answer`."""
    add_on = importlib.import_module(__package__)
    add_on.register()  # so that the settings that lie in the scenes can be read
    host = importlib.import_module(f"{__package__}._host").BlenderHost()
    host.take_settings({"gather": True})  # whether it is wanted is known outside
    Path(answer).write_text(scene_json.to_json(host, _age()), "utf-8")


def _age() -> list[Problem]:
    """Inside Blender: a warning where the open file is of a newer one; the farm renders the file itself."""
    import bpy

    saved, own = tuple(bpy.data.version[:2]), tuple(bpy.app.version[:2])
    if saved <= own:
        return []
    message = f"The file was saved by Blender {saved[0]}.{saved[1]} and read by {own[0]}.{own[1]}, which may not"
    message += " understand all of it."
    fix = f"Give the farm Blender {saved[0]}.{saved[1]} or newer, and put it first on the PATH here."
    return [Problem("warning", "scene", message, fix)]


def from_header(path: str, header: _header.Header, reason: str, blender: str = "") -> FileHost:
    """What the header says, and a warning that this is all; `reason` is why, `blender` the one that could not read."""
    scenes = [(name, *_frames.known(first, last)) for name, first, last in header.scenes]
    what = "its header" if header.scenes else "only that it is compressed"
    message = f"{reason}, so of {os.path.basename(path)} {what} was read; what and where it renders is not checked."
    fix = _advice(header, blender) + ("." if header.scenes else ", or say --frames yourself.")
    outputs = [
        Output(
            id=name or "active scene",
            name=name or "active scene",
            frames=frames,
            unknown_frames=unknown,
            facts=BlenderFacts(name, "", header.version, "", None, also=[], is_also_relative=False, simulated=None),
        )
        for name, frames, unknown in scenes or [("", FrameList(), "")]
    ]
    state = SceneState(
        host="blender",
        host_version=".".join(map(str, header.version)),
        path=path,
        frames=outputs[0].frames,
        is_modified=False,
        problems=(Problem("warning", "scene", message, fix),),
    )
    return BlendFile(state, outputs, [outputs[0].id])


def _advice(header: _header.Header, blender: str) -> str:
    """Files do not go back: an older Blender dies of a newer one's file, or refuses it (3.4.1, measured)."""
    if not blender:
        return "Put Blender on the PATH"
    own, needed = _version_of(blender), header.version
    if (0, 0) not in (own, needed) and own >= needed:
        return f"Open the file in {blender} to see what is wrong with it"
    least = "the one that saved it" if needed == (0, 0) else f"{needed[0]}.{needed[1]}"
    return f"The file needs Blender {least} or newer, here and on the farm; put that one before {blender} on the PATH"


def _version_of(blender: str) -> tuple[int, int]:
    """Its version, (0, 0) where it does not say."""
    try:
        done = subprocess.run([blender, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return 0, 0
    found = re.search(rb"Blender (\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _short(error: Any) -> str:
    return f"no answer within {error.timeout:g} s" if hasattr(error, "timeout") else error.strerror or str(error)
