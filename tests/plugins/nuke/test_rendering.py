"""From the open script to files on the disk: the farm on this machine runs what was sent, with a stand-in Nuke."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from af_nuke.plan import NukePlan

from afsubmit.local import launch
from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
from afsubmit.submitter.background import Background
from afsubmit.wire import Client
from tests.fakes import stand_in
from tests.plugins.nuke.conftest import PLUGIN

PROGRAM = PLUGIN.parents[1] / "tests" / "fakes" / "nuke_program.py"
PATIENCE_SECONDS = 60
SCRIPT = """\
Root {
 first_frame 1
 last_frame 6
 project_directory "PLACE"
 views "left #ff0000
right #00ff00"
}
Constant {
 inputs 0
 name Constant1
}
Write {
 file "my renders/%V/a.%04d.exr"
 name Write1
}
Read {
 inputs 0
 file "PLACE/my renders/%V/a.%04d.exr"
 name Read1
}
Write {
 file "\\[file dirname \\[value root.name]]/review.mov"
 views left
 name Review
}
"""


@pytest.fixture
def farm(_own_state_folder, monkeypatch):
    """A farm of this machine that is this test's alone."""
    monkeypatch.setenv("AFSUBMIT_SERVER", "local")
    yield
    launch.stop()


@pytest.mark.parametrize(
    ("settings", "files"),
    [
        pytest.param(
            {}, [f"my renders/{view}/a.{f:04d}.exr" for view in ("left", "right") for f in range(1, 7)], id="as it is"
        ),
        pytest.param(
            {"frames": "1,4-6x2", "frames_per_task": 2, "views": "apart", "gpu": True},
            [f"my renders/{view}/a.{f:04d}.exr" for view in ("left", "right") for f in (1, 4, 6)],
            id="chosen frames, a block for each view",
        ),
        pytest.param(
            {"frames": "-2-1", "local_render": True, "gpu_number": 1},
            [f"my renders/{view}/a.{f:04d}.exr" for view in ("left", "right") for f in range(-2, 2)],
            id="below zero, through a local file",
        ),
    ],
)
def test_farm_writes_exactly_these_files_and_clears_up(farm, open_script, tmp_path, settings, files) -> None:
    program = stand_in.write(tmp_path / "the program", "nuke", PROGRAM)
    place = tmp_path / "shots"
    place.mkdir()
    session = open_script(SCRIPT.replace("PLACE", place.as_posix()), place / "my comp.nk")
    chosen = ["Write1", "Review"] if not settings else ["Write1"]
    request = SubmissionRequest(session.host, NukePlan(), {"executable": program, **settings}, chosen)
    work = Background(SubmissionAttempt(request, "local"))
    assert work.finish(), work.outcome().text
    (receipt,) = work.submission.receipts
    client = Client(launch.status().address)
    state = wait_for(client, receipt.id)
    assert "DON" in state, state
    wanted = sorted([*files, *(["review.mov"] if not settings else [])])
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*.*") if ".nk" not in path.name) == wanted
    client.action("jobs", ids=[receipt.id], operation={"type": "delete"})
    left = wait_until(lambda: sorted(path.name for path in place.iterdir() if ".nk" in path.name) == ["my comp.nk"])
    assert left, "the farm removes the copy, and the worker with it"


def wait_for(client: Client, number: int) -> str:
    """The job's state once it is over."""
    states: list[str] = []

    def is_over() -> bool:
        states.append(str(client.jobs(ids=[number])[0].get("state", "")))
        return "DON" in states[-1] or "ERR" in states[-1]

    wait_until(is_over)
    return states[-1]


def wait_until(condition) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_program_of_the_test_refuses_what_nuke_does_not_know() -> None:
    from tests.fakes.nuke_program import main

    assert main(["--continueOnError", "-x", str(Path("a.nk"))]) == 1
