"""`afsubmit selftest`: planted faults are named, a program that runs nothing is a sentence, nothing is left behind."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli import selftest
from afsubmit.cli.main import main
from afsubmit.selftest import checks
from tests.contract.test_failures import FailureKit


def clears_the_modified_flag(kit: FailureKit) -> None:
    kit.host.content["modified"] = True
    usual = kit.host.save_snapshot

    def save(path: str) -> None:
        usual(path)
        kit.host.content["modified"] = False

    kit.host.save_snapshot = save


def writes_no_snapshot(kit: FailureKit) -> None:
    kit.host.save_snapshot = lambda path: None


def renames_the_scene(kit: FailureKit) -> None:
    usual = kit.host.save_snapshot

    def save(path: str) -> None:
        usual(path)
        kit.host.path = Path(path)

    kit.host.save_snapshot = save


def raises_in_the_save_hook(kit: FailureKit) -> None:
    def save() -> None:
        kit.scene_file.write_text(json.dumps(kit.host.content), "utf-8")
        for hook in kit.host._hooks:
            hook(str(kit.scene_file))

    kit.save = save


SNAPSHOT = "snapshot is written over the reserved file and the session stays"
PLANTED = {
    clears_the_modified_flag: (SNAPSHOT, "kit.session() == before"),
    writes_no_snapshot: (SNAPSHOT, "path.stat().st_size > 0"),
    renames_the_scene: (SNAPSHOT, "kit.session() == before"),
    raises_in_the_save_hook: ("save hook that raises does not reach the application", "raise ValueError"),
}


def test_sound_host_keeps_everything() -> None:
    assert [check for check in checks.run(FailureKit) if check.is_kept is False] == []


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.replace("_", " "))
def test_planted_fault_is_named_with_the_line_that_caught_it(plant: Callable[[FailureKit], None]) -> None:
    def kit_in(folder: Path) -> FailureKit:
        kit = FailureKit(folder)
        plant(kit)
        return kit

    name, line = PLANTED[plant]
    broken = {check.name: check.where for check in checks.run(kit_in) if check.is_kept is False}
    assert line in broken[name], broken
    if plant is raises_in_the_save_hook:
        assert list(broken) == [name]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def program(folder: Path, text: str) -> str:
    path = folder / "blender"
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def telling(folder: Path, *told: dict[str, Any]) -> str:
    """A program that tells this, and ends."""
    text = "".join(json.dumps(one) + "\n" for one in told)
    return program(folder, f"import os; open(os.environ['AFSUBMIT_SELFTEST'] + '/told.jsonl', 'w').write({text!r})")


@pytest.mark.skipif(os.name == "nt", reason="a script of POSIX stands in for the program")
def test_program_that_runs_nothing_is_one_sentence_and_leaves_nothing(tmp_path, temporary, capsys) -> None:
    path = program(tmp_path, "print('no licence'); raise SystemExit(3)")
    assert main(["selftest", "blender", "--program", path]) == 1
    said = capsys.readouterr().err
    assert path in said and "exit code 3" in said and "no licence" in said
    assert list(temporary.iterdir()) == []


@pytest.mark.posix("Windows is asked on Windows")
def test_windows_is_asked_on_windows_alone(capsys) -> None:
    assert main(["selftest", "windows"]) == 2
    assert "invalid choice: 'windows'" in capsys.readouterr().err


def test_program_that_is_not_there_is_one_sentence(tmp_path, temporary, capsys) -> None:
    assert main(["selftest", "blender", "--program", str(tmp_path / "none")]) == 1
    assert "could not be run" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a script of POSIX stands in for the program")
def test_broken_checks_are_shown_in_full_and_kept_without_names(tmp_path, temporary, capsys) -> None:
    check = checks.Check("it stays", "contract", False, "AssertionError at: assert a == b", "in /shows/secret of jimmy")
    path = telling(tmp_path, {"version": "9.9", "count": 1}, check._asdict(), {"scene": str(tmp_path / "none.blend")})
    kept = tmp_path / "kept.json"
    assert main(["selftest", "blender", "--program", path, "--json", str(kept)]) == 1
    assert "/shows/secret" in capsys.readouterr().out
    text = kept.read_text("utf-8")
    assert "secret" not in text and "jimmy" not in text and str(tmp_path) not in text
    (result,) = json.loads(text)
    assert [(one["kind"], one["is_kept"]) for one in result["checks"]] == [("contract", False), ("render", False)]
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a script of POSIX stands in for the program")
def test_program_that_dies_on_the_way_is_shown_as_far_as_it_came(tmp_path, temporary, monkeypatch, capsys) -> None:
    monkeypatch.setattr(selftest, "_end_of_input", lambda: bool)  # a test's input is closed
    check = checks.Check("it stays", "contract", True)
    path = telling(tmp_path, {"version": "9.9", "count": 2}, check._asdict())
    assert main(["selftest", "blender", "--program", path, "--json-lines"]) == 1
    said = capsys.readouterr()
    heading, row = map(json.loads, said.out.splitlines())
    assert heading["count"] == 3 and not heading["is_stand_in"] and "Blender 9.9" in heading["heading"]
    assert row == {
        "name": "It stays", "is_kept": True, "result": "Kept", "sentence": "It does what every application must.",
    }  # fmt: skip
    assert "ended too early" in said.err
    assert list(temporary.iterdir()) == []


@pytest.mark.blender
def test_real_blender_keeps_everything_and_renders(tmp_path, temporary, capsys) -> None:
    from tests.plugins.blender.rig import blender_path

    kept = tmp_path / "kept.json"
    code = main(["selftest", "blender", "--program", blender_path(), "--json", str(kept)])
    assert code == 0, capsys.readouterr().out
    (result,) = json.loads(kept.read_text("utf-8"))
    assert {one["kind"] for one in result["checks"]} == {"contract", "failure", "render"}
    assert len(result["checks"]) == len(checks.found()) + 1
    assert list(temporary.iterdir()) == []
