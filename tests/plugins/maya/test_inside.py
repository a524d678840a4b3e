"""`mayapy -m afsubmit submit`: the scene is opened by Maya, in the project that it lies in."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest
from af_maya import _inside

from afsubmit.submitter import scripting
from tests.fakes.farm_server import FarmServer
from tests.fakes.maya import Habits
from tests.plugins.maya.test_scene_file import BODY, HEAD

LOST = os.path.abspath("/no/such.mb")
MODES = [] if os.name == "nt" else ["snapshot_folder"]
BATCH = Habits(is_batch=True)
LAYER = b'\tsetAttr ".do" 1;\nconnectAttr "renderLayerManager.rlmi[1]" "fog.rlid";\n'


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """A binary scene in a project."""
    (tmp_path / "show" / "scenes").mkdir(parents=True)
    (tmp_path / "show" / "workspace.mel").write_text('workspace -fr "images" "images";\n')
    path = tmp_path / "show" / "scenes" / "shot.mb"
    path.write_bytes(b"FOR8\0\0\0\0" + (HEAD + BODY).encode())
    return path


@pytest.fixture
def mayapy(monkeypatch: pytest.MonkeyPatch, open_scene):
    """Lets this be the Python of Maya, with these habits."""

    def made(habits: Habits = BATCH):
        monkeypatch.setattr(sys, "executable", "/usr/autodesk/maya2024/bin/mayapy")
        monkeypatch.setattr(_inside, "_started", [])
        monkeypatch.setattr(_inside.atexit, "register", lambda function: None)
        return open_scene("//Maya ASCII 2023 scene\n", "", habits).fake

    return made


def planned(path: Path, **settings) -> scripting.SubmissionPlan:
    return scripting.plan(path, server="farm:51000", **settings)


def told(path: Path) -> str:
    return " ".join(f"{problem.level}: {problem.message}" for problem in planned(path).problems)


def test_binary_scene_is_planned_as_maya_reads_it(scene: Path, mayapy) -> None:
    fake = mayapy()
    plan = planned(scene)
    assert [problem.where for problem in plan.problems] == MODES, "whose folder the tests use"
    (block,) = plan.jobs[0]["blocks"]
    assert (block["frame_first"], block["frame_last"]) == (1001, 1010)
    assert block["files"] == [f"{scene.parents[1].as_posix()}/images/beauty/shot.@####@.png"]
    assert plan.snapshots[0] is not None and plan.snapshots[0].endswith(".mb")
    assert fake.calls.count("initialize") == 1


def test_all_layers_are_sent_and_not_the_selected_ones(scene: Path, mayapy) -> None:
    scene.write_bytes(scene.read_bytes() + b'createNode renderLayer -n "fog";\n' + LAYER)
    fake = mayapy()
    fake.selection = ["fog"]
    assert [block["name"] for block in planned(scene).jobs[0]["blocks"]] == ["masterLayer", "fog"]


def test_ascii_scene_is_planned_alike_by_maya_and_from_the_file(scene: Path, mayapy) -> None:
    path = scene.with_suffix(".ma")
    path.write_text(HEAD + BODY + "// End of shot.ma\n", "utf-8")
    from_file = planned(path).jobs
    mayapy()
    by_maya = planned(path).jobs
    for jobs in (from_file, by_maya):
        for block in jobs[0]["blocks"]:  # the program is another one, and each copy has its own name
            block["command"] = block["command"].partition(" -s ")[2].rpartition(" ")[0]
            assert block["command"]
    assert [job["blocks"] for job in from_file] == [job["blocks"] for job in by_maya]


def test_maya_starts_once_for_several_words(scene: Path, mayapy) -> None:
    fake = mayapy()
    planned(scene)
    planned(scene)
    assert fake.calls.count("initialize") == 1


def test_other_python_reads_the_file(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    assert "Only Maya reads a binary scene" in told(scene)


def test_maya_that_does_not_start_is_a_sentence(scene: Path, mayapy) -> None:
    mayapy(Habits(is_batch=False))
    assert "error: Maya does not start in /usr/autodesk/maya2024/bin/mayapy" in told(scene)


def test_what_maya_says_at_opening_is_told(scene: Path, mayapy) -> None:
    mayapy(Habits(is_batch=True, open_complains=True))
    assert "warning: Maya said while it opened the scene: Error reading file." in told(scene)
    assert planned(scene).is_sendable


def test_scene_that_maya_cannot_open_is_a_sentence(scene: Path, mayapy, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = mayapy()

    def refused(path: str) -> str:
        raise RuntimeError(f"Unable to open {path}\n")

    monkeypatch.setattr(fake, "_open", refused)
    assert f"error: Maya cannot open {scene}: Unable to open" in told(scene)


@pytest.fixture
def terminal(mayapy, monkeypatch: pytest.MonkeyPatch):
    """`mayapy submit.py`, and the farm that it sends to."""
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        mayapy()
        yield importlib.import_module("af_maya._hooks").submit_script, farm


def test_script_opens_and_sends_the_scene(scene: Path, terminal, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    submit, farm = terminal
    monkeypatch.chdir(scene.parent)
    assert submit(["shot.mb", "masterLayer", "priority=7", "frames=1-9x2"]) == 0
    (job,) = farm.jobs.values()
    assert (job["priority"], job["blocks"][0]["frames_inc"]) == (7, 2)
    assert "took the job shot" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param([], 2, "Name one scene", id="nothing"),
        pytest.param(["a.mb", "prio=7"], 2, "no setting prio", id="a setting that does not exist"),
        pytest.param([LOST], 1, f"Maya cannot open {LOST}", id="a scene that is not there"),
    ],
)
def test_nonsense_is_a_sentence(terminal, words: list[str], code: int, sentence: str, capsys) -> None:
    submit, farm = terminal
    assert submit(words) == code
    assert sentence in capsys.readouterr().err
    assert not farm.jobs


def test_script_in_another_python_is_a_sentence(scene: Path, terminal, capsys, monkeypatch) -> None:
    submit, farm = terminal
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    assert submit([str(scene)]) == 1
    assert "/usr/bin/python3 is not Maya's own Python" in capsys.readouterr().err
    assert not farm.jobs
