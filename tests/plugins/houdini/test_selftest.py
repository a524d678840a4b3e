"""`afsubmit selftest houdini` on the fake: everything is kept, questions are answered, planted faults are named."""

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
from tests.fakes.hou import FakeHou, Habits
from tests.fakes.hou_program import HABITS
from tests.plugins.houdini.conftest import forget
from tests.plugins.houdini.farm import PROGRAM

DEFAULT = {
    "Does `saveAsBackup` fire the events of a save?": "yes",
    "Is HOUDINI_BACKUP_DIR read at each `saveAsBackup`?": "yes",
    "Does `mwrite -n` fire the events of a save?": "yes",
    "Does $HIPNAME follow `hipFile.setName` at once?": "yes",
    "Does `inputDependencies` give pairs?": "no",
    "Has a USD Render ROP among LOPs `render`?": "no",
    "Is `rawValue` of a menu its word?": "yes",
    "How is $F4 of frame -12 written?": "-012",
    "Is the scene changed by user data, as far as a session without a window says?": (
        "not seen: it says so of every scene"
    ),
    "Does `set -g` list variables as files keep them?": "yes",
}
"""What the fake answers; on a real Houdini nobody knows yet."""
OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "Does `saveAsBackup` fire the events of a save?": ({"backup_fires_events": False}, "no"),
    "Is HOUDINI_BACKUP_DIR read at each `saveAsBackup`?": ({"ignores_backup_dir": True}, "no"),
    "Does `mwrite -n` fire the events of a save?": ({"backup_fires_events": False}, "no"),
    "Does $HIPNAME follow `hipFile.setName` at once?": ({"variables_follow_name": False}, "no"),
    "Does `inputDependencies` give pairs?": ({"dependencies_as_pairs": True}, "yes"),
    "Has a USD Render ROP among LOPs `render`?": ({"lops_render": True}, "yes"),
    "Is `rawValue` of a menu its word?": ({"raw_menus_are_numbers": True}, "no"),
}


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The test's own module in a session of the fake."""

    def started(**habits: Any) -> Any:
        fake = FakeHou(habits=Habits(**{"is_gui": False, **habits}))
        monkeypatch.setitem(sys.modules, "hou", fake.module)
        forget(monkeypatch)
        monkeypatch.delitem(sys.modules, "af_houdini._selftest", raising=False)
        return importlib.import_module("af_houdini._selftest")

    return started


@pytest.mark.skipif(os.name == "nt", reason="a script of POSIX stands in for the program")
def test_all_is_kept_answered_and_rendered_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    program, kept = tmp_path / "hython", tmp_path / "kept.json"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(PROGRAM))} "$@"\n')
    program.chmod(0o755)
    beside = tmp_path / "houdini"  # what is found on a machine has a window
    assert main(["selftest", "houdini", "--program", str(beside), "--json", str(kept)]) == 0, capsys.readouterr().out
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
    module = inside(backup_fails=True)
    check = module._asked(module.backup_fires_events, tmp_path)
    assert check.is_kept is None and "OperationFailed" in check.where and str(tmp_path) not in check.where


SNAPSHOT = "clause_snapshot_is_written_over_the_reserved_file_and_the_session_stays"


@pytest.mark.parametrize(
    ("habits", "line"),
    [
        pytest.param({"copy_renames": True}, "again: save it", id="the copy renames the scene"),
        pytest.param({"copy_is_cut": True}, "at: kit.host.save_snapshot", id="the disk is full and nobody says so"),
        pytest.param({"backup_clears_modified": True, "is_gui": True}, "", id="the modified flag is put back"),
    ],
)
def test_fault_of_houdini_is_named_with_the_line_that_caught_it(
    inside: Any, tmp_path: Path, habits: dict[str, Any], line: str
) -> None:
    module = inside(**habits)
    check = checks._run_one(SNAPSHOT, getattr(clauses, SNAPSHOT), module.HoudiniKit)
    assert check.is_kept is (not line)
    assert line in f"{check.where} {check.text}"


def test_fault_of_ours_is_named(inside: Any) -> None:
    """Planted: a host that writes no snapshot, one that loses the modified flag, a hook that reaches Houdini."""
    module = inside(is_gui=True, backup_clears_modified=True)

    class WritesNothing(module.HoudiniKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.save_snapshot = lambda path: None

    class ForgetsChanges(module.HoudiniKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.unchanged = contextlib.nullcontext

    class RaisesInTheHook(module.HoudiniKit):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.host.on_saved = lambda call: module.hou.hipFile.addEventCallback(call) or (lambda: None)

    hook = "clause_save_hook_that_raises_does_not_reach_the_application"
    for kit, name in ((WritesNothing, SNAPSHOT), (ForgetsChanges, SNAPSHOT), (RaisesInTheHook, hook)):
        check = checks._run_one(name, getattr(clauses, name), kit)
        assert check.is_kept is False and check.where, kit.__name__


def test_habits_of_the_stand_in_are_a_variable() -> None:
    assert HABITS.startswith("FAKE_")
