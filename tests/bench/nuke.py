"""The Nuke room on its fake: the menus at start-up, the scan of a big script, and the path map in a huge one."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure
from tests.fakes.nuke import FakeNuke

RUNS = 7
HUGE_BYTES = 20_000_000

MENUS = """
import sys, time
sys.path[:0] = [{project!r}, {plugin!r}, {core!r}]
from tests.fakes.nuke import FakeNuke
sys.modules["nuke"] = FakeNuke("Root {{\\n}}\\n", "/p/a.nk").module
start = time.perf_counter()
import menu
print(1000 * (time.perf_counter() - start), any(name.startswith("afsubmit") for name in sys.modules))
"""


def measure(project: Path) -> list[Figure]:
    """Medians of several runs each."""
    sys.path.append(str(project / "plugins" / "nuke"))
    return [
        Figure("Nuke: menus at start-up", _menus(project), "ms", 15, beside="the core not imported"),
        Figure("Nuke: scan of 500 nodes, 100 of them writes", _scan(), "ms", 150, beside="on the fake"),
        Figure("Nuke: submit of 20 writes to the local farm", _submit(), "s", 0.5, beside="click to receipt"),
        Figure(
            "Nuke: path map in a script of 20 MB", _path_map(), "s", 1.5, beside="processor time: read, change, write"
        ),
    ]


def _menus(project: Path) -> float:
    words = {"project": str(project), "plugin": str(project / "plugins" / "nuke"), "core": str(project / "core")}
    found = []
    for _ in range(RUNS):
        command = [sys.executable, "-c", MENUS.format(**words)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
        if answer[1] != "False":
            raise AssertionError("the menus import the core")
        found.append(float(answer[0]))
    return statistics.median(found)


def _scan() -> float:
    text = "Root {\n first_frame 1001\n last_frame 1100\n}\nRead {\n inputs 0\n file /p/w7.%04d.exr\n name R\n}\n"
    text += "".join(f"Grade {{\n white {{1 1 1 1}}\n name G{number}\n}}\n" for number in range(399))
    text += "".join(f"Write {{\n file /p/w{number}.%04d.exr\n name W{number}\n}}\n" for number in range(100))
    host = _host_in(FakeNuke(text, "/p/comp.nk"))
    if len(host.outputs()) != 100:
        raise AssertionError("not every write node was found")
    return 1000 * _median(host.outputs)


def _host_in(fake: FakeNuke) -> Any:
    """The host of a plugin that is imported anew, in `fake`."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "af_nuke"]:
        del sys.modules[name]
    sys.modules["nuke"] = fake.module
    from af_nuke._host import NukeHost

    return NukeHost()


def _submit() -> float:
    from afsubmit.local import launch

    with tempfile.TemporaryDirectory() as folder:
        os.environ["AFSUBMIT_HOME"] = str(Path(folder) / "state")
        path = Path(folder) / "comp.nk"
        text = "Root {\n}\n" + "".join(f'Write {{\n file "{folder}/w{i}.%04d.exr"\n name W{i}\n}}\n' for i in range(20))
        path.write_text(text, "utf-8")
        host = _host_in(FakeNuke(text, str(path)))
        from af_nuke.plan import NukePlan

        from afsubmit.submitter.attempt import SubmissionAttempt, SubmissionRequest
        from afsubmit.submitter.background import Background

        launch.ensure_running(sys.executable)
        try:
            found = []
            for _ in range(RUNS):
                start = time.perf_counter()
                work = Background(SubmissionAttempt(SubmissionRequest(host, NukePlan(), {"paused": True}), "local"))
                if not work.finish():
                    raise AssertionError(work.outcome().text)
                found.append(time.perf_counter() - start)
            return statistics.median(found)
        finally:
            launch.stop()
            del os.environ["AFSUBMIT_HOME"]


def _path_map() -> float:
    from af_nuke import _copy, _script

    from afsubmit.studio.pathmap import PathMap
    from afsubmit.submission.sending import text_scene

    path_map = PathMap([("/mnt/show", "/farm/show")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "huge.nk"
        text = huge_script()

        def once() -> None:
            text_scene.rewrite(str(path), _script.Script, lambda script: _copy.mapped(script, path_map))

        found = []
        for _ in range(3):
            path.write_text(text, "utf-8")
            start = time.process_time()  # one thread that never waits: what others do on the machine does not count
            once()
            found.append(time.process_time() - start)
        if "/mnt/show" in path.read_text("utf-8").replace('label "/mnt/show', ""):
            raise AssertionError("a path was not translated")
        return statistics.median(found)


def huge_script() -> str:
    """Reads, grades, merges, writes and roto shapes, as big comps are made of."""
    shape = "".join(
        f"    {{curvegroup Bezier{i} 512 bezier\n     {{{{cc\n       {{px 4489{i:04x}\n        {{c4 1 45 2}}}}}}}}}}\n"
        for i in range(60)
    )
    parts, size, number = ["Root {\n project_directory /mnt/show\n}\n"], 0, 0
    while size < HUGE_BYTES:
        number += 1
        read = f'Read {{\n inputs 0\n file "/mnt/show/sh {number}/p.%04d.exr"\n first 1001\n name R{number}\n}}\n'
        grades = "".join(
            f"Grade {{\n white {{1.2 1.1 0.9 1}}\n gamma {{{{curve x1 0.1 x50 0.9}} 1 1 1}}\n name G{number}_{i}\n"
            f" selected true\n xpos -12\n ypos {i}\n}}\n"
            for i in range(10)
        )
        roto = f"Roto {{\n curves {{{{{{v x3f99999a}}\n   {{layer Root\n{shape}   }}}}}}\n name Roto{number}\n}}\n"
        write = f"Write {{\n file /mnt/show/out/{number}.%04d.exr\n name W{number}\n}}\n"
        parts += (read, grades, roto if number % 4 == 0 else "", write)
        size += sum(map(len, parts[-4:]))
    return "".join(parts)


def _median(action: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)
