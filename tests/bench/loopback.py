"""A server in a process of its own that answers at once: any job with an id, any question with a list of jobs.

It reads no JSON, so that what is measured is the client. Prints its port; ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading

HEADER = re.compile(rb"AFANASY (\d+) JSON")
JOBS = 1000
BLOCK = {
    "name": "render", "service": "nuke", "capacity": 1000, "flags": 1, "tasks_num": 100, "frame_first": 1,
    "frame_last": 100, "frames_per_task": 1, "frames_inc": 1, "block_num": 0, "st": 1, "state": " RDY", "job_id": 2,
    "p_percentage": 40, "p_tasks_ready": 60, "p_tasks_done": 40, "p_tasks_run_time_min": 12,
    "p_tasks_run_time_max": 40, "p_tasks_run_time_sum": 900, "srv_info": "render01",
    "p_progressbar": "D" * 51 + "r" * 77,
}  # fmt: skip
JOB = {
    "priority": 99, "solve_method": "solve_order", "solve_need": "solve_tasksnum", "hosts_mask_type": "find",
    "user_name": "jimmy", "host_name": "pc01", "st": 4611686018427387905, "state": " RDY", "branch": "/projects/test",
    "command_post": "deletefiles -s /projects/test/.sh010_comp_v003.jimmy.nuke.20240229.nk",
    "time_creation": 1700000000, "time_started": 1700000010, "folders": {"render": "/projects/test/out"},
    "blocks": [BLOCK],
}  # fmt: skip


def frame(root: object) -> bytes:
    """The bytes of an answer."""
    body = json.dumps(root).encode()
    return b"AFANASY %d JSON%s" % (len(body), body)


def main() -> None:
    """Serve one connection after the other."""
    taken = frame({"id": 2, "serial": 2})
    listed = frame({"jobs": [{"name": f"sh{n:03}_comp", "id": n, "serial": n, **JOB} for n in range(2, JOBS + 2)]})
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(listed if _beginning(connection).startswith(b'{"get"') else taken)
            connection.recv(1)


def _beginning(connection: socket.socket) -> bytes:
    """Take a whole request; the first bytes of its body."""
    data = connection.recv(1 << 20)
    header = HEADER.match(data)
    assert header, data[:40]
    start, left = data[header.end() :][:8], header.end() + int(header[1]) - len(data)
    while left > 0:
        left -= len(connection.recv(1 << 20))
    return start


def _end_with_the_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
