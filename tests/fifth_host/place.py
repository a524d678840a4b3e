"""A machine with Sketch on it: a folder with its program on the PATH, a home, and a book."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.fakes import stand_in

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
APPLICATION, PLUGIN = HERE / "application", HERE / "plugin"
OF_WINDOWS = ("SYSTEMROOT", "COMSPEC", "PATHEXT", "TEMP", "TMP")
"""What every program is started with there."""
BOOK = "sketch 1\nrange 1 3\npage cover out/cover.####.txt\npage back out/back.####.txt\nreads back cover\n"


class Machine:
    """Runs programs as somebody at that machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        (folder / "bin").mkdir()
        self.home.mkdir()
        stand_in.write(folder / "bin", "sketch", APPLICATION / "sketch.py")
        stand_in.write(folder / "bin", "afsubmit", "-m", ["afsubmit"])
        self.book = folder / "work" / "my book.sketch"
        self.book.parent.mkdir()
        self.book.write_text(BOOK)
        self.environ = {
            **{name: os.environ[name] for name in OF_WINDOWS if os.name == "nt"},
            "PATH": os.pathsep.join([str(folder / "bin"), "/usr/bin", "/bin"]),
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
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
