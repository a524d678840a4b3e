"""The small programs that tasks and post commands find on their PATH: `deletefiles`, for sh and for cmd.

They are copies in the farm's own folder: a farm that runs goes on when the package it came from is updated or removed.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
from collections.abc import Mapping

from ..studio import deletefiles, open_files, ownership

SOURCE = os.path.abspath(deletefiles.__file__)


def write(farm_folder: str) -> None:
    """Put the programs into the farm's folder.

    Raises:
        OSError: it cannot be written, or holds what is not ours (`ownership.DistrustError`).
    """
    folder = _folder_in(farm_folder)
    ownership.private_folder(folder)
    for name in os.listdir(folder):  # tasks look for their programs here first
        ownership.ensure(os.path.join(folder, name))
    with open(SOURCE, "rb") as file:
        texts = {_copy_in(farm_folder): file.read()}
    for name, text in launchers(sys.executable, _copy_in(farm_folder)).items():
        texts[os.path.join(folder, name)] = os.fsencode(text)
    for path, content in texts.items():
        part = f"{path}.{os.getpid()}"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)
        with open(ownership.open_ours(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(content)
        os.chmod(part, 0o755)
        open_files.replace(part, path)


def launchers(python: str, program: str) -> dict[str, str]:
    """File names and texts of the programs.

    cmd reads its files in a code page that need not have the letters of a path: there the paths are variables, which
    `added_to` sets.
    """
    return {
        "deletefiles": f'#!/bin/sh\nexec {shlex.quote(python)} -I -S {shlex.quote(program)} "$@"\n',
        "deletefiles.cmd": '@"%AFSUBMIT_PYTHON%" -I -S "%AFSUBMIT_DELETEFILES%" %*\r\n',
    }


def added_to(environ: Mapping[str, str], farm_folder: str, *, is_windows: bool = os.name == "nt") -> dict[str, str]:
    """The environment with the programs on its PATH, and on Windows with the variables that they read."""
    path = _folder_in(farm_folder) + os.pathsep + environ.get("PATH", os.defpath)
    if not is_windows:
        return {**environ, "PATH": path}
    return {**environ, "PATH": path, "AFSUBMIT_PYTHON": sys.executable, "AFSUBMIT_DELETEFILES": _copy_in(farm_folder)}


def without_own(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what is there for the farm itself: another run's mark, and the way to this package."""
    core = os.path.realpath(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    kept = {name: value for name, value in environ.items() if name not in ("AFSUBMIT_RUN", "PYTHONPATH")}
    entries = environ.get("PYTHONPATH", "").split(os.pathsep)
    others = os.pathsep.join(one for one in entries if one and os.path.realpath(one) != core)
    return {**kept, "PYTHONPATH": others} if others else kept


def _folder_in(farm_folder: str) -> str:
    return os.path.join(farm_folder, "bin")


def _copy_in(farm_folder: str) -> str:
    return os.path.join(_folder_in(farm_folder), "deletefiles.py")
