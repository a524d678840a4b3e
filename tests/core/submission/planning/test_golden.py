"""Plans as they are kept in tests/golden/plan: the exact documents, order included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Output, SceneState, Target
from afsubmit.submission.settings.values import Settings
from tests.core.submission.conftest import STAMP, SmallPlan
from tests.kept import assert_kept

GOLDEN = Path(__file__).parents[3] / "golden" / "plan"
CASES = sorted(path.parent for path in GOLDEN.glob("*/case.json"))


def scene_of(facts: dict[str, Any]) -> SceneState:
    return SceneState("small", "1.0", **{**facts, "frames": FrameList.parse(facts["frames"])})


def output_of(facts: dict[str, Any]) -> Output:
    listed = [{int(frame): path for frame, path in paths.items()} for paths in facts.get("listed_files", ())]
    more = {"id": facts["name"], "frames": FrameList.parse(facts["frames"]), "listed_files": listed}
    return Output(**{**facts, **more})


def target_of(facts: dict[str, Any]) -> Target:
    path_map = PathMap(facts.get("path_map", ()), is_windows=False)
    return Target("jimmy", "pc01", **{"farm_os": "posix", **facts, "path_map": path_map})


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_scene_becomes_exactly_this_plan(folder):
    case = json.loads((folder / "case.json").read_text("utf-8"))
    host_plan = SmallPlan()
    host_plan.worker = "/suite/small_worker.py" if "worker_folder" in case.get("settings", {}) else ""
    made = plan(
        scene_of(case["scene"]),
        [output_of(facts) for facts in case["outputs"]],
        Settings(case.get("settings")),
        host_plan=host_plan,
        stamp=STAMP,
        target=target_of(case.get("target", {})),
    )
    told = {
        "jobs": [job.document for job in made.jobs],
        "snapshots": [job.snapshot for job in made.jobs],
        "copies": [job.copies for job in made.jobs],
        "problems": [problem._asdict() for problem in made.problems],
    }
    assert_kept(folder / "plan.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def test_there_are_cases():
    assert len(CASES) > 8
