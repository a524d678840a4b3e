"""What it costs to build, validate and send jobs, and to read a list of them; against a server that answers at once."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, most_memory

ROUNDS = 5
JOBS = 1500
FEW, MANY = 10_000, 300_000
LISTS = 15


def measure(project: Path) -> list[Figure]:
    """Start the server, and a fresh process for each thing that is measured; medians of several."""
    command = [sys.executable, str(project / "tests" / "bench" / "loopback.py")]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin and server.stdout
    try:
        port = server.stdout.readline().strip()
        found = {what: [_once(project, what, port) for _ in range(rounds)] for what, rounds in _ROUNDS.items()}
    finally:
        server.stdin.close()
        server.wait(30)
    middle = {what: statistics.median(values[0] for values in rounds) for what, rounds in found.items()}
    megabytes = max(values[1] for values in found["many"])
    return [
        Figure("jobs sent one after the other", JOBS / middle["jobs"], "jobs/s", 1500, is_more_better=True),
        Figure("10,000 listed tasks, own CPU", 1000 * middle["few"], "ms", 100),
        Figure("300,000 listed tasks", middle["many"], "s", 4),
        Figure("the same, most memory", megabytes, "MB", 600),
        Figure("get and parse 1,000 jobs", 1000 * middle["list"], "ms", 50),
    ]


_ROUNDS = {"jobs": ROUNDS, "few": ROUNDS, "many": 3, "list": 1}


def _once(project: Path, what: str, port: str) -> tuple[float, float]:
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(project / "core"), str(project)]), "AF_USERNAME": "jimmy",
        "AFSUBMIT_SERVER": f"127.0.0.1:{port}",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.bench.sending", what]
    done = subprocess.run(
        command, env=environment, cwd=project, capture_output=True, text=True, check=True, timeout=300
    )
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def _job(name: str) -> Any:
    import af

    job = af.Job(name)
    block = af.Block("render", "nuke")
    block.setNumeric(1, 10)
    block.setCommand("nuke -F @#@-@#@ -x /projects/test/scene.nk")
    job.blocks.append(block)
    return job


def _send_jobs() -> float:
    _job("first").send()
    start = time.perf_counter()
    for number in range(JOBS):
        assert _job(f"job {number}").send() == (True, {"id": 2, "serial": 2})
    return time.perf_counter() - start


def _send_tasks(number: int, clock: Any) -> float:
    import af

    _job("first").send()
    start = clock()
    job = af.Job("listed")
    block = af.Block("render", "nuke")
    for frame in range(number):
        task = af.Task(f"frame {frame}")
        task.setCommand(f"nuke -F {frame} -x /projects/test/scene.nk")
        task.setFiles([f"/projects/test/out/img.{frame:06}.exr"])
        block.tasks.append(task)
    job.blocks.append(block)
    assert job.send()[0] is True
    return float(clock() - start)


def _list_jobs() -> float:
    import af

    times = []
    for _ in range(LISTS):
        start = time.perf_counter()
        assert len(af.farm().jobs()) == 1000
        times.append(time.perf_counter() - start)
    return statistics.median(times)


MEASURES = {
    "jobs": _send_jobs,
    "few": lambda: _send_tasks(FEW, time.process_time),
    "many": lambda: _send_tasks(MANY, time.perf_counter),
    "list": _list_jobs,
}

if __name__ == "__main__":
    print(json.dumps([MEASURES[sys.argv[1]](), most_memory()]))
