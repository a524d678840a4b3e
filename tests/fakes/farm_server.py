"""A server that takes jobs and keeps them in memory, with the moods of a bad day. Its framing is its own, not ours.

Its answers rest on those of afserver 3.4.1, measured.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from typing import Any

SYSTEM_JOB = {"id": 1, "serial": 1, "name": "afanasy", "st": 0, "user_name": "afanasy"}


class FarmServer:
    """Listens on a free loopback port from `with` on.

    `mood` is "well", "silent" (takes the connection and never answers), "refusing" (answers with an error),
    "hanging up" (closes after it accepted the job, without an answer) or "deaf from the job on" (answers questions,
    then takes the job and says nothing).
    """

    def __init__(self, mood: str = "well") -> None:
        self.mood = mood
        self.port = 0
        """The port to listen on; 0 is a free one."""
        self.jobs: dict[int, dict[str, Any]] = {}
        self.deleted: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._serial = 1
        self._listener = socket.socket()
        self._open: list[socket.socket] = []

    @property
    def address(self) -> str:
        """host:port"""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def __enter__(self) -> FarmServer:
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # or the thread that waits in accept() keeps it open
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            request = _read(connection)
            if request is None:
                return
            with self._lock:
                self.requests.append(request)
                answer = self._answer(request)
            if answer is None:
                if self.mood == "hanging up":
                    connection.close()
                return
            body = json.dumps(answer).encode()
            connection.sendall(b"AFANASY %d JSON%s" % (len(body), body))
            connection.recv(1)
        except OSError:
            return

    def _answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        if self.mood == "silent":
            return None
        if "job" in request:
            if self.mood == "refusing":
                return {"id": 0, "serial": 0, "error": "Invalid job."}
            receipt = self._add(request["job"])
            return None if self.mood in ("hanging up", "deaf from the job on") else receipt
        if "get" in request:
            return {"jobs": self._listed(request["get"])}
        if "monitor" in request:
            return {"monitor": {"id": 0}}  # it registers none, as an older farm
        return self._act(request["action"])

    def _add(self, job: dict[str, Any]) -> dict[str, int]:
        self._serial += 1
        self.jobs[self._serial] = {**job, "id": self._serial, "serial": self._serial, "st": 0}
        return {"id": self._serial, "serial": self._serial}

    def _listed(self, get: dict[str, Any]) -> list[dict[str, Any]]:
        jobs = [SYSTEM_JOB, *self.jobs.values()]
        if "users" in get:
            jobs = [job for job in jobs if job["user_name"] in get["users"]]
        return [job for job in jobs if job["id"] in get["ids"]] if "ids" in get else jobs

    def _act(self, action: dict[str, Any]) -> dict[str, Any]:
        if action.get("operation", {}).get("type") == "delete":
            for number in action["ids"]:
                self.deleted.append(self.jobs.pop(number))
        return {"info": {"kind": "log", "text": "Action processed."}}


def _read(connection: socket.socket) -> dict[str, Any] | None:
    data = b""
    while True:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
        header = re.match(rb"AFANASY (\d+) JSON", data)
        if header and len(data) >= header.end() + int(header[1]):
            return json.loads(data[header.end() : header.end() + int(header[1])])
