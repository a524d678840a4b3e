"""Scenes and their exact jobs: read from a file of each kind, asked of the fake Houdini, and rendered by our script.

The switch of tests/kept.py writes the jobs anew and fails the run: the change is to be read as a diff.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from af_houdini._scene_file import open_scene as open_file
from af_houdini.plan import HoudiniPlan

from afsubmit.document.patterns import fill
from afsubmit.submission.planning.plan import Plan, plan
from afsubmit.submission.planning.scene import Output, Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes import hip_file, hou_render, stand_in
from tests.fakes.hou import FakeHou, Habits
from tests.fakes.hou_file import data_of
from tests.fakes.hou_scene import MadeNode, MadeScene
from tests.kept import assert_kept, cases, problems_of, target_of, without_places

PROJECT = Path(__file__).resolve().parents[3]
GOLDEN = PROJECT / "tests" / "golden" / "houdini"
CASES = sorted(folder for folder in GOLDEN.iterdir() if (folder / "case.json").exists())
STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix")

WITHOUT_FILES = ("unknown-type", "usd-render-of-the-stage")
"""Cases of which nobody knows what is written, on the farm neither."""

case = cases(CASES)


class Case:
    """A scene and its settings."""

    def __init__(self, folder: Path, shows: str = "/shows") -> None:
        """`shows` is where the studio's shows lie, which a scene may name whole."""
        said = json.loads((folder / "case.json").read_text("utf-8").replace("/shows", shows))
        nodes = [MadeNode(**node) for node in said["nodes"]]
        self.scene, self.file, self.settings = MadeScene(nodes, **said["scene"]), said["file"], said["settings"]

    def written(self, folder: Path, ending: str = ".hip") -> Path:
        """The scene as Houdini would save it below `folder`."""
        path = (folder / self.file).with_suffix(ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        return hip_file.written(path, self.scene)


def planned(host: Any, settings: dict[str, Any], target: Target) -> Plan:
    made = Settings(settings)
    host.take_settings(made)
    return plan(host.scene(), host.outputs(), made, host_plan=HoudiniPlan(), stamp=STAMP, target=target)


def places(folder: Path) -> dict[Path, str]:
    """Where a scene and the plugin lie, with their names in the kept jobs."""
    return {folder: "/golden", PROJECT / "plugins" / "houdini": "/plugin"}


def seen_from(folder: Path) -> Target:
    return target_of(TARGET, places(folder))


def told(made: Plan, folder: Path) -> str:
    """The plan as it is kept: without the place where the scene and the plugin lie."""
    kept = {
        "jobs": [copy.deepcopy(dict(job.document)) for job in made.jobs],
        "snapshots": [job.snapshot for job in made.jobs],
        "copies": [dict(job.copies) for job in made.jobs],
        "problems": problems_of(made.problems),
    }
    if os.name == "nt":  # where there is a path map, Houdini is told of it
        for block in [block for job in kept["jobs"] for block in job["blocks"] if "environment" in block]:
            block["environment"].pop("HOUDINI_PATHMAP", None)
            if not block["environment"]:
                del block["environment"]
    return json.dumps(without_places(kept, places(folder)), indent=1, ensure_ascii=False) + "\n"


@case
def test_scene_becomes_exactly_this_job(folder: Path, tmp_path: Path) -> None:
    one = Case(folder)
    assert_kept(
        folder / "job.json",
        told(planned(open_file(str(one.written(tmp_path))), one.settings, seen_from(tmp_path)), tmp_path),
    )


@pytest.mark.parametrize("ending", [".hiplc", ".hipnc"])
@case
def test_sealed_scene_becomes_the_same_job(folder: Path, ending: str, tmp_path: Path) -> None:
    one = Case(folder)
    made = told(planned(open_file(str(one.written(tmp_path, ending))), one.settings, seen_from(tmp_path)), tmp_path)
    kept = json.loads((folder / "job.json").read_text("utf-8"))
    assert json.loads(made.replace(ending, ".hip"))["jobs"] == kept["jobs"]


@pytest.mark.parametrize(
    "habits",
    [Habits(), Habits(version="19.5", raw_menus_are_numbers=True)],
    ids=["menus by their words", "menus by their places"],
)
@case
def test_houdini_and_the_file_agree(folder: Path, habits: Habits, open_scene: Any, tmp_path: Path) -> None:
    one = Case(folder)
    path = one.written(tmp_path)
    within, without = open_scene(one.scene, path=path, habits=habits).host, open_file(str(path))
    for host in (within, without):
        host.take_settings(Settings(one.settings))
    pairs = list(zip(within.outputs(), without.outputs()))
    assert len(pairs) == len(within.outputs()) == len(without.outputs())
    for live, read in pairs:
        if any("not known without Houdini" in problem.message for problem in read.problems):
            assert (live.id, live.frames, live.inputs) == (read.id, read.frames, read.inputs)
        else:
            assert seen(live) == seen(read)
    mine, other = within.scene(), without.scene()
    assert (Path(mine.path), mine.frames, mine.fps) == (Path(other.path), other.frames, other.fps)
    assert list(mine.problems) == list(other.problems)


def seen(output: Output) -> Any:
    """All of an output but the version, which the session says of itself."""
    facts = {name: value for name, value in vars(output.facts).items() if name != "version"}
    facts["scene"] = os.path.normpath(facts["scene"])
    words = (output.id, output.name, str(output.frames), output.files, output.listed_files, output.renderer)
    return (*words, output.is_whole, output.inputs, output.frame_inputs, output.unknown_frames, facts, output.problems)


def tasks(job: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Command and files of each task of a job, as the farm fills them."""
    for block in job["blocks"]:
        if "tasks" in block:
            yield from ((task["command"], task.get("files", [])) for task in block["tasks"])
            continue
        span = block["frames_per_task"] * block["frames_inc"]
        for first in range(block["frame_first"], block["frame_last"] + 1, span):
            last = min(first + span - block["frames_inc"], block["frame_last"])
            frames = range(first, last + 1, block["frames_inc"])
            files = [fill(file, frame, frame) for file in block.get("files", []) for frame in frames]
            yield fill(block["command"], first, last), files


class Wedges:
    """The script of a wedge, as far as the worker asks it."""

    def getwedges(self, node: Any) -> tuple[list[int], list[Any], str]:
        return list(range(100)), [], ""

    def setenvvariable(self, name: str, value: str) -> None:
        """Nothing here depends on it."""

    def applyspecificwedge(self, node: Any, wedge: int) -> None:
        """Nothing here depends on it."""


@pytest.mark.parametrize("trouble", ["", "raises", "writes nothing"])
@case
def test_farm_renders_every_task_or_says_that_it_could_not(
    folder: Path, trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Case(folder, (tmp_path / "shows").as_posix())
    host = open_file(str(one.written(tmp_path)))
    for name in ("TRACKER_ADDRESS", "TRACKER_PORT", "DISPLAY"):
        monkeypatch.setenv(name, "1")
    rendered = 0
    for job in planned(host, one.settings, Target("jimmy", "pc01")).jobs:
        for command, files in tasks(job.document):
            words = stand_in.words_of(command)
            if not any(word.endswith("_worker.py") for word in words):
                continue
            rendered += 1
            code, fake = run(one, words, monkeypatch, trouble)
            is_cooked = "cook=1" in words
            is_missed = trouble == "raises" or (trouble and folder.name not in WITHOUT_FILES)
            assert code == (1 if is_missed and not is_cooked else 0), command
            if not trouble:
                assert [file for file in files if not Path(file).is_file()] == [], command
                (runs,) = [word for word in words if word.startswith("frames=")]
                assert len(fake.rendered) == (0 if is_cooked else runs.count(",") + 1)
    has_commands = one.settings.get("command_template") is None and not folder.name.startswith("wrong-")
    assert rendered or not has_commands


def run(one: Case, words: list[str], monkeypatch: pytest.MonkeyPatch, trouble: str) -> tuple[int, FakeHou]:
    """What our script ends with in a fresh Houdini that finds the copy."""
    asked = dict(word.partition("=")[::2] for word in words if "=" in word)
    data = data_of(one.scene, asked["hip"], {})
    Path(asked["scene"]).write_bytes(data)
    fake = FakeHou(MadeScene(), "", Habits(is_gui="gl" in asked["node"]))
    fake.writes_nothing = trouble == "writes nothing"
    fake.fails_at = float(re.split("[.,x]", asked["frames"])[0]) if trouble == "raises" else None
    fake.hda_modules["/out/w"] = Wedges()
    monkeypatch.setitem(hou_render.OUTPUTS, "studio_renderer", "picture")
    monkeypatch.setitem(sys.modules, "hou", fake.module)
    monkeypatch.delitem(sys.modules, "af_houdini._worker", raising=False)
    monkeypatch.setenv("JOB", one.scene.variables.get("JOB", ""))
    code: int = importlib.import_module("af_houdini._worker").main([word for word in words if "=" in word])
    assert Path(asked["scene"]).read_bytes() == data, "it never saves"
    return code, fake


def test_there_are_cases_of_every_kind() -> None:
    assert len(CASES) >= 60
