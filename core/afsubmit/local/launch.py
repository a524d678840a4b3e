"""Starts the local farm on demand, says whether it runs, and stops it.

The farm is a process of its own under an interpreter the caller names: `sys.executable` is the application itself in
some hosts, and its environment would carry the application's libraries.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from ..errors import AfError
from ..studio import child_environment, farm_file, open_files, ownership, printed_text
from ..wire import Address, Client
from . import farm_folders, processes
from .render import ONLINE

START_SECONDS = 30.0
STOP_SECONDS = 20.0
CHECK_SECONDS = 10.0
LATE_SECONDS = 3.0
PAUSE_SECONDS = 0.01
LOG_BYTES = 1_000_000
RENDERS = {"get": {"type": "renders"}}
RUNS_ALREADY = 3
"""The exit code of a farm that found another one on its folder."""

PROGRAM = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("afsubmit", {init!r}, submodule_search_locations=[{package!r}])
sys.modules["afsubmit"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from afsubmit.cli import main
sys.exit(main({arguments!r}))
"""


class FarmStartError(AfError):
    """The local farm could not be started."""


class Status(NamedTuple):
    """Whether a farm runs on this machine for this user, and how to reach it; no host when it does not answer yet.

    `places` are all that it listens on, in words; `parent` is the process that started its own.
    """

    is_running: bool
    address: Address
    pid: int
    places: tuple[str, ...] = ()
    parent: int = 0


def ensure_running(
    python: str,
    *,
    slots: int | None = None,
    port: int | None = None,
    environ: Mapping[str, str] | None = None,
    timeout_seconds: float = START_SECONDS,
) -> Address:
    """The address of this user's farm, which is started under the interpreter `python` unless it runs.

    `slots` and `port` count only for a farm that is started now; `environ` is the environment to clean, by default
    this process's. Returns when the farm answers. One whose render was told to exit is replaced: it would take jobs
    and run none.

    Raises:
        FarmStartError: the interpreter cannot run it, or it did not answer in time; with the end of its log.
    """
    end = time.monotonic() + timeout_seconds
    process, stopping = None, 0
    while time.monotonic() < end:
        found = status()
        if found.address.host and answers(found.address):
            if is_online(found.address):
                _see_off(process, found)
                return found.address
            if found.pid != stopping:
                stopping = found.pid
                ask_to_stop(found)
        if process is None and not found.is_running:
            cleaned = child_environment.cleaned(os.environ if environ is None else environ)
            check_interpreter(python, cleaned)
            process = _start(python, cleaned, slots, port)
        elif process is not None and process.poll() not in (None, RUNS_ALREADY):
            raise FarmStartError(f"The local farm did not start. {_log_end()}")
        time.sleep(PAUSE_SECONDS)
    raise FarmStartError(f"The local farm did not answer within {timeout_seconds:g} s. {_log_end()}")


def _see_off(process: subprocess.Popen[bytes] | None, farm: Status) -> None:
    """Wait until a process has ended that was started in vain, because another farm was quicker.

    One that came late would take the place of that other when it is stopped. On Windows the farm may be started by a
    launcher, which is the process that we know.
    """
    if process is not None and process.pid not in (farm.pid, farm.parent):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LATE_SECONDS)


def status() -> Status:
    """What is known of this user's farm on this machine; sends nothing and creates nothing."""
    found = farm_file.living(farm_folders.host_name())
    if found.content is None:
        return Status(found.is_running, Address("", 0), 0)
    host, port, path = found.content["host"], found.content["port"], found.content["socket"]
    places = ([path] if path else []) + ([f"{host}:{port}"] if port else [])
    address = Address(path or host, port, found.content["token"])
    return Status(True, address, found.content["pid"], tuple(places), found.content.get("parent", 0))


def answers(address: Address) -> bool:
    """Whether a farm that takes our token answers there."""
    try:
        Client(address, connect_timeout_seconds=1.0, read_timeout_seconds=5.0).request({"get": {"type": "monitors"}})
    except AfError:
        return False
    return True


def is_online(address: Address) -> bool:
    """Whether the farm there runs tasks: its render is offline after an action `exit`, until the farm starts anew."""
    try:
        found = Client(address, connect_timeout_seconds=1.0, read_timeout_seconds=5.0).request(RENDERS)
        return any(one["st"] & ONLINE for one in found["renders"])
    except (AfError, LookupError, TypeError):
        return False


