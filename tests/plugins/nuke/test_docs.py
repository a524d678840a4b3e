"""The examples of docs/nuke.md do what the page says."""

from __future__ import annotations

import importlib
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
    (code,) = [block for block in blocks("python") if "af_nuke" in block]
    exec(compile(code, "docs/nuke.md", "exec"), {})
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (120, ["Write1"])
    assert capsys.readouterr().out.endswith(f"2 {job['name']}\n")


def test_open_script_is_planned_and_not_sent_when_a_name_is_wrong(farm, open_script) -> None:
    import af_nuke

    import afsubmit

    open_script(SCRIPT)
    plan = af_nuke.preview()
    assert plan.is_sendable and [block["name"] for block in plan.jobs[0]["blocks"]] == ["Write1"]
    assert not farm.requests
    with pytest.raises(afsubmit.SubmissionError, match="there are: Write1"):
        af_nuke.submit(outputs="Wrong")
    with pytest.raises(AttributeError, match="previeww"):
        af_nuke.previeww  # noqa: B018
    assert not farm.jobs


def test_dialog_is_the_one_of_the_menu(open_script, monkeypatch) -> None:
    import af_nuke

    open_script(SCRIPT)
    opened: list[str] = []

    class Menu:
        def submit(self) -> None:
            opened.append("submit")

    monkeypatch.setattr(importlib.import_module("af_nuke._ui"), "_menu", Menu)
    af_nuke.show()
    assert opened == ["submit"]


def test_job_written_by_hand_is_sent_as_it_stands(farm) -> None:
    (code,) = [block for block in blocks("python") if "af.Job" in block]
    exec(compile(code, "docs/nuke.md", "exec"), {})
    (job,) = farm.jobs.values()
    (block,) = job["blocks"]
    assert block["command"] == "nuke -i -X WriteBack -x scene.nk.tmp.nk @#@,@#@"
    assert (block["frame_first"], block["frame_last"], block["frames_per_task"]) == (1, 20, 2)
    assert job["command_post"] == "deletefiles scene.nk.tmp.nk"


@pytest.mark.parametrize("text", blocks("json"))
def test_file_of_a_studio_holds_settings(text: str) -> None:
    from afsubmit.submission.settings.values import Settings

    file = json.loads(text)
    settings = Settings(file["settings"])
    assert all(settings[key] for key in (*file["settings"], *file.get("locked", ())))
