"""The small programs that tasks and post commands find on their PATH: `deletefiles`, for sh and for cmd."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping

DELETE_FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "deletefiles.py")


def write(farm_folder: str) -> None:
    """Put the programs into the farm's folder.

    Raises:
        OSError: it cannot be written.
    """
    folder = _folder_in(farm_folder)
    os.makedirs(folder, exist_ok=True)
    for name, text in launchers(sys.executable, DELETE_FILES).items():
        path = os.path.join(folder, name)
        part = f"{path}.{os.getpid()}"
        with open(part, "wb") as file:
            file.write(os.fsencode(text))
        os.chmod(part, 0o755)
        os.replace(part, path)


def launchers(python: str, program: str) -> dict[str, str]:
    """File names and texts of the programs.

    cmd reads its files in a code page that need not have the letters of a path: there the paths are variables, which
    `added_to` sets.
    """
    return {
        "deletefiles": f'#!/bin/sh\nexec {shlex.quote(python)} -I -S {shlex.quote(program)} "$@"\n',
        "deletefiles.cmd": '@"%AFSUBMIT_PYTHON%" -I -S "%AFSUBMIT_DELETEFILES%" %*\r\n',
    }


def added_to(environ: Mapping[str, str], farm_folder: str) -> dict[str, str]:
    """The environment with the programs on its PATH."""
    path = _folder_in(farm_folder) + os.pathsep + environ.get("PATH", os.defpath)
    return {**environ, "PATH": path, "AFSUBMIT_PYTHON": sys.executable, "AFSUBMIT_DELETEFILES": DELETE_FILES}


def _folder_in(farm_folder: str) -> str:
    return os.path.join(farm_folder, "bin")
