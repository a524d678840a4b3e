"""`afsubmit selftest nuke` on the fake: everything is kept, questions are answered, planted faults are named."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli.main import main
from afsubmit.selftest import checks, clauses
from tests.fakes.nuke import FakeNuke, Habits
from tests.plugins.nuke.conftest import ASKING, PLUGIN

PROGRAM = PLUGIN.parents[1] / "tests" / "fakes" / "nuke_program.py"
DEFAULT = {
    "Does `scriptSaveToTemp` fire onScriptSave?": "yes",
    "Does `scriptSaveToTemp` clear the modified flag?": "no",
    "Does `scriptSaveToTemp` write over a file?": "yes",
    "Does `scriptSave(path)` fire onScriptSave?": "yes",
    "Does `scriptSave(path)` rename the script?": "no",
    "Does `getEvaluatedValue` put the frame in?": "yes",
    "Is what a thread gives to `executeInMainThread` called while the main thread waits?": "no",
    "Does an error in onScriptSave stop the save?": "yes, it raises",
}
"""What the fake answers; on a real Nuke nobody knows yet."""
OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "Does `scriptSaveToTemp` fire onScriptSave?": ({"copy_fires_callback": False}, "no"),
    "Does `scriptSaveToTemp` clear the modified flag?": ({"copy_clears_modified": True}, "yes"),
    "Does `scriptSaveToTemp` write over a file?": ({"refuses_existing": True}, "no, it raises"),
    "Does `scriptSave(path)` fire onScriptSave?": ({"copy_fires_callback": False}, "no"),
    "Does `getEvaluatedValue` put the frame in?": ({"puts_frames_in": False}, "no"),
}
SNAPSHOT = "clause_snapshot_is_written_over_the_reserved_file_and_the_session_stays"
HOOK = "clause_save_hook_that_raises_does_not_reach_the_application"


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The test's own module in a session of the fake."""

    def started(**habits: Any) -> Any:
        fake = FakeNuke("Root {\n}\n", "", Habits(**{"is_gui": False, **habits}))
        monkeypatch.setitem(sys.modules, "nuke", fake.module)
        for name in (*ASKING, "_selftest"):
            monkeypatch.delitem(sys.modules, f"af_nuke.{name}", raising=False)
            if "af_nuke" in sys.modules:
                monkeypatch.delattr(sys.modules["af_nuke"], name, raising=False)
        return importlib.import_module("af_nuke._selftest")

    return started


@pytest.mark.skipif(os.name == "nt", reason="a script of POSIX stands in for the program")
def test_all_is_kept_answered_and_rendered_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    program, kept = tmp_path / "Nuke15.1", tmp_path / "kept.json"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(PROGRAM))} "$@"\n')
    program.chmod(0o755)
    assert main(["selftest", "nuke", "--program", str(program), "--json", str(kept)]) == 0, capsys.readouterr().out
    text = kept.read_text("utf-8")
    (result,) = json.loads(text)
    answers = {one["name"]: one["where"] for one in result["checks"] if one["kind"] == "answer"}
    assert answers == DEFAULT
    assert {one["kind"] for one in result["checks"]} == {"contract", "failure", "answer", "render"}
    assert len(result["checks"]) == len(checks.found()) + len(DEFAULT) + 1
    assert all(one["is_kept"] for one in result["checks"])
    assert str(tmp_path) not in text
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("question", "habits", "answer"), [(key, *said) for key, said in OTHERS.items()])
def test_other_answers_are_told_too(
    inside: Any, tmp_path: Path, question: str, habits: dict[str, Any], answer: str
) -> None:
    module = inside(**habits)
    (ask,) = [one for one in module.ANSWERS if (one.__doc__ or "").startswith(question)]
    check = module._asked(ask, tmp_path)
    assert (check.is_kept, check.where) == (True, answer)


def test_question_that_cannot_be_asked_is_no_answer(inside: Any, tmp_path: Path) -> None:
    module = inside(has_save_to_temp=False)
    check = module._asked(module.copy_fires_the_save_callback, tmp_path)
    assert check.is_kept is None and "AttributeError" in check.where and str(tmp_path) not in check.where


def test_planted_fault_is_named(inside: Any) -> None:
    module = inside(copy_clears_modified=True)

    class WritesNothing(module.NukeKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.save_snapshot = lambda path: None

    class ForgetsChanges(module.NukeKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.unchanged = contextlib.nullcontext

    class Renames(module.NukeKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.save_snapshot = lambda path: module.nuke.root()["name"].setValue(path)

    class RaisesInTheHook(module.NukeKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.on_saved = lambda call: module.nuke.addOnScriptSave(call, ("x",)) or (lambda: None)

    for kit, name in (
        (WritesNothing, SNAPSHOT), (ForgetsChanges, SNAPSHOT), (Renames, SNAPSHOT), (RaisesInTheHook, HOOK)
    ):  # fmt: skip
        check = checks._run_one(name, getattr(clauses, name), kit)
        assert check.is_kept is False and check.where, kit.__name__
