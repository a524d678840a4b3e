"""Whether the farm of this machine leaks: 50 tasks a second for so many seconds (an hour unless told otherwise).

    python tests/bench/leak.py [SECONDS]

Jobs of 250 tasks come every five seconds and are deleted when they are done. Prints memory, descriptors and threads of
the farm's process each minute; the exit code is 1 when any of them has grown since the first minute.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "core")]

from afsubmit.local import farm_folders, launch  # noqa: E402
from afsubmit.studio import farm_file  # noqa: E402
from afsubmit.wire import Client  # noqa: E402

TASKS, EVERY_SECONDS, LOOK_SECONDS = 250, 5.0, 60.0
ALLOWED_KB, ALLOWED_DESCRIPTORS = 2048, 4
"""What may grow after the first minute: the allocator's reserves; clients and shells of that very moment."""


class Held(NamedTuple):
    """What a process holds."""

    memory_kb: int
    descriptors: int
    threads: int


def held_by(pid: int) -> Held:
    """What a process holds now (Linux)."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    memory = int(status["VmRSS"].split()[0])
    return Held(memory, len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]))


def send(client: Client) -> int:
    """A job of tasks that do nothing; its id."""
    block = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": TASKS, "command": "true"}
    return client.send_job({"name": "leak", "user_name": "bench", "host_name": "bench", "blocks": [block]}).id


def run(client: Client, pid: int, seconds: float) -> tuple[list[Held], int]:
    """Keep the farm busy; what it held at the end of each minute without a job, and how many tasks it ran."""
    start, next_look, found, done = time.monotonic(), LOOK_SECONDS, [], 0
    while time.monotonic() - start < seconds:
        began = time.monotonic()
        job = send(client)
        while "DON" not in _state(client, job):
            time.sleep(0.05)
        client.action("jobs", ids=[job], operation="delete")
        done += TASKS
        if time.monotonic() - start >= next_look:
            next_look += LOOK_SECONDS
            found.append(held_by(pid))
            print(f"{time.monotonic() - start:6.0f} s  {done:8,} tasks  {found[-1]}", flush=True)
        time.sleep(max(EVERY_SECONDS - (time.monotonic() - began), 0))
    return found, done


def _state(client: Client, job: int) -> str:
    found: list[Any] = client.jobs(ids=[job])
    return str(found[0].get("state", "")) if found else ""


def main() -> int:
    """Measure; 1 when something has grown."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3600.0
    with tempfile.TemporaryDirectory() as home:
        os.environ["AFSUBMIT_HOME"] = home
        address = launch.ensure_running(sys.executable, slots=2)
        try:
            content = farm_file.read(farm_folders.host_name())
            assert content is not None
            found, done = run(Client(address), content["pid"], seconds)
        finally:
            launch.stop()
    first, last = found[0], found[-1]
    print(f"{done:,} tasks in {seconds:g} s: {first} after the first minute, {last} at the end")
    grown = [after - before for before, after in zip(first, last)]
    return int(grown[0] > ALLOWED_KB or grown[1] > ALLOWED_DESCRIPTORS or grown[2] > 0)


if __name__ == "__main__":
    sys.exit(main())
