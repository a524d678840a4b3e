"""A machine with Sketch on it: a folder with its program on the PATH, a home, and a book."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
APPLICATION, PLUGIN = HERE / "application", HERE / "plugin"
BOOK = "sketch 1\nrange 1 3\npage cover out/cover.####.txt\npage back out/back.####.txt\nreads back cover\n"


class Machine:
    """Runs programs as somebody at that machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        (folder / "bin").mkdir()
        self.home.mkdir()
        program = folder / "bin" / "sketch"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{APPLICATION / "sketch.py"}" "$@"\n')
        program.chmod(0o755)
        afsubmit = folder / "bin" / "afsubmit"
        afsubmit.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m afsubmit "$@"\n')
        afsubmit.chmod(0o755)
        self.book = folder / "work" / "my book.sketch"
        self.book.parent.mkdir()
        self.book.write_text(BOOK)
        self.environ = {
            "PATH": os.pathsep.join([str(folder / "bin"), "/usr/bin", "/bin"]),
            "HOME": str(self.home),
            "USER": "jimmy",
            "AFSUBMIT_USER_NAME": "jimmy",
            "AFSUBMIT_HOME": str(folder / "state"),
            "AFSUBMIT_PLUGINS": str(PLUGIN),
            "PYTHONPATH": os.pathsep.join(map(str, (PROJECT / "core", APPLICATION))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """What came of a program."""
        full = {**self.environ, **environ}
        return subprocess.run(words, cwd=self.folder, env=full, capture_output=True, text=True, timeout=300)

    def afsubmit(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """What came of `afsubmit`."""
        return self.run(sys.executable, "-m", "afsubmit", *words, **environ)

    def beside(self) -> list[str]:
        """What lies beside the book, but for its pages."""
        return sorted(path.name for path in self.book.parent.iterdir() if path.is_file())
