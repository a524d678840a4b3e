"""`hython submit.py shot.hip` and `af_houdini.submit()`: a submission with Houdini's own eyes and no window."""

from __future__ import annotations

import importlib

import af_houdini
import pytest

from afsubmit.submitter.scripting import SubmissionError
from tests.fakes.farm_server import FarmServer
from tests.fakes.hou import Habits
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeScene, rop

SCENE = MadeScene(
    [
        rop("/out/a", "ifd", trange="normal", f=(1, 9, 1), vm_picture="$HIP/a.$F4.exr"),
        rop("/out/b", "ifd", trange="normal", f=(1, 9, 1), vm_picture="$HIP/b.$F4.exr"),
    ]
)


@pytest.fixture
def terminal(open_scene, tmp_path, monkeypatch):
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        path = tmp_path / "shot.hip"
        path.write_bytes(data_of(SCENE, str(path), {}))
        open_scene(path="", habits=Habits(is_gui=False))
        yield importlib.import_module("af_houdini._hooks").submit_script, str(path), farm


def test_scene_is_opened_and_sent(terminal, capsys) -> None:
    submit, path, farm = terminal
    assert submit([path, "/out/b", "priority=7", "frames=1-9x2"]) == 0
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (7, ["/out/b"])
    assert job["blocks"][0]["frames_inc"] == 2
    assert "took the job shot" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param([], 2, "Name one scene", id="nothing"),
        pytest.param(["a.hip", "prio=7"], 2, "no setting prio", id="a setting that does not exist"),
        pytest.param(["/no/such.hip"], 1, "such.hip", id="a scene that is not there"),
    ],
)
def test_nonsense_is_a_sentence(terminal, words, code: int, sentence: str, capsys) -> None:
    submit, _, farm = terminal
    assert submit(words) == code
    assert sentence in capsys.readouterr().err
    assert not farm.jobs


def test_rop_that_is_not_there_is_a_problem(terminal, capsys) -> None:
    submit, path, farm = terminal
    assert submit([path, "/out/nobody"]) == 1
    assert not farm.jobs
    assert "there are: /out/a, /out/b" in capsys.readouterr().err


def test_script_in_houdini_sends_the_open_scene(open_scene, monkeypatch) -> None:
    fake = open_scene(SCENE).fake
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        plan = af_houdini.preview(outputs=["/out/a"], priority=120)
        assert plan.jobs[0]["priority"] == 120
        assert not farm.jobs
        fake.selection.append("/out/b")
        (job,) = af_houdini.submit(priority=5).jobs
        assert [block["name"] for block in farm.jobs[job.id]["blocks"]] == ["/out/b"]
        with pytest.raises(SubmissionError, match="/out/nobody"):
            af_houdini.submit(outputs=["/out/nobody"])
