"""What the first bytes of a .blend file say, without Blender."""

from __future__ import annotations

import gzip
import struct

import pytest

from afsubmit.errors import SceneError
from afsubmit.studio import hosts
from tests.fakes import blend_file


@pytest.fixture(scope="module")
def header():
    return hosts.module("blender", "_header")


@pytest.mark.parametrize("version", [pytest.param(blend_file.OLD, id="3.4"), pytest.param(blend_file.NEW, id="5.2")])
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzip"])
def test_scenes_of_the_header_are_read(header, tmp_path, version, is_packed):
    path = blend_file.write(tmp_path / "a.blend", [("Été", -5, 10), ("Two", 1, 1)], version)
    if is_packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert header.read(str(path)) == (version, [("Été", -5, 10), ("Two", 1, 1)])


def test_file_of_a_machine_with_other_bytes_is_read(header, tmp_path):
    scene = struct.pack(">ii64s", 3, 4, b"Old")
    block = struct.pack(">4siIii", b"REND", len(scene), 0, 0, 1) + scene
    path = tmp_path / "old.blend"
    path.write_bytes(b"BLENDER_V279" + block + struct.pack(">4siIii", b"ENDB", 0, 0, 0, 1))
    assert header.read(str(path)) == ((2, 79), [("Old", 3, 4)])


def test_compressed_file_says_nothing(header, tmp_path):
    path = tmp_path / "a.blend"
    path.write_bytes(b"\x28\xb5\x2f\xfd and more")
    assert header.read(str(path)) == ((0, 0), [])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"BLENDER", id="a word"),
        pytest.param(b"BLENDER-v304", id="no block"),
        pytest.param(b"BLENDER-v304REND\xff\xff\xff\xff" + b"\0" * 40, id="a length below zero"),
        pytest.param(b"BLENDER-v304REND\xff\xff\xff\x7f" + b"\0" * 16, id="a length beyond the file"),
        pytest.param(b"BLENDER17-01v0502DATA" + b"\0" * 12 + b"\xff" * 7 + b"\x7f" + b"\0" * 8, id="more than memory"),
        pytest.param(b"\x1f\x8b nonsense", id="no gzip"),
        pytest.param(gzip.compress(b"BLENDER-v304")[:-9], id="half a gzip"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_file(header, tmp_path, content):
    path = tmp_path / "bad.blend"
    path.write_bytes(content)
    with pytest.raises(SceneError, match=r"bad\.blend"):
        header.read(str(path))


def test_scene_without_blender_is_the_active_one_with_a_warning(tmp_path):
    path = blend_file.write(tmp_path / "a.blend", [("Shot", 1, 10), ("Other", 2, 3)])
    host = hosts.module("blender", "_scene_file").open_scene(str(path), "")
    assert [(one.name, str(one.frames)) for one in host.outputs()] == [("Shot", "1-10"), ("Other", "2-3")]
    assert host.selected() == ["Shot"]
    (problem,) = host.scene().problems
    assert (problem.level, "header" in problem.message) == ("warning", True)


def test_blender_that_cannot_be_started_leaves_the_header(tmp_path):
    path = blend_file.write(tmp_path / "a.blend")
    host = hosts.module("blender", "_scene_file").open_scene(str(path), str(tmp_path / "no blender"))
    assert [one.name for one in host.outputs()] == ["Shot"]
    assert "could not be asked" in host.scene().problems[0].message
