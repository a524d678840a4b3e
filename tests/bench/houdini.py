"""The Houdini room: scene files of a usual size and huge ones, read without Houdini; and the open scene on the fake."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

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
import sys, time
sys.path[:0] = [{project!r}, {plugin!r}, {core!r}]
from af_houdini._scene_file import open_scene
start = time.perf_counter()
host = open_scene(sys.argv[1])
seconds = time.perf_counter() - start
from tests.bench.figures import most_memory
print(seconds, most_memory(), len(host.outputs()))
"""


START = """
import runpy, sys, time
sys.path[:0] = [{project!r}, {plugin!r}]
from tests.fakes.hou import FakeHou
sys.modules["hou"] = FakeHou().module
start = time.perf_counter()
runpy.run_path({door!r})
from af_houdini import _hooks, _ui
_hooks.label()
print(1000 * (time.perf_counter() - start), any(name.startswith("afsubmit") for name in sys.modules))
"""
SCAN = """
import statistics, sys, time
sys.path[:0] = [{project!r}, {plugin!r}, {core!r}]
from tests.bench.houdini import open_rops
host = open_rops()
found = []
for _ in range({runs}):
    start = time.process_time()  # one thread that never waits: what others do on the machine does not count
    count = len(host.outputs())
    found.append(time.process_time() - start)
print(1000 * statistics.median(found), count)
"""


def measure(project: Path) -> list[Figure]:
    """Medians of several runs each, every one in a process of its own."""
    return [*_session_figures(project), *_file_figures(project)]


def _session_figures(project: Path) -> list[Figure]:
    sys.path.append(str(project / "plugins" / "houdini"))
    plugin = project / "plugins" / "houdini"
    words = {"project": str(project), "plugin": str(plugin), "core": str(project / "core"), "runs": RUNS}
    door = str(plugin / "python3.11libs" / "pythonrc.py")
    starts = [_printed(START.format(**words, door=door)) for _ in range(RUNS)]
    if any(answer[1] != "False" for answer in starts):
        raise AssertionError("the start imports the core")
    scan = _printed(SCAN.format(**words))
    if scan[1] != "500":
        raise AssertionError(f"{scan[1]} outputs, not 500")
    start = statistics.median(float(answer[0]) for answer in starts)
    return [
        Figure("Houdini: start and menus", start, "ms", 15, beside="the core not imported"),
        Figure("Houdini: scan of 500 ROPs in 100 chains", float(scan[0]), "ms", 150, beside="processor time"),
        Figure("Houdini: submit of 20 ROPs to the local farm", _submit(), "s", 0.5, beside="click to receipt"),
    ]


def _printed(program: str) -> list[str]:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.split()


def open_rops(count: int = 500, path: str = "/p/shot.hip") -> Any:
    """The host over a scene of so many ROPs, five of them in a chain."""
    from tests.fakes.hou import FakeHou
    from tests.fakes.hou_scene import MadeScene, rop

    kinds = (("geometry", "sopoutput"), ("geometry", "sopoutput"), ("ifd", "vm_picture"), ("karma", "picture"))
    nodes = []
    for number in range(count):
        kind, parm = kinds[number % len(kinds)]
        before = [f"n{number - 1}"] if number % 5 else []
        file = {parm: f"$HIP/r{number}/$OS.$F4.exr"}
        nodes.append(rop(f"/out/n{number}", kind, *before, trange="normal", f=(1001, 1100, 1), **file))
    fake = FakeHou(MadeScene(nodes), path)
    sys.modules["hou"] = fake.module
    for name in ("_host", "_session", "_snapshot", "_stage"):
        sys.modules.pop(f"af_houdini.{name}", None)
    from af_houdini._host import HoudiniHost

    return HoudiniHost(sys.executable)


def _submit() -> float:
    from afsubmit.local import launch
    from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
    from afsubmit.submitter.background import Background

    with tempfile.TemporaryDirectory() as folder:
        os.environ["AFSUBMIT_HOME"] = str(Path(folder) / "state")
        host = open_rops(20, f"{folder}/shot.hip")
        from af_houdini.plan import HoudiniPlan

        from tests.fakes.hou_file import data_of
        from tests.fakes.hou_scene import MadeScene

        Path(folder, "shot.hip").write_bytes(data_of(MadeScene(), f"{folder}/shot.hip", {}))
        launch.ensure_running(sys.executable)
        try:
            found = []
            for _ in range(RUNS):
                start = time.perf_counter()
                request = SubmissionRequest(host, HoudiniPlan(), {"paused": True})
                work = Background(SubmissionAttempt(request, "local"))
                if not work.finish():
                    raise AssertionError(work.outcome().text)
                found.append(time.perf_counter() - start)
            return statistics.median(found)
        finally:
            launch.stop()
            del os.environ["AFSUBMIT_HOME"]


def _file_figures(project: Path) -> list[Figure]:
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
    program = READ.format(project=str(project), plugin=str(project / "plugins" / "houdini"), core=str(project / "core"))
    found = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", program, str(scene)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
        if int(answer[2]) != outputs:
            raise AssertionError(f"{answer[2]} outputs in {scene.name}, not {outputs}")
        found.append((float(answer[0]), float(answer[1])))
    return statistics.median(one[0] for one in found), statistics.median(one[1] for one in found)
