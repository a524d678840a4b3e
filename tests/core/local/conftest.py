"""Farms of one machine: in a process of their own over real sockets, or in memory; and the recorded exchanges."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.document.quoting import THIS_SYSTEM, quoter
from afsubmit.errors import AfError
from afsubmit.local import farm_folders, processes, task_changes
from afsubmit.local import local_farm as farm_module
from afsubmit.local.local_jobs import LocalJob
from afsubmit.local.local_tasks import LocalBlock
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store, StoredRun
from afsubmit.studio import farm_file
from afsubmit.wire import Address, Client, frame

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "wire"
HOST = "pc01"
IS_WINDOWS = os.name == "nt"
THEN = "&" if IS_WINDOWS else ";"
"""Between two commands of one line."""
WHERE_I_AM = "cd" if IS_WINDOWS else "pwd"
ENVIRONMENT = "set" if IS_WINDOWS else "env"
KILL = 9
"""What ends a process at once: on Windows os.kill ends it with this exit code."""
PATIENCE_SECONDS = 120.0
"""How long a test waits for what must happen; far more than it takes, also on a busy machine."""


def until(ask: Callable[[], Any], what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
    """What `ask` gives as soon as it is true."""
    end = time.monotonic() + seconds
    while True:
        found = ask()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)


def steps(*words: str) -> str:
    """A command that does these; see task_program.py."""
    program = str(Path(__file__).with_name("task_program.py"))
    return " ".join(map(quoter(THIS_SYSTEM), [sys.executable, "-I", "-S", program, *words]))


def a_block(command: str = "true", **fields: Any) -> dict[str, Any]:
    """A numeric block of one frame unless told otherwise."""
    return {
        "name": "b",
        "service": "generic",
        "flags": 1,
        "frame_first": 1,
        "frame_last": 1,
        "command": command,
        **fields,
    }


def a_listed_block(*commands: str, **fields: Any) -> dict[str, Any]:
    """A block of one task for each command."""
    tasks = [{"name": f"task {number}", "command": command} for number, command in enumerate(commands, 1)]
    return {"name": "b", "service": "generic", "tasks": tasks, **fields}


def a_job(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A job of these blocks."""
    return {"name": "job", "user_name": "jimmy", "host_name": HOST, "blocks": list(blocks) or [a_block()], **fields}


def connected(address: Address, *, seconds: float = PATIENCE_SECONDS) -> socket.socket:
    """A connection to the farm there."""
    if not address.host.startswith("/"):
        return socket.create_connection(address[:2], timeout=seconds)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    connection.connect(address.host)
    return connection


def exchange(address: Address, data: bytes, *, seconds: float = PATIENCE_SECONDS) -> bytes:
    """Whatever comes back for these bytes until one whole answer is here or the farm closes."""
    decoder = frame.Decoder(maximum=frame.MAX_ANSWER_BYTES)
    received = b""
    with connected(address, seconds=seconds) as connection:
        connection.sendall(data)
        while True:
            chunk = connection.recv(65536)
            received += chunk
            if not chunk or decoder.feed(chunk) is not None:
                return received


