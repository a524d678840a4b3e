"""A session under a Python that is here, or one line about what did not run and why."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")

ran: list[str] = []
failed: list[str] = []
not_run: list[str] = []


@functools.cache
def interpreter(version: str) -> str | None:
    """The path of a Python `version` ("3.11") that starts and can make environments, or None.

    Every candidate is started: a pyenv shim exists for each version and exits with 127 unless that version is selected.
    """
    question = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2], sys.executable)"
    for command in _candidates(version):
        try:
            answer = subprocess.run([*command, "-c", question], capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.TimeoutExpired):
            continue
        found, _, path = answer.stdout.strip().partition(" ")
        if answer.returncode == 0 and found == version:
            return path
    return None


def _candidates(version: str) -> list[list[str]]:
    commands = [[sys.executable]] if sys.version.startswith(f"{version}.") else []
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    commands += [[str(folder / "bin" / "python")] for folder in sorted(pyenv.glob(f"{version}.*"), reverse=True)]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which(f"python{version}", path=folder) if folder else None
        commands += [[found]] if found else []
    if shutil.which("py"):
        commands.append(["py", f"-{version}"])
    return commands


def session_of(name: str, version: str | None):
    """Decorate a function as session `name`, under Python `version`, or under nox's own when `version` is None.

    With no such interpreter the session makes no environment and only says that it does not run.
    """
    path = interpreter(version) if version else None

    def decorate(function):
        @functools.wraps(function)
        def body(session: nox.Session) -> None:
            if version and not path:
                skip(session, name, f"no Python {version} on this machine")
            ran.append(name)
            try:
                function(session)
            except BaseException:
                if name in ran:  # what did not run took its name away
                    ran.remove(name)
                    failed.append(name)
                raise

        missing = bool(version) and not path
        return nox.session(body, name=name, python=path, venv_backend="none" if missing else None)

    return decorate


def skip(session: nox.Session, name: str, reason: str) -> None:
    """End the session with one line that says why it did not run."""
    if name in ran:
        ran.remove(name)
    note(f"not run: {name} ({reason})")
    session.skip(reason)


def note(line: str) -> None:
    """Say what did not run, now and in the summary."""
    not_run.append(line)
    print(line, flush=True)


def install(session: nox.Session, *packages: str) -> None:
    """Install `packages` without a word about it."""
    session.install("--quiet", "--disable-pip-version-check", *packages, silent=False)
