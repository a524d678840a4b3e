"""The examples of docs/maya.md do what the page says, and its table is the one of the renderers."""

from __future__ import annotations

import importlib
import json
import re

import pytest
from af_maya import _renderers

from tests.fakes.farm_server import FarmServer
from tests.plugins.maya.conftest import PLUGIN
from tests.plugins.maya.golden import GOLDEN

PAGE = (PLUGIN.parents[1] / "docs" / "maya.md").read_text("utf-8")
SCENE = (GOLDEN / "software-range" / "scene.ma").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def farm(monkeypatch):
    with FarmServer() as server:
        monkeypatch.setenv("AFSUBMIT_SERVER", server.address)
        yield server


def test_script_without_the_dialog_submits(farm, open_scene, capsys) -> None:
    open_scene(SCENE)
    (code,) = [block for block in blocks("python") if "preview" in block]
    exec(compile(code, "docs/maya.md", "exec"), {})
    (job,) = farm.jobs.values()
    assert (job["priority"], [block["name"] for block in job["blocks"]]) == (120, ["masterLayer"])
    assert capsys.readouterr().out.endswith(f"2 {job['name']}\n")


def test_line_for_the_shelf_opens_the_dialog(open_scene, monkeypatch) -> None:
    open_scene(SCENE)
    opened: list[str] = []
    importlib.import_module("af_maya")
    monkeypatch.setattr(importlib.import_module("af_maya._ui"), "show", lambda: opened.append("dialog"))
    (code,) = [block for block in blocks("python") if "preview" not in block]
    exec(compile(code, "docs/maya.md", "exec"), {})
    assert opened == ["dialog"]


@pytest.mark.parametrize("text", blocks("json"))
def test_command_of_a_studio_is_a_setting_with_words_that_exist(text: str) -> None:
    from afsubmit.submission.settings.values import Settings
    from tests.plugins.maya.test_plan import FACTS, block, planned

    values = Settings(json.loads(text)["settings"])
    made = block(planned(FACTS, command_template=values["command_template"]))
    assert made["command"].startswith("rez env maya-2025 mtoa -- Render -r arnold ")


def row_of(one: _renderers.Renderer) -> str:
    """A renderer as a row of the page's table."""

    def code(words: str) -> str:
        return f"`{words}`" if words else ""

    cells = (
        one.title,
        code(one.word),
        f"{one.service}, {one.parser}",
        code(one.threads),
        code(" ".join(one.skip)),
        "yes" if one.region else "",
        "a task each" if one.renumbers else "one task",
    )
    return f"| {' | '.join(cells)} |"


def test_table_of_renderers_is_the_one_of_the_code() -> None:
    lines = PAGE.splitlines()
    start = lines.index(next(line for line in lines if line.startswith("| Renderer |")))
    assert lines[start + 2 : start + 2 + len(_renderers.ROWS)] == [row_of(one) for one in _renderers.ROWS.values()]


def test_every_word_of_the_command_is_told() -> None:
    from af_maya._command import RENDER

    for word in [*re.findall(r"\{\w+\}", RENDER), "{first}", "{last}"]:
        assert f"`{word}`" in PAGE
