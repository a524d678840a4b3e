"""Run the assembled CPython for Windows: `run.py FOLDER WORDS…` is `python.exe WORDS…` under Wine, with its code.

Every process of Wine needs the page 0x7ffe0000 for what Windows shows there. Debian's Wine 8.0 has no preloader that
reserves it, its loader lies at 0x7d000000, and Linux since 6.9 puts a program's heap anywhere in a gigabyte above: one
process of 8,000 has its heap on that page and dies ("failed to map the shared user data", seen with WINEDEBUG=err+all
after 4,714 starts). CreateProcess then answers 1359, and cmd 9009. Wine is therefore started with addresses that are
not random, where the system allows that; start_again.py is for where it does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

STEADY = ("setarch", "-R")
FAILED_STARTS = "failed_starts.txt"
"""Beside python.exe: what start_again.py counts."""


def steady() -> tuple[str, ...]:
    """What stands before a command so that its addresses are not random; nothing where this system forbids that."""
    try:
        allowed = subprocess.run([*STEADY, "true"], capture_output=True, timeout=60).returncode == 0
    except FileNotFoundError:
        allowed = False
    return STEADY if allowed else ()


def run(folder: Path, words: list[str]) -> int:
    """The exit code of `python.exe WORDS…`; what it prints is printed here.

    Its standard input and output are pipes always: Wine gives CPython no handle for a file, and none that its children
    could have for what is no file and no pipe. What Wine itself starts may hold that
    pipe open: the end of `python.exe` counts, and then everything in the prefix is ended.
    """
    cache = folder / "pycache"
    shutil.rmtree(cache, ignore_errors=True)
    environment = {
        **os.environ,
        "WINEPREFIX": str(folder / "prefix"),
        "WINEDEBUG": "-all",
        "WINEPATH": str(folder / "py"),
        "PYTHONPYCACHEPREFIX": f"Z:{cache}",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a third of a start would be compiling what it imports
    (folder / "py" / FAILED_STARTS).unlink(missing_ok=True)
    shutil.copy(Path(__file__).with_name("start_again.py"), folder / "py" / "Lib" / "sitecustomize.py")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["wineserver", "-p"], env=environment, timeout=60, **quiet)
    subprocess.run([*steady(), "wine", "cmd.exe", "/c", "exit"], env=environment, timeout=300, **quiet)
    command = [*steady(), "wine", str(folder / "py" / "python.exe"), *words]
    python = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    printing = threading.Thread(target=_print_all, args=(python.stdout,))
    printing.start()
    try:
        return python.wait(timeout=3600)
    finally:
        subprocess.run(["wineserver", "-k"], env=environment, timeout=60, **quiet)
        printing.join(timeout=60)
        for line in notes(folder):
            print(line)


def notes(folder: Path) -> list[str]:
    """What the last run must say of Wine itself."""
    failed = folder / "py" / FAILED_STARTS
    count = len(failed.read_text(encoding="utf-8").splitlines()) if failed.exists() else 0
    random = () if steady() else ["setarch -R is not allowed here: Wine fails to start one process of 8,000"]
    return [*random, *([f"Wine failed to start a process {count} times, and was asked again"] if count else ())]


def _print_all(pipe: IO[bytes]) -> None:
    for line in iter(pipe.readline, b""):
        sys.stdout.buffer.write(line.replace(b"\r\n", b"\n"))
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
