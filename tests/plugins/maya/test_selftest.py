"""`afsubmit selftest maya` over a stand-in that says it is one: all is kept, faults are named, answers are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes import stand_in
from tests.plugins import selftests
from tests.plugins.maya.conftest import PLUGIN

FAKES = PLUGIN.parents[1] / "tests" / "fakes"
DEFAULT = {
    "exportAll clears the modified flag": "no",
    "exportAll leaves its type as the scene's": "no",
    "exportAll calls those who wait for a save": "no",
    "a copy holds the scene's own information": "yes",
    "fileInfo marks the scene as changed": "no",
    "fileInfo gives quotes and backslashes back escaped": "no",
    "the scene counts as changed while those who wait for a save are called": "no",
    "renderSettings answers with a list": "it could not be asked: AttributeError",
}
"""What the fake answers, which has no renderSettings; on a real Maya nobody knows yet."""


def found_with(habits: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The exit code of the test of stand-ins with these habits, and what was found."""
    monkeypatch.setenv("MAYA_HABITS", habits)
    programs = folder / "the programs"
    stand_in.write(programs, "mayapy", FAKES / "mayapy.py", [stand_in.path_of(programs, "mayapy")])
    stand_in.write(programs, "Render", FAKES / "maya_render.py")
    return selftests.run("maya", stand_in.path_of(programs, "maya"), folder / "kept.json", monkeypatch)


def test_sound_maya_keeps_everything_renders_and_answers(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    code, found = found_with("", tmp_path, monkeypatch)
    assert code == 0, capsys.readouterr().out
    selftests.ensure_all_kept("maya", found, DEFAULT)


def test_planted_fault_is_named_and_other_answers_are_told_too(tmp_path: Path, monkeypatch: Any) -> None:
    on = "export_renames export_fires_save info_is_escaped export_clears_modified export_sets_type info_dirties"
    code, found = found_with(f"{on} flag_goes_after_message", tmp_path, monkeypatch)
    broken = [name for name, check in found["contract"].items() if check["is_kept"] is False]
    answers = [check["where"] for check in found["answer"].values()]
    assert code == 1
    assert answers[:-1] == ["yes"] * (len(DEFAULT) - 1)
    assert "snapshot is written over the reserved file and the session stays" in broken
    assert all("/" not in check["where"] for checks in found.values() for check in checks.values())


def test_answers_that_were_verified_are_what_the_stand_in_does(tmp_path: Path, monkeypatch: Any) -> None:
    selftests.ensure_answers_turn_habits("maya", FAKES / "maya_habits.py", tmp_path, monkeypatch)
