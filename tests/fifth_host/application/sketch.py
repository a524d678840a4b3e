"""Sketch, an application made for the tests: a book of pages, drawn one file a frame. Module and program in one.

sketch 1
range 1 3
page cover out/cover.####.txt
reads back cover
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

menu: dict[str, Callable[[], None]] = {}
on_save: list[Callable[[str], None]] = []
messages: list[str] = []
_waiting: list[Callable[[], object]] = []
_repeated: list[Callable[[], bool]] = []


IS_SHELL = "SKETCH_SHELL" in os.environ
"""Whether this Python is Sketch's own, without a window."""


class Document:
    """The open book."""

    def __init__(self, path: str) -> None:
        self.path, self.frame, self.is_modified = path, 1, False
        self.lines = Path(path).read_text("utf-8").splitlines()

    def save(self) -> None:
        """The artist saves."""
        self.save_copy(self.path)
        self.is_modified = False
        for callback in list(on_save):
            callback(self.path)

    def save_copy(self, path: str) -> None:
        """Write it elsewhere; it keeps its name."""
        Path(path).write_text("\n".join([*self.lines, ""]), "utf-8")


_open: list[Document] = []


def open_document(path: str) -> None:
    """Open a book in place of the one that is open."""
    _open[:] = [Document(path)]


def document() -> Document:
    """The open book."""
    return _open[0]


def later(function: Callable[[], object]) -> None:
    """Call it when there is time."""
    _waiting.append(function)


def repeat(function: Callable[[], bool]) -> None:
    """Call it whenever there is time until it says True."""
    _repeated.append(function)


def idle() -> None:
    """There is time."""
    while _waiting:
        _waiting.pop(0)()
    _repeated[:] = [function for function in _repeated if not function()]


def start(home: str) -> None:
    """Run the doors of all plugins that a file in `home` names."""
    for path in sorted(Path(home, "plugins").glob("*.json")):
        folder = json.loads(path.read_text("utf-8"))["folder"]
        sys.path.insert(0, folder)
        runpy.run_path(os.path.join(folder, "menu.py"))


def draw(book: str, page: str, first: int, last: int, step: int, ink: str) -> None:
    """Draw frames of a page."""
    os.chdir(os.path.dirname(os.path.abspath(book)))
    fields = [line.split(" ", 2) for line in Path(book).read_text("utf-8").splitlines()]
    (name,) = [rest[1] for word, *rest in fields if word == "page" and rest[0] == page]
    for frame in range(first, last + 1, step):
        file = Path(name.replace("####", f"{frame:04d}"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{page} {frame} in {ink}\n", "utf-8")


if __name__ == "__main__":
    draw(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6])
