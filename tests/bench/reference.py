"""This project's `af` beside that of a CGRU checkout, which AFSUBMIT_BENCH_REFERENCE names: import, jobs, tasks."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, NotMeasured

RUNS = 15
PROGRAM = """
import json, sys, time
clocks = [time.process_time()]
import af
clocks.append(time.process_time())

def job(name):
    made, block = af.Job(name), af.Block("render", "nuke")
    block.setNumeric(1, 10)
    block.setCommand("nuke -F @#@-@#@ -x /projects/test/scene.nk")
    made.blocks.append(block)
    return made

assert job("first").send()[0]
clocks.append(time.process_time())
for number in range(500):
    assert job(f"job {number}").send()[0]
clocks.append(time.process_time())
made, block = af.Job("listed"), af.Block("render", "nuke")
for frame in range(10_000):
    task = af.Task(f"frame {frame}")
    task.setCommand(f"nuke -F {frame} -x /projects/test/scene.nk")
    task.setFiles([f"/projects/test/out/img.{frame:06}.exr"])
    block.tasks.append(task)
made.blocks.append(block)
assert made.send()[0]
clocks.append(time.process_time())
print(json.dumps([later - clock for clock, later in zip(clocks, clocks[1:])]), file=sys.stderr)
"""


def measure(project: Path) -> list[Figure]:
    """Run the same program on each in fresh processes, in turn; medians of the processor's time."""
    place = os.environ.get("AFSUBMIT_BENCH_REFERENCE")
    if not place:
        raise NotMeasured("AFSUBMIT_BENCH_REFERENCE names no checkout of CGRU")
    command = [sys.executable, str(project / "tests" / "bench" / "loopback.py")]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin and server.stdout
    try:
        environs = _environs(project, Path(place), server.stdout.readline().strip())
        rounds = [[_once(environ) for environ in environs] for _ in range(RUNS + 1)][1:]  # the first writes bytecode
    finally:
        server.stdin.close()
        server.wait(30)
    ours, theirs = ([1000 * statistics.median(times) for times in zip(*runs)] for runs in zip(*rounds))
    return [
        Figure("import af, not slower than CGRU's", ours[0], "ms", round(theirs[0], 1), beside="CGRU's, in turn"),
        Figure("500 jobs, not slower than CGRU's", ours[2], "ms", round(theirs[2], 1), beside="CGRU's, in turn"),
        Figure("10,000 tasks, not slower than CGRU's", ours[3], "ms", round(theirs[3], 1), beside="CGRU's, in turn"),
    ]


def _environs(project: Path, root: Path, port: str) -> list[dict[str, str]]:
    """The surroundings of both, which find the same server."""
    environ = {
        **os.environ, "CGRU_LOCATION": str(root), "AF_ROOT": str(root / "afanasy"), "CGRU_UPDATE_CMD": "",
        "CGRU_AF_SERVERNAME": "127.0.0.1", "CGRU_AF_SERVERPORT": port, "AF_USERNAME": "jimmy",
    }  # fmt: skip
    folders = [str(root / "lib" / "python"), str(root / "afanasy" / "python")]
    return [{**environ, "PYTHONPATH": path} for path in (str(project / "core"), os.pathsep.join(folders))]


def _once(environ: dict[str, str]) -> list[float]:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60)
    times: list[float] = json.loads(done.stderr.splitlines()[-1])
    return times
