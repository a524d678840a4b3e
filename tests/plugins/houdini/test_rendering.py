"""From the open scene to files on the disk: the farm on this machine runs what was sent, with a stand-in hython."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from af_houdini.plan import HoudiniPlan

from afsubmit.local import launch
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from afsubmit.wire import Client
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeScene, rop
from tests.plugins.houdini import farm


@pytest.fixture
def local(_own_state_folder, monkeypatch):
    """A farm of this machine that is this test's alone."""
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")
    yield
    launch.stop()


def sent(host, settings: dict) -> tuple[Client, int]:
    """Send everything of the scene; the farm, and the job's number on it."""
    work = Background(SubmissionAttempt(SubmissionRequest(host, HoudiniPlan(), settings), "local"))
    assert work.finish(), work.outcome().text
    (receipt,) = work.submission.receipts
    return Client(launch.status().address), receipt.id


def test_chain_is_rendered_to_its_movie_and_cleared_up(local, open_scene, tmp_path) -> None:
    place = tmp_path / "my shots"
    place.mkdir()
    session = open_scene(farm.chain(), path=place / "shot v001.hip")
    session.fake.made.nodes[-1].parms["not_saved"] = 1
    client, number = sent(session.host, {**farm.programs(tmp_path / "programs"), "movie": True, "frames_per_task": 2})
    assert "DON" in farm.state_when_over(client, number)
    files = farm.written(place)
    movies = [name for name in files if name.endswith(".mp4")]
    assert [name for name in files if name not in movies] == farm.files_of_chain("shot v001")
    assert movies == ["pictures/shot v001.beauty.mp4"]
    assert (place / "pictures/shot v001.beauty.mp4").read_text() == "movie of 6 frames"
    client.action("jobs", ids=[number], operation={"type": "delete"})
    scenes = lambda: sorted(path.name for path in place.iterdir() if ".hip" in path.name)  # noqa: E731
    assert farm.wait_until(lambda: scenes() == ["shot v001.hip"]), "the farm removes the copy, and the worker with it"


def test_frame_that_cannot_be_written_fails_its_task_alone(local, open_scene, tmp_path) -> None:
    place = tmp_path / "shots"
    (place / "a.0002.exr").mkdir(parents=True)
    nodes = [rop("/out/m", "ifd", trange="normal", f=(1, 3, 1), vm_picture="$HIP/a.$F4.exr")]
    session = open_scene(MadeScene(nodes), path=place / "shot.hip")
    client, number = sent(session.host, {**farm.programs(tmp_path / "programs"), "retries": 0})
    assert "ERR" in farm.state_when_over(client, number)
    assert farm.wait_until(lambda: farm.written(place) == ["a.0001.exr", "a.0003.exr"])


def test_hython_as_a_module_says_what_the_file_says(tmp_path) -> None:
    path = tmp_path / "shot.hip"
    path.write_bytes(data_of(farm.chain(), str(path), {}))
    program = str(farm.PROGRAM)
    core = str(farm.PROGRAM.parents[2] / "core")
    environment = {**os.environ, "PYTHONPATH": core, "PYTHONDONTWRITEBYTECODE": "1"}
    words = ["-m", "afsubmit", "submit", str(path), "--server", "farm:51000", "--dry-run", "--json"]

    def said(*before: str) -> list:
        done = subprocess.run(
            [sys.executable, *before, *words], capture_output=True, text=True, timeout=120, env=environment
        )
        assert done.returncode == 0, done.stderr
        jobs = json.loads(done.stdout)["jobs"]
        return [
            (block["name"], block.get("files"), block.get("depend_mask")) for job in jobs for block in job["blocks"]
        ]

    assert said(program) == said()
