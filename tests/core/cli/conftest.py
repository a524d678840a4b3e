"""Running the two commands as their users do, in a process of their own or in this one, against a farm here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from afsubmit.cli import main
from afsubmit.studio import farm_file
from afsubmit.wire import Address, Client, JobId
from tests.fakes.farm_server import FarmServer

CORE = Path(__file__).parents[3] / "core"
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run() -> Command:
    """`run("afsubmit", "jobs", server="host:port")`: what it printed, and its exit code."""

    def run(program: str, *words: str, stdin: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
        module = {"afsubmit": "afsubmit", "afcmd": "afsubmit.cli.afcmd"}[program]
        raw = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
        environ = {**os.environ, "PYTHONPATH": str(CORE), "PYTHONUTF8": "1", **variables}
        done = subprocess.run(
            [sys.executable, "-m", module, *words], input=raw, capture_output=True, timeout=60, env=environ
        )
        texts = (raw.decode("utf-8", "replace").replace("\r\n", "\n") for raw in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)

    return run


class Said(NamedTuple):
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The words of each line of a table, without its head; the state's comma does not part it."""
        lines = self.out.replace(", ", ",").splitlines()
        begin = next((number for number, line in enumerate(lines) if line.lstrip().startswith("ID ")), len(lines))
        return [line.split() for line in lines[begin + 1 :]]


@pytest.fixture(scope="session")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a farm of one slot on this machine that asks for no token."""
    home = tmp_path_factory.mktemp("farm")
    environ = {**os.environ, "PYTHONPATH": str(CORE), "AFSUBMIT_HOME": str(home)}
    command = [sys.executable, "-m", "afsubmit", "farm", "--open"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + (120 if os.name == "nt" else 20)
        while not (content := farm_file.read(farm_file.machine_name(), environ)):
            assert process.poll() is None
            assert time.monotonic() < end, "the farm did not start"
            time.sleep(0.02)
        address = Address(content["host"], content["port"])
        yield Client(address, user_name="jimmy", host_name="pc01", read_timeout_seconds=120)
    finally:
        process.terminate()
        process.wait(120)


@pytest.fixture
def say(farm: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`say("jobs", "--all")`: jimmy runs `afsubmit` with these words in this process."""
    monkeypatch.setenv("AFSUBMIT_SERVER", f"{farm.address.host}:{farm.address.port}")
    monkeypatch.setenv("AF_USERNAME", "jimmy")
    monkeypatch.setenv("AF_HOSTNAME", farm.renders()[0].name)

    def run_it(*words: str) -> Said:
        capsys.readouterr()
        code = main(list(words))
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run_it


@pytest.fixture
def send(farm: Client) -> Iterator[Callable[..., JobId]]:
    """`send("sh010")`: a paused job of jimmy with five numeric and two listed tasks; gone after the test."""
    sent: list[JobId] = []

    def send_it(name: str, user: str = "jimmy", **fields: Any) -> JobId:
        work = {"service": "generic", "capacity": 1}
        frames = {**work, "name": "frames", "flags": 1, "frame_first": 1, "frame_last": 5, "command": "echo @#@"}
        listed = {**work, "name": "listed", "tasks": [{"name": "a", "command": "true"}, {"name": "b"}], "command": "x"}
        job = {"name": name, "user_name": user, "host_name": "pc01", "offline": True, "blocks": [frames, listed]}
        sent.append(farm.send_job({**job, **fields}))
        return sent[-1]

    yield send_it
    left = [job.id for job in farm.jobs(serials=[receipt.serial for receipt in sent])]
    farm.action("jobs", ids=left, operation="delete")


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], None]:
    """Ask until the answer is true, some seconds at most."""

    def wait(ask: Callable[[], Any]) -> None:
        end = time.monotonic() + (120 if os.name == "nt" else 20)  # processes of Wine are slow
        while not ask():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)

    return wait


@pytest.fixture
def nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Blender, no studio, nobody's files; the working folder is an empty one."""
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))
    monkeypatch.delenv("AFSUBMIT_STUDIO", raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarmServer]:
    """A farm in memory, the configured one."""
    with FarmServer() as farm:
        monkeypatch.setenv("AFSUBMIT_SERVER", farm.address)
        yield farm


@pytest.fixture
def afsubmit(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`afsubmit("submit", …)`: exit code, standard output, standard error, of a run in this process."""

    def run_it(*words: str) -> Said:
        capsys.readouterr()
        code = main(list(words))
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Said(code, printed.out, printed.err)

    return run_it
