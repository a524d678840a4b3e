"""`nuke -t submit.py comp.nk`: a submission from a terminal, with Nuke's own eyes."""

from __future__ import annotations

import importlib

import pytest

from tests.fakes.farm_server import FarmServer
from tests.fakes.nuke import Habits

SCRIPT = 'Root {\n first_frame 1\n last_frame 9\n}\nWrite {\n file "FOLDER/a.%04d.exr"\n name Write1\n}\n'
SCRIPT += 'Write {\n file "FOLDER/b.%04d.exr"\n name Write2\n}\n'


@pytest.fixture
def terminal(open_script, tmp_path, monkeypatch):
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        path = tmp_path / "comp.nk"
        path.write_text(SCRIPT.replace("FOLDER", tmp_path.as_posix()), "utf-8")
        open_script("Root {\n}\n", "", Habits(is_gui=False))
        yield importlib.import_module("af_nuke._hooks").submit_script, str(path), farm


def test_script_is_opened_and_sent(terminal, capsys) -> None:
    submit, path, farm = terminal
    assert submit([path, "Write2", "priority=7", "frames=1-9x2"]) == 0
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (7, ["Write2"])
    assert job["blocks"][0]["frames_inc"] == 2
    assert "took the job comp" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param([], 2, "Name one scene", id="nothing"),
        pytest.param(["a.nk", "W", "x"], 2, "Name one scene", id="too much"),
        pytest.param(["a.nk", "prio=7"], 2, "no setting prio", id="a setting that does not exist"),
        pytest.param(["a.nk", "priority=high"], 2, "priority", id="a value that cannot be used"),
        pytest.param(["/no/such.nk"], 1, "such.nk", id="a script that is not there"),
    ],
)
def test_nonsense_is_a_sentence(terminal, words, code: int, sentence: str, capsys) -> None:
    submit, _, farm = terminal
    assert submit(words) == code
    assert sentence in capsys.readouterr().err
    assert not farm.jobs


def test_node_that_is_not_there_is_a_problem(terminal, capsys) -> None:
    submit, path, farm = terminal
    assert submit([path, "Nobody"]) == 1
    assert not farm.jobs
    assert "there are: Write1, Write2" in capsys.readouterr().err
