"""`afsubmit demo` and the windows of the command line: the made-up scene, and what is said where there is no Qt."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli import demo_picture
from afsubmit.cli.demo_scene import DemoPlan, open_scene
from afsubmit.cli.main import main
from afsubmit.submitter.draft import Draft


def test_scene_has_twelve_outputs_that_can_be_sent(tmp_path: Path) -> None:
    draft = Draft(open_scene(str(tmp_path / "demo folder")), DemoPlan())
    draft.chosen = {output.id for output in draft.outputs}
    plan = draft.preview_request().plan(is_local=True)
    assert plan.is_sendable and not [problem for problem in plan.problems if problem.level != "info"]
    blocks = {block["name"]: block for block in plan.jobs[0].document["blocks"]}
    assert len(blocks) == 12
    assert "comp" in blocks["comp_night"]["depend_mask"]


def test_picture_is_a_png_that_differs_from_frame_to_frame(tmp_path: Path) -> None:
    host = open_scene(str(tmp_path))
    assert demo_picture.main([host.scene().path, "fog", "1001", "1003"]) == 0
    frames = sorted((tmp_path / "frames" / "fog").iterdir())
    assert [frame.name for frame in frames] == ["fog.1001.png", "fog.1002.png", "fog.1003.png"]
    pictures = {frame.read_bytes() for frame in frames}
    assert len(pictures) == 3 and all(one.startswith(b"\x89PNG") for one in pictures)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["demo", "--window"], id="demo"),
        pytest.param(["jobs", "--window"], id="jobs"),
        pytest.param(["submit", "--command", "render @#@", "--frames", "1-5", "--window"], id="submit"),
    ],
)
def test_without_qt_one_sentence_says_what_to_install(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [one for one in sys.modules if one.startswith(("afsubmit.qt", "PySide", "shiboken"))]:
        monkeypatch.delitem(sys.modules, name)
    whole = importlib.import_module

    def without_qt(name: str, *more: Any) -> Any:
        if name.startswith("PySide"):
            raise ImportError(name)
        return whole(name, *more)

    monkeypatch.setattr(importlib, "import_module", without_qt)
    assert main(words) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "pip install PySide6-Essentials" in said


def test_window_takes_one_scene_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", "a.nk", "b.nk", "--window"]) == 2
    assert "one scene" in capsys.readouterr().err
