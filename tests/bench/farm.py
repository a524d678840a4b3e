"""The farm on this machine: trivial tasks a second with two slots, and what it adds to each."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figure

TASKS = 200
SLOTS = 2
ROUNDS = 3
COMMAND = "exit 0"


def measure(project: Path) -> list[Figure]:
    """Run `TASKS` tasks that do nothing, and as many bare shells beside them."""
    from afsubmit.local import launch
    from afsubmit.wire import Client

    rates, added, bare = [], [], []
    with tempfile.TemporaryDirectory() as state:
        os.environ["AFSUBMIT_HOME"] = state
        address = launch.ensure_running(sys.executable, slots=SLOTS)
        try:
            for _ in range(ROUNDS):
                alone = _bare_shells()
                seconds = _job(Client(address))
                rates.append(TASKS / seconds)
                added.append(1000 * (seconds * SLOTS / TASKS - alone))
                bare.append(1000 * alone)
        finally:
            launch.stop()
            del os.environ["AFSUBMIT_HOME"]
    beside = f"a bare shell: {statistics.median(bare):.1f} ms"
    return [
        Figure("local farm, two slots", statistics.median(rates), "tasks/s", 40, is_more_better=True, beside=beside),
        Figure("local farm adds to a task", statistics.median(added), "ms", 50, beside=beside),
    ]


def _bare_shells() -> float:
    """Seconds that one shell takes which does nothing, started as simply as can be."""
    start = time.perf_counter()
    for _ in range(20):
        subprocess.run(COMMAND, shell=True, check=True, timeout=60)
    return (time.perf_counter() - start) / 20


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
