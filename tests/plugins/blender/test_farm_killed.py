"""The farm of this machine is killed while a real Blender renders: the job goes on, and no frame is rendered twice."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afsubmit.errors import AfError
from afsubmit.local import launch
from afsubmit.wire import Client

pytestmark = pytest.mark.blender

FRAMES = 4
PATIENCE_SECONDS = 120

NOTING_BLENDER = """#!/bin/sh
echo "begin $$ $*" >> '{notes}'
'{blender}' "$@"
code=$?
echo "end $$ $code" >> '{notes}'
exit $code
"""


@pytest.fixture
def farm(rig, tmp_path, monkeypatch) -> Iterator[Callable[[], Client]]:
    """Starts the farm of this test when called, or finds it; it is stopped at the end."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "state"))
    for name in ("AFSUBMIT_SERVER", "CGRU_LOCATION"):
        monkeypatch.delenv(name, raising=False)
    environ = rig.environment({"AFSUBMIT_HOME": str(tmp_path / "state")})
    yield lambda: Client(launch.ensure_running(sys.executable, slots=1, environ=environ))
    launch.stop()


def test_farm_killed_while_blender_renders_resumes_and_renders_no_frame_twice(rig, farm, tmp_path) -> None:
    client, notes, out = farm(), tmp_path / "notes.txt", tmp_path / "show" / "out"
    _submit(rig, tmp_path, _noting_blender(rig, tmp_path, notes))
    job = _job(client)

    _until(lambda: len(_lines(notes, "begin")) == 2, "the second frame renders")
    os.kill(launch.status().pid, signal.SIGKILL)
    _until(lambda: not launch.status().is_running, "the farm is dead")
    with pytest.raises(AfError):
        client.jobs()
    client = farm()
    _until(lambda: "DON" in _job(client).words, "the job is done")

    begun = [line.split(" -s ")[1].split()[0] for line in _lines(notes, "begin")]
    assert begun == [str(frame) for frame in range(1, FRAMES + 1)], "each frame was begun once, in order"
    assert [line.split()[-1] for line in _lines(notes, "end")] == ["0"] * FRAMES
    assert sorted(path.name for path in out.iterdir()) == [f"a_{frame:04d}.png" for frame in range(1, FRAMES + 1)]
    assert _job(client)["serial"] == job["serial"], "it is the same job"


def _submit(rig, folder: Path, blender: Path) -> None:
    (folder / "show").mkdir()
    request = {
        "file": str(folder / "show" / "shot.blend"),
        "output": "//out/a_####",
        "range": [1, FRAMES],
        "settings": {"executable": str(blender)},
    }
    (folder / "wish.json").write_text(json.dumps(request), "utf-8")
    environment = {"AFSUBMIT_HOME": str(folder / "state"), "AFSUBMIT_SERVER": "local"}
    rig.script("submit_one.py", str(folder / "wish.json"), environment=environment)


def _noting_blender(rig, folder: Path, notes: Path) -> Path:
    """A program that renders with the real Blender and writes down when it begins and ends."""
    path = folder / "noting_blender"
    path.write_text(NOTING_BLENDER.format(notes=notes, blender=rig.blender))
    path.chmod(0o755)
    return path


def _job(client: Client):
    return next(job for job in client.jobs() if job["id"] != 1)


def _lines(notes: Path, word: str) -> list[str]:
    return [line for line in notes.read_text("utf-8").splitlines() if line.startswith(word)] if notes.exists() else []


def _until(is_true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < end, f"never came true: {what}"
        time.sleep(0.02)
