"""The examples of docs/nuke.md do what the page says."""

from __future__ import annotations

import json
import re

import pytest

from tests.fakes.farm_server import FarmServer
from tests.plugins.nuke.conftest import PLUGIN

PAGE = (PLUGIN.parents[1] / "docs" / "nuke.md").read_text("utf-8")
SCRIPT = 'Root {\n}\nWrite {\n file "/tmp/no such folder.%04d.exr"\n name Write1\n}\n'


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def farm(monkeypatch):
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


def test_script_without_the_dialog_submits(farm, open_script, capsys) -> None:
    open_script(SCRIPT)
    (code,) = [block for block in blocks("python") if "NukeHost" in block]
    exec(compile(code, "docs/nuke.md", "exec"), {})
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (120, ["Write1"])
    assert "The farm took the job" in capsys.readouterr().out


def test_job_written_by_hand_is_sent_as_it_stands(farm) -> None:
    (code,) = [block for block in blocks("python") if "af.Job" in block]
    exec(compile(code, "docs/nuke.md", "exec"), {})
    (job,) = farm.jobs.values()
    (block,) = job["blocks"]
    assert block["command"] == "nuke -i -X WriteBack -x scene.nk.tmp.nk @#@,@#@"
    assert (block["frame_first"], block["frame_last"], block["frames_per_task"]) == (1, 20, 2)
    assert job["command_post"] == "deletefiles scene.nk.tmp.nk"


@pytest.mark.parametrize("text", blocks("json"))
def test_command_of_a_studio_is_a_setting(text: str) -> None:
    from afsubmit.submission.settings.values import Settings

    assert Settings(json.loads(text)["settings"])["command_template"]
