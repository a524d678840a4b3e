"""A small host and a small server, plain objects, to run the engine without an application and without a farm."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document import Block
from afsubmit.document.frames import FrameList
from afsubmit.errors import SceneError, ServerUnreachableError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.blocks import FrameCommand, set_frames
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Output, SceneState, Stamp, Target
from afsubmit.submission.settings.values import Settings
from afsubmit.wire import JobId

STAMP = Stamp(1_700_000_000, "0badcafe")
TARGET = Target("jimmy", "pc01")
POSIX = Target("jimmy", "pc01", "posix", path_map=PathMap(is_windows=False))
"""A farm, and a machine that sends to it, both of POSIX, wherever the tests run."""


class SmallHost:
    """A host whose session is a name, a frame and a text; `fails_in` names the call that raises."""

    name = "small"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.session = {"name": str(path), "frame": 7, "text": "live scene, unsaved"}
        self.fails_in = ""
        self.raises: type[BaseException] = SceneError
        self.writes = b"live scene, unsaved"

    def scene(self) -> SceneState:
        return SceneState(self.name, "1.0", str(self.path), FrameList.parse("1-10"), application="/opt/small/small")

    @contextlib.contextmanager
    def unchanged(self):
        before = dict(self.session)
        try:
            yield
        finally:
            self.session = before
            if self.fails_in == "restore":
                raise self.raises("the frame could not be put back")

    def save_snapshot(self, path: str) -> None:
        self.session["name"], self.session["frame"] = path, 1
        if self.fails_in == "save half-way":
            Path(path).write_bytes(self.writes[:5])
            raise self.raises("No space left on device")
        if self.fails_in == "vanish":
            os.remove(path)
            return
        if self.fails_in != "save nothing":
            Path(path).write_bytes(self.writes)


class SmallPlan:
    """Renders with `small -s first -e last`, or one `-f` list."""

    name = "small"
    executable = "small"
    takes = "list"
    worker = ""

    def blocks(self, output, request):
        block = Block(output.name, "generic")
        start = f"{request.program} {request.path(request.scene_file)} "
        if self.worker:
            start += f"--script {request.path(request.worker(self.worker))} "
        command = FrameCommand(
            self.takes,
            lambda step: start + f"-s @#@ -e @#@ -j {step}",
            lambda frames: start + f"-f {','.join(map(str, frames))}",
        )
        set_frames(
            block,
            request.frames,
            per_task=request.frames_per_task,
            command=command,
            files=output.files,
            listed=output.listed_files,
        )
        return [block]


class SmallServer:
    """A server in memory: `replies` are taken one for each job sent; an exception among them is raised instead.

    `accepts_silently` says that a job whose answer was lost was accepted all the same.
    """

    def __init__(self) -> None:
        self.live: dict[int, dict[str, Any]] = {}
        self.deleted: list[int] = []
        self.started: list[int] = []
        self.replies: list[Any] = []
        self.is_away = False
        self.accepts_silently = False
        self.cancelled = 0

    def send_job(self, job):
        reply = self.replies.pop(0) if self.replies else None
        if isinstance(reply, BaseException):
            if self.accepts_silently:
                self.accept(job)
            raise reply
        return self.accept(job)

    def accept(self, job):
        number = len(self.live) + len(self.deleted) + 2
        self.live[number] = {**job, "id": number, "serial": number + 100}
        return JobId(number, number + 100)

    def jobs(self, *, ids=None, users=None):
        if self.is_away:
            raise ServerUnreachableError("farm:51000", [("192.0.2.1", "refused")])
        return [job for job in self.live.values() if ids is None or job["id"] in ids]

    def action(self, kind, *, ids=None, operation=None):
        if operation == {"type": "start"}:
            self.started += ids
        elif operation == {"type": "delete"}:
            for number in ids:
                self.deleted.append(self.live.pop(number)["id"])
        return {}

    def cancel(self):
        self.cancelled += 1


@pytest.fixture
def scene_file(tmp_path):
    path = tmp_path / "shot 010.small"
    path.write_bytes(b"what the artist saved")
    return path


@pytest.fixture
def host(scene_file):
    return SmallHost(scene_file)


@pytest.fixture
def server():
    return SmallServer()


@pytest.fixture
def outputs(tmp_path):
    pattern = (tmp_path / "out" / "beauty.@####@.exr").as_posix()
    return [Output("beauty", "beauty", FrameList.parse("1-10"), (pattern,))]


@pytest.fixture
def make_plan(host, outputs):
    def make(settings=None, *, scene=None, outputs=outputs, host_plan=None, stamp=STAMP, target=TARGET):
        kept = Settings(settings or {})
        return plan(
            scene or host.scene(), outputs, kept, host_plan=host_plan or SmallPlan(), stamp=stamp, target=target
        )

    return make


def of_posix(make_plan):
    """`make_plan` for a scene, a machine and a farm of POSIX, whatever the tests run on."""
    frames = FrameList.parse("1-10")
    scene = SceneState("small", "1.0", "/shots/shot 010.small", frames, application="/opt/small/small")
    facts = {"scene": scene, "target": POSIX, "outputs": [Output("beauty", "beauty", frames, ("/out/b.@####@.exr",))]}
    return lambda settings=None, **more: make_plan(settings, **{**facts, **more})


@pytest.fixture
def small_plan():
    return SmallPlan


class Folders:
    """The user's and the studio's hooks."""

    def __init__(self, root: Path) -> None:
        self.user, self.studio = root / "afsubmit" / "hooks", root / "studio" / "hooks"
        self.user.mkdir(parents=True)
        self.studio.mkdir(parents=True)

    def put(self, name: str, text: str, *, place: str = "user", is_executable: bool = False) -> Path:
        path = getattr(self, place) / name
        path.write_text(text, "utf-8")
        path.chmod(0o755 if is_executable else 0o644)
        return path

    def program(self, name: str, body: str, *, place: str = "user") -> Path:
        """An executable in Python that is no Python hook; on Windows a .bat of that name that runs it."""
        if os.name == "nt":
            self.put(f"{name}.txt", f"import json, sys\n{body}\n", place=place)
            return self.put(f"{name}.bat", f'@"{sys.executable}" "%~dp0{name}.txt"\r\n', place=place)
        return self.put(name, f"#!{sys.executable}\nimport json, sys\n{body}\n", place=place, is_executable=True)


@pytest.fixture
def folders(tmp_path, monkeypatch) -> Folders:
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(tmp_path / "config" / "studio"))
    return Folders(tmp_path / "config")
