"""A picture in tiles, rendered and put together by a real Blender, is the picture that one machine renders."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.plugins.blender.test_commands import submitted, tasks

pytestmark = pytest.mark.blender
FRAMES = (1, 2)


def run(rig, command: str) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", "-c", command], env=rig.environment(), capture_output=True, text=True, timeout=120)


def pixels(path: Path) -> list[bytes]:
    """What of a picture are its pixels: the packed rows of a PNG file, or those of an OpenEXR one, all passes of it.

    Blender 5 writes each pass into a part of the file, in the order in which the engine names them: it is nobody's.
    """
    data, at, found = path.read_bytes(), 8, []
    if path.suffix == ".png":
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "big")
            found += [data[at + 8 : at + 8 + size]] * (data[at + 4 : at + 8] == b"IDAT")
            at += 12 + size
        return found
    head, at, end = 12 if data[5] & 0x10 else 8, end_of_heads(data), len(data)
    while at < end:
        place = int.from_bytes(data[at : at + 8], "little")
        size = int.from_bytes(data[place + head - 4 : place + head], "little")
        found.append(data[place + head - 8 : place + head + size])
        at, end = at + 8, min(end, place)
    return sorted(found)


def end_of_heads(data: bytes) -> int:
    """Where the places of the rows are listed; a file with several parts (Blender 5) has a head for each."""
    at = 8
    while data[at]:
        while data[at]:
            at = data.index(b"\0", data.index(b"\0", at) + 1) + 1
            at += 4 + int.from_bytes(data[at : at + 4], "little")
        at += 1
        if not data[5] & 0x10:
            return at
    return at + 1


@pytest.mark.parametrize(
    ("file_format", "tiles"),
    [pytest.param("PNG", "2x2", id="PNG"), pytest.param("OPEN_EXR_MULTILAYER", "3x1", id="all layers and passes")],
)
def test_tiles_when_put_together_are_the_untiled_picture_pixel_by_pixel(
    rig, servers, tmp_path, file_format, tiles
) -> None:
    folder = tmp_path / "it's here"
    asked = {"output": "//out/a.####", "range": FRAMES, "has_passes": True, "file_format": file_format}
    job = submitted(rig, servers, folder, {**asked, "settings": {"tiles": tiles, "frames_per_task": len(FRAMES)}})
    *parts, (stitch, pictures) = tasks(job)
    for command, files in parts:
        done = run(rig, command)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert all(Path(file).is_file() for file in files)
    out = folder / "out"
    announced = sorted(file for _command, files in parts for file in files)
    assert sorted(map(str, out.iterdir())) == announced
    assert_safe_to_fail(rig, stitch, out, hidden=Path(announced[-1]))
    done = run(rig, stitch)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert sorted(map(str, out.iterdir())) == sorted(pictures), "the tiles are gone"
    whole = tmp_path / "whole"
    snapshot = next(folder.glob("*.af-*.blend"))
    done = rig.run("-b", str(snapshot), "-o", f"{whole}/a.####", "-s", "1", "-e", "2", "-a")
    for picture in map(Path, pictures):
        assert pixels(picture) == pixels(whole / picture.name), done.stdout[-2000:]
    if file_format != "PNG":
        assert b"cryptomatte/" in Path(pictures[0]).read_bytes()


def assert_safe_to_fail(rig, stitch: str, out: Path, *, hidden: Path) -> None:
    """With a tile that is not there the task fails, and shows no picture with a hole; what is there stays."""
    away = hidden.rename(out.parent / "away")
    left = sorted(out.iterdir())
    assert run(rig, stitch.replace(" -s 1 ", " -s 2 ")).returncode != 0
    assert sorted(out.iterdir()) == left
    away.rename(hidden)
