"""Golden jobs: what the add-on reads of a scene, and exactly what is sent for it, order included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afsubmit.studio import hosts
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning import scene_json
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.kept import assert_kept

PROJECT = Path(__file__).resolve().parents[3]
GOLDEN = PROJECT / "tests" / "golden" / "blender"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/answers.json"))
STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix", path_map=PathMap(is_windows=False))


@pytest.fixture(scope="module")
def blender_plan():
    """The add-on's plan, without Blender."""
    return hosts.module("blender", "plan").BlenderPlan()


def test_there_are_golden_jobs() -> None:
    assert len(CASES) >= 16


@pytest.mark.parametrize("case", CASES)
def test_job_of_a_golden_scene_is_exactly_this(blender_plan, case) -> None:
    facts = hosts.module("blender", "_facts").BlenderFacts
    host = scene_json.from_json((GOLDEN / case / "answers.json").read_text("utf-8"), facts)
    chosen = [output for output in host.outputs() if output.id in host.selected()]
    settings = Settings(host.load_settings())
    made = plan(host.scene(), chosen, settings, host_plan=blender_plan, stamp=STAMP, target=TARGET)
    content = {
        "jobs": [job.document for job in made.jobs],
        "snapshots": [job.snapshot for job in made.jobs],
        "problems": [problem._asdict() for problem in made.problems],
    }
    assert made.jobs, content["problems"]
    assert_kept(GOLDEN / case / "jobs.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.blender
def test_every_blender_reads_the_same_of_the_golden_scenes(rig, tmp_path) -> None:
    rig.script("golden_scenes.py", str(tmp_path))
    made = sorted(tmp_path.glob("*.json"))
    assert {path.stem for path in made} >= set(CASES), "a case that nobody builds any more"
    for path in made:
        assert_kept(GOLDEN / path.stem / "answers.json", path.read_text("utf-8"))
