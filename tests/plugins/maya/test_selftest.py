"""`afsubmit selftest maya` over a stand-in that says it is one: all is kept, faults are named, answers are told."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli.main import main
from tests.plugins.maya.conftest import PLUGIN

pytestmark = pytest.mark.posix("the stand-ins are started by shell scripts")
FAKES = PLUGIN.parents[1] / "tests" / "fakes"


Run = Callable[[str], "tuple[int, dict[str, dict[str, Any]]]"]


@pytest.fixture
def tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs the test of stand-ins with these habits; the exit code, and what was found by kind and name."""

    place = tempfile.mkdtemp(prefix="af")  # short: the farm has a socket in it
    monkeypatch.setattr(tempfile, "tempdir", place)

    def run(habits: str) -> tuple[int, dict[str, dict[str, Any]]]:
        monkeypatch.setenv("MAYA_HABITS", habits)
        programs = tmp_path / "the programs"
        programs.mkdir()
        for name, words in {
            "maya": ("false",),
            "mayapy": (sys.executable, str(FAKES / "mayapy.py"), str(programs / "mayapy")),
            "Render": (sys.executable, str(FAKES / "maya_render.py")),
        }.items():
            (programs / name).write_text(f'#!/bin/sh\nexec {" ".join(map(shlex.quote, words))} "$@"\n')
            (programs / name).chmod(0o755)
        code = main(["selftest", "maya", "--program", str(programs / "maya"), "--json", str(tmp_path / "kept.json")])
        (result,) = json.loads((tmp_path / "kept.json").read_text("utf-8"))
        assert (result["host"], result["version"]) == ("maya", "stand-in")
        assert os.listdir(place) == [], "nothing is left behind"
        found: dict[str, dict[str, Any]] = {}
        for check in result["checks"]:
            found.setdefault(check["kind"], {})[check["name"]] = check
        return code, found

    yield run
    shutil.rmtree(place)


def test_sound_maya_keeps_everything_renders_and_answers(tested: Run, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = tested("export_clears_modified export_sets_type info_dirties flag_goes_after_message")
    assert code == 0, capsys.readouterr().out
    assert set(found) == {"contract", "failure", "answer", "render"}
    assert {name: check["where"] for name, check in found["answer"].items()} == {
        "exportAll clears the modified flag": "yes",
        "exportAll leaves its type as the scene's": "yes",
        "exportAll calls those who wait for a save": "no",
        "a copy holds the scene's own information": "yes",
        "fileInfo marks the scene as changed": "yes",
        "fileInfo gives quotes and backslashes back escaped": "no",
        "the scene counts as changed while those who wait for a save are called": "yes",
        "renderSettings answers with a list": "it could not be asked: AttributeError",
    }, "the stand-in has no renderSettings"


def test_planted_fault_is_named(tested: Run) -> None:
    code, found = tested("export_renames export_fires_save info_is_escaped")
    broken = [name for name, check in found["contract"].items() if check["is_kept"] is False]
    answers = {name: check["where"] for name, check in found["answer"].items()}
    assert code == 1
    assert answers["exportAll calls those who wait for a save"] == "yes"
    assert answers["fileInfo gives quotes and backslashes back escaped"] == "yes"
    assert "snapshot is written over the reserved file and the session stays" in broken
    assert all("/" not in check["where"] for checks in found.values() for check in checks.values())
