"""`afsubmit selftest windows`: what only a real Windows can show, asked there of a farm in a temporary folder.

Each row is a function that returns nothing when what its name says was seen. Under Wine, which is no Windows, the same
is asked, and the table says that it proves nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

from ..document.quoting import delete_command, quote_cmd
from ..errors import AfError
from ..local import launch
from ..selftest.checks import STAND_IN, SYSTEM, Check
from ..studio import farm_file, printed_text
from ..submission.hooks import hook_processes
from .selftest_place import PATIENCE_SECONDS, NotSeenError, Place, process_in, until, until_ended
from .selftest_run import Heading, today

TITLE = "Windows"
FOLDER = "R&D ^a!b it's (x86) [v1] ü"
WORDS = ("a & b", "^", "it's", "(x86)", "!a!", "50% done", "C:\\a b\\", "日本")
HOOK = '@"%SELFTEST_PYTHON%" -I -S "%SELFTEST_PROGRAM%" last "%SELFTEST_FILE%"\r\n'
HOOK_SECONDS = "4"
BREAKING = """
import os, signal, subprocess, sys
group = subprocess.CREATE_NEW_PROCESS_GROUP
farm = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, creationflags=group)
try:
    for line in farm.stderr:
        sys.stdout.buffer.write(line)
        if b"Listening" in line:
            os.kill(farm.pid, signal.CTRL_BREAK_EVENT)
    sys.exit(farm.wait())
except (OSError, SystemError) as error:
    sys.exit(f"NO CONSOLE: {error.__cause__ or error}")
"""
"""Starts the farm on the console that this process has, and sends it what the keys send."""
DELETE_SECONDS = 30.0
"""How long the post command of a deleted job may take: it comes at once, and would be tried again later."""
TRUSTED = ("SY", "BA", "OW")
"""The system, administrators and the owner, as Windows names them in a list of rights."""
COMPLETED = """
Write-Output $PSVersionTable.PSVersion.Major
Get-Content -Raw -Encoding UTF8 $env:SELFTEST_FILE | Invoke-Expression
foreach ($typed in 'afsubmit sub', 'afsubmit completion po') {
  (TabExpansion2 $typed $typed.Length).CompletionMatches | ForEach-Object { $_.CompletionText }
}
"""


class NoAnswerError(AfError):
    """Nothing that could be asked is here."""


def heading() -> Heading:
    """What is tested."""
    version = sys.getwindowsversion()  # type: ignore[attr-defined,unused-ignore]
    shown = f"{version.major}.{version.minor}.{version.build}"
    return Heading(STAND_IN if is_wine() else shown, sys.platform, today(), len(ROWS))


def is_wine() -> bool:
    """Whether this Windows is Wine: its ntdll says its version."""
    import ctypes

    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")  # type: ignore[attr-defined,unused-ignore]


def told(is_ended: Callable[[], bool]) -> Generator[Heading | Check, None, None]:
    """What is tested, then each row as soon as it is known. Nothing is left behind.

    Raises:
        KeyboardInterrupt: `is_ended`, asked before each row, said so.
    """
    yield heading()
    top = os.path.realpath(tempfile.mkdtemp(prefix="afsubmit-selftest-"))
    try:
        with Place(Path(top), FOLDER).open() as place:
            for name, ask in ROWS.items():
                if is_ended():
                    raise KeyboardInterrupt
                yield _answered(name, ask, place)
    finally:
        shutil.rmtree(top, ignore_errors=True)


def _answered(name: str, ask: Callable[[Place], None], place: Place) -> Check:
    try:
        ask(place)
    except NoAnswerError as error:
        return Check(name, SYSTEM, None, str(error))
    except (AfError, OSError, subprocess.SubprocessError, ValueError) as error:
        return Check(name, SYSTEM, False, type(error).__name__, str(error))
    return Check(name, SYSTEM, True)


def _see(wanted: object, found: object) -> None:
    """Be content when these are the same.

    Raises:
        NotSeenError: they are not.
    """
    if wanted != found:
        raise NotSeenError(f"{found!r} in place of {wanted!r}")


def _command(place: Place) -> None:
    """*First steps*: what is sent in such a folder runs, and its log shows what it printed."""
    words = (str(place.folder), *WORDS)
    code, said = place.afsubmit("submit", "--command", place.line("print", *words), "--local", "--wait")
    if code:
        raise NotSeenError(f"exit code {code}: {said}")
    lines = place.afsubmit("log", "2", "--tasks", "0", "--server", "local")[1].splitlines()
    _see(list(words), [line for line in lines if line in words])


def _batch(place: Place) -> None:
    """As cmd reads the words of a .bat, once: a % in them is no variable's (Wine's cmd reads them twice)."""
    file = place.folder / "print.bat"
    file.write_bytes(b"@echo [%~1] [%~2]\r\n")
    printed = place.done(place.sent(f'@"{file}" "50% done" "a & b"'))
    _see(["[50% done] [a & b]"], printed.splitlines())


def _deleted(place: Place) -> None:
    """The farm's deletefiles is a .cmd."""
    file = place.folder / "50% done" / "copy.txt"
    file.parent.mkdir()
    file.write_text("x")
    job = place.sent("exit 0", command_post=delete_command(str(file), "windows"))
    place.done(job)
    place.client().action("jobs", ids=[job], operation="delete")
    until(lambda: not file.exists(), "the copy is gone", seconds=DELETE_SECONDS)


