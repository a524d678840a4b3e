"""The farm on this machine: trivial tasks a second with two slots, beside shells that nobody records."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure

TASKS = 400
SLOTS = 2
ROUNDS = 3
COMMAND = "exit 0"


def measure(project: Path) -> list[Figure]:
    """Run `TASKS` tasks that do nothing, and as many bare shells beside them, with as many at a time."""
    from afsubmit.local import launch
    from afsubmit.wire import Client

    ratios, rates, bare = [], [], []
    with tempfile.TemporaryDirectory() as state:
        os.environ["AFSUBMIT_HOME"] = state
        address = launch.ensure_running(sys.executable, slots=SLOTS)
        try:
            for _ in range(ROUNDS):
                alone, rate = TASKS / _bare_shells(), TASKS / _job(Client(address))
                bare.append(alone)
                rates.append(rate)
                ratios.append(rate / alone)
        finally:
            launch.stop()
            del os.environ["AFSUBMIT_HOME"]
    beside = f"bare shells, two at a time: {statistics.median(bare):.0f} a second"
    return [
        Figure("local farm, two slots", statistics.median(rates), "tasks/s", 40, is_more_better=True, beside=beside),
        Figure(
            "local farm beside bare shells", statistics.median(ratios), "times", 0.7, is_more_better=True, beside=beside
        ),
    ]


def _bare_shells() -> float:
    """Seconds that as many shells take which do nothing, `SLOTS` at a time, started as simply as can be."""
    start, begun, living = time.perf_counter(), 0, 0
    while begun < TASKS or living:
        while living < SLOTS and begun < TASKS:
            os.posix_spawn("/bin/sh", ["sh", "-c", COMMAND], os.environ)
            begun, living = begun + 1, living + 1
        os.waitpid(-1, 0)
        living -= 1
    return time.perf_counter() - start


def _job(client) -> float:
    """Seconds from sending a job to its last task's end."""
    block = {"name": "nothing", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": TASKS}
    block.update(frames_per_task=1, capacity=1, command=COMMAND)
    job = {"name": "bench", "user_name": "bench", "host_name": "bench", "time_creation": int(time.time())}
    start = time.perf_counter()
    receipt = client.send_job({**job, "blocks": [block]})
    while "DON" not in client.jobs(ids=[receipt.id])[0].get("state", ""):
        if time.perf_counter() - start > 120:
            raise TimeoutError("the farm did not end the job within 120 s")
        time.sleep(0.02)
    return time.perf_counter() - start
