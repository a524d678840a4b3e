"""From a scene to files on the disk: the farm on this machine runs what was sent, with a stand-in for Render."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from af_maya._scene_file import open_scene
from af_maya.plan import MayaPlan

from afsubmit.local import launch
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.settings.values import Settings
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from afsubmit.wire import Client
from tests.fakes import stand_in
from tests.plugins.maya.conftest import PLUGIN
from tests.plugins.maya.golden import facts_of, opened, sent

PROGRAM = PLUGIN.parents[1] / "tests" / "fakes" / "maya_render.py"
PATIENCE_SECONDS = 120


def program(place: Path) -> str:
    """The stand-in under the name that a farm knows, in a folder with a blank."""
    return stand_in.write(place / "the program", "Render", PROGRAM)


@pytest.fixture(scope="module")
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def _farm(state_folder: Path) -> Iterator[None]:
    """One farm of this machine for all cases: a start takes longer than most of the jobs."""
    yield
    os.environ["AFSUBMIT_HOME"] = str(state_folder)
    try:
        launch.stop()
    finally:
        del os.environ["AFSUBMIT_HOME"]


@pytest.fixture
def farm(_farm: None, state_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFSUBMIT_HOME", str(state_folder))
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")


def announced(outputs: list[Output], settings: Settings) -> set[str]:
    """The files that these outputs say they write."""
    found: set[str] = set()
    for output in outputs:
        for frame in output.rendered_frames(settings):
            found.update(output.files_at(frame))
            found.update(files[frame] for files in output.listed_files)
    return found


@sent
def test_farm_writes_exactly_the_announced_files_and_clears_up(farm, folder, monkeypatch, tmp_path) -> None:
    facts = facts_of(folder, monkeypatch)
    place = tmp_path / "the show"
    scene = opened(folder, place)
    own = {"frames_per_task": 5, **facts.get("settings", {}), "movie": False, "command_template": "", "farm_os": ""}
    own["export_first"] = False  # test_exports has it
    settings = {**own, "executable": program(tmp_path)}
    host = open_scene(str(scene))
    before = files_of(place)
    work = Background(SubmissionAttempt(SubmissionRequest(host, MayaPlan(), settings), "local"))
    assert work.finish(), work.outcome().text
    (receipt,) = work.submission.receipts
    client = Client(launch.status().address)
    assert "DON" in wait_for(client, receipt.id)
    wanted = announced(list(host.outputs()), Settings(settings))
    written = files_of(place) - before - copies(place)
    assert wanted <= written and (written == wanted or not facts.get("files_are_known", True))
    client.action("jobs", ids=[receipt.id], operation={"type": "delete"})
    assert wait_until(lambda: not copies(place)), "the farm removes the copy"


def files_of(place: Path) -> set[str]:
    return {path.as_posix() for path in place.rglob("*") if path.is_file()}


def copies(place: Path) -> set[str]:
    return {path.as_posix() for path in place.glob("scene.af-*")}


def wait_for(client: Client, number: int) -> str:
    """The job's state once it is over."""
    states: list[str] = []

    def is_over() -> bool:
        states.append(str(client.jobs(ids=[number])[0].get("state", "")))
        return "DON" in states[-1] or "ERR" in states[-1]

    wait_until(is_over)
    return states[-1]


def wait_until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
