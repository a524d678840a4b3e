"""`afsubmit selftest nuke` on the fake: everything is kept, questions are answered, planted faults are named."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import stand_in
from tests.fakes.nuke import FakeNuke, Habits
from tests.plugins import selftests
from tests.plugins.nuke.conftest import ASKING, PLUGIN
from tests.plugins.selftests import HOOK, SNAPSHOT

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


@pytest.mark.posix("a script of the shell stands in for the program")
def test_all_is_kept_answered_and_rendered_and_nothing_is_left(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    program = stand_in.write(tmp_path, "Nuke15.1", PROGRAM)
    code, found = selftests.run("nuke", program, tmp_path / "kept.json", monkeypatch)
    assert code == 0, capsys.readouterr().out
    selftests.ensure_all_kept("nuke", found, DEFAULT)


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

    selftests.ensure_named(
        [(WritesNothing, SNAPSHOT), (ForgetsChanges, SNAPSHOT), (Renames, SNAPSHOT), (RaisesInTheHook, HOOK)]
    )


def test_answers_that_were_verified_are_what_the_stand_in_does(tmp_path: Path, monkeypatch: Any) -> None:
    selftests.ensure_answers_turn_habits("nuke", PROGRAM.with_name("nuke.py"), tmp_path, monkeypatch)
