"""Scenes and their exact jobs, and what Render makes of them: the files that were announced, and no others.

The switch of tests/kept.py writes the jobs anew and fails the run: the change is to be read as a diff.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from af_maya import _renderers
from af_maya._scene_file import open_scene
from af_maya.plan import MayaPlan

from afsubmit.document.patterns import fill
from afsubmit.document.quoting import THIS_SYSTEM
from afsubmit.document.tasks import numeric_tasks
from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import Output, Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes import maya_render, stand_in
from tests.kept import assert_kept, problems_of, target_of, without_places
from tests.plugins.maya.golden import CASES, case, facts_of, opened, sent

STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix")
HABITS = ["", "counts_all", "counts_all names_rs aov_behind"]
"""What nobody knows of Maya, each way."""


def planned(scene: Path, settings: dict[str, Any], target: Target) -> Plan:
    host = open_scene(str(scene))
    return plan(host.scene(), host.outputs(), Settings(settings), host_plan=MayaPlan(), stamp=STAMP, target=target)


def told(made: Plan, folder: Path) -> dict[str, Any]:
    """The plan as it is kept: without the place where the case lies."""
    kept = {
        "jobs": [dict(job.document) for job in made.jobs],
        "snapshots": [job.snapshot for job in made.jobs],
        "problems": problems_of(made.problems),
    }
    return without_places(kept, {folder: "/golden"})


@case
def test_scene_becomes_exactly_this_job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of(folder, monkeypatch)
    made = planned(folder / "scene.ma", facts.get("settings", {}), target_of(TARGET, {folder: "/golden"}))
    assert_kept(folder / "job.json", json.dumps(told(made, folder), indent=1, ensure_ascii=False) + "\n")
    assert made.is_sendable == facts.get("is_sent", True)


def tasks(block: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Command and files of each task of a block, as a render of the farm gets them."""
    if "frame_first" not in block:
        yield from ((task["command"], task.get("files", [])) for task in block["tasks"])
        return
    first, last, per_task, step = (block[key] for key in ("frame_first", "frame_last", "frames_per_task", "frames_inc"))
    for start, end in numeric_tasks(first, last, per_task, step):
        named = [fill(file, frame, frame) for frame in range(start, end + 1, step) for file in block.get("files", [])]
        yield fill(block["command"], start, end), named


@pytest.mark.parametrize("habits", HABITS, ids=lambda words: words or "as Autodesk says")
@sent
def test_render_writes_what_was_announced(folder, habits, monkeypatch, tmp_path, capsys) -> None:
    facts = facts_of(folder, monkeypatch)
    scene = opened(folder, tmp_path / "the show")
    settings = {**facts.get("settings", {}), "movie": False, "command_template": "", "farm_os": THIS_SYSTEM}
    settings["export_first"] = False  # the files of an export: test_exports

    made = planned(scene, settings, Target("jimmy", "pc01"))
    monkeypatch.setenv("MAYA_HABITS", habits)
    for job in made.jobs:
        shutil.copyfile(scene, job.snapshot or "")
        for block in job.document["blocks"]:
            for name, value in block["environment"].items():
                monkeypatch.setenv(name, value)
            for command, files in tasks(block):
                before = set(files_below(tmp_path))
                assert maya_render.main(stand_in.words_of(command)[1:]) == 0, (command, capsys.readouterr().out)
                wanted = {file for file in files if file not in before}
                assert not block.get("files") or set(files_below(tmp_path)) - before == wanted, command


@sent
def test_announced_is_what_maya_writes_when_it_renders_everything(folder, monkeypatch, tmp_path, capsys) -> None:
    facts = facts_of(folder, monkeypatch)
    monkeypatch.setenv("MAYA_ENABLE_LEGACY_RENDER_LAYERS", "1")
    scene = opened(folder, tmp_path / "the show")
    line = ["-proj", scene.parent.as_posix(), scene.as_posix()]
    outputs = open_scene(str(scene)).outputs()
    before = set(files_below(tmp_path))
    words = {_renderers.renderer(output.renderer).word for output in outputs}
    word = words.pop() if len(words) == 1 else "file"
    assert maya_render.main(["-r", word, *line]) == 0, capsys.readouterr().out
    written = set(files_below(tmp_path)) - before
    assert announced(outputs) <= written and (written == announced(outputs) or not facts.get("files_are_known", True))


def announced(outputs: Sequence[Output], settings: Mapping[str, Any] | None = None) -> set[str]:
    """The files that these outputs say they write."""
    chosen = Settings(settings or {})
    found: set[str] = set()
    for output in outputs:
        for frame in output.rendered_frames(chosen):
            found.update([*output.files_at(frame), *(files[frame] for files in output.listed_files)])
    return found


def files_below(place: Path) -> list[str]:
    return [path.as_posix() for path in place.rglob("*") if path.is_file()]


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 30