def _printed(place: Place) -> None:
    """In the console's page, the machine's and UTF-8."""
    python = (f"{quote_cmd(sys.executable)} -I -S -X utf8={mode} -c \"print('f\\xfcr')\"" for mode in (0, 1))
    _see(["für"] * 3, place.done(place.sent("& ".join(["echo für", *python]))).splitlines())


def _stopped(place: Place) -> None:
    file = place.folder / "stopped.txt"
    job = place.sent(place.line("last", file))
    pid = process_in(file)
    place.client().action("jobs", ids=[job], operation="stop")
    until_ended(pid)


def _ended(place: Place) -> None:
    """TerminateProcess is what the Task Manager does, and what the end of a session comes to."""
    file, go = place.folder / "ended.txt", place.folder / "go"
    job = place.sent(place.line("once", file, str(go)))
    waiting = place.sent("exit 0", offline=True)
    until(file.exists, "it runs")
    pid = place.pid()
    os.kill(pid, signal.SIGTERM)
    until_ended(pid)
    place.start()
    _see(True, "OFF" in place.client().job(waiting).get("state", ""))
    go.touch()
    place.done(job)
    _see("begin end ", file.read_text("utf-8"))


def _broken_off(place: Place) -> None:
    words = [sys.executable, "-I", "-c", BREAKING, *launch.command_line(sys.executable, ["farm"])]
    environ = {**place.environ, "AFSUBMIT_HOME": str(place.top / "broken off")}
    streams = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    process = hook_processes.start(words, folder=str(place.folder), environ=environ, **streams)
    try:
        said = printed_text.decoded(process.communicate(timeout=PATIENCE_SECONDS)[0])
    finally:
        hook_processes.end(process)
    if "NO CONSOLE" in said:
        raise NoAnswerError(said.partition("NO CONSOLE: ")[2].strip())
    _see((0, True), (process.returncode, "Stopped." in said or said))


def _rights(place: Place) -> None:
    state, file = os.path.dirname(farm_file.path("", place.environ)), place.top / "rights.txt"
    subprocess.run(
        ["icacls", state, "/save", file], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    if not file.exists():
        raise NoAnswerError("Windows' icacls is not here")
    told = file.read_bytes().decode("utf-16-le", "replace").partition(":")[2]
    _see([], sorted(set(re.findall(r";([^;)]+)\)", told)) - set(TRUSTED)))


def _hook(place: Place) -> None:
    hook, file = place.settings / "afsubmit" / "hooks" / "pre_submit-1.bat", place.folder / "hook.txt"
    hook.parent.mkdir(parents=True)
    hook.write_bytes(HOOK.encode("ascii"))
    more = {"SELFTEST_PYTHON": sys.executable, "SELFTEST_PROGRAM": str(place.program), "SELFTEST_FILE": str(file)}
    try:
        code, said = place.afsubmit(
            "submit", "--command", "exit 0", "--local", more={**more, "AFSUBMIT_HOOK_TIMEOUT": HOOK_SECONDS}
        )
    finally:
        hook.unlink()
    _see((1, True), (code, hook.name in said or said))
    until_ended(process_in(file))


def _completed(place: Place) -> None:
    script = place.top / "completion.ps1"
    script.write_text(place.afsubmit("completion", "powershell")[1], "utf-8")
    program = shutil.which("powershell") or shutil.which("pwsh")
    if not program:
        raise NoAnswerError("no PowerShell is here")
    done = subprocess.run(
        [program, "-NoProfile", "-NonInteractive", "-Command", COMPLETED], stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE_SECONDS, cwd=place.folder,
        env={**place.environ, "SELFTEST_FILE": str(script)},
    )  # fmt: skip
    version, *found = printed_text.decoded(done.stdout).split() or [""]
    if not version.isdecimal():
        raise NoAnswerError(f"{program} is no PowerShell")
    _see(["submit", "powershell"], found)


ROWS: dict[str, Callable[[Place], None]] = {
    "a command is sent from a folder with &, ^ and a blank, and its log shows every word": _command,
    "what cmd and what programs print is read as it was meant": _printed,
    "a .bat is given a word with a % as it is": _batch,
    "a copy in a folder with a % is deleted with its job": _deleted,
    "a task that is stopped leaves no process": _stopped,
    "a farm that is ended at once has its jobs afterwards, and what ran goes on, once": _ended,
    "Ctrl-Break stops the farm": _broken_off,
    "the farm's folder is for its user, the system and administrators alone": _rights,
    "a .bat hook that takes too long is ended with all it started": _hook,
    "PowerShell completes the words of afsubmit": _completed,
}
"""What is seen -> how it is asked; of one farm, in this order."""