def stop(*, timeout_seconds: float = STOP_SECONDS) -> bool:
    """Stop the farm: tasks that run are stopped and stay ready. False when none ran.

    One that was just starting beside it, and takes its place, is stopped as well.

    Raises:
        FarmStartError: it still runs after that time.
    """
    found = status()
    if not found.is_running:
        return False
    end = time.monotonic() + timeout_seconds
    stopping: set[int] = set()
    while found.is_running:
        if found.address.host and found.pid not in stopping:
            ask_to_stop(found)
            stopping.add(found.pid)
        if time.monotonic() > end:
            raise FarmStartError(f"The local farm (process {found.pid}) still runs after {timeout_seconds:g} s.")
        time.sleep(PAUSE_SECONDS)
        found = status()
    return True


def ask_to_stop(found: Status) -> None:
    """Leave the very farm that was `found` the file that says so, and wake it; not one that took its place meanwhile.

    Raises:
        FarmStartError: the file cannot be written.
    """
    path = farm_folders.stop_file(farm_folders.farm_folder(farm_folders.host_name()), found.pid)
    try:
        os.close(ownership.open_ours(path, os.O_WRONLY | os.O_CREAT))
    except OSError as error:
        raise FarmStartError(f"The local farm cannot be told to stop: {error}") from error
    answers(found.address)


def check_interpreter(python: str, environ: Mapping[str, str]) -> None:
    """See that `python` is an interpreter that has what the farm needs.

    Raises:
        FarmStartError: it is not, with the reason.
    """
    if not python:
        raise FarmStartError("No Python interpreter was named that can run the local farm.")
    try:
        found = subprocess.run(
            [python, "-I", "-c", "import sqlite3"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(environ),
            timeout=CHECK_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FarmStartError(f"{python} cannot run the local farm: {error}") from error
    if found.returncode:
        reason = printed_text.decoded(found.stderr).strip().splitlines()[-1:] or ["it failed"]
        raise FarmStartError(f"{python} cannot run the local farm: {reason[0]}")


def command_line(python: str, arguments: list[str]) -> list[str]:
    """The command that runs `afsubmit` with these arguments under `python`.

    The package is loaded from its folder under its own name, wherever it lies (also inside Blender's extension), and
    nothing else of that place comes onto the path.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    init = os.path.join(package, "__init__.py")
    return [python, "-I", "-c", PROGRAM.format(init=init, package=package, arguments=arguments)]


def _start(python: str, environ: dict[str, str], slots: int | None, port: int | None) -> subprocess.Popen[bytes]:
    arguments = ["farm"]
    if port is not None:
        arguments += ["--port", str(port)]
    if slots is not None:
        arguments += ["--slots", str(slots)]
    try:
        folder = farm_file.make_folder(farm_folders.host_name())
        with open(_opened_log(folder), "ab") as output:
            return processes.detached(command_line(python, arguments), output=output, environ=environ, folder=folder)
    except OSError as error:
        raise FarmStartError(f"The local farm could not be started: {error}") from error


def _log_file(folder: str) -> str:
    """The log, begun anew when it has grown long."""
    path = farm_folders.log_file(folder)
    if os.path.exists(path) and os.path.getsize(path) > LOG_BYTES:
        open_files.replace(path, path + ".1")
    return path


def _opened_log(folder: str) -> int:
    """The log for writing at its end, wherever that is: several farms may write there.

    Windows gives a process that inherits a file nothing of O_APPEND: there the right to do nothing but append is asked.
    """
    path = _log_file(folder)
    descriptor = ownership.open_ours(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    if sys.platform != "win32":
        return descriptor
    import _winapi
    import msvcrt

    os.close(descriptor)
    append, synchronize, shared, existing = 0x4, 0x100000, 0x3, 3
    handle = _winapi.CreateFile(path, append | synchronize, shared, 0, existing, 0, 0)
    return msvcrt.open_osfhandle(handle, os.O_APPEND)


def _log_end() -> str:
    path = farm_folders.log_file(farm_folders.farm_folder(farm_folders.host_name()))
    try:
        with open(ownership.open_ours(path, os.O_RDONLY), encoding="utf-8", errors="replace") as file:
            lines = file.read().strip().splitlines()[-3:]
    except OSError:
        lines = []
    return f"Its log {path} ends: {' / '.join(lines)}" if lines else f"Its log is {path}."
