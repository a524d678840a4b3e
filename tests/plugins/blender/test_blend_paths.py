"""Paths in a copy of a .blend file are changed in place, and a damaged file is refused, without Blender."""

from __future__ import annotations

import contextlib
import os
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.errors import SceneError
from afsubmit.studio import hosts
from tests.fakes import blend_file

VERSIONS = [pytest.param(blend_file.OLD, id="3.4"), pytest.param(blend_file.NEW, id="5.2")]
PATHS = ("/show/maps/wood.png", "//maps/été.png", "/usr/other.png", "")


@pytest.fixture(scope="module")
def repointing():
    return hosts.module("blender", "_blend_paths").RepointsBlends()


def moved_from(show: str, place: str):
    """What lies below `show` lies below `place` now."""
    start = os.path.normpath(show) + os.sep
    return lambda path: os.path.join(place, path[len(start) :]) if path.startswith(start) else None


@pytest.mark.posix("absolute paths as POSIX has them")
@pytest.mark.parametrize("version", VERSIONS)
def test_paths_of_what_was_moved_are_changed_and_no_byte_beside_them(repointing, tmp_path, version):
    path = blend_file.write_paths(tmp_path / "a.blend", PATHS, ("/show/cut/", ("a1.png", "a2.png")), version=version)
    before = path.read_bytes()
    assert repointing.holds_paths(str(path))
    repointing.repoint(str(path), "/show", moved_from("/show", str(tmp_path / "a_assets")))
    images, strip = blend_file.read_paths(path, version)
    assert images == ("//a_assets/maps/wood.png", "//a_assets/maps/été.png", "/usr/other.png", "")
    assert strip == ("//a_assets/cut/", ("a1.png", "a2.png"))
    assert len(path.read_bytes()) == len(before)
    repointing.repoint(str(path), str(tmp_path), moved_from(str(tmp_path / "a_assets"), "/show"))
    back, strip = blend_file.read_paths(path, version)
    up = os.path.relpath("/show", tmp_path)
    assert back[:2] == (f"//{up}/maps/wood.png", f"//{up}/maps/été.png") and strip[0] == f"//{up}/cut/"


def test_path_that_is_too_long_for_its_field_is_an_error(repointing, tmp_path):
    path = blend_file.write_paths(tmp_path / "a.blend", PATHS, ("/show/cut/", ("a1.png",)))
    with pytest.raises(SceneError, match="too long"):
        repointing.repoint(str(path), str(tmp_path), lambda name: str(tmp_path / ("x" * 1100)))


def test_compressed_file_holds_no_paths_and_is_refused_where_python_cannot_undo_it(repointing, tmp_path, monkeypatch):
    monkeypatch.setattr(hosts.module("blender", "_blend_paths"), "_zstandard", lambda: None)
    path = tmp_path / "a.blend"
    path.write_bytes(b"\x28\xb5\x2f\xfd and more")
    assert not repointing.holds_paths(str(path)) and not repointing.holds_paths(str(tmp_path / "away.blend"))
    with pytest.raises(SceneError, match="compressed"):
        repointing.repoint(str(path), str(tmp_path), lambda name: None)


@pytest.mark.parametrize("version", VERSIONS)
def test_damaged_file_is_changed_or_refused_and_never_runs_on(repointing, tmp_path, version):
    whole = blend_file.write_paths(
        tmp_path / "a.blend", PATHS, ("/show/cut/", ("a.png",)), version=version
    ).read_bytes()
    path = tmp_path / "b.blend"

    @settings(deadline=None, max_examples=150, database=None)
    @given(st.integers(0, len(whole) - 8), st.sampled_from([0, 1, -1, 2**31 - 1, 2**62]), st.booleans())
    def check(place: int, value: int, is_cut: bool) -> None:
        damaged = whole[:place] + struct.pack("<q", value) + whole[place + 8 :]
        path.write_bytes(damaged[:place] if is_cut else damaged)
        with contextlib.suppress(SceneError):
            repointing.repoint(str(path), str(tmp_path), lambda name: str(tmp_path / "x"))
        assert path.stat().st_size in (place, len(whole)), "no byte is added"

    check()
