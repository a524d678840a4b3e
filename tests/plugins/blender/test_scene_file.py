"""A .blend file read by a real Blender in the background, and by its header."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from afsubmit.errors import SceneError
from afsubmit.studio import hosts
from afsubmit.submitter import setups

MAKE = """
import bpy, sys
path, is_compressed = sys.argv[-2], sys.argv[-1] == "compressed"
scene = bpy.context.scene
scene.name, scene.frame_start, scene.frame_end = "Shot A", 3, 12
scene.render.filepath = "//out/f_###"
bpy.data.scenes.new("Other").frame_end = 1048574  # as far as Blender counts
bpy.ops.wm.save_as_mainfile(filepath=path, compress=is_compressed)
"""
KEEP = """
import addon_utils, bpy, sys
addon_utils.enable("bl_ext.user_default.afanasy" if bpy.app.version >= (4, 2, 0) else "afanasy", default_set=True)
bpy.context.scene.afanasy.priority = 33
bpy.ops.afanasy.setup_keep(name="review é")
bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1])
"""
pytestmark = pytest.mark.blender


@pytest.fixture(params=["plain", "compressed"])
def scene(request, rig, tmp_path) -> Path:
    path = tmp_path / "été a.blend"
    words = [
        "-b",
        "--factory-startup",
        "--python-exit-code",
        "3",
        "--python-expr",
        MAKE,
        "--",
        str(path),
        request.param,
    ]
    subprocess.run([rig.blender, *words], check=True, capture_output=True, timeout=120)
    return path


def test_background_blender_says_what_is_rendered(rig, scene):
    content = scene.read_bytes()
    host = hosts.module("blender", "_scene_file").open_scene(str(scene), str(rig.blender))
    assert (host.scene().path, host.name, str(host.scene().frames)) == (str(scene), "blender", "3-12")
    assert {one.name for one in host.outputs()} == {"Shot A", "Other"} and host.selected() == ["Shot A"]
    (shot,) = [one for one in host.outputs() if one.name == "Shot A"]
    (other,) = [one for one in host.outputs() if one.name == "Other"]
    assert not shot.unknown_frames and other.unknown_frames.startswith("There are more than 1000000 frames")
    assert list(shot.files) == [str(scene.parent / "out" / "f_@###@.png")]
    assert scene.read_bytes() == content
    assert list(scene.parent.iterdir()) == [scene]


def test_set_ups_are_read_from_the_file_by_a_background_blender(rig, tmp_path):
    path = tmp_path / "kept.blend"
    words = ["-b", "--factory-startup", "--python-exit-code", "3", "--python-expr", KEEP, "--", str(path)]
    done = rig.run(*words)
    assert not done.returncode, done.stdout
    host = hosts.module("blender", "_scene_file").open_scene(str(path), str(rig.blender))
    assert setups.of(host.load_settings()) == {"review é": setups.Setup("review é", ["Scene"], {"priority": 33})}


def test_header_agrees_with_blender(rig, scene):
    found = hosts.module("blender", "_header").read(str(scene))
    if scene.read_bytes()[:7] == b"BLENDER":
        assert found.scenes == [("Shot A", 3, 12)]
        assert (
            list(found.version)
            == hosts.module("blender", "_scene_file")
            .open_scene(str(scene), str(rig.blender))
            .outputs()[0]
            .facts.version
        )
    else:
        assert found == ((0, 0), [])


def test_half_a_file_is_refused(rig, scene):
    scene.write_bytes(scene.read_bytes()[: scene.stat().st_size // 2])
    with pytest.raises(SceneError, match=r"cannot read|cannot be read"):
        hosts.module("blender", "_scene_file").open_scene(str(scene), str(rig.blender))
