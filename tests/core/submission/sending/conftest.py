"""A scene whose files are gathered: a small host whose scenes are lists of paths, and a show that they lie in."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from afsubmit.submission.history.journal import Journal, SubmissionOrigin
from afsubmit.submission.sending.submission import Submission

GATHER = {"gather": True}


class PathsHost:
    """A small host whose scenes are lists of paths, a line each; so are the files ending in `.small` that it reads.

    What it puts into them is relative to the file.
    """

    def __init__(self, host, *stored):
        self.name, self.unchanged, self._scene, self.stored = host.name, host.unchanged, host.scene, list(stored)

    def scene(self):
        return self._scene()

    def save_snapshot(self, path):
        Path(path).write_text("\n".join(self.stored), "utf-8")

    def holds_paths(self, path):
        return path.endswith(".small")

    def repoint(self, path, folder, moved):
        lines = []
        for line in Path(path).read_text("utf-8").splitlines():
            place = moved(os.path.join(folder, line))
            lines.append(os.path.relpath(place, os.path.dirname(path)) if place else line)
        Path(path).write_text("\n".join(lines), "utf-8")


class Show:
    """A project with pictures of one name in two folders, a sequence, a library that reads another file, a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root / "show"
        self.files = {
            name: self._file(name)
            for name in ("a/wood.png", "b/wood.png", "b/été 1.png", "c/plate.0001.exr", "c/plate.0002.exr", "d/x.vdb")
        }
        self._file("d/deep/y.vdb")
        self.library = self._file("e/lib.small", "a.txt\n" + str(self.root / "a/wood.png"))
        self._file("e/a.txt")
        self.pattern = str(self.root / "c/plate.####.exr")
        self.away = str(self.root / "a/away.png")

    def _file(self, name: str, text: str = "") -> str:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or f"content of {name}", "utf-8")
        return str(path)

    @property
    def sources(self):
        files, root = self.files, self.root
        return {
            "image A": [files["a/wood.png"]],
            "image B": [files["b/wood.png"], files["b/été 1.png"]],
            "plate": [files["c/plate.0001.exr"], files["c/plate.0002.exr"]],
            "cache": [str(root / "d")],
            "library": [self.library, str(root / "e/a.txt")],
            "gone": [self.away],
        }

    def content(self):
        return {str(path): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def show(tmp_path):
    return Show(tmp_path)


@pytest.fixture
def paths_host(host, show):
    stored = [show.files["a/wood.png"], show.pattern, str(show.root / "d"), show.library, show.away, "/usr/own.png"]
    return PathsHost(host, *stored)


@pytest.fixture
def gathering_plan(make_plan, host, show):
    """Makes the plan with the show's files."""

    def made(settings=None, **facts):
        given = {"sources": show.sources, "stored": {"plate": [show.pattern]}, "can_gather": True, **facts}
        return make_plan({**GATHER, **(settings or {})}, scene=replace(host.scene(), **given))

    return made


def sent(plan, host, server, history=None):
    record = Journal(history, plan, SubmissionOrigin("farm:51000")) if history else None
    return Submission(plan, host, server, record=record)


def below(folder):
    return {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file()}


def copied_from(show):
    return {path.relative_to(show.root).as_posix(): path for path in show.root.rglob("*")}


def left(scene_file):
    return {path.name for path in scene_file.parent.iterdir() if path.name not in (scene_file.name, "show")}
