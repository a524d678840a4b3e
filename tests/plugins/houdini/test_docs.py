"""The examples of docs/houdini.md do what the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from af_houdini.plan import COMMAND

from afsubmit.cli.main import main
from afsubmit.submission.settings.values import Settings
from tests.fakes import hip_file
from tests.fakes.farm_server import FarmServer
from tests.fakes.hou_scene import MadeScene, rop
from tests.plugins.houdini.conftest import PLUGIN

PAGE = (PLUGIN.parents[1] / "docs" / "houdini.md").read_text("utf-8")
SCENE = MadeScene(
    [rop("/out/mantra1", "ifd", trange="normal", f=(1001, 1100, 1), vm_picture="$HIP/render/$HIPNAME.$F4.exr")],
    takes=["Main", "low"],
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def lines() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("afsubmit submit")]


@pytest.fixture
def farm(monkeypatch: pytest.MonkeyPatch) -> Any:
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


def test_there_are_commands_to_run() -> None:
    assert len(lines()) == 3


@pytest.mark.parametrize("line", lines())
def test_command_of_the_page_shows_what_would_be_sent(
    line: str, farm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    hip_file.written(tmp_path / "shot.hip", SCENE)
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(line)[1:]) == 0
    assert "/out/mantra1" in capsys.readouterr().out
    assert not farm.jobs


def test_script_without_the_dialog_submits(farm: Any, open_scene: Any, capsys: Any) -> None:
    open_scene(SCENE)
    (code,) = blocks("python")
    exec(compile(code, "docs/houdini.md", "exec"), {})
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (120, ["/out/mantra1"])
    assert capsys.readouterr().out.endswith(f" {job['name']}\n")


@pytest.mark.parametrize("text", blocks("json"))
def test_settings_of_the_page_are_settings(text: str) -> None:
    given = json.loads(text)["settings"]
    assert {key: Settings(given)[key] for key in given} == given


def test_page_names_every_word_of_the_command() -> None:
    assert all(word in PAGE for word in re.findall(r"\{\w+\}", COMMAND))
