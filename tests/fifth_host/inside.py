"""Inside Sketch: runs every clause and every failure on the open book, and prints what came of each as JSON.

AFSUBMIT_PLUGINS names the plugin, as it would at a studio.
"""

from __future__ import annotations

import copy
import importlib
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import sketch
from af_sketch._host import SketchHost
from af_sketch.plan import SketchPlan

from afsubmit.errors import SceneError
from afsubmit.selftest import clauses, failures

BOOK = "sketch 1\nrange 1 10\npage cover out/cover.####.txt\npage back out/back.####.txt\nreads back cover\n"


class SketchKit:
    """A kit for the open book."""

    scene_error, frame, host_plan = SceneError, 7, SketchPlan()

    def __init__(self, folder: Path) -> None:
        self.scene_file = folder / "book.sketch"
        self.scene_file.write_text(BOOK)
        sketch.open_document(str(self.scene_file))
        self.host, self.save = SketchHost(), sketch.document().save

    def session(self) -> object:
        return copy.deepcopy(vars(sketch.document()))

    def move(self, frame: int) -> None:
        sketch.document().frame = frame

    def wait(self, condition: Callable[[], bool]) -> None:
        sketch.idle()
        assert condition()

    def core(self, room: str) -> ModuleType:
        return importlib.import_module(f"afsubmit.{room}")


def came_of(clause: Callable[[SketchKit], None]) -> str:
    """The traceback of what went wrong, or ""."""
    folder = tempfile.mkdtemp()
    try:
        clause(SketchKit(Path(folder)))
    except BaseException:
        return traceback.format_exc()
    finally:
        shutil.rmtree(folder)
        sketch.on_save.clear()
    return ""


if __name__ == "__main__":
    left_out = {"failure_disk_full"} if os.name == "nt" else set()
    named = {**vars(clauses), **vars(failures)}
    names = [name for name in named if name.startswith(("clause_", "failure_")) and name not in left_out]
    json.dump({name: came_of(named[name]) for name in names}, sys.stdout)