class FarmProcess:
    """A farm in a process of its own; its jobs are sent and asked for by our own client."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process: subprocess.Popen[bytes] | None = None
        self.log_path = home / "test.log"
        self.clock = home / "clock"
        """Holds by how many seconds its clock is wrong, as soon as it is there."""

    def start(
        self, *, slots: int = 1, is_open: bool = False, dies_at: str = "", passes: int = 0, has_port: bool = False
    ) -> FarmProcess:
        """Start it, and wait until it listens (or has died as it was told to)."""
        self.begin(slots=slots, is_open=is_open, dies_at=dies_at, passes=passes, has_port=has_port)
        until(self._is_up, f"the farm is up: {self.log()}")
        return self

    def begin(
        self, *, slots: int = 1, is_open: bool = False, dies_at: str = "", passes: int = 0, has_port: bool = False
    ) -> None:
        """Start it, and do not wait for anything."""
        environ = {**os.environ, "PYTHONPATH": str(ROOT / "core"), "AFSUBMIT_HOME": str(self.home)}
        environ["FARM_CLOCK"] = str(self.clock)
        arguments = [HOST, str(slots), "open" if is_open else "", dies_at, str(passes), "port" if has_port else ""]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("farm_process.py")), *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environ, cwd=str(self.home),
            )  # fmt: skip

    def _is_up(self) -> bool:
        assert self.process is not None
        content = farm_file.read(HOST, self._environ)
        return self.process.poll() is not None or (content is not None and content["pid"] == self.process.pid)

    @property
    def _environ(self) -> dict[str, str]:
        return {"AFSUBMIT_HOME": str(self.home)}

    @property
    def folder(self) -> Path:
        """Where the farm keeps its things."""
        return self.home / "farm" / HOST

    @property
    def file(self) -> Path:
        """farm.json."""
        return self.folder / "farm.json"

    @property
    def address(self) -> Address:
        """What stands in farm.json."""
        content = farm_file.read(HOST, self._environ)
        assert content is not None
        return Address(content["socket"] or content["host"], content["port"], content["token"])

    @property
    def tcp(self) -> Address:
        """Where strangers reach a farm that listens on a port."""
        content = farm_file.read(HOST, self._environ)
        assert content is not None
        return Address(content["host"], content["port"])

    @property
    def client(self) -> Client:
        """Our own client, with the token; it waits for an answer as long as a test does."""
        return Client(self.address, user_name="jimmy", host_name=HOST, read_timeout_seconds=PATIENCE_SECONDS)

    def ask(self, root: dict[str, Any]) -> dict[str, Any]:
        """The answer to any request, valid or not, with the token."""
        address = self.address
        data = json.dumps({"token": address.token, **root}).encode()
        answer = frame.Decoder().feed(exchange(address, b"AFANASY %d JSON%s" % (len(data), data)))
        assert answer is not None
        return answer

    def send(self, *blocks: dict[str, Any], **fields: Any) -> int:
        """Send a job; returns its id."""
        answer = self.ask({"job": a_job(*blocks, **fields)})
        assert answer.get("id", 0) > 0, answer
        return int(answer["id"])

    def act(self, job_id: int, operation: str, **fields: Any) -> None:
        """Do something with a job, or with blocks of it when `block_ids` stands in the fields."""
        self.client.action("jobs", ids=[job_id], operation=operation, **fields)

    def state(self, job_id: int) -> str:
        """The words of the job's state."""
        return " ".join(self.client.job(job_id).get("state", "").split())

    def states(self, job_id: int, block: int = 0) -> list[str]:
        """The words of the tasks' states."""
        return [" ".join(task["state"].split()) for task in self.client.progress(job_id)[block]]

    def wait(self, job_id: int, state: str) -> None:
        """Wait until the job's state is exactly these words."""
        until(lambda: self.state(job_id) == state, f"job {job_id} is {state}, but it is {self.state(job_id)}")

    def output(self, job_id: int, task: int = 0, block: int = 0) -> str:
        """What a task printed."""
        return self.client.task_output(job_id, block, task) or ""

    def stored_runs(self) -> list[StoredRun]:
        """The processes that the farm wrote down; it must not run."""
        store = Store(str(self.folder / "farm.sqlite"))
        try:
            return store.runs()
        finally:
            store.close()

    def processes_of(self, run: StoredRun) -> list[int]:
        """The numbers of a run's living processes."""
        return processes.relatives(run.pid, run.mark, token=self.token_of(run), output_file=self.output_of(run))

    def token_of(self, run: StoredRun) -> str:
        """What its processes carry in their environment."""
        return f"{self.folder / 'runs'}:{run.id}"

    def output_of(self, run: StoredRun) -> str:
        """Where its first start prints."""
        return str(self.folder / "jobs" / str(run.serial) / f"{run.block}.{run.task}.1.txt")

    def log(self) -> str:
        """What the farm's processes wrote."""
        return self.log_path.read_text(encoding="utf-8", errors="replace") if self.log_path.exists() else ""

    def kill(self) -> None:
        """End the farm's process at once; its tasks go on."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def terminate(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self.process is not None
        if processes.IS_WINDOWS:  # which knows no such signal: Popen would end it at once
            Path(farm_folders.stop_file(str(self.folder), self.process.pid)).touch()
            with contextlib.suppress(AfError):  # it may be gone before it is asked
                self.client.users()
        else:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)

    def died(self) -> None:
        """Wait until its process ended by itself."""
        assert self.process is not None
        self.process.wait(PATIENCE_SECONDS)

    def is_alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder of the test's own."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def farm(home: Path) -> Iterator[FarmProcess]:
    """A farm that is not started yet; it ends with the test, and so does what it left running."""
    one = FarmProcess(home)
    yield one
    if one.is_alive():
        one.kill()
    end_tasks_of(one)


def end_tasks_of(one: FarmProcess) -> None:
    """End all that the farm's store says still runs."""
    if not (one.folder / "farm.sqlite").exists():
        return
    for run in one.stored_runs():
        processes.end_relatives(run.pid, run.mark, token=one.token_of(run), output_file=one.output_of(run), seen={})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarmProcess]:
    """A farm with four slots for all tests of a file; each sends jobs of its own."""
    one = FarmProcess(tmp_path_factory.mktemp("home")).start(slots=4)
    yield one
    assert one.terminate() == 0, one.log()
    assert "Traceback" not in one.log()


@pytest.fixture
def state() -> FarmState:
    """What a farm knows, without sockets and processes."""
    return FarmState(Store(":memory:"), host_name=HOST, clock=lambda: 1_800_000_000)


class StillMachine:
    """What actions need of a farm, where no process runs: a task that is stopped has ended at once."""

    jobs_folder = ""

    def __init__(self, state: FarmState) -> None:
        self.state = state
        self.slots: int | None = None

    def stop_task(self, job: LocalJob, block: LocalBlock, index: int, new_state: int) -> None:
        """Put the task into the wanted state."""
        task_changes.task_left(self.state, job, block, index)
        task_changes.set_task(self.state, job, block, index, new_state, is_reset=True)

    def set_slots(self, slots: int | None) -> None:
        """Keep the number."""
        self.slots = slots


@pytest.fixture
def quiet_farm(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[farm_module.LocalFarm]:
    """A farm in this process that answers requests and, having no slots, runs nothing."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    one = farm_module.LocalFarm(farm_folders.farm_folder(HOST), host_name=HOST, slots=0, is_open=True)
    yield one
    one.close()


def exchanges(file: str) -> list[tuple[bytes, bytes]]:
    """Request and response of each exchange of the recorded file that begins with `file`."""
    content = json.loads(next(GOLDEN.glob(f"{file}-*.json")).read_text(encoding="utf-8"))
    return [(_as_bytes(one["request"]), _as_bytes(one["response"])) for one in content["exchanges"]]


def _as_bytes(text: Any) -> bytes:
    return base64.b64decode(text["base64"]) if isinstance(text, dict) else text.encode("utf-8")
