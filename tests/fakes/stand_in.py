"""Programs that stand in for an application: a shell script or, on Windows, a small program that starts Python.

That program is made by tests/windows/assemble.py and lies beside python.exe; it reads what to start beside itself.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def write(folder: Path, name: str, program: str | os.PathLike[str], words: Sequence[str] = ()) -> str:
    """Put `name` into `folder`: it runs the Python file `program` with `words`, then its own; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    line = [sys.executable, os.fspath(program), *words]
    path = Path(path_of(folder, name))
    if os.name == "nt":
        shutil.copy(Path(sys.executable).with_name("stand_in.exe"), path)
        path.with_name(f"{path.name}.txt").write_text(" ".join(f'"{word}"' for word in line), "utf-8")
    else:
        path.write_text(f'#!/bin/sh\nexec {shlex.join(line)} "$@"\n')
        path.chmod(0o755)
    return str(path)


def path_of(folder: Path, name: str) -> str:
    """Where `write` puts it."""
    return str(folder / (f"{name}.exe" if os.name == "nt" else name))


def words_of(command: str) -> list[str]:
    """The words that a program is given where the farm of this machine runs `command`."""
    if os.name != "nt":
        return shlex.split(command)
    count = ctypes.c_int()
    split: Any = ctypes.windll.shell32.CommandLineToArgvW
    split.restype = ctypes.POINTER(ctypes.c_wchar_p)
    return split(ctypes.c_wchar_p(command.lstrip("@")), ctypes.byref(count))[: count.value]
