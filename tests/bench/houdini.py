"""The Houdini room: scene files of a usual size and huge ones, read without Houdini."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure

RUNS = 5
LOCKED_BYTES = 500_000_000
"""Geometry that an artist locked into the scene."""

MAKE = """
import sys
sys.path[:0] = [{project!r}, {core!r}]
from pathlib import Path
from tests.bench.houdini import make_scenes
make_scenes(Path(sys.argv[1]))
"""
READ = """
import resource, sys, time
sys.path[:0] = [{plugin!r}, {core!r}]
from af_houdini._scene_file import open_scene
start = time.perf_counter()
host = open_scene(sys.argv[1])
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(seconds, peak / 1e6, len(host.outputs()))
"""


def measure(project: Path) -> list[Figure]:
    """Medians of several runs each, every one in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made_elsewhere = [sys.executable, "-c", MAKE.format(project=str(project), core=str(project / "core")), folder]
        subprocess.run(
            made_elsewhere, check=True, timeout=120
        )  # a process begins with the peak of the one that starts it
        usual, huge, sealed = (Path(folder) / name for name in ("usual.hip", "huge.hip", "huge.hipnc"))
        seconds, _ = _read(project, usual, 20)
        huge_seconds, huge_memory = _read(project, huge, 20)
        sealed_seconds, sealed_memory = _read(project, sealed, 20)
    return [
        Figure("Houdini: a scene file of 3 MB", seconds, "s", 0.5, beside="20 renderers"),
        Figure("Houdini: one of 500 MB with locked geometry", huge_seconds, "s", 1),
        Figure("Houdini: memory for that", huge_memory, "MB", 50, beside="the whole process"),
        Figure("Houdini: the same of an apprentice", sealed_seconds, "s", 1),
        Figure("Houdini: memory for that of an apprentice", sealed_memory, "MB", 50, beside="the whole process"),
    ]


def make_scenes(folder: Path) -> None:
    """Write a scene of 3 MB, and two with half a gigabyte of geometry between the nodes."""
    from tests.fakes import hip_file
    from tests.fakes.hou_scene import MadeScene, rop

    more = {f"vm_extra_{number}": f"some text of number {number}" for number in range(300)}
    nodes = [rop(f"/out/m{i}", "ifd", vm_picture=f"$HIP/m{i}/$HIPNAME.$F4.exr", **more) for i in range(20)]
    nodes += [rop("/obj/geo1", "geo"), *(rop(f"/obj/geo1/xform{i}", "xform", **more) for i in range(150))]
    scene = MadeScene(nodes)
    usual = hip_file.written(folder / "usual.hip", scene)
    if not 2_500_000 < usual.stat().st_size < 4_000_000:
        raise AssertionError(f"the scene has {usual.stat().st_size} bytes")
    block = bytes(range(256)) * (LOCKED_BYTES // 256)
    few = MadeScene([*nodes[:20], rop("/obj/geo1", "geo")])
    for ending in (".hip", ".hipnc"):
        hip_file.written(folder / f"huge{ending}", few, between=block)


def _read(project: Path, scene: Path, outputs: int) -> tuple[float, float]:
    """Seconds, and megabytes of the whole process at its most."""
    program = READ.format(plugin=str(project / "plugins" / "houdini"), core=str(project / "core"))
    found = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", program, str(scene)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
        if int(answer[2]) != outputs:
            raise AssertionError(f"{answer[2]} outputs in {scene.name}, not {outputs}")
        found.append((float(answer[0]), float(answer[1])))
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)
