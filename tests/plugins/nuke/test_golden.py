"""Scripts and their exact jobs: read from the file, and by the host from the fake Nuke, which reads with Tcl itself.

The switch of tests/kept.py writes the jobs anew and fails the run: the change is to be read as a diff.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan

from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import Output, Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes.nuke import Habits
from tests.kept import assert_kept, cases, problems_of, target_of, without_places

PROJECT = Path(__file__).resolve().parents[3]
GOLDEN = PROJECT / "tests" / "golden" / "nuke"
CASES = sorted(folder for folder in GOLDEN.iterdir() if (folder / "comp.nk").exists())
STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix")

case = cases(CASES, of_posix=["windows-farm", "environment"])


def facts_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the case says beside its script; its environment is set."""
    facts = json.loads((folder / "case.json").read_text("utf-8"))
    for name, value in facts.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    return facts


def planned(host: Any, settings: dict[str, Any], folder: Path) -> Plan:
    outputs, target = host.outputs(), target_of(TARGET, places(folder))
    return plan(host.scene(), outputs, Settings(settings), host_plan=NukePlan(), stamp=STAMP, target=target)


def places(folder: Path) -> dict[Path, str]:
    """Where a case and the plugin lie, with their names in the kept jobs."""
    return {folder: "/golden", folder.parent: "/above", PROJECT / "plugins" / "nuke": "/plugin"}


def told(made: Plan, folder: Path) -> dict[str, Any]:
    """The plan as it is kept: without the place where the case and the plugin lie."""
    kept = {
        "jobs": [dict(job.document) for job in made.jobs],
        "snapshots": [job.snapshot for job in made.jobs],
        "copies": [dict(job.copies) for job in made.jobs],
        "problems": problems_of(made.problems),
    }
    return without_places(kept, places(folder))


@case
def test_script_becomes_exactly_this_job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of(folder, monkeypatch)
    made = told(planned(open_scene(str(folder / "comp.nk")), facts.get("settings", {}), folder), folder)
    assert_kept(folder / "job.json", json.dumps(made, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("puts_frames_in", [True, False], ids=["frames put in", "technical notation"])
@case
def test_nuke_and_the_file_agree(folder: Path, puts_frames_in, open_script, monkeypatch) -> None:
    facts_of(folder, monkeypatch)
    path = folder / "comp.nk"
    without = open_scene(str(path))
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")  # as Tcl's own `source` reads it
    within = open_script(text, path, Habits(puts_frames_in=puts_frames_in)).host
    assert [seen(output) for output in within.outputs()] == [seen(output) for output in without.outputs()]
    one, other = within.scene(), without.scene()
    assert (Path(one.path), one.frames, one.fps) == (Path(other.path), other.frames, other.fps)
    told = [problem for problem in other.problems if "only Nuke sees" not in problem.message]
    assert list(one.problems) == told, "only what no script shows is told without Nuke, and not in it"


def seen(output: Output) -> Any:
    """All of an output."""
    words = (output.id, output.name, str(output.frames), output.files, output.renderer, output.is_whole)
    return (*words, output.inputs, output.facts, output.problems)


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 20
