"""Run the assembled CPython for Windows: `run.py FOLDER WORDS…` is `python.exe WORDS…` under Wine, with its code."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO


def run(folder: Path, words: list[str]) -> int:
    """The exit code of `python.exe WORDS…`; what it prints is printed here.

    Its standard input and output are pipes always: Wine gives CPython no handle for a file, and none that its children
    could have for what is no file and no pipe. What Wine itself starts may hold that
    pipe open: the end of `python.exe` counts, and then everything in the prefix is ended.
    """
    environment = {
        **os.environ,
        "WINEPREFIX": str(folder / "prefix"),
        "WINEDEBUG": "-all",
        "WINEPATH": str(folder / "py"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["wineserver", "-p"], env=environment, timeout=60, **quiet)
    subprocess.run(["wine", "cmd.exe", "/c", "exit"], env=environment, timeout=300, **quiet)
    command = ["wine", str(folder / "py" / "python.exe"), *words]
    python = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printing = threading.Thread(target=_print_all, args=(python.stdout,))
    printing.start()
    try:
        return python.wait(timeout=1800)
    finally:
        subprocess.run(["wineserver", "-k"], env=environment, timeout=60, **quiet)
        printing.join(timeout=60)


def _print_all(pipe: IO[bytes]) -> None:
    for line in iter(pipe.readline, b""):
        sys.stdout.buffer.write(line.replace(b"\r\n", b"\n"))
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
