"""What a .blend file reads, gathered from a terminal: no Blender is open, one in the background says what there is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from afsubmit.studio import hosts
from afsubmit.submission.sending.submission import Submission
from afsubmit.submitter.attempt import SubmissionRequest
from tests.core.submission.conftest import SmallServer

MAKE = """
import bpy, sys
path, compressed = sys.argv[-2:]
folder = path.rpartition("/")[0]
for name in ("a", "b"):
    image = bpy.data.images.new(name, 4, 4)
    image.generated_color = (1, 0, 0, 1) if name == "a" else (0, 1, 0, 1)
    image.filepath_raw, image.file_format = f"{folder}/{name}/wood.png", "PNG"
    image.save()
    image.use_fake_user, image.source = True, "FILE"
bpy.ops.wm.save_as_mainfile(filepath=path, compress=compressed == "yes")
bpy.data.images["a"].filepath = "//a/wood.png"
bpy.ops.wm.save_as_mainfile(filepath=path, compress=compressed == "yes")
"""
LOOK = """
import bpy
for image in bpy.data.images:
    if image.filepath:
        print("SAW", image.name, [round(value) for value in image.pixels[:3]], "_assets" in image.filepath)
"""
pytestmark = pytest.mark.blender


def run(rig, *words: str) -> str:
    start = [rig.blender, "-b", "--factory-startup", "--python-exit-code", "3"]
    return subprocess.run([*start, *words], check=True, capture_output=True, text=True, timeout=120).stdout


def request_of(rig, path: Path, **settings) -> SubmissionRequest:
    host = hosts.module("blender", "_scene_file").open_scene(str(path), str(rig.blender))
    return SubmissionRequest(host, hosts.module("blender", "plan").BlenderPlan(), {"gather": True, **settings})


def errors(plan) -> list[str]:
    return [problem.message for problem in plan.problems if problem.level == "error"]


def test_copy_of_a_file_reads_what_was_gathered_wherever_it_lies(rig, tmp_path):
    show, elsewhere = tmp_path / "show", tmp_path / "snapshots"
    show.mkdir()
    elsewhere.mkdir()
    run(rig, "--python-expr", MAKE, "--", str(show / "shot.blend"), "no")
    content = (show / "shot.blend").read_bytes()
    request = request_of(rig, show / "shot.blend", snapshot_folder=str(elsewhere))
    plan = request.plan(is_local=False)
    assert not errors(plan) and any("2 files" in problem.message for problem in plan.problems)
    Submission(plan, request.host, SmallServer()).run()
    assert (show / "shot.blend").read_bytes() == content
    shutil.move(str(show), str(tmp_path / "away"))
    seen = [line for line in run(rig, plan.jobs[0].snapshot, "--python-expr", LOOK).splitlines() if "SAW" in line]
    assert sorted(seen) == ["SAW a [1, 0, 0] True", "SAW b [0, 1, 0] True"]


def test_compressed_file_is_refused_where_this_python_cannot_undo_it(rig, tmp_path, monkeypatch):
    monkeypatch.setattr(hosts.module("blender", "_blend_paths"), "_zstandard", lambda: None)
    run(rig, "--python-expr", MAKE, "--", str(tmp_path / "shot.blend"), "yes")
    request = request_of(rig, tmp_path / "shot.blend")
    assert any("compressed" in message for message in errors(request.plan(is_local=False)))
    plain = SubmissionRequest(request.host, request.host_plan, {"gather": False})
    assert not errors(plain.plan(is_local=False))


def test_file_that_no_blender_reads_is_refused(rig, tmp_path):
    run(rig, "--python-expr", MAKE, "--", str(tmp_path / "shot.blend"), "no")
    host = hosts.module("blender", "_scene_file").open_scene(str(tmp_path / "shot.blend"), "")
    request = SubmissionRequest(host, hosts.module("blender", "plan").BlenderPlan(), {"gather": True})
    assert any("without a Blender" in message for message in errors(request.plan(is_local=False)))
