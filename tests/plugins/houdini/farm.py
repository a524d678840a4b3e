"""A farm of this machine for scenes of Houdini: stand-ins for hython and ffmpeg, and a chain to render with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from afsubmit.wire import Client
from tests.fakes import stand_in
from tests.fakes.hou_scene import MadeScene, rop
from tests.plugins.houdini.conftest import PLUGIN

PROGRAM = PLUGIN.parents[1] / "tests" / "fakes" / "hou_program.py"
PATIENCE_SECONDS = 90
FRAMES = range(1, 7)
MOVIE = """\
import glob, os, sys
words = sys.argv[1:]
pattern, first, count = (words[words.index(word) + 1] for word in ("-i", "-start_number", "-frames:v"))
frames = [pattern % frame for frame in range(int(first), int(first) + int(count))]
missing = [name for name in frames if not os.path.getsize(name)]
open(words[-1], "w").write(f"movie of {len(frames)} frames")
"""
"""Stands in for ffmpeg: fails when a frame is not there."""


def programs(folder: Path) -> dict[str, str]:
    """The settings that name the stand-ins."""
    folder.mkdir()
    (folder / "movie.py").write_text(MOVIE)
    hython = stand_in.write(folder, "hython", PROGRAM)
    return {"executable": hython, "movie_program": stand_in.write(folder, "ffmpeg", folder / "movie.py")}


def chain() -> MadeScene:
    """A simulation, a mesh of it, and pictures of that."""
    at = {"trange": "normal", "f": (FRAMES[0], FRAMES[-1], 1)}
    nodes = [
        rop("/obj/geo1", "geo"),
        rop("/obj/geo1/smoke", "filecache::2.0", basename="smoke", **at),
        rop("/obj/geo1/mesh", "rop_geometry", "smoke", sopoutput="$HIP/geo/mesh.$F4.bgeo.sc", **at),
        rop("/out/mesh", "fetch", source="/obj/geo1/mesh"),
        rop("/out/beauty", "ifd", "mesh", vm_picture="$HIP/pictures/$HIPNAME.$OS.$F4.png", **at),
    ]
    return MadeScene(nodes, first=1, last=48)


def files_of_chain(name: str) -> list[str]:
    """What the chain of the scene `name` leaves, below the scene's folder; its movies beside."""
    return sorted(
        [
            *(f"geo/smoke/v1/smoke_v1.{frame:04d}.bgeo.sc" for frame in FRAMES),
            *(f"geo/mesh.{frame:04d}.bgeo.sc" for frame in FRAMES),
            *(f"pictures/{name}.beauty.{frame:04d}.png" for frame in FRAMES),
        ]
    )


def written(place: Path) -> list[str]:
    """Files below `place`, but for scenes and copies of scripts."""
    found = (path for path in place.rglob("*") if path.is_file() and ".hip" not in path.name)
    return sorted(path.relative_to(place).as_posix() for path in found)


def state_when_over(client: Client, number: int) -> str:
    """The job's state once it is done or has failed."""
    states: list[str] = []

    def is_over() -> bool:
        states.append(str(client.jobs(ids=[number])[0].get("state", "")))
        return "DON" in states[-1] or "ERR" in states[-1]

    wait_until(is_over)
    return states[-1]


def wait_until(condition: Callable[[], object]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
