"""The Maya room on its fake: the start of Maya, the scan of many layers and cameras, the way to the farm."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure

RUNS = 7
LAYERS, CAMERAS, FRAMES = 60, 4, "1-1000"

START = """
import logging, sys, time  # maya.utils, which Maya starts with, imports logging
sys.path[:0] = [{project!r}, {plugin!r}, {core!r}]
from tests.fakes.maya import FakeMaya
sys.modules.update(FakeMaya().modules)
text = open({plugin!r} + "/userSetup.py", encoding="utf-8").read()
start = time.perf_counter()
exec(compile(text, "userSetup.py", "exec"))
print(1000 * (time.perf_counter() - start), any(name.startswith("afsubmit") for name in sys.modules))
"""


def measure(project: Path) -> list[Figure]:
    """Medians of several runs each."""
    sys.path.append(str(project / "plugins" / "maya"))
    scan, planning = _scan(), _plan()
    return [
        Figure("Maya: userSetup.py at start-up", _start(project), "ms", 15, beside="the core not imported"),
        Figure(f"Maya: scan of {LAYERS} layers with {CAMERAS} cameras", scan, "ms", 200, beside="on the fake"),
        Figure(f"Maya: plan of {LAYERS * CAMERAS} outputs of 1,000 frames", planning, "s", 0.5),
        Figure("Maya: submit of 20 layers to the local farm", _submit(), "s", 0.6, beside="click to receipt"),
    ]


def _start(project: Path) -> float:
    words = {"project": str(project), "plugin": str(project / "plugins" / "maya"), "core": str(project / "core")}
    found = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", START.format(**words)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
        if answer[1] != "False":
            raise AssertionError("the start imports the core")
        found.append(float(answer[0]))
    return statistics.median(found)


def _scan() -> float:
    host = _host_of(LAYERS, CAMERAS, "/p/scenes/shot.ma")
    if len(host.outputs()) != (LAYERS + 1) * CAMERAS:
        raise AssertionError("not every layer and camera was found")
    return 1000 * _median(host.outputs)


def _plan() -> float:
    from af_maya.plan import MayaPlan

    from afsubmit.submission.planning.plan import plan
    from afsubmit.submission.planning.scene import Stamp, Target
    from afsubmit.submission.settings.values import Settings

    host = _host_of(LAYERS - 1, CAMERAS, "/p/scenes/shot.ma")
    scene, outputs, settings = host.scene(), host.outputs(), Settings({"frames": FRAMES})

    def once() -> None:
        words: dict[str, Any] = {"stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
        made = plan(scene, outputs, settings, host_plan=MayaPlan(), **words)
        if len(made.jobs[0].document["blocks"]) != LAYERS * CAMERAS:
            raise AssertionError("not every output has its block")

    return _median(once)


def _submit() -> float:
    from af_maya.plan import MayaPlan

    from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
    from afsubmit.submitter.background import Background

    with tempfile.TemporaryDirectory() as folder, _farm(Path(folder)):
        host = _host_of(20, 1, str(Path(folder, "shot.ma")))
        found = []
        for _ in range(RUNS):
            start = time.perf_counter()
            request = SubmissionRequest(host, MayaPlan(), {"paused": True, "executable": sys.executable})
            work = Background(SubmissionAttempt(request, "local"))
            if not work.finish():
                raise AssertionError(work.outcome().text)
            found.append(time.perf_counter() - start)
        return statistics.median(found)


@contextlib.contextmanager
def _farm(folder: Path) -> Iterator[None]:
    from afsubmit.local import launch

    os.environ["AFSUBMIT_HOME"] = str(folder / "state")
    launch.ensure_running(sys.executable)
    try:
        yield
    finally:
        launch.stop()
        del os.environ["AFSUBMIT_HOME"]


def _host_of(layers: int, cameras: int, path: str) -> Any:
    """The host over a scene with so many layers and cameras, open in a fake of its own."""
    from tests.fakes.maya import FakeMaya
    from tests.plugins.maya.scenes import many

    text = many(layers, cameras)
    if os.path.isdir(os.path.dirname(path)):
        Path(path).write_text(text, "utf-8")
    sys.modules.update(FakeMaya(text, path, project=os.path.dirname(path)).modules)
    for name in ("_kept", "_session", "_host"):
        sys.modules.pop(f"af_maya.{name}", None)
    from af_maya._host import MayaHost

    return MayaHost()


def _median(action: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)
