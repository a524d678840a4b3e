"""`afsubmit selftest houdini` on the fake: everything is kept, questions are answered, planted faults are named."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.selftest import checks, clauses
from tests.fakes import stand_in
from tests.fakes.hou import FakeHou, Habits
from tests.fakes.hou_program import HABITS
from tests.plugins import selftests
from tests.plugins.houdini.conftest import forget
from tests.plugins.houdini.farm import PROGRAM
from tests.plugins.selftests import HOOK, SNAPSHOT

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


@pytest.mark.posix("a script of the shell stands in for the program")
def test_all_is_kept_answered_and_rendered_and_nothing_is_left(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    hython = stand_in.write(tmp_path, "hython", PROGRAM)
    beside = hython.replace("hython", "houdini")  # what is found on a machine has a window
    code, found = selftests.run("houdini", beside, tmp_path / "kept.json", monkeypatch)
    assert code == 0, capsys.readouterr().out
    selftests.ensure_all_kept("houdini", found, DEFAULT)


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

    selftests.ensure_named([(WritesNothing, SNAPSHOT), (ForgetsChanges, SNAPSHOT), (RaisesInTheHook, HOOK)])


def test_habits_of_the_stand_in_are_a_variable() -> None:
    assert HABITS.startswith("FAKE_")


def test_answers_that_were_verified_are_what_the_stand_in_does(tmp_path: Path, monkeypatch: Any) -> None:
    selftests.ensure_answers_turn_habits("houdini", PROGRAM.with_name("hou.py"), tmp_path, monkeypatch)
